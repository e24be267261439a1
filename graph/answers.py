"""Questions in a researcher's words, each line of an answer with the passage that says so.

    with Store("store", read_only=True) as store:
        for duties in leads(store, "市科技局"):
            for duty in duties.led:
                print(duty.citation.heading, duty.citation.words)

A name or text that nothing in the store matches raises NotFound with the nearest names.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast, get_args

import pyoxigraph as ox

from graph.documents import find_documents
from graph.errors import NotFound
from graph.kept import kept
from graph.names import Named, matching, nearest, tidy
from graph.search import Matched, Row, rows_of, search
from graph.store import Store
from graph.triples import SKOS
from ontology.terms import NAMESPACE, Basis, Operator, Role, UnitKind


@dataclass(frozen=True, slots=True)
class Citation:
    """Where it stands: the document's title, the unit's path ("2.1"), kind, number and heading, and the words.

    `start:end` are the words' code-point offsets in the document's text; `document` and `task` are IRIs.
    """

    document: str
    title: str
    task: str
    path: str
    kind: UnitKind
    number: str | None
    heading: str
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Duty:
    """One agency bearing one task. `citation` has the whole clause, `mention_start:mention_end` the name in it.

    `inherited` is true where the task has no clause of its own and the enclosing unit's is cited.
    """

    agency: str
    name: str
    group: bool
    mention: str
    role: Role
    basis: Basis
    mention_start: int
    mention_end: int
    citation: Citation
    order: int

    @property
    def inherited(self) -> bool:
        return self.basis == "inherited"


@dataclass(frozen=True, slots=True)
class AgencyDuties:
    """All that one agency bears, in the order of documents and their text. `agency` is its IRI."""

    agency: str
    name: str
    aliases: tuple[str, ...]
    led: tuple[Duty, ...]
    taken_part: tuple[Duty, ...]
    responsible: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class TaskBearers:
    """A task that a text matches and who bears it. `matched` says where: in its heading, its own words, or above it.

    `citation` has the sentence matched, or the task's first one. Where nobody is named all three lists are empty.
    """

    matched: Matched
    citation: Citation
    leads: tuple[Duty, ...]
    participants: tuple[Duty, ...]
    responsible: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """The tasks that a text matches, best first; `more` is true where others match beyond the limit."""

    tasks: tuple[TaskBearers, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One quantified goal, see extract.facts.Target; its words stand in `citation`."""

    indicator: str
    operator: Operator
    value: float
    upper: float | None
    unit: str
    year: int | None
    period: str | None
    citation: Citation


@dataclass(frozen=True, slots=True)
class Count:
    """How many tasks by a clause of their own, and how many more by inheritance."""

    own: int = 0
    inherited: int = 0


@dataclass(frozen=True, slots=True)
class Burden:
    """How many tasks an agency of that name leads, takes part in and is responsible for, in how many documents."""

    name: str
    led: Count
    taken_part: Count
    responsible: Count
    documents: int


@dataclass(frozen=True, slots=True)
class AgencySummary:
    """How much one agency bears over all documents, with one of its duties to cite."""

    agency: str
    name: str
    group: bool
    led: Count
    taken_part: Count
    responsible: Count
    documents: int
    example: Duty


def responsibilities(store: Store) -> Iterator[Duty]:
    """Every responsibility in the store, in no particular order: the rows that networks and matrices are made of."""
    return _duties(store)


def leads(store: Store, name: str) -> tuple[AgencyDuties, ...]:
    """What the agencies that `name` can mean lead, take part in and are responsible for, one entry an agency."""
    return tuple(_duties_of(store, agency) for agency in find_agencies(store, name))


def who(store: Store, text: str, *, limit: int = 20) -> Matches:
    """Who leads and who takes part in the tasks that match `text`, the best match first.

    Words parted by spaces must all be there. A heading counts before the task's own words, those before the heading of
    an enclosing unit, and the shorter heading before the longer.
    """
    words = tuple(text.split())
    hits = sorted(search(store, words), key=lambda hit: hit.rank) if words else []
    tasks: list[TaskBearers] = []
    for hit in hits:
        described = next(rows_of(store, "unit", task=ox.NamedNode(hit.unit["task"])))
        citation = citation_of({**hit.unit, **described}, *hit.words)
        duties = bearers(store, citation.task)
        # A section says nothing of who does what unless it has a clause of its own.
        if citation.kind == "section" and not duties:
            continue
        if len(tasks) == limit:
            return Matches(tuple(tasks), more=True)
        tasks.append(TaskBearers(hit.matched, citation, *(_in_role(duties, role) for role in get_args(Role))))
    if not tasks:
        headings = (row["heading"] for row in rows_of(store, "headings"))
        raise NotFound("task", text, nearest(text, headings))
    return Matches(tuple(tasks), more=False)


def targets(
    store: Store,
    *,
    year: int | None = None,
    agency: str | None = None,
    indicator: str | None = None,
    document: str | None = None,
) -> tuple[TargetLine, ...]:
    """The quantified targets due in `year`, of the tasks that `agency` bears, with `indicator` in their words, of the
    documents that `document` can mean.

    In the order of documents and their text; what is None does not narrow, and with nothing asked none is no error.
    """
    tasks: set[str] | None = None
    if agency is not None:
        tasks = {d.citation.task for found in find_agencies(store, agency) for d in _duties(store, agency=found.iri)}
    within = None if document is None else {it.iri for it in find_documents(store, document)}
    lines = [
        line
        for row in rows_of(store, "targets")
        if within is None or row["document"] in within
        for line in (target_of(row),)
    ]
    found = [
        line
        for line in lines
        if (year is None or line.year == year)
        and (tasks is None or line.citation.task in tasks)
        and (indicator is None or tidy(indicator) in tidy(line.indicator) + "\n" + tidy(line.citation.words))
    ]
    if not found and (year, agency, indicator, document) != (None, None, None, None):
        raise _no_target(lines, year, agency, indicator, document)
    return tuple(found)


@kept
def burdens(store: Store) -> Mapping[str, Burden]:
    """What each agency bears over all documents, by its IRI."""

    def count(row: Row, name: str) -> Count:
        total, inherited = int(row[name] or 0), int(row[f"{name}Inherited"] or 0)
        return Count(total - inherited, inherited)

    return {
        row["agency"]: Burden(
            row["name"],
            count(row, "led"),
            count(row, "takenPart"),
            count(row, "responsible"),
            int(row["documents"]),
        )
        for row in rows_of(store, "summary")
    }


@kept
def summary(store: Store) -> tuple[AgencySummary, ...]:
    """Each agency's load, who leads most first; empty where the store has no responsibility."""
    examples = {duty.agency: duty for duty in map(duty_of, rows_of(store, "examples"))}
    lines = (
        AgencySummary(
            agency,
            borne.name,
            examples[agency].group,
            borne.led,
            borne.taken_part,
            borne.responsible,
            borne.documents,
            examples[agency],
        )
        for agency, borne in burdens(store).items()
    )
    return tuple(sorted(lines, key=_weight))


def _weight(line: AgencySummary) -> tuple[int, int, int, str, str]:
    return -line.led.own, -line.taken_part.own, -line.responsible.own, line.name, line.agency


def find_agencies(store: Store, name: str) -> tuple[Named, ...]:
    """The agencies that `name` can mean, an IRI or see graph.names.matching; raises NotFound with the nearest names."""
    known = known_agencies(store)
    found = [agency for agency in known if agency.iri == name] or matching(name, known)
    if not found:
        names = {label for agency in known for label in (agency.name, *agency.aliases)}
        raise NotFound("agency", name, nearest(name, names))
    return tuple(sorted(found, key=lambda agency: (agency.name, agency.iri)))


@kept
def known_agencies(store: Store) -> tuple[Named, ...]:
    """All agencies that bear a task, with all their names."""
    names: dict[str, str] = {}
    aliases: dict[str, set[str]] = defaultdict(set)
    places: dict[str, str] = {}
    for row in rows_of(store, "agencies"):
        iri = row["agency"]
        # Documents may write one agency's name in two ways; the first in order is its name, the others are aliases.
        aliases[iri] |= {row["name"], row["alias"]} - {""}
        names.setdefault(iri, row["name"])
        places.setdefault(iri, row["jurisdiction"])
    return tuple(
        Named(iri, name, tuple(sorted(aliases[iri] - {name})), places[iri] or None) for iri, name in names.items()
    )


def _duties_of(store: Store, agency: Named) -> AgencyDuties:
    duties = sorted(_duties(store, agency=agency.iri), key=_place)
    lists = (_in_role(duties, role) for role in get_args(Role))
    return AgencyDuties(agency.iri, agency.name, agency.aliases, *lists)


def bearers(store: Store, task: str) -> tuple[Duty, ...]:
    """Who bears one task, in the order of the clause."""
    return tuple(sorted(_duties(store, "bearers", task=task), key=lambda duty: (duty.mention_start, duty.name)))


def _in_role(duties: Iterable[Duty], role: Role) -> tuple[Duty, ...]:
    return tuple(duty for duty in duties if duty.role == role)


def _place(duty: Duty) -> tuple[str, str, int, int]:
    return duty.citation.title, duty.citation.document, duty.order, duty.mention_start


def _duties(store: Store, question: str = "responsibilities", **bound: str) -> Iterator[Duty]:
    values = {name: ox.NamedNode(iri) for name, iri in bound.items()}
    return map(duty_of, rows_of(store, question, **values))


def duty_of(row: Row) -> Duty:
    """A row of responsibilities.rq."""
    return Duty(
        agency=row["agency"],
        name=row["name"],
        group=row["group"] == "true",
        mention=row["mention"],
        role=cast(Role, _local(row["role"])),
        basis=cast(Basis, _local(row["basis"])),
        mention_start=int(row["start"]),
        mention_end=int(row["end"]),
        citation=citation_of(row, row["clause"], int(row["clauseStart"]), int(row["clauseEnd"])),
        order=int(row["order"]),
    )


def target_of(row: Row) -> TargetLine:
    """A row of targets.rq."""
    return TargetLine(
        indicator=row["indicator"],
        operator=cast(Operator, unit_notations()[row["operator"]]),
        value=float(row["value"]),
        upper=float(row["upper"]) if row["upper"] else None,
        unit=unit_notations().get(row["unit"]) or row["unitLabel"],
        year=int(row["year"]) if row["year"] else None,
        period=unit_notations().get(row["period"]),
        citation=citation_of(row, row["text"], int(row["start"]), int(row["end"])),
    )


@cache
def unit_notations() -> Mapping[str, str]:
    """The vocabulary's concepts and units by IRI, as they are written: >= and 元. The store holds no vocabulary."""
    vocabulary = files("ontology").joinpath("zhengtu.ttl").read_bytes()
    found: dict[str, str] = {}
    for triple in ox.parse(vocabulary, format=ox.RdfFormat.TURTLE):
        if triple.predicate == SKOS["notation"] and isinstance(triple.subject, ox.NamedNode):
            assert isinstance(triple.object, ox.Literal)
            found.setdefault(triple.subject.value, triple.object.value)
    return found


def citation_of(row: Row, words: str, start: int, end: int) -> Citation:
    """The words at their place in the unit and document that a row describes."""
    kind = cast(UnitKind, _local(row["kind"]).lower())
    number = row["number"] or None
    return Citation(
        row["document"], row["title"], row["task"], row["path"], kind, number, row["heading"], words, start, end
    )


def _local(iri: str) -> str:
    return iri.removeprefix(NAMESPACE)


def _no_target(
    lines: list[TargetLine], year: int | None, agency: str | None, indicator: str | None, document: str | None
) -> NotFound:
    """What was asked, with the nearest indicators or years that have targets."""
    asked = "，".join(
        str(asked)
        for asked in (document, indicator, agency, None if year is None else f"{year}年")
        if asked is not None
    )
    if indicator is not None:
        return NotFound("target", asked, nearest(indicator, (line.indicator for line in lines)))
    years = {line.year for line in lines if line.year is not None}
    near = sorted(years, key=lambda other: (abs(other - year), other))[:5] if year is not None else []
    return NotFound("target", asked, tuple(f"{other}年" for other in near))
