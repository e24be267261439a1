"""The network explorer: a part of the store as a network, drawn in a frame of its own.

GET /network?of=agencies&agency=市水利局
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.pages.narrowing import Words, choices, kept
from api.pages.site import HEADERS, Site
from graph import Store
from graph.selection import Selection
from graph.views import View, ViewName, view

Of = Annotated[Literal["tasks", "agencies"], Query()]


def network_pages(site: Site, store: Callable[[], Iterator[Store]]) -> APIRouter:
    """The explorer and what its frame shows, over what `store` yields."""
    router = APIRouter(include_in_schema=False)
    Reading = Annotated[Store, Depends(store)]  # noqa: N806 - a type

    @router.get("/network")
    def network(
        request: Request, store: Reading, of: Of = "tasks", document: Words = None, agency: Words = None
    ) -> Response:
        # What is not there is said on this page, not in the frame.
        _view(store, of, document, agency)
        part = kept(of=of, document=document, agency=agency)
        return site.show(
            request,
            "network.html",
            of=of,
            document=document,
            agency=agency,
            choices=choices(store),
            drawing=f"/network/drawing?{part}",
            twin=f"/api/v1/network?{kept(view=_VIEWS[of], document=document, agency=agency)}",
        )

    @router.get("/network/drawing")
    def drawing(store: Reading, of: Of = "tasks", document: Words = None, agency: Words = None) -> Response:
        # What draws takes longer to load than all else, and the service answers much before it draws.
        from graph.drawing import page

        html = page(_view(store, of, document, agency))
        return HTMLResponse(html, headers={**HEADERS, "Content-Security-Policy": _policy(html)})

    return router


_VIEWS: Final[dict[str, ViewName]] = {"tasks": "agency-task", "agencies": "agencies"}


def _view(store: Store, of: str, document: str | None, agency: str | None) -> View:
    return view(store, _VIEWS[of], Selection(documents=(document,) if document else (), agency=agency))


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
