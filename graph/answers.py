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
from typing import Literal, cast, get_args

import pyoxigraph as ox

from graph.errors import NotFound
from graph.names import Named, matching, nearest, tidy
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

    `citation` has the sentence matched, or the task's first one. Where nobody is named all three lists are empty.
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
        headings = (row["heading"] for row in _rows(store, "headings"))
        raise NotFound("task", text, nearest(text, headings))
    return Matches(total, tuple(tasks))


def targets(
    store: Store, *, year: int | None = None, agency: str | None = None, indicator: str | None = None
) -> tuple[TargetLine, ...]:
    """The quantified targets due in `year`, of the tasks that `agency` bears, with `indicator` in their words.

    In the order of documents and their text; what is None does not narrow, and with nothing asked none is no error.
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
    if not found and (year, agency, indicator) != (None, None, None):
        raise _no_target(lines, year, agency, indicator)
    return tuple(found)


def summary(store: Store) -> tuple[AgencySummary, ...]:
    """Each agency's load, who leads most first; empty where the store has no responsibility."""

    def count(row: Row, name: str) -> Count:
        return Count(int(row[name]), int(row[f"{name}Inherited"]))

    lines = [
        AgencySummary(
            agency=row["agency"],
            name=row["name"],
            group=row["group"] == "true",
            led=count(row, "led"),
            taken_part=count(row, "takenPart"),
            responsible=count(row, "inCharge"),
            documents=int(row["documents"]),
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


Row = Mapping[str, str]

Matched = Literal["heading", "words", "enclosing heading"]
_TIERS: tuple[Matched, ...] = get_args(Matched)


@dataclass(frozen=True, slots=True)
class _Hit:
    """A unit that the words match; the lower its rank the better."""

    matched: Matched
    citation: Citation
    rank: tuple[int, int, str, str, int]


def _hits(store: Store, words: tuple[str, ...]) -> Iterator[_Hit]:
    """The units of each document that hold all `words` in their heading, their own words or an enclosing heading."""
    longest = ox.Literal(max(words, key=len))
    texts = {row["document"]: row["text"] for row in _rows(store, "texts", words=longest)}
    texts = {document: text for document, text in texts.items() if all(word in text for word in words)}
    units: dict[str, list[Row]] = defaultdict(list)
    if texts:
        for row in _rows(store, "units", words=longest):
            if row["document"] in texts:
                units[row["document"]].append(row)
    for document, rows in units.items():
        yield from _hits_in(texts[document], rows, words)


def _hits_in(text: str, rows: list[Row], words: tuple[str, ...]) -> Iterator[_Hit]:
    enclosing: list[tuple[int, bool]] = []
    for at, row in enumerate(rows):
        start, end = int(row["start"]), int(row["end"])
        while enclosing and enclosing[-1][0] <= start:
            enclosing.pop()
        heading = row["heading"]
        in_heading = all(word in heading for word in words)
        above = any(matches for _, matches in enclosing)
        # A unit's own words end where the first unit inside it begins.
        inner = int(rows[at + 1]["start"]) if at + 1 < len(rows) else end
        own = (start, min(inner, end))
        enclosing.append((end, in_heading))
        if in_heading:
            matched: Matched = "heading"
        elif all(text.find(word, *own) >= 0 for word in words):
            matched = "words"
        elif above:
            matched = "enclosing heading"
        else:
            continue
        exact = len(heading) if matched != "words" else 0
        rank = (_TIERS.index(matched), exact, row["title"], row["document"], int(row["order"]))
        span = _span(text, own, words)
        yield _Hit(matched, _citation(row, text[slice(*span)], *span), rank)


def _span(text: str, own: tuple[int, int], words: tuple[str, ...]) -> tuple[int, int]:
    """The sentence of a unit's own words that holds the first of `words`, or else its first sentence."""
    found = min((at for word in words if (at := text.find(word, *own)) >= 0), default=own[0])
    start = max(own[0], *(text.rfind(sign, own[0], found) + 1 for sign in _SENTENCE_END))
    ends = [at + 1 for sign in _SENTENCE_END if own[1] > (at := text.find(sign, found)) >= 0]
    end = min(ends, default=own[1])
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


_SENTENCE_END = "。；！？\n"


def _agencies(store: Store) -> list[Named]:
    names: dict[str, str] = {}
    aliases: dict[str, set[str]] = defaultdict(set)
    places: dict[str, str] = {}
    for row in _rows(store, "agencies"):
        iri = row["agency"]
        # Documents may write one agency's name in two ways; the first in order is its name, the others are aliases.
        aliases[iri] |= {row["name"], row["alias"]} - {""}
        names.setdefault(iri, row["name"])
        places.setdefault(iri, row["jurisdiction"])
    return [Named(iri, name, tuple(sorted(aliases[iri] - {name})), places[iri] or None) for iri, name in names.items()]


def _duties_of(store: Store, agency: Named) -> AgencyDuties:
    duties = sorted(_duties(store, agency=agency.iri), key=_place)
    lists = (_in_role(duties, role) for role in get_args(Role))
    return AgencyDuties(agency.iri, agency.name, agency.aliases, *lists)


def _bearers(store: Store, task: str) -> tuple[Duty, ...]:
    """Who bears one task, in the order of the clause."""
    return tuple(sorted(_duties(store, task=task), key=lambda duty: (duty.mention_start, duty.name)))


def _in_role(duties: Iterable[Duty], role: Role) -> tuple[Duty, ...]:
    return tuple(duty for duty in duties if duty.role == role)


def _place(duty: Duty) -> tuple[str, str, int, int]:
    return duty.citation.title, duty.citation.document, duty.order, duty.mention_start


def _duties(store: Store, **narrowed: str) -> Iterator[Duty]:
    bound = {name: ox.NamedNode(iri) for name, iri in narrowed.items()}
    return (_duty(row) for row in _rows(store, "responsibilities", **bound))


def _duty(row: Row) -> Duty:
    return Duty(
        agency=row["agency"],
        name=row["name"],
        group=row["group"] == "true",
        mention=row["mention"],
        role=cast(Role, _local(row["role"])),
        basis=cast(Basis, _local(row["basis"])),
        mention_start=int(row["start"]),
        mention_end=int(row["end"]),
        citation=_citation(row, row["clause"], int(row["clauseStart"]), int(row["clauseEnd"])),
        order=int(row["order"]),
    )


def _target(row: Row) -> TargetLine:
    return TargetLine(
        indicator=row["indicator"],
        operator=_OPERATORS[_local(row["operator"])],
        value=float(row["value"]),
        upper=float(row["upper"]) if row["upper"] else None,
        unit=row["unitLabel"] or _local(row["unit"]),
        year=int(row["year"]) if row["year"] else None,
        period=_PERIODS.get(_local(row["period"])),
        citation=_citation(row, row["text"], int(row["start"]), int(row["end"])),
    )


# The notations of the vocabulary's concepts, which stand in the ontology and not in the store.
_OPERATORS: Mapping[str, Operator] = {
    "equalTo": "=",
    "atLeast": ">=",
    "moreThan": ">",
    "atMost": "<=",
    "lessThan": "<",
    "about": "~",
    "between": "range",
}
_PERIODS = {"yearly": "year"}


def _citation(row: Row, words: str, start: int, end: int) -> Citation:
    kind = cast(UnitKind, _local(row["kind"]).lower())
    number = row["number"] or None
    return Citation(
        row["document"], row["title"], row["task"], row["path"], kind, number, row["heading"], words, start, end
    )


def _local(iri: str) -> str:
    return iri.removeprefix(NAMESPACE)


def _no_target(lines: list[TargetLine], year: int | None, agency: str | None, indicator: str | None) -> NotFound:
    """What was asked, with the nearest indicators or years that have targets."""
    asked = "，".join(
        str(asked) for asked in (indicator, agency, None if year is None else f"{year}年") if asked is not None
    )
    if indicator is not None:
        return NotFound("target", asked, nearest(indicator, (line.indicator for line in lines)))
    years = {line.year for line in lines if line.year is not None}
    near = sorted(years, key=lambda other: (abs(other - year), other))[:5] if year is not None else []
    return NotFound("target", asked, tuple(f"{other}年" for other in near))


def _rows(store: Store, question: str, **bound: ox.NamedNode | ox.Literal) -> Iterator[Row]:
    solutions = store.ask(question, **bound)
    return (dict(zip(solutions.variables, row, strict=True)) for row in solutions.table())
