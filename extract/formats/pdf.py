"""A PDF's text layer becomes text: lines joined to paragraphs, tables a row a line, page numbers and headers gone.

Every passage keeps its page. A line begins a paragraph where it is indented, numbered after a sentence's end, set apart
or of another size, and where the line before had room for its first word.
"""

import io
import re
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect

from extract.errors import DamagedFile, EmptyFile, OversizedFile, ProtectedFile, ScannedFile
from extract.formats.grid import GridCell, write_table
from extract.formats.pdf_pages import Line, Page, Table, joint, read_page, room_for
from extract.limits import MOST_PAGES
from extract.places import Reading, Transcript
from extract.tables import AGENCY_END, columns_of

_PAGE_NUMBER = re.compile(
    r"[-—–－―·•.\s]*+(?:第\s*+)?(?:\d{1,4}|[ivxIVX]{1,5})\s*+页?"
    r"(?:\s*+[,，/／|]?\s*+共?\s*+\d{1,4}\s*+页?)?[-—–－―·•.\s]*+"
)
_MARKER = re.compile(
    r"第[一二三四五六七八九十百\d]+[章节条]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|"
    r"\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[）)]|[①-⑳]|附件|[一-鿿 ]{2,9}[:：]"
)
_ENDS = ("。", "；", "：", "！", "？", "”", "）", "】", "〕")
# Running heads and page numbers lie in this share of the page's height, above and below.
_MARGIN = 0.13


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """The lines of one paragraph, on one page or more."""

    lines: list[Line]


def read(data: bytes, name: str) -> Reading:
    """The text of all pages."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as file:
            pages = [read_page(page, number) for number, page in enumerate(file.pages[:MOST_PAGES], 1)]
            left_over = len(file.pages) - len(pages)
    except Exception as error:  # the parser raises what it meets: KeyError, struct.error, RecursionError …
        causes = (*error.args, error.__context__, error)
        if any(isinstance(cause, MemoryError) for cause in causes):
            raise MemoryError from error
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in causes):
            raise ProtectedFile(
                f"{name}: 需要密码，请去掉密码后保存 asks for a password; open it, remove the password, save it again"
            ) from error
        raise DamagedFile(
            f"{name}: is a damaged PDF; get it again from its source, or save its text as .txt"
        ) from error
    if left_over:
        raise OversizedFile(f"{name}: has {len(pages) + left_over} pages, more than a document; give the part you need")
    _check(pages, name)
    transcript = Transcript()
    for block in _blocks(_without_furniture(pages)):
        if isinstance(block, list):
            write_table(transcript, _one_grid(block))
        else:
            _write_paragraph(block, transcript)
    return transcript.reading()


def _check(pages: list[Page], name: str) -> None:
    """Raise where there is no text to read: pages that are pictures, or fonts that name no characters."""
    signs = sum(len(line.text) for page in pages for line in page.all_lines())
    if signs * 2 > sum(page.unnamed for page in pages):
        return
    remedy = "recognise its text (OCR) and give that"
    if any(page.unnamed for page in pages):
        raise ScannedFile(f"{name}: is a PDF whose fonts name no characters; {remedy}")
    if any(page.pictures for page in pages):
        raise ScannedFile(f"{name}: 是扫描件，请先识别文字 is a scanned PDF, pictures without text; {remedy}")
    raise EmptyFile(f"{name}: 没有文字 holds no text; nothing to read")


def _without_furniture(pages: list[Page]) -> list[Page]:
    """The pages without page numbers and the lines that run along their tops or feet."""
    kept = pages
    for edge in (0, -1):
        for _ in range(3):
            outer = [page.lines[edge] if page.lines else None for page in kept]
            seen: dict[str, list[float]] = {}
            for line in outer:
                if line:
                    seen.setdefault(_digits_aside(line.text), []).append(line.top)
            next_pages = []
            for page, line in zip(kept, outer, strict=True):
                tops = seen[_digits_aside(line.text)] if line else []
                running = line and sum(1 for top in tops if abs(top - line.top) < 6) * 2 >= max(len(pages), 4)
                if line and page.in_margin(line, _MARGIN) and (running or _PAGE_NUMBER.fullmatch(line.text)):
                    page = page.without(line)
                next_pages.append(page)
            if next_pages == kept:
                break
            kept = next_pages
    return kept


def _digits_aside(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", text))


def _blocks(pages: list[Page]) -> Iterator[_Paragraph | list[Table]]:
    """The paragraphs and tables in order; tables that follow each other across a page's end are one."""
    starts = _paragraph_start(pages)
    paragraph: list[Line] = []
    tables: list[Table] = []
    for page in pages:
        for item in page.items():
            if isinstance(item, Table):
                if paragraph:
                    yield _Paragraph(paragraph)
                    paragraph = []
                if tables and (tables[-1].width != item.width or tables[-1].page == item.page):
                    yield tables
                    tables = []
                tables.append(item)
                continue
            if tables:
                yield tables
                tables = []
            if paragraph and starts(paragraph[-1], item):
                yield _Paragraph(paragraph)
                paragraph = []
            paragraph.append(item)
    if paragraph:
        yield _Paragraph(paragraph)
    if tables:
        yield tables


def _paragraph_start(pages: list[Page]) -> Callable[[Line, Line], bool]:
    """A test whether the second of two lines begins a paragraph, by the margins and the spacing of these pages."""
    lines = [line for page in pages for line in page.lines]
    pitches = [b.top - a.top for a, b in pairwise(lines) if a.page == b.page and 0 < b.top - a.top < 4 * a.size]
    pitch = statistics.median(pitches) if pitches else 0.0
    lefts, rights = {}, {}
    for page in pages:
        # A page of short lines has the margins of the others of its width.
        alike = [other for other in pages if other.lines and abs(other.width - page.width) < 5]
        left = min((line.x0 for line in page.lines), default=0.0)
        right = _right_edge(page.lines)
        common_left = statistics.median([min(line.x0 for line in other.lines) for other in alike] or [left])
        common_right = statistics.median([_right_edge(other.lines) for other in alike] or [right])
        lefts[page.number], rights[page.number] = min(left, common_left), max(right, common_right)

    def starts(before: Line, line: Line) -> bool:
        edge, margin = rights[before.page], lefts[line.page]
        if abs(line.size - before.size) > 0.12 * before.size:
            return True
        if line.page == before.page and pitch and line.top - before.top > 1.4 * pitch:
            return True
        if edge - before.x1 > room_for(line) + 0.4 * line.size:
            return True
        ended = before.text.endswith(_ENDS)
        numbered = _MARKER.match(line.text) is not None
        if line.x0 - margin > 1.2 * line.size:
            return ended or numbered or abs(line.x0 - before.x0) > 0.5 * line.size
        return ended and numbered

    return starts


def _right_edge(lines: Sequence[Line]) -> float:
    """Where the lines of a page end, one that runs over the margin (an address) aside."""
    ends = sorted((line.x1 for line in lines), reverse=True)
    wide = 1.5 * max((line.size for line in lines), default=0.0)
    enough = min(3, (len(ends) + 3) // 4)
    return next((end for at, end in enumerate(ends) if sum(end - x < wide for x in ends[at:]) >= enough), 0.0)


def _write_paragraph(paragraph: _Paragraph, transcript: Transcript) -> None:
    for before, line in pairwise([None, *paragraph.lines]):
        assert line is not None
        transcript.write((joint(before.text, line.text) if before else "") + line.text, page=line.page)
    transcript.write("\n")


def _one_grid(tables: list[Table]) -> list[GridCell]:
    """The cells of a table on one page or several; a row that a page's end has cut is whole again."""
    rows: list[dict[int, GridCell]] = []
    for table in tables:
        offset = len(rows)
        own: list[dict[int, GridCell]] = [{} for _ in range(table.height)]
        for cell in table.cells:
            own[cell.row][cell.column] = GridCell(
                cell.row + offset, cell.column, cell.text, cell.rows, cell.columns, page=cell.page
            )
        if rows and own and _is_rest(rows, own[0]):
            last = rows[-1]
            for column, cell in own.pop(0).items():
                if cell.text:
                    above = last.get(column)
                    text = f"{above.text}{joint(above.text, cell.text)}{cell.text}" if above else cell.text
                    page = above.page if above and above.text else cell.page
                    last[column] = GridCell(offset - 1, column, text, 1, cell.columns, page=page)
            own = [{column: replace(cell, row=cell.row - 1) for column, cell in row.items()} for row in own]
        rows += own
    return [cell for row in rows for cell in row.values()]


def _is_rest(rows: list[dict[int, GridCell]], first: dict[int, GridCell]) -> bool:
    """True where the first row of a page goes on with the last of the page before, which was cut in a cell."""
    last = rows[-1]
    numbered = 0 in last and last[0].text.strip().isdigit()
    filled = {column: cell.text for column, cell in first.items() if cell.text}
    if not numbered or not filled or 0 in filled:
        return False
    headers = (columns_of([row[c].text if c in row else "" for c in range(max(row) + 1)]) for row in rows if row)
    header = next(filter(None, headers), None)
    for column in filled:
        above = last[column].text if column in last else ""
        if header and column in header.bearers:
            cut = bool(above) and not AGENCY_END.search(above)
        else:
            cut = len(above) > 20 and not above.endswith(("。", "；", ";"))
        if cut:
            return True
    return len(filled) == 1 and len(last) > 2
