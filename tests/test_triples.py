"""A document's facts as RDF: whole, the same on every run, and readable by any tool whatever the text holds."""

import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import TEXT, sample

from extract.facts import Agency, Document, Extraction, OutlineUnit, Responsibility, Target, Zone
from graph.iris import segment
from graph.prepared import prepared
from graph.triples import PREFIXES, graph_iri, to_graph, to_quads
from ontology.terms import DATA_BASE

HOME = graph_iri(sample().document).removesuffix("/graph")


def triples(facts: Iterable[ox.Quad]) -> set[ox.Triple]:
    return {quad.triple for quad in facts}


def oxigraph_terms(graph: rdflib.Graph) -> set[ox.Triple]:
    """The graph as Oxigraph would read it, by way of a format that neither side abbreviates."""
    return triples(ox.parse(graph.serialize(format="nt11", encoding="utf-8"), ox.RdfFormat.N_TRIPLES))


def rows(extraction: Extraction, query: str) -> list[tuple[str | None, ...]]:
    store = ox.Store()
    store.extend(to_quads(extraction))
    found = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    names = found.variables
    answers = [tuple(row[name].value if row[name] else None for name in names) for row in found]
    return sorted(answers, key=str)


def text_of(*fields: object) -> tuple[str | None, ...]:
    return tuple(None if field is None else str(field) for field in fields)


# ── The same facts, the same graph ───────────────────────────────────────────────────────────────────────────────────


def test_another_run_writes_the_same_bytes() -> None:
    script = (
        "import sys, pyoxigraph as ox; sys.path.insert(0, 'tests'); from sample import sample;"
        "from graph.triples import to_quads;"
        "sys.stdout.buffer.write(ox.serialize(to_quads(sample()), format=ox.RdfFormat.N_QUADS))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=Path(__file__).parents[1],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert runs == {ox.serialize(to_quads(sample()), format=ox.RdfFormat.N_QUADS)}


def test_no_quad_comes_twice_and_none_has_a_blank_node() -> None:
    quads = list(to_quads(sample()))
    assert len(quads) == len(set(quads))
    assert not any(isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object))


def test_all_facts_stand_in_the_documents_named_graph() -> None:
    assert {quad.graph_name.value for quad in to_quads(sample())} == {graph_iri(sample().document)}


def test_another_base_moves_every_data_iri_and_no_term() -> None:
    moved = to_quads(sample(), "https://example.org/政策/")
    assert {str(quad).replace("https://example.org/政策/", DATA_BASE) for quad in moved} == {
        str(quad) for quad in to_quads(sample())
    }


def test_rdflib_and_oxigraph_hold_the_same_graph() -> None:
    facts = triples(to_quads(sample()))
    graph = to_graph(sample())
    assert oxigraph_terms(graph) == facts
    turtle = graph.serialize(format="turtle", encoding="utf-8")
    assert triples(ox.parse(turtle, ox.RdfFormat.TURTLE)) == facts
    assert oxigraph_terms(rdflib.Graph().parse(turtle, format="turtle")) == facts
    written = ox.serialize(facts, format=ox.RdfFormat.N_TRIPLES)
    assert set(rdflib.Graph().parse(written, format="nt11")) == set(graph)


def test_oxigraph_rewrites_no_literal() -> None:
    store = ox.Store()
    store.bulk_extend(to_quads(sample()))
    assert set(store) == set(to_quads(sample()))


def test_turtle_is_written_with_the_usual_prefixes() -> None:
    turtle = to_graph(sample()).serialize(format="turtle")
    assert "zt:leads" in turtle
    assert "ns1:" not in turtle


# ── All that was read is there ───────────────────────────────────────────────────────────────────────────────────────


def test_the_document_is_all_there() -> None:
    document = sample().document
    found = rows(
        sample(),
        """SELECT ?id ?title ?status ?issuer ?number ?date ?text ?length ?place ?convention ?start ?end {
            ?document a zt:PolicyDocument ; zt:contentHash ?id ; dcterms:title ?title ; zt:status ?status ;
                dcterms:publisher/skos:prefLabel ?issuer ; zt:documentNumber ?number ; dcterms:issued ?date ;
                zt:text ?text ; zt:length ?length ; zt:jurisdiction ?place ; zt:leadConvention ?cited .
            ?cited oa:hasSelector/oa:start ?start ; oa:hasSelector/oa:end ?end ; oa:hasSelector/oa:exact ?convention
        }""",
    )
    assert found == [
        text_of(
            document.id,
            document.title,
            "https://w3id.org/zhengtu/ontology#draftForComment",
            document.issuer,
            document.number,
            document.date,
            TEXT,
            len(TEXT),
            document.jurisdiction,
            document.lead_convention,
            document.lead_convention_start,
            document.lead_convention_end,
        )
    ]


def test_the_outline_is_all_there() -> None:
    found = rows(
        sample(),
        """SELECT ?id ?parent ?kind ?number ?heading ?start ?end ?order {
            ?unit a zt:OutlineUnit, ?class ; dcterms:identifier ?id ; rdfs:label ?heading ; zt:order ?order ;
                zt:extent/oa:hasSelector ?position .
            ?position oa:start ?start ; oa:end ?end .
            FILTER (?class != zt:OutlineUnit)
            BIND (LCASE(STRAFTER(STR(?class), "#")) AS ?kind)
            OPTIONAL { ?unit dcterms:isPartOf/dcterms:identifier ?parent }
            OPTIONAL { ?unit zt:number ?number }
        }""",
    )
    units = enumerate(sample().tasks, 1)
    assert found == sorted(
        (text_of(u.id, u.parent, u.kind, u.number, u.heading, u.start, u.end, order) for order, u in units), key=str
    )


def test_responsibilities_are_all_there_with_mention_and_clause() -> None:
    found = rows(
        sample(),
        """SELECT ?id ?agency ?mention ?role ?basis ?start ?end ?first ?last ?rule {
            ?duty a zt:Responsibility ; zt:task/dcterms:identifier ?id ; zt:agency/skos:prefLabel ?agency ;
                zt:role ?r ; zt:basis ?b ; zt:rule ?rule ; zt:citation ?cited ; zt:clause ?clause .
            ?cited oa:hasSelector/oa:start ?start ; oa:hasSelector/oa:end ?end ; oa:hasSelector/oa:exact ?mention .
            ?clause oa:hasSelector/oa:start ?first ; oa:hasSelector/oa:end ?last .
            BIND (STRAFTER(STR(?r), "#") AS ?role) BIND (STRAFTER(STR(?b), "#") AS ?basis)
        }""",
    )
    assert found == sorted(
        (
            text_of(r.task, r.agency, r.mention, r.role, r.basis, r.start, r.end, r.clause_start, r.clause_end, r.rule)
            for r in sample().responsibilities
        ),
        key=str,
    )


def test_targets_are_all_there() -> None:
    found = rows(
        sample(),
        """SELECT ?id ?text ?indicator ?operator ?value ?upper ?unit ?year ?period ?start ?end ?rule {
            ?target a zt:Target ; zt:task/dcterms:identifier ?id ; zt:indicator ?indicator ; zt:rule ?rule ;
                zt:operator ?o ; zt:value ?value ; zt:unit/rdfs:label ?unit ; zt:citation ?cited .
            ?cited oa:hasSelector/oa:start ?start ; oa:hasSelector/oa:end ?end ; oa:hasSelector/oa:exact ?text .
            BIND (STRAFTER(STR(?o), "#") AS ?operator)
            OPTIONAL { ?target zt:upperValue ?upper }
            OPTIONAL { ?target zt:dueYear ?year }
            OPTIONAL { ?target zt:period zt:yearly BIND ("year" AS ?period) }
        }""",
    )
    names = {">=": "atLeast", "=": "equalTo", "range": "between"}
    assert found == sorted(
        (
            text_of(
                *(t.task, t.text, t.indicator, names[t.operator], f"{t.value:.15g}"),
                *(None if t.upper is None else f"{t.upper:.15g}", t.unit, t.year, t.period, t.start, t.end, t.rule),
            )
            for t in sample().targets
        ),
        key=str,
    )


def test_zone_mentions_are_all_there() -> None:
    found = rows(
        sample(),
        """SELECT ?name ?class ?mention ?id ?start ?end ?code ?rule {
            ?seen a zt:ZoneMention ; zt:zone ?zone ; zt:task ?task ; zt:citation ?cited ; zt:rule ?rule .
            ?task dcterms:identifier ?id ; zt:mentionsZone ?zone .
            ?cited oa:hasSelector/oa:start ?start ; oa:hasSelector/oa:end ?end ; oa:hasSelector/oa:exact ?mention .
            ?zone a zt:Zone, geo:Feature, ?kind ; skos:prefLabel ?name ; zt:citation ?cited .
            BIND (STRAFTER(STR(?kind), "#") AS ?class)
            FILTER (?class NOT IN ("Zone", "Feature"))
            OPTIONAL { ?zone zt:divisionCode ?code }
        }""",
    )
    names = {"demonstration": "DemonstrationZone", "functional": "FunctionalZone"}
    assert found == sorted(
        (
            text_of(z.zone, names.get(z.kind, z.kind.title()), z.mention, z.task, z.start, z.end, z.code, z.rule)
            for z in sample().zones
        ),
        key=str,
    )


def test_agencies_are_all_there() -> None:
    found = rows(
        sample(),
        """SELECT ?name ?alias ?level ?group ?place ?type {
            ?agency a zt:Agency, org:Organization ; skos:prefLabel ?name ; zt:level ?l ; zt:jurisdiction ?place ;
                org:classification/skos:prefLabel ?type .
            FILTER (LANG(?type) = "zh")
            BIND (STRAFTER(STR(?l), "#") AS ?level) BIND (EXISTS { ?agency a zt:AgencyGroup } AS ?group)
            OPTIONAL { ?agency skos:altLabel ?alias }
        }""",
    )
    issuer = Agency("平江市人民政府", ("平江市人民政府",), "municipal", False, "平江市", "人民政府")
    assert found == sorted(
        (
            text_of(a.name, m if m != a.name else None, a.level, str(a.group).lower(), a.jurisdiction, a.type)
            for a in (*sample().agencies, issuer)
            for m in a.mentions
        ),
        key=str,
    )


def test_who_leads_a_task_is_one_line_of_sparql() -> None:
    led = rows(sample(), "SELECT ?id ?name { ?agency zt:leads/dcterms:identifier ?id ; skos:prefLabel ?name }")
    assert led == [
        ("1.1.2", "平江市发展和改革委员会"),
        ("1.1.2.1", "平江市发展和改革委员会"),
        ("1.2.1", "平江市交通运输局"),
        ("2.1", "平江市财政局"),
    ]


def test_what_the_text_does_not_say_is_not_in_the_graph() -> None:
    bare = Document(
        "0" * 64, "关于做好防汛工作的通知", None, None, None, None, "做好防汛工作。", None, None, None, None
    )
    quads = to_quads(Extraction(bare, (), (), (), (), ()))
    said = {quad.predicate.value.rpartition("#")[2].rpartition("/")[2] for quad in quads}
    assert said == {"type", "title", "contentHash", "text", "length", "wasDerivedFrom", "isFormatOf"}


def test_two_targets_in_one_place_are_two() -> None:
    first = sample().targets[0]
    both = replace(sample(), targets=(first, replace(first, indicator="科技型中小企业")))
    found = rows(both, "SELECT ?target ?indicator { ?target a zt:Target ; zt:indicator ?indicator }")
    assert [row[1] for row in found] == ["高新技术企业", "科技型中小企业"]
    assert len({row[0] for row in found}) == 2


def test_an_agency_that_bears_a_task_twice_is_linked_to_it_once() -> None:
    first = sample().responsibilities[0]
    twice = replace(sample(), responsibilities=(first, replace(first, start=first.start + 1)))
    quads = list(to_quads(twice))
    assert len(quads) == len(set(quads))


@pytest.mark.parametrize(
    ("number", "written", "kind"),
    [
        (5e10, "50000000000", "integer"),
        (3.0, "3", "integer"),
        (-0.0, "0", "integer"),
        (0.1, "0.1", "decimal"),
        (1e-05, "0.00001", "decimal"),
        (12.50, "12.5", "decimal"),
        (-2.5, "-2.5", "decimal"),
    ],
)
def test_numbers_are_written_as_stores_write_them(number: float, written: str, kind: str) -> None:
    target = replace(sample().targets[0], value=number)
    quads = to_quads(replace(sample(), targets=(target,)))
    (value,) = [quad.object for quad in quads if quad.predicate.value.endswith("#value")]
    assert value == ox.Literal(written, datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{kind}"))


@pytest.mark.parametrize(
    ("written", "kind"), [("2026-03-05", "date"), ("2026-02-30", "string"), ("二〇二六年三月", "string")]
)
def test_only_a_date_is_typed_as_one(written: str, kind: str) -> None:
    document = replace(sample().document, date=written)
    quads = to_quads(replace(sample(), document=document))
    (issued,) = [quad.object for quad in quads if quad.predicate.value.endswith("/issued")]
    assert isinstance(issued, ox.Literal)
    assert (issued.value, issued.datatype.value.rpartition("#")[2]) == (written, kind)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("公开征求意见稿", "https://w3id.org/zhengtu/ontology#draftForComment"),
        ("试行", "https://w3id.org/zhengtu/ontology#trial"),
        ("内部讨论", f"{DATA_BASE}status/内部讨论"),
    ],
)
def test_a_status_is_the_vocabularys_concept_or_a_coined_one(status: str, expected: str) -> None:
    found = rows(replace(sample(), document=replace(sample().document, status=status)), "SELECT ?s { ?d zt:status ?s }")
    assert found == [(expected,)]


# ── Identity ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def agency_iri(name: str, jurisdiction: str | None, **more: object) -> str:
    fields = {"mentions": (name,), "level": None, "group": False, "jurisdiction": jurisdiction, "type": None, **more}
    extraction = replace(sample(), responsibilities=(), agencies=(Agency(name, **fields),))  # type: ignore[arg-type]
    ((iri,),) = rows(extraction, f'SELECT ?agency {{ ?agency a zt:Agency ; skos:prefLabel "{name}"@zh }}')
    assert iri is not None
    return iri


@pytest.mark.parametrize(
    ("expected", "name", "jurisdiction", "more"),
    [
        ("agency/平江市科学技术局", "平江市科学技术局", "平江市", {}),
        ("agency/中共平江市委组织部", "中共平江市委组织部", "平江市", {}),
        ("agency/教育部", "教育部", "中华人民共和国", {}),
        ("agency/中国气象局", "中国气象局", None, {"level": "national"}),
        ("agency/平江市/高新区管委会", "高新区管委会", "平江市", {}),
        ("agency/平江市/各县（市、区）人民政府", "各县（市、区）人民政府", "平江市", {"group": True}),
        ("agency/平江市/平江市各部门", "平江市各部门", "平江市", {"group": True}),
        ("agency/中华人民共和国/有关部门", "有关部门", "中华人民共和国", {"group": True}),
    ],
)
def test_an_agency_is_known_by_its_name_and_place(
    expected: str, name: str, jurisdiction: str | None, more: dict[str, object]
) -> None:
    assert agency_iri(name, jurisdiction, **more) == DATA_BASE + expected


@pytest.mark.parametrize("group", [False, True])
def test_an_agency_of_an_unknown_place_is_the_documents_own(group: bool) -> None:
    assert agency_iri("市科技局", None, group=group) == f"{HOME}/agency/市科技局"


def zone_iri(zone: Zone, jurisdiction: str | None) -> str:
    extraction = replace(sample(), zones=(zone,), document=replace(sample().document, jurisdiction=jurisdiction))
    ((iri,),) = rows(extraction, "SELECT ?zone { ?mention zt:zone ?zone }")
    assert iri is not None
    return iri.replace(HOME, "…").removeprefix(DATA_BASE)


@pytest.mark.parametrize(
    ("expected", "name", "kind", "code", "jurisdiction"),
    [
        ("division/990121", "云溪县", "division", "990121", "平江市"),
        ("zone/平江市/云溪县", "云溪县", "division", None, "平江市"),
        ("region/青岚经济圈", "青岚经济圈", "region", None, "平江市"),
        ("zone/平江市/高新区", "高新区", "functional", None, "平江市"),
        ("zone/平江市高新区", "平江市高新区", "functional", None, "平江市"),
        ("…/zone/高新区", "高新区", "demonstration", None, None),
    ],
)
def test_a_zone_is_known_by_its_code_or_its_name_and_place(
    expected: str, name: str, kind: str, code: str | None, jurisdiction: str | None
) -> None:
    zone = replace(sample().zones[0], zone=name, kind=kind, code=code)
    assert zone_iri(zone, jurisdiction) == expected


@pytest.mark.parametrize(
    ("code", "around"),
    [
        ("990121", ["990000", "990100"]),
        ("990100", ["990000"]),
        ("429004", ["420000"]),
        ("310115", ["310000"]),
        ("990000", []),
    ],
)
def test_a_division_lies_within_those_its_code_names(code: str, around: list[str]) -> None:
    zone = replace(sample().zones[3], code=code)
    found = rows(replace(sample(), zones=(zone,)), "SELECT ?around { ?zone zt:within ?around } ORDER BY ?around")
    assert found == [(f"{DATA_BASE}division/{outer}",) for outer in around]


# ── Whatever the text holds ──────────────────────────────────────────────────────────────────────────────────────────

HOSTILE = st.one_of(
    st.text(max_size=12),
    st.text(
        st.sampled_from(" \t\r\n\0\x7f\"'<>{}|\\^`%/?#[]@!$&()*+,;=:.~\u00a0\u3000\u200e\u202e\u2028\ufeff\ufffd市")
    ),
    st.sampled_from([".", "..", "", "a/../b", "%2F", "<script>", "'; DROP", '"""', "\\u0041", "𠮷局", "e\u0301"]),
)


@given(HOSTILE)
def test_a_name_can_be_read_back_from_its_iri(name: str) -> None:
    assert unquote(segment(name)) == name
    assert "/" not in segment(name)


@given(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF))
def test_chinese_stays_as_it_is_in_an_iri(letter: str) -> None:
    assert segment(letter) == letter


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    text = draw(HOSTILE)
    offset = st.integers(0, 20)
    names = draw(st.lists(HOSTILE, min_size=1, max_size=3, unique=True))
    place = st.none() | HOSTILE
    document = Document(
        draw(st.from_regex(r"[0-9a-f]{64}", fullmatch=True)),
        *(draw(HOSTILE), draw(place), draw(place), draw(place), draw(place), text, draw(place)),
        *(draw(HOSTILE), draw(offset), draw(offset)),
    )
    ids = draw(st.lists(HOSTILE, min_size=1, max_size=3, unique=True))
    units = tuple(OutlineUnit(id, None, "task", draw(place), draw(HOSTILE), draw(offset), draw(offset)) for id in ids)
    duty = Responsibility(ids[0], names[0], draw(HOSTILE), "lead", "explicit", *draw(st.tuples(*[offset] * 4)), "a.b")
    value = st.floats(-1e15, 1e15, allow_nan=False)
    target = Target(
        *(ids[-1], text, draw(HOSTILE), "range", draw(value), draw(value), draw(HOSTILE), 2030, draw(place)),
        *(draw(offset), draw(offset), draw(HOSTILE)),
    )
    zone = Zone(draw(HOSTILE), "division", draw(HOSTILE), ids[0], draw(offset), draw(offset), draw(place), "zone.named")
    agencies = tuple(
        Agency(name, tuple(draw(st.lists(HOSTILE, max_size=2, unique=True))), "county", False, draw(place), draw(place))
        for name in names
    )
    return Extraction(document, units, (duty,), (target,), (zone,), agencies)


@settings(deadline=None)
@given(extractions())
def test_any_text_is_written_and_read_back_the_same(extraction: Extraction) -> None:
    quads = list(to_quads(extraction))
    facts = triples(quads)
    written = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert set(ox.parse(written, ox.RdfFormat.N_QUADS)) == set(quads)
    assert prepared(extraction, "意见.txt").written == written
    assert set(ox.parse(ox.serialize(quads, format=ox.RdfFormat.TRIG), ox.RdfFormat.TRIG)) == set(quads)
    turtle = to_graph(extraction).serialize(format="turtle", encoding="utf-8")
    assert triples(ox.parse(turtle, ox.RdfFormat.TURTLE)) == facts
    assert oxigraph_terms(rdflib.Graph().parse(turtle, format="turtle")) == facts
