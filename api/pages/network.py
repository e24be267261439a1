"""The network explorer: a part of the store as a network, drawn in a frame of its own.

GET /network?of=agencies&agency=市水利局
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Annotated, Final, Literal

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.pages.narrowing import Words, choices, kept
from api.pages.site import HEADERS, Site
from api.whole import Whole
from graph import Store
from graph.selection import Selection
from graph.views import ViewName, view

Of = Annotated[Literal["tasks", "agencies"], Query()]


def network_pages(site: Site, store: Callable[[], Iterator[Store]], whole: Whole) -> APIRouter:
    """The explorer, over what `store` yields, and what its frame shows, as `whole` works it out."""
    router = APIRouter(include_in_schema=False)
    Reading = Annotated[Store, Depends(store)]  # noqa: N806 - a type

    @router.get("/network")
    async def network(
        request: Request, store: Reading, of: Of = "tasks", document: Words = None, agency: Words = None
    ) -> Response:
        # What is not there is said on this page, not in the frame, which is given the same drawing again.
        await whole.answer(page_of, of, document, agency)
        part = kept(of=of, document=document, agency=agency)
        return site.show(
            request,
            "network.html",
            of=of,
            document=document,
            agency=agency,
            choices=await to_thread.run_sync(choices, store),
            drawing=f"/network/drawing?{part}",
            twin=f"/api/v1/network?{kept(view=_VIEWS[of], document=document, agency=agency)}",
        )

    @router.get("/network/drawing")
    async def drawing(of: Of = "tasks", document: Words = None, agency: Words = None) -> Response:
        html = (await whole.answer(page_of, of, document, agency)).decode()
        return HTMLResponse(html, headers={**HEADERS, "Content-Security-Policy": _policy(html)})

    return router


_VIEWS: Final[dict[str, ViewName]] = {"tasks": "agency-task", "agencies": "agencies"}


def page_of(store: Store, of: str, document: str | None, agency: str | None) -> bytes:
    """The drawing as a page."""
    # What draws takes longer to load than all else, and the service answers much before it draws.
    from graph.drawing import page

    narrowed = Selection(documents=(document,) if document else (), agency=agency)
    return page(view(store, _VIEWS[of], narrowed)).encode()


def _policy(html: str) -> str:
    """A policy under which the page's own scripts run and no other; it may stand in a frame of this site.

    >>> _policy("<script>1</script>").partition("script-src ")[2].partition(";")[0]
    "'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"
    """
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", html, re.DOTALL)
    hashes = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'self'"
    )
