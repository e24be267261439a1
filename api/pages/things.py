"""The page of one thing, at the address that its IRI has here: a document, a task, an agency, a zone, a fact.

GET /id/doc/2d69adfe1f3c9b77        its text with every fact marked; #3.4 is a task, #120-128 a passage
GET /id/agency/汀岚市水利局          what the agency bears
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox
from fastapi import Request, Response

from api.pages.lists import counted
from api.pages.marking import Mark, blocks
from api.pages.narrowing import kept
from api.pages.reading import WHOLE, contents, headings_of, marks_of, record_of
from api.pages.site import Site, compact, language_of
from api.wording import Wording
from graph import Solutions, Store
from graph.catalogue import named_query
from graph.iris import DCTERMS, PROV, RDFS, SKOS, ZT, A
from graph.lines import AgencyLine, TaskLine, ZoneLine
from graph.lists import (
    Narrowing,
    list_agencies,
    list_responsibilities,
    list_targets,
    list_tasks,
    list_zones,
)
from graph.sparql import bound
from graph.things import referring_to
from ontology.terms import ROLES

_TABLES: Final = ("responsibilities", "targets")
KINDS: Final = ("lead", "responsible", "participant", "target", "limit", "zone", "reference", "attachment")
_TITLES: Final = (SKOS["prefLabel"], DCTERMS["title"], RDFS["label"])
_PASSAGE: Final = re.compile(r"(?P<document>.+/doc/[^/]+)/passage/(?P<start>\d{1,9})-(?P<end>\d{1,9})")
_AT: Final = re.compile(r"(\d{1,9})-(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Partner:
    """An agency that bears tasks with another: how many, and of these how many the other leads and it leads."""

    iri: str
    name: str
    tasks: int
    led: int
    leads: int


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a text and where they stand."""

    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ZoneTask:
    """A task whose words name a zone, and where they do."""

    task: TaskLine
    places: list[Place]


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
    if ZT["OutlineUnit"] in kinds:
        return _task(site, request, store, iri, said)
    # An agency that bears nothing (it issued a document, or came after another) has no more than statements.
    if ZT["Agency"] in kinds and (agencies := list_agencies(store, Narrowing(iri=iri), **WHOLE).items):
        return _agency(site, request, store, agencies[0])
    if ZT["Zone"] in kinds and (zones := list_zones(store, Narrowing(iri=iri), **WHOLE).items):
        return _zone(site, request, store, zones[0])
    # A fact is shown where it was read: its passage tells of it and of what else was read there.
    cited = (
        fact.object.value for fact in said if fact.predicate == ZT["citation"] and isinstance(fact.object, ox.NamedNode)
    )
    if found := _PASSAGE.fullmatch(next(cited, iri)):
        return _passage(site, request, store, found["document"], int(found["start"]), int(found["end"]))
    return _statements(site, request, store, iri, said)


def _document(site: Site, request: Request, store: Store, iri: str) -> Response:
    found, t = contents(store, iri), Wording(language_of(request))
    marks = marks_of(site, found, t)
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
        data=[
            (t("take.text"), f"/api/v1/documents/{found.line.id}/text"),
            *((f"{name}.csv", f"/download/{name}.csv?{kept(document=found.line.id)}") for name in _TABLES),
            ("Excel", f"/download/tables.xlsx?{kept(document=found.line.id)}"),
            ("TriG", f"/download/statements.trig?{kept(document=found.line.id)}"),
        ],
    )


def _task(site: Site, request: Request, store: Store, iri: str, said: Sequence[ox.Triple]) -> Response:
    [document] = (fact.object for fact in said if fact.predicate == PROV["wasDerivedFrom"])
    assert isinstance(document, ox.NamedNode)
    found = contents(store, document.value)
    task = next(unit for unit in found.tasks if unit.iri == iri)
    duties = [line.duty for line in found.duties if line.duty.citation.task == iri]
    clauses = {(duty.citation.start, duty.citation.end): duty for duty in duties}
    by_path = {unit.path: unit for unit in found.tasks}
    above = [task.path.rsplit(".", n)[0] for n in range(task.path.count("."), 0, -1)]
    marks = marks_of(site, found, Wording(language_of(request)))
    return site.show(
        request,
        "task.html",
        task=task,
        enclosing=[by_path[path] for path in above if path in by_path],
        roles={role: [duty for duty in duties if duty.role == role] for role in ROLES} if duties else None,
        clauses=list(clauses.values()),
        goals=[line for line in found.goals if line.target.citation.task == iri],
        within=[unit for unit in found.tasks if unit.parent == iri],
        blocks=blocks(found.marked.text, headings_of(found), marks, task.start, task.end),
        twin=_form(site, iri, "jsonld"),
        data=[("Turtle", _form(site, iri, "turtle"))],
    )


def _agency(site: Site, request: Request, store: Store, line: AgencyLine) -> Response:
    narrow = Narrowing(agency=line.iri)
    duties = list_responsibilities(store, narrow, **WHOLE).items
    return site.show(
        request,
        "agency.html",
        agency=line,
        counts={role: counted((it.duty for it in duties), role) for role in ROLES},
        roles={role: [it for it in duties if it.duty.role == role] for role in ROLES},
        partners=_partners(line.iri, list_tasks(store, narrow, **WHOLE).items),
        goals=list_targets(store, narrow, **WHOLE).items,
        twin=f"/api/v1/leads?{kept(agency=line.name)}",
        data=[
            ("responsibilities.csv", f"/download/responsibilities.csv?{kept(agency=line.iri)}"),
            ("targets.csv", f"/download/targets.csv?{kept(agency=line.iri)}"),
            ("Excel", f"/download/tables.xlsx?{kept(agency=line.iri)}"),
            ("Turtle", _form(site, line.iri, "turtle")),
        ],
    )


def _partners(agency: str, tasks: Sequence[TaskLine]) -> list[Partner]:
    """Who bears these tasks too, with whom it has most first."""
    together: dict[tuple[str, str], list[tuple[bool, bool]]] = defaultdict(list)
    for task in tasks:
        led = any(bearer.agency == agency and bearer.role == "lead" for bearer in task.bearers)
        others = {(bearer.agency, bearer.name) for bearer in task.bearers if bearer.agency != agency}
        leads = {bearer.agency for bearer in task.bearers if bearer.role == "lead"}
        for other in others:
            together[other].append((led, other[0] in leads))
    found = [
        Partner(*other, len(each), sum(a for a, _ in each), sum(b for _, b in each)) for other, each in together.items()
    ]
    return sorted(found, key=lambda partner: (-partner.tasks, partner.name))


def _zone(site: Site, request: Request, store: Store, line: ZoneLine) -> Response:
    answer = store.query(bound(named_query("zone-tasks").sparql, {"zone": ox.NamedNode(line.iri)}))
    assert isinstance(answer, Solutions)
    places: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for row in (dict(zip(answer.variables, row, strict=True)) for row in answer.table()):
        places[row["document"], row["task"]].append(Place(row["words"], int(row["start"]), int(row["end"])))
    tasks = {
        task.iri: task
        for document in dict.fromkeys(document for document, _ in places)
        for task in list_tasks(store, Narrowing(document=document), **WHOLE).items
    }
    return site.show(
        request,
        "zone.html",
        zone=line,
        rows=[ZoneTask(tasks[task], named) for (_, task), named in places.items()],
        twin=f"/api/v1/zones?{kept(name=line.name)}",
        data=[("JSON-LD", _form(site, line.iri, "jsonld")), ("Turtle", _form(site, line.iri, "turtle"))],
    )


def _form(site: Site, iri: str, form: str) -> str:
    return f"{site.address(iri)}?format={form}"


def _passage(site: Site, request: Request, store: Store, document: str, start: int, end: int) -> Response:
    record = record_of(store, contents(store, document), start, end)
    template = "record.html" if request.query_params.get("part") == "record" else "passage.html"
    return site.show(request, template, record=record, data=[("Turtle", f"{request.url.path}?format=turtle")])


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
