"""Where in a file the passages of its text stood: the page of a PDF, the cell of a table of figures.

>>> written = Transcript()
>>> written.write("一、主要任务\\n", page=1)
>>> written.write("（一）做强平台", page=2)
>>> reading = written.reading()
>>> reading.text[place_at(reading.places, 9).start :], place_at(reading.places, 9).page
('（一）做强平台', 2)
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from extract.facts import Place
from extract.limits import MOST_SIGNS


@dataclass(frozen=True, slots=True)
class Reading:
    """A file's text, and where its passages stood in the file, in the order of the text."""

    text: str
    places: tuple[Place, ...] = ()


class TextTooLong(Exception):
    """More is written down than a document holds."""


class Transcript:
    """A text while a reader writes it down, piece by piece, each with its place where the format has one."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._places: list[Place] = []
        self._length = 0

    def write(self, text: str, *, page: int | None = None, sheet: str | None = None, cell: str | None = None) -> None:
        """`text` as it stands, its own line ends included; raises TextTooLong."""
        start, self._length = self._length, self._length + len(text)
        if self._length > MOST_SIGNS:
            raise TextTooLong
        self._parts.append(text)
        if (page, sheet, cell) == (None, None, None) or not text.strip():
            return
        last = self._places[-1] if self._places else None
        if last and (last.page, last.sheet, last.cell) == (page, sheet, cell):
            start = self._places.pop().start
        self._places.append(Place(start, self._length, page, sheet, cell))

    def reading(self) -> Reading:
        return Reading("".join(self._parts), tuple(self._places))


def place_at(places: Sequence[Place], position: int) -> Place | None:
    """The place that the character at `position` was read from, None where the format has none."""
    at = bisect_right(places, position, key=lambda place: place.start) - 1
    return places[at] if at >= 0 and position < places[at].end else None
