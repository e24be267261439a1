"""The same answers over HTTP: SPARQL, lists and questions as JSON, a page for each IRI, the network as the first page.

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
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import compile_path

from api import description, picture
from api.documents import documents_router
from api.lists import lists_router
from api.network import network_router
from api.problems import READING, invalid, problem, refusal
from api.service import Service, Settings
from api.sparql import sparql_router
from api.things import things_router
from extract.errors import ZhengtuError
from graph import Store
from ontology import context

_AS_IT_COMES = Settings()
SomeWords = Annotated[str | None, Query(min_length=1, max_length=200)]


def application(place: Path | str, settings: Settings = _AS_IT_COMES) -> FastAPI:
    """The application over the store in a folder, or on the SPARQL server at a URL."""
    service = Service(place, settings)

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

    @app.get("/", response_class=HTMLResponse, responses=READING)
    def network(
        store: Reading,
        of: Literal["tasks", "agencies"] = "tasks",
        document: SomeWords = None,
        agency: SomeWords = None,
    ) -> str:
        """责任网络 The network of responsibilities as a page."""
        return picture.picture(store, of=of, document=document, agency=agency).html

    app.include_router(documents_router(service.store, place, settings))
    app.include_router(lists_router(service.store), responses=READING)
    app.include_router(network_router(service.store), responses=READING)
    app.include_router(things_router(service.store, settings.base))

    @app.get("/context.jsonld", include_in_schema=False)
    def shared_context() -> Response:
        return Response(context().read_bytes(), media_type="application/ld+json")

    def moved(request: Request) -> RedirectResponse:
        return RedirectResponse(request.url.replace(path=f"/api/v1{request.url.path}"), 308)

    for question in ("leads", "who", "targets", "summary"):
        app.add_api_route(f"/{question}", moved, include_in_schema=False)

    @app.exception_handler(ZhengtuError)
    def failed(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, ZhengtuError)
        return problem(error)

    @app.exception_handler(RequestValidationError)
    def not_as_described(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return invalid(error)

    @app.exception_handler(405)
    def not_allowed(request: Request, _error: Exception) -> JSONResponse:
        # Of a path with several routes the framework names the methods of the first.
        allowed = (
            method.upper()
            for path, methods in app.openapi()["paths"].items()
            for method in methods
            if compile_path(path.replace("{path}", "{path:path}"))[0].match(request.url.path)
        )
        return refusal(405, f"{request.method} is not answered here", Allow=", ".join(dict.fromkeys(allowed)))

    return app
