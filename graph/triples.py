"""The facts of one document as RDF: the same facts give the same triples, on every machine and every run.

    store.bulk_extend(to_quads(extraction))            # a named graph, for Oxigraph
    to_graph(extraction).serialize(format="turtle")    # for rdflib

There are no blank nodes and no clock here; when a document was loaded, and by what, is for the store to say. What a
reasoner would infer of a thing's kind is written out, since SPARQL engines do not reason.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from extract.facts import Agency, Document, Extraction, OutlineUnit, Place, Responsibility, Target, TimeLimit, Zone
from extract.places import place_at
from extract.resolution import resolve
from graph.iris import DCTERMS, FOAF, GEO, OA, ORG, PREFIXES, PROV, RDFS, SKOS, XSD, ZT, A, Iris, home
from graph.literals import day, integer, number, zh
from graph.named import named_triples
from graph.registry import described, named_in_time, type_of
from ontology import agencies, divisions
from ontology.terms import DATA_BASE, Role, UnitKind, ZoneKind

if TYPE_CHECKING:
    import rdflib

__all__ = [
    "DCTERMS",
    "PREFIXES",
    "PROV",
    "SKOS",
    "XSD",
    "ZT",
    "A",
    "graph_iri",
    "to_graph",
    "to_quads",
    "to_triples",
]

Triple = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]

_UNIT_CLASSES: Final[dict[UnitKind, ox.NamedNode]] = {
    "section": ZT["Section"],
    "task": ZT["Task"],
    "subtask": ZT["Subtask"],
    "measure": ZT["Measure"],
}
ZONE_CLASSES: Final[dict[ZoneKind, ox.NamedNode]] = {
    "demonstration": ZT["DemonstrationZone"],
    "functional": ZT["FunctionalZone"],
    "region": ZT["Region"],
    "division": ZT["Division"],
}
_SCHEMES: Final = {
    "Status": ZT["Statuses"],
    "Operator": ZT["Operators"],
    "Period": ZT["Periods"],
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
    return f"{home(document, base)}/graph"


def to_quads(extraction: Extraction, base: str = DATA_BASE) -> Iterator[ox.Quad]:
    """Every fact of the document, once, in its named graph, for loading into Oxigraph.

    pyoxigraph.Store("store").bulk_extend(to_quads(extraction))
    """
    graph = ox.NamedNode(graph_iri(extraction.document, base))
    for subject, predicate, value in to_triples(extraction, base):
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
    for subject, predicate, value in to_triples(extraction, base):
        if isinstance(value, ox.NamedNode):
            graph.add((iri(subject.value), iri(predicate.value), iri(value.value)))
        else:
            # rdflib tells a plain string from an xsd:string, which RDF 1.1 does not.
            kind = None if value.language or value.datatype == XSD["string"] else iri(value.datatype.value)
            literal = rdflib.Literal(value.value, lang=value.language, datatype=kind, normalize=False)
            graph.add((iri(subject.value), iri(predicate.value), literal))
    return graph


def to_triples(extraction: Extraction, base: str = DATA_BASE) -> Iterator[Triple]:
    """Every fact of the document, once, its terms not yet put into a statement."""
    iris = Iris(extraction, base)
    yield from _document(extraction.document, iris)
    for order, unit in enumerate(extraction.tasks, 1):
        yield from _unit(unit, order, iris)
    issuers = [issuer for issuer in issuers_of(extraction.document) if issuer.name not in iris.agencies]
    # What came after one body may be an agency of the document itself, or come after another too.
    yield from dict.fromkeys(t for agency in (*extraction.agencies, *issuers) for t in _agency(agency, iris))
    yield from _responsibilities(extraction.responsibilities, iris)
    for target in extraction.targets:
        yield from _target(target, iris)
    for limit in extraction.time_limits:
        yield from _time_limit(limit, iris)
    yield from _zones(extraction.zones, iris)
    yield from named_triples(extraction, iris)
    yield from _concepts(iris)
    yield from _passages(extraction.document, iris)


def _document(document: Document, iris: Iris) -> Iterator[Triple]:
    it = iris.document
    for kind in (ZT["PolicyDocument"], FOAF["Document"], PROV["Entity"]):
        yield it, A, kind
    yield it, DCTERMS["title"], zh(document.title)
    yield it, ZT["contentHash"], ox.Literal(document.id)
    yield it, ZT["text"], zh(document.text)
    yield it, ZT["length"], integer(len(document.text))
    if document.status:
        yield it, ZT["status"], iris.concept("Status", document.status)
    if document.number:
        yield it, ZT["documentNumber"], ox.Literal(document.number)
    if document.date:
        yield it, DCTERMS["issued"], day(document.date)
    if document.jurisdiction:
        yield it, ZT["jurisdiction"], zh(document.jurisdiction)
    if document.lead_convention_start is not None and document.lead_convention_end is not None:
        yield it, ZT["leadConvention"], iris.citation(document.lead_convention_start, document.lead_convention_end)
    for issuer in issuers_of(document):
        yield it, DCTERMS["publisher"], iris.agencies.get(issuer.name) or iris.agency(issuer)
    graph = ox.NamedNode(f"{iris.home}/graph")
    yield graph, A, PROV["Bundle"]
    yield graph, PROV["wasDerivedFrom"], it


def issuers_of(document: Document) -> Iterator[Agency]:
    """The bodies that issue the document, under the names that they bear as agencies."""
    year = int(document.date[:4]) if document.date and document.date[:4].isdecimal() else None
    found: dict[str, Agency] = {}
    for written in document.issuers or (document.issuer or "").split("、"):
        if written:
            issuer = resolve(written, document.jurisdiction, year)
            found.setdefault(
                issuer.name,
                Agency(issuer.name, (written,), issuer.level, False, issuer.jurisdiction, issuer.type),
            )
    yield from found.values()


def _unit(unit: OutlineUnit, order: int, iris: Iris) -> Iterator[Triple]:
    it = iris.units[unit.id]
    yield it, A, ZT["OutlineUnit"]
    yield it, A, _UNIT_CLASSES[unit.kind]
    yield it, RDFS["label"], zh(unit.heading)
    yield it, DCTERMS["identifier"], ox.Literal(unit.id)
    yield it, DCTERMS["isPartOf"], iris.document if unit.parent is None else iris.units[unit.parent]
    yield it, PROV["wasDerivedFrom"], iris.document
    yield it, ZT["order"], integer(order)
    yield it, ZT["extent"], iris.passage(unit.start, unit.end)
    if unit.number:
        yield it, ZT["number"], ox.Literal(unit.number)


def _agency(agency: Agency, iris: Iris) -> Iterator[Triple]:
    it = iris.agency(agency)
    yield it, A, ZT["Agency"]
    yield it, A, ORG["Organization"]
    if agency.group:
        yield it, A, ZT["AgencyGroup"]
    yield from _names(it, agency.name, agency.mentions)
    if agency.level:
        yield it, ZT["level"], ZT[agency.level]
    if agency.jurisdiction:
        yield it, ZT["jurisdiction"], zh(agency.jurisdiction)
    if agency.type:
        yield it, ORG["classification"], iris.concept("AgencyType", agency.type)
    body = None if agency.group else agencies.body(agency.name)
    if body:
        yield from named_in_time(body, iris.base)
        for _, successor in agencies.succession(body.name):
            iris.concept("AgencyType", successor.type)
            yield from described(successor, iris.base)
            yield from named_in_time(successor, iris.base)


def _responsibilities(responsibilities: tuple[Responsibility, ...], iris: Iris) -> Iterator[Triple]:
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


def _target(target: Target, iris: Iris) -> Iterator[Triple]:
    it = iris.fact("target", target)
    yield it, A, ZT["Target"]
    yield from _fact(it, target, iris)
    yield it, ZT["indicator"], zh(target.indicator)
    yield it, ZT["operator"], iris.concept("Operator", target.operator)
    yield it, ZT["value"], number(target.value)
    yield it, ZT["unit"], iris.concept("Unit", target.unit)
    if target.upper is not None:
        yield it, ZT["upperValue"], number(target.upper)
    if target.year is not None:
        yield it, ZT["dueYear"], integer(target.year)
    if target.period:
        yield it, ZT["period"], iris.concept("Period", target.period)


def _time_limit(limit: TimeLimit, iris: Iris) -> Iterator[Triple]:
    it = iris.fact("time-limit", limit)
    yield it, A, ZT["TimeLimit"]
    yield from _fact(it, limit, iris)
    yield it, ZT["timeBound"], iris.concept("TimeBound", limit.bound)
    if limit.year is not None:
        yield it, ZT["dueYear"], integer(limit.year)
        yield it, ZT["dueBy"], day(last_day(limit.year, limit.month, limit.day))
    if limit.month is not None:
        yield it, ZT["dueMonth"], integer(limit.month)


def last_day(year: int, month: int | None, day: int | None) -> str:
    """The last day of a time as ISO 8601.

    >>> last_day(2028, 2, None), last_day(2028, None, None)
    ('2028-02-29', '2028-12-31')
    """
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1]).isoformat()


def _zones(mentions: tuple[Zone, ...], iris: Iris) -> Iterator[Triple]:
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


def _zone(it: ox.NamedNode, mention: Zone, iris: Iris) -> Iterator[Triple]:
    for kind in (ZT["Zone"], GEO["Feature"], ZONE_CLASSES[mention.kind]):
        yield it, A, kind
    yield from _names(it, mention.zone, (mention.mention,))
    yield it, ZT["citation"], iris.citation(mention.start, mention.end)
    if mention.code:
        yield it, ZT["divisionCode"], ox.Literal(mention.code)
        for outer in divisions.around(mention.code):
            yield it, ZT["within"], iris.division(outer)


def _fact(it: ox.NamedNode, fact: Responsibility | Target | TimeLimit | Zone, iris: Iris) -> Iterator[Triple]:
    yield it, PROV["wasDerivedFrom"], iris.document
    yield it, ZT["task"], iris.units[fact.task]
    yield it, ZT["citation"], iris.citation(fact.start, fact.end)
    yield it, ZT["rule"], ox.Literal(fact.rule)


def _passages(document: Document, iris: Iris) -> Iterator[Triple]:
    for (start, end), it in iris.passages.items():
        position = ox.NamedNode(f"{it.value}/position")
        yield it, A, ZT["Passage"]
        yield it, OA["hasSource"], iris.document
        yield it, OA["hasSelector"], position
        yield position, A, OA["TextPositionSelector"]
        yield position, OA["start"], integer(start)
        yield position, OA["end"], integer(end)
        if place := place_at(document.places, start):
            yield from _place(it, place)
        if (start, end) in iris.quoted:
            quotation = ox.NamedNode(f"{it.value}/quote")
            yield it, A, ZT["Citation"]
            yield it, OA["hasSelector"], quotation
            yield quotation, A, OA["TextQuoteSelector"]
            yield quotation, OA["exact"], ox.Literal(document.text[start:end])


def _place(it: ox.NamedNode, place: Place) -> Iterator[Triple]:
    if place.page is not None:
        yield it, ZT["page"], integer(place.page)
    if place.sheet is not None:
        yield it, ZT["sheet"], ox.Literal(place.sheet)
    if place.cell is not None:
        yield it, ZT["cell"], ox.Literal(place.cell)


def _names(it: ox.NamedNode, name: str, mentions: tuple[str, ...]) -> Iterator[Triple]:
    yield it, SKOS["prefLabel"], zh(name)
    for mention in mentions:
        if mention != name:  # SKOS keeps the two apart
            yield it, SKOS["altLabel"], zh(mention)


def _concepts(iris: Iris) -> Iterator[Triple]:
    for (kind, written), it in iris.concepts.items():
        if kind == "Unit":
            yield it, A, ZT["Unit"]
            yield it, RDFS["label"], zh(written)
        elif it.value.startswith(iris.base):
            if kind == "AgencyType":
                yield from type_of(written, iris.base)
                continue
            yield it, A, ZT[kind]
            yield it, A, SKOS["Concept"]
            yield it, SKOS["prefLabel"], zh(written)
            yield it, SKOS["inScheme"], _SCHEMES[kind]
