"""The texts of the examples, written in the other formats that documents come in."""

import html
import io
from collections.abc import Iterator
from typing import Any

import docx
import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

Rows = list[list[str]]
STYLE = """<style>body { font: 16pt 'Noto Serif CJK SC'; line-height: 28pt; text-align: justify }
p { margin: 0; text-indent: 2em } table { border-collapse: collapse }
td { border: 1px solid black; font-size: 11pt; line-height: 16pt }</style>"""


def blocks(text: str) -> Iterator[str | Rows]:
    """The paragraphs of a text and its tables: lines with tabs, and the headings between them."""
    rows: Rows = []
    for line in text.split("\n"):
        if "\t" in line or (rows and line.startswith("（")):
            rows.append(line.split("\t"))
            continue
        if rows:
            yield rows
            rows = []
        if line.strip():
            yield line
    if rows:
        yield rows


def as_docx(text: str) -> bytes:
    document = docx.Document()
    for block in blocks(text):
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(0, max(map(len, block)))
        for row in block:
            cells = table.add_row().cells
            if len(row) == 1:
                cells[0].merge(cells[-1])
            for cell, words in zip(cells, row, strict=False):
                cell.text = words
    return saved(document)


def as_html(text: str, around: str = "{}") -> str:
    parts = []
    for block in blocks(text):
        if isinstance(block, str):
            parts.append(f"<p>{html.escape(block)}</p>")
            continue
        width = max(map(len, block))
        rows = (
            f'<td colspan="{width}">{html.escape(row[0])}</td>'
            if len(row) == 1
            else "".join(f"<td><p>{html.escape(words)}</p></td>" for words in row)
            for row in block
        )
        parts.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
    return around.format("\n".join(parts))


def as_markdown(text: str) -> str:
    parts = []
    for block in blocks(text):
        if isinstance(block, str):
            parts.append(f"## {block}" if block.startswith("一、") else block)
            continue
        lines = ["| " + " | ".join(row) + " |" for row in block]
        parts.append("\n".join([lines[0], "|---" * len(block[0]) + "|", *lines[1:]]))
    return "\n\n".join(parts)


def as_xlsx(text: str) -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "分工表"
    for block in blocks(text):
        for row in [[block]] if isinstance(block, str) else block:
            sheet.append([int(words) if words.isdigit() else words or None for words in row])
    width = sheet.max_column
    for at in range(1, sheet.max_row + 1):
        if sheet.cell(at, 2).value is None:
            sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=width)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def saved(document: Any) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def with_list(document: Any, number: int, levels: list[tuple[str, str]], again: int | None = None) -> None:
    """Define an automatic list of these forms and texts, and under `again` one of its kind that starts anew."""
    root = document.part.numbering_part.element
    lines = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{lines}</w:abstractNum>'))
    kind = f'<w:abstractNumId w:val="{number}"/>'
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}">{kind}</w:num>'))
    if again is not None:
        start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{again}">{kind}{start}</w:num>'))


def numbered(paragraph: Any, number: int, level: int = 0) -> Any:
    """Put the paragraph into an automatic list."""
    properties = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(properties))
    return paragraph
