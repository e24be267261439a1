"""Which agency a name is, by the document it stands in, and that the registry says one thing only."""

import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from sample import sample

from extract import extract
from extract.resolution import registered, resolve
from graph.names import Named, matching
from graph.registry import registry, to_turtle
from graph.triples import to_graph, to_quads
from ontology import agencies, divisions, shapes
from ontology.terms import DATA_BASE, LEVELS, NATION, Level

TABLES = Path(agencies.__file__).parent
CITY, PROVINCE, CAPITAL = "黄石市", "湖北省", "上海市"

# The document's place and year, the name in it, and what it is: full name, type, level, jurisdiction.
KNOWN: list[tuple[str | None, int | None, str, str, str | None, Level | None, str | None]] = [
    # A word for the place stands for the document's own or one around it.
    (CITY, None, "市科技局", "黄石市科学技术局", "科学技术", "municipal", CITY),
    (CITY, None, "科技局", "黄石市科学技术局", "科学技术", "municipal", CITY),
    (CITY, None, "我市科技局", "黄石市科学技术局", "科学技术", "municipal", CITY),
    (CITY, None, "省发改委", "湖北省发展和改革委员会", "发展改革", "provincial", PROVINCE),
    (CITY, None, "市市监局", "黄石市市场监督管理局", "市场监督管理", "municipal", CITY),
    (CITY, None, "市监局", "黄石市市场监督管理局", "市场监督管理", "municipal", CITY),
    (CITY, None, "市市场监管局", "黄石市市场监督管理局", "市场监督管理", "municipal", CITY),
    (CITY, None, "市人社局", "黄石市人力资源和社会保障局", "人力资源和社会保障", "municipal", CITY),
    (CITY, None, "市自规局", "黄石市自然资源和规划局", "自然资源", "municipal", CITY),
    (CITY, None, "市国资委", "黄石市人民政府国有资产监督管理委员会", "国有资产监督管理", "municipal", CITY),
    (CITY, None, "市税务局", "国家税务总局黄石市税务局", "税务", "municipal", CITY),
    (CITY, None, "市中级人民法院", "黄石市中级人民法院", "法院", "municipal", CITY),
    (CITY, None, "省法院", "湖北省高级人民法院", "法院", "provincial", PROVINCE),
    (CITY, None, "市消防救援支队", "黄石市消防救援支队", "消防救援", "municipal", CITY),
    (PROVINCE, None, "省人力社保厅", "湖北省人力资源和社会保障厅", "人力资源和社会保障", "provincial", PROVINCE),
    ("浙江省", None, "省文化广电和旅游厅", "浙江省文化广电和旅游厅", "文化和旅游", "provincial", "浙江省"),
    ("浙江省", None, "省粮食物资局", "浙江省粮食和物资储备局", "粮食和物资储备", "provincial", "浙江省"),
    ("浙江省", None, "省海洋经济厅", "浙江省海洋经济发展厅", "海洋", "provincial", "浙江省"),
    ("大冶市", None, "市科技局", "大冶市科学技术局", "科学技术", "county", "大冶市"),
    ("大冶市", None, "省科技厅", "湖北省科学技术厅", "科学技术", "provincial", PROVINCE),
    ("崂山区", None, "市教育局", "青岛市教育局", "教育", "municipal", "青岛市"),
    ("崂山区", None, "区教体局", "崂山区教育和体育局", "教育", "county", "崂山区"),
    ("广西壮族自治区", None, "自治区教育厅", "广西壮族自治区教育厅", "教育", "provincial", "广西壮族自治区"),
    ("阿坝州", None, "州林草局", "阿坝藏族羌族自治州林业和草原局", "林业和草原", "municipal", "阿坝藏族羌族自治州"),
    (
        "宁夏回族自治区",
        None,
        "自治区党委组织部",
        "中共宁夏回族自治区委员会组织部",
        "组织",
        "provincial",
        "宁夏回族自治区",
    ),
    ("宁夏回族自治区", None, "团自治区委", "共青团宁夏回族自治区委员会", "共青团", "provincial", "宁夏回族自治区"),
    (CAPITAL, None, "市科委", "上海市科学技术委员会", "科学技术", "provincial", CAPITAL),
    (CAPITAL, None, "市城管执法局", "上海市城市管理行政执法局", "城市管理", "provincial", CAPITAL),
    ("浦东新区", None, "市科委", "上海市科学技术委员会", "科学技术", "provincial", CAPITAL),
    # A place that no table holds is what the document says it is.
    ("汀岚市", None, "市水利局", "汀岚市水利局", "水利", "municipal", "汀岚市"),
    ("汀岚市", None, "岚川县人民政府", "岚川县人民政府", "人民政府", "county", "岚川县"),
    # Party organs, people's organisations, the government's own office.
    (CITY, None, "市委科技办", "中共黄石市委科技委员会办公室", "科学技术", "municipal", CITY),
    (CITY, None, "市委组织部", "中共黄石市委组织部", "组织", "municipal", CITY),
    (CITY, None, "中共黄石市委组织部", "中共黄石市委组织部", "组织", "municipal", CITY),
    (CITY, None, "市委编办", "中共黄石市委机构编制委员会办公室", "机构编制", "municipal", CITY),
    (CITY, None, "团市委", "共青团黄石市委", "共青团", "municipal", CITY),
    (CITY, None, "共青团黄石市委", "共青团黄石市委", "共青团", "municipal", CITY),
    (CITY, None, "市妇联", "黄石市妇女联合会", "妇女", "municipal", CITY),
    (CITY, None, "市工商联", "黄石市工商业联合会", "工商业联合", "municipal", CITY),
    (CITY, None, "市政协", "中国人民政治协商会议黄石市委员会", "政协", "municipal", CITY),
    (CITY, None, "市政府办", "黄石市人民政府办公室", "政府办公厅", "municipal", CITY),
    (PROVINCE, None, "省政府办公厅", "湖北省人民政府办公厅", "政府办公厅", "provincial", PROVINCE),
    # Named places.
    (PROVINCE, None, "黄石市科技局", "黄石市科学技术局", "科学技术", "municipal", CITY),
    ("济南市", None, "历城区政府", "历城区人民政府", "人民政府", "county", "历城区"),
    ("青岛市", None, "崂山区财政局", "崂山区财政局", "财政", "county", "崂山区"),
    ("南京市", None, "鼓楼区教育局", "南京市鼓楼区教育局", "教育", "county", "南京市鼓楼区"),
    (NATION, None, "济南市历城区政府", "历城区人民政府", "人民政府", "county", "历城区"),
    (CITY, None, "湖北省科技厅", "湖北省科学技术厅", "科学技术", "provincial", PROVINCE),
    # National bodies, in their time.
    (NATION, 2019, "发展改革委", "国家发展和改革委员会", "发展改革", "national", NATION),
    (NATION, 2019, "国家发改委", "国家发展和改革委员会", "发展改革", "national", NATION),
    (CITY, 2026, "国家发展改革委", "国家发展和改革委员会", "发展改革", "national", NATION),
    (NATION, 2019, "铁路局", "国家铁路局", "铁路", "national", NATION),
    (NATION, 2019, "银保监会", "中国银行保险监督管理委员会", "金融监督管理", "national", NATION),
    (NATION, 2016, "广电总局", "国家新闻出版广电总局", "广播电视", "national", NATION),
    (NATION, 2021, "广电总局", "国家广播电视总局", "广播电视", "national", NATION),
    (NATION, 2005, "广电总局", "国家广播电影电视总局", "广播电视", "national", NATION),
    (NATION, None, "广电总局", "国家广播电视总局", "广播电视", "national", NATION),
    (NATION, 1996, "国家计委", "国家计划委员会", "发展改革", "national", NATION),
    (NATION, 2018, "国务院扶贫办", "国务院扶贫开发领导小组办公室", "乡村振兴", "national", NATION),
    (CITY, None, "证监会", "中国证券监督管理委员会", "证券监督管理", "national", NATION),
    (None, None, "体育总局", "国家体育总局", "体育", "national", NATION),
    (NATION, None, "国铁集团", "中国国家铁路集团有限公司", "企业", "national", NATION),
    (NATION, None, "供销合作总社", "中华全国供销合作总社", "供销合作", "national", NATION),
    # Branches.
    (CITY, None, "人行黄石市分行", "中国人民银行黄石市分行", "人民银行", "municipal", CITY),
    (CITY, None, "金融监管总局黄石分局", "国家金融监督管理总局黄石监管分局", "金融监督管理", "municipal", CITY),
    (PROVINCE, None, "湖北证监局", "中国证券监督管理委员会湖北监管局", "证券监督管理", "provincial", PROVINCE),
    ("山东省", None, "中铁济南局", "中国铁路济南局集团有限公司", "企业", None, "济南市"),
    (CITY, None, "市海关", "黄石海关", "海关", None, CITY),
    (CITY, 2020, "市银保监分局", "中国银行保险监督管理委员会黄石监管分局", "金融监督管理", "municipal", CITY),
    (CITY, None, "农行黄石分行", "中国农业银行黄石分行", "金融机构", None, CITY),
    (CITY, None, "黄石市海关", "黄石海关", "海关", None, CITY),
    ("汀岚市", None, "市海关", "汀岚海关", "海关", None, "汀岚市"),
    ("汀岚市", None, "金融监管总局汀岚分局", "国家金融监督管理总局汀岚监管分局", "金融监督管理", "municipal", "汀岚市"),
    # Bodies of a kind, each under its own name.
    (CITY, None, "市国投集团", "市国投集团", "企业", "municipal", CITY),
    (CITY, None, "省联投集团", "省联投集团", "企业", "provincial", PROVINCE),
    (CITY, None, "大冶湖高新区管委会", "大冶湖高新区管委会", "开发区管理委员会", None, CITY),
    (CITY, None, "经开区", "经开区", "开发区", None, CITY),
    (CITY, None, "市政府办金融科", "市政府办金融科", "内设和派出机构", "municipal", CITY),
    (CITY, None, "市公安局交警支队", "市公安局交警支队", "内设和派出机构", "municipal", CITY),
    (CITY, None, "湖北理工学院", "湖北理工学院", "高等学校", None, CITY),
    (CITY, None, "大冶市", "大冶市", "行政区划", "county", "大冶市"),
    # Two full names are possible: the type is certain, the name is not.
    (CITY, None, "市城管执法局", "市城管执法局", "城市管理", "municipal", CITY),
    # Nothing is guessed: no such place, no such office at that level, no such word.
    (None, None, "市科技局", "市科技局", None, "municipal", None),
    (None, None, "发展改革委", "发展改革委", None, None, None),
    (NATION, None, "鼓楼区教育局", "鼓楼区教育局", None, "national", NATION),
    (CITY, None, "药监局", "药监局", None, None, CITY),
    (CITY, None, "高新区财政局", "高新区财政局", None, None, CITY),
    (CITY, None, "中铁十二局", "中铁十二局", None, None, CITY),
    (PROVINCE, None, "市科技局", "市科技局", None, "municipal", None),
    (CITY, None, "县教育局", "县教育局", None, "county", None),
    (CITY, None, "市政府、法院", "市政府、法院", None, "municipal", CITY),
]


@pytest.mark.parametrize(
    ("place", "year", "mention", "name", "kind", "level", "jurisdiction"), KNOWN, ids=[f"{k[0]}-{k[2]}" for k in KNOWN]
)
def test_a_name_is_resolved_by_its_document(
    place: str | None,
    year: int | None,
    mention: str,
    name: str,
    kind: str | None,
    level: Level | None,
    jurisdiction: str | None,
) -> None:
    found = resolve(mention, place, year)
    assert (found.name, found.type, found.level, found.jurisdiction) == (name, kind, level, jurisdiction)


@pytest.mark.parametrize(("place", "year", "mention"), [k[:3] for k in KNOWN], ids=[f"{k[0]}-{k[2]}" for k in KNOWN])
def test_a_resolved_name_is_itself(place: str | None, year: int | None, mention: str) -> None:
    once = resolve(mention, place, year)
    assert resolve(once.name, place, year) == once


@pytest.mark.parametrize(
    "place", [CITY, PROVINCE, CAPITAL, "崂山区", "汀岚市", "广西壮族自治区", "阿坝州", "南京市鼓楼区"]
)
def test_every_office_of_a_place_is_found_by_its_full_name(place: str) -> None:
    level = resolve(place + "政府", place).level
    for office in agencies.every_office():
        if level in office.levels and office.until is None:
            full = office.of(resolve(place + "政府", place).name.removesuffix("人民政府"))
            found = resolve(full, place)
            assert (found.name, found.type) == (full, office.type)


@pytest.mark.parametrize("place", [None, NATION, CITY])
def test_every_national_body_is_found_by_its_full_name(place: str | None) -> None:
    for body in agencies.bodies().values():
        found = resolve(body.name, place)
        assert (found.name, found.type, found.level) == (body.name, body.type, "national")


@pytest.mark.parametrize("form", ["发改委", "发展改革委", "发展和改革委", "发展和改革委员会", "发展改革委员会"])
@pytest.mark.parametrize("place", [NATION, PROVINCE, CITY, "崂山区"])
def test_every_form_is_the_same_agency(form: str, place: str) -> None:
    assert resolve(form, place) == resolve("发展和改革委员会", place)
    assert resolve(form, place).name.endswith("发展和改革委员会")


@given(st.text(max_size=12), st.sampled_from([None, NATION, PROVINCE, CITY, "汀岚市", "x"]))
def test_any_text_resolves_to_something_that_is_itself(mention: str, place: str | None) -> None:
    once = resolve(mention, place)
    assert resolve(once.name, place).name == once.name


# ── The registry ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", sorted(TABLES.glob("*.tsv")), ids=lambda p: p.stem)
def test_a_table_says_what_it_holds_and_names_its_source(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    head = [line for line in lines[:10] if line.startswith("# ")]
    assert "<TAB>" in "".join(head)
    assert any(line.startswith("# Source: ") for line in head)
    assert [line for line in lines if line != line.rstrip() or "  " in line.lstrip("# ")] == []


def test_names_are_unique() -> None:
    for table in ("national", "offices", "branches", "types"):
        lines = (TABLES / f"{table}.tsv").read_text("utf-8").splitlines()
        names = [line.split("\t")[0] for line in lines if line and not line.startswith("#")]
        assert len(names) == len(set(names)), table


def test_every_body_that_is_no_more_has_a_successor_that_came_when_it_went() -> None:
    for body in agencies.bodies().values():
        assert bool(body.until) == bool(body.successors), body.name
        assert (body.since or 0) < (body.until or 9999), body.name
        for name in body.successors:
            successor = agencies.bodies()[name]
            # Some took over what was dissolved long after they were set up themselves; none came after.
            assert (successor.since or 0) <= (body.until or 0), (body.name, name)
            assert (successor.until or 9999) > (body.until or 0), (body.name, name)


def test_every_body_of_former_years_leads_to_one_of_today() -> None:
    for body in agencies.bodies().values():
        if body.until:
            assert any(new.until is None for _, new in agencies.succession(body.name)), body.name


def test_bodies_that_share_a_form_bore_it_in_turn() -> None:
    for form in {
        f for b in agencies.bodies().values() for name in (b.name, *b.shorts) for f in agencies.spellings(name)
    }:
        in_turn = sorted(agencies.national(form), key=lambda body: body.until or 9999)
        for earlier, later in pairwise(in_turn):
            assert (earlier.until or 9999) <= (later.since or 0) or earlier.until == later.since, form


def test_a_form_means_one_office_at_a_level_unless_a_reform_parts_them() -> None:
    ambiguous = set()
    for office in agencies.every_office():
        for form in (office.pattern.lstrip("○"), *office.shorts):
            for level in LEVELS:
                here = [o for o in agencies.offices(form) if level in o.levels and o.until is None]
                if len(here) > 1:
                    ambiguous.add(form)
                    assert len({o.type for o in here}) == 1, form
    # 城市管理执法局 or 城市管理行政执法局, 贸促会's 委员会 or 支会: the type is known, the name is not.
    assert ambiguous == {"城管执法局", "贸促会"}


def test_every_type_is_listed_and_used() -> None:
    used = {b.type for b in agencies.bodies().values()} | {o.type for o in agencies.every_office()}
    used |= {b.type for b in agencies.branches()} | {k.type for k in agencies.kinds()} | {"行政区划"}
    assert used == set(agencies.types())


# The departments of the State Council since 2018, and the bodies beside them since the reform of 2023.
DEPARTMENTS = """
外交部 国防部 国家发展和改革委员会 教育部 科学技术部 工业和信息化部 国家民族事务委员会 公安部 国家安全部
民政部 司法部 财政部 人力资源和社会保障部 自然资源部 生态环境部 住房和城乡建设部 交通运输部 水利部
农业农村部 商务部 文化和旅游部 国家卫生健康委员会 退役军人事务部 应急管理部 中国人民银行 审计署
"""
BESIDE = """
国务院国有资产监督管理委员会 海关总署 国家税务总局 国家市场监督管理总局 国家金融监督管理总局
中国证券监督管理委员会 国家广播电视总局 国家体育总局 国家信访局 国家统计局 国家知识产权局
国家国际发展合作署 国家医疗保障局 国务院参事室 国家机关事务管理局 国务院研究室 新华通讯社 中国科学院
中国社会科学院 中国工程院 国务院发展研究中心 中央广播电视总台 中国气象局 国家粮食和物资储备局 国家能源局
国家数据局 国家国防科技工业局 国家烟草专卖局 国家移民管理局 国家林业和草原局 国家铁路局 中国民用航空局
国家邮政局 国家文物局 国家中医药管理局 国家疾病预防控制局 国家矿山安全监察局 国家消防救援局 国家外汇管理局
国家药品监督管理局 中央社会工作部 中央金融委员会办公室 中央科技委员会
"""


def test_the_centre_is_complete() -> None:
    assert len(DEPARTMENTS.split()) == 26
    for name in (DEPARTMENTS + BESIDE).split():
        assert [body for body in agencies.national(name) if body.until is None], name
    assert [new.name for _, new in agencies.succession("中国保险监督管理委员会")] == [
        "中国银行保险监督管理委员会",
        "国家金融监督管理总局",
    ]


def test_a_word_for_a_place_is_how_a_division_ends() -> None:
    endings = set(agencies.words("place").values())
    assert all(any(name.endswith(ending) for name in divisions.names()) for ending in endings)


@pytest.mark.parametrize("word", [*agencies.words("outside"), *agencies.words("zone")])
def test_a_word_of_another_body_or_a_zone_names_no_place(word: str) -> None:
    found = resolve(f"云岭{word}财政局" if word in agencies.words("zone") else f"{word}云岭市财政局", CITY)
    assert (found.type, found.jurisdiction) == (None, CITY)


@pytest.mark.parametrize("word", agencies.words("vague"))
def test_a_vague_name_is_no_one_agency(word: str) -> None:
    assert resolve(word, CITY).type is None


def test_what_the_registry_has_is_read_as_an_agency() -> None:
    text = "一、任务\n（一）建网。铺设管线。（国家发展改革委、中国移动、中国石油和国家电网按职责分工负责）"
    assert [r.mention for r in extract(text).responsibilities] == ["国家发展改革委", "中国移动", "中国石油", "国家电网"]
    assert all(registered(form) for form in ("共青团中央", "最高检", "市科技局"))


# ── Documents and their graphs ───────────────────────────────────────────────────────────────────────────────────────

PLAN = """黄石市人民政府关于做强平台的实施意见
一、任务
（一）做强平台。建设算力中心。（市科技局牵头，发改委、市发展改革委、各地各部门、市国投集团配合）
（二）稳住资金。办好续贷。（国投集团牵头，银保监会、省科技厅、济南、青岛市政府配合）
2019年5月6日
"""


def test_one_agency_stands_once_with_all_its_forms() -> None:
    found = {a.name: a for a in extract(PLAN).agencies}
    assert found["黄石市发展和改革委员会"].mentions == ("发改委", "市发展改革委")
    assert found["市国投集团"].mentions == ("市国投集团", "国投集团")
    assert found["各地各部门"].group
    assert found["各地各部门"].type is None
    assert found["济南市人民政府"].mentions == ("济南",)
    assert {r.agency for r in extract(PLAN).responsibilities} == set(found)


def test_one_agency_has_one_iri_in_documents_of_different_places() -> None:
    other = PLAN.replace("黄石市人民政府", "鄂州市人民政府")
    both = [subjects(to_quads(extract(text))) for text in (PLAN, other)]
    shared = {iri.rpartition("/")[2] for iri in both[0] & both[1]}
    assert {"湖北省科学技术厅", "中国银行保险监督管理委员会", "济南市人民政府", "青岛市人民政府"} <= shared
    assert not {"黄石市科学技术局", "鄂州市科学技术局", "市国投集团"} & shared


def test_a_body_that_is_no_more_says_what_came_after_it() -> None:
    graph = to_graph(extract(PLAN))
    rows = graph.query(
        """SELECT ?until ?name { ?old skos:prefLabel "中国银行保险监督管理委员会"@zh ; zt:untilYear ?until ;
               dcterms:isReplacedBy [ skos:prefLabel ?name ] }"""
    )
    assert [(int(until), str(name)) for until, name in rows] == [(2023, "国家金融监督管理总局")]  # type: ignore[misc]


def test_no_triple_is_said_twice_and_the_graph_conforms() -> None:
    text = PLAN.replace("银保监会", "银监会、保监会、银保监会、金融监管总局")
    quads = list(to_quads(extract(text)))
    assert len(quads) == len(set(quads))
    rules = rdflib.Graph().parse(data=shapes().read_bytes(), format="turtle")
    conforms, _, told = pyshacl.validate(to_graph(extract(text)), shacl_graph=rules, allow_warnings=True)
    assert conforms, told


def test_the_registry_as_skos_conforms_and_joins_the_documents() -> None:
    graph = rdflib.Graph().parse(data=to_turtle(), format="turtle")
    assert len(graph) == len({*registry()}) == len(list(registry()))
    rules = rdflib.Graph().parse(data=shapes().read_bytes(), format="turtle")
    conforms, _, told = pyshacl.validate(graph, shacl_graph=rules, allow_warnings=True)
    assert conforms, told
    assert f"{DATA_BASE}agency/国家发展和改革委员会" in subjects(to_quads(sample()))
    assert (rdflib.URIRef(f"{DATA_BASE}agency/国家发展和改革委员会"), None, None) in graph


def test_a_typed_name_finds_the_agency_whatever_its_documents_call_it() -> None:
    known = [
        Named("1", "黄石市发展和改革委员会", ("市发改委",), CITY),
        Named("2", "济南市发展和改革委员会", ("市发展改革委",), "济南市"),
        Named("3", "国家发展和改革委员会", ("发展改革委",), NATION),
    ]
    assert [agency.iri for agency in matching("发改委", known)] == ["1", "2", "3"]
    assert [agency.iri for agency in matching("市发改委", known)] == ["1", "2"]
    assert [agency.iri for agency in matching("国家发改委", known)] == ["3"]
    assert [agency.iri for agency in matching("济南市发改委", known)] == ["2"]


def subjects(quads: object) -> set[str]:
    agency = "https://w3id.org/zhengtu/ontology#Agency"
    found: dict[str, set[str]] = defaultdict(set)
    for quad in quads:  # type: ignore[attr-defined]
        assert isinstance(quad, ox.Quad)
        if re.search(r"#type$", quad.predicate.value):
            found[quad.object.value].add(quad.subject.value)  # type: ignore[union-attr]
    return found[agency]
