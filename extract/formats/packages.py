"""A Word or Excel file is a zip archive of XML parts; none is read before all are known to be no larger than it may be.

What an archive says of itself is not believed: its parts are unpacked and counted, piece by piece.
"""

import re
import zipfile
import zlib

from extract.errors import DamagedFile, OversizedFile, ProtectedFile
from extract.limits import MOST_PARTS, MOST_TAGS, MOST_UNPACKED, MOST_XML

BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError, NotImplementedError, RuntimeError)
_PIECE = 1 << 20
# The standard has neither entities nor any other declaration of a type (ECMA-376, part 2); UTF-16 has a zero in each.
_DECLARED = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E")


def check_package(archive: zipfile.ZipFile, name: str) -> None:
    """Raise OversizedFile, ProtectedFile or DamagedFile where the parts are not such as Office and WPS write."""
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise ProtectedFile(
            f"{name}: 需要密码，请去掉密码后保存 asks for a password; open it, remove the password, and save it again"
        )
    if len(parts) > MOST_PARTS:
        raise OversizedFile(f"{name}: holds {len(parts):,} parts, far more than a document; check where it is from")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise DamagedFile(f"{name}: is packed in another way than Word, Excel and WPS do; open it and save it again")
    whole = xml = tags = 0
    for part in parts:
        written = part.filename.endswith((".xml", ".rels"))
        before = b""
        with archive.open(part) as unpacked:
            while piece := unpacked.read(_PIECE):
                whole += len(piece)
                xml += len(piece) * written
                tags += piece.count(b"<")
                if whole > MOST_UNPACKED or xml > MOST_XML or tags > MOST_TAGS:
                    raise OversizedFile(
                        f"{name}: 解压后过大，请查明来历 "
                        f"unpacks to far more than a document holds; check where it is from"
                    )
                if written and _DECLARED.search(before + piece):
                    raise DamagedFile(
                        f"{name}: declares a type of its own, as no Word or Excel file does; save it again"
                    )
                before = piece[-20:]
