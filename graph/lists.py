"""The store's documents, tasks, agencies, zones and facts as lists that can be narrowed and read page by page.

    with Store("store", read_only=True) as store:
        found = list_responsibilities(store, Narrowing(agency="市科技局", role="lead"), limit=50, offset=0)
        found.total, found.items[0].citation.words

Lists are in the order of documents and their text. A name that nothing bears raises NotFound with the nearest names; a
narrowing that leaves nothing gives an empty list.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, TypeVar, cast, get_args

import pyoxigraph as ox

from graph.answers import Citation, duty_of, find_agencies, target_of
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


def list_documents(store: Store, narrow: Narrowing, *, limit: int, offset: int) -> Listed[DocumentLine]:
    """The documents by title; `words` stand in the title."""
    found = [
        line
        for bound in _graphs(store, narrow)
        for line in _documents(store, **bound)
        if (narrow.words is None or tidy(narrow.words) in tidy(line.title))
        and (narrow.year is None or (line.date or "").startswith(f"{narrow.year:04}-"))
        and (narrow.agency is None or any(narrow.agency in issuer for issuer in line.issuers))
    ]
    return _page(found, limit, offset)


def list_agencies(store: Store, narrow: Narrowing, *, limit: int, offset: int) -> Listed[AgencyLine]:
    """The agencies that bear tasks, by name; `words` stand in one of their names."""
    bearing = None
    if narrow.document is not None:
        bearing = {row["agency"] for bound in _graphs(store, narrow) for row in rows_of(store, "lists/borne", **bound)}
    names: dict[str, set[str]] = {}
    rows: dict[str, Row] = {}
    for row in rows_of(store, "agencies"):
        rows.setdefault(row["agency"], row)
        names.setdefault(row["agency"], set()).update({row["name"], row["alias"]} - {""})
    sought = tidy(narrow.words or "")
    lines = [
        AgencyLine(
            iri=iri,
            name=row["name"],
            aliases=tuple(sorted(names[iri] - {row["name"]})),
            level=cast(Level, _local(row["level"])) or None,
            jurisdiction=row["jurisdiction"] or None,
            group=row["group"] == "true",
        )
        for iri, row in rows.items()
        if any(sought in name for name in names[iri]) and (bearing is None or iri in bearing)
    ]
    return _page([line for line in lines if narrow.level in (None, line.level)], limit, offset)


def list_tasks(store: Store, narrow: Narrowing, *, limit: int, offset: int) -> Listed[TaskLine]:
    """The outline units; with an agency, a role or a basis those that some agency bears so."""
    kind = {} if narrow.kind is None else {"kind": ZT[narrow.kind.capitalize()]}
    borne = _borne(store, narrow)
    found = (
        row
        for bound in _graphs(store, narrow)
        for row in rows_of(store, "lists/tasks", **bound, **kind)
        if (borne is None or row["thing"] in borne)
        and (narrow.words is None or tidy(narrow.words) in tidy(row["heading"]))
    )

    def detail(graph: str) -> Iterator[tuple[str, TaskLine]]:
        bearers: dict[str, dict[Bearer, None]] = {}
        for row in rows_of(store, "lists/bearers", graph=ox.NamedNode(graph)):
            role, basis = cast(Role, _local(row["role"])), cast(Basis, _local(row["basis"]))
            bearers.setdefault(row["task"], {})[Bearer(row["agency"], row["name"], role, basis)] = None
        for row in rows_of(store, "lists/outline", graph=ox.NamedNode(graph)):
            yield row["task"], _task(row, tuple(bearers.get(row["task"], ())))

    return _by_document(found, detail, limit, offset)


def list_responsibilities(store: Store, narrow: Narrowing, *, limit: int, offset: int) -> Listed[DutyLine]:
    """The responsibilities."""
    borne = (narrow.agency, narrow.role, narrow.basis) != (None, None, None)
    found = _bearing(store, narrow) if borne else _all(store, "responsibilities", narrow)

    def detail(graph: str) -> list[tuple[str, DutyLine]]:
        rows = rows_of(store, "responsibilities", graph=ox.NamedNode(graph))
        lines = (DutyLine(row["responsibility"], duty_of(row)) for row in rows)
        return [
            (line.iri, line) for line in sorted(lines, key=lambda it: (it.duty.order, it.duty.mention_start, it.iri))
        ]

    return _by_document(found, detail, limit, offset)


def list_targets(store: Store, narrow: Narrowing, *, limit: int, offset: int) -> Listed[GoalLine]:
    """The quantified targets; with an agency those of the tasks that it bears."""
    borne = _borne(store, narrow)
    found = (
        row
        for row in _all(store, "targets" if narrow.words is None else "targets-worded", narrow)
        if _is_sought(row, narrow, borne)
    )

    def detail(graph: str) -> Iterator[tuple[str, GoalLine]]:
        for row in rows_of(store, "targets", graph=ox.NamedNode(graph)):
            yield row["target"], GoalLine(row["target"], target_of(row))

    return _by_document(found, detail, limit, offset)


def target_years(store: Store, narrow: Narrowing) -> "Counter[int]":
    """How many of the targets that `list_targets` would give are due in each year that one is due in."""
    borne = _borne(store, narrow)
    return Counter(
        int(row["year"])
        for row in _all(store, "targets" if narrow.words is None else "targets-worded", narrow)
        if row["year"] and _is_sought(row, narrow, borne)
    )


def list_zones(store: Store, narrow: Narrowing, *, limit: int, offset: int) -> Listed[ZoneLine]:
    """The zones by name; `words` stand in a zone's name."""
    kinds = {name: kind for kind in get_args(ZoneKind) for name in (f"{kind.capitalize()}Zone", kind.capitalize())}
    mentions: dict[str, list[Row]] = {}
    for row in _all(store, "zones", narrow):
        mentions.setdefault(row["zone"], []).append(row)
    names: dict[str, Row] = {}
    for row in rows_of(store, "lists/zone-names"):
        if (
            row["zone"] in mentions
            and narrow.kind in (None, kinds[_local(row["kind"])])
            and (narrow.words is None or tidy(narrow.words) in tidy(row["name"]))
        ):
            names.setdefault(row["zone"], row)
    lines = [
        ZoneLine(
            iri=iri,
            name=row["name"],
            kind=kinds[_local(row["kind"])],
            code=row["code"] or None,
            mentions=len(mentions[iri]),
            documents=len({row["graph"] for row in mentions[iri]}),
            citation=_mention(store, min(row["thing"] for row in mentions[iri])),
        )
        for iri, row in list(names.items())[offset : offset + limit]
    ]
    return Listed(len(names), tuple(lines))


def _is_sought(row: Row, narrow: Narrowing, borne: set[str] | None) -> bool:
    return (
        (borne is None or row["task"] in borne)
        and (narrow.year is None or row["year"] == str(narrow.year))
        and (narrow.words is None or tidy(narrow.words) in f"{tidy(row['indicator'])}\n{tidy(row['words'])}")
    )


_Bound = Mapping[str, ox.NamedNode]


def _documents(store: Store, **bound: ox.NamedNode) -> Iterator[DocumentLine]:
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


def _task(row: Row, bearers: tuple[Bearer, ...]) -> TaskLine:
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
    )


def _mention(store: Store, mention: str) -> Citation:
    row = next(rows_of(store, "lists/zone-mention", thing=ox.NamedNode(mention)))
    return Citation(
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


def _all(store: Store, question: str, narrow: Narrowing) -> Iterator[Row]:
    for bound in _graphs(store, narrow):
        yield from rows_of(store, f"lists/{question}", **bound)


def _bearing(store: Store, narrow: Narrowing) -> Iterator[Row]:
    """The responsibilities of the agency, in the role and on the basis that are asked for."""
    fixed = {name: ZT[value] for name, value in (("role", narrow.role), ("basis", narrow.basis)) if value is not None}
    agencies: Sequence[_Bound] = [{}]
    if narrow.agency is not None:
        agencies = [{"agency": ox.NamedNode(iri)} for iri in _agencies(store, narrow.agency)]
    for document, agency in product(_graphs(store, narrow), agencies):
        yield from rows_of(store, "lists/borne", **document, **agency, **fixed)


def _borne(store: Store, narrow: Narrowing) -> set[str] | None:
    """The tasks that are borne so, None where nothing is asked of that."""
    if (narrow.agency, narrow.role, narrow.basis) == (None, None, None):
        return None
    return {row["task"] for row in _bearing(store, narrow)}


def _agencies(store: Store, typed: str) -> list[str]:
    return [known.iri for known in find_agencies(store, typed)]


def _graphs(store: Store, narrow: Narrowing) -> Sequence[_Bound]:
    """How to bind the graph: not at all, or to that of each document that can be meant."""
    if narrow.document is None:
        return [{}]
    return [{"graph": ox.NamedNode(it.graph)} for it in find_documents(store, narrow.document)]


def _by_document(
    found: Iterable[Row], detail: Callable[[str], Iterable[tuple[str, T]]], limit: int, offset: int
) -> Listed[T]:
    """The page of things that were found: what is told of one comes from its document, and so only for the page's."""
    things: dict[str, set[str]] = {}
    for row in found:
        things.setdefault(row["graph"], set()).add(row["thing"])
    items: list[T] = []
    before = 0
    for graph in sorted(things):
        here = len(things[graph])
        if before + here > offset and before < offset + limit:
            told = {iri: line for iri, line in detail(graph) if iri in things[graph]}
            items += list(told.values())[max(0, offset - before) : offset + limit - before]
        before += here
    return Listed(before, tuple(items))


def _page(found: Sequence[T], limit: int, offset: int) -> Listed[T]:
    return Listed(len(found), tuple(found[offset : offset + limit]))


def _local(iri: str) -> str:
    return iri.removeprefix(NAMESPACE)
