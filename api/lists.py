"""What is in the store as lists under /api/v1, narrowed by parameters and read page by page, and the questions as JSON.

GET /api/v1/responsibilities?agency=市科技局&role=lead&limit=20
"""

from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import TypeAdapter

from api.paging import Limit, Offset, Page, page
from api.whole import Whole
from graph import AgencyDuties, AgencySummary, Matches, Store
from graph import leads as ask_leads
from graph import summary as ask_summary
from graph import who as ask_who
from graph.lines import AgencyLine, DocumentLine, DutyLine, GoalLine, TaskLine, ZoneLine
from graph.lists import (
    Narrowing,
    list_agencies,
    list_documents,
    list_responsibilities,
    list_targets,
    list_tasks,
    list_zones,
)
from graph.time_limits import ONGOING, TIME
from ontology.terms import Basis, Level, Role, UnitKind, ZoneKind

Words = Annotated[str, Query(min_length=1, max_length=200)]
Text = Annotated[str | None, Query(min_length=1, max_length=200, description="含这些字词 With these words.")]
Document = Annotated[
    str | None,
    Query(min_length=1, max_length=500, description="文件：IRI、散列值或标题字词 IRI, hash or words of the title."),
]
Agency = Annotated[
    str | None, Query(min_length=1, max_length=500, description="单位：IRI 或名称 IRI or any of its names.")
]
Year = Annotated[int | None, Query(ge=1, le=9999, description="年份 Year.")]

Due = Annotated[
    str | None,
    Query(
        pattern=f"^(?:{TIME}|{ONGOING})$", description="完成时限在该年或该月 Due in that year or month; 或 or ongoing."
    ),
]
DueBy = Annotated[
    str | None,
    Query(pattern=f"^{TIME}$", description="完成时限不晚于该年、该月之末 Due by the end of that year or month."),
]


def lists_router(store: Callable[[], AsyncIterator[Store]], whole: Whole) -> APIRouter:
    """The lists and questions, over what `store` yields; `whole` works out what reads all of it."""
    router = APIRouter(prefix="/api/v1")
    Reading = Annotated[Store, Depends(store)]  # noqa: N806 - a type

    @router.get("/documents", tags=["文件 documents"])
    def documents(
        request: Request,
        response: Response,
        store: Reading,
        title: Text = None,
        issuer: Text = None,
        year: Year = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> Page[DocumentLine]:
        """库中的文件 The documents of the store."""
        narrow = Narrowing(words=title, agency=issuer, year=year)
        return page(request, response, list_documents(store, narrow, limit=limit, offset=offset), limit, offset)

    @router.get("/tasks", tags=["任务 tasks"])
    def tasks(
        request: Request,
        response: Response,
        store: Reading,
        document: Document = None,
        kind: UnitKind | None = None,
        text: Text = None,
        agency: Agency = None,
        role: Role | None = None,
        basis: Basis | None = None,
        due: Due = None,
        due_by: DueBy = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> Page[TaskLine]:
        """章节、任务、子任务、保障措施 Outline units; by agency, role or basis those that are borne so, by due and
        due_by those with such a time limit (完成时限)."""
        narrow = Narrowing(document, agency, role, basis, kind, words=text, due=due, due_by=due_by)
        return page(request, response, list_tasks(store, narrow, limit=limit, offset=offset), limit, offset)

    @router.get("/agencies", tags=["单位 agencies"])
    def agencies(
        request: Request,
        response: Response,
        store: Reading,
        name: Text = None,
        level: Level | None = None,
        document: Document = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> Page[AgencyLine]:
        """承担任务的单位 The agencies that bear tasks."""
        narrow = Narrowing(words=name, level=level, document=document)
        return page(request, response, list_agencies(store, narrow, limit=limit, offset=offset), limit, offset)

    @router.get("/responsibilities", tags=["责任 responsibilities"])
    def responsibilities(
        request: Request,
        response: Response,
        store: Reading,
        document: Document = None,
        agency: Agency = None,
        role: Role | None = None,
        basis: Basis | None = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> Page[DutyLine]:
        """谁在哪项任务中承担什么，附出处 Who bears which task in which role, with the clause."""
        narrow = Narrowing(document=document, agency=agency, role=role, basis=basis)
        return page(request, response, list_responsibilities(store, narrow, limit=limit, offset=offset), limit, offset)

    @router.get("/targets", tags=["目标 targets"])
    def targets(
        request: Request,
        response: Response,
        store: Reading,
        document: Document = None,
        agency: Agency = None,
        year: Year = None,
        indicator: Text = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> Page[GoalLine]:
        """量化目标 The quantified targets."""
        narrow = Narrowing(document=document, agency=agency, year=year, words=indicator)
        return page(request, response, list_targets(store, narrow, limit=limit, offset=offset), limit, offset)

    @router.get("/zones", tags=["区域 zones"])
    def zones(
        request: Request,
        response: Response,
        store: Reading,
        document: Document = None,
        kind: ZoneKind | None = None,
        name: Text = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> Page[ZoneLine]:
        """示范区、功能区、区域、行政区划 The zones."""
        narrow = Narrowing(document=document, kind=kind, words=name)
        return page(request, response, list_zones(store, narrow, limit=limit, offset=offset), limit, offset)

    @router.get("/leads", tags=["问题 questions"])
    def leads(store: Reading, agency: Words) -> tuple[AgencyDuties, ...]:
        """某单位牵头、配合、负责哪些任务 What an agency leads, takes part in and is responsible for."""
        return ask_leads(store, agency)

    @router.get("/who", tags=["问题 questions"])
    def who(store: Reading, text: Words, limit: Annotated[int, Query(ge=1, le=1000)] = 20) -> Matches:
        """某任务由谁牵头、谁配合 Who leads and who takes part in the tasks that match."""
        return ask_who(store, text, limit=limit)

    @router.get("/summary", tags=["问题 questions"], response_model=tuple[AgencySummary, ...])
    async def summary() -> Response:
        """各单位任务数 How many tasks each agency leads, takes part in and is responsible for."""
        return Response(await whole.answer(summary_of), media_type="application/json")

    return router


def summary_of(store: Store) -> bytes:
    """The summary as JSON."""
    return TypeAdapter(tuple[AgencySummary, ...]).dump_json(ask_summary(store))
