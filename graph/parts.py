"""Which part of a store is meant: some of its documents, and of them the tasks that an agency bears.

duties_in(store, part_of(store, find_documents(store, "养老服务"), "市民政局"))
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from graph.answers import Duty, duty_of, find_agencies
from graph.documents import StoredDocument
from graph.search import rows_of
from graph.sparql import Bound
from graph.store import Store


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a store: these documents, or all where None; and of them these tasks, or all where None."""

    documents: frozenset[str] | None = None
    tasks: frozenset[str] | None = None

    def holds(self, document: str, task: str) -> bool:
        return (self.documents is None or document in self.documents) and (self.tasks is None or task in self.tasks)

    @property
    def graphs(self) -> Mapping[str, Bound]:
        """How to bind the graph of a question so that it looks at no other documents."""
        if self.documents is None:
            return {}
        return {"graph": tuple(ox.NamedNode(f"{document}/graph") for document in sorted(self.documents))}


def part_of(store: Store, documents: Sequence[StoredDocument] | None, agency: str | None) -> Part:
    """The documents given, and of them the tasks that `agency` bears; raises NotFound where none bears the name."""
    chosen = None if documents is None else frozenset(document.iri for document in documents)
    if agency is None:
        return Part(chosen)
    meant = tuple(ox.NamedNode(found.iri) for found in find_agencies(store, agency))
    borne = [duty_of(row).citation for row in rows_of(store, "responsibilities", agency=meant)]
    holding = frozenset(it.document for it in borne if chosen is None or it.document in chosen)
    return Part(holding, frozenset(it.task for it in borne))


def duties_in(store: Store, part: Part) -> list[Duty]:
    """The responsibilities of a part, in the order of documents and their text."""
    found = map(duty_of, rows_of(store, "responsibilities", **part.graphs))
    duties = (d for d in found if part.holds(d.citation.document, d.citation.task))
    return sorted(
        duties,
        key=lambda d: (d.citation.title, d.citation.document, d.order, d.citation.start, d.mention_start, d.agency),
    )
