"""What Zhengtu is, how it reads, which version answers here, and how to cite it."""

from fastapi import APIRouter, Request, Response

from api.pages.site import Site
from graph.records import versions


def about_page(site: Site) -> APIRouter:
    """The page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/about")
    def about(request: Request) -> Response:
        return site.show(request, "about.html", lexicons=versions()[1])

    return router
