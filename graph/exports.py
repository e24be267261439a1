"""A store, or a part of it, as a file for other tools: RDF, tables, or the responsibility network.

    with Store("store", read_only=True) as store, open("graph.trig", "wb") as out:
        export(store, "trig", out)

| form | what it holds |
| --- | --- |
| turtle | every statement, without the named graphs that they stand in |
| trig, nquads, jsonld | every statement in its named graph, one for each document, and the records of loads in theirs |
| csv, xlsx | tasks, agencies, responsibilities, targets, time limits and zones, as tables; csv is a zip of six files |
| graphml, gexf | who bears what as a network, agencies with tasks or agencies joined by the tasks they share |
"""

from collections.abc import Iterator, Sequence
from typing import IO, Final, Literal, get_args

import pyoxigraph as ox

from graph import gephi, jsonld
from graph.documents import StoredDocument
from graph.errors import NotFound
from graph.network import of_agencies, of_tasks
from graph.parts import duties_in, part_of
from graph.sheets import sheets
from graph.statements import statements
from graph.store import PREFIXES, Store
from graph.tables import Sheet, write_workbook, write_zip

Form = Literal["turtle", "trig", "nquads", "jsonld", "csv", "xlsx", "graphml", "gexf"]
Of = Literal["tasks", "agencies"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)

# The form that a file's name asks for.
SUFFIXES: Final[dict[str, Form]] = {
    ".ttl": "turtle",
    ".trig": "trig",
    ".nq": "nquads",
    ".jsonld": "jsonld",
    ".zip": "csv",
    ".xlsx": "xlsx",
    ".graphml": "graphml",
    ".gexf": "gexf",
}
_RDF: Final = {"turtle": ox.RdfFormat.TURTLE, "trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS}


def export(
    store: Store,
    form: Form,
    out: IO[bytes],
    *,
    documents: Sequence[StoredDocument] | None = None,
    agency: str | None = None,
    of: Of = "tasks",
) -> str:
    """Write the store, or these documents, in `form`; returns what was written, counted, in a few words.

    `agency` keeps the tasks that it bears, in tables and networks; RDF is always of whole documents. Raises NotFound
    where nothing is left.
    """
    if form in _RDF or form == "jsonld":
        counted = _Counted(statements(store, documents))
        if form == "jsonld":
            jsonld.write(counted, out)
        elif form == "turtle":
            ox.serialize((quad.triple for quad in counted), out, format=_RDF[form], prefixes=PREFIXES)
        else:
            ox.serialize(counted, out, format=_RDF[form], prefixes=PREFIXES)
        return f"{counted.number} 条陈述 statements"
    if form in ("graphml", "gexf"):
        duties = duties_in(store, part_of(store, documents, agency))
        if not duties:
            raise NotFound("responsibility", agency or "全部文件")
        network = of_tasks(duties) if of == "tasks" else of_agencies(duties)
        gephi.write(network, "gexf" if form == "gexf" else "graphml", out)
        return f"{network.number_of_nodes()} 个节点 nodes, {network.number_of_edges()} 条连线 edges"
    tables = tables_of(store, documents=documents, agency=agency)
    if form == "xlsx":
        write_workbook(tables, out)
    else:
        write_zip(tables, out)
    return described(tables)


def tables_of(
    store: Store, *, documents: Sequence[StoredDocument] | None = None, agency: str | None = None
) -> tuple[Sheet, ...]:
    """The six tables of the store, of these documents, or of the tasks that `agency` bears."""
    return sheets(store, part_of(store, documents, agency))


def described(tables: Sequence[Sheet]) -> str:
    """How many rows each table has: 103 任务 tasks, 111 单位 agencies …"""
    return ", ".join(f"{len(sheet.rows)} {sheet.title} {sheet.name}" for sheet in tables)


class _Counted:
    """Quads that are counted as they pass."""

    def __init__(self, quads: Iterator[ox.Quad]) -> None:
        self._quads = quads
        self.number = 0

    def __iter__(self) -> Iterator[ox.Quad]:
        for quad in self._quads:
            self.number += 1
            yield quad
