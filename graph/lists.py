"""The store's documents, tasks, agencies, zones and facts as lists that can be narrowed and read page by page.

    with Store("store", read_only=True) as store:
        found = list_responsibilities(store, Narrowing(agency="市科技局", role="lead"), limit=50, offset=0)
        found.total, found.items[0].citation.words

Lists are in the order of documents and their text. A name that nothing bears raises NotFound with the nearest names; a
narrowing that leaves nothing gives an empty list.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, TypeVar, cast, get_args

import pyoxigraph as ox

from graph.answers import Citation, duty_of, find_agencies, known_agencies, target_of
from graph.documents import find_documents
from graph.lines import AgencyLine, Bearer, DocumentLine, DutyLine, GoalLine, TaskLine, ZoneLine
from graph.names import tidy
from graph.search import Row, rows_of
from graph.store import Store
from graph.triples import ZT
from ontology.terms import NAMESPACE, Basis, Level, Role, UnitKind, ZoneKind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """One page of a list and how long the list is."""

    total: int
    items: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list is narrowed to; what is None does not narrow.

    `document` is an IRI, the start of a hash or words of a title, `agency` an IRI or any name, `words` stand in a
    heading, an indicator or a name.
    """

    document: str | None = None
    agency: str | None = None
    role: Role | None = None
    basis: Basis | None = None
    kind: str | None = None
    year: int | None = None
    words: str | None = None
    level: Level | None = None
    task: str | None = None


def list_documents(store: Store, narrow: Narrowing, *, limit: int, offset: int) -> Listed[DocumentLine]:
    """The documents by title; `words` stand in the title."""
    found = [
        line
        for line in _documents(store)
        if (narrow.words is None or tidy(narrow.words) in tidy(line.title))
        and (narrow.year is None or (line.date or "").startswith(f"{narrow.year:04}-"))
        and (narrow.agency is None or any(narrow.agency in issuer for issuer in line.issuers))
    ]
    return _page(found, limit, offset)


def list_agencies(store: Store, narrow: Narrowing, *, limit: int, offset: int) -> Listed[AgencyLine]:
    """The agencies that bear tasks, by name; `words` stand in one of their names."""
    rows: dict[str, Row] = {}
    for row in rows_of(store, "agencies"):
        rows.setdefault(row["agency"], row)
    within = None
    if narrow.document is not None:
        within = {row["agency"] for row in _keys(store, "bearing", _in_documents(store, narrow))}
    sought = tidy(narrow.words or "")
    lines = [
        AgencyLine(
            iri=known.iri,
            name=known.name,
            aliases=known.aliases,
            level=cast(Level, _local(rows[known.iri]["level"])) or None,
            jurisdiction=known.jurisdiction,
            group=rows[known.iri]["group"] == "true",
        )
        for known in known_agencies(store)
        if any(sought in name for name in (known.name, *known.aliases)) and (within is None or known.iri in within)
    ]
    return _page([line for line in lines if narrow.level in (None, line.level)], limit, offset)


def list_tasks(store: Store, narrow: Narrowing, *, limit: int, offset: int) -> Listed[TaskLine]:
    """The outline units; with an agency, a role or a basis those that some agency bears so."""
    kind = {} if narrow.kind is None else {"kind": ZT[narrow.kind.capitalize()]}
    rows: Iterable[Row] = _keys(store, "tasks", ({**bound, **kind} for bound in _in_documents(store, narrow)))
    if (narrow.agency, narrow.role, narrow.basis) != (None, None, None):
        borne = {row["task"] for row in _duty_keys(store, narrow)}
        rows = (row for row in rows if row["thing"] in borne)
    if narrow.words is not None:
        rows = (row for row in rows if tidy(narrow.words) in tidy(row["heading"]))
    return _detailed(list(rows), limit, offset, lambda row: _task(store, row["thing"]))


def list_responsibilities(store: Store, narrow: Narrowing, *, limit: int, offset: int) -> Listed[DutyLine]:
    """The responsibilities."""

    def detail(row: Row) -> DutyLine:
        iri = row["thing"]
        found = next(rows_of(store, "lists/responsibility", responsibility=ox.NamedNode(iri)))
        return DutyLine(iri, duty_of(found))

    return _detailed(list(_duty_keys(store, narrow)), limit, offset, detail)


def list_targets(store: Store, narrow: Narrowing, *, limit: int, offset: int) -> Listed[GoalLine]:
    """The quantified targets; with an agency those of the tasks that it bears."""
    within = _within(store, narrow)
    borne = None
    if narrow.agency is not None:
        borne = {row["task"] for row in _duty_keys(store, Narrowing(agency=narrow.agency))}
    found = [
        row
        for row in rows_of(store, "targets")
        if (within is None or row["document"] in within)
        and (borne is None or row["task"] in borne)
        and (narrow.year is None or row["year"] == str(narrow.year))
        and (narrow.words is None or tidy(narrow.words) in f"{tidy(row['indicator'])}\n{tidy(row['text'])}")
    ]
    return _detailed(found, limit, offset, lambda row: GoalLine(row["target"], target_of(row)))


def list_zones(store: Store, narrow: Narrowing, *, limit: int, offset: int) -> Listed[ZoneLine]:
    """The zones by name; `words` stand in a zone's name."""
    within = _within(store, narrow)
    kinds = {name: kind for kind in get_args(ZoneKind) for name in (f"{kind.capitalize()}Zone", kind.capitalize())}
    mentions: dict[str, list[Row]] = {}
    for row in rows_of(store, "zones"):
        if (
            (within is None or row["document"] in within)
            and narrow.kind in (None, kinds[_local(row["kind"])])
            and (narrow.words is None or tidy(narrow.words) in tidy(row["name"]))
        ):
            mentions.setdefault(row["zone"], []).append(row)
    lines = [
        ZoneLine(
            iri=iri,
            name=rows[0]["name"],
            kind=kinds[_local(rows[0]["kind"])],
            code=rows[0]["code"] or None,
            mentions=len({(row["document"], row["start"]) for row in rows}),
            documents=len({row["document"] for row in rows}),
            citation=_citation(store, rows[0]),
        )
        for iri, rows in list(mentions.items())[offset : offset + limit]
    ]
    return Listed(len(mentions), tuple(lines))


_Bound = Mapping[str, ox.NamedNode]


def _documents(store: Store) -> Iterator[DocumentLine]:
    issuers: dict[str, list[str]] = {}
    for row in rows_of(store, "lists/issuers"):
        issuers.setdefault(row["document"], []).append(row["name"])
    found: dict[str, DocumentLine] = {}
    for row in rows_of(store, "lists/documents"):
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


def _task(store: Store, iri: str) -> TaskLine:
    task = ox.NamedNode(iri)
    row = next(rows_of(store, "lists/task", task=task))
    bearers = {
        (found["agency"], found["role"], found["basis"]): found for found in rows_of(store, "lists/bearers", task=task)
    }
    return TaskLine(
        iri=iri,
        document=row["document"],
        title=row["title"],
        parent=row["parent"] if row["parent"] != row["document"] else None,
        path=row["path"],
        kind=cast(UnitKind, _local(row["kind"]).lower()),
        number=row["number"] or None,
        heading=row["heading"],
        start=int(row["start"]),
        end=int(row["end"]),
        bearers=tuple(
            Bearer(agency, found["name"], cast(Role, _local(role)), cast(Basis, _local(basis)))
            for (agency, role, basis), found in bearers.items()
        ),
    )


def _citation(store: Store, row: Row) -> Citation:
    unit = next(rows_of(store, "unit", task=ox.NamedNode(row["task"])))
    return Citation(
        document=row["document"],
        title=row["title"],
        task=row["task"],
        path=row["path"],
        kind=cast(UnitKind, _local(unit["kind"]).lower()),
        number=unit["number"] or None,
        heading=row["heading"],
        words=row["mention"],
        start=int(row["start"]),
        end=int(row["end"]),
    )


def _duty_keys(store: Store, narrow: Narrowing) -> Iterator[Row]:
    fixed: dict[str, ox.NamedNode] = {}
    if narrow.role is not None:
        fixed["role"] = ZT[narrow.role]
    if narrow.basis is not None:
        fixed["basis"] = ZT[narrow.basis]
    if narrow.task is not None:
        fixed["task"] = ox.NamedNode(narrow.task)
    agencies: Sequence[_Bound] = [{}]
    if narrow.agency is not None:
        agencies = [{"agency": ox.NamedNode(iri)} for iri in _agencies(store, narrow.agency)]
    each = product(_in_documents(store, narrow), agencies)
    yield from _keys(store, "responsibilities", ({**document, **agency, **fixed} for document, agency in each))


def _agencies(store: Store, typed: str) -> list[str]:
    if any(known.iri == typed for known in known_agencies(store)):
        return [typed]
    return [known.iri for known in find_agencies(store, typed)]


def _keys(store: Store, question: str, each: Iterable[_Bound]) -> Iterator[Row]:
    """The rows of a list's question, once for each way of binding its variables, in one order."""
    rows = [list(rows_of(store, f"lists/{question}", **bound)) for bound in each]
    if len(rows) == 1:
        yield from rows[0]
    else:
        yield from sorted((row for some in rows for row in some), key=_place)


def _place(row: Row) -> tuple[str, int, int]:
    return row["document"], int(row.get("order", 0)), int(row.get("start", 0))


def _in_documents(store: Store, narrow: Narrowing) -> Sequence[_Bound]:
    within = _within(store, narrow)
    return [{}] if within is None else [{"document": ox.NamedNode(iri)} for iri in within]


def _within(store: Store, narrow: Narrowing) -> list[str] | None:
    return None if narrow.document is None else [it.iri for it in find_documents(store, narrow.document)]


def _detailed(rows: Sequence[Row], limit: int, offset: int, detail: Callable[[Row], T]) -> Listed[T]:
    return Listed(len(rows), tuple(map(detail, rows[offset : offset + limit])))


def _page(found: Sequence[T], limit: int, offset: int) -> Listed[T]:
    return Listed(len(found), tuple(found[offset : offset + limit]))


def _local(iri: str) -> str:
    return iri.removeprefix(NAMESPACE)
