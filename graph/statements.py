"""All that a store states, graph by graph, for writing it out: the documents' named graphs and the records of loads.

for quad in statements(store):
    ...
"""

from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from graph.documents import StoredDocument
from graph.store import PROVENANCE, Store
from graph.triples import PROV


def statements(store: Store, documents: Sequence[StoredDocument] | None = None) -> Iterator[ox.Quad]:
    """Every quad of the store, or of these documents and the records of their loads.

    Graphs come in the order of their IRIs and subjects in theirs, whatever keeps them, so that the same documents make
    the same file.
    """
    if documents is None:
        for name in sorted(store.holding.graphs(), key=str):
            yield from _sorted(store.holding.graph(name))
        return
    for graph in sorted(document.graph for document in documents):
        yield from _sorted(store.holding.graph(ox.NamedNode(graph)))
    records = store.holding.graph(PROVENANCE)
    yield from _sorted(_of(records, {document.graph for document in documents}))


def _sorted(quads: Sequence[ox.Quad]) -> list[ox.Quad]:
    return sorted(quads, key=lambda quad: (str(quad.subject), str(quad.predicate), str(quad.object)))


def _of(records: Sequence[ox.Quad], graphs: set[str]) -> list[ox.Quad]:
    """The records of the loads that made these graphs."""
    made = {
        quad.subject
        for quad in records
        if quad.predicate == PROV["generated"] and isinstance(quad.object, ox.NamedNode) and quad.object.value in graphs
    }
    return [quad for quad in records if quad.subject in made]
