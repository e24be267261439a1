"""By when tasks are to be done, each time limit with the words that set it.

with Store("store", read_only=True) as store:
    for line in time_limits(store):
        print(line.citation.heading, line.citation.words, line.by)
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, cast

from graph.answers import Citation, citation_of, unit_notations
from graph.search import Row, rows_of
from graph.sparql import Bound
from graph.store import Store
from graph.triples import last_day
from ontology.terms import Bound as TimeBound

# A year or a month, as tasks are asked for by when they are due: 2026, 2026-09.
TIME: Final = r"[1-9]\d{3}(?:-(?:0[1-9]|1[0-2]))?"
ONGOING: Final = "ongoing"


@dataclass(frozen=True, slots=True)
class TimeLimitLine:
    """A time limit, see extract.facts.TimeLimit; `by` is the last day that is in time, as ISO 8601.

    `year` and `by` are None for what is ongoing, `month` where the words name none.
    """

    bound: TimeBound
    year: int | None
    month: int | None
    by: str | None
    citation: Citation


def time_limits(store: Store, **bound: Bound) -> Iterator[TimeLimitLine]:
    """The time limits of all tasks, in the order of documents and their text; a `graph` or a `task` may be bound."""
    return map(time_limit_of, rows_of(store, "time-limits", **bound))


def time_limit_of(row: Row) -> TimeLimitLine:
    """A row of time-limits.rq."""
    return TimeLimitLine(
        bound=cast(TimeBound, unit_notations()[row["bound"]]),
        year=int(row["year"]) if row["year"] else None,
        month=int(row["month"]) if row["month"] else None,
        by=row["by"] or None,
        citation=citation_of(row, row["text"], int(row["start"]), int(row["end"])),
    )


def words_of(lines: Iterable[TimeLimitLine]) -> str:
    """What the time limits of one task say, as the document writes them: 2026年6月底前、长期坚持."""
    return "、".join(dict.fromkeys(line.citation.words for line in lines))


def last_day_of(time: str) -> str:
    """The last day of a TIME.

    >>> last_day_of("2026"), last_day_of("2026-09")
    ('2026-12-31', '2026-09-30')
    """
    year, _, month = time.partition("-")
    return last_day(int(year), int(month) if month else None, None)
