"""Every IRI of the data answers for itself: GET /id/agency/市科学技术局 gives a page, Turtle or JSON-LD.

The path is what follows the base in the IRI, its Chinese raw or percent-encoded. A client says by Accept which form it
wants, or by ?format=turtle in a link, and a browser gets the page.
"""

from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any, Final, Literal
from urllib.parse import quote, unquote

import pyoxigraph as ox
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from api.negotiation import best
from api.pages.site import KEPT, Site
from api.pages.things import thing_page
from api.problems import told
from graph import Store
from graph.iris import PREFIXES, segment
from graph.things import said_of
from graph.worker import TRIPLES

_FORMS: Final = {
    "text/html": "html",
    "text/turtle": "turtle",
    "application/ld+json": "jsonld",
    "application/n-triples": "ntriples",
    "application/rdf+xml": "rdfxml",
}
_BY_NAME: Final = {form: (media, form) for media, form in _FORMS.items()}
Form = Annotated[
    Literal["turtle", "jsonld", "ntriples", "rdfxml"] | None,
    Query(description="以此格式，不论 Accept The form, whatever Accept says."),
]


def things_router(store: Callable[[], AsyncIterator[Store]], site: Site) -> APIRouter:
    """All things whose IRIs begin with the site's base, over what `store` yields."""
    router = APIRouter(tags=["IRI"])
    Reading = Annotated[Store, Depends(store)]  # noqa: N806 - a type

    @router.get("/id/{path:path}", responses=_RESPONSES, response_class=Response)
    def thing(request: Request, store: Reading, path: str, format: Form = None) -> Response:  # noqa: ARG001 - told by OpenAPI
        """某 IRI 所指之物 What is known of the thing with that IRI, as a page, Turtle or JSON-LD."""
        iri = site.base + _path(request)
        chosen = _BY_NAME[format] if format else best(request.headers.get("accept"), _FORMS)
        if chosen is None:
            raise HTTPException(406, f"nothing of what the Accept header takes can be given; there is {_THERE}")
        said = said_of(store, iri)
        if not said:
            raise HTTPException(404, f"没有 nothing is known of {iri}")
        media, form = chosen
        if form == "html":
            response = thing_page(site, request, store, iri, said)
        else:
            prefixes = PREFIXES if form in ("turtle", "rdfxml") else None
            written = ox.serialize(said, format=TRIPLES[form], prefixes=prefixes) or b""
            response = Response(written, media_type=media, headers={"Vary": "Accept"})
        response.headers["Link"] = f'<{quote(iri, safe=KEPT)}>; rel="canonical"'
        return response

    return router


def _path(request: Request) -> str:
    """The path below /id/ as it stands in IRIs: Chinese as it is, and what an IRI must not hold percent-encoded.

    It is taken from the address as it was sent, since %2F within a name is no border between two.
    """
    sent = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
    try:
        parts = sent.decode("utf-8").partition("?")[0].partition("/id/")[2].split("/")
        return "/".join(segment(unquote(part, errors="strict")) for part in parts)
    except UnicodeDecodeError:
        raise HTTPException(400, "the address is not in UTF-8") from None


_THERE = ", ".join(_FORMS)
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "What is known.", "content": {media: {} for media in _FORMS}},
    **told(
        s400="The address is not in UTF-8.",
        s404="Nothing is known of that IRI.",
        s422="No such format.",
        s406="No form that the client takes can be given.",
        s503="The store cannot be read now.",
    ),
}
