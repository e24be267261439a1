"""The pages for people, rendered here and readable without a script; what they show, /api/v1 gives as JSON.

app.include_router(pages(site, service, whole, asking))
"""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse

from api.pages.about import about_page
from api.pages.asking import asking_page
from api.pages.documents import documents_pages
from api.pages.downloads import downloads
from api.pages.lists import lists_pages
from api.pages.network import network_pages
from api.pages.query import query_pages
from api.pages.site import Site
from api.pages.statics import statics
from api.service import Service
from api.whole import Whole

__all__ = ["Site", "pages"]


def pages(site: Site, service: Service, whole: Whole, asking: Whole) -> APIRouter:
    """All pages but those of things at /id/, see api.things; `asking` answers the questions put in words."""
    router = APIRouter(include_in_schema=False)
    store = service.reading
    router.include_router(documents_pages(site, store, service.place, service.settings))
    router.include_router(network_pages(site, store, whole))
    router.include_router(lists_pages(site, store))
    router.include_router(downloads(store))
    router.include_router(query_pages(site, store, lambda: service.pool))
    router.include_router(asking_page(site, asking))
    router.include_router(about_page(site))
    # Browsers ask for it beside what is no page: JSON, a file.
    router.add_api_route("/favicon.ico", lambda: RedirectResponse("/static/icon.svg", 308))
    router.include_router(statics())
    return router
