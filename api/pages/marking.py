"""A document's text cut into lines, tables and pieces, each piece with the facts that it belongs to.

>>> [line] = blocks("市科技局牵头。", (), [Mark(0, 4, "lead", "牵头", "/id/x")])
>>> [(piece.text, piece.kinds) for piece in line.pieces]
[('市科技局', ('lead',)), ('牵头。', ())]

Facts may lie inside one another and across each other's borders; a piece lies wholly inside or outside each of them.
Offsets are code points of the text.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Final

# What only frames other facts: a click on a piece leads to the smallest fact that is none of these.
_FRAMES: Final = ("clause", "cited")
# How far behind the start of a unit, past its number, its heading may begin.
_NUMBER: Final = 40
# Titles, numbers and dates before the outline are short and end in none of these signs.
_FRONT: Final = 45
_SENTENCE_END: Final = "。：；，:;,"


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage to mark: `text[start:end]` is of that kind; its record is told at the address."""

    start: int
    end: int
    kind: str
    label: str = ""
    address: str | None = None

    @property
    def name(self) -> str:
        """What the fragment of an address calls the passage: 120-128."""
        return f"{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a unit of the outline begins, and how deep it lies, 1 being outermost."""

    start: int
    path: str
    words: str
    depth: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that all belong to the same facts. `anchors` are the names of what begins here."""

    text: str
    start: int
    end: int
    kinds: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    label: str = ""
    address: str | None = None
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or, with a depth, a heading; `front` is true for the lines of a title page, before all sentences."""

    pieces: tuple[Piece, ...]
    depth: int | None = None
    front: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the first of them being the heads; a cell's tuple holds its pieces."""

    rows: tuple[tuple[tuple[Piece, ...], ...], ...]


def blocks(
    text: str, headings: Sequence[Heading], marks: Iterable[Mark], start: int = 0, end: int | None = None
) -> list[Line | Table]:
    """The lines and tables of `text[start:end]`, empty lines left out."""
    cutter = _Cutter(text, headings, marks)
    found: list[Line | Table] = []
    lines = [
        (at.start(), at.end()) for at in re.compile(r"[^\n]+").finditer(text, start, len(text) if end is None else end)
    ]
    for tabular, group in groupby(lines, key=lambda line: "\t" in text[slice(*line)].strip()):
        rows = list(group)
        if tabular and len(rows) > 1:
            found.append(Table(tuple(tuple(_cells(cutter, *row)) for row in rows)))
        else:
            found += [line for row in rows if (line := _line(cutter, *row)) is not None]
    return found


def _cells(cutter: "_Cutter", start: int, end: int) -> Iterator[tuple[Piece, ...]]:
    for cell in re.compile(r"[^\t]*(?:\t|$)").finditer(cutter.text, start, end):
        if cell.start() < end:
            yield cutter.pieces(*_trimmed(cutter.text, cell.start(), cell.end()))


def _line(cutter: "_Cutter", start: int, end: int) -> Line | None:
    start, end = _trimmed(cutter.text, start, end)
    pieces = cutter.pieces(start, end)
    if not pieces:
        return None
    if all(piece.heading for piece in pieces):
        return Line(tuple(replace(piece, heading=False) for piece in pieces), cutter.depth(start, end))
    front = end <= cutter.outline and end - start < _FRONT and cutter.text[end - 1] not in _SENTENCE_END
    return Line(pieces, front=front)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return start, max(start, start + len(words.strip()))


class _Cutter:
    """Where the text is to be cut, and what is known of each place."""

    def __init__(self, text: str, headings: Sequence[Heading], marks: Iterable[Mark]) -> None:
        self.text = text
        self._marks = sorted(marks, key=lambda mark: (mark.start, -mark.end))
        self._starts = [mark.start for mark in self._marks]
        # The farthest end of the marks so far: those before it cannot reach a place beyond.
        reach, self._reach = 0, list[int]()
        for mark in self._marks:
            reach = max(reach, mark.end)
            self._reach.append(reach)
        self._anchors: dict[int, list[str]] = {}
        self._headings = {}
        for heading in headings:
            self._anchors.setdefault(heading.start, []).append(heading.path)
            at = text.find(heading.words, heading.start, heading.start + _NUMBER + len(heading.words))
            if heading.words and at >= 0:
                self._headings[heading.start] = (at + len(heading.words), heading.depth)
        named = set[str]()
        for mark in self._marks:
            if mark.name not in named:
                named.add(mark.name)
                self._anchors.setdefault(mark.start, []).append(mark.name)
        self.outline = min(self._headings, default=0)
        self._heads = sorted((begin, close) for begin, (close, _) in self._headings.items())
        cuts = {place for mark in self._marks for place in (mark.start, mark.end)}
        self._cuts = sorted(cuts | set(self._anchors) | {place for head in self._heads for place in head})

    def depth(self, start: int, end: int) -> int | None:
        """How deep the unit lies that begins in a line."""
        return next((depth for at, (_, depth) in self._headings.items() if start <= at < end), None)

    def pieces(self, start: int, end: int) -> tuple[Piece, ...]:
        """The pieces of a line or cell."""
        inner = self._cuts[bisect_right(self._cuts, start) : bisect_left(self._cuts, end)]
        return tuple(self._piece(a, b) for a, b in pairwise([start, *inner, end]) if a < b)

    def _piece(self, start: int, end: int) -> Piece:
        over = self._over(start, end)
        inmost = min((m for m in over if m.kind not in _FRAMES), key=lambda m: m.end - m.start, default=None)
        at = bisect_right(self._heads, (start, len(self.text)))
        return Piece(
            self.text[start:end],
            start,
            end,
            tuple(dict.fromkeys(mark.kind for mark in over)),
            tuple(self._anchors.get(start, ())),
            inmost.label if inmost else "",
            inmost.address if inmost else None,
            heading=at > 0 and self._heads[at - 1][1] >= end,
        )

    def _over(self, start: int, end: int) -> list[Mark]:
        found = []
        at = bisect_right(self._starts, start) - 1
        while at >= 0 and self._reach[at] >= end:
            if self._marks[at].end >= end:
                found.append(self._marks[at])
            at -= 1
        return found[::-1]
