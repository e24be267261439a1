"""How many targets are due in each year, as columns to choose a year by.

>>> [bar.height for bar in timeline(Counter({2027: 2, 2030: 4}), None, str, Wording("en")).bars]
[40.0, 0.0, 0.0, 80.0]
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from api.wording import Wording

_HIGH: Final = 80.0
_WIDE: Final = 56.0
# Years farther from the others than this are drawn side by side, or one target for 1949 would make an empty picture.
_GAP: Final = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """A year's column; lengths are in the drawing's own units."""

    year: int
    count: int
    x: float
    y: float
    width: float
    height: float
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """The columns from the first year to the last, the size of the drawing, and what it says in words."""

    bars: tuple[Bar, ...]
    width: float
    height: float
    words: str


def timeline(years: "Counter[int]", chosen: int | None, address: Callable[[int], str], t: Wording) -> Timeline | None:
    """The drawing, None without a year."""
    if not years:
        return None
    known = sorted(years)
    shown = [known[0]]
    for year in known[1:]:
        shown += range(shown[-1] + 1, year + 1) if year - shown[-1] <= _GAP else [year]
    most = max(years.values())
    bars = []
    for at, year in enumerate(shown):
        height = round(_HIGH * years[year] / most, 1)
        x, y, width = at * _WIDE + 8, 20 + _HIGH - height, _WIDE - 16
        bars.append(Bar(year, years[year], x, y, width, height, address(year), year == chosen))
    words = "，".join(t("targets.in_year", year=year, n=years[year]) for year in known)
    return Timeline(tuple(bars), len(shown) * _WIDE, _HIGH + 44, words)
