"""How documents enter a store: which of them are new, known or in the place of others, and many of them at once.

    for done in loaded(kept, [prepared(extraction, "/home/li/意见.txt")]):
        done.outcome    # 'added'

- A text that is not stored is `added`;
- the same text, read by the same tool to the same facts, is `unchanged`: nothing is written, not even a record;
- the same text read by another version of the tool or its lexicons is `replaced`;
- another text from the same source replaces the one that came from there before, for a corrected file stands for
  itself and counting both would count its tasks twice. Whoever wants both versions keeps them as two files. A text
  that has no lasting place gives a source of its own, its hash for example.

New documents are written together, for that is several times faster: the first alone, then twice as many each time, up
to the size that the place takes at once or for a second's worth of reading. What is written together is in the store
as a whole or not at all, so each document is. A document is told as loaded only once it is written, and whoever ends a
load midway loses the second's worth. One that takes another's place is written alone, in one transaction with the
removal.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import pyoxigraph as ox

from graph.holding import Holding
from graph.prepared import Prepared, n_quads
from graph.records import record, versions
from graph.sparql import Bound, Value, question

Outcome = Literal["added", "unchanged", "replaced"]
_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did. `replaced` has the titles of the documents that gave way, `graph` the IRI of the new graph."""

    outcome: Outcome
    title: str
    graph: str
    replaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """The record of a load that is in the store, see graph.records; `facts` and `file` are "" where it has none."""

    graph: ox.NamedNode
    title: str
    source: str
    hash: str
    facts: str
    file: str
    tool: str
    lexicons: str
    loaded: str


@dataclass(slots=True)
class _Batch:
    """Documents that are to be written together; `written` is what they and their records are, part by part."""

    done: list[Loaded] = field(default_factory=list)
    graphs: list[ox.NamedNode] = field(default_factory=list)
    written: list[bytes] = field(default_factory=list)
    size: int = 0
    names: set[str] = field(default_factory=set)
    begun: float = field(default_factory=time.monotonic)


def loaded(kept: Holding, documents: Iterable[Prepared]) -> Iterator[Loaded]:
    """Store the facts of each document beside the source it came from, and say what that did, in the same order."""
    batch, most = _Batch(), 1
    for document in documents:
        names = {document.graph, document.source}
        if batch.names & names:
            yield from _write(kept, batch)
            batch = _Batch()
        gone, done, written = _judged(kept, document)
        if gone:
            yield from _write(kept, batch)
            batch = _Batch()
            kept.replace(gone, b"".join(written))
            yield done
            continue
        batch.done.append(done)
        batch.names |= names
        if written:
            batch.graphs.append(ox.NamedNode(document.graph))
            batch.written += written
            batch.size += sum(map(len, written))
        full = len(batch.done) >= most or batch.size >= kept.most
        if full or time.monotonic() - batch.begun > _SECONDS:
            yield from _write(kept, batch)
            batch, most = _Batch(), most * 2
    yield from _write(kept, batch)


def _write(kept: Holding, batch: _Batch) -> Iterator[Loaded]:
    written = b"".join(batch.written)
    if kept.shared and written:
        # Another process may have loaded the same since we looked; its records must not stand beside ours.
        kept.replace(batch.graphs, written)
    elif written:
        kept.add(written)
    yield from batch.done


def _judged(kept: Holding, document: Prepared) -> tuple[list[ox.NamedNode], Loaded, tuple[bytes, ...]]:
    """The graphs that give way to this document, what its load does, and what is to be written, if anything.

    The parts of what is written are not joined here: facts are large, and those of many documents wait together.
    """
    graph = ox.NamedNode(document.graph)
    before = [old for old in records(kept, source=ox.Literal(document.source)) if old.graph != graph]
    there = records(kept, graph=graph)
    read = (document.hash, document.facts, *versions())
    same = [old for old in there if (old.hash, old.facts, old.tool, old.lexicons) == read]
    if same and not before:
        return [], Loaded("unchanged", document.title, graph.value), ()
    told = n_quads(record(graph, document.hash, document.source, document.facts, document.file))
    gone = [*before, *there]
    outcome: Outcome = "replaced" if gone else "added"
    titles = tuple(old.title for old in gone)
    return [old.graph for old in gone], Loaded(outcome, document.title, graph.value, titles), (document.written, told)


def known(kept: Holding, source: str) -> Record | None:
    """The record of what was loaded from this source, where the same version of the tool would read the same again."""
    found = records(kept, source=ox.Literal(source))
    return found[0] if len(found) == 1 and (found[0].tool, found[0].lexicons) == versions() else None


def records(kept: Holding, **bound: Value) -> list[Record]:
    """The records of all loads by title, or of those that made a `graph` or came from a `source`."""
    rows = _rows(kept, "loads", bound)
    if not rows:
        return []
    graphs = tuple(row["graph"] for row in rows)
    titles = {row["graph"]: row["title"].value for row in _rows(kept, "titles", {"graph": graphs} if bound else {})}
    found = []
    for row in rows:
        graph = row["graph"]
        assert isinstance(graph, ox.NamedNode)
        told = {field: row[field].value if row[field] else "" for field in _TOLD}
        found.append(Record(graph, titles.get(graph, graph.value), **told))
    return sorted(found, key=lambda record: (record.title, record.graph.value))


def _rows(kept: Holding, name: str, bound: Mapping[str, Bound]) -> list[ox.QuerySolution]:
    found = kept.query(question(name, bound))
    assert isinstance(found, ox.QuerySolutions)
    return list(found)


_TOLD = ("source", "hash", "facts", "file", "tool", "lexicons", "loaded")
