"""The IRIs of a document's things, and the terms that say what they are.

Chinese stays as it is, so that an IRI can be read: `…/doc/3f9a0c51e2b74d68/task/2.1`, `…/agency/平江市科学技术局`.

Two cities' 市科技局 must never become one agency, so an IRI holds no more than its name only where the name says whose
agency it is. Others carry their jurisdiction before the name or, where that is not known, the document.
"""

import re
from collections import Counter
from functools import cache
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from extract.facts import Agency, Document, Extraction, Responsibility, Target, TimeLimit, Zone
from ontology import vocabulary
from ontology.terms import NAMESPACE, NATION


class Vocabulary(dict[str, ox.NamedNode]):
    """The terms of one namespace, made when first named."""

    def __init__(self, namespace: str) -> None:
        super().__init__()
        self.namespace = namespace

    def __missing__(self, name: str) -> ox.NamedNode:
        term = self[name] = ox.NamedNode(self.namespace + name)
        return term


ZT = Vocabulary(NAMESPACE)
DCTERMS = Vocabulary("http://purl.org/dc/terms/")
FOAF = Vocabulary("http://xmlns.com/foaf/0.1/")
GEO = Vocabulary("http://www.opengis.net/ont/geosparql#")
OA = Vocabulary("http://www.w3.org/ns/oa#")
ORG = Vocabulary("http://www.w3.org/ns/org#")
PROV = Vocabulary("http://www.w3.org/ns/prov#")
QUDT_UNIT = Vocabulary("http://qudt.org/vocab/unit/")
RDFS = Vocabulary("http://www.w3.org/2000/01/rdf-schema#")
SKOS = Vocabulary("http://www.w3.org/2004/02/skos/core#")
XSD = Vocabulary("http://www.w3.org/2001/XMLSchema#")
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

# Where a concept that the vocabulary does not list lies under the data's base, by its class.
_COINED: Final = {
    "Status": "status",
    "Operator": "operator",
    "Period": "period",
    "Unit": "unit",
    "AgencyType": "agency-type",
}


def home(document: Document, base: str) -> str:
    """The document's own IRI, which those of its tasks and facts begin with."""
    return f"{base}doc/{segment(document.id[:16])}"


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
    "[^-A-Za-z0-9._~(),:"
    "\u00a1-\u00ac\u00ae-\u061b\u061d-\u167f\u1681-\u180d\u180f-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2fff"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\uffef"
    + "".join(f"{chr(plane)}-{chr(plane + 0xFFFD)}" for plane in range(0x10000, 0xE0000, 0x10000))
    + "]"
)


class Iris:
    """The IRIs of one document's things, by what the extraction knows them by, and which of them have been named."""

    def __init__(self, extraction: Extraction, base: str) -> None:
        self.base = base
        self.home = home(extraction.document, base)
        self.jurisdiction = extraction.document.jurisdiction
        self.document = ox.NamedNode(self.home)
        self.units = {unit.id: ox.NamedNode(f"{self.home}/task/{segment(unit.id)}") for unit in extraction.tasks}
        self.agencies = {agency.name: self.agency(agency) for agency in extraction.agencies}
        self.passages: dict[tuple[int, int], ox.NamedNode] = {}
        self.quoted: set[tuple[int, int]] = set()
        self.concepts: dict[tuple[str, str], ox.NamedNode] = {}
        self._facts: Counter[str] = Counter()

    def agency(self, agency: Agency) -> ox.NamedNode:
        """By name alone only where the name says whose agency it is."""
        name, place = segment(agency.name), agency.jurisdiction
        whole = agency.level == "national" or place == NATION or (place and place in agency.name)
        if whole and not agency.group:
            return ox.NamedNode(f"{self.base}agency/{name}")
        if not place:
            return ox.NamedNode(f"{self.home}/agency/{name}")
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

    def fact(self, kind: str, fact: Responsibility | Target | TimeLimit | Zone) -> ox.NamedNode:
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
        """The vocabulary's concept or unit that is written so, or one coined from the document's own word."""
        known = self.concepts.get((kind, written))
        if known is None:
            known = _listed().get((kind, written)) or ox.NamedNode(f"{self.base}{_COINED[kind]}/{segment(written)}")
            self.concepts[kind, written] = known
        return known


@cache
def _listed() -> dict[tuple[str, str], ox.NamedNode]:
    """The vocabulary's concepts and units by class and notation: ("Operator", ">=") is zt:atLeast."""
    kinds: dict[object, str] = {}
    notations: list[tuple[ox.NamedNode, str]] = []
    for fact in ox.parse(vocabulary().read_bytes(), ox.RdfFormat.TURTLE):
        it, value = fact.subject, fact.object
        if fact.predicate == A and isinstance(value, ox.NamedNode) and value.value.startswith(NAMESPACE):
            kinds[it] = value.value.removeprefix(NAMESPACE)
        elif fact.predicate == SKOS["notation"] and isinstance(it, ox.NamedNode) and isinstance(value, ox.Literal):
            notations.append((it, value.value))
    return {(kinds[it], written): it for it, written in notations}
