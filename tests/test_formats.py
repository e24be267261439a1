"""A document gives the same facts in whatever format it comes, with page or cell; what cannot be read is named."""

import base64
import io
import json
import os
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import rdflib
from click.testing import CliRunner
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from playwright.sync_api import Browser, sync_playwright

from api.cli import main
from extract import Extraction, as_json, extract, read
from extract.errors import (
    BinaryFile,
    DamagedFile,
    DocumentError,
    EmptyFile,
    OversizedFile,
    ProtectedFile,
    ScannedFile,
    UnknownFormat,
)
from graph.triples import ZT, to_graph
from tests.written import STYLE, as_docx, as_html, as_markdown, as_xlsx, numbered, saved, with_list

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
EXAMPLES = sorted((ROOT / "examples").glob("*.txt"))
TABLE = next(path for path in EXAMPLES if "分工表" in path.stem)
CHROMIUM = Path("/usr/bin/chromium")
FONTS = Path("/usr/share/fonts/opentype/noto")
PICTURE = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")
PAGE = {"top": "30mm", "bottom": "30mm", "left": "28mm", "right": "26mm"}
SITE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_某市人民政府门户网站</title>
<meta name="ArticleTitle" content="{title}"><script>var nav = "牵头单位：市假局";</script></head><body>
<div class="top-nav"><ul><li><a href="/">首页</a></li><li><a href="/zc">市假局牵头的政策。</a></li></ul></div>
<div class="crumbs">您的位置：首页 &gt; 政策文件</div>
<table class="xxgk"><tr><td><b>索 引 号：</b></td><td>000014349/2026-00021</td>
<td><b>发文机关：</b></td><td>某市人民政府</td></tr><tr><td><b>成文日期：</b></td><td>2026年05月20日</td>
<td><b>发文字号：</b></td><td>某政发〔2026〕21号</td></tr></table>
<div class="main"><h1>{title}</h1><div class="share">分享到：</div><div class="{body}">{}</div></div>
<div class="footer">主办：某市人民政府办公室。由市假局牵头维护。<a href="/about">关于我们</a></div></body></html>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not (CHROMIUM.exists() and any(FONTS.glob("NotoSerifCJK*"))) and os.environ.get("CI") != "true":
        pytest.skip("PDFs are printed by /usr/bin/chromium with the font Noto Serif CJK: apt-get install both")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


def facts(found: Extraction) -> dict[str, Any]:
    """All that a format must not change: the facts without their offsets."""
    about = found.document
    return {
        "document": (about.title, about.issuer, about.number, about.date, about.status, about.jurisdiction),
        "outline": [(u.id, u.kind, u.number, u.heading) for u in found.tasks],
        "responsibilities": [(r.task, r.agency, r.mention, r.role, r.basis) for r in found.responsibilities],
        "targets": [(t.task, t.text, t.indicator, t.operator, t.value, t.year) for t in found.targets],
        "zones": [(z.task, z.zone, z.mention, z.kind, z.code) for z in found.zones],
    }


def written(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def printed(browser: Browser, markup: str, header: str = "", **options: Any) -> bytes:
    """The page as a PDF with a running header and numbered feet."""
    page = browser.new_page()
    page.set_content(STYLE + markup)
    centred = "<div style='font-size: 9px; width: 100%; text-align: center'>{}</div>"
    data = page.pdf(
        format="A4",
        margin=PAGE,
        display_header_footer=True,
        header_template=centred.format(header),
        footer_template=centred.format("— <span class=pageNumber></span> —"),
        **options,
    )
    page.close()
    return data


def slices_back(found: Extraction) -> None:
    text = found.document.text
    assert all(text[r.start : r.end] == r.mention for r in found.responsibilities)
    assert all(text[t.start : t.end] == t.text for t in found.targets)


# The same document


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_document_gives_the_same_facts_in_every_format(path: Path, browser: Browser, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    expected = facts(extract(text))
    assert expected["responsibilities"]
    site = SITE.replace("{title}", "").replace("{body}", "TRS_Editor").split('<table class="xxgk">')
    page = site[0] + '<div class="main">' + site[1].split('<div class="main">')[1]
    for form, content in (
        ("docx", as_docx(text)),
        ("html", as_html(text, page)),
        ("md", as_markdown(text)),
        ("pdf", printed(browser, as_html(text), header="某市人民政府公报")),
    ):
        found = extract(read(written(tmp_path, f"文件.{form}", content)))
        assert facts(found) == expected, form
        slices_back(found)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_task_table_gives_the_same_facts_from_a_workbook(form: str, tmp_path: Path) -> None:
    text = TABLE.read_text(encoding="utf-8")
    lines = text.splitlines()
    content = as_xlsx(text) if form == "xlsx" else "\n".join(",".join(line.split("\t")) for line in lines)
    found = extract(read(written(tmp_path, f"表.{form}", content)))
    assert facts(found) == facts(extract(text))
    slices_back(found)


@pytest.mark.skipif(not SHARED.exists(), reason="the real pages are not beside this checkout")
@pytest.mark.parametrize("name", ["国办发-2018-117号", "国发-2019-3号", "more/国办发-2018-128号"])
def test_a_real_page_gives_the_facts_of_its_text(name: str) -> None:
    corpus = SHARED / "corpus"
    page = extract(read(corpus / "html" / f"{Path(name).name}.html"))
    plain = extract(read(corpus / f"{name}.txt"))
    assert facts(page) == facts(plain)
    assert "扫一扫" not in page.document.text
    gold = SHARED / "evaluation" / f"{name}.gold.json"
    if gold.exists():
        # Offsets differ from those of the text that was annotated; mentions and roles do not.
        annotated = json.loads(gold.read_text(encoding="utf-8"))["responsibilities"]
        expected = Counter((r["mention"], r["role"]) for r in annotated)
        assert Counter((r.mention, r.role) for r in page.responsibilities) == expected


@pytest.mark.skipif(not SHARED.exists(), reason="the real pages are not beside this checkout")
def test_a_real_page_with_a_table_keeps_its_rows() -> None:
    text = read(SHARED / "corpus" / "html" / "国办发-2018-126号-改革举措推广清单.html").text
    assert text.startswith("索 引 号：000014349/2018-00228\n主题分类：")
    rows = [line.split("\t") for line in text.splitlines() if "\t" in line]
    assert rows[0] == ["序号", "改革举措", "主 要 内 容", "指导部门", "推广范围"]
    assert rows[1] == ["一、知识产权保护方面（共5项）", "", "", "", ""]
    # Of 23 measures the page leaves out six.
    assert [int(row[0]) for row in rows if row[0].isdigit()] == [*range(1, 15), 21, 22, 23]
    assert {len(row) for row in rows} == {5}


# Where it stands


def test_a_fact_of_a_workbook_names_its_sheet_and_cell(tmp_path: Path) -> None:
    found = as_json(extract(read(written(tmp_path, "表.xlsx", as_xlsx(TABLE.read_text(encoding="utf-8"))))))
    first, second = found["responsibilities"][:2]
    assert (first["mention"], first["place"]) == ("市民政局", {"sheet": "分工表", "cell": "C5"})
    assert (second["mention"], second["place"]) == ("市财政局", {"sheet": "分工表", "cell": "D5"})
    assert found["tasks"][0]["place"] == {"sheet": "分工表", "cell": "A4"}


def test_a_fact_of_a_pdf_names_its_page(browser: Browser, tmp_path: Path) -> None:
    sections = [f"<p>{n}、任务{n}</p><p>（一）做强平台{n}。统筹布局。（市科技局牵头）</p>" for n in "一二三"]
    data = printed(browser, "<p>云澜市工作方案</p>" + "<div style='break-after: page'></div>".join(sections))
    extraction = extract(read(written(tmp_path, "方案.pdf", data)))
    assert [r["place"] for r in as_json(extraction)["responsibilities"]] == [{"page": 1}, {"page": 2}, {"page": 3}]
    graph = to_graph(extraction)
    page, citation = rdflib.URIRef(ZT["page"].value), rdflib.URIRef(ZT["citation"].value)
    duties = graph.subjects(rdflib.RDF.type, rdflib.URIRef(ZT["Responsibility"].value))
    assert sorted(graph.value(graph.value(duty, citation), page).toPython() for duty in duties) == [1, 2, 3]


def test_a_text_file_names_no_place() -> None:
    assert {r["place"] for r in as_json(extract(read(EXAMPLES[0])))["responsibilities"]} == {None}


# Web pages


@pytest.mark.parametrize("body", ["TRS_Editor", "x1"], ids=["a known body", "an unknown body"])
def test_a_page_is_read_without_the_site_around_it(body: str, tmp_path: Path) -> None:
    sentences = "".join(
        f"<p>（{n}）做强平台，优化服务。坚持协同，统筹布局，形成合力。（市科技局牵头，市财政局配合）</p>"
        for n in "一二三四五六"
    )
    page = SITE.replace("{title}", "某市科技创新行动方案").replace("{body}", body)
    found = extract(read(written(tmp_path, "页.html", page.replace("{}", f"<p>一、主要任务</p>{sentences}"))))
    about = found.document
    assert about.title == "某市科技创新行动方案"
    assert (about.issuer, about.number, about.date) == ("某市人民政府", "某政发〔2026〕21号", "2026-05-20")
    assert {r.mention for r in found.responsibilities} == {"市科技局", "市财政局"}
    assert not {"首页", "市假局", "分享", "关于我们"} & set(about.text.split())
    assert "市假局" not in about.text


def test_a_page_in_gb18030_is_read_by_what_it_states(tmp_path: Path) -> None:
    page = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><p>{}</p></html>'
    sentence = "一、主要任务（一）加强赵㛃故居保护。镕铸合力。（市文化和旅游局负责）"
    reading = read(written(tmp_path, "页.htm", page.format(sentence).encode("gb18030")))
    assert reading.text == f"{sentence}\n"


def test_cells_that_span_rows_give_each_task_its_bearers(tmp_path: Path) -> None:
    page = """<table>
    <tr><td rowspan=2>序号<td rowspan=2>类别<td rowspan=2>重点任务<td colspan=2>责任分工</tr>
    <tr><td>牵头单位<td>配合单位</tr>
    <tr><td>1<td rowspan=2>平台<td>建设算力中心<td rowspan=2>市数据局<td>市财政局<br>市科技局</tr>
    <tr><td>2<td>建设实验室<td></tr>
    <tr><td rowspan=2>3<td rowspan=2>人才<td rowspan=2>引进人才<td>市人社局<td rowspan=2>市教育局</tr>
    <tr><td>市委组织部</tr></table>"""
    found = extract(read(written(tmp_path, "表.html", page)))
    assert [(u.id, u.kind, u.heading) for u in found.tasks] == [
        ("1", "section", "平台"),
        ("1.1", "task", "建设算力中心"),
        ("1.2", "task", "建设实验室"),
        ("2", "section", "人才"),
        ("2.1", "task", "引进人才"),
    ]
    assert [(r.task, r.mention, r.role) for r in found.responsibilities] == [
        ("1.1", "市数据局", "lead"),
        ("1.1", "市财政局", "participant"),
        ("1.1", "市科技局", "participant"),
        ("1.2", "市数据局", "lead"),
        ("2.1", "市人社局", "lead"),
        ("2.1", "市教育局", "participant"),
        ("2.1", "市委组织部", "lead"),
    ]


# Word


def test_numbers_that_word_counts_are_written_out(tmp_path: Path) -> None:
    document = docx.Document()
    levels = [("chineseCounting", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3."), ("decimal", "%4")]
    with_list(document, 50, [*levels, ("decimalEnclosedCircleChinese", "%5")])
    with_list(document, 60, [("chineseCountingThousand", "第%1条")], again=61)
    outline = [
        (0, "主要任务"),
        (1, "强化平台"),
        (2, "建设算力中心"),
        (2, "2026年建成"),
        (1, "强化人才"),
        (2, "引进人才"),
    ]
    for level, words in [*outline, (3, "子项"), (4, "细项"), (4, "细项"), (0, "保障措施"), (1, "加强领导")]:
        numbered(document.add_paragraph(words), 50, level)
    for number in [60] * 21 + [61]:
        numbered(document.add_paragraph("规定。"), number)
    lines = read(written(tmp_path, "条文.docx", saved(document))).text.splitlines()
    assert lines[:11] == [
        "一、主要任务",
        "（一）强化平台",
        "1.建设算力中心",
        "2. 2026年建成",
        "（二）强化人才",
        "1.引进人才",
        "1 子项",
        "①细项",
        "②细项",
        "二、保障措施",
        "（一）加强领导",
    ]
    assert lines[19:22] == ["第九条 规定。", "第十条 规定。", "第十一条 规定。"]
    assert lines[-2:] == ["第二十一条 规定。", "第一条 规定。"]


def test_numbers_of_a_style_and_of_empty_cells_are_written_out(tmp_path: Path) -> None:
    document = docx.Document()
    with_list(document, 50, [("chineseCounting", "%1、")])
    with_list(document, 60, [("decimal", "%1")])
    style = document.styles["Heading 1"].element
    style.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="50"/></w:numPr>'))
    document.add_heading("主要任务", 1)
    rows = [["序号", "重点任务", "牵头单位"], ["", "建设平台", "市科技局"], ["", "引进人才", "市人社局"]]
    table = document.add_table(3, 3)
    for row, words in zip(table.rows, rows, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
        if not words[0]:
            numbered(row.cells[0].paragraphs[0], 60)
    document.add_heading("保障措施", 1)
    text = read(written(tmp_path, "表.docx", saved(document))).text
    rows_text = "序号\t重点任务\t牵头单位\n1\t建设平台\t市科技局\n2\t引进人才\t市人社局\n"
    assert text == f"一、主要任务\n{rows_text}二、保障措施\n"


def test_word_is_read_with_changes_accepted_notes_and_boxes(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("（一）做强平台。（市科技局")
    for change in (
        '<w:del {0} w:id="1"><w:r><w:delText>负责</w:delText></w:r></w:del>',
        '<w:ins {0} w:id="2"><w:r><w:t>牵头</w:t></w:r></w:ins>',
        "<w:r {0}><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>",
        '<w:r {0}><w:t>）</w:t><w:footnoteReference w:id="7"/></w:r>',
        "<w:r {0}><w:pict><v:textbox xmlns:v='urn:schemas-microsoft-com:vml'><w:txbxContent><w:p><w:r><w:t>框内文字。"
        "</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></w:r>",
    ):
        paragraph._p.append(parse_xml(change.format(nsdecls("w"))))
    cut = document.add_paragraph("上半段，")
    mark = parse_xml(f'<w:pPr {nsdecls("w")}><w:rPr><w:del w:id="3"/></w:rPr></w:pPr>')
    cut._p.insert(0, mark)
    document.add_paragraph("下半段。")
    note = "<w:footnote w:id='7'><w:p><w:r><w:t>排名第一的为牵头单位。</w:t></w:r></w:p></w:footnote>"
    notes = f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>"
    changed = with_part(saved(document), "footnotes", notes)
    text = read(written(tmp_path, "修订.docx", changed)).text
    assert text == "（一）做强平台。（市科技局牵头）\n框内文字。\n注：排名第一的为牵头单位。\n上半段，下半段。\n"


def with_part(data: bytes, kind: str, xml: str) -> bytes:
    """The Word file with one more part that its document refers to."""
    result = io.BytesIO()
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/_rels/document.xml.rels":
                added = f'<Relationship Id="rId99" Type="{base}/{kind}" Target="{kind}.xml"/></Relationships>'
                content = content.replace(b"</Relationships>", added.encode())
            new.writestr(name, content)
        new.writestr(f"word/{kind}.xml", xml)
    return result.getvalue()


# PDF


def test_lines_are_joined_across_pages_and_rows_cut_by_a_page_are_whole(browser: Browser, tmp_path: Path) -> None:
    long = "坚持统筹布局、协同推进，" * 40 + "形成合力。"
    rows = [
        [str(n), f"任务{n}。{'加快建设步伐，' * 24}完善机制", "市住房和城乡建设局", "市财政局、市数据局"]
        for n in range(1, 9)
    ]
    text = "\n".join(
        ["工作方案", *[long] * 5, "\t".join(["序号", "重点任务", "牵头单位", "配合单位"]), *map("\t".join, rows)]
    )
    reading = read(written(tmp_path, "长.pdf", printed(browser, as_html(text), header="公报 2026年第3期")))
    assert reading.text == text + "\n"
    assert {place.page for place in reading.places} == set(range(1, reading.places[-1].page + 1))
    assert reading.places[-1].page >= 4


# What is in a workbook


def test_cells_read_as_they_are_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["重点任务", "牵头单位", "目标"])
    sheet.append(["建设平台", "市科技局", 0.35])
    sheet.append(["引进人才", "市人社局", 12.0])
    sheet["C2"].number_format = "0%"
    hidden: Any = book.create_sheet("选项")
    hidden.append(["市假局"])
    hidden.sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    text = read(written(tmp_path, "表.xlsx", content.getvalue())).text
    assert text == "重点任务\t牵头单位\t目标\n建设平台\t市科技局\t35%\n引进人才\t市人社局\t12\n"


# What cannot be read


def _zip(**parts: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return data.getvalue()


def _ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(64)


@pytest.mark.parametrize(
    ("name", "content", "error", "words"),
    [
        (
            "旧.doc",
            _ole("WordDocument"),
            UnknownFormat,
            "legacy Word or WPS file (.doc, .wps); open it and save",
        ),
        (
            "旧.xls",
            _ole("Workbook"),
            UnknownFormat,
            "legacy Excel or WPS file (.xls, .et); open it and save",
        ),
        ("密.docx", _ole("EncryptedPackage"), ProtectedFile, "asks for a password"),
        ("坏.docx", as_docx("工作方案")[:-200], DamagedFile, "damaged"),
        ("坏.xlsx", _zip(xl__workbook_xml=b"<workbook"), DamagedFile, "damaged Excel file"),
        ("坏.docx", _zip(word__document_xml=b"<w:document"), DamagedFile, "damaged Word file"),
        ("坏.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", DamagedFile, "damaged PDF"),
        ("弹.docx", _zip(word__document_xml=bytes(120_000_000)), OversizedFile, "unpacks to far more"),
        ("图.docx", as_docx(""), EmptyFile, "only pictures or nothing"),
        ("空.xlsx", as_xlsx(""), EmptyFile, "holds no text"),
        ("空.html", b"<html><body><script>load()</script></body></html>", EmptyFile, "loaded by scripts"),
        ("卷.ofd", _zip(OFD_xml=b"<ofd/>"), UnknownFormat, "an OFD file; open it in its reader and save it as a PDF"),
        ("包.zip", _zip(a_xml=b"<a/>"), UnknownFormat, "an archive (.zip); unpack it"),
        ("富.rtf", rb"{\rtf1 \'d2\'bb}", BinaryFile, "an RTF file; open it in Word or WPS"),
        ("页.mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n", UnknownFormat, "web archive (.mht)"),
        ("图.png", b"\x89PNG\r\n\x1a\n", BinaryFile, "a picture; recognise its text (OCR)"),
        ("名.pdf", b"\x7fELF" + bytes(60), DamagedFile, "is no pdf file, for all its name"),
        ("名.docx", "工作方案".encode(), DamagedFile, "is no docx file, for all its name"),
        ("数.json", b'{"a": 1}', UnknownFormat, ".json files are not read; save it as one of .txt"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_to_do(
    name: str, content: bytes, error: type[DocumentError], words: str, tmp_path: Path
) -> None:
    path = written(tmp_path, name, content)
    with pytest.raises(error) as caught:
        read(path)
    line = str(caught.value)
    assert "\n" not in line
    assert line.startswith(f"{path}: ")
    assert words in line
    done = CliRunner().invoke(main, ["extract", str(path)])
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", f"Error: {line}\n")


def test_a_scan_and_a_locked_pdf_are_named(browser: Browser, tmp_path: Path) -> None:
    dot = base64.b64encode(PICTURE).decode()
    page = browser.new_page()
    page.set_content(f'<img src="data:image/gif;base64,{dot}" width=500 height=700>')
    scan = page.pdf()
    page.close()
    with pytest.raises(ScannedFile, match=r"a scanned PDF, pictures without text; recognise its text \(OCR\)"):
        read(written(tmp_path, "扫描.pdf", scan))
    # The same file with a statement that it is encrypted, under a password that nobody has.
    locked = scan.replace(
        b"trailer\n<<",
        b"trailer\n<</Encrypt <</Filter /Standard /V 1 /R 2 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b">>>"
        b" /ID [<00><00>]",
    )
    assert locked != scan
    with pytest.raises(ProtectedFile, match="asks for a password"):
        read(written(tmp_path, "锁.pdf", locked))


def test_a_title_that_a_site_has_cut_short_is_none(tmp_path: Path) -> None:
    body = "<h2>云澜市城市更新行动计划</h2><p>一、总体要求</p><p>改造老旧小区，完善配套设施。</p>"
    page = "<html><head><title>云澜市人民政府 云澜市城市更新行…_政策文件</title></head><body>{}</body></html>"
    text = read(written(tmp_path, "页.html", page.format(body).encode())).text
    assert text.startswith("云澜市城市更新行动计划\n一、总体要求\n")


def test_a_file_is_known_by_what_it_holds_not_by_its_name(tmp_path: Path) -> None:
    text = "工作方案\n一、任务（市科技局负责）\n"
    assert read(written(tmp_path, "误.doc", as_docx(text))).text == text
    assert read(written(tmp_path, "误.xls", f"<html><body>{as_html(text)}</body></html>")).text == text
    assert read(written(tmp_path, "无名", text)).text == text


def test_a_folder_of_all_formats_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "文件"
    folder.mkdir()
    makers: dict[str, Callable[[str], bytes | str]] = {"docx": as_docx, "html": as_html, "md": as_markdown, "txt": str}
    for form, make in makers.items():
        written(folder, f"{form}.{form}", make(f"云澜市{form}工作方案\n一、主要任务\n（一）做强平台。（市科技局牵头）"))
    written(folder, "旧.doc", _ole("WordDocument"))
    written(folder, "~$docx.docx", b"lock")
    written(folder, "照片.jpg", b"\xff\xd8\xff")
    done = CliRunner().invoke(main, ["load", "文件"])
    assert done.exit_code == 0, done.output
    assert done.stdout.count("已读入 added《") == len(makers)
    assert done.stderr == "未读的其他文件 files of other kinds, not read: .doc 1\n"


def test_reading_text_loads_no_library_of_another_format() -> None:
    code = (
        "import sys; from extract import extract, read; extract(read(sys.argv[1]));"
        "print(*sorted({'docx', 'lxml', 'openpyxl', 'pdfplumber', 'markdown_it'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, EXAMPLES[0]], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "\n"
