"""The store: documents as named graphs, loaded whole, queried as one, in a folder or on a SPARQL server.

    with Store("store") as store:
        store.load(extract(read("意见.txt")), source="/home/li/意见.txt").outcome   # 'added'

    with Store("http://127.0.0.1:7878", read_only=True) as store:
        store.query("SELECT ?task { ?agency zt:leads ?task }").write("csv")

A document's graph is named by the hash of its text, and a record of its load stands in the provenance graph, see
graph.records. What loading does is told in graph.loading; it and removing are always done whole or not at all.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakSet

import pyoxigraph as ox

from extract.facts import Extraction
from graph.disk import disk
from graph.endpoint import is_url
from graph.errors import StoreForbidden
from graph.holding import Holding
from graph.loading import Loaded, Outcome, Record, known, loaded, records
from graph.prepared import Prepared, prepared
from graph.records import PROVENANCE, lexicon_version
from graph.remote import remote
from graph.results import Found, Result, Solutions, Source, answered
from graph.sparql import PREFIXES, Bound, Value, question
from graph.tokens import answerable

if TYPE_CHECKING:
    import pandas
    import rdflib

    from graph.views import View, ViewName

__all__ = ["PREFIXES", "PROVENANCE", "Loaded", "Outcome", "Store", "lexicon_version"]


class Store:
    """The store in a folder, or on the SPARQL server at a URL, open inside a `with` block; see the module's text.

    Any number of processes may read a folder at the same time; one that writes has it alone. A server does as it does.
    Raises the StoreErrors of graph.errors when it cannot be opened.
    """

    def __init__(self, place: str | Path, *, read_only: bool = False) -> None:
        self.place = place
        self.read_only = read_only
        self._closing = ExitStack()
        self._held: Holding | None = None
        self._answers: WeakSet[Source] = WeakSet()

    def __enter__(self) -> Self:
        if is_url(self.place):
            self._held = self._closing.enter_context(remote(str(self.place), read_only=self.read_only))
        else:
            self._held = self._closing.enter_context(disk(Path(self.place), read_only=self.read_only))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Whoever still has an answer would keep the files, and so their lock, open.
        for answer in self._answers:
            answer.close()
        self._held = None
        self._closing.close()

    def load(self, extraction: Extraction, *, source: str) -> Loaded:
        """Store the facts of one document that was kept at `source` (a file's full path)."""
        [done] = self.load_all([(extraction, source)])
        return done

    def load_all(self, documents: Iterable[tuple[Extraction, str]]) -> Iterator[Loaded]:
        """Store the facts of each document with its source, many at once, and say what that did, in the same order.

        for done in store.load_all((extract(read(file)), str(file)) for file in files):
            print(done.outcome, done.title)
        """
        return self.load_prepared(prepared(extraction, source) for extraction, source in documents)

    def load_prepared(self, documents: Iterable[Prepared]) -> Iterator[Loaded]:
        """The same for documents that were made ready before; see graph.prepared and graph.crew."""
        return loaded(self.writable("load"), documents)

    def remove(self, graphs: Iterable[str]) -> None:
        """Take out the documents with these graphs, and the records of their loads, all at once."""
        self.writable("remove").replace([ox.NamedNode(graph) for graph in graphs], b"")

    def query(self, sparql: str) -> Result:
        """The answer to a SPARQL query over all documents taken together.

        The usual prefixes are known, and relative IRIs are those of the data: <agency/平江市教育局>.
        Raises QueryError for what is no SPARQL query or would ask another server (SERVICE), and UpdateRefused for what
        would change the store.
        """
        answerable(sparql)
        return self._answered(self.holding.query(sparql))

    def ask(self, name: str, **bound: Bound) -> Solutions:
        """The rows of `queries/<name>.rq`, its parameters of the given names bound.

            store.ask("responsibilities", agency=NamedNode("https://w3id.org/zhengtu/id/agency/平江市/市财政局")).table()

        The rows come as they are found.
        """
        answer = self._answered(self.holding.query(question(name, bound)))
        assert isinstance(answer, Solutions)
        return answer

    def leads(self, name: str) -> "pandas.DataFrame":
        """What the agencies that `name` can mean lead, take part in and answer for, as a table; see graph.frames."""
        from graph import frames

        return frames.leads(self, name)

    def who(self, text: str, *, limit: int = 20) -> "pandas.DataFrame":
        """Who bears the tasks that match `text`, as a table; see graph.frames."""
        from graph import frames

        return frames.who(self, text, limit=limit)

    def targets(
        self,
        *,
        year: int | None = None,
        agency: str | None = None,
        indicator: str | None = None,
        document: str | None = None,
    ) -> "pandas.DataFrame":
        """The quantified targets, as a table; see graph.frames."""
        from graph import frames

        return frames.targets(self, year=year, agency=agency, indicator=indicator, document=document)

    def network(self, view: "ViewName" = "agency-task", **narrowed: Any) -> "View":
        """A view of the network, which a notebook shows, narrowed to what `graph.selection.Selection` names.

        store.network("agencies", documents=("养老服务",), weight=2)
        """
        from graph.selection import Selection
        from graph.views import view as found

        return found(self, view, Selection(**narrowed))

    def known(self, source: str) -> Record | None:
        """The record of what was loaded from `source`, where this version of the tool would read the same again."""
        return known(self.holding, source)

    def loads(self, **bound: Value) -> list[Record]:
        """The record of each document's load, by title; or those that made a `graph` or came from a `source`."""
        return records(self.holding, **bound)

    @property
    def dataset(self) -> "rdflib.Dataset":
        """The same store through rdflib's interface; its default graph is the union of all documents."""
        return self.holding.dataset()

    @property
    def holding(self) -> Holding:
        """What the documents are kept in, for whoever needs whole graphs."""
        if self._held is None:
            raise RuntimeError("a store is used inside its with block")
        return self._held

    def writable(self, what: str) -> Holding:
        """The holding, to `load` or `remove` documents in it; raises StoreForbidden if it was opened for reading."""
        if self.read_only:
            raise StoreForbidden(f"{self.holding.name}: opened for reading; open it for writing to {what} documents")
        return self.holding

    def _answered(self, found: Found) -> Result:
        source = Source(found, self.holding.name)
        self._answers.add(source)
        return answered(source)
