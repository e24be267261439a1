"""The own words of each outline unit: those before the first unit inside it.

for unit, words, start in own_words(store):
    print(unit["path"], words)
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from graph.search import Row, rows_of
from graph.sparql import Bound
from graph.store import Store


def own_words(store: Store, **bound: Bound) -> Iterator[tuple[Row, str, int]]:
    """Each outline unit with its own words, up to the first unit inside it, and where they start; in textual order.

    A `graph`, or several, may be bound.
    """
    texts = {row["document"]: row["text"] for row in rows_of(store, "full-texts", **bound)}
    units = sorted(
        rows_of(store, "outline", **bound), key=lambda row: (row["title"], row["document"], int(row["order"]))
    )
    for document, group in groupby(units, key=lambda row: row["document"]):
        yield from own_words_in(texts[document], list(group))


def own_words_in(text: str, units: Sequence[Row]) -> Iterator[tuple[Row, str, int]]:
    """The same of the units of one text, which are in its order."""
    for row, following in zip(units, [*units[1:], None], strict=True):
        start, end = int(row["start"]), int(row["end"])
        end = min(end, int(following["start"])) if following else end
        yield row, text[start:end].rstrip(), start
