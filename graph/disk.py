"""Documents kept in a folder, by Oxigraph itself.

    with disk(Path("store"), read_only=True) as kept:
        kept.query("ASK { ?agency zt:leads ?task }")

What is written is written whole or not at all. A small addition is a transaction in memory and in Oxigraph's log. A
large one is loaded in bulk: Oxigraph sorts it into new files of its own, which join the store all at once when they are
done. Bulk loading is several times faster, but makes new files each time, so it is not worth it for a few documents.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graph.errors import QueryError
from graph.folder import failures, held
from graph.holding import GraphName
from graph.results import Found
from graph.sparql import PREFIXES, replacement
from graph.syntax import malformed
from graph.tokens import read_form
from ontology.terms import DATA_BASE

if TYPE_CHECKING:
    import rdflib

# From how many bytes of N-Quads on an addition is loaded in bulk: some 15,000 facts.
_BULK = 4_000_000


class Disk:
    """The documents in a folder; see the module's text and graph.holding.Holding."""

    most = 60_000_000
    shared = False

    def __init__(self, path: Path, store: ox.Store, *, read_only: bool) -> None:
        self.name = str(path)
        self.read_only = read_only
        self._path = path
        self._open: ox.Store | None = store
        self._dataset: rdflib.Dataset | None = None

    @property
    def _store(self) -> ox.Store:
        if self._open is None:
            raise RuntimeError("a store is used inside its with block")
        return self._open

    def query(self, sparql: str) -> Found:
        # Where a query names its own graphs, Oxigraph's union would go before them.
        names_graphs = "FROM" in sparql.upper() and read_form(sparql).dataset
        with failures(self._path):
            try:
                return self._store.query(
                    sparql, base_iri=DATA_BASE, prefixes=PREFIXES, use_default_graph_as_union=not names_graphs
                )
            except SyntaxError as error:
                wrong: QueryError = malformed(sparql, error)
                raise wrong from error

    def add(self, written: bytes) -> None:
        with failures(self._path):
            if len(written) < _BULK:
                self._store.load(input=written, format=ox.RdfFormat.N_QUADS)
            else:
                self._store.bulk_load(input=written, format=ox.RdfFormat.N_QUADS, lenient=True)

    def replace(self, gone: Sequence[ox.NamedNode], written: bytes) -> None:
        # Only an update lets Oxigraph delete and add in one transaction.
        with failures(self._path):
            self._store.update(replacement(gone, written))

    def graphs(self) -> list[GraphName]:
        with failures(self._path):
            return [name for name in (*self._store.named_graphs(), ox.DefaultGraph()) if self._holds(name)]

    def graph(self, name: GraphName) -> list[ox.Quad]:
        with failures(self._path):
            return list(self._store.quads_for_pattern(None, None, None, name))

    def full(self) -> bool:
        with failures(self._path):
            return len(self._store) > 0

    def _holds(self, name: GraphName) -> bool:
        return next(self._store.quads_for_pattern(None, None, None, name), None) is not None

    def fill(self, quads: Iterable[ox.Quad]) -> None:
        with failures(self._path):
            self._store.bulk_extend(quads)

    def dataset(self) -> "rdflib.Dataset":
        import rdflib
        from oxrdflib import OxigraphStore

        if self._dataset is None:
            self._dataset = rdflib.Dataset(OxigraphStore(store=self._store), default_union=True)
        return self._dataset

    def close(self) -> None:
        if self._dataset is not None:
            self._dataset.store.close()
            self._dataset = None
        oxigraph, self._open = self._open, None
        if oxigraph is not None and not self.read_only:
            with failures(self._path):
                oxigraph.flush()


@contextmanager
def disk(path: Path, *, read_only: bool) -> Iterator[Disk]:
    """The documents in the folder `path`, held until the block ends; raises as graph.folder.held."""
    with held(path, read_only=read_only) as store:
        kept = Disk(path, store, read_only=read_only)
        del store
        try:
            yield kept
        finally:
            kept.close()
