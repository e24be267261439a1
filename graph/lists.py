"""The store's documents, tasks, agencies, zones and facts as lists that can be narrowed and read page by page.

    with Store("store", read_only=True) as store:
        found = list_responsibilities(store, Narrowing(agency="市科技局", role="lead"), limit=50, offset=0)
        found.total, found.items[0].citation.words

Lists are in the order of documents and their text. A name that nothing bears raises NotFound with the nearest names; a
narrowing that leaves nothing gives an empty list.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import cast, get_args

import pyoxigraph as ox

from graph.answers import Citation, Duty, duty_of, find_agencies, target_of
from graph.documents import find_documents
from graph.kept import kept, stays
from graph.lines import AgencyLine, Bearer, DocumentLine, DutyLine, GoalLine, TaskLine, ZoneLine
from graph.listed import Listed, by_document, of_rows, page
from graph.names import tidy
from graph.search import Row, rows_of
from graph.sparql import Bound, Value
from graph.store import Store
from graph.time_limits import ONGOING, TimeLimitLine, last_day_of, time_limits
from graph.triples import ZT
from ontology.terms import NAMESPACE, Basis, Level, Role, UnitKind, ZoneKind


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list is narrowed to; what is None does not narrow.

    `document` is an IRI, the start of a hash or words of a title, `agency` an IRI or any name, `words` stand in a
    heading, an indicator or a name. `iri` is that of an agency or a zone itself. `due` and `due_by` are a year or a
    month (2026, 2026-09) in which, or by the end of which, a task's time limit is; `due` can be "ongoing".
    """

    document: str | None = None
    agency: str | None = None
    role: Role | None = None
    basis: Basis | None = None
    kind: str | None = None
    year: int | None = None
    words: str | None = None
    level: Level | None = None
    iri: str | None = None
    due: str | None = None
    due_by: str | None = None


def list_documents(store: Store, narrow: Narrowing, *, limit: int, offset: int) -> Listed[DocumentLine]:
    """The documents by title; `words` stand in the title."""
    found = [
        line
        for line in _documents(store, narrow)
        if (narrow.words is None or tidy(narrow.words) in tidy(line.title))
        and (narrow.year is None or (line.date or "").startswith(f"{narrow.year:04}-"))
        and (narrow.agency is None or any(narrow.agency in issuer for issuer in line.issuers))
    ]
    return page(found, limit, offset)


def list_agencies(store: Store, narrow: Narrowing, *, limit: int, offset: int) -> Listed[AgencyLine]:
    """The agencies that bear tasks, by name; `words` stand in one of their names."""
    bearing = None
    if narrow.document is not None:
        bearing = {row["agency"] for row in rows_of(store, "lists/borne", **_graphs(store, narrow))}
    sought = tidy(narrow.words or "")
    lines = [
        line
        for line in agency_lines(store)
        if any(sought in name for name in (line.name, *line.aliases))
        and narrow.iri in (None, line.iri)
        and narrow.level in (None, line.level)
        and (bearing is None or line.iri in bearing)
    ]
    return page(lines, limit, offset)


@kept
def agency_lines(store: Store) -> tuple[AgencyLine, ...]:
    """All agencies that bear tasks, by name."""
    names: dict[str, set[str]] = {}
    rows: dict[str, Row] = {}
    for row in rows_of(store, "agencies"):
        rows.setdefault(row["agency"], row)
        names.setdefault(row["agency"], set()).update({row["name"], row["alias"]} - {""})
    return tuple(
        AgencyLine(
            iri=iri,
            name=row["name"],
            aliases=tuple(sorted(names[iri] - {row["name"]})),
            level=cast(Level, _local(row["level"])) or None,
            jurisdiction=row["jurisdiction"] or None,
            group=row["group"] == "true",
        )
        for iri, row in rows.items()
    )


def list_tasks(store: Store, narrow: Narrowing, *, limit: int, offset: int) -> Listed[TaskLine]:
    """The outline units; with an agency, a role or a basis those that some agency bears so, with `due` or `due_by`
    those with such a time limit."""
    kind = None if narrow.kind is None else ZT[narrow.kind.capitalize()]
    meant = _both(_borne(store, narrow), _due(store, narrow))

    def found(**bound: Bound) -> Iterator[Row]:
        return (
            row
            for row in rows_of(store, "lists/tasks", **bound, **({"kind": kind} if kind else {}))
            if (meant is None or row["thing"] in meant.get(row["graph"], ()))
            and (narrow.words is None or tidy(narrow.words) in tidy(row["heading"]))
        )

    def detail(graph: str, things: Mapping[str, None]) -> Iterator[tuple[str, TaskLine]]:
        bearers: dict[str, dict[Bearer, None]] = {}
        bound: dict[str, Bound] = {"graph": ox.NamedNode(graph), "task": tuple(map(ox.NamedNode, things))}
        for row in rows_of(store, "lists/bearers", **bound):
            role, basis = cast(Role, _local(row["role"])), cast(Basis, _local(row["basis"]))
            bearers.setdefault(row["task"], {})[Bearer(row["agency"], row["name"], role, basis)] = None
        limits: dict[str, list[TimeLimitLine]] = {}
        for line in time_limits(store, **bound):
            limits.setdefault(line.citation.task, []).append(line)
        for row in rows_of(store, "lists/outline", **bound):
            yield row["task"], _task(row, tuple(bearers.get(row["task"], ())), tuple(limits.get(row["task"], ())))

    if meant is None and narrow.words is None:
        counts = _counts(store, narrow, _units_counted(store), kind=kind)
        return by_document(counts, found, detail, limit, offset)
    return of_rows(found(**_graphs(store, narrow, meant)), detail, limit, offset)


def list_responsibilities(store: Store, narrow: Narrowing, *, limit: int, offset: int) -> Listed[DutyLine]:
    """The responsibilities."""

    def detail(graph: str, things: Mapping[str, None]) -> list[tuple[str, DutyLine]]:
        these = tuple(map(ox.NamedNode, things))
        rows = rows_of(store, "responsibilities", graph=ox.NamedNode(graph), responsibility=these)
        lines = (DutyLine(row["responsibility"], duty_of(row)) for row in rows)
        return [
            (line.iri, line) for line in sorted(lines, key=lambda it: (it.duty.order, it.duty.mention_start, it.iri))
        ]

    if narrow.agency is None:
        role, basis = (None if value is None else ZT[value] for value in (narrow.role, narrow.basis))
        counts = _counts(store, narrow, _duties_counted(store), role=role, basis=basis)
        return by_document(counts, partial(_bearing, store, narrow), detail, limit, offset)
    return of_rows(_bearing(store, narrow, **_graphs(store, narrow)), detail, limit, offset)


def list_targets(store: Store, narrow: Narrowing, *, limit: int, offset: int) -> Listed[GoalLine]:
    """The quantified targets; with an agency those of the tasks that it bears."""
    borne = _borne(store, narrow)

    def detail(graph: str, things: Mapping[str, None]) -> Iterator[tuple[str, GoalLine]]:
        for row in rows_of(store, "targets", graph=ox.NamedNode(graph)):
            if row["target"] in things:
                yield row["target"], GoalLine(row["target"], target_of(row))

    found = partial(_sought, store, narrow, borne)
    if borne is None and narrow.words is None:
        year = None if narrow.year is None else ox.Literal(narrow.year)
        counts = _counts(store, narrow, _targets_counted(store), year=year)
        return by_document(counts, found, detail, limit, offset)
    return of_rows(found(**_graphs(store, narrow, borne)), detail, limit, offset)


def target_years(store: Store, narrow: Narrowing) -> "Counter[int]":
    """How many of the targets that `list_targets` would give are due in each year that one is due in."""
    borne = _borne(store, narrow)
    found: Counter[int] = Counter()
    if borne is None and narrow.words is None:
        among = _meant(store, narrow)
        for row in _targets_counted(store):
            if row["year"] and (among is None or row["graph"] in among):
                found[int(row["year"])] += int(row["things"])
    else:
        found.update(
            int(row["year"]) for row in _sought(store, narrow, borne, **_graphs(store, narrow, borne)) if row["year"]
        )
    return found


def list_zones(store: Store, narrow: Narrowing, *, limit: int, offset: int) -> Listed[ZoneLine]:
    """The zones by name; `words` stand in a zone's name."""
    kinds = {name: kind for kind in get_args(ZoneKind) for name in (f"{kind.capitalize()}Zone", kind.capitalize())}
    mentions: dict[str, list[Row]] = {}
    zone = {} if narrow.iri is None else {"zone": ox.NamedNode(narrow.iri)}
    for row in rows_of(store, "lists/zones", **_graphs(store, narrow), **zone):
        mentions.setdefault(row["zone"], []).append(row)
    names: dict[str, Row] = {}
    for row in rows_of(store, "lists/zone-names", **zone) if zone else _zone_names(store):
        if (
            row["zone"] in mentions
            and narrow.kind in (None, kinds[_local(row["kind"])])
            and (narrow.words is None or tidy(narrow.words) in tidy(row["name"]))
        ):
            names.setdefault(row["zone"], row)
    shown = list(names.items())[offset : offset + limit]
    first = {iri: min(row["thing"] for row in mentions[iri]) for iri, _ in shown}
    cited = _mentions(store, first.values())
    lines = [
        ZoneLine(
            iri=iri,
            name=row["name"],
            kind=kinds[_local(row["kind"])],
            code=row["code"] or None,
            mentions=len(mentions[iri]),
            documents=len({row["graph"] for row in mentions[iri]}),
            citation=cited[first[iri]],
        )
        for iri, row in shown
    ]
    return Listed(len(names), tuple(lines))


@kept
def _zone_names(store: Store) -> tuple[Row, ...]:
    return tuple(rows_of(store, "lists/zone-names"))


def _sought(store: Store, narrow: Narrowing, borne: "_Meant | None", **bound: Bound) -> Iterator[Row]:
    """The targets that are asked for."""
    for row in rows_of(store, "lists/targets" if narrow.words is None else "lists/targets-worded", **bound):
        if (
            (borne is None or row["task"] in borne.get(row["graph"], ()))
            and (narrow.year is None or row["year"] == str(narrow.year))
            and (narrow.words is None or tidy(narrow.words) in f"{tidy(row['indicator'])}\n{tidy(row['words'])}")
        ):
            yield row


def _documents(store: Store, narrow: Narrowing) -> Iterable[DocumentLine]:
    """The documents that can be meant, by title."""
    if not stays(store):
        return _document_lines(store, **_graphs(store, narrow))
    among = _meant(store, narrow)
    return (line for line in _all_documents(store) if among is None or f"{line.iri}/graph" in among)


@kept
def _all_documents(store: Store) -> tuple[DocumentLine, ...]:
    return tuple(_document_lines(store))


def _document_lines(store: Store, **bound: Bound) -> Iterator[DocumentLine]:
    issuers: dict[str, list[str]] = {}
    for row in rows_of(store, "lists/issuers", **bound):
        issuers.setdefault(row["document"], []).append(row["name"])
    found: dict[str, DocumentLine] = {}
    for row in rows_of(store, "lists/documents", **bound):
        iri = row["document"]
        found.setdefault(
            iri,
            DocumentLine(
                iri=iri,
                id=iri.rpartition("/")[2],
                title=row["title"],
                hash=row["hash"],
                length=int(row["length"]),
                number=row["number"] or None,
                date=row["date"] or None,
                status=row["status"] or None,
                issuers=tuple(dict.fromkeys(issuers.get(iri, ()))),
                jurisdiction=row["jurisdiction"] or None,
                tasks=int(row["units"] or 0),
                responsibilities=int(row["responsibilities"] or 0),
                targets=int(row["targets"] or 0),
                loaded=row["loaded"] or None,
                version=row["version"] or None,
            ),
        )
    yield from found.values()


def _task(row: Row, bearers: tuple[Bearer, ...], limits: tuple[TimeLimitLine, ...]) -> TaskLine:
    return TaskLine(
        iri=row["task"],
        document=row["document"],
        title=row["title"],
        parent=row["parent"] if row["parent"] != row["document"] else None,
        path=row["path"],
        kind=cast(UnitKind, _local(row["kind"]).lower()),
        number=row["number"] or None,
        heading=row["heading"],
        start=int(row["start"]),
        end=int(row["end"]),
        bearers=bearers,
        time_limits=limits,
    )


def _mentions(store: Store, mentions: Iterable[str]) -> dict[str, Citation]:
    """Where each of these zones is named."""
    things = tuple(map(ox.NamedNode, mentions))
    return {
        row["thing"]: Citation(
            document=row["document"],
            title=row["title"],
            task=row["task"],
            path=row["path"],
            kind=cast(UnitKind, _local(row["kind"]).lower()),
            number=row["number"] or None,
            heading=row["heading"],
            words=row["mention"],
            start=int(row["start"]),
            end=int(row["end"]),
        )
        for row in (rows_of(store, "lists/zone-mention", thing=things) if things else ())
    }


def duties_of(store: Store, tasks: Iterable[str]) -> dict[str, list[Duty]]:
    """Who bears each of these tasks, in the order of its clauses."""
    duties: dict[str, list[Duty]] = {task: [] for task in tasks}
    rows = rows_of(store, "bearers", task=tuple(map(ox.NamedNode, duties))) if duties else ()
    for _, duty in sorted(
        ((row["responsibility"], duty_of(row)) for row in rows), key=lambda it: (it[1].mention_start, it[0])
    ):
        duties[duty.citation.task].append(duty)
    return duties


# The tasks of each graph that are meant.
_Meant = Mapping[str, set[str]]


def _bearing(store: Store, narrow: Narrowing, **bound: Bound) -> Iterator[Row]:
    """The responsibilities of the agency, in the role and on the basis that are asked for."""
    for name, value in (("role", narrow.role), ("basis", narrow.basis)):
        if value is not None:
            bound[name] = ZT[value]
    if narrow.agency is not None:
        bound["agency"] = tuple(ox.NamedNode(known.iri) for known in find_agencies(store, narrow.agency))
    return rows_of(store, "lists/borne", **bound)


def _borne(store: Store, narrow: Narrowing) -> _Meant | None:
    """The tasks that are borne so, None where nothing is asked of that."""
    if (narrow.agency, narrow.role, narrow.basis) == (None, None, None):
        return None
    tasks: dict[str, set[str]] = {}
    for row in _bearing(store, narrow, **_graphs(store, narrow)):
        tasks.setdefault(row["graph"], set()).add(row["task"])
    return tasks


def _due(store: Store, narrow: Narrowing) -> _Meant | None:
    """The tasks with such a time limit, None where none is asked for."""
    if narrow.due is None and narrow.due_by is None:
        return None
    last = narrow.due_by and last_day_of(narrow.due_by)
    tasks: dict[str, set[str]] = {}
    for row in rows_of(store, "lists/limits", **_graphs(store, narrow)):
        within = f"{row['year']}-{row['month']:0>2}" if row["year"] else ONGOING
        if (narrow.due is None or within.startswith(narrow.due)) and (last is None or "" < row["by"] <= last):
            tasks.setdefault(row["graph"], set()).add(row["task"])
    return tasks


def _both(one: _Meant | None, other: _Meant | None) -> _Meant | None:
    """The tasks that are meant twice; None is all."""
    if one is None or other is None:
        return other if one is None else one
    return {graph: one[graph] & other[graph] for graph in one.keys() & other.keys()}


def _meant(store: Store, narrow: Narrowing) -> set[str] | None:
    """The graphs of the documents that can be meant, None for all."""
    return None if narrow.document is None else {it.graph for it in find_documents(store, narrow.document)}


def _graphs(store: Store, narrow: Narrowing, meant: _Meant | None = None) -> Mapping[str, Bound]:
    """How to bind the graph: not at all, or to those of the documents that can be meant or that have tasks meant."""
    among = _meant(store, narrow) if meant is None else meant
    if among is None:
        return {}
    # A query must have a graph to look at, be it one that is not there.
    return {"graph": tuple(ox.NamedNode(graph) for graph in sorted(among)) or (ox.NamedNode(NAMESPACE),)}


@kept
def _units_counted(store: Store) -> tuple[Row, ...]:
    return tuple(rows_of(store, "lists/tasks-counted"))


@kept
def _duties_counted(store: Store) -> tuple[Row, ...]:
    return tuple(rows_of(store, "lists/borne-counted"))


@kept
def _targets_counted(store: Store) -> tuple[Row, ...]:
    return tuple(rows_of(store, "lists/targets-counted"))


def _counts(store: Store, narrow: Narrowing, counted: Iterable[Row], **wanted: Value | None) -> Counter[str]:
    """How many there are in each graph that can be meant, of those that are as wanted."""
    among = _meant(store, narrow)
    found: Counter[str] = Counter()
    for row in counted:
        if (among is None or row["graph"] in among) and all(
            value is None or row[name] == value.value for name, value in wanted.items()
        ):
            found[row["graph"]] += int(row["things"])
    return found


def _local(iri: str) -> str:
    return iri.removeprefix(NAMESPACE)
