"""The same answers over HTTP: JSON of each question, described by OpenAPI, and the network as the first page.

    uvicorn.run(application(Path("zhengtu-store")))

The store is read as it was when last nobody wrote it, so that a load by another process neither waits nor disturbs, see
graph.snapshot. What a question does not find is a 404 with the nearest names; a store that is not there a 503.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

from fastapi import Depends, FastAPI, Query, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import HTMLResponse, JSONResponse

from api import description, picture
from api.service import Service, Settings
from api.sparql import sparql_router
from extract.errors import ZhengtuError
from graph import AgencyDuties, AgencySummary, Matches, NotFound, Store, StoreHeld, StoreMissing, TargetLine
from graph import leads as ask_leads
from graph import summary as ask_summary
from graph import targets as ask_targets
from graph import who as ask_who

_AS_IT_COMES = Settings()
Words = Annotated[str, Query(min_length=1, max_length=200)]
SomeWords = Annotated[str | None, Query(min_length=1, max_length=200)]


def application(path: Path, settings: Settings = _AS_IT_COMES) -> FastAPI:
    """The application over the store in the folder `path`."""
    service = Service(path, settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with service.running():
            yield

    # The framework's own pages of documentation load scripts from elsewhere; /openapi.json tells the same offline.
    app = FastAPI(title="政图 Zhengtu", version=version("zhengtu"), docs_url=None, redoc_url=None, lifespan=lifespan)
    # Any page may ask, but none with the cookies or the token of whoever reads it.
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["Accept", "Content-Type"],
        expose_headers=["Link", "Zhengtu-Row-Limit"],
    )
    Reading = Annotated[Store, Depends(service.store)]  # noqa: N806 - a type

    def describe(endpoint: str, form: str) -> bytes:
        with contextmanager(service.store)() as store:
            return description.describe(endpoint, (graph for (graph,) in store.ask("graphs").table()), form)

    app.include_router(sparql_router(lambda: service.pool, describe))

    @app.get("/", response_class=HTMLResponse)
    def network(
        store: Reading,
        of: Literal["tasks", "agencies"] = "tasks",
        document: SomeWords = None,
        agency: SomeWords = None,
    ) -> str:
        """责任网络 The network of responsibilities as a page."""
        return picture.picture(store, of=of, document=document, agency=agency).html

    @app.get("/leads")
    def leads(store: Reading, agency: Words) -> tuple[AgencyDuties, ...]:
        """某单位牵头、配合、负责哪些任务 What an agency leads, takes part in and is responsible for."""
        return ask_leads(store, agency)

    @app.get("/who")
    def who(store: Reading, text: Words, limit: Annotated[int, Query(ge=1, le=1000)] = 20) -> Matches:
        """某任务由谁牵头、谁配合 Who leads and who takes part in the tasks that match."""
        return ask_who(store, text, limit=limit)

    @app.get("/targets")
    def targets(
        store: Reading, year: int | None = None, agency: SomeWords = None, indicator: SomeWords = None
    ) -> tuple[TargetLine, ...]:
        """量化目标 The quantified targets, all or those of a year, an agency or an indicator."""
        return ask_targets(store, year=year, agency=agency, indicator=indicator)

    @app.get("/summary")
    def summary(store: Reading) -> tuple[AgencySummary, ...]:
        """各单位任务数 How many tasks each agency leads, takes part in and is responsible for."""
        return ask_summary(store)

    @app.exception_handler(ZhengtuError)
    def refused(_request: Request, error: Exception) -> JSONResponse:
        if isinstance(error, NotFound):
            return JSONResponse({"detail": str(error), "nearest": error.nearest}, status_code=404)
        return JSONResponse({"detail": str(error)}, status_code=503 if isinstance(error, _UNAVAILABLE) else 500)

    return app


_UNAVAILABLE = (StoreHeld, StoreMissing)
