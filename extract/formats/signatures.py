"""What a file is, by its first bytes: a format that is read, or an error that says what to do instead.

>>> format_of(b"%PDF-1.7", "a"), format_of("实施意见".encode(), "b.txt")
('pdf', None)
"""

import io
import re
import zipfile

from extract.errors import BinaryFile, DamagedFile, ProtectedFile, UnknownFormat
from extract.formats.packages import BROKEN, check_package

_OLE = b"\xd0\xcf\x11\xe0"
_SIGNATURES = (
    (b"{\\rtf", "an RTF file; open it in Word or WPS and save it as .docx"),
    (b"\x89PNG", "a picture; recognise its text (OCR) and give that"),
    (b"\xff\xd8\xff", "a picture; recognise its text (OCR) and give that"),
    (b"GIF8", "a picture; recognise its text (OCR) and give that"),
    (b"BM", "a picture; recognise its text (OCR) and give that"),
    (b"II*\x00", "a picture; recognise its text (OCR) and give that"),
    (b"MM\x00*", "a picture; recognise its text (OCR) and give that"),
    (b"Rar!", "an archive; unpack it and give the files in it"),
    (b"7z\xbc\xaf\x27\x1c", "an archive; unpack it and give the files in it"),
    (b"\x1f\x8b", "an archive; unpack it and give the files in it"),
)
# Streams of the container that Office wrote before 2007 and WPS and encrypted files still use; names are UTF-16.
_OLE_STREAMS = (
    ("WordDocument", "a legacy Word or WPS file (.doc, .wps); open it and save it as .docx"),
    ("Workbook", "a legacy Excel or WPS file (.xls, .et); open it and save it as .xlsx"),
    ("PowerPoint Document", "a legacy PowerPoint file (.ppt); save its text as .docx"),
)
_ZIP_PARTS = (
    ("OFD.xml", "an OFD file; open it in its reader and save it as a PDF with text"),
    ("ppt/presentation.xml", "a PowerPoint file; save its text as .docx"),
    ("META-INF/container.xml", "an EPUB book; save its text as .txt"),
    ("META-INF/manifest.xml", "an OpenDocument file; save it as .docx or .xlsx"),
    ("xl/workbook.bin", "a binary Excel file (.xlsb); save it as .xlsx"),
)
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*>\s*+)?(?:(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|meta)\b",
    re.IGNORECASE | re.DOTALL,
)


def format_of(data: bytes, name: str) -> str | None:
    """The format's name, None where only the file's name can tell it; raises what says why a format is not read."""
    # Some PDFs have a few stray bytes first.
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK"):
        return _zipped(data, name)
    if data.startswith(_OLE):
        raise _legacy(data, name)
    for signature, what in _SIGNATURES:
        if data.startswith(signature) and (len(signature) > 2 or b"\x00" in data[:512]):
            raise BinaryFile(f"{name}: is {what}")
    if (
        re.match(rb"(?:From|MIME-Version|Content-Type|Subject): ", data, re.IGNORECASE)
        and b"multipart/related" in data[:4096]
    ):
        raise UnknownFormat(f"{name}: is a saved web archive (.mht); save the page as HTML")
    return "html" if _HTML.match(data[:4096]) else None


def _legacy(data: bytes, name: str) -> Exception:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return ProtectedFile(
            f"{name}: 需要密码，请去掉密码后保存 asks for a password; open it, remove the password, and save it again"
        )
    for stream, what in _OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            return UnknownFormat(f"{name}: is {what}")
    return UnknownFormat(
        f"{name}: is a legacy Office file; open it in Word, Excel or WPS and save it as .docx or .xlsx"
    )


def _zipped(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            form = _form({part.filename for part in archive.infolist()}, name)
            check_package(archive, name)
    except BROKEN as error:
        raise DamagedFile(
            f"{name}: 文件已损坏，请重新取得 is a damaged Word, Excel or zip file; get it again from where it came"
        ) from error
    return form


def _form(parts: set[str], name: str) -> str:
    found = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
    form = next((form for part, form in found.items() if part in parts), None)
    if form is None and "[Content_Types].xml" in parts:
        # The standard lets the main part have any name; writers other than Office and WPS use that.
        form = next(
            (f for start, f in (("word/", "docx"), ("xl/", "xlsx")) if any(p.startswith(start) for p in parts)), None
        )
    for part, what in _ZIP_PARTS:
        if form is None and part in parts:
            raise UnknownFormat(f"{name}: is {what}")
    if form is None:
        raise UnknownFormat(f"{name}: 是压缩包，请解压 is an archive (.zip); unpack it and give the files in it")
    return form
