"""The page of one thing, at the address that its IRI has here: a document, a task, an agency, a zone, a fact.

GET /id/doc/2d69adfe1f3c9b77        its text with every fact marked; #3.4 is a task, #120-128 a passage
GET /id/agency/汀岚市水利局          what the agency bears
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox
from fastapi import Request, Response

from api.pages.marking import Heading, Mark, blocks
from api.pages.site import Site, compact, language_of
from api.pages.wording import Wording
from graph import Duty, Store
from graph.iris import DCTERMS, RDFS, SKOS, ZT, A
from graph.lines import DocumentLine, DutyLine, GoalLine, TaskLine
from graph.lists import Narrowing, list_documents, list_responsibilities, list_targets, list_tasks
from graph.texts import MarkedText, Span, text_of
from graph.things import referring_to, said_of
from ontology.terms import Role

_ALL: Final = 10**9
_RANKS: Final[dict[Role, int]] = {"lead": 0, "responsible": 1, "participant": 2}
_UNITS: Final = ("section", "task", "subtask", "measure")
KINDS: Final = ("lead", "responsible", "participant", "target", "zone", "reference", "attachment")
_TITLES: Final = (SKOS["prefLabel"], DCTERMS["title"], RDFS["label"])
_PASSAGE: Final = re.compile(r"(?P<document>.+/doc/[^/]+)/passage/(?P<start>\d{1,9})-(?P<end>\d{1,9})")
_AT: Final = re.compile(r"(\d{1,9})-(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Contents:
    """A document with all that was read from it."""

    line: DocumentLine
    marked: MarkedText
    tasks: tuple[TaskLine, ...]
    duties: tuple[DutyLine, ...]
    goals: tuple[GoalLine, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """A fact that is neither a responsibility nor a target, and the thing that it is about."""

    iri: str
    kind: str
    task: str | None
    heading: str
    about: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """What is read from one passage; `inherited` are the responsibilities of tasks within, which cite it too."""

    document: str
    title: str
    start: int
    end: int
    words: str
    duties: tuple[DutyLine, ...]
    inherited: tuple[DutyLine, ...]
    goals: tuple[GoalLine, ...]
    others: tuple[Other, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A property with its value, and where this service tells of that value."""

    property: str
    value: str
    address: str | None


def thing_page(site: Site, request: Request, store: Store, iri: str, said: Sequence[ox.Triple]) -> Response:
    """The page of the thing of which that is said."""
    kinds = {fact.object for fact in said if fact.predicate == A}
    if ZT["PolicyDocument"] in kinds:
        return _document(site, request, store, iri)
    if found := _PASSAGE.fullmatch(iri):
        return _passage(
            site, request, contents(store, found["document"]), int(found["start"]), int(found["end"]), store
        )
    return _statements(site, request, store, iri, said)


def contents(store: Store, document: str) -> Contents:
    """The document of that IRI, which must be in the store, with all that was read from it."""
    narrow, everything = Narrowing(document=document), {"limit": _ALL, "offset": 0}
    [line] = (line for line in list_documents(store, Narrowing(), **everything).items if line.iri == document)
    return Contents(
        line,
        text_of(store, document),
        list_tasks(store, narrow, **everything).items,
        list_responsibilities(store, narrow, **everything).items,
        list_targets(store, narrow, **everything).items,
    )


def marks_of(site: Site, found: Contents, t: Wording) -> list[Mark]:
    """Every passage that a fact was read from. A name that bears several tasks is marked for the strongest role."""
    roles: dict[tuple[int, int], DutyLine] = {}
    for line in found.duties:
        place = (line.duty.mention_start, line.duty.mention_end)
        if place not in roles or _strength(line) < _strength(roles[place]):
            roles[place] = line
    home = found.line.iri

    def mark(start: int, end: int, kind: str, label: str) -> Mark:
        return Mark(start, end, kind, label, site.address(f"{home}/passage/{start}-{end}"))

    marks = [
        mark(*place, line.duty.role, f"{t.term('role', line.duty.role)}：{line.duty.name}")
        for place, line in roles.items()
    ]
    clauses = {(line.duty.citation.start, line.duty.citation.end) for line in found.duties}
    marks += [Mark(*place, "clause") for place in clauses]
    for goal in found.goals:
        marks.append(mark(goal.target.citation.start, goal.target.citation.end, "target", goal.target.indicator))
    for span in found.marked.spans:
        if span.kind in ("zone", "reference", "attachment"):
            marks.append(mark(span.start, span.end, span.kind, t(f"kind.{span.kind}")))
    return marks


def headings_of(found: Contents) -> list[Heading]:
    """Where the units of the outline begin."""
    return [Heading(task.start, task.path, task.heading, task.path.count(".") + 1) for task in found.tasks]


def _document(site: Site, request: Request, store: Store, iri: str) -> Response:
    found = contents(store, iri)
    marks = marks_of(site, found, Wording(language_of(request)))
    counts = Counter(mark.kind for mark in marks)
    if at := _AT.fullmatch(request.query_params.get("at", "")):
        marks.append(Mark(int(at[1]), int(at[2]), "cited"))
    return site.show(
        request,
        "document.html",
        document=found.line,
        tasks=found.tasks,
        blocks=blocks(found.marked.text, headings_of(found), marks),
        kinds=[kind for kind in KINDS if counts[kind]],
        counts=counts,
        twin=f"/api/v1/documents/{found.line.id}",
    )


def _passage(site: Site, request: Request, found: Contents, start: int, end: int, store: Store) -> Response:
    place = (start, end)
    mentioned = [
        line
        for line in found.duties
        if place
        in ((line.duty.mention_start, line.duty.mention_end), (line.duty.citation.start, line.duty.citation.end))
    ]
    headings = {task.iri: task.heading for task in found.tasks}
    record = Record(
        document=found.line.iri,
        title=found.line.title,
        start=start,
        end=end,
        words=found.marked.text[start:end],
        duties=tuple(line for line in mentioned if not line.duty.inherited),
        inherited=tuple(line for line in mentioned if line.duty.inherited),
        goals=tuple(line for line in found.goals if (line.target.citation.start, line.target.citation.end) == place),
        others=tuple(
            Other(span.iri, span.kind, span.task, headings.get(span.task or "", ""), _about(store, span))
            for span in found.marked.spans
            if (span.start, span.end) == place and span.kind in ("zone", "reference", "attachment")
        ),
    )
    template = "record.html" if request.query_params.get("part") == "record" else "passage.html"
    return site.show(request, template, record=record)


def _about(store: Store, span: Span) -> str | None:
    """The zone that is named or the document that is referred to."""
    about = (ZT["zone"], ZT["refersTo"])
    return next((fact.object.value for fact in said_of(store, span.iri) if fact.predicate in about), None)  # type: ignore[union-attr]


def _statements(site: Site, request: Request, store: Store, iri: str, said: Sequence[ox.Triple]) -> Response:
    labels = {fact.predicate: fact.object.value for fact in said if isinstance(fact.object, ox.Literal)}

    def value(term: Any) -> str:
        return term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else str(term)

    def local(term: Any) -> str | None:
        return site.address(term.value) if isinstance(term, ox.NamedNode) else None

    return site.show(
        request,
        "thing.html",
        iri=iri,
        title=next((labels[name] for name in _TITLES if name in labels), compact(iri)),
        said=[Statement(fact.predicate.value, value(fact.object), local(fact.object)) for fact in said],
        referring=[Statement(name, subject, site.address(subject)) for subject, name in referring_to(store, iri)],
    )


def _places(duty: Duty) -> tuple[tuple[int, int], tuple[int, int]]:
    return (duty.mention_start, duty.mention_end), (duty.citation.start, duty.citation.end)


def _strength(line: DutyLine) -> tuple[bool, int]:
    return line.duty.inherited, _RANKS[line.duty.role]
