"""The text of one document with the place of every fact in it, for showing and marking.

found = text_of(store, "https://w3id.org/zhengtu/id/doc/3f9a0c51e2b74d68")
found.text[found.spans[0].start : found.spans[0].end]
"""

from dataclasses import dataclass
from typing import Literal, cast

import pyoxigraph as ox

from graph.search import rows_of
from graph.store import Store
from ontology.terms import NAMESPACE

SpanKind = Literal[
    "section", "task", "subtask", "measure", "responsibility", "target", "limit", "zone", "reference", "attachment"
]


@dataclass(frozen=True, slots=True)
class Span:
    """Where a fact stands, in code points of the text: `text[start:end]`. `task` is the unit that it belongs to."""

    iri: str
    kind: SpanKind
    task: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A document's text and the spans of its facts, in their order; an outer span comes before those inside it."""

    document: str
    title: str
    text: str
    spans: tuple[Span, ...]


def text_of(store: Store, document: str) -> MarkedText:
    """The text of the document with that IRI, which must be in the store."""
    it = ox.NamedNode(document)
    row = next(rows_of(store, "lists/text", document=it))
    spans = (
        Span(
            iri=found["thing"],
            kind=_kind(found["kind"].removeprefix(NAMESPACE)),
            task=found["task"] or None,
            start=int(found["start"]),
            end=int(found["end"]),
        )
        for found in rows_of(store, "lists/spans", document=it)
    )
    return MarkedText(document, row["title"], row["text"], tuple(spans))


def _kind(name: str) -> SpanKind:
    """A ZoneMention is a zone, a TimeLimit a limit."""
    return cast(SpanKind, name.removeprefix("Time").removesuffix("Mention").lower())
