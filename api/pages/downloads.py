"""What a page shows, to take away: tables as CSV and Excel, RDF. Names of files are those of the tables.

GET /download/targets.csv?year=2028&agency=市水利局
"""

import io
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query, Response

from api.pages.narrowing import OrNone, Words
from api.pages.site import HEADERS
from graph import Store
from graph.documents import find_documents
from graph.exports import Form, export, tables_of
from graph.lines import DocumentLine
from graph.listed import Listed
from graph.lists import (
    Narrowing,
    list_agencies,
    list_documents,
    list_responsibilities,
    list_targets,
    list_tasks,
    list_zones,
)
from graph.sheets import responsibilities_sheet, targets_sheet
from graph.tables import Cell, Column, Sheet, csv_bytes
from graph.time_limits import TIME
from ontology.terms import Basis, Level, Role

Name = Literal["documents", "tasks", "agencies", "responsibilities", "targets", "zones"]
_FILES: Final[dict[str, tuple[Form, str]]] = {
    "tables.xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "tables.zip": ("csv", "application/zip"),
    "statements.ttl": ("turtle", "text/turtle; charset=utf-8"),
    "statements.trig": ("trig", "application/trig; charset=utf-8"),
    "statements.nq": ("nquads", "application/n-quads; charset=utf-8"),
    "statements.jsonld": ("jsonld", "application/ld+json"),
}
File = Literal["tables.xlsx", "tables.zip", "statements.ttl", "statements.trig", "statements.nq", "statements.jsonld"]


def downloads(store: Callable[[], AsyncIterator[Store]]) -> APIRouter:
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
        kind: Words = None,
        level: Annotated[Level | None, OrNone] = None,
        year: Annotated[int | None, Query(ge=1, le=9999), OrNone] = None,
        due_by: Annotated[str | None, Query(pattern=f"^{TIME}$"), OrNone] = None,
        words: Words = None,
    ) -> Response:
        narrow = Narrowing(document, agency, role, basis, kind, year, words, level, due_by=due_by)
        return _file(f"{name}.csv", csv_bytes(_sheet(store, name, narrow)), "text/csv; charset=utf-8")

    @router.get("/{name}")
    def whole(store: Reading, name: File, document: Words = None, agency: Words = None) -> Response:
        form, media = _FILES[name]
        out = io.BytesIO()
        export(store, form, out, documents=find_documents(store, document) if document else None, agency=agency)
        return _file(name, out.getvalue(), media)

    return router


def _sheet(store: Store, name: Name, narrow: Narrowing) -> Sheet:
    """A table with the rows that the page of the same name has under the same narrowing, all pages of it."""
    everything = {"limit": 10**9, "offset": 0}
    if name == "documents":
        rows = [_document(line) for line in list_documents(store, narrow, **everything).items]
        return Sheet("documents", "文件", _DOCUMENT, rows)
    if name == "targets":
        return targets_sheet([line.target for line in list_targets(store, narrow, **everything).items])
    if name == "responsibilities":
        return responsibilities_sheet([line.duty for line in list_responsibilities(store, narrow, **everything).items])
    listed: dict[str, Callable[..., Listed[Any]]] = {
        "tasks": list_tasks,
        "agencies": list_agencies,
        "zones": list_zones,
    }
    kept = {line.iri for line in listed[name](store, narrow, **everything).items}
    documents = find_documents(store, narrow.document) if narrow.document else None
    [sheet] = (sheet for sheet in tables_of(store, documents=documents) if sheet.name == name)
    # The last column of these tables is what a row is about.
    return replace(sheet, rows=[row for row in sheet.rows if row[-1] in kept])


def _document(line: DocumentLine) -> tuple[Cell, ...]:
    issuers = "、".join(line.issuers) or None
    counts = (line.tasks, line.responsibilities, line.targets)
    return (line.title, line.number, issuers, line.date, line.status, *counts, line.loaded, line.version, line.iri)


_DOCUMENT: Final = (
    Column("title", "标题", 60),
    Column("number", "发文字号", 20),
    Column("issuers", "发文机关", 30),
    Column("date", "日期", 12),
    Column("status", "状态", 12),
    Column("units", "条目", 8),
    Column("responsibilities", "责任", 8),
    Column("targets", "目标", 8),
    Column("loaded", "读入时间", 20),
    Column("version", "版本", 8),
    Column("document_iri", "文件标识", 20),
)


def _file(name: str, content: bytes, media: str) -> Response:
    attached = {"Content-Disposition": f'attachment; filename="zhengtu-{name}"'}
    return Response(content, media_type=media, headers={**HEADERS, **attached})
