"""The registry of agencies as SKOS: types, the offices of each place, national bodies with what came after them.

    Path("agencies.ttl").write_text(to_turtle(), encoding="utf-8")

National bodies have the IRIs that documents' graphs give them, so that both can be loaded side by side.
"""

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from graph.iris import DCTERMS, ORG, PREFIXES, SKOS, XSD, ZT, A, segment
from ontology import agencies
from ontology.agencies import Body
from ontology.terms import DATA_BASE, NATION

Triple = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]

_SCHEME: Final = ZT["AgencyTypes"]


def to_turtle(base: str = DATA_BASE) -> str:
    """The whole registry in Turtle, the same text on every run.

    >>> "<https://w3id.org/zhengtu/id/agency/国家乡村振兴局> a zt:Agency" in to_turtle()
    True
    """
    triples = (ox.Triple(*triple) for triple in registry(base))
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    return (written or b"").decode()


def registry(base: str = DATA_BASE) -> Iterator[Triple]:
    """Every type, office and national body of the registry."""
    for kind in agencies.types():
        yield from type_of(kind, base)
    for office in agencies.every_office():
        name = office.pattern.removeprefix("○")
        it = ox.NamedNode(f"{base}agency-type/{segment(office.type)}/{segment(name)}")
        yield it, A, SKOS["Concept"]
        yield it, SKOS["inScheme"], _SCHEME
        yield it, SKOS["broader"], type_iri(office.type, base)
        yield it, SKOS["prefLabel"], _zh(name)
        for short in dict.fromkeys(office.shorts):
            if short != name:
                yield it, SKOS["altLabel"], _zh(short)
        for level in office.levels:
            yield it, ZT["foundAt"], ZT[level]
        if office.until:
            yield it, ZT["untilYear"], _year(office.until)
    for body in agencies.bodies().values():
        yield from described(body, base)
        yield from named_in_time(body, base)
        for short in body.shorts:
            yield body_iri(body, base), SKOS["altLabel"], _zh(short)


def described(body: Body, base: str) -> Iterator[Triple]:
    """What a national body is, under its own name."""
    it = body_iri(body, base)
    yield it, A, ZT["Agency"]
    yield it, A, ORG["Organization"]
    yield it, SKOS["prefLabel"], _zh(body.name)
    yield it, ZT["level"], ZT["national"]
    yield it, ZT["jurisdiction"], _zh(NATION)
    yield it, ORG["classification"], type_iri(body.type, base)


def named_in_time(body: Body, base: str) -> Iterator[Triple]:
    """From when to when a body bore its name, and what came after it."""
    it = body_iri(body, base)
    if body.since:
        yield it, ZT["sinceYear"], _year(body.since)
    if body.until:
        yield it, ZT["untilYear"], _year(body.until)
    for successor in body.successors:
        yield it, DCTERMS["isReplacedBy"], body_iri(agencies.bodies()[successor], base)


def type_of(kind: str, base: str) -> Iterator[Triple]:
    """A type of agency as a concept, in both languages where the registry has it."""
    it = type_iri(kind, base)
    yield it, A, SKOS["Concept"]
    yield it, SKOS["inScheme"], _SCHEME
    yield it, SKOS["prefLabel"], _zh(kind)
    if english := agencies.types().get(kind):
        yield it, SKOS["prefLabel"], ox.Literal(english, language="en")


def body_iri(body: Body, base: str) -> ox.NamedNode:
    """The IRI that every document gives the body."""
    return ox.NamedNode(f"{base}agency/{segment(body.name)}")


def type_iri(kind: str, base: str) -> ox.NamedNode:
    """The IRI of a type of agency."""
    return ox.NamedNode(f"{base}agency-type/{segment(kind)}")


def _zh(text: str) -> ox.Literal:
    return ox.Literal(text, language="zh")


def _year(year: int) -> ox.Literal:
    return ox.Literal(str(year), datatype=XSD["integer"])
