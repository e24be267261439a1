"""What the store has: each document with who issued it, what was read from it, and when and by which version.

for entry in inventory(store):
    print(entry.title, entry.issuer, entry.responsibilities, entry.loaded)
"""

from dataclasses import dataclass, fields
from typing import Any

from graph.search import Row, rows_of
from graph.store import Store


@dataclass(frozen=True, slots=True)
class Entry:
    """One document; what it does not say is "". `tool` is the version that read it, `graph` its named graph."""

    title: str
    issuer: str
    number: str
    date: str
    status: str
    hash: str
    loaded: str
    tool: str
    lexicons: str
    source: str
    document: str
    graph: str
    units: int
    agencies: int
    responsibilities: int
    leads: int
    targets: int
    zones: int


def inventory(store: Store) -> tuple[Entry, ...]:
    """All documents, by title."""
    return tuple(_entry(row) for row in rows_of(store, "inventory"))


def _entry(row: Row) -> Entry:
    values: dict[str, Any] = {field.name: row[field.name] for field in fields(Entry)}
    return Entry(**values | {name: int(row[name] or 0) for name in _COUNTS})


_COUNTS = ("units", "agencies", "responsibilities", "leads", "targets", "zones")
