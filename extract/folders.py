"""Which files of a folder are documents: those in a format that is read, but for hidden ones and README.

list(documents_in([Path("文件")]))    # [PosixPath('文件/意见.docx'), PosixPath('文件/附件/分工表.xlsx')]
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from extract.reading import SUFFIXES, UNREAD


def documents_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The documents among `paths`, those of folders in the order of their names."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                entry for entry in path.rglob("*") if is_document(entry.relative_to(path)) and entry.is_file()
            )
        else:
            yield path


def is_document(below: Path) -> bool:
    """True for the path of a document below a folder.

    >>> is_document(Path("附件/分工表.xlsx")), is_document(Path("README.md")), is_document(Path(".git/意见.txt"))
    (True, False, False)
    """
    return not _is_hidden(below) and below.suffix.lower() in SUFFIXES


def of_other_kinds(paths: Iterable[Path]) -> str:
    """How many files of the folders hold documents in formats that are not read, by their kind: .doc 2、.wps 1."""
    found = (
        entry for path in paths if path.is_dir() for entry in path.rglob("*") if not _is_hidden(entry.relative_to(path))
    )
    others = Counter(suffix for entry in found if (suffix := entry.suffix.lower()) in UNREAD)
    return "、".join(f"{kind} {count}" for kind, count in sorted(others.items()))


def _is_hidden(below: Path) -> bool:
    # Word and WPS keep "~$意见.docx" beside a file while it is open.
    return any(part.startswith((".", "~$")) for part in below.parts) or below.stem.upper() == "README"
