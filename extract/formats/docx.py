"""A Word file becomes text: a paragraph a line, counted numbers written out, tables a row a line, changes accepted.

A footnote stands below its paragraph (注：…), what a text box holds below the paragraph that it hangs on. Tables of
contents, headers, footers and hidden text are left out.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from extract.errors import DamagedFile, EmptyFile
from extract.formats.grid import GridCell, write_table
from extract.formats.numbering import Numbering, W, value
from extract.formats.packages import BROKEN
from extract.limits import WIDEST_CELL
from extract.places import Reading, Transcript

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# What a reader of the accepted text does not see: deleted and moved text, codes of fields, properties.
_UNSEEN = frozenset(
    ["del", "moveFrom", "delText", "instrText", "delInstrText", "rPr", "pPr", "rt", "sdtPr", "sdtEndPr", "Fallback"]
)
_INLINE_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
# How many styles, each based on the next, are asked for a paragraph's number; Word has ten at most.
_DEEPEST_STYLE = 20
_CONTAINERS = frozenset(["sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "body"])


@dataclass(frozen=True, slots=True)
class _Style:
    based_on: str | None
    number: str | None
    level: str | None
    contents: bool


def read(data: bytes, name: str) -> Reading:
    """The document's text as it reads with all changes accepted."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            document = _Document(archive)
    except (*BROKEN, etree.XMLSyntaxError) as error:
        raise DamagedFile(
            f"{name}: Word 文件已损坏，请打开后另存 is a damaged Word file; open it in Word or WPS and save it again"
        ) from error
    reading = document.reading()
    if not reading.text.strip():
        raise EmptyFile(
            f"{name}: 没有文字，请先识别图中文字 "
            f"holds no text, only pictures or nothing; recognise its text (OCR) and give that"
        )
    return reading


class _Document:
    """The parts of one file, and the text while it is written down."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        main = dict(_relations(archive, "")).get("officeDocument", "word/document.xml")
        self._main = _parsed(archive, main)
        parts = {kind: target for kind, target in _relations(archive, main) if target in archive.namelist()}
        styles = _parsed(archive, parts["styles"]) if "styles" in parts else None
        self._styles = dict(_styles(styles)) if styles is not None else {}
        default = None if styles is None else styles.find(f"{W}style[@{W}type='paragraph'][@{W}default='1']")
        self._default = "" if default is None else default.get(f"{W}styleId", "")
        numbers = {name: style.number for name, style in self._styles.items() if style.number}
        numbering = _parsed(archive, parts["numbering"]) if "numbering" in parts else None
        self._numbering = Numbering(numbering, numbers)
        self._notes = {
            (kind, note.get(f"{W}id", "")): note
            for kind in ("footnote", "endnote")
            if f"{kind}s" in parts
            for note in _parsed(archive, parts[f"{kind}s"]).iter(f"{W}{kind}")
        }
        self._noted: list[etree._Element] = []

    def reading(self) -> Reading:
        transcript = Transcript()
        for block in _blocks(self._main):
            if block.tag == f"{W}tbl":
                self._write_table(block, transcript)
            elif line := self._paragraph(block):
                transcript.write(line + "\n")
            self._write_notes(transcript)
        return transcript.reading()

    def _write_notes(self, transcript: Transcript) -> None:
        noted, self._noted = self._noted, []
        for note in noted:
            if words := " ".join(self._lines(note)):
                transcript.write(f"注：{words}\n")

    def _lines(self, holder: etree._Element) -> list[str]:
        """The lines of a cell, a note or a text box; a table in it is one too, its cells parted by spaces."""
        lines = []
        for block in _blocks(holder):
            if block.tag == f"{W}tbl":
                lines += [cell.text for cell in self._cells(block) if cell.text]
            else:
                lines += self._paragraph(block, alone=True).split("\n")
        return [line for line in lines if line.strip()]

    def _paragraph(self, paragraph: etree._Element, *, alone: bool = False) -> str:
        """The paragraph's number and words; with `alone`, the number too where there are no words."""
        properties = paragraph.find(f"{W}pPr")
        style = (value(properties, "pStyle") if properties is not None else None) or self._default
        if style in self._styles and self._styles[style].contents:
            return ""
        parts: list[str] = []
        boxes: list[etree._Element] = []
        self._collect(paragraph, parts, boxes)
        words = "".join(parts).replace("\xa0", " ").strip(" \t\n\u3000")
        label = self._label(properties, style)
        if label and words:
            # 1 建设平台 · 1. 2026年 · 第三条 规定……: without the space the number would run into the words.
            label += " " if label[-1].isalpha() or label[-1].isdecimal() or words[0].isdigit() else ""
        lines = [label + words] if words or alone else []
        for box in boxes:
            lines += self._lines(box)
        return "\n".join(lines)

    def _label(self, properties: etree._Element | None, style: str) -> str:
        own = properties.find(f"{W}numPr") if properties is not None else None
        number = value(own, "numId") if own is not None else None
        level = value(own, "ilvl") if own is not None else None
        holder = style
        for _ in range(_DEEPEST_STYLE):
            if number is not None or holder not in self._styles:
                break
            it = self._styles[holder]
            if it.number is not None:
                number = it.number
                level = level or it.level or str(self._numbering.level_of(number, holder))
            holder = it.based_on or ""
        if number is None or number == "0":
            return ""
        return self._numbering.label(number, int(level) if level and level.isdigit() else 0)

    def _collect(self, element: etree._Element, parts: list[str], boxes: list[etree._Element]) -> None:
        """Gather the words below an element, the text boxes, and the notes that are referred to."""
        for child in element:
            tag = etree.QName(child).localname if isinstance(child.tag, str) else ""
            if tag in ("", *_UNSEEN) or (tag == "r" and _hidden(child)):
                continue
            if tag == "t":
                parts.append(child.text or "")
            elif tag in _INLINE_SIGNS:
                parts.append(_INLINE_SIGNS[tag])
            elif tag == "br":
                parts.append("\n" if child.get(f"{W}type") in (None, "textWrapping") else "")
            elif tag in ("footnoteReference", "endnoteReference"):
                # Once: what refers to it again does not make it longer.
                note = self._notes.pop((tag.removesuffix("Reference"), child.get(f"{W}id", "")), None)
                self._noted += [note] if note is not None else []
            elif tag == "txbxContent":
                boxes.append(child)
            else:
                self._collect(child, parts, boxes)

    def _write_table(self, table: etree._Element, transcript: Transcript) -> None:
        cells = list(self._cells(table))
        rows = [cell.row for cell in cells if cell.text]
        if len(set(rows)) == len(rows):
            # A frame around text, not a table: one cell to a row.
            transcript.write("".join(f"{cell.text}\n" for cell in cells if cell.text))
        else:
            write_table(transcript, cells)

    def _cells(self, table: etree._Element) -> Iterator[GridCell]:
        """The table's cells, each over the rows and columns that it is merged of."""
        begun: dict[int, GridCell] = {}
        done: list[GridCell] = []
        rows = [row for row in _below(table, "tr") if row.find(f"{W}trPr/{W}del") is None]
        for at, row in enumerate(rows):
            properties = row.find(f"{W}trPr")
            column = _number(value(properties, "gridBefore") if properties is not None else None, 0)
            for cell in _below(row, "tc"):
                stated = cell.find(f"{W}tcPr")
                width = _number(value(stated, "gridSpan") if stated is not None else None, 1)
                merge = stated.find(f"{W}vMerge") if stated is not None else None
                across = stated.find(f"{W}hMerge") if stated is not None else None
                if across is not None and across.get(f"{W}val") != "restart":
                    column += width
                    continue
                if merge is not None and merge.get(f"{W}val") != "restart" and column in begun:
                    above = begun[column]
                    begun[column] = GridCell(above.row, column, above.text, at - above.row + 1, above.columns)
                else:
                    if column in begun:
                        done.append(begun[column])
                    begun[column] = GridCell(at, column, "\n".join(self._lines(cell)), 1, width)
                column += width
        yield from sorted([*done, *begun.values()], key=lambda cell: (cell.row, cell.column))


def _blocks(holder: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs and tables in order; one whose paragraph mark was deleted goes into the next."""
    carried: list[etree._Element] = []
    for block in _flat(holder):
        if block.tag == f"{W}p":
            mark = block.find(f"{W}pPr/{W}rPr")
            if mark is not None and (mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None):
                carried += [child for child in block if child.tag != f"{W}pPr"]
                continue
            at = 1 if block.find(f"{W}pPr") is not None else 0
            block[at:at] = carried
            carried = []
        yield block


def _flat(holder: etree._Element) -> Iterator[etree._Element]:
    for child in holder:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif isinstance(child.tag, str) and etree.QName(child).localname in _CONTAINERS and not _is_contents(child):
            yield from _flat(child)


def _below(holder: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, also those that a content control or an insertion wraps."""
    for child in holder:
        if child.tag == f"{W}{tag}":
            yield child
        elif isinstance(child.tag, str) and etree.QName(child).localname in _CONTAINERS:
            yield from _below(child, tag)


def _is_contents(control: etree._Element) -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"


def _hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val") not in ("0", "false")


def _number(written: str | None, otherwise: int) -> int:
    return min(int(written), WIDEST_CELL) if written and re.fullmatch(r"\d{1,9}", written) else otherwise


def _styles(part: etree._Element) -> Iterator[tuple[str, _Style]]:
    for it in part.iter(f"{W}style"):
        numbered = it.find(f"{W}pPr/{W}numPr")
        yield (
            it.get(f"{W}styleId", ""),
            _Style(
                value(it, "basedOn"),
                value(numbered, "numId") if numbered is not None else None,
                value(numbered, "ilvl") if numbered is not None else None,
                (value(it, "name") or "").lower().startswith("toc "),
            ),
        )


def _relations(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str]]:
    """The parts that `part` refers to, by kind: ("styles", "word/styles.xml")."""
    folder, file = posixpath.split(part)
    name = posixpath.join(folder, "_rels", f"{file}.rels")
    if name in archive.namelist():
        for it in etree.fromstring(archive.read(name), _parser()).iter(_RELATIONS):
            target = posixpath.normpath(posixpath.join("/", folder, it.get("Target", "")))
            yield it.get("Type", "").rpartition("/")[2], target.lstrip("/")


def _parsed(archive: zipfile.ZipFile, part: str) -> etree._Element:
    return etree.fromstring(archive.read(part).replace(_STRICT, W[1:-1].encode()), _parser())


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)
