"""The named queries over HTTP: which there are, and the rows of each, page by page or as SPARQL's result formats.

    GET /api/v1/queries
    GET /api/v1/queries/agency-leads?agency=市水利局&limit=20

Each has its own address and parameters in the description. It is asked by the processes that answer SPARQL, so it is
ended like any query when it takes too long.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial
from typing import Annotated, Any, Final, TypeVar

import pyoxigraph as ox
from anyio import to_thread
from fastapi import APIRouter, Depends, Request, Response

from api.negotiation import best
from api.paging import Limit, Offset, Page, page
from api.problems import READING, refusal, told
from api.protocol import Asked
from api.sparql import RESULTS, Answering
from graph import Solutions, Store
from graph.catalogue import NamedQuery, Parameter, filled, named_queries, named_query
from graph.listed import Listed
from graph.pool import Pool, Question
from graph.results import Plain, Source, answered
from graph.time_limits import TIME

T = TypeVar("T")
Record = dict[str, Plain]
_LONGEST: Final = 500
_PAGE: Final = "application/json"
_FORMS: Final = {_PAGE: "page", **{media: form for media, form in RESULTS.items() if not media.endswith("/xml")}}
_ASKED: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The rows.", "content": {media: {} for media in _FORMS if media != _PAGE}},
    **READING,
    **told(
        s400="参数有误 A parameter is missing, unknown or no value of its kind.",
        s406="No format that the client takes can be given.",
        s409="文件名可指多份 Several documents bear that name.",
        s500="The query took its process down.",
    ),
}


def queries_router(store: Callable[[], AsyncIterator[Store]], pool: Callable[[], Pool]) -> APIRouter:
    """The named queries, their parameters looked up in what `store` yields; `pool` answers them."""
    router = APIRouter(prefix="/api/v1/queries", tags=["查询 queries"])
    Reading = Annotated[Store, Depends(store)]  # noqa: N806 - a type

    @router.get("")
    def queries() -> tuple[NamedQuery, ...]:
        """有名称的查询 The named queries, with their parameters and their SPARQL."""
        return named_queries()

    def rows_of(name: str) -> Callable[..., Awaitable[Any]]:
        async def rows(
            request: Request, response: Response, store: Reading, limit: Limit = 50, offset: Offset = 0
        ) -> Any:
            given = {key: value for key, value in request.query_params.items() if key not in ("limit", "offset")}
            for key, value in given.items():
                if not 1 <= len(value) <= _LONGEST:
                    return refusal(422, f"{key}: a value has 1 to {_LONGEST} characters")
            chosen = best(request.headers.get("accept"), _FORMS)
            if chosen is None:
                return refusal(406, f"nothing of what the Accept header takes can be given; there is {_THERE}")
            if chosen[0] != _PAGE:
                sparql = await to_thread.run_sync(filled, store, name, given)
                return Answering(pool(), Asked(sparql, None, None), chosen[0])
            found = await rows_read(pool(), store, name, given, partial(_listed, limit=limit, offset=offset))
            response.headers["Zhengtu-Row-Limit"] = str(pool().rows)
            response.headers["Vary"] = "Accept"
            return page(request, response, found, limit, offset)

        return rows

    for query in named_queries():
        router.add_api_route(
            f"/{query.name}",
            rows_of(query.name),
            operation_id=f"query_{query.name}",
            summary=f"{query.question.zh} {query.question.en}",
            description=query.returns,
            response_model=Page[Record],
            responses=_ASKED,
            openapi_extra={"parameters": [_described(parameter) for parameter in query.parameters]},
        )

    @router.get("/{name}", include_in_schema=False)
    def unknown(name: str) -> NamedQuery:
        return named_query(name)

    return router


async def rows_read(
    pool: Pool, store: Store, name: str, values: Mapping[str, str], read: Callable[[Solutions], T]
) -> T:
    """What `read` makes of the rows of a named query, its parameters looked up in `store`.

    Raises as graph.catalogue.filled, and as the pool.
    """
    sparql = await to_thread.run_sync(filled, store, name, values)
    async with pool.answer(Question(sparql, None, None, "json", None, None)) as answer:
        body = b"".join([chunk async for chunk in answer.chunks])

    # Oxigraph's rows are read by the thread that they came to, or it ends the process.
    def here() -> T:
        found = answered(Source(ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON), name))
        assert isinstance(found, Solutions)
        return read(found)

    return await to_thread.run_sync(here)


def _listed(found: Solutions, limit: int, offset: int) -> Listed[Record]:
    records = list(found.records())
    return Listed(len(records), tuple(records[offset : offset + limit]))


def _described(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": _LONGEST}
    if parameter.values:
        schema = {"type": "string", "enum": list(parameter.values)}
    elif parameter.kind.startswith("年份"):
        schema = {"type": "string", "pattern": "^[0-9]{4}年?$"}
    elif parameter.kind.startswith("年月"):
        schema = {"type": "string", "pattern": f"^(?:{TIME})$"}
    described = f"{parameter.kind}，如 for example {parameter.example}"
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": described,
        "schema": schema,
    }


_THERE: Final = ", ".join(_FORMS)
