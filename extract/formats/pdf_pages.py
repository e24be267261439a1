"""One page of a PDF as its lines of text and its ruled tables, with where they stand on it.

page = read_page(file.pages[0], 1)
page.lines[0].text       # '汀岚市人民政府办公室'
page.tables[0].cells     # (GridCell(row=0, column=0, text='序号', rows=1, columns=1, page=1, …), …)
"""

import logging
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

import pdfplumber.page
import pdfplumber.table

from extract.formats.grid import GridCell
from extract.lexicons import table as lexicon_table

# The parser tells every oddity of a file that it copes with.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

_Char = dict[str, Any]
_Box = tuple[float, float, float, float]
_WORD = re.compile(r"[0-9A-Za-z.%+-]+")
_CLOSING = "，。、；：！？）】〕》」』”’％%·…,.;:!?)]}"
_QUOTES = "“”‘’\"'"
_OPENING = "“‘（《〈【〔「『(["
_UNNAMED = re.compile(r"\(cid:\d+\)|[\ue000-\uf8ff]|\ufffd")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text on a page, its edges in points from the page's upper left corner."""

    text: str
    page: int
    x0: float
    x1: float
    top: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table of `height` rows and `width` columns."""

    page: int
    top: float
    height: int
    width: int
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page; `unnamed` counts the signs whose font does not say what they are."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    tables: tuple[Table, ...]
    pictures: bool
    unnamed: int

    def items(self) -> Iterator[Line | Table]:
        """Lines and tables from the page's top to its foot."""
        items: list[Line | Table] = [*self.lines, *self.tables]
        yield from sorted(items, key=lambda item: item.top)

    def all_lines(self) -> Iterator[Line | GridCell]:
        yield from self.lines
        for table in self.tables:
            yield from table.cells

    def in_margin(self, line: Line, share: float) -> bool:
        return line.bottom < share * self.height or line.top > (1 - share) * self.height

    def without(self, line: Line) -> "Page":
        return replace(self, lines=tuple(other for other in self.lines if other is not line))


def read_page(page: pdfplumber.page.Page, number: int) -> Page:
    """The page's lines and tables; text that runs upwards or aslant, such as a watermark, is left out."""
    chars = [char for char in page.chars if char["upright"] and char["text"].strip()]
    unnamed = sum(1 for char in chars if _UNNAMED.fullmatch(char["text"]))
    chars = [char for char in chars if not _UNNAMED.fullmatch(char["text"])]
    tables = []
    for found in _ruled(page):
        inside = [char for char in chars if _within(char, found.bbox)]
        table = _table(found.cells, inside, number)
        if inside and table.width > 1:
            tables.append(table)
            taken = {id(char) for char in inside}
            chars = [char for char in chars if id(char) not in taken]
    lines = tuple(_lines(chars, number))
    result = Page(number, float(page.width), float(page.height), lines, tuple(tables), bool(page.images), unnamed)
    page.close()
    return result


def room_for(line: Line) -> float:
    """The width of what must stay together at the line's start: a character or a word, and the marks that close it.

    No line ends on either side of a quotation mark (UAX #14, class QU): 全“1+6+N|地网”.
    """
    text = line.text
    end, closed = _unit(text, 0), False
    while end < len(text) and (text[end] in _QUOTES or text[end] in _CLOSING):
        quote = text[end] in _QUOTES
        end = _unit(text, end + 1) if quote and end + 1 < len(text) and text[end + 1] not in _CLOSING else end + 1
        closed = not quote
    # Some typesetters let no line end between a closing mark and a figure, a letter or another mark.
    if closed:
        end = _unit(text, end)
    return sum(line.size * (0.5 if sign.isascii() else 1.0) for sign in text[:end])


def _unit(text: str, start: int) -> int:
    """The end of the word of letters and figures, or of the one character, that begins there behind opening marks."""
    while start < len(text) and text[start] in _OPENING:
        start += 1
    word = _WORD.match(text, start)
    return word.end() if word else min(start + 1, len(text))


def joint(before: str, after: str) -> str:
    """What stands between two lines of one paragraph: a space between words of letters, else nothing."""
    return " " if re.search(r"[A-Za-z,.;:]$", before) and re.match(r"[A-Za-z]", after) else ""


def _ruled(page: pdfplumber.page.Page) -> Sequence[pdfplumber.table.Table]:
    """The ruled tables; one that a page's edge cuts is closed where its upright rules end."""
    upright = [edge for edge in page.vertical_edges if edge["height"] > 4]
    if not upright:
        return ()
    ends = [min(edge["top"] for edge in upright), max(edge["bottom"] for edge in upright)]
    return page.find_tables({"explicit_horizontal_lines": ends})


def _within(char: _Char, box: _Box) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _lines(chars: Sequence[_Char], page: int) -> Iterator[Line]:
    """The lines that the characters stand in: those that overlap in height by half."""
    rows: list[tuple[float, float, list[_Char]]] = []
    for char in sorted(chars, key=lambda char: (char["top"] + char["bottom"], char["x0"])):
        top, bottom = char["top"], char["bottom"]
        if rows:
            above, below, members = rows[-1]
            if min(below, bottom) - max(above, top) >= 0.5 * min(below - above, bottom - top):
                members.append(char)
                continue
        rows.append((top, bottom, [char]))
    for _, _, members in rows:
        members.sort(key=lambda char: char["x0"])
        yield Line(
            _text(members),
            page,
            members[0]["x0"],
            max(char["x1"] for char in members),
            min(char["top"] for char in members),
            max(char["bottom"] for char in members),
            sorted(char["size"] for char in members)[len(members) // 2],
        )


def _text(chars: Sequence[_Char]) -> str:
    """The line's words; a gap is a space between letters, and between Chinese characters where it is as wide as one."""
    parts: list[str] = []
    before: _Char | None = None
    for char in chars:
        if before is not None:
            if char["text"] == before["text"] and abs(char["x0"] - before["x0"]) < 0.2 * char["size"]:
                # Printed twice, a little apart, to look bold.
                continue
            narrow = before["text"][-1].isascii() + char["text"][0].isascii()
            if char["x0"] - before["x1"] > (0.8, 0.5, 0.2)[narrow] * char["size"]:
                parts.append(" ")
        parts.append(_plain(char["text"]))
        before = char
    return "".join(parts)


@cache
def _plain(sign: str) -> str:
    """The character that a sign for a radical or a compatibility form stands for: ⼀ is 一, ⺠ is 民."""
    radicals = lexicon_table("radicals.tsv")
    if sign in radicals:
        return radicals[sign][0]
    if "\u2f00" <= sign[0] <= "\u2fdf" or "\uf900" <= sign[0] <= "\ufaff" or "\ufb00" <= sign[0] <= "\ufb06":
        return unicodedata.normalize("NFKC", sign)
    return sign


def _table(boxes: Sequence[_Box], chars: Sequence[_Char], page: int) -> Table:
    """The table's cells over the rows and columns that their edges make."""
    lefts, tops = _edges(box[0] for box in boxes), _edges(box[1] for box in boxes)
    cells = []
    for box in boxes:
        row, column = _index(tops, box[1]), _index(lefts, box[0])
        rows = sum(1 for top in tops if box[1] - 2 <= top < box[3] - 2)
        columns = sum(1 for left in lefts if box[0] - 2 <= left < box[2] - 2)
        inside = [char for char in chars if _within(char, box)]
        cells.append(GridCell(row, column, _cell_text(inside, box, page), rows, columns, page=page))
    top = min(box[1] for box in boxes)
    return Table(page, top, len(tops), len(lefts), tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _cell_text(chars: Sequence[_Char], box: _Box, page: int) -> str:
    """The cell's words, a line that had room for more ending in a line end."""
    lines = list(_lines(chars, page))
    inset = min([6.0, *(line.x0 - box[0] for line in lines)])
    text = lines[0].text if lines else ""
    for before, line in pairwise(lines):
        left, right = before.x0 - box[0], box[2] - before.x1
        centred = left > 6 and abs(left - right) < 3
        room = (left + right - 2 * inset) if centred else right - inset
        text += "\n" if room > room_for(line) + 0.4 * line.size else joint(before.text, line.text)
        text += line.text
    return text


def _edges(values: Iterator[float] | Any) -> list[float]:
    """The distinct places among edges that lie within two points of each other."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > 2:
            places.append(value)
    return places


def _index(places: Sequence[float], value: float) -> int:
    return min(range(len(places)), key=lambda at: abs(places[at] - value))
