"""The JSON-LD context of Zhengtu's data, made from the vocabulary: `python -m ontology.jsonld` writes context.jsonld.

>>> made()["@context"]["leads"], made()["@context"]["order"]
({'@id': 'zt:leads', '@type': '@id'}, {'@id': 'zt:order', '@type': 'xsd:integer'})

Each property is a short name, and what its range says needs no repeating in the data: links are plain strings, Chinese
text has its language, whole numbers are JSON numbers. Classes and what else is not listed fall to the vocabulary.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from ontology import vocabulary
from ontology.terms import NAMESPACE

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_PREFIXES: Final = {
    "zt": NAMESPACE,
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "qudt": "http://qudt.org/schema/qudt/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": _XSD,
}
# The properties of other vocabularies that the data uses, and what their values are.
_BORROWED: Final = {
    "title": ("dcterms:title", "zh"),
    "issued": ("dcterms:issued", "date"),
    "publisher": ("dcterms:publisher", "link"),
    "identifier": ("dcterms:identifier", ""),
    "isPartOf": ("dcterms:isPartOf", "link"),
    "references": ("dcterms:references", "link"),
    "replaces": ("dcterms:replaces", "link"),
    "isReplacedBy": ("dcterms:isReplacedBy", "link"),
    "isFormatOf": ("dcterms:isFormatOf", "link"),
    "classification": ("org:classification", "link"),
    "hasSource": ("oa:hasSource", "link"),
    "hasSelector": ("oa:hasSelector", "link"),
    "exact": ("oa:exact", ""),
    "start": ("oa:start", "integer"),
    "end": ("oa:end", "integer"),
    "wasDerivedFrom": ("prov:wasDerivedFrom", "link"),
    "generated": ("prov:generated", "link"),
    "used": ("prov:used", "link"),
    "endedAtTime": ("prov:endedAtTime", "dateTime"),
    "label": ("rdfs:label", "zh"),
    "prefLabel": ("skos:prefLabel", "zh"),
    "altLabel": ("skos:altLabel", "zh"),
    "notation": ("skos:notation", ""),
    "inScheme": ("skos:inScheme", "link"),
    "broader": ("skos:broader", "link"),
}


def made() -> dict[str, Any]:
    """The context document."""
    terms = {name: _term(iri, value) for name, (iri, value) in _BORROWED.items()}
    terms |= {name: _term(f"zt:{name}", value) for name, value in _own()}
    head = {"@version": 1.1, "@vocab": NAMESPACE, "id": "@id", "type": "@type"}
    return {"@context": head | _PREFIXES | dict(sorted(terms.items()))}


def written() -> str:
    """The context document as it is shipped."""
    return json.dumps(made(), ensure_ascii=False, indent=2) + "\n"


def _own() -> Iterator[tuple[str, str]]:
    """The vocabulary's own properties and what their values are, by the range that each states."""
    links: set[str] = set()
    ranges: dict[str, str] = {}
    for fact in ox.parse(vocabulary().read_bytes(), ox.RdfFormat.TURTLE):
        if not (isinstance(fact.subject, ox.NamedNode) and isinstance(fact.object, ox.NamedNode)):
            continue
        it, value = fact.subject.value, fact.object.value
        if not it.startswith(NAMESPACE):
            continue
        name = it.removeprefix(NAMESPACE)
        if value.endswith("owl#ObjectProperty"):
            links.add(name)
        elif value.endswith("owl#DatatypeProperty"):
            ranges.setdefault(name, "")
        elif fact.predicate.value.endswith("rdf-schema#range") and value == f"{_RDF}langString":
            ranges[name] = "zh"
        elif fact.predicate.value.endswith("rdf-schema#range") and value.startswith(_XSD):
            ranges[name] = value.removeprefix(_XSD)
    for name in links:
        yield name, "link"
    for name, value in ranges.items():
        # A whole number of a decimal range is written as the integer that it is.
        yield name, "" if value in ("string", "decimal") else value


def _term(iri: str, value: str) -> dict[str, str]:
    if value == "link":
        return {"@id": iri, "@type": "@id"}
    if value == "zh":
        return {"@id": iri, "@language": "zh"}
    return {"@id": iri, "@type": f"xsd:{value}"} if value else {"@id": iri}


if __name__ == "__main__":
    Path(__file__).with_name("context.jsonld").write_text(written(), encoding="utf-8")
