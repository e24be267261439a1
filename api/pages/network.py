"""The network explorer: a view of a part of the store, drawn in a frame of its own, and as a figure to take away.

GET /network?view=agencies&document=养老服务&weight=2
GET /network/figure.svg?view=ego&agency=市水利局
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from anyio import to_thread
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.pages.narrowing import FEW, OrNone, Words, document_choices
from api.pages.site import HEADERS, POLICY, Site
from api.problems import problem
from api.whole import Whole
from extract.errors import ZhengtuError
from graph import Store
from graph.lists import Narrowing, list_documents
from graph.rendering import FORMS, MEDIA_TYPES, RenderForm, rendered
from graph.selection import Selection
from graph.views import VIEWS, ViewName, view
from ontology.terms import BASES, LEVELS, ROLES, Basis, Level, Role

# The drawing stands in a frame of our own page; its scripts and style are served beside it.
_FRAMED: Final = {
    **HEADERS,
    "Content-Security-Policy": POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
}
_DRAWING: Final = "/static/drawing"
_TYPES: Final = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
_SHOWN: Final = ("svg", "png")
_SAVED: Final = tuple(form for form in FORMS if form != "html")


def selected(
    document: Annotated[list[str] | None, Query(max_length=50)] = None,
    section: Words = None,
    agency: Words = None,
    role: Annotated[Role | None, OrNone] = None,
    basis: Annotated[Basis | None, OrNone] = None,
    year: Annotated[int | None, Query(ge=1, le=9999), OrNone] = None,
    level: Annotated[Level | None, OrNone] = None,
    weight: Annotated[int | None, Query(ge=1), OrNone] = None,
) -> Selection:
    """What a view is narrowed to; a form sends what is left empty too."""
    documents = tuple(filter(None, document or ()))
    return Selection(documents, section, agency, role, basis, year, level, weight or 1)


Selected = Annotated[Selection, Depends(selected)]
View = Annotated[ViewName, Query(alias="view")]


def network_pages(site: Site, store: Callable[[], AsyncIterator[Store]], whole: Whole) -> APIRouter:
    """The explorer, over what `store` yields, and what it shows, as `whole` works it out."""
    router = APIRouter(include_in_schema=False)
    Reading = Annotated[Store, Depends(store)]  # noqa: N806 - a type

    @router.get("/network")
    async def network(request: Request, store: Reading, narrowed: Selected, name: View = "agency-task") -> Response:
        choices = await to_thread.run_sync(document_choices, store)
        if not request.query_params.keys() - {"lang"} and len(choices) > FEW:
            narrowed = replace(narrowed, documents=await to_thread.run_sync(_first, store))
        query = urlencode(_parameters(name, narrowed), doseq=True)
        status, wrong, missing = 200, None, _missing(name, narrowed)
        try:
            # What cannot be drawn is said on this page, not in the frame, which is given the same drawing again.
            if missing is None:
                await whole.answer(drawing_of, name, narrowed, site.base)
        except ZhengtuError as error:
            status, wrong = problem(error).status_code, str(error)
        drawn = wrong is None and missing is None
        return site.show(
            request,
            "network.html",
            status=status,
            wrong=wrong,
            missing=missing,
            view=name,
            views=VIEWS,
            asked=narrowed,
            choices=choices,
            roles=list(ROLES),
            bases=list(BASES),
            levels=list(LEVELS),
            drawing=f"/network/drawing?{query}",
            twin=f"/api/v1/network?{query}" if drawn else None,
            data=[(form.upper(), f"/network/figure.{form}?{query}") for form in _SAVED] if drawn else [],
        )

    @router.get("/network/drawing")
    async def drawing(narrowed: Selected, name: View = "agency-task") -> Response:
        return HTMLResponse(await whole.answer(drawing_of, name, narrowed, site.base), headers=_FRAMED)

    @router.get("/network/figure.{form}")
    async def figure(form: RenderForm, narrowed: Selected, name: View = "agency-task") -> Response:
        made = await whole.answer(figure_of, name, narrowed, form)
        # A figure is shown in pages; the other forms are files.
        shown = (
            {} if form in ("svg", "png") else {"Content-Disposition": f'attachment; filename="zhengtu-{name}.{form}"'}
        )
        return Response(made, media_type=MEDIA_TYPES[form], headers={**HEADERS, **shown})

    @router.get(f"{_DRAWING}/{{file}}")
    def asset(file: str) -> Response:
        from graph.drawing import assets

        found = assets().get(file)
        if found is None:
            raise HTTPException(404)
        return Response(found, media_type=_TYPES[file.rpartition(".")[2]], headers={"Cache-Control": "max-age=3600"})

    return router


def _first(store: Store) -> tuple[str, ...]:
    """The first document in which anybody bears anything."""
    lines = list_documents(store, Narrowing(), limit=10**9, offset=0).items
    return tuple(line.id for line in lines if line.responsibilities)[:1]


def _missing(name: ViewName, narrowed: Selection) -> str | None:
    """What must still be named before there is anything to draw."""
    if name == "ego" and narrowed.agency is None:
        return "agency"
    return "documents" if name == "compare" and len(narrowed.documents) < 2 else None


def drawing_of(store: Store, name: ViewName, narrowed: Selection, base: str) -> bytes:
    """The drawing as a page, each of whose clauses leads to its document."""
    # What draws takes longer to load than all else, and the service answers much before it draws.
    from graph.drawing import page

    return page(view(store, name, narrowed), static=_DRAWING, address=Site(base).source).encode()


def figure_of(store: Store, name: ViewName, narrowed: Selection, form: RenderForm) -> bytes:
    """The view in a form to take away."""
    return rendered(view(store, name, narrowed), form)


def _parameters(name: ViewName, narrowed: Selection) -> Mapping[str, Any]:
    """What makes the view again, as it stands in an address."""
    given = {
        "view": name,
        "document": list(narrowed.documents),
        "section": narrowed.section,
        "agency": narrowed.agency,
        "role": narrowed.role,
        "basis": narrowed.basis,
        "year": narrowed.year,
        "level": narrowed.level,
        "weight": narrowed.weight if narrowed.weight > 1 else None,
    }
    return {key: value for key, value in given.items() if value}
