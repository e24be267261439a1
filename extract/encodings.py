"""Bytes become text: the encodings that policy documents come in, and a clear error for what is no text.

>>> decode("实施意见".encode("gb18030"), "a.txt")
'实施意见'
"""

import codecs
import re

from extract.errors import BinaryFile, EmptyFile, UnknownEncoding

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# Control signs but for the ends of lines and pages and the end that DOS gave files, private use, and what was replaced.
_ODD = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\ue000-\uf8ff\ufffd]")
_SAMPLE = 20_000


def decode(data: bytes, name: str) -> str:
    """The text in `data`: UTF-8, UTF-8 or UTF-16 with a byte order mark, UTF-16 without one, or GB18030."""
    text = _decode(data, name)
    if not text.strip():
        raise EmptyFile(f"{name}: 没有文字 holds no text; nothing to read")
    return text


def in_utf8(text: str) -> str:
    """The text as UTF-8 can hold it, a sign of the same length for each half of a surrogate pair.

    >>> in_utf8("云" + chr(0xD800) + "港") == "云" + chr(0xFFFD) + "港"
    True
    """
    return _LONE_SURROGATE.sub("\ufffd", text)


def _decode(data: bytes, name: str) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding, name)
    # ASCII digits and line ends leave a zero in every second byte of UTF-16; no other text holds zeros.
    if b"\x00" in data:
        even, odd = data[0::2].count(0), data[1::2].count(0)
        if len(data) % 2 == 0 and min(even, odd) * 10 < max(even, odd):
            text = _strict(data, "utf-16-le" if odd > even else "utf-16-be", name)
            if _readable(text):
                return text
        raise BinaryFile(f"{name}: 是二进制数据，不是文字 is binary data, not plain text; give a text file")
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _readable(text):
            return text
        raise BinaryFile(f"{name}: 是二进制数据，不是文字 is binary data, not plain text; give a text file")
    raise UnknownEncoding(
        f"{name}: 编码不是 UTF-8、UTF-16 或 GB18030，请另存为 UTF-8 "
        f"is neither UTF-8, UTF-16 nor GB18030; save it as UTF-8 and try again"
    )


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnknownEncoding(
            f"{name}: its byte order mark says {encoding}, its bytes do not; save it as UTF-8"
        ) from error


def _readable(text: str) -> bool:
    """False where control signs or unassigned characters show that the bytes are no text."""
    return len(_ODD.findall(text, 0, _SAMPLE)) * 50 <= min(len(text), _SAMPLE)
