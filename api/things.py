"""Every IRI of the data answers for itself: GET /id/agency/市科学技术局 gives a page, Turtle or JSON-LD.

The path is what follows the base in the IRI, its Chinese raw or percent-encoded. A client says by Accept which form it
wants, and a browser gets the page.
"""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Final
from urllib.parse import quote, unquote

import pyoxigraph as ox
from fastapi import APIRouter, Depends, HTTPException, Request, Response

from api.negotiation import best
from api.problems import told
from api.thing_page import Line, thing_page
from graph import Store
from graph.iris import DCTERMS, PREFIXES, RDFS, SKOS, segment
from graph.things import referring_to, said_of
from graph.worker import TRIPLES

_FORMS: Final = {
    "text/html": "html",
    "text/turtle": "turtle",
    "application/ld+json": "jsonld",
    "application/n-triples": "ntriples",
    "application/rdf+xml": "rdfxml",
}
_TITLES: Final = (SKOS["prefLabel"], DCTERMS["title"], RDFS["label"])


def things_router(store: Callable[[], Iterator[Store]], base: str) -> APIRouter:
    """The pages of all things whose IRIs begin with `base`, over what `store` yields."""
    router = APIRouter(tags=["IRI"])
    Reading = Annotated[Store, Depends(store)]  # noqa: N806 - a type

    @router.get("/id/{path:path}", responses=_RESPONSES, response_class=Response)
    def thing(request: Request, store: Reading, path: str) -> Response:  # noqa: ARG001 - told by OpenAPI
        """某 IRI 所指之物 What is known of the thing with that IRI, as a page, Turtle or JSON-LD."""
        iri = base + _path(request)
        chosen = best(request.headers.get("accept"), _FORMS)
        if chosen is None:
            raise HTTPException(406, f"nothing of what the Accept header takes can be given; there is {_THERE}")
        facts = said_of(store, iri)
        if not facts:
            raise HTTPException(404, f"没有 nothing is known of {iri}")
        media, form = chosen
        headers = {"Vary": "Accept", "Link": f'<{quote(iri, safe=_KEPT)}>; rel="canonical"'}
        if form == "html":
            # What a document says comes in as text alone: no script and nothing from elsewhere.
            headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
            written = _page(store, iri, facts, base).encode()
        else:
            prefixes = PREFIXES if form in ("turtle", "rdfxml") else None
            written = ox.serialize(facts, format=TRIPLES[form], prefixes=prefixes) or b""
        return Response(written, media_type=media, headers=headers)

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


def _page(store: Store, iri: str, facts: tuple[ox.Triple, ...], base: str) -> str:
    labels = {fact.predicate: fact.object.value for fact in facts if isinstance(fact.object, ox.Literal)}
    title = next((labels[name] for name in _TITLES if name in labels), iri)
    said = [Line(fact.predicate.value, _value(fact.object), _local(fact.object, base)) for fact in facts]
    referring = [Line(name, subject, _local(ox.NamedNode(subject), base)) for subject, name in referring_to(store, iri)]
    return thing_page(iri, title, said, referring)


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else str(term)


def _local(term: object, base: str) -> str | None:
    """Where this service tells of the thing, None where it has nothing to tell."""
    if isinstance(term, ox.NamedNode) and term.value.startswith(base):
        return f"/id/{quote(term.value.removeprefix(base), safe=_KEPT)}"
    return None


# Percent signs in an IRI are part of it; the rest of what an address may hold stays.
_KEPT = "/%:()~,;=@!$&'*+"
_THERE = ", ".join(_FORMS)
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "What is known.", "content": {media: {} for media in _FORMS}},
    **told(
        s400="The address is not in UTF-8.",
        s404="Nothing is known of that IRI.",
        s406="No form that the client takes can be given.",
        s503="The store cannot be read now.",
    ),
}
