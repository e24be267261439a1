"""The facts of one document as RDF: the same facts give the same triples, on every machine and every run.

    store.extend(to_quads(extraction))            # a named graph for Oxigraph
    to_graph(extraction).serialize("facts.ttl")   # a graph for rdflib

IRIs keep their Chinese and can be read: `…/id/doc/3f9a0c51e2b74d68/task/2.1`, `…/id/agency/平江市科学技术局`. There are no
blank nodes and no clock here. When and by what a document was loaded is for the store to say.

Two cities' 市科技局 must never become one agency, so an IRI holds no more than its name only where the name says whose
agency it is. Others carry their jurisdiction before the name, or, where that is not known, the document.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pyoxigraph as ox

from extract.facts import Agency, Document, Extraction, OutlineUnit, Responsibility, Target, Zone
from ontology import vocabulary
from ontology.terms import DATA_BASE, NAMESPACE, Role, UnitKind, ZoneKind

if TYPE_CHECKING:
    import rdflib

Triple = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]


class _Vocabulary(dict[str, ox.NamedNode]):
    """The terms of one namespace, made when first named."""

    def __init__(self, namespace: str) -> None:
        super().__init__()
        self.namespace = namespace

    def __missing__(self, name: str) -> ox.NamedNode:
        term = self[name] = ox.NamedNode(self.namespace + name)
        return term


ZT = _Vocabulary(NAMESPACE)
DCTERMS = _Vocabulary("http://purl.org/dc/terms/")
FOAF = _Vocabulary("http://xmlns.com/foaf/0.1/")
GEO = _Vocabulary("http://www.opengis.net/ont/geosparql#")
OA = _Vocabulary("http://www.w3.org/ns/oa#")
ORG = _Vocabulary("http://www.w3.org/ns/org#")
PROV = _Vocabulary("http://www.w3.org/ns/prov#")
QUDT_UNIT = _Vocabulary("http://qudt.org/vocab/unit/")
RDFS = _Vocabulary("http://www.w3.org/2000/01/rdf-schema#")
SKOS = _Vocabulary("http://www.w3.org/2004/02/skos/core#")
XSD = _Vocabulary("http://www.w3.org/2001/XMLSchema#")
A = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

PREFIXES: Final = {
    "zt": ZT.namespace,
    "dcterms": DCTERMS.namespace,
    "foaf": FOAF.namespace,
    "geo": GEO.namespace,
    "oa": OA.namespace,
    "org": ORG.namespace,
    "prov": PROV.namespace,
    "rdfs": RDFS.namespace,
    "skos": SKOS.namespace,
    "unit": QUDT_UNIT.namespace,
    "xsd": XSD.namespace,
}

_NATION = "中华人民共和国"
_UNIT_CLASSES: Final[dict[UnitKind, ox.NamedNode]] = {
    "section": ZT["Section"],
    "task": ZT["Task"],
    "subtask": ZT["Subtask"],
    "measure": ZT["Measure"],
}
_ZONE_CLASSES: Final[dict[ZoneKind, ox.NamedNode]] = {
    "demonstration": ZT["DemonstrationZone"],
    "functional": ZT["FunctionalZone"],
    "region": ZT["Region"],
    "division": ZT["Division"],
}
_BEARS: Final[dict[Role, ox.NamedNode]] = {
    "lead": ZT["leads"],
    "participant": ZT["participatesIn"],
    "responsible": ZT["responsibleFor"],
}


def graph_iri(document: Document, base: str = DATA_BASE) -> str:
    """The IRI of the named graph that holds the document's facts.

    >>> from tests.sample import sample
    >>> graph_iri(sample().document).removeprefix(DATA_BASE)
    'doc/c12d38a02b8ebfda/graph'
    """
    return f"{_document_iri(document, base)}/graph"


def to_quads(extraction: Extraction, base: str = DATA_BASE) -> Iterator[ox.Quad]:
    """Every fact of the document, in its named graph, for bulk loading into Oxigraph; no quad comes twice.

    >>> from tests.sample import sample
    >>> [quad.subject.value.removeprefix(DATA_BASE) for quad in to_quads(sample()) if quad.predicate == ZT["leads"]][-1]
    'agency/平江市财政局'
    """
    graph = ox.NamedNode(graph_iri(extraction.document, base))
    for subject, predicate, value in _triples(extraction, base):
        yield ox.Quad(subject, predicate, value, graph)


def to_graph(extraction: Extraction, base: str = DATA_BASE) -> "rdflib.Graph":
    """The same facts as an rdflib graph with the usual prefixes bound, ready to be written as Turtle.

    >>> from tests.sample import sample
    >>> len(to_graph(sample())) == len(list(to_quads(sample())))
    True
    """
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    node = cache(rdflib.URIRef)
    for subject, predicate, value in _triples(extraction, base):
        if isinstance(value, ox.NamedNode):
            graph.add((node(subject.value), node(predicate.value), node(value.value)))
        else:
            kind = None if value.language else node(value.datatype.value)
            literal = rdflib.Literal(value.value, lang=value.language, datatype=kind, normalize=False)
            graph.add((node(subject.value), node(predicate.value), literal))
    return graph


class _Iris:
    """The IRIs of one document's things, each by what it is known by in the extraction."""

    def __init__(self, extraction: Extraction, base: str) -> None:
        self.base = base
        self.home = _document_iri(extraction.document, base)
        self.jurisdiction = extraction.document.jurisdiction
        self.document = ox.NamedNode(self.home)
        self.units = {unit.id: self._of("task", unit.id) for unit in extraction.tasks}
        self.agencies = {agency.name: self.agency(agency) for agency in extraction.agencies}
        self.passages: dict[tuple[int, int], ox.NamedNode] = {}
        self._used: Counter[str] = Counter()

    def agency(self, agency: Agency) -> ox.NamedNode:
        """By name alone only where the name says whose agency it is."""
        name, place = segment(agency.name), agency.jurisdiction
        if not place:
            return ox.NamedNode(f"{self.home}/agency/{name}")
        if not agency.group and (place == _NATION or place in agency.name):
            return ox.NamedNode(f"{self.base}agency/{name}")
        return ox.NamedNode(f"{self.base}agency/{segment(place)}/{name}")

    def zone(self, zone: Zone) -> ox.NamedNode:
        """A division by its code, a region by its name; any other is one of the document's jurisdiction."""
        name = segment(zone.zone)
        if zone.code:
            return self.division(zone.code)
        if zone.kind == "region":
            return ox.NamedNode(f"{self.base}region/{name}")
        if not self.jurisdiction:
            return ox.NamedNode(f"{self.home}/zone/{name}")
        if self.jurisdiction in zone.zone:
            return ox.NamedNode(f"{self.base}zone/{name}")
        return ox.NamedNode(f"{self.base}zone/{segment(self.jurisdiction)}/{name}")

    def division(self, code: str) -> ox.NamedNode:
        return ox.NamedNode(f"{self.base}division/{segment(code)}")

    def coined(self, kind: str, name: str) -> ox.NamedNode:
        """A concept that the vocabulary does not list."""
        return ox.NamedNode(f"{self.base}{kind}/{segment(name)}")

    def fact(self, kind: str, fact: Responsibility | Target | Zone) -> ox.NamedNode:
        """By task and place in the text; 「A和B均达到90%」 has two targets in one place, so a second one is numbered."""
        path = f"{kind}/{segment(fact.task)}/{fact.start}-{fact.end}"
        self._used[path] += 1
        seen = self._used[path]
        return ox.NamedNode(f"{self.home}/{path}" if seen == 1 else f"{self.home}/{path}/{seen}")

    def passage(self, start: int, end: int) -> ox.NamedNode:
        """A citation; what is cited twice is one node."""
        known = self.passages.get((start, end))
        if known is None:
            known = self.passages[start, end] = self.unquoted(start, end)
        return known

    def unquoted(self, start: int, end: int) -> ox.NamedNode:
        return ox.NamedNode(f"{self.home}/passage/{start}-{end}")

    def _of(self, kind: str, name: str) -> ox.NamedNode:
        return ox.NamedNode(f"{self.home}/{kind}/{segment(name)}")
