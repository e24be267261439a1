"""The first page, and the documents: what is loaded, adding and removing."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from api.documents import Id, document_line
from api.negotiation import best
from api.pages.site import HEADERS, Site, language_of
from api.pages.writers import Writers
from api.receiving import facts_of, sent_form, stored, writing
from api.service import Settings
from api.wording import Wording
from extract import SUFFIXES
from graph import Store
from graph.kept import kept
from graph.lists import Narrowing, list_documents, list_responsibilities

_ALL: Final = 10**9
_WHOLE: Final = {
    "documents.csv": "documents.csv",
    "Excel": "tables.xlsx",
    "TriG": "statements.trig",
    "JSON-LD": "statements.jsonld",
}
_ANSWERS: Final = {"text/html": "html", "application/json": "json"}


def documents_pages(
    site: Site, store: Callable[[], AsyncIterator[Store]], place: Path | str, settings: Settings
) -> APIRouter:
    """The pages over what `store` yields, which add to and remove from the store at `place`."""
    router = APIRouter(include_in_schema=False)
    writers = Writers(settings)
    Reading = Annotated[Store, Depends(store)]  # noqa: N806 - a type

    def shown(request: Request, template: str, **facts: Any) -> Response:
        """A page with the form that adds documents, for who may."""
        session = writers.admitted(request)
        response = site.show(
            request,
            template,
            form_token=writers.form_token(request, session),
            can_sign_in=writers.can_sign_in(),
            suffixes=",".join(sorted(SUFFIXES)),
            headers={"Cache-Control": "no-store"},
            **facts,
        )
        if session is not None:
            writers.remember(request, response, session)
        return response

    @router.get("/")
    def home(request: Request, store: Reading) -> Response:
        documents = list_documents(store, Narrowing(), limit=_ALL, offset=0).items
        return shown(request, "home.html", documents=documents, examples=_examples(store), twin="/api/v1/documents")

    @router.get("/documents")
    def documents(request: Request, store: Reading, removed: bool = False) -> Response:
        t = Wording(language_of(request))
        return shown(
            request,
            "documents.html",
            documents=list_documents(store, Narrowing(), limit=_ALL, offset=0).items,
            notice=t("documents.removed") if removed else None,
            twin="/api/v1/documents",
            data=[(name, f"/download/{file}") for name, file in _WHOLE.items()],
        )

    @router.post("/documents")
    async def add(request: Request) -> Response:
        writers.check_session(request)
        data, name, fields = await sent_form(request, settings.largest)
        writers.check(request, fields.get("form", ""))
        extraction = await facts_of(data, name, settings.read_timeout)
        added = await to_thread.run_sync(stored, place, extraction, None)
        address = site.address(added.iri) or "/documents"
        if best(request.headers.get("accept"), {"text/html": "html", "application/json": "json"}) == (
            "application/json",
            "json",
        ):
            t = Wording(language_of(request))
            said = t(f"upload.{added.outcome}", title=added.title, duties=added.responsibilities, targets=added.targets)
            return JSONResponse({"address": address, "words": said}, headers=HEADERS)
        return RedirectResponse(address, 303, HEADERS)

    @router.post("/documents/token")
    def sign_in(request: Request, token: Annotated[str, Form(max_length=1000)]) -> Response:
        response = RedirectResponse("/documents", 303, HEADERS)
        writers.remember(request, response, writers.sign_in(request, token))
        return response

    @router.post("/documents/{id}/remove")
    def remove(request: Request, store: Reading, id: Id, form: Annotated[str, Form(max_length=1000)]) -> Response:
        writers.check(request, form)
        graph = f"{document_line(store, id).iri}/graph"
        with writing(place) as opened:
            opened.remove([graph])
        return RedirectResponse("/documents?removed=1", 303, HEADERS)

    return router


@kept
def _examples(store: Store) -> list[str]:
    """Questions that the store can answer, about the agency that leads most in one of its documents."""
    documents = list_documents(store, Narrowing(), limit=_ALL, offset=0).items
    lead = Narrowing(document=next((line.iri for line in documents if line.responsibilities), None), role="lead")
    led = list_responsibilities(store, lead, limit=_ALL, offset=0).items if lead.document else ()
    busiest = Counter(line.duty.name for line in led).most_common(1)
    return [
        *(f"{name}{asks}" for name, _ in busiest for asks in ("牵头哪些任务？", "和哪些单位合作最多？")),
        "哪些任务没有牵头单位？",
    ]
