"""Which part of a store is meant: some of its documents, and of them the tasks that an agency bears.

duties_in(store, part_of(store, find_documents(store, "养老服务"), "市民政局"))
"""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.answers import Duty, find_agencies, responsibilities
from graph.documents import StoredDocument
from graph.store import Store


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a store: these documents, or all where None; and of them these tasks, or all where None."""

    documents: frozenset[str] | None = None
    tasks: frozenset[str] | None = None

    def holds(self, document: str, task: str) -> bool:
        return (self.documents is None or document in self.documents) and (self.tasks is None or task in self.tasks)


def part_of(store: Store, documents: Sequence[StoredDocument] | None, agency: str | None) -> Part:
    """The documents given, and of them the tasks that `agency` bears; raises NotFound where none bears the name."""
    chosen = None if documents is None else frozenset(document.iri for document in documents)
    if agency is None:
        return Part(chosen)
    meant = {found.iri for found in find_agencies(store, agency)}
    borne = frozenset(duty.citation.task for duty in responsibilities(store) if duty.agency in meant)
    return Part(chosen, borne)


def duties_in(store: Store, part: Part) -> list[Duty]:
    """The responsibilities of a part, in the order of documents and their text."""
    duties = (d for d in responsibilities(store) if part.holds(d.citation.document, d.citation.task))
    return sorted(
        duties,
        key=lambda d: (d.citation.title, d.citation.document, d.order, d.citation.start, d.mention_start, d.agency),
    )
