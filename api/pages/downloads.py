"""What a page shows, to take away: tables as CSV and Excel, RDF. Names of files are those of the tables.

GET /download/targets.csv?year=2028&agency=市水利局
"""

import io
from collections.abc import Callable, Iterator
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Query, Response

from api.pages.narrowing import OrNone, Words
from api.pages.site import HEADERS
from graph import Store
from graph.documents import find_documents
from graph.exports import Form, export, tables_of
from graph.lists import Narrowing, list_responsibilities, list_targets
from graph.sheets import responsibilities_sheet, targets_sheet
from graph.tables import csv_bytes
from ontology.terms import Basis, Role

_ALL: Final = 10**9
Name = Literal["tasks", "agencies", "responsibilities", "targets", "zones"]
_FILES: Final[dict[str, tuple[Form, str]]] = {
    "tables.xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "tables.zip": ("csv", "application/zip"),
    "statements.ttl": ("turtle", "text/turtle; charset=utf-8"),
    "statements.trig": ("trig", "application/trig; charset=utf-8"),
    "statements.nq": ("nquads", "application/n-quads; charset=utf-8"),
    "statements.jsonld": ("jsonld", "application/ld+json"),
}
File = Literal["tables.xlsx", "tables.zip", "statements.ttl", "statements.trig", "statements.nq", "statements.jsonld"]


def downloads(store: Callable[[], Iterator[Store]]) -> APIRouter:
    """The files, over what `store` yields."""
    router = APIRouter(prefix="/download", include_in_schema=False)
    Reading = Annotated[Store, Depends(store)]  # noqa: N806 - a type

    @router.get("/{name}.csv")
    def table(
        store: Reading,
        name: Name,
        document: Words = None,
        agency: Words = None,
        role: Annotated[Role | None, OrNone] = None,
        basis: Annotated[Basis | None, OrNone] = None,
        year: Annotated[int | None, Query(ge=1, le=9999), OrNone] = None,
        indicator: Words = None,
    ) -> Response:
        narrow = Narrowing(document=document, agency=agency, role=role, basis=basis, year=year, words=indicator)
        if name == "targets":
            sheet = targets_sheet([it.target for it in list_targets(store, narrow, limit=_ALL, offset=0).items])
        elif name == "responsibilities":
            duties = list_responsibilities(store, narrow, limit=_ALL, offset=0).items
            sheet = responsibilities_sheet([it.duty for it in duties])
        else:
            documents = find_documents(store, document) if document else None
            [sheet] = (it for it in tables_of(store, documents=documents, agency=agency) if it.name == name)
        return _file(f"{name}.csv", csv_bytes(sheet), "text/csv; charset=utf-8")

    @router.get("/{name}")
    def whole(store: Reading, name: File, document: Words = None, agency: Words = None) -> Response:
        form, media = _FILES[name]
        out = io.BytesIO()
        export(store, form, out, documents=find_documents(store, document) if document else None, agency=agency)
        return _file(name, out.getvalue(), media)

    return router


def _file(name: str, content: bytes, media: str) -> Response:
    attached = {"Content-Disposition": f'attachment; filename="zhengtu-{name}"'}
    return Response(content, media_type=media, headers={**HEADERS, **attached})
