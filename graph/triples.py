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

        graph_iri(extraction.document)   # 'https://w3id.org/zhengtu/id/doc/3f9a0c51e2b74d68/graph'
    """
    return f"{_home(document, base)}/graph"


def to_quads(extraction: Extraction, base: str = DATA_BASE) -> Iterator[ox.Quad]:
    """Every fact of the document, once, in its named graph, for loading into Oxigraph.

        pyoxigraph.Store("store").bulk_extend(to_quads(extraction))
    """
    graph = ox.NamedNode(graph_iri(extraction.document, base))
    for subject, predicate, value in _triples(extraction, base):
        yield ox.Quad(subject, predicate, value, graph)


def to_graph(extraction: Extraction, base: str = DATA_BASE) -> "rdflib.Graph":
    """The same facts as an rdflib graph with the usual prefixes bound.

        to_graph(extraction).serialize(format="turtle")
    """
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    iri = cache(rdflib.URIRef)
    for subject, predicate, value in _triples(extraction, base):
        if isinstance(value, ox.NamedNode):
            graph.add((iri(subject.value), iri(predicate.value), iri(value.value)))
        else:
            kind = None if value.language else iri(value.datatype.value)
            literal = rdflib.Literal(value.value, lang=value.language, datatype=kind, normalize=False)
            graph.add((iri(subject.value), iri(predicate.value), literal))
    return graph


def segment(text: str) -> str:
    """`text` as one segment of an IRI's path: Chinese stays, what an IRI must not hold is percent-encoded.

    >>> segment("各县（市、区）人民政府")
    '各县（市、区）人民政府'
    >>> segment('a/b "c"'), segment("..")
    ('a%2Fb%20%22c%22', '%2E%2E')
    """
    if text in (".", ".."):  # which would climb out of the path
        return text.replace(".", "%2E")
    return _NOT_IN_SEGMENT.sub(lambda found: quote(found.group(), safe=""), text)


# RFC 3987: unreserved characters, some harmless marks, and ucschar without its spaces, controls and bidi marks.
_NOT_IN_SEGMENT = re.compile(
    "[^A-Za-z0-9._~(),:-"
    "\u00a1-\u00ac\u00ae-\u061b\u061d-\u167f\u1681-\u180d\u180f-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2fff"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\uffef"
    + "".join(f"{chr(plane)}-{chr(plane + 0xFFFD)}" for plane in range(0x10000, 0xE0000, 0x10000))
    + "]"
)


def _triples(extraction: Extraction, base: str) -> Iterator[Triple]:
    iris = _Iris(extraction, base)
    yield from _document(extraction.document, iris)
    for order, unit in enumerate(extraction.tasks, 1):
        yield from _unit(unit, order, iris)
    for agency in extraction.agencies:
        yield from _agency(agency, iris)
    yield from _responsibilities(extraction.responsibilities, iris)
    for target in extraction.targets:
        yield from _target(target, iris)
    yield from _zones(extraction.zones, iris)
    yield from iris.descriptions()
    yield from _passages(extraction.document.text, iris)


def _document(document: Document, iris: "_Iris") -> Iterator[Triple]:
    it = iris.document
    for kind in (ZT["PolicyDocument"], FOAF["Document"], PROV["Entity"]):
        yield it, A, kind
    yield it, DCTERMS["title"], _zh(document.title)
    yield it, ZT["contentHash"], ox.Literal(document.id)
    yield it, ZT["text"], _zh(document.text)
    yield it, ZT["length"], _integer(len(document.text))
    if document.status:
        yield it, ZT["status"], iris.concept("Status", document.status)
    if document.number:
        yield it, ZT["documentNumber"], ox.Literal(document.number)
    if document.date:
        yield it, DCTERMS["issued"], _date(document.date)
    if document.jurisdiction:
        yield it, ZT["jurisdiction"], _zh(document.jurisdiction)
    if document.lead_convention_start is not None and document.lead_convention_end is not None:
        yield it, ZT["leadConvention"], iris.citation(document.lead_convention_start, document.lead_convention_end)
    if document.issuer:
        yield it, DCTERMS["publisher"], iris.issuer(document.issuer)
        if document.issuer not in iris.agencies:
            yield from _agency(Agency(document.issuer, (), None, False, document.jurisdiction, None), iris)
    graph = ox.NamedNode(f"{iris.home}/graph")
    yield graph, A, PROV["Bundle"]
    yield graph, PROV["wasDerivedFrom"], it


def _unit(unit: OutlineUnit, order: int, iris: "_Iris") -> Iterator[Triple]:
    it = iris.units[unit.id]
    yield it, A, ZT["OutlineUnit"]
    yield it, A, _UNIT_CLASSES[unit.kind]
    yield it, RDFS["label"], _zh(unit.heading)
    yield it, DCTERMS["identifier"], ox.Literal(unit.id)
    yield it, DCTERMS["isPartOf"], iris.document if unit.parent is None else iris.units[unit.parent]
    yield it, PROV["wasDerivedFrom"], iris.document
    yield it, ZT["order"], _integer(order)
    yield it, ZT["extent"], iris.passage(unit.start, unit.end)
    if unit.number:
        yield it, ZT["number"], ox.Literal(unit.number)


def _agency(agency: Agency, iris: "_Iris") -> Iterator[Triple]:
    it = iris.agency(agency)
    yield it, A, ZT["Agency"]
    yield it, A, ORG["Organization"]
    if agency.group:
        yield it, A, ZT["AgencyGroup"]
    yield from _names(it, agency.name, agency.mentions)
    if agency.level:
        yield it, ZT["level"], ZT[agency.level]
    if agency.jurisdiction:
        yield it, ZT["jurisdiction"], _zh(agency.jurisdiction)
    if agency.type:
        yield it, ORG["classification"], iris.agency_type(agency.type)


def _responsibilities(responsibilities: tuple[Responsibility, ...], iris: "_Iris") -> Iterator[Triple]:
    borne: set[tuple[str, str, Role]] = set()
    for duty in responsibilities:
        task, agency = iris.units[duty.task], iris.agencies[duty.agency]
        it = iris.fact("responsibility", duty)
        yield it, A, ZT["Responsibility"]
        yield from _fact(it, duty, iris)
        yield it, ZT["agency"], agency
        yield it, ZT["role"], ZT[duty.role]
        yield it, ZT["basis"], ZT[duty.basis]
        yield it, ZT["clause"], iris.citation(duty.clause_start, duty.clause_end)
        if (duty.agency, duty.task, duty.role) not in borne:
            borne.add((duty.agency, duty.task, duty.role))
            yield agency, _BEARS[duty.role], task


def _target(target: Target, iris: "_Iris") -> Iterator[Triple]:
    it = iris.fact("target", target)
    yield it, A, ZT["Target"]
    yield from _fact(it, target, iris)
    yield it, ZT["indicator"], _zh(target.indicator)
    yield it, ZT["operator"], iris.concept("Operator", target.operator)
    yield it, ZT["value"], _decimal(target.value)
    yield it, ZT["unit"], iris.concept("Unit", target.unit)
    if target.upper is not None:
        yield it, ZT["upperValue"], _decimal(target.upper)
    if target.year is not None:
        yield it, ZT["dueYear"], _integer(target.year)
    if target.period:
        yield it, ZT["period"], iris.concept("Period", target.period)


def _zones(mentions: tuple[Zone, ...], iris: "_Iris") -> Iterator[Triple]:
    found: set[Triple] = set()
    for mention in mentions:
        zone, task = iris.zone(mention), iris.units[mention.task]
        it = iris.fact("zone-mention", mention)
        yield it, A, ZT["ZoneMention"]
        yield from _fact(it, mention, iris)
        yield it, ZT["zone"], zone
        new = dict.fromkeys((*_zone(zone, mention, iris), (task, ZT["mentionsZone"], zone)))
        yield from (triple for triple in new if triple not in found)
        found.update(new)


def _zone(it: ox.NamedNode, mention: Zone, iris: "_Iris") -> Iterator[Triple]:
    for kind in (ZT["Zone"], GEO["Feature"], _ZONE_CLASSES[mention.kind]):
        yield it, A, kind
    yield from _names(it, mention.zone, (mention.mention,))
    yield it, ZT["citation"], iris.citation(mention.start, mention.end)
    if mention.code:
        yield it, ZT["divisionCode"], ox.Literal(mention.code)
        if around := _enclosing(mention.code):
            yield it, ZT["within"], iris.division(around)


def _fact(it: ox.NamedNode, fact: Responsibility | Target | Zone, iris: "_Iris") -> Iterator[Triple]:
    yield it, PROV["wasDerivedFrom"], iris.document
    yield it, ZT["task"], iris.units[fact.task]
    yield it, ZT["citation"], iris.citation(fact.start, fact.end)
    yield it, ZT["rule"], ox.Literal(fact.rule)


def _passages(text: str, iris: "_Iris") -> Iterator[Triple]:
    for (start, end), it in iris.passages.items():
        position = ox.NamedNode(f"{it.value}/position")
        yield it, A, ZT["Passage"]
        yield it, OA["hasSource"], iris.document
        yield it, OA["hasSelector"], position
        yield position, A, OA["TextPositionSelector"]
        yield position, OA["start"], _integer(start)
        yield position, OA["end"], _integer(end)
        if (start, end) in iris.quoted:
            quotation = ox.NamedNode(f"{it.value}/quote")
            yield it, A, ZT["Citation"]
            yield it, OA["hasSelector"], quotation
            yield quotation, A, OA["TextQuoteSelector"]
            yield quotation, OA["exact"], ox.Literal(text[start:end])


def _names(it: ox.NamedNode, name: str, mentions: tuple[str, ...]) -> Iterator[Triple]:
    yield it, SKOS["prefLabel"], _zh(name)
    for mention in mentions:
        if mention != name:  # SKOS keeps the two apart
            yield it, SKOS["altLabel"], _zh(mention)


class _Iris:
    """The IRIs of one document's things, each by what it is known by in the extraction, and what was named on the way."""

    def __init__(self, extraction: Extraction, base: str) -> None:
        self.base = base
        self.home = _home(extraction.document, base)
        self.jurisdiction = extraction.document.jurisdiction
        self.document = ox.NamedNode(self.home)
        self.units = {unit.id: ox.NamedNode(f"{self.home}/task/{segment(unit.id)}") for unit in extraction.tasks}
        self.agencies = {agency.name: self.agency(agency) for agency in extraction.agencies}
        self.passages: dict[tuple[int, int], ox.NamedNode] = {}
        self.quoted: set[tuple[int, int]] = set()
        self._coined: dict[tuple[str, str], ox.NamedNode] = {}
        self._facts: Counter[str] = Counter()

    def agency(self, agency: Agency) -> ox.NamedNode:
        """By name alone only where the name says whose agency it is."""
        name, place = segment(agency.name), agency.jurisdiction
        if not place:
            return ox.NamedNode(f"{self.home}/agency/{name}")
        if not agency.group and (place == _NATION or place in agency.name):
            return ox.NamedNode(f"{self.base}agency/{name}")
        return ox.NamedNode(f"{self.base}agency/{segment(place)}/{name}")

    def zone(self, zone: Zone) -> ox.NamedNode:
        """A division by its code, a region by its name; any other belongs to the document's jurisdiction."""
        name, place = segment(zone.zone), self.jurisdiction
        if zone.code:
            return self.division(zone.code)
        if zone.kind == "region":
            return ox.NamedNode(f"{self.base}region/{name}")
        if not place:
            return ox.NamedNode(f"{self.home}/zone/{name}")
        if place in zone.zone:
            return ox.NamedNode(f"{self.base}zone/{name}")
        return ox.NamedNode(f"{self.base}zone/{segment(place)}/{name}")

    def division(self, code: str) -> ox.NamedNode:
        return ox.NamedNode(f"{self.base}division/{segment(code)}")

    def issuer(self, name: str) -> ox.NamedNode:
        known = self.agencies.get(name)
        return known or self.agency(Agency(name, (), None, False, self.jurisdiction, None))

    def fact(self, kind: str, fact: Responsibility | Target | Zone) -> ox.NamedNode:
        """By unit and place; 「A和B均达到90%」 sets two targets in one place, so a second one is numbered."""
        path = f"{self.home}/{kind}/{segment(fact.task)}/{fact.start}-{fact.end}"
        self._facts[path] += 1
        return ox.NamedNode(path if self._facts[path] == 1 else f"{path}/{self._facts[path]}")

    def passage(self, start: int, end: int) -> ox.NamedNode:
        known = self.passages.get((start, end))
        if known is None:
            known = self.passages[start, end] = ox.NamedNode(f"{self.home}/passage/{start}-{end}")
        return known

    def citation(self, start: int, end: int) -> ox.NamedNode:
        self.quoted.add((start, end))
        return self.passage(start, end)

    def concept(self, kind: str, written: str) -> ox.NamedNode:
        """The vocabulary's concept or unit of that notation, or one coined from the document's word."""
        known = _notations().get((kind, written))
        return known or self._coin(kind, written)

    def agency_type(self, name: str) -> ox.NamedNode:
        return self._coin("AgencyType", name)

    def _coin(self, kind: str, written: str) -> ox.NamedNode:
        return self._coined.setdefault(
            (kind, written), ox.NamedNode(f"{self.base}{_COINED_PATHS[kind]}/{segment(written)}")
        )
