"""Files made to be unpacked, repeated or nested until nothing is left: small ones, each of them one known trick.

bombs()["实体.docx"]     # the bytes of a Word file whose ten entities are worth 3,000 million signs
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006"
WORDS = "市科技局牵头。"
PASSWORDS = "file:///etc/passwd"


@cache
def bombs() -> dict[str, bytes]:
    """The files by their names."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<!DOCTYPE x [<!ENTITY a0 "{"哈" * 10}">{entities}]>'
    long = f'<!DOCTYPE x [<!ENTITY a "{"啊" * 100_000}">]>'
    outside = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{PASSWORDS}">]>'
    noted = "<w:r><w:footnoteReference w:id='1'/></w:r>"
    deleted = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>一</w:t></w:r></w:p>"
    heads = _cell("A1", "牵头单位") + _cell("B1", "任务")
    return {
        "实体.docx": docx(paragraph("&a9;"), laughs),
        "长实体.docx": docx(paragraph("&a;" * 20_000), long),
        "外部实体.docx": docx(paragraph(f"{WORDS}&a;"), outside),
        "实体.xlsx": xlsx(f"<row>{_cell('A1', '&a9;')}</row>", before=laughs),
        "外部实体.xlsx": xlsx(f"<row>{_cell('A1', f'{WORDS}&a;')}</row>", before=outside),
        "压缩.docx": docx(paragraph("a" * 101_000_000)),
        "谎报.docx": lying(docx(paragraph("a" * 30_000_000))),
        "重叠.docx": overlapping(docx(paragraph("a" * 9_000_000)), 200),
        "万件.docx": docx(paragraph(WORDS), parts={f"{n}.png": "" for n in range(20_000)}),
        "百万段.docx": docx(paragraph("一") * 1_200_000),
        "删段.docx": docx(deleted * 30_000 + paragraph(WORDS)),
        "脚注.docx": docx(f"<w:p>{noted * 100_000}</w:p>{paragraph(WORDS)}", parts=_note("注" * 10_000)),
        "自注.docx": docx(f"<w:p>{noted}</w:p>{paragraph(WORDS)}", parts=_note(f"注</w:t></w:r>{noted * 9}<w:r><w:t>")),
        "套框.docx": docx("<w:p><w:r><w:txbxContent>" * 80 + paragraph(WORDS) + "</w:txbxContent></w:r></w:p>" * 80),
        "远格.xlsx": xlsx(f"<row r='1'>{heads}</row><row r='1048576'>{_cell('XFD1048576', WORDS)}</row>"),
        "斜格.xlsx": xlsx("".join(f"<row r='{n}'>{_cell(f'XFD{n}', WORDS)}</row>" for n in range(1, 5000))),
        "合并.xlsx": xlsx(f"<row>{heads}</row>", "<mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>"),
        "叠并.xlsx": xlsx(
            f"<row>{heads}</row>" + "<row><c t='inlineStr'><is><t>一</t></is></c></row>" * 20_000,
            "<mergeCells>" + "<mergeCell ref='A1:XFD1048576'/>" * 2_000 + "</mergeCells>",
        ),
        "链接.xlsx": xlsx(f"<row>{heads}</row>", "<hyperlinks><hyperlink ref='A1:XFD1048576'/></hyperlinks>"),
        "空格子.xlsx": xlsx(f"<row>{'<c/>' * 16_000}</row>" * 700),
        "深.html": f"<html><body>{'<div>' * 100_000}{WORDS}{'</div>' * 100_000}".encode(),
        "套表.html": f"<html><body>{'<table><tr><td>' * 3_000}{WORDS}".encode(),
        "跨格.html": f"<table>{f'<tr><td rowspan=99999999 colspan=99999999>{WORDS}<td>一</tr>' * 60}</table>".encode(),
        "跨行.html": f"<table>{f'<tr><td rowspan=9>{WORDS}<td>建设一所学校。</tr>' * 5_000}</table>".encode(),
        "编号.html": f"<p>{WORDS}</p><ol>{'<li>建设。' * 30_000}</ol>".encode(),
        "注释.html": b"<!-- a -->" * 390 + b"<!-- " + WORDS.encode(),
        "包含.html": f"<html><body><xi:include href='{PASSWORDS}' parse='text'/><p>{WORDS}</p></html>".encode(),
        "引用.md": b">" * 50_000 + WORDS.encode(),
        "方括号.md": b"[" * 50_000 + WORDS.encode(),
        "强调.md": b"*a **a " * 20_000 + WORDS.encode(),
        "宽.csv": f"一{',' * 2_000_000}二\n".encode() + "任务,牵头单位\n".encode() * 2_000,
        "斜.csv": "".join(f"{',' * n}一\n" for n in range(3_000)).encode(),
        **{f"{name}.pdf": data for name, data in _pdfs().items()},
    }


def docx(body: str, before: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    """A Word file of this body, `before` standing before the document's own element."""
    document = f'<?xml version="1.0"?>{before}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    return _packed({"[Content_Types].xml": _types(""), "word/document.xml": document, **(parts or {})})


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def xlsx(rows: str, after: str = "", before: str = "") -> bytes:
    """A workbook with one sheet of these rows."""
    sheet = f'<?xml version="1.0"?>{before}<worksheet xmlns="{_S}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet"}
    types = "".join(f'<Override PartName="/xl/{p}.xml" ContentType="{kind}.{t}+xml"/>' for p, t in parts.items())
    return _packed(
        {
            "[Content_Types].xml": _types(types),
            "_rels/.rels": _relation("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{_S}" xmlns:r="{_R}"><sheets><sheet name="表" sheetId="1" r:id="r"/>'
            "</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def lying(package: bytes) -> bytes:
    """The same, whose document says of itself that it is 50 bytes long."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        size = struct.pack("<L", archive.getinfo("word/document.xml").file_size)
    assert package.count(size) == 2
    return package.replace(size, struct.pack("<L", 50))


def overlapping(package: bytes, times: int) -> bytes:
    """The same, whose list of parts has the document many times under other names, all at one place in the file."""
    at = package.rindex(b"PK\1\2")
    end = package.rindex(b"PK\5\6")
    entry, name = package[at:end], b"word/document.xml"
    assert entry.count(name) == 1
    # The names in the list and before the part itself must be the same, so only their number differs.
    listed = package[package.index(b"PK\1\2") : end] + entry * times
    count = 2 + times
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(listed), package.index(b"PK\1\2"), 0)
    return package[: package.index(b"PK\1\2")] + listed + tail


def pdf(content: bytes, more: Mapping[int, bytes] | None = None, page: bytes = b"") -> bytes:
    """A PDF of one page with this content; `more` are further objects, or others in place of its own."""
    box = page or b"/MediaBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>"
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/Contents 4 0 R" + box + b">>",
        4: stream(content),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        **(more or {}),
    }
    written, places = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        places[number] = len(written)
        written += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    size = max(objects) + 1
    table = b"".join(
        b"%010d %05d %b \n" % ((places[n], 0, b"n") if n in places else (0, 65535, b"f")) for n in range(size)
    )
    return written + b"xref\n0 %d\n%btrailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        len(written),
    )


def stream(data: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    return b"<</Filter/FlateDecode/Length %d%b>>\nstream\n%b\nendstream" % (len(packed), entries, packed)


def _pdfs() -> dict[str, bytes]:
    words = b"BT /F 12 Tf 50 700 Td (Hello world) Tj ET\n"
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
    return {
        "好": pdf(words),
        "自指页": pdf(words, {2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"}),
        "深页": pdf(
            words, {**{n: b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (n + 1) for n in range(7, 9_000)}, 2: b"7 0 R"}
        ),
        "自指图": pdf(words + b"/X Do ", {6: stream(b"/X Do /X Do", form)}),
        "套括号": pdf(b"[" * 100_000),
        "套对象": pdf(words, {7: b"[" * 100_000}),
        "大页": pdf(words, page=b"/MediaBox[0 0 1e30 1e30]/Resources<</Font<</F 5 0 R>>>>"),
        "虚数": pdf(words, {2: b"<</Type/Pages/Kids[]/Count 999999999>>"}),
        "长度自指": pdf(words, {4: b"<</Length 4 0 R>>\nstream\nabc\nendstream"}),
        "同页": pdf(words, {2: b"<</Type/Pages/Kids[" + b"3 0 R " * 100_000 + b"]/Count 100000>>"}),
        "万线": pdf(
            words + b"".join(b"%d 0 m %d 800 l S 0 %d m 600 %d l S " % (n, n, n, n) for n in range(0, 600, 12))
        ),
    }


def _types(overrides: str) -> str:
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<?xml version="1.0"?><Types xmlns="{_P}/content-types">{rels}{overrides}</Types>'


def _relation(kind: str, target: str) -> str:
    relation = f'<Relationship Id="r" Type="{_R}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_P}/relationships">{relation}</Relationships>'


def _note(words: str) -> dict[str, str]:
    note = f'<w:footnotes xmlns:w="{_W}"><w:footnote w:id="1">{paragraph(words)}</w:footnote></w:footnotes>'
    return {"word/_rels/document.xml.rels": _relation("footnotes", "footnotes.xml"), "word/footnotes.xml": note}


def _cell(place: str, words: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


def _packed(parts: Mapping[str, str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return written.getvalue()
