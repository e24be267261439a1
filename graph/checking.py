"""Whether a document's facts are as they must be (SHACL), and what a researcher may want to look at in them.

found = check(store, find_document(store, "养老服务"))
found.faults        # what breaks the shapes of ontology/shapes.ttl: a defect of the facts
found.gaps          # what the document leaves open, or its reading: tasks without a lead …
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import Any, Final

import pyoxigraph as ox
import rdflib
from rdflib import RDF, SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.query import Result
from rdflib.term import Node

from graph.documents import StoredDocument, documents
from graph.fingerprint import fingerprint
from graph.names import tidy
from graph.search import rows_of
from graph.store import Store
from ontology import shapes

# What to look at.
GAPS: Final[Mapping[str, str]] = {
    "tasks-without-lead": "没有牵头单位的任务 tasks without a lead",
    "agencies-unresolved": "不知属于何地的单位 agencies whose place is not known",
    "targets-without-year": "没有完成年份的目标 targets without a year",
    "told-twice": "标题或发文字号相同的其他文件，各数计了两次 others of its title or number: all counts twice",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be said of one thing: the message in both languages, the thing's IRI, and the offending value."""

    message: str
    thing: str
    value: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One document. `changed` is true where its facts are no longer those that were loaded; `gaps` are by name."""

    document: StoredDocument
    facts: int
    faults: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    changed: bool
    gaps: Mapping[str, tuple[str, ...]]


def check(store: Store, document: StoredDocument) -> Checked:
    """Put one document to the shapes, and gather its gaps."""
    graph = ox.NamedNode(document.graph)
    quads = store.holding.graph(graph)
    found = sorted(_findings(quads), key=str)
    loads = [load.facts for load in store.loads(graph=graph)]
    written = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    changed = bool(loads and loads[0]) and fingerprint(written.splitlines()).hash != loads[0]
    it = ox.NamedNode(document.iri)
    tasks = rows_of(store, "named/tasks-without-lead", document=it)
    targets = rows_of(store, "named/targets-without-year", document=it)
    agencies = rows_of(store, "lists/agencies-unresolved", graph=graph)
    gaps = {
        "tasks-without-lead": tuple(f"{row['path']} {row['heading']}" for row in tasks),
        "agencies-unresolved": tuple(row["name"] for row in agencies),
        "targets-without-year": tuple(f"{row['path']} {row['words']}" for row in targets),
        "told-twice": tuple(_file(other) for other in documents(store) if _told_twice(document, other)),
    }
    faults = tuple(finding for finding, fault in found if fault)
    warnings = tuple(finding for finding, fault in found if not fault)
    return Checked(document, len(quads), faults, warnings, changed, gaps)


def _told_twice(one: StoredDocument, other: StoredDocument) -> bool:
    """True of two texts that are likely one document: a page and a Word file of it, a draft and what was issued."""
    number = one.number is not None and one.number == other.number
    return one.iri != other.iri and (number or tidy(one.title) == tidy(other.title))


def _file(document: StoredDocument) -> str:
    return f"{document.hash[:8]} {PurePath(document.source or document.title).name}"


def _findings(quads: list[ox.Quad]) -> Iterator[tuple[Finding, bool]]:
    """What the shapes report, and whether it is a fault."""
    import pyshacl

    written = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b""
    graph = _Prepared().parse(written, format="nt11")
    _, report, _ = pyshacl.validate(graph, shacl_graph=_shapes(), inplace=True)
    assert isinstance(report, rdflib.Graph)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        messages = sorted(report.objects(result, SH.resultMessage), key=_chinese_first)
        value = report.value(result, SH.value)
        thing = report.value(result, SH.focusNode)
        finding = Finding(" ".join(map(str, messages)), str(thing), "" if value in (None, thing) else str(value))
        yield finding, report.value(result, SH.resultSeverity) == SH.Violation


def _chinese_first(message: Node) -> bool:
    return getattr(message, "language", None) != "zh"


class _Prepared(rdflib.Graph):
    """A graph that parses a query once. pySHACL asks the same one of every node, and parsing took 95 % of its time."""

    def query(self, query_object: Any, *arguments: Any, **named: Any) -> Result:
        prepared = _prepared(query_object) if isinstance(query_object, str) else query_object
        return super().query(prepared, *arguments, **named)


_prepared = cache(prepareQuery)


@cache
def _shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(shapes().read_bytes(), format="turtle")
