"""The same answers over HTTP: pages for people, SPARQL, lists and questions as JSON, every IRI for itself.

    uvicorn.run(application(Path("zhengtu-store")))

The store is read as it was when last nobody wrote it, so that a load by another process neither waits nor disturbs, see
graph.snapshot. What a question does not find is a 404 with the nearest names; a store that is not there a 503.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, contextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from api import description
from api.asking import asking_router
from api.cache import Cache
from api.documents import documents_router
from api.guarding import DATA, HEADERS, Guarded
from api.lists import lists_router
from api.negotiation import best
from api.network import network_router
from api.pages import Site, pages
from api.problems import READING, invalid, problem, refusal
from api.queries import queries_router
from api.service import Service, Settings
from api.sparql import sparql_router
from api.things import things_router
from api.whole import Whole
from extract.errors import ZhengtuError
from ontology import context

_AS_IT_COMES = Settings()


def application(place: Path | str, settings: Settings = _AS_IT_COMES) -> FastAPI:
    """The application over the store in a folder, or on the SPARQL server at a URL."""
    service = Service(place, settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with service.running():
            yield

    # The framework's own pages of documentation load scripts from elsewhere; /openapi.json tells the same offline.
    app = FastAPI(title="政图 Zhengtu", version=version("zhengtu"), docs_url=None, redoc_url=None, lifespan=lifespan)
    app.add_middleware(Cache, service=service)
    app.add_middleware(Guarded)
    whole, asking = Whole(service), Whole(service)

    def describe(endpoint: str, form: str) -> bytes:
        with contextmanager(service.store)() as store:
            return description.describe(endpoint, (graph for (graph,) in store.ask("graphs").table()), form)

    app.include_router(sparql_router(lambda: service.pool, describe))

    site = Site(settings.base)
    app.include_router(documents_router(service.reading, place, settings))
    app.include_router(lists_router(service.reading, whole), responses=READING)
    app.include_router(asking_router(asking), responses=READING)
    app.include_router(network_router(whole), responses=READING)
    app.include_router(queries_router(service.reading, lambda: service.pool))
    app.include_router(things_router(service.reading, site))
    app.include_router(pages(site, service, whole, asking))

    @app.get("/context.jsonld", include_in_schema=False)
    def shared_context() -> Response:
        return Response(context().read_bytes(), media_type="application/ld+json")

    def moved(request: Request) -> RedirectResponse:
        return RedirectResponse(request.url.replace(path=f"/api/v1{request.url.path}"), 308)

    for question in ("leads", "who", "summary"):
        app.add_api_route(f"/{question}", moved, include_in_schema=False)

    def told(request: Request, answer: Response) -> Response:
        """An error as a page for who reads pages, as JSON for others."""
        reads = best(request.headers.get("accept"), {"application/json": "json", "text/html": "page"})
        if reads is None or reads[1] == "json" or request.url.path.startswith(DATA[:2]):
            return answer
        words = json.loads(bytes(answer.body))
        return site.show(
            request, "error.html", status=answer.status_code, words=words["detail"], nearest=words.get("nearest", ())
        )

    @app.exception_handler(ZhengtuError)
    def failed(request: Request, error: Exception) -> Response:
        assert isinstance(error, ZhengtuError)
        return told(request, problem(error))

    @app.exception_handler(Exception)
    def fault(_request: Request, _error: Exception) -> Response:
        return refusal(500, "本服务出错，详见其日志 a fault of this service; its log says more", **HEADERS)

    @app.exception_handler(RequestValidationError)
    def not_as_described(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return told(request, invalid(error))

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return told(request, await http_exception_handler(request, error))

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
