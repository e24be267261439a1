"""Divisions are found by name and code, today's and those of the documents' own day, and each lies where it should."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from extract.zones import read_zones
from ontology import divisions
from ontology.divisions import Division, Former

CURRENT = sorted({d for same in divisions.names().values() for d in same}, key=lambda d: d.code)
FORMER = sorted({d for same in divisions.former_names().values() for d in same}, key=lambda d: (d.code, d.until))
PROVINCES = {d.code[:2] for d in CURRENT if d.level == "provincial"}


def code(name: str, place: str | None = None) -> str | None:
    found = divisions.meant(name, place)
    return found.code if found else None


def found_in(text: str, place: str | None = None) -> list[tuple[str, str | None]]:
    return [(z.mention, z.code) for z in read_zones(text, lambda _: "1", place) if z.kind == "division"]


# ── The tables ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("level", "count"), [("provincial", 34), ("municipal", 333), ("county", 2847)])
def test_every_division_of_a_level_is_there_once(level: str, count: int) -> None:
    codes = [d.code for d in CURRENT if d.level == level]
    assert len(codes) == len(set(codes)) == count


@pytest.mark.parametrize("table", ["divisions.tsv", "former_divisions.tsv"])
def test_a_table_names_its_source_and_licence(table: str) -> None:
    head = [line for line in (files("ontology") / table).read_text("utf-8").splitlines() if line.startswith("#")]
    assert {"Source:", "(MIT)"} <= set(re.findall(r"Source:|\(MIT\)", "\n".join(head)))
    assert table in (Path(__file__).parents[1] / "NOTICE").read_text("utf-8")


@pytest.mark.parametrize("every", [CURRENT, FORMER], ids=["current", "former"])
def test_a_code_says_the_level_and_the_province(every: list[Division]) -> None:
    endings = {"provincial": r"0000", "municipal": r"(?!00)\d\d00", "county": r"\d\d(?!00)\d\d"}
    for division in every:
        assert re.fullmatch(r"\d\d" + endings[division.level], division.code), division
        assert division.code[:2] in PROVINCES, division


def test_what_a_current_division_lies_within_is_current_too() -> None:
    for division in CURRENT:
        outer = divisions.within(division)
        assert [o.code for o in outer] == list(divisions.around(division.code)), division
        assert not any(isinstance(o, Former) for o in outer), division
        assert [o.level for o in outer] == ["municipal", "provincial"][2 - len(outer) :], division


def test_no_short_name_means_two_divisions() -> None:
    for name, same in (*divisions.names().items(), *divisions.everyday().items()):
        assert len(same) == 1 or all(d.name == name for d in same), same


def test_a_former_division_ended_and_has_a_current_successor() -> None:
    current = {d.code for d in CURRENT}
    for d in FORMER:
        assert 1980 < d.until <= 2025, d
        assert d.since is None or 1980 < d.since < d.until, d
        assert d.successor is None or d.successor in current, d
        assert d.name not in {x.name for x in CURRENT if x.code == d.code}, d
    assert len(FORMER) == 1604
    assert sum(d.successor is None for d in FORMER) == 76


# ── By name ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("湖北", "420000"),
        ("台湾省", "710000"),
        ("澳门", "820000"),
        ("吉林", "220000"),
        ("海南", "460000"),
        ("恩施", "422800"),
        ("恩施州", "422800"),
        ("阿坝州", "513200"),
        ("凉山", "513400"),
        ("海南州", "632500"),
        ("巴州", "652800"),
        ("博尔塔拉", "652700"),
        ("伊犁州", "654000"),
        ("长治", "140400"),
        ("仙桃", "429004"),
        ("神农架", "429021"),
        ("两江新区", "500157"),
        ("岑岭县", "653132"),
    ],
)
def test_a_name_that_documents_write_is_known(name: str, expected: str) -> None:
    assert [d.code for d in divisions.by_name(name)] == [expected]


@pytest.mark.parametrize(
    "name", ["安康", "日照", "朝阳", "红河", "怒江", "文山", "海西", "东方", "海北", "兴安", "汀岚市"]
)
def test_an_everyday_word_or_an_unknown_place_is_no_division(name: str) -> None:
    assert divisions.by_name(name) == ()


@pytest.mark.parametrize(
    ("name", "level", "until", "successor"),
    [
        ("莱芜市", "municipal", 2018, "济南市莱芜区"),
        ("宣武区", "county", 2010, "北京市西城区"),
        ("崇文区", "county", 2010, "北京市东城区"),
        ("襄樊市", "municipal", 2010, "湖北省襄阳市"),
        ("巢湖市", "municipal", 2011, None),
        ("居巢区", "county", 2011, "合肥市巢湖市"),
        ("阿城市", "county", 2006, "哈尔滨市阿城区"),
        ("长清县", "county", 2001, "济南市长清区"),
        ("密云县", "county", 2015, "北京市密云区"),
        ("中甸县", "county", 2001, "迪庆藏族自治州香格里拉市"),
        ("郧阳地区", "municipal", 1994, "湖北省十堰市"),
        ("涪陵市", "municipal", 1997, "重庆市涪陵区"),
        ("东山区", "county", 2007, "乌鲁木齐市米东区"),
        ("通什市", "county", 2001, "海南省五指山市"),
        ("渝北区", "county", 2025, "重庆市两江新区"),
    ],
)
def test_a_former_division_is_known_with_what_became_of_it(
    name: str, level: str, until: int, successor: str | None
) -> None:
    last = divisions.former(name)[0]
    heir = divisions.by_code(last.successor) if last.successor else None
    assert (last.level, last.until) == (level, until)
    assert (f"{divisions.within(heir)[0].name}{heir.name}" if heir else None) == successor


def test_a_current_name_comes_before_a_former_one() -> None:
    assert code("巢湖市") == "340181"
    assert code("襄樊市") == "420600"
    assert code("思茅市") == "530800"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (None, None),
        ("南京市", "320106"),
        ("江宁区", "320106"),
        ("福州市", "350102"),
        ("江苏省", None),
        ("云岭市", None),
    ],
)
def test_a_name_that_several_bear_means_the_one_at_hand(place: str | None, expected: str | None) -> None:
    assert code("鼓楼区", place) == expected


def test_a_district_that_ended_is_not_taken_for_its_namesake_elsewhere() -> None:
    assert (code("江北区"), code("江北区", "重庆市"), code("江北区", "宁波市")) == (None, "500105", "330205")


# ── Where they lie ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "outer"),
    [
        ("黄石港区", ["黄石市", "湖北省"]),
        ("浦东新区", ["上海市"]),
        ("城口县", ["重庆市"]),
        ("仙桃市", ["湖北省"]),
        ("石河子市", ["新疆维吾尔自治区"]),
        ("恩施市", ["恩施土家族苗族自治州", "湖北省"]),
        ("黄石市", ["湖北省"]),
        ("澳门特别行政区", []),
        ("莱城区", ["莱芜市", "山东省"]),
        ("宣武区", ["北京市"]),
        ("莱芜市", ["山东省"]),
    ],
)
def test_a_division_lies_within_its_city_and_province(name: str, outer: list[str]) -> None:
    division = (divisions.by_name(name) or divisions.former(name))[0]
    assert [d.name for d in divisions.within(division)] == outer


def test_a_city_has_its_counties_below_it() -> None:
    huangshi, shanghai, hubei = (divisions.by_name(name)[0] for name in ("黄石", "上海", "湖北"))
    assert [d.name for d in divisions.below(huangshi)][-2:] == ["阳新县", "大冶市"]
    assert len(divisions.below(shanghai)) == 16
    assert divisions.below(hubei) == ()


# ── In a document ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_former_divisions_are_found_with_their_codes() -> None:
    text = "支持莱芜市与襄樊市合作，复制宣武区经验，扶持郧阳地区发展。"
    assert found_in(text) == [("莱芜市", "371200"), ("襄樊市", "420600"), ("宣武区", "110104"), ("郧阳地区", "422600")]


def test_a_former_district_that_is_an_everyday_name_is_not_found() -> None:
    assert found_in("推动各地设立新区，改造公园区，覆盖市郊区县。") == []


def test_an_everyday_word_is_a_division_only_in_a_list_of_them() -> None:
    text = "支持烟台、日照、威海发展，延长日照时数，巩固朝阳产业，保障平安、安康。"
    assert found_in(text) == [("烟台", "370600"), ("日照", "371100"), ("威海", "371000")]


def test_the_names_of_one_division_are_one_zone() -> None:
    text = "支持恩施州、恩施、恩施土家族苗族自治州和恩施市。"
    zones = {(z.zone, z.code) for z in read_zones(text, lambda _: "1")}
    assert zones == {("恩施土家族苗族自治州", "422800"), ("恩施市", "422801")}
