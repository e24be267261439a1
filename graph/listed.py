"""One page of a list in the order of documents and their text, read from the documents that stand on it.

of_rows(rows_of(store, "lists/tasks"), detail, limit=50, offset=100)
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import pyoxigraph as ox

from graph.search import Row

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """One page of a list and how long the list is."""

    total: int
    items: tuple[T, ...]


def by_document(
    counts: Mapping[str, int],
    found: Callable[..., Iterable[Row]],
    detail: Callable[[str, Mapping[str, None]], Iterable[tuple[str, T]]],
    limit: int,
    offset: int,
) -> Listed[T]:
    """The page of things, of which each graph has as many as `counts` says.

    Of its graphs alone the things that are `found` in them are read, and in `detail` what is told of each, by its IRI.
    """
    items: list[T] = []
    before = 0
    for graph in sorted(counts):
        if before + counts[graph] > offset and before < offset + limit:
            things = {row["thing"]: None for row in found(graph=ox.NamedNode(graph))}
            told = dict(detail(graph, things))
            items += list(told.values())[max(0, offset - before) : offset + limit - before]
        before += counts[graph]
    return Listed(before, tuple(items))


def of_rows(
    found: Iterable[Row], detail: Callable[[str, Mapping[str, None]], Iterable[tuple[str, T]]], limit: int, offset: int
) -> Listed[T]:
    """The page of things that were found."""
    rows: dict[str, dict[str, Row]] = {}
    for row in found:
        rows.setdefault(row["graph"], {})[row["thing"]] = row
    counts = {graph: len(here) for graph, here in rows.items()}
    return by_document(counts, lambda graph: rows[graph.value].values(), detail, limit, offset)


def page(found: Sequence[T], limit: int, offset: int) -> Listed[T]:
    """The page of what is all at hand."""
    return Listed(len(found), tuple(found[offset : offset + limit]))
