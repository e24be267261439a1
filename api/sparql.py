"""The SPARQL 1.1 protocol at /sparql, for reading: queries by GET, by form and as they are, in every format there is.

    app.include_router(sparql_router(lambda: pool))
    # curl -H 'Accept: text/csv' --data-urlencode 'query=SELECT ?t { ?d dcterms:title ?t }' http://127.0.0.1:8000/sparql

Ours and not rdflib-endpoint's router, since that decodes addresses twice, answers every failure with 400 and every
Accept with something, and runs the query in the server itself, where none can be ended and one that crashes is the end.

Without a query the endpoint describes itself. All documents together are the default graph; `default-graph-uri` and
`named-graph-uri` name others. The usual prefixes are known, and relative IRIs are those of the data.
"""

from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import anyio
from fastapi import APIRouter, Request, Response
from starlette.types import Receive, Scope, Send

from api.negotiation import best
from api.problems import problem, refusal, told
from api.protocol import Asked, Refused, asked
from extract.errors import ZhengtuError
from graph.pool import Answer, Pool, Question

# Media types in the order in which one is taken when the client does not mind.
RESULTS: Final = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
TRIPLES: Final = {
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdfxml",
}
LARGEST = 1_000_000


def sparql_router(pool: Callable[[], Pool], describe: Callable[[str, str], bytes]) -> APIRouter:
    """A router with the endpoint; `pool` answers, `describe` writes what is at an address in a format."""
    router = APIRouter(tags=["SPARQL"])

    async def sparql(request: Request) -> Response:
        """SPARQL 查询 Ask in SPARQL. Without a query the service describes itself in RDF."""
        accept = request.headers.get("accept")
        try:
            query = await asked(request, LARGEST)
        except Refused as unasked:
            return refusal(unasked.status, str(unasked))
        if query is None:
            chosen = best(accept, TRIPLES)
            if chosen is None:
                return refusal(406, _none_fits(TRIPLES))
            endpoint = str(request.url.replace(query=""))
            try:
                written = await anyio.to_thread.run_sync(describe, endpoint, chosen[1])
            except ZhengtuError as error:
                return problem(error)
            return Response(written, media_type=chosen[0], headers={"Vary": "Accept"})
        return Answering(pool(), query, accept)

    described: dict[str, Any] = {"summary": "SPARQL 查询 Ask in SPARQL", "responses": _RESPONSES}
    router.add_api_route(
        "/sparql", sparql, methods=["GET"], operation_id="sparql_get", openapi_extra={"parameters": _GET}, **described
    )
    router.add_api_route(
        "/sparql",
        sparql,
        methods=["POST"],
        operation_id="sparql_post",
        openapi_extra={"parameters": _GET[1:], "requestBody": _BODY},
        **described,
    )
    router.add_api_route("/sparql", sparql, methods=["HEAD"], include_in_schema=False)
    return router


class Answering(Response):
    """The answer while it comes. Whoever goes away before its end ends the query too."""

    def __init__(self, pool: Pool, query: Asked, accept: str | None) -> None:
        super().__init__()
        self._pool = pool
        self._media = {"results": best(accept, RESULTS), "triples": best(accept, TRIPLES)}
        results, triples = (chosen[1] if chosen else None for chosen in self._media.values())
        self._question = Question(query.query, query.default, query.named, results, results, triples)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with anyio.create_task_group() as together:

            async def leave() -> None:
                while (await receive())["type"] != "http.disconnect":
                    pass
                together.cancel_scope.cancel()

            together.start_soon(leave)
            await self._respond(scope, receive, send)
            together.cancel_scope.cancel()

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False
        try:
            async with self._pool.answer(self._question) as answer:
                kind = "triples" if answer.kind == "CONSTRUCT" else "results"
                chosen = self._media[kind]
                head, rest = await _first(answer)
                if chosen is None:
                    await refusal(406, _none_fits(TRIPLES if kind == "triples" else RESULTS))(scope, receive, send)
                    return
                await send(self._start(chosen[0], None if rest else len(head)))
                begun = True
                if scope["method"] == "HEAD":
                    await send({"type": "http.response.body"})
                    return
                await send({"type": "http.response.body", "body": head, "more_body": bool(rest)})
                if rest:
                    async for chunk in _all(rest, answer):
                        await send({"type": "http.response.body", "body": chunk, "more_body": True})
                    await send({"type": "http.response.body"})
        except ZhengtuError as error:
            # An answer that broke off must not look whole: the server then cuts the connection before its end.
            if not begun:
                await problem(error)(scope, receive, send)

    def _start(self, media: str, length: int | None) -> dict[str, Any]:
        kind = f"{media}; charset=utf-8" if media.startswith("text/") else media
        headers = {"Content-Type": kind, "Vary": "Accept", "Zhengtu-Row-Limit": str(self._pool.rows)}
        if length is not None:
            headers["Content-Length"] = str(length)
        written = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        return {"type": "http.response.start", "status": 200, "headers": written}


async def _first(answer: Answer) -> tuple[bytes, bytes]:
    """The first two pieces; where there is no second the answer is whole, and its length is known."""
    pieces = []
    async for chunk in answer.chunks:
        pieces.append(chunk)
        if len(pieces) == 2:
            break
    head, rest = [*pieces, b"", b""][:2]
    return head, rest


async def _all(rest: bytes, answer: Answer) -> AsyncIterator[bytes]:
    yield rest
    async for chunk in answer.chunks:
        yield chunk


def _none_fits(forms: dict[str, str]) -> str:
    return f"nothing of what the Accept header takes can be given; there is {', '.join(forms)}"


_STRING = {"type": "string"}
_GRAPH = {"type": "string", "format": "iri"}
_GET = [
    {"name": "query", "in": "query", "schema": {"type": "string", "format": "sparql"}},
    {
        "name": "default-graph-uri",
        "in": "query",
        "schema": {"type": "array", "items": _GRAPH},
        "description": "The graphs whose union is the default graph, instead of all documents.",
    },
    {
        "name": "named-graph-uri",
        "in": "query",
        "schema": {"type": "array", "items": _GRAPH},
        "description": "The graphs that GRAPH sees, instead of all.",
    },
]
_FORM = {
    "type": "object",
    "required": ["query"],
    "properties": {
        "query": {"type": "string", "format": "sparql"},
        "default-graph-uri": {"type": "array", "items": _GRAPH},
        "named-graph-uri": {"type": "array", "items": _GRAPH},
    },
}
_BODY = {
    "required": True,
    "content": {
        "application/sparql-query": {"schema": {"type": "string", "format": "sparql"}},
        "application/x-www-form-urlencoded": {"schema": _FORM},
    },
}
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The answer.", "content": {media: {} for media in (*RESULTS, *TRIPLES)}},
    **told(
        s400="The query is malformed, or none or several are given.",
        s403="An update: the endpoint only reads.",
        s406="No format that the client takes can be given.",
        s413="The query is too large.",
        s415="A body that is neither a form nor a query.",
        s500="The query took its process down.",
        s503="The query ran too long, or the store cannot be read.",
    ),
}
