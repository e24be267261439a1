"""Stretches of a text that are taken, and whether a place lies in one.

>>> taken = Spans([(4, 9), (6, 12), (20, 22)])
>>> taken.touches(11, 30), taken.touches(12, 20), 8 in taken
(True, False, True)
"""

from bisect import bisect_right
from collections.abc import Iterable


class Spans:
    """Spans as (start, end), those that overlap or lie in another as one; each test takes logarithmic time."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        merged: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if merged and start < merged[-1][1]:
                merged[-1] = merged[-1][0], max(merged[-1][1], end)
            else:
                merged.append((start, end))
        self._starts = [start for start, _ in merged]
        self._ends = [end for _, end in merged]

    def touches(self, start: int, end: int) -> bool:
        """True where some sign of the span `start:end` is taken."""
        at = bisect_right(self._starts, start) - 1
        if at >= 0 and self._ends[at] > start:
            return True
        return at + 1 < len(self._starts) and self._starts[at + 1] < end

    def __contains__(self, position: int) -> bool:
        return self.touches(position, position + 1)
