"""The vocabulary says what its terms mean, and its shapes tell a sound graph from a faulty one."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import get_args

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib import DCTERMS, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, XSD, BNode, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node
from sample import sample

from graph.triples import to_graph
from ontology import shapes, vocabulary
from ontology.terms import BASES, BOUNDS, DATA_BASE, LEVELS, NAMESPACE, ROLES, UNIT_KINDS, ZONE_KINDS, Operator

ZT = Namespace(NAMESPACE)
ZTS = Namespace("https://w3id.org/zhengtu/shapes#")
OA = Namespace("http://www.w3.org/ns/oa#")
ROOT = Path(__file__).parents[1]


@cache
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(data=vocabulary().read_bytes(), format="turtle")


@cache
def shape_graph() -> rdflib.Graph:
    return rdflib.Graph().parse(data=shapes().read_bytes(), format="turtle")


def terms() -> list[URIRef]:
    return sorted({it for it in ontology().subjects() if isinstance(it, URIRef) and it in ZT})


def languages(graph: rdflib.Graph, subject: Node, predicate: Node) -> set[str | None]:
    return {value.language for value in graph.objects(subject, predicate) if isinstance(value, Literal) and value}


# ── The vocabulary ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("source", [vocabulary, shapes])
def test_both_files_read_alike_in_rdflib_and_oxigraph(source: Callable[[], Path]) -> None:
    data = source().read_bytes()
    written = ox.serialize(ox.parse(data, ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES)
    again = rdflib.Graph().parse(written, format="nt11")
    assert isomorphic(again, rdflib.Graph().parse(data, format="turtle"))


def test_every_term_has_a_label_and_a_definition_in_both_languages() -> None:
    units = set(ontology().subjects(RDF.type, ZT.Unit))
    assert len(terms()) > 80
    for term in [*terms(), *units]:
        assert languages(ontology(), term, RDFS.label) == {"zh", "en"}, term
        assert languages(ontology(), term, SKOS.definition) == {"zh", "en"}, term


def test_every_term_is_a_class_a_property_or_a_concept_of_the_vocabulary() -> None:
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, SKOS.Concept, SKOS.ConceptScheme}
    for term in terms():
        assert len(kinds & set(ontology().objects(term, RDF.type))) == 1, term


def test_every_term_named_in_the_vocabulary_is_declared() -> None:
    named = {node for triple in ontology() for node in triple if isinstance(node, URIRef) and node in ZT}
    assert named == set(terms())


def test_every_other_vocabularys_term_is_declared_for_reasoners() -> None:
    built_in = (str(RDF), str(RDFS), str(OWL), str(XSD))
    named = {p for p in ontology().predicates() if not str(p).startswith(built_in)}
    named |= {o for o in ontology().objects(None, RDF.type) if not str(o).startswith(built_in)}
    named |= {o for o in ontology().objects(None, RDFS.subClassOf) if isinstance(o, URIRef)}
    undeclared = {term for term in named if not set(ontology().objects(term, RDF.type))}
    assert undeclared == {URIRef("http://xmlns.com/foaf/0.1/Project")}


def test_every_term_that_code_queries_and_shapes_name_is_declared() -> None:
    sources = [path for room in ("graph", "api") for path in (ROOT / room).rglob("*") if path.suffix in (".py", ".rq")]
    used = {name for path in sources for name in re.findall(r"\bzt:(\w+)", path.read_text("utf-8"))}
    used |= {name for path in sources for name in re.findall(r'\bZT\["(\w+)"\]', path.read_text("utf-8"))}
    used |= set(re.findall(r"\bzt:(\w+)", shapes().read_text("utf-8")))
    assert len(used) > 50
    assert used <= {term.removeprefix(NAMESPACE) for term in terms()}


def test_the_closed_lists_are_those_of_the_code() -> None:
    for scheme, listed in ((ZT.Roles, ROLES), (ZT.Bases, BASES), (ZT.Levels, LEVELS)):
        concepts = {
            str(concept).removeprefix(NAMESPACE): concept for concept in ontology().subjects(SKOS.inScheme, scheme)
        }
        labels = {
            name: tuple(
                str(next(o for o in ontology().objects(it, SKOS.prefLabel) if o.language == language))  # type: ignore[attr-defined]
                for language in ("zh", "en")
            )
            for name, it in concepts.items()
        }
        assert labels == listed
    operators = {
        str(o) for it in ontology().subjects(SKOS.inScheme, ZT.Operators) for o in ontology()[it : SKOS.notation]
    }
    assert operators == set(get_args(Operator))
    bounds = {
        str(notation): {str(label) for label in ontology()[it : SKOS.prefLabel]}
        for it in ontology().subjects(SKOS.inScheme, ZT.TimeBounds)
        for notation in ontology()[it : SKOS.notation]
    }
    assert bounds == {bound: set(labels) for bound, labels in BOUNDS.items()}


def test_the_kinds_of_units_and_zones_are_classes_with_the_codes_labels() -> None:
    for parent, kinds in ((ZT.OutlineUnit, UNIT_KINDS), (ZT.Zone, ZONE_KINDS)):
        labels = {
            frozenset(str(label) for label in ontology().objects(it, RDFS.label))
            for it in ontology().subjects(RDFS.subClassOf, parent)
        }
        assert labels == {frozenset(pair) for pair in kinds.values()}


def test_every_status_that_is_read_is_a_concept() -> None:
    lines = (ROOT / "extract/lexicon/statuses.txt").read_text("utf-8").splitlines()
    read = {line for line in lines if line and not line.startswith("#")}
    known = {str(o) for it in ontology().subjects(RDF.type, ZT.Status) for o in ontology()[it : SKOS.notation]}
    assert read <= known


def test_no_notation_stands_for_two_things_of_a_class() -> None:
    for kind in (ZT.Role, ZT.Operator, ZT.Status, ZT.Period, ZT.TimeBound, ZT.Unit):
        written = [str(o) for it in ontology().subjects(RDF.type, kind) for o in ontology()[it : SKOS.notation]]
        assert len(written) == len(set(written)), kind


def kinds_of(graph: rdflib.Graph, node: Node) -> set[Node]:
    direct = set(graph.objects(node, RDF.type)) | set(ontology().objects(node, RDF.type))
    return {parent for kind in direct for parent in ontology().transitive_objects(kind, RDFS.subClassOf)}


def test_data_keeps_every_domain_and_range() -> None:
    graph = to_graph(sample())
    checked = set()
    for subject, predicate, value in graph:
        for domain in ontology().objects(predicate, RDFS.domain):
            assert domain in kinds_of(graph, subject), (predicate, subject)
            checked.add(predicate)
        for expected in ontology().objects(predicate, RDFS.range):
            if isinstance(value, Literal):
                kind = RDF.langString if value.language else (value.datatype or XSD.string)
                assert kind == expected or (kind, expected) == (XSD.integer, XSD.decimal), (predicate, value)
            elif predicate != ZT.within:  # the division around may be described by another document
                assert expected in kinds_of(graph, value), (predicate, value)
            checked.add(predicate)
    assert len(checked) > 30


def test_data_keeps_classes_apart_that_the_vocabulary_holds_disjoint() -> None:
    graph = to_graph(sample())
    groups = [set(ontology().items(members)) for members in ontology().objects(None, OWL.members)]
    groups += [set(ontology().items(members)) for members in ontology().objects(None, OWL.disjointUnionOf)]
    assert len(groups) == 3
    for subject in set(graph.subjects()):
        for group in groups:
            assert len(group & kinds_of(graph, subject)) <= 1, subject


def test_data_writes_out_what_a_reasoner_would_infer_of_its_kinds() -> None:
    graph = to_graph(sample())
    ours = {ZT.OutlineUnit, ZT.Agency, ZT.Zone, ZT.Passage, ORG.Organization}
    for subject, kind in graph.subject_objects(RDF.type):
        inferred = set(ontology().transitive_objects(kind, RDFS.subClassOf)) & ours
        assert inferred <= set(graph.objects(subject, RDF.type)), subject


# ── The shapes ───────────────────────────────────────────────────────────────────────────────────────────────────────


def validate(graph: rdflib.Graph, **options: bool) -> tuple[bool, rdflib.Graph, str]:
    conforms, report, text = pyshacl.validate(graph, shacl_graph=shape_graph(), allow_warnings=True, **options)
    assert isinstance(report, rdflib.Graph)
    return conforms, report, text


def test_the_shapes_are_shapes_and_the_sample_conforms() -> None:
    conforms, report, text = validate(to_graph(sample()), meta_shacl=True)
    assert conforms, text
    assert not set(report.subjects(RDF.type, SH.ValidationResult))


def test_the_sample_conforms_as_oxigraph_gives_it_back() -> None:
    store = ox.Store()
    written = to_graph(sample()).serialize(format="turtle")
    store.load(written.encode(), ox.RdfFormat.TURTLE)
    again = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    assert again is not None
    conforms, _, text = validate(rdflib.Graph().parse(again, format="nt11"))
    assert conforms, text


def test_the_sample_and_the_vocabulary_conform_together() -> None:
    conforms, _, text = validate(to_graph(sample()) + ontology())
    assert conforms, text


def test_every_shape_speaks_both_languages() -> None:
    speaking = {*shape_graph().subjects(RDF.type, SH.PropertyShape), *shape_graph().objects(None, SH.sparql)}
    speaking |= {*shape_graph().subjects(SH.xone), *(it for it in shape_graph().subjects(SH["or"], None))}
    for shape in speaking:
        assert languages(shape_graph(), shape, SH.message) == {"zh", "en"}, shape


Fault = Callable[[rdflib.Graph], object]
HOME = URIRef(f"{DATA_BASE}doc/{sample().document.id[:16]}")
UNIT, DUTY, RANGE, GOAL, SEEN = (
    URIRef(f"{HOME}/{path}")
    for path in (
        "task/1.1.1",
        "responsibility/1.1.2/211-217",
        "target/1.1.2/192-209",
        "target/1.1.1/117-131",
        "zone-mention/1.2.1/323-326",
    )
)
AGENCY, LEADER = URIRef(f"{DATA_BASE}agency/平江市科学技术局"), URIRef(f"{DATA_BASE}agency/平江市发展和改革委员会")
ZONE, COUNT = URIRef(f"{DATA_BASE}division/990121"), URIRef(f"{DATA_BASE}unit/家")
CITED = URIRef(f"{HOME}/passage/133-137")
SPAN = sample().references[0]
DUE = sample().time_limits[0]
LIMIT = URIRef(f"{HOME}/time-limit/{DUE.task}/{DUE.start}-{DUE.end}")
CITES = URIRef(f"{HOME}/reference/{SPAN.start}-{SPAN.end}")
NAMED = URIRef(f"{DATA_BASE}document/平江市科技进步条例")
NUMBERED = URIRef(f"{DATA_BASE}document/平政发〔2021〕8号")
POSITION, QUOTE = URIRef(f"{CITED}/position"), URIRef(f"{CITED}/quote")
NATIONAL = URIRef(f"{DATA_BASE}agency/国家发展和改革委员会")
NOTHING = URIRef("https://example.org/nothing")


def drop(subject: Node, predicate: Node) -> Fault:
    return lambda graph: graph.remove((subject, predicate, None))


def add(subject: Node, predicate: Node, *values: Node) -> Fault:
    return lambda graph: [graph.add((subject, predicate, value)) for value in values]


def put(subject: Node, predicate: Node, value: Node) -> Fault:
    return lambda graph: graph.set((subject, predicate, value))


def zh(text: str) -> Literal:
    return Literal(text, lang="zh")


# The shape that must find the fault, the part of it that does, and the fault.
FAULTS: list[tuple[str, str, Fault]] = [
    ("title", "MinCount", drop(HOME, DCTERMS.title)),
    ("title", "MaxCount", add(HOME, DCTERMS.title, zh("另一标题"))),
    ("title", "Datatype", put(HOME, DCTERMS.title, Literal("没有语言的标题"))),
    ("title", "MinLength", put(HOME, DCTERMS.title, zh(""))),
    ("contentHash", "MinCount", drop(HOME, ZT.contentHash)),
    ("contentHash", "MaxCount", add(HOME, ZT.contentHash, Literal("0" * 64))),
    ("contentHash", "Datatype", put(HOME, ZT.contentHash, zh("0" * 64))),
    ("contentHash", "Pattern", put(HOME, ZT.contentHash, Literal("ABC"))),
    ("text", "MinCount", drop(HOME, ZT.text)),
    ("text", "MaxCount", add(HOME, ZT.text, zh("另一全文"))),
    ("text", "Datatype", put(HOME, ZT.text, Literal("没有语言的全文"))),
    ("length", "MinCount", drop(HOME, ZT.length)),
    ("length", "MaxCount", add(HOME, ZT.length, Literal(7))),
    ("length", "Datatype", put(HOME, ZT.length, Literal("七"))),
    ("length", "MinInclusive", put(HOME, ZT.length, Literal(0))),
    ("status", "NodeKind", put(HOME, ZT.status, zh("征求意见稿"))),
    ("status", "MaxCount", add(HOME, ZT.status, ZT.trial)),
    ("issued", "Datatype", put(HOME, DCTERMS.issued, Literal("2026年3月5日"))),
    ("issued", "MaxCount", add(HOME, DCTERMS.issued, Literal("2026-03-06", datatype=XSD.date))),
    ("publisher", "Class", put(HOME, DCTERMS.publisher, zh("平江市人民政府"))),
    ("documentNumber", "Datatype", put(HOME, ZT.documentNumber, Literal(12))),
    ("documentNumber", "MaxCount", add(HOME, ZT.documentNumber, Literal("平政发〔2026〕13号"))),
    ("documentNumber", "MinLength", put(HOME, ZT.documentNumber, Literal(""))),
    ("leadConvention", "Class", put(HOME, ZT.leadConvention, zh("所列第一个单位为牵头单位"))),
    ("leadConvention", "MaxCount", add(HOME, ZT.leadConvention, CITED)),
    ("isFormatOf", "MinCount", drop(HOME, DCTERMS.isFormatOf)),
    ("isFormatOf", "Class", add(HOME, DCTERMS.isFormatOf, NOTHING)),
    ("inForceFrom", "Datatype", put(HOME, ZT.inForceFrom, Literal("印发之日"))),
    ("inForceFrom", "MaxCount", add(HOME, ZT.inForceFrom, Literal("2026-03-06", datatype=XSD.date))),
    ("validUntil", "Datatype", put(HOME, ZT.validUntil, Literal("2031年"))),
    ("validUntil", "MaxCount", add(HOME, ZT.validUntil, Literal("2031-12-31", datatype=XSD.date))),
    ("validFor", "Datatype", put(HOME, ZT.validFor, Literal("5年"))),
    ("validFor", "MaxCount", add(HOME, ZT.validFor, Literal("P3Y", datatype=XSD.duration))),
    ("validityClause", "Class", put(HOME, ZT.validityClause, zh("有效期5年"))),
    ("attachment", "Class", add(HOME, ZT.attachment, NAMED)),
    ("referencesDocument", "Class", add(HOME, DCTERMS.references, HOME)),
    ("otherDocument", "Class", add(HOME, ZT.forwards, NOTHING)),
    ("directNeedsReference", "SPARQL", add(HOME, ZT.basedOn, NUMBERED)),
    ("directNeedsReference", "SPARQL", add(HOME, ZT.implements, NUMBERED)),
    ("directNeedsReference", "SPARQL", add(HOME, DCTERMS.replaces, NAMED)),
    ("directNeedsReference", "SPARQL", add(HOME, ZT.promulgates, NAMED)),
    ("directNeedsReference", "SPARQL", add(HOME, ZT.forwards, NAMED)),
    ("NamedDocument", "Or", drop(NAMED, DCTERMS.title)),
    ("refersTo", "MinCount", drop(CITES, ZT.refersTo)),
    ("refersTo", "MaxCount", add(CITES, ZT.refersTo, NUMBERED)),
    ("refersTo", "Class", put(CITES, ZT.refersTo, HOME)),
    ("relation", "MinCount", drop(CITES, ZT.relation)),
    ("relation", "MaxCount", add(CITES, ZT.relation, ZT.asCited)),
    ("relation", "In", put(CITES, ZT.relation, ZT.basedOn)),
    ("taskIfAny", "MaxCount", add(CITES, ZT.task, UNIT, URIRef(f"{HOME}/task/2.1"))),
    ("taskIfAny", "Class", add(CITES, ZT.task, NAMED)),
    ("OutlineUnit", "Xone", add(UNIT, RDF.type, ZT.Section)),
    ("label", "MinCount", drop(UNIT, RDFS.label)),
    ("label", "MaxCount", add(UNIT, RDFS.label, zh("另一任务"))),
    ("label", "Datatype", put(UNIT, RDFS.label, Literal("没有语言的任务"))),
    ("label", "MinLength", put(UNIT, RDFS.label, zh(""))),
    ("isPartOf", "MinCount", drop(UNIT, DCTERMS.isPartOf)),
    ("isPartOf", "MaxCount", add(UNIT, DCTERMS.isPartOf, HOME)),
    ("isPartOf", "Or", put(UNIT, DCTERMS.isPartOf, NOTHING)),
    ("derivedFrom", "MinCount", drop(GOAL, PROV.wasDerivedFrom)),
    ("derivedFrom", "MaxCount", add(GOAL, PROV.wasDerivedFrom, NOTHING)),
    ("derivedFrom", "Class", put(UNIT, PROV.wasDerivedFrom, NOTHING)),
    ("order", "MinCount", drop(UNIT, ZT.order)),
    ("order", "MaxCount", add(UNIT, ZT.order, Literal(70))),
    ("order", "Datatype", put(UNIT, ZT.order, Literal("三"))),
    ("order", "MinInclusive", put(UNIT, ZT.order, Literal(0))),
    ("extent", "MinCount", drop(UNIT, ZT.extent)),
    ("extent", "MaxCount", add(UNIT, ZT.extent, CITED)),
    ("extent", "Class", put(UNIT, ZT.extent, NOTHING)),
    ("number", "Datatype", put(UNIT, ZT.number, Literal(1))),
    ("number", "MaxCount", add(UNIT, ZT.number, Literal("2"))),
    ("number", "MinLength", put(UNIT, ZT.number, Literal(""))),
    ("agencyName", "MinCount", drop(AGENCY, SKOS.prefLabel)),
    ("agencyName", "MaxCount", add(AGENCY, SKOS.prefLabel, zh("平江市科技局"))),
    ("agencyName", "Datatype", put(AGENCY, SKOS.prefLabel, Literal("平江市科学技术局"))),
    ("agencyName", "MinLength", put(AGENCY, SKOS.prefLabel, zh(""))),
    ("agencyName", "Disjoint", add(AGENCY, SKOS.altLabel, zh("平江市科学技术局"))),
    ("level", "In", put(AGENCY, ZT.level, ZT.lead)),
    ("level", "MaxCount", add(AGENCY, ZT.level, ZT.county)),
    ("jurisdiction", "Datatype", put(AGENCY, ZT.jurisdiction, NOTHING)),
    ("jurisdiction", "MaxCount", add(AGENCY, ZT.jurisdiction, zh("临江市"))),
    ("jurisdiction", "MinLength", put(AGENCY, ZT.jurisdiction, zh(""))),
    ("classification", "Class", put(AGENCY, ORG.classification, zh("科学技术"))),
    ("classification", "MaxCount", add(AGENCY, ORG.classification, URIRef(f"{DATA_BASE}agency-type/教育"))),
    ("sinceYear", "Datatype", put(AGENCY, ZT.sinceYear, Literal("一九九八"))),
    ("sinceYear", "MaxCount", add(AGENCY, ZT.sinceYear, Literal(1998), Literal(2003))),
    ("sinceYear", "LessThan", add(NATIONAL, ZT.untilYear, Literal(2003))),
    ("untilYear", "Datatype", put(AGENCY, ZT.untilYear, Literal("2018"))),
    ("untilYear", "MaxCount", add(AGENCY, ZT.untilYear, Literal(2018), Literal(2019))),
    ("isReplacedBy", "Class", add(AGENCY, DCTERMS.isReplacedBy, NOTHING)),
    ("bears", "Class", add(AGENCY, ZT.leads, NOTHING)),
    ("directNeedsResponsibility", "SPARQL", add(AGENCY, ZT.leads, UNIT)),
    ("directNeedsResponsibility", "SPARQL", add(LEADER, ZT.participatesIn, UNIT)),
    ("directNeedsResponsibility", "SPARQL", add(LEADER, ZT.responsibleFor, UNIT)),
    ("Zone", "Or", lambda graph: graph.remove((ZONE, RDF.type, ZT.Division))),
    ("zoneName", "MinCount", drop(ZONE, SKOS.prefLabel)),
    ("zoneName", "MaxCount", add(ZONE, SKOS.prefLabel, zh("云溪"))),
    ("zoneName", "Datatype", put(ZONE, SKOS.prefLabel, Literal("云溪县"))),
    ("zoneName", "MinLength", put(ZONE, SKOS.prefLabel, zh(""))),
    ("zoneName", "Disjoint", add(ZONE, SKOS.altLabel, zh("云溪县"))),
    ("zoneCitation", "MinCount", drop(ZONE, ZT.citation)),
    ("zoneCitation", "Class", put(ZONE, ZT.citation, UNIT)),
    ("divisionCode", "Datatype", put(ZONE, ZT.divisionCode, Literal(990121))),
    ("divisionCode", "MaxCount", add(ZONE, ZT.divisionCode, Literal("990122"))),
    ("divisionCode", "Pattern", put(ZONE, ZT.divisionCode, Literal("9901"))),
    ("within", "NodeKind", put(ZONE, ZT.within, zh("平江市"))),
    ("task", "MinCount", drop(GOAL, ZT.task)),
    ("task", "MaxCount", add(GOAL, ZT.task, URIRef(f"{HOME}/task/2.1"))),
    ("task", "Class", put(GOAL, ZT.task, AGENCY)),
    ("citation", "MinCount", drop(DUTY, ZT.citation)),
    ("citation", "MaxCount", add(SEEN, ZT.citation, CITED)),
    ("citation", "Class", put(GOAL, ZT.citation, UNIT)),
    ("rule", "Datatype", put(DUTY, ZT.rule, zh("规则"))),
    ("rule", "MaxCount", add(DUTY, ZT.rule, Literal("another"))),
    ("agency", "MinCount", drop(DUTY, ZT.agency)),
    ("agency", "MaxCount", add(DUTY, ZT.agency, AGENCY)),
    ("agency", "Class", put(DUTY, ZT.agency, UNIT)),
    ("role", "MinCount", drop(DUTY, ZT.role)),
    ("role", "MaxCount", add(DUTY, ZT.role, ZT.participant)),
    ("role", "In", put(DUTY, ZT.role, ZT.explicit)),
    ("basis", "MinCount", drop(DUTY, ZT.basis)),
    ("basis", "MaxCount", add(DUTY, ZT.basis, ZT.explicit)),
    ("basis", "In", put(DUTY, ZT.basis, ZT.guessed)),
    ("clause", "MinCount", drop(DUTY, ZT.clause)),
    ("clause", "MaxCount", add(DUTY, ZT.clause, CITED)),
    ("clause", "Class", put(DUTY, ZT.clause, UNIT)),
    ("directStatement", "SPARQL", drop(LEADER, ZT.leads)),
    ("directStatement", "SPARQL", drop(AGENCY, ZT.participatesIn)),
    ("directStatement", "SPARQL", drop(AGENCY, ZT.responsibleFor)),
    ("conventionStated", "SPARQL", drop(HOME, ZT.leadConvention)),
    ("Target", "Xone", drop(RANGE, ZT.upperValue)),
    ("Target", "Xone", add(GOAL, ZT.upperValue, Literal(400))),
    ("indicator", "MinCount", drop(GOAL, ZT.indicator)),
    ("indicator", "MaxCount", add(GOAL, ZT.indicator, zh("另一指标"))),
    ("indicator", "Datatype", put(GOAL, ZT.indicator, Literal("没有语言的指标"))),
    ("operator", "MinCount", drop(GOAL, ZT.operator)),
    ("operator", "MaxCount", add(GOAL, ZT.operator, ZT.moreThan)),
    ("operator", "In", put(GOAL, ZT.operator, Literal(">="))),
    ("value", "MinCount", drop(GOAL, ZT.value)),
    ("value", "MaxCount", add(GOAL, ZT.value, Literal(301))),
    ("value", "Or", put(GOAL, ZT.value, Literal("三百"))),
    ("upperValue", "MaxCount", add(RANGE, ZT.upperValue, Literal(5))),
    ("upperValue", "Or", put(RANGE, ZT.upperValue, Literal("四"))),
    ("bounds", "LessThan", put(RANGE, ZT.upperValue, Literal(3))),
    ("unit", "MinCount", drop(GOAL, ZT.unit)),
    ("unit", "MaxCount", add(GOAL, ZT.unit, URIRef("http://qudt.org/vocab/unit/PERCENT"))),
    ("unit", "Class", put(GOAL, ZT.unit, zh("家"))),
    ("dueYear", "MinInclusive", put(GOAL, ZT.dueYear, Literal(1948))),
    ("dueYear", "MaxInclusive", put(GOAL, ZT.dueYear, Literal(2101))),
    ("dueYear", "Datatype", put(GOAL, ZT.dueYear, Literal("2030", datatype=XSD.gYear))),
    ("dueYear", "MaxCount", add(GOAL, ZT.dueYear, Literal(2029))),
    ("dueBy", "Datatype", add(GOAL, ZT.dueBy, Literal("2028年底"))),
    ("dueBy", "MaxCount", add(GOAL, ZT.dueBy, *(Literal(f"2028-12-3{day}", datatype=XSD.date) for day in (0, 1)))),
    ("TimeLimit", "Xone", drop(LIMIT, ZT.dueBy)),
    ("TimeLimit", "Xone", put(LIMIT, ZT.timeBound, ZT.ongoing)),
    ("timeBound", "MinCount", drop(LIMIT, ZT.timeBound)),
    ("timeBound", "MaxCount", add(LIMIT, ZT.timeBound, ZT.inThatTime)),
    ("timeBound", "In", put(LIMIT, ZT.timeBound, Literal("<="))),
    ("dueMonth", "MinInclusive", put(LIMIT, ZT.dueMonth, Literal(0))),
    ("dueMonth", "MaxInclusive", put(LIMIT, ZT.dueMonth, Literal(13))),
    ("dueMonth", "Datatype", put(LIMIT, ZT.dueMonth, Literal("2027-09", datatype=XSD.gYearMonth))),
    ("dueMonth", "MaxCount", add(LIMIT, ZT.dueMonth, Literal(10))),
    ("period", "NodeKind", put(GOAL, ZT.period, Literal("year"))),
    ("period", "MaxCount", add(GOAL, ZT.period, ZT.yearly, ZT.monthly)),
    ("unitLabel", "MinCount", drop(COUNT, RDFS.label)),
    ("unitLabel", "MinLength", put(COUNT, RDFS.label, zh(""))),
    ("zone", "MinCount", drop(SEEN, ZT.zone)),
    ("zone", "MaxCount", add(SEEN, ZT.zone, URIRef(f"{DATA_BASE}region/青岚经济圈"))),
    ("zone", "Class", put(SEEN, ZT.zone, AGENCY)),
    ("source", "MinCount", drop(CITED, OA.hasSource)),
    ("source", "MaxCount", add(CITED, OA.hasSource, NOTHING)),
    ("source", "Class", put(CITED, OA.hasSource, AGENCY)),
    ("position", "QualifiedMinCount", lambda graph: graph.remove((CITED, OA.hasSelector, POSITION))),
    ("position", "QualifiedMaxCount", add(CITED, OA.hasSelector, URIRef(f"{HOME}/passage/138-142/position"))),
    ("page", "MinInclusive", add(CITED, ZT.page, Literal(0))),
    ("page", "Datatype", add(CITED, ZT.page, Literal("一"))),
    ("page", "MaxCount", add(CITED, ZT.page, Literal(1), Literal(2))),
    ("sheet", "MinLength", add(CITED, ZT.sheet, Literal(""))),
    ("sheet", "Datatype", add(CITED, ZT.sheet, zh("分工表"))),
    ("sheet", "MaxCount", add(CITED, ZT.sheet, Literal("分工表"), Literal("附表"))),
    ("cell", "Pattern", add(CITED, ZT.cell, Literal("第3行"))),
    ("cell", "Datatype", add(CITED, ZT.cell, Literal(5))),
    ("cell", "MaxCount", add(CITED, ZT.cell, Literal("C5"), Literal("C6"))),
    ("quote", "QualifiedMinCount", lambda graph: graph.remove((CITED, OA.hasSelector, QUOTE))),
    ("quote", "QualifiedMaxCount", add(CITED, OA.hasSelector, URIRef(f"{HOME}/passage/138-142/quote"))),
    ("exactWords", "SPARQL", put(QUOTE, OA.exact, Literal("市教育局"))),
    ("exactWords", "SPARQL", put(POSITION, OA.start, Literal(134))),
    ("start", "MinCount", drop(POSITION, OA.start)),
    ("start", "MaxCount", add(POSITION, OA.start, Literal(1))),
    ("start", "Datatype", put(POSITION, OA.start, Literal("零"))),
    ("start", "MinInclusive", put(POSITION, OA.start, Literal(-1))),
    ("start", "LessThan", put(POSITION, OA.start, Literal(137))),
    ("end", "MinCount", drop(POSITION, OA.end)),
    ("end", "MaxCount", add(POSITION, OA.end, Literal(138))),
    ("end", "Datatype", put(POSITION, OA.end, Literal("末"))),
    ("end", "MinInclusive", put(POSITION, OA.end, Literal(0))),
    ("exact", "MinCount", drop(QUOTE, OA.exact)),
    ("exact", "MaxCount", add(QUOTE, OA.exact, Literal("市教育局"))),
    ("exact", "Datatype", put(QUOTE, OA.exact, zh("市科技局"))),
    ("exact", "MinLength", put(QUOTE, OA.exact, Literal(""))),
]
WARNINGS: list[tuple[str, str, Fault]] = [
    ("twoLeads", "MaxCount", add(AGENCY, ZT.leads, URIRef(f"{HOME}/task/2.1"))),
    ("valueNotNegative", "MinInclusive", put(GOAL, ZT.value, Literal(-300))),
]


@cache
def shapes_without_queries() -> rdflib.Graph:
    """The queries take most of a validation's time, and only faults that they find need them."""
    graph = rdflib.Graph() + shape_graph()
    graph.remove((None, SH.sparql, None))
    return graph


def found(graph: rdflib.Graph, component: str) -> tuple[bool, set[tuple[str, str, str]]]:
    """Whether the graph conforms, and what was found: shape, component, severity."""
    rules = shape_graph() if component == "SPARQL" else shapes_without_queries()
    conforms, report, _ = pyshacl.validate(graph, shacl_graph=rules, allow_warnings=True)
    assert isinstance(report, rdflib.Graph)
    results = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        part = str(report.value(result, SH.sourceConstraintComponent)).removeprefix(str(SH))
        shape = report.value(result, SH.sourceConstraint if "SPARQL" in part else SH.sourceShape)
        name = "" if isinstance(shape, BNode) else str(shape).removeprefix(ZTS)
        severity = str(report.value(result, SH.resultSeverity)).removeprefix(str(SH))
        results.add((name, part.removesuffix("ConstraintComponent"), severity))
    return conforms, results


@pytest.mark.parametrize(
    ("shape", "component", "fault"), FAULTS, ids=[f"{s}-{c}-{i}" for i, (s, c, _) in enumerate(FAULTS)]
)
def test_a_fault_is_found(shape: str, component: str, fault: Fault) -> None:
    graph = to_graph(sample())
    fault(graph)
    conforms, results = found(graph, component)
    assert not conforms
    assert (shape, component, "Violation") in results


@pytest.mark.parametrize(("shape", "component", "oddity"), WARNINGS, ids=[shape for shape, _, _ in WARNINGS])
def test_an_oddity_is_a_warning_and_no_fault(shape: str, component: str, oddity: Fault) -> None:
    graph = to_graph(sample())
    oddity(graph)
    conforms, results = found(graph, component)
    assert conforms
    assert results == {(shape, component, "Warning")}


def test_every_constraint_of_every_shape_has_a_fault_that_it_finds() -> None:
    about = {SH.path, SH.message, SH.targetClass, SH.targetSubjectsOf, SH.property, SH.severity, SH.qualifiedValueShape}
    named = {it for it in shape_graph().subjects() if isinstance(it, URIRef) and it in ZTS}
    declared = {
        (str(shape).removeprefix(ZTS), str(part).removeprefix(str(SH)))
        for shape in named
        for part in shape_graph().predicates(shape)
        if str(part).startswith(str(SH)) and part not in about | {SH.sparql, SH.select, SH.prefixes}
    }
    declared |= {(str(it).removeprefix(ZTS), "sparql") for it in shape_graph().objects(None, SH.sparql)}
    shown = {(shape, part.lower()) for shape, part, _ in (*FAULTS, *WARNINGS)}
    assert {(shape, part.lower()) for shape, part in declared} == shown
