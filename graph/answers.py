"""Questions in a researcher's words, each line of an answer with the passage that says so.

    with Store("store", read_only=True) as store:
        for duties in leads(store, "市科技局"):
            for duty in duties.led:
                print(duty.citation.heading, duty.citation.words)

A name or text that nothing in the store matches raises NotFound with the nearest names.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, cast, get_args

import pyoxigraph as ox

from graph.errors import NotFound
from graph.names import Named, matching, nearest, tidy
from graph.results import Term
from graph.store import Store
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

    `citation` has the words matched. Where nobody is named all three lists are empty.
    """

    matched: Literal["heading", "words", "enclosing heading"]
    citation: Citation
    leads: tuple[Duty, ...]
    participants: tuple[Duty, ...]
    responsible: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """The tasks that a text matches, best first. `total` counts those beyond the limit too."""

    total: int
    tasks: tuple[TaskBearers, ...]


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One quantified goal, see extract.facts.Target; its words stand in `citation`. `bearers` are the task's."""

    indicator: str
    operator: Operator
    value: float
    upper: float | None
    unit: str
    year: int | None
    period: str | None
    citation: Citation
    bearers: tuple[Duty, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many tasks by a clause of their own, and how many more by inheritance."""

    own: int = 0
    inherited: int = 0


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
    hits = sorted(_hits(store, words), key=lambda hit: hit.rank) if words else []
    tasks: list[TaskBearers] = []
    total = 0
    for hit in hits:
        # A section says nothing of who does what unless it has a clause of its own.
        if hit.citation.kind == "section" and (len(tasks) >= limit or not _bearers(store, hit.citation.task)):
            continue
        total += 1
        if len(tasks) < limit:
            duties = _bearers(store, hit.citation.task)
            tasks.append(
                TaskBearers(hit.matched, hit.citation, *(_in_role(duties, role) for role in get_args(Role)))
            )
    if not tasks:
        headings = (cast(str, row["heading"]) for row in _rows(store, "headings"))
        raise NotFound("task", text, nearest(text, headings))
    return Matches(total, tuple(tasks))


def targets(
    store: Store, *, year: int | None = None, agency: str | None = None, indicator: str | None = None
) -> tuple[TargetLine, ...]:
    """The quantified targets due in `year`, of the tasks that `agency` bears, with `indicator` in their words.

    In the order of documents and their text; what is None does not narrow.
    """
    tasks: set[str] | None = None
    if agency is not None:
        tasks = {d.citation.task for found in find_agencies(store, agency) for d in _duties(store, agency=found.iri)}
    lines = [_target(row) for row in _rows(store, "targets")]
    found = [
        line
        for line in lines
        if (year is None or line.year == year)
        and (tasks is None or line.citation.task in tasks)
        and (indicator is None or tidy(indicator) in tidy(line.indicator) + "\n" + tidy(line.citation.words))
    ]
    if not found:
        raise _no_target(lines, year, agency, indicator)
    bearers = {task: _bearers(store, task) for task in {line.citation.task for line in found}} if len(found) < 500 else {}
    return tuple(replace(line, bearers=bearers.get(line.citation.task, ())) for line in found)


def summary(store: Store) -> tuple[AgencySummary, ...]:
    """Each agency's load, who leads most first; empty where the store has no responsibility."""

    def count(row: Row, name: str) -> Count:
        return Count(_whole(row[name]), _whole(row[f"{name}Inherited"]))

    lines = [
        AgencySummary(
            agency=_text(row["agency"]),
            name=_text(row["name"]),
            group=row["group"] == "true",
            led=count(row, "led"),
            taken_part=count(row, "takenPart"),
            responsible=count(row, "inCharge"),
            documents=_whole(row["documents"]),
            example=_duty(row),
        )
        for row in _rows(store, "summary")
    ]
    weight = {line.agency: [count.own for count in (line.led, line.taken_part, line.responsible)] for line in lines}
    return tuple(sorted(lines, key=lambda line: ([-own for own in weight[line.agency]], line.name, line.agency)))


def find_agencies(store: Store, name: str) -> tuple[Named, ...]:
    """The agencies that `name` can mean, see graph.names.matching; raises NotFound with the nearest names."""
    known = _agencies(store)
    found = matching(name, known)
    if not found:
        names = {label for agency in known for label in (agency.name, *agency.aliases)}
        raise NotFound("agency", name, nearest(name, names))
    return tuple(sorted(found, key=lambda agency: (agency.name, agency.iri)))


Row = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class _Hit:
    matched: Literal["heading", "words", "enclosing heading"]
    citation: Citation
    rank: tuple[int, int, str, str, int]


def _rows(store: Store, question: str, **bound: ox.NamedNode | ox.Literal) -> Iterator[Row]:
    solutions = store.ask(question, **bound)
    for row in solutions.table():
        yield dict(zip(solutions.variables, row, strict=True))
