"""Lists page by page: what a page holds, and the links from one to the others (RFC 8288).

GET /api/v1/tasks?limit=50&offset=100
Link: <…/tasks?limit=50&offset=0>; rel="first", <…/tasks?limit=50&offset=50>; rel="prev", …
"""

from collections.abc import Iterator
from typing import Annotated, Generic, TypeVar

from fastapi import Query, Request, Response
from pydantic import BaseModel

from graph.listed import Listed

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=1000, description="一页几条 Items on a page.")]
Offset = Annotated[int, Query(ge=0, le=10**9, description="略去几条 Items before the page.")]


class Page(BaseModel, Generic[T]):
    """One page: `total` counts the items of all pages."""

    total: int
    limit: int
    offset: int
    items: list[T]


def page(request: Request, response: Response, found: Listed[T], limit: int, offset: int) -> Page[T]:
    """The page, its links in the response's Link header."""
    response.headers["Link"] = ", ".join(
        f'<{request.url.include_query_params(limit=limit, offset=at)}>; rel="{name}"'
        for name, at in _others(found.total, limit, offset)
    )
    return Page(total=found.total, limit=limit, offset=offset, items=list(found.items))


def _others(total: int, limit: int, offset: int) -> Iterator[tuple[str, int]]:
    """The other pages by name; pages begin at multiples of the limit from the first.

    >>> list(_others(120, 50, 50))
    [('first', 0), ('prev', 0), ('next', 100), ('last', 100)]
    """
    last = max(0, (total - 1) // limit * limit)
    yield "first", 0
    if offset > 0:
        yield "prev", min(max(0, offset - limit), last)
    if offset + limit < total:
        yield "next", offset + limit
    yield "last", last
