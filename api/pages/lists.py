"""The lists as pages: the matrix of tasks, agencies, targets and zones, narrowed, sorted and read page by page.

GET /targets?year=2028&sort=-value
GET /matrix?document=2d69adfe20e3c06b&agency=市水利局
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.negotiation import best
from api.pages.narrowing import FEW, OrNone, Words, document_choices, kept
from api.pages.site import Site, language_of
from api.pages.timeline import timeline
from api.wording import Wording
from graph import Count, Duty, Store
from graph.answers import Burden, burdens
from graph.lines import AgencyLine, DutyLine, GoalLine, TaskLine
from graph.listed import Listed
from graph.lists import (
    Narrowing,
    duties_of,
    list_agencies,
    list_responsibilities,
    list_targets,
    list_tasks,
    list_zones,
    target_years,
)
from graph.time_limits import TIME
from ontology.terms import BASES, LEVELS, ROLES, ZONE_KINDS, Basis, Level, Role, ZoneKind

T = TypeVar("T")
_ALL: Final = 10**9
LIMIT: Final = 100
Offset = Annotated[int, Query(ge=0, le=10**9)]
Year = Annotated[int | None, Query(ge=1, le=9999), OrNone]
Month = Annotated[str | None, Query(pattern=f"^{TIME}$"), OrNone]
Sort = Annotated[str, Query(pattern="^-?[a-z_]{1,20}$")]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the matrix: a unit, who bears it by role, on which basis, and one clause that says so."""

    task: TaskLine
    bearers: dict[Role, list[Duty]]
    clauses: list[Duty]


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency and how many tasks it bears."""

    line: AgencyLine
    led: Count
    responsible: Count
    taken_part: Count
    documents: int


def lists_pages(site: Site, store: Callable[[], AsyncIterator[Store]]) -> APIRouter:
    """The lists, over what `store` yields."""
    router = APIRouter(include_in_schema=False)
    Reading = Annotated[Store, Depends(store)]  # noqa: N806 - a type

    @router.get("/matrix")
    def matrix(
        request: Request,
        store: Reading,
        document: Words = None,
        agency: Words = None,
        role: Annotated[Role | None, OrNone] = None,
        basis: Annotated[Basis | None, OrNone] = None,
        due_by: Month = None,
        text: Words = None,
        offset: Offset = 0,
    ) -> Response:
        choices = document_choices(store)
        if not request.query_params.keys() - {"lang"} and len(choices) > FEW:
            document = choices[0][0]
        asked = {"document": document, "agency": agency, "role": role, "basis": basis, "due_by": due_by, "text": text}
        narrow = Narrowing(document, agency, role, basis, words=text, due_by=due_by)
        found = list_tasks(store, narrow, limit=LIMIT, offset=offset)
        return site.show(
            request,
            "matrix.html",
            asked=asked,
            rows=list(_matrix(store, found.items)),
            choices=choices,
            roles=list(ROLES),
            bases=list(BASES),
            **_paged("/matrix", asked, found.total, offset),
            twin=f"/api/v1/tasks?{kept(**asked)}",
            data=_tables(asked, "tasks", "responsibilities", words=text),
        )

    @router.get("/agencies")
    def agencies(
        request: Request,
        store: Reading,
        name: Words = None,
        level: Annotated[Level | None, OrNone] = None,
        document: Words = None,
        sort: Sort = "-led",
        offset: Offset = 0,
    ) -> Response:
        asked = {"name": name, "level": level, "document": document}
        narrow = Narrowing(words=name, level=level, document=document)
        rows = _sorted(_agencies(store, narrow), sort, _AGENCY_SORTS)
        return site.show(
            request,
            "agencies.html",
            asked=asked,
            rows=rows[offset : offset + LIMIT],
            sort=sort,
            choices=document_choices(store),
            levels=list(LEVELS),
            **_paged("/agencies", {**asked, "sort": sort}, len(rows), offset),
            twin=f"/api/v1/agencies?{kept(**asked)}",
            data=_tables(asked, "agencies", words=name),
        )

    @router.get("/targets")
    def targets(
        request: Request,
        store: Reading,
        document: Words = None,
        agency: Words = None,
        year: Year = None,
        indicator: Words = None,
        sort: Sort = "listed",
        offset: Offset = 0,
    ) -> Response:
        # This was the address of the question as JSON, which its readers may still ask for.
        if best(request.headers.get("accept"), _FORMS) == ("application/json", "json"):
            return RedirectResponse(request.url.replace(path="/api/v1/targets"), 308)
        asked = {"document": document, "agency": agency, "year": year, "indicator": indicator}
        narrow = Narrowing(document=document, agency=agency, words=indicator)
        rows, total = _page(list_targets, store, replace(narrow, year=year), sort, _TARGET_SORTS, offset)
        t = Wording(language_of(request))
        return site.show(
            request,
            "targets.html",
            asked=asked,
            rows=rows,
            sort=sort,
            timeline=timeline(
                target_years(store, narrow), year, lambda it: f"/targets?{kept(**{**asked, 'year': it})}", t
            ),
            choices=document_choices(store),
            **_paged("/targets", {**asked, "sort": sort}, total, offset),
            twin=f"/api/v1/targets?{kept(**asked)}",
            data=_tables(asked, "targets", words=indicator),
        )

    @router.get("/zones")
    def zones(
        request: Request,
        store: Reading,
        document: Words = None,
        kind: Annotated[ZoneKind | None, OrNone] = None,
        name: Words = None,
        sort: Sort = "listed",
        offset: Offset = 0,
    ) -> Response:
        asked = {"document": document, "kind": kind, "name": name}
        narrow = Narrowing(document=document, kind=kind, words=name)
        rows, total = _page(list_zones, store, narrow, sort, _ZONE_SORTS, offset)
        return site.show(
            request,
            "zones.html",
            asked=asked,
            rows=rows,
            sort=sort,
            choices=document_choices(store),
            kinds=list(ZONE_KINDS),
            **_paged("/zones", {**asked, "sort": sort}, total, offset),
            twin=f"/api/v1/zones?{kept(**asked)}",
            data=_tables(asked, "zones", words=name),
        )

    return router


def _matrix(store: Store, tasks: Sequence[TaskLine]) -> Iterator[Row]:
    """A row for each unit, with the clauses of its own document."""
    duties = duties_of(store, (task.iri for task in tasks))
    for task in tasks:
        own = duties[task.iri]
        clauses = {(duty.citation.start, duty.citation.end): duty for duty in own}
        yield Row(task, {role: _in_role(own, role) for role in ROLES}, list(clauses.values()))


def _in_role(duties: Sequence[Duty], role: Role) -> list[Duty]:
    return list({duty.agency: duty for duty in duties if duty.role == role}.values())


def _agencies(store: Store, narrow: Narrowing) -> list[AgencyRow]:
    lines = list_agencies(store, narrow, limit=_ALL, offset=0).items
    if narrow.document is None:
        counted = {agency: _counted(borne) for agency, borne in burdens(store).items()}
    else:
        counted = _counts(list_responsibilities(store, Narrowing(document=narrow.document), limit=_ALL, offset=0).items)
    return [AgencyRow(line, *counted[line.iri]) for line in lines if line.iri in counted]


_Counted = tuple[Count, Count, Count, int]


def _counted(borne: Burden) -> _Counted:
    return borne.led, borne.responsible, borne.taken_part, borne.documents


def _counts(borne: Iterable[DutyLine]) -> dict[str, _Counted]:
    """How many tasks each agency bears in each role, of one document or several."""
    duties: dict[str, list[Duty]] = defaultdict(list)
    for line in borne:
        duties[line.duty.agency].append(line.duty)
    return {agency: _of(own) for agency, own in duties.items()}


def _of(duties: Sequence[Duty]) -> _Counted:
    led, responsible, taken_part = (counted(duties, role) for role in ("lead", "responsible", "participant"))
    return led, responsible, taken_part, len({duty.citation.document for duty in duties})


def counted(duties: Iterable[Duty], role: str) -> Count:
    """How many tasks these are in that role, by a clause of their own and by inheritance."""
    tasks = {duty.citation.task: duty.inherited for duty in duties if duty.role == role}
    return Count(len(tasks) - sum(tasks.values()), sum(tasks.values()))


def _sorted(rows: Iterable[Any], sort: str, keys: dict[str, Callable[[Any], Any]]) -> list[Any]:
    """The rows by one of the keys, falling where its name has a minus; what has no value comes last."""
    found = list(rows)
    key = keys.get(sort.removeprefix("-"))
    if key is None:
        return found
    with_value = [row for row in found if key(row) is not None]
    without = [row for row in found if key(row) is None]
    return sorted(with_value, key=key, reverse=sort.startswith("-")) + without


def _page(
    listed: Callable[..., Listed[T]],
    store: Store,
    narrow: Narrowing,
    sort: str,
    keys: dict[str, Callable[[T], Any]],
    offset: int,
) -> tuple[Sequence[T], int]:
    """One page and how long the list is: in its own order the page alone is read, in another all of it."""
    if sort.removeprefix("-") not in keys:
        found = listed(store, narrow, limit=LIMIT, offset=offset)
        return found.items, found.total
    rows = _sorted(listed(store, narrow, limit=_ALL, offset=0).items, sort, keys)
    return rows[offset : offset + LIMIT], len(rows)


def _paged(path: str, asked: dict[str, Any], total: int, offset: int) -> dict[str, Any]:
    def link(**changed: Any) -> str:
        return f"{path}?{kept(**{**asked, **changed})}"

    return {"total": total, "limit": LIMIT, "offset": offset, "link": link}


def _tables(asked: dict[str, Any], *names: str, words: str | None) -> list[tuple[str, str]]:
    """Where the tables can be had, with the rows that the page has; the workbook is of documents and an agency."""
    query = kept(**{key: value for key, value in asked.items() if key not in _WORDS}, words=words)
    part = kept(document=asked.get("document"), agency=asked.get("agency"))
    return [
        *((f"{name}.csv", f"/download/{name}.csv?{query}") for name in names),
        ("Excel", f"/download/tables.xlsx?{part}"),
    ]


def _own(count: Count) -> int:
    return count.own + count.inherited


_WORDS: Final = ("text", "name", "indicator")
_FORMS: Final = {"application/json": "json", "text/html": "page"}
_AGENCY_SORTS: Final[dict[str, Callable[[AgencyRow], Any]]] = {
    "name": lambda row: row.line.name,
    "led": lambda row: (_own(row.led), _own(row.responsible), _own(row.taken_part)),
    "responsible": lambda row: _own(row.responsible),
    "taken_part": lambda row: _own(row.taken_part),
    "documents": lambda row: row.documents,
}
_TARGET_SORTS: Final[dict[str, Callable[[GoalLine], Any]]] = {
    "indicator": lambda line: line.target.indicator,
    "value": lambda line: line.target.value,
    "year": lambda line: line.target.year,
}
_ZONE_SORTS: Final[dict[str, Callable[[Any], Any]]] = {
    "name": lambda line: line.name,
    "kind": lambda line: list(ZONE_KINDS).index(line.kind),
    "code": lambda line: line.code,
    "mentions": lambda line: line.mentions,
    "documents": lambda line: line.documents,
}
