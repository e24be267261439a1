"""The store: documents as named graphs on disk, loaded whole, queried as one.

    with Store("store") as store:
        store.load(extract(read("意见.txt")), source="/home/li/意见.txt").outcome   # 'added'

    with Store("store", read_only=True) as store:
        store.query("SELECT ?task { ?agency zt:leads ?task }").write("csv")

A document's graph is named by the hash of its text. A record of the load (a prov:Activity with the tool's and the
lexicons' versions, the time, the source and the hash) stands in one provenance graph, apart from the facts, so that the
same document gives the same graph on every machine.

What loading does, always in one transaction:

- a text that is not stored is `added`;
- the same text, read by the same tool to the same facts, is `unchanged`: nothing is written, not even a record;
- the same text read by another version of the tool or its lexicons is `replaced`;
- another text from the same source replaces the one that came from there before, for a corrected file stands for
  itself and counting both would count its tasks twice. Whoever wants both versions keeps them as two files. A text
  that has no lasting place gives a source of its own, its hash for example.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self
from weakref import WeakSet

import pyoxigraph as ox

from extract.facts import Extraction
from graph import triples
from graph.errors import StoreForbidden
from graph.folder import failures, held
from graph.results import Result, Solutions, Source, answered
from graph.syntax import malformed
from graph.triples import DCTERMS, PROV, XSD, ZT, A, graph_iri, to_quads
from ontology.terms import DATA_BASE

if TYPE_CHECKING:
    import rdflib

Outcome = Literal["added", "unchanged", "replaced"]

PROVENANCE = ox.NamedNode(f"{DATA_BASE}provenance")

# Ready in every query, so that a researcher's question stays one line long.
PREFIXES = {
    **triples.PREFIXES,
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did. `replaced` has the titles of the documents that gave way, `graph` the IRI of the new graph."""

    outcome: Outcome
    title: str
    graph: str
    replaced: tuple[str, ...] = ()


class Store:
    """The store in a folder, open inside a `with` block; see the module's text.

    Any number of processes may read at the same time; one that writes has the store alone. Raises the StoreErrors of
    graph.errors when it cannot be opened.
    """

    def __init__(self, path: str | Path, *, read_only: bool = False) -> None:
        self.path = Path(path)
        self.read_only = read_only
        self._closing = ExitStack()
        self._open: ox.Store | None = None
        self._answers: WeakSet[Source] = WeakSet()
        self._rdflib: rdflib.Dataset | None = None

    def __enter__(self) -> Self:
        self._open = self._closing.enter_context(held(self.path, read_only=self.read_only))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Whoever still has an answer or the dataset would keep the files, and so their lock, open.
        for answer in self._answers:
            answer.close()
        if self._rdflib is not None:
            self._rdflib.store.close()
            self._rdflib = None
        oxigraph, self._open = self._open, None
        if oxigraph is not None and not self.read_only:
            with failures(self.path):
                oxigraph.flush()
        del oxigraph
        self._closing.close()

    def load(self, extraction: Extraction, *, source: str) -> Loaded:
        """Store the facts of one document that was kept at `source` (a file's full path)."""
        if self.read_only:
            raise StoreForbidden(f"{self.path}: opened for reading; open it for writing to load documents")
        document = extraction.document
        graph = ox.NamedNode(graph_iri(document))
        facts = list(to_quads(extraction))
        with failures(self.path):
            before = [other for other in self._from(source) if other != graph]
            known = self._oxigraph.contains_named_graph(graph)
            if known and not before and self._same(graph, document.id, facts):
                return Loaded("unchanged", document.title, graph.value)
            record = list(_record(graph, document.id, source))
            if not known and not before:
                self._oxigraph.extend(facts + record)
                return Loaded("added", document.title, graph.value)
            gone = [*before, graph] if known else before
            titles = tuple(self._title(old) for old in gone)
            self._oxigraph.update(_replacement(gone, facts + record))
        return Loaded("replaced", document.title, graph.value, titles)

    def query(self, sparql: str) -> Result:
        """The answer to a SPARQL query over all documents taken together, the usual prefixes being known.

        Raises QueryError for what is no SPARQL query and UpdateRefused for what would change the store.
        """
        return self._answer(sparql, {})

    def ask(self, question: str, **bound: ox.NamedNode | ox.Literal) -> Solutions:
        """The rows of `queries/<question>.rq`, its variables of the given names bound.

            store.ask("responsibilities", agency=NamedNode("https://w3id.org/zhengtu/id/agency/平江市/市财政局")).table()

        The rows come as they are found.
        """
        values = {ox.Variable(name): value for name, value in bound.items()}
        answer = self._answer(_question(question), values)
        assert isinstance(answer, Solutions)
        return answer

    @property
    def dataset(self) -> "rdflib.Dataset":
        """The same store through rdflib's interface; its default graph is the union of all documents."""
        import rdflib
        from oxrdflib import OxigraphStore

        if self._rdflib is None:
            self._rdflib = rdflib.Dataset(OxigraphStore(store=self._oxigraph), default_union=True)
        return self._rdflib

    @property
    def _oxigraph(self) -> ox.Store:
        if self._open is None:
            raise RuntimeError("a store is used inside its with block")
        return self._open

    def _answer(self, sparql: str, values: dict[ox.Variable, ox.NamedNode | ox.Literal]) -> Result:
        with failures(self.path):
            try:
                found = self._oxigraph.query(
                    sparql, prefixes=PREFIXES, use_default_graph_as_union=True, substitutions=dict(values)
                )
            except SyntaxError as error:
                raise malformed(sparql, error) from error
        source = Source(found, self.path)
        self._answers.add(source)
        return answered(source)

    def _from(self, source: str) -> list[ox.NamedNode]:
        """The graphs of the documents that came from `source`."""
        loads = self._oxigraph.quads_for_pattern(None, ZT["sourceFile"], ox.Literal(source), PROVENANCE)
        generated = (
            quad.object
            for load in loads
            for quad in self._oxigraph.quads_for_pattern(load.subject, PROV["generated"], None, PROVENANCE)
        )
        return [graph for graph in generated if isinstance(graph, ox.NamedNode)]

    def _same(self, graph: ox.NamedNode, content: str, facts: list[ox.Quad]) -> bool:
        """True where the stored facts and the versions that read them are those of this load."""
        record = self._oxigraph.quads_for_pattern(_load_iri(graph), None, None, PROVENANCE)
        stored = {(quad.predicate, quad.object) for quad in record}
        if not set(_versions(content)) <= stored:
            return False
        # Oxigraph rewrites some literals; a store in memory does so alike.
        rewritten = ox.Store()
        rewritten.extend(facts)
        return set(rewritten) == set(self._oxigraph.quads_for_pattern(None, None, None, graph))

    def _title(self, graph: ox.NamedNode) -> str:
        # The graph has titles of other documents too, of those that this one names.
        document = ox.NamedNode(graph.value.removesuffix("/graph"))
        titles = self._oxigraph.quads_for_pattern(document, DCTERMS["title"], None, graph)
        found = next((quad.object for quad in titles), None)
        return found.value if isinstance(found, ox.Literal) else graph.value


def _load_iri(graph: ox.NamedNode) -> ox.NamedNode:
    return ox.NamedNode(f"{graph.value}/load")


def _versions(content: str) -> Iterator[tuple[ox.NamedNode, ox.Literal]]:
    yield ZT["toolVersion"], ox.Literal(version("zhengtu"))
    yield ZT["lexiconVersion"], ox.Literal(lexicon_version())
    yield ZT["contentHash"], ox.Literal(content)


def _record(graph: ox.NamedNode, content: str, source: str) -> Iterator[ox.Quad]:
    """The prov:Activity of one load."""
    load = _load_iri(graph)
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    when = ox.Literal(now, datatype=XSD["dateTime"])
    for kind in (ZT["Load"], PROV["Activity"]):
        yield ox.Quad(load, A, kind, PROVENANCE)
    yield ox.Quad(load, PROV["generated"], graph, PROVENANCE)
    yield ox.Quad(load, PROV["endedAtTime"], when, PROVENANCE)
    yield ox.Quad(load, ZT["sourceFile"], ox.Literal(source), PROVENANCE)
    for predicate, value in _versions(content):
        yield ox.Quad(load, predicate, value, PROVENANCE)


@cache
def lexicon_version() -> str:
    """The first 12 hexadecimal digits of a hash over the word lists and reference data that reading rests on.

    >>> len(lexicon_version())
    12
    """
    digest = sha256()
    for room in ("extract", "ontology"):
        for file in sorted(_data_files(files(room)), key=lambda file: file.name):
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _data_files(folder: Traversable) -> Iterator[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _data_files(entry)
        elif entry.name.endswith((".txt", ".tsv", ".csv", ".json")):
            yield entry


def _replacement(gone: Iterable[ox.NamedNode], quads: Iterable[ox.Quad]) -> str:
    """An update that drops the graphs `gone` with their records and adds `quads`.

    Only an update lets Oxigraph delete and add in one transaction, and it takes no substitutions. All that stands in
    it is written by Oxigraph's own serializer from terms that it has checked; no text of a document is pasted.
    """
    steps = []
    for graph in gone:
        steps.append(f"DROP SILENT GRAPH {graph}")
        steps.append(f"DELETE WHERE {{ GRAPH {PROVENANCE} {{ {_load_iri(graph)} ?p ?o }} }}")
    by_graph: dict[ox.NamedNode, list[ox.Triple]] = {}
    for quad in quads:
        assert isinstance(quad.graph_name, ox.NamedNode)
        by_graph.setdefault(quad.graph_name, []).append(quad.triple)
    for name, stated in by_graph.items():
        written = ox.serialize(stated, format=ox.RdfFormat.N_TRIPLES)
        assert written is not None
        steps.append(f"INSERT DATA {{ GRAPH {name} {{\n{written.decode()}}} }}")
    return ";\n".join(steps)


@cache
def _question(name: str) -> str:
    return files("graph").joinpath("queries", f"{name}.rq").read_text(encoding="utf-8")
