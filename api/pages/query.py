"""The page for SPARQL: an editor, and the named queries as forms.

GET /query?name=agency-leads&agency=市水利局    # a named query with its rows
GET /query?query=SELECT…                        # the editor with that query
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from typing import Annotated, Final

import pyoxigraph as ox
from fastapi import APIRouter, Depends, Query, Request, Response

from api.pages.narrowing import Words, kept
from api.pages.site import Site, compact
from api.queries import rows_read
from graph import Solutions, Store
from graph.catalogue import NamedQuery, named_queries, named_query
from graph.errors import NotFound, ParameterError
from graph.iris import PREFIXES, A
from graph.pool import Pool
from graph.results import Term
from graph.tables import Column, Sheet, csv_bytes
from ontology import vocabulary

# As many rows as one reads; all of them are in the file.
_SHOWN: Final = 200
_PARAMETERS: Final = ("name", "query", "lang", "run")
# Of which variable's thing each of these is the name.
_LEADS_TO: Final = {
    "name": ("zone", "agency"),
    "agencyName": ("agency",),
    "otherName": ("other",),
    "partner": ("with",),
    "heading": ("task",),
    "title": ("document",),
}
_FIRST: Final = """# 谁牵头的任务最多？ Who leads most tasks?
PREFIX zt: <https://w3id.org/zhengtu/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?name (COUNT(DISTINCT ?task) AS ?tasks)
WHERE {
  ?agency zt:leads ?task ; skos:prefLabel ?name .
}
GROUP BY ?name
ORDER BY DESC(?tasks)
LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as it is read, and where this service tells of it."""

    text: str
    address: str | None
    number: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """The first rows of an answer; `more` where there are others."""

    columns: tuple[str, ...]
    rows: list[list[Shown]]
    more: bool


def query_pages(site: Site, store: Callable[[], AsyncIterator[Store]], pool: Callable[[], Pool]) -> APIRouter:
    """The page, over what `store` yields; `pool` answers its queries."""
    router = APIRouter(include_in_schema=False)
    Reading = Annotated[Store, Depends(store)]  # noqa: N806 - a type

    @router.get("/query")
    async def query(
        request: Request,
        store: Reading,
        name: Words = None,
        query: Annotated[str, Query(max_length=100_000)] = "",
        run: bool = False,
    ) -> Response:
        chosen = named_query(name) if name else None
        values = _values(request) if chosen else {}
        answer, wrong = None, None
        if chosen and (run or not chosen.parameters or any(values.values())):
            try:
                answer = await rows_read(pool(), store, chosen.name, values, partial(_rows, site))
            except (NotFound, ParameterError) as error:
                wrong = str(error)
        return site.show(
            request,
            "query.html",
            status=200 if wrong is None else 404,
            queries=named_queries(),
            chosen=chosen,
            values=values,
            answer=answer,
            wrong=wrong,
            shown=_SHOWN,
            sparql=query or (chosen.sparql if chosen else _FIRST),
            terms=_terms(),
            prefixes=PREFIXES,
            base=site.base,
            data=[("CSV", f"/query.csv?{kept(name=chosen.name, **values)}")] if chosen and answer else [],
        )

    @router.get("/query.csv")
    async def rows(request: Request, store: Reading, name: str) -> Response:
        chosen = named_query(name)
        sheet = await rows_read(pool(), store, chosen.name, _values(request), partial(_sheet, chosen))
        attached = {"Content-Disposition": f'attachment; filename="zhengtu-{chosen.name}.csv"'}
        return Response(csv_bytes(sheet), media_type="text/csv; charset=utf-8", headers=attached)

    return router


def _sheet(chosen: NamedQuery, found: Solutions) -> Sheet:
    columns = tuple(Column(variable, variable) for variable in found.variables)
    return Sheet(chosen.name, chosen.question.zh, columns, list(found.table()))


def _values(request: Request) -> dict[str, str]:
    """What is given for the parameters of a named query."""
    return {key: value for key, value in request.query_params.items() if key not in _PARAMETERS and value}


def _rows(site: Site, found: Solutions) -> Rows:
    """The first rows. Words lead to where they stand, and names to the page of what bears them, so that neither IRIs
    nor offsets need columns of their own."""
    at = {name: place for place, name in enumerate(found.variables)}
    cited = {"words", "document", "start", "end"} <= at.keys()
    leads_to = {name: next((iri for iri in iris if iri in at), None) for name, iris in _LEADS_TO.items()}
    rows = list(islice(found.rows(), _SHOWN + 1))
    silent = {name for name in at if rows and all(isinstance(row[at[name]], ox.NamedNode | None) for row in rows)}
    silent |= {"start", "end"} if cited else set()
    columns = tuple(name for name in found.variables if name not in silent) or found.variables

    def shown(row: tuple[Term | None, ...], name: str) -> Shown:
        term, address = row[at[name]], None
        if name == "words" and cited:
            document, start, end = (_text(row[at[it]]) for it in ("document", "start", "end"))
            address = site.passage(document, int(start), int(end))
        elif isinstance(thing := row[at[leads_to.get(name) or name]], ox.NamedNode):
            address = site.address(thing.value)
        number = isinstance(term, ox.Literal) and term.datatype.value.endswith(("#integer", "#decimal", "#double"))
        return Shown(compact(_text(term).removeprefix(site.base)), address, number)

    return Rows(columns, [[shown(row, name) for name in columns] for row in rows[:_SHOWN]], len(rows) > _SHOWN)


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else str(term or "")


@cache
def _terms() -> dict[str, list[str]]:
    """The vocabulary's classes and properties, for completion."""
    found: dict[str, list[str]] = {"class": [], "property": []}
    kinds = {"Class": "class", "ObjectProperty": "property", "DatatypeProperty": "property"}
    for triple in ox.parse(vocabulary().read_bytes(), format=ox.RdfFormat.TURTLE):
        if triple.predicate == A and isinstance(triple.subject, ox.NamedNode):
            kind = kinds.get(str(getattr(triple.object, "value", "")).rpartition("#")[2])
            if kind:
                found[kind].append(triple.subject.value)
    return {kind: sorted(set(iris)) for kind, iris in found.items()}
