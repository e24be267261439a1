"""A file becomes a Reading: its text, and where it stood. The format is known by the file's first bytes, then its name.

    read("意见.docx").text       # '关于强化科技创新引领的实施意见\\n一、总体要求\\n…'
    read("分工表.xlsx").places   # (Place(start=0, end=4, page=None, sheet='Sheet1', cell='A1'), …)

Numbers that Word counts are written out, the lines of a PDF are joined to paragraphs, page numbers and the furniture of
web pages are left out, and a table is one line a row, its cells parted by tabs. From here on the text never changes.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from extract.encodings import decode
from extract.errors import DamagedFile, DocumentError, EmptyFile, MissingFile, OversizedFile, UnknownFormat
from extract.formats.signatures import format_of
from extract.limits import LARGEST, MOST_SIGNS
from extract.places import Reading, TextTooLong

# Format of a file that holds text, by the ending of its name; other formats are known by their first bytes.
_TEXTS = {
    ".txt": "text",
    ".text": "text",
    "": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".shtml": "html",
    ".xhtml": "html",
    ".csv": "csv",
    ".tsv": "csv",
}
# What a folder is searched for.
SUFFIXES = (*(suffix for suffix in _TEXTS if suffix), ".docx", ".docm", ".pdf", ".xlsx", ".xlsm")
# Formats of documents that are not read.
UNREAD = (".doc", ".wps", ".rtf", ".odt", ".ofd", ".xls", ".et", ".ods", ".xlsb", ".ppt", ".pptx", ".mht", ".mhtml")


def read(path: str | Path) -> Reading:
    """The text of a file and its places. Raises a DocumentError that says in one line what the file is instead."""
    return read_bytes(content(path), str(path))


def read_bytes(data: bytes, name: str) -> Reading:
    """The same of a file that has this content, and a `name` by which errors call it."""
    reader = _reader(format_of(data, name) or _TEXTS.get(Path(name).suffix.lower()), name)
    try:
        return reader(data, name)
    except TextTooLong:
        most = f"more than {MOST_SIGNS // 1_000_000} million signs once its tables and notes are written out"
        raise OversizedFile(f"{name}: holds {most}; give the part you need") from None


def content(path: str | Path, largest: int = LARGEST) -> bytes:
    """The bytes of a file; raises a DocumentError where there is none, or more than `largest`."""
    path = Path(path)
    if not path.exists():
        raise MissingFile(f"{path}: 没有这个文件，请核对名称 no such file; check the name")
    if path.is_dir():
        raise DocumentError(
            f"{path}: 是文件夹，请给其中的文件，或用 `zhengtu load` "
            f"is a folder; give the files in it, or use `zhengtu load` for a folder"
        )
    try:
        bound(path.stat().st_size, str(path), largest)
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"{path}: 不能读取，请看其权限 cannot be read ({error.strerror}); check its permissions"
        ) from error


def text_alone(text: str, name: str, largest: int = LARGEST) -> Reading:
    """A text that comes from no file, called `name`; raises a DocumentError where it is empty or has more bytes."""
    bound(len(text.encode()), name, largest)
    if not text.strip():
        raise EmptyFile(f"{name}: 没有文字 holds no text; nothing to read")
    return Reading(text)


def bound(size: int, name: str, largest: int) -> None:
    """Raise OversizedFile where a file has more than `largest` bytes."""
    if size > largest:
        raise OversizedFile(
            f"{name}: 过大，请只给正文 is larger than {largest / 1_000_000:g} MB; give the document's text alone"
        )


def _reader(form: str | None, name: str) -> Callable[[bytes, str], Reading]:
    if form is None:
        suffix = Path(name).suffix
        if suffix.lower() in SUFFIXES:
            raise DamagedFile(
                f"{name}: 不是 {suffix[1:]} 文件，请打开后另存 "
                f"is no {suffix[1:]} file, for all its name; open it and save it anew"
            )
        raise UnknownFormat(
            f"{name}: 不读 {suffix} 文件，请另存为所列格式 "
            f"{suffix} files are not read; save it as one of {' '.join(SUFFIXES)}"
        )
    if form == "text":
        return lambda data, name: Reading(decode(data, name))
    reader: Callable[[bytes, str], Reading] = import_module(f"extract.formats.{form}").read
    return reader
