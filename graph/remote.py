"""Documents kept by a SPARQL 1.1 server, by the standard's protocols alone.

    with remote("http://127.0.0.1:7878", read_only=True) as kept:
        kept.query("ASK { ?agency zt:leads ?task }")

A question sees all documents as one graph. Servers differ in what they take for that: with some it is so by itself
(GraphDB, Virtuoso, others by their settings), Oxigraph has a parameter for it, and all by the standard take the list of
graphs to merge. Which of these holds is found by asking for a record that stands in a named graph, the cheapest first.

What is written is one request, which a server must take as a whole or not at all ("SHOULD be treated atomically" says
the standard; Oxigraph, Fuseki, GraphDB and RDF4J do).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graph.endpoint import RESULTS, TRIPLES, Endpoint
from graph.errors import QueryError, StoreError, StoreMissing
from graph.holding import GraphName
from graph.records import PROVENANCE
from graph.results import Found
from graph.sparql import PREFIXES, question, replacement, with_prefixes
from graph.syntax import malformed
from ontology.terms import DATA_BASE

if TYPE_CHECKING:
    import rdflib

Dataset = list[tuple[str, str]]
_UNIONS: tuple[Dataset, ...] = ([], [("union-default-graph", "true")])
# What each server was found to take; None where it needs the list of graphs.
_known: dict[str, Dataset | None] = {}


class Remote:
    """The documents of one server; see the module's text and graph.holding.Holding."""

    most = 4_000_000
    shared = True

    def __init__(self, endpoint: Endpoint) -> None:
        self.name = endpoint.name
        self._endpoint = endpoint
        self._graphs: list[str] | None = None

    def query(self, sparql: str, dataset: Dataset | None = None) -> Found:
        """The answer over all documents or, with a `dataset`, over the graphs that these parameters name."""
        # The same words about a malformed query as for a folder, and the kind of answer to ask for.
        try:
            kind = ox.Store().query(sparql, base_iri=DATA_BASE, prefixes=PREFIXES)
        except SyntaxError as error:
            wrong: QueryError = malformed(sparql, error)
            raise wrong from error
        dataset = self._union() if dataset is None else dataset
        return self._ask(sparql, dataset, triples=isinstance(kind, ox.QueryTriples))

    def add(self, written: bytes) -> None:
        self.replace((), written)

    def replace(self, gone: Sequence[ox.NamedNode], written: bytes) -> None:
        self._endpoint.update(replacement(gone, written))
        self._graphs = None

    def graphs(self) -> list[GraphName]:
        found = self._ask(question("all-graphs", {}), [])
        assert isinstance(found, ox.QuerySolutions)
        return [name for row in found if isinstance(name := row["graph"], ox.NamedNode)]

    def graph(self, name: GraphName) -> list[ox.Quad]:
        if not isinstance(name, ox.NamedNode):
            return []
        with self._endpoint.graph(name.value) as body, self._readable():
            return [
                ox.Quad(quad.subject, quad.predicate, quad.object, name)
                for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES)
            ]

    def full(self) -> bool:
        return bool(self.documents())

    def fill(self, quads: Iterable[ox.Quad]) -> None:
        # No request takes it all. But a document is there once the record of its load is, so the records go last: until
        # then the store has no documents, and the same restore may be run again.
        done: list[str] = []
        try:
            self._put(quads, done)
        except (StoreError, QueryError) as error:
            if not done:
                raise
            again = f"{len(done)} graphs are written, none counts until all are: run the restore again"
            raise type(error)(f"{error}; {again}") from error
        self._graphs = None

    def _put(self, quads: Iterable[ox.Quad], done: list[str]) -> None:
        recorded = b""
        for name, stated in groupby(quads, key=lambda quad: quad.graph_name):
            if not isinstance(name, ox.NamedNode):
                raise StoreError(f"{self.name}: a backup of a folder with facts outside documents needs a folder")
            written = ox.serialize((quad.triple for quad in stated), format=ox.RdfFormat.N_TRIPLES)
            assert written is not None
            if name == PROVENANCE:
                recorded += written
            else:
                self._endpoint.put(name.value, written)
                done.append(name.value)
        if recorded:
            self._endpoint.put(PROVENANCE.value, recorded)

    def dataset(self) -> "rdflib.Dataset":
        import rdflib
        from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore

        addresses = (self._endpoint.address("query"), self._endpoint.address("update"))
        return rdflib.Dataset(SPARQLUpdateStore(*addresses, auth=self._endpoint.login), default_union=True)

    def close(self) -> None:
        """Nothing is left to write: a request that was answered is kept."""

    def documents(self) -> list[str]:
        """The graphs of the documents, in the order of their names."""
        if self._graphs is None:
            found = self._ask(question("document-graphs", {}), [])
            assert isinstance(found, ox.QuerySolutions)
            self._graphs = [row["graph"].value for row in found]
        return self._graphs

    def writable(self) -> None:
        """Raise what a change would raise: that the server takes none, or none from whoever asks."""
        self._endpoint.update("INSERT DATA {}")

    def _union(self) -> Dataset:
        """The parameters by which a question sees all documents as one graph."""
        graphs = self.documents()
        if not graphs:
            return []
        if self.name not in _known:
            test = question("is-union", {"graph": ox.NamedNode(graphs[0])})
            _known[self.name] = next((union for union in _UNIONS if self._holds(test, union)), None)
        union = _known[self.name]
        if union is not None:
            return union
        listed = [PROVENANCE.value, *graphs]
        return [(f"{kind}-graph-uri", graph) for kind in ("default", "named") for graph in listed]

    def _holds(self, test: str, union: Dataset) -> bool:
        try:
            found = self._ask(test, union)
        except QueryError:
            return False  # a server that takes no parameters but the standard's
        return isinstance(found, ox.QuerySolutions) and any(True for _ in found)

    def _ask(self, sparql: str, dataset: Dataset, *, triples: bool = False) -> Found:
        body = self._endpoint.query(with_prefixes(sparql), dataset, TRIPLES if triples else RESULTS)
        with self._readable():
            if not triples:
                return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
            with body:
                answer = ox.Store()
                answer.extend(ox.parse(body, ox.RdfFormat.N_TRIPLES))
        return answer.query("CONSTRUCT WHERE { ?s ?p ?o }")

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except SyntaxError as error:
            raise StoreError(f"{self.name}: the server's answer is broken ({error})") from error


@contextmanager
def remote(url: str, *, read_only: bool) -> Iterator[Remote]:
    """The documents of the server at `url`, until the block ends.

    Raises StoreMissing where there is none to read, and what graph.endpoint.Endpoint raises.
    """
    with Endpoint(url) as endpoint:
        kept = Remote(endpoint)
        if not read_only:
            kept.writable()
        elif not kept.documents():
            raise StoreMissing(f"{kept.name}: no documents here yet; run `zhengtu load` on yours first")
        yield kept
