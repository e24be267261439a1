"""The views counted by hand on the sample, what they are narrowed to, and their measures."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest

from graph import NotFound, Store, views
from graph.errors import ViewError
from graph.heatmap import heatmap, table
from graph.layout import Box, beside, columns
from graph.measures import measures
from graph.network import facts_in, of_agencies
from graph.reshaping import directed, side_by_side
from graph.selection import Selection
from graph.views import VIEWS, ViewName
from tests.duties import FEW, duty
from tests.sample import GOALS, PLACES, sample
from tests.serving import other, two_documents

ONE = Selection(documents=("实施意见",))
BOTH = Selection(documents=("实施意见", "工作要点"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(two_documents(tmp_path_factory.mktemp("views") / "store"), read_only=True) as store:
        yield store


def names(network: "nx.Graph[str]", *kinds: str) -> set[str]:
    return {facts["label"] for _, facts in network.nodes(data=True) if facts["kind"] in kinds}


def edges(network: "nx.Graph[str]") -> set[tuple[str, str, str]]:
    label = network.nodes(data="label")
    return {(label[a], kind, label[b]) for a, b, kind in network.edges(data="kind")}


# What each view shows


def test_targets_stand_between_who_bears_their_task_and_their_year(store: Store) -> None:
    network = views.targets(store, ONE)
    assert len(names(network, "target")) == len(GOALS)
    assert names(network, "year") == {"2028年", "2030年", "未写期限 no year"}
    found = edges(network)
    assert {
        ("市科技局", "responsible", "高新技术企业 ≥300家"),
        ("高新技术企业 ≥300家", "due", "2028年"),
        ("市发展改革委", "lead", "数字产业营业收入 500亿元"),
        ("财政科技支出 每年≥2亿元", "due", "未写期限 no year"),
    } <= found
    assert sum(kind == "due" for _, kind, _ in found) == len(GOALS)


def test_zones_stand_before_the_tasks_that_name_them(store: Store) -> None:
    network = views.zones(store, ONE)
    assert names(network, "zone") == {zone for zone, *_ in PLACES}
    assert ("云溪县", "named", "对接青岚经济圈") in edges(network)
    assert ("市交通运输局", "lead", "对接青岚经济圈") in edges(network)
    assert "培育创新主体" not in names(network, "task")


def test_the_matrix_counts_tasks_by_section(store: Store) -> None:
    found = heatmap(views.view(store, "matrix", ONE))
    assert [row.label for row in found.rows] == ["夯实创新基础", "融入区域协作", "保障措施"]
    cells = {
        (row.label, name): (cell.led, cell.borne)
        for row, line in zip(found.rows, found.cells, strict=True)
        for name, cell in zip(found.columns, line, strict=True)
        if cell
    }
    # 科技局 answers for 1.1.1 and takes part in 1.1.2 and, by inheritance, in 1.1.2.1; 发展改革委 leads the last two.
    assert cells["夯实创新基础", "市科技局"] == (0, 3)
    assert cells["夯实创新基础", "市发展改革委"] == (2, 2)
    assert cells["保障措施", "市财政局"] == (1, 1)
    assert found.totals[found.columns.index("市科技局")] == 3
    assert {cell.shade for line in found.cells for cell in line if cell} <= {1, 2, 3, 4, 5}
    whole = table(views.view(store, "matrix", ONE))
    assert len(whole.rows) == 3
    assert [column.name for column in whole.columns[3:5]] == ["市科技局 承担 borne", "市科技局 牵头 led"]
    assert whole.rows[0][3:5] == (3, 0)


def test_an_ego_network_has_the_ties_among_partners_too(store: Store) -> None:
    network = views.ego(store, replace(ONE, agency="市发展改革委"))
    assert names(network, "agency", "group") == {"市发展改革委", "市科技局", "各县（市、区）人民政府"}
    assert len(network.edges) == 3
    assert [node for node, ego in network.nodes(data="ego") if ego] == [
        "https://w3id.org/zhengtu/id/agency/平江市发展和改革委员会"
    ]


def test_agencies_keep_who_leads_whom(store: Store) -> None:
    network = views.agencies(store, ONE)
    at = {label: node for node, label in network.nodes(data="label")}
    planning, science, education = at["市发展改革委"], at["市科技局"], at["市教育局"]
    assert network.edges[planning, science]["leads"] == {planning: 2, science: 0}
    assert network.edges[education, science]["leads"] == {education: 0, science: 0}
    arrows = directed(network)
    assert arrows.edges[planning, science]["led"] == arrows.edges[planning, science]["weight"] == 2
    assert not arrows.has_edge(science, planning)
    assert arrows.edges[education, science]["beside"] == arrows.edges[science, education]["beside"] == 1
    shared = arrows.edges[planning, science]["shared"]
    assert all(source.role == "lead" and source.agency == planning for source, _ in shared)


def test_two_documents_stand_side_by_side_with_each_agency_in_one_place(store: Store) -> None:
    network = views.compare(store, BOTH)
    sides = {side: {n for n, s in network.nodes(data="side") if s == side} for side in ("before", "after")}
    assert len(sides["before"]) == len(sides["after"]) == 8
    assert not any(only for *_, only in (*network.nodes(data="only"), *network.edges(data="only")))
    places = beside(network, dict.fromkeys(network, Box(80, 30)))
    for node, facts in network.nodes(data=True):
        assert places[node][1] == places[facts["twin"]][1]
    assert max(places[node][0] for node in sides["before"]) < min(places[node][0] for node in sides["after"])


def test_what_only_one_of_two_documents_has_is_told() -> None:
    # Afterwards 丁 works with 甲 in the place of 乙, and 丙 is there under another city's name.
    later = [duty("甲", 7, "lead"), duty("丁", 7, "participant", 1), replace(duty("丙", 8, "lead"), agency="another")]
    network = side_by_side(of_agencies(FEW), of_agencies(later))
    only = {node for node, alone in network.nodes(data="only") if alone}
    assert only == {"before a乙", "after a丁"}
    assert network.nodes["after another"]["twin"] == "before a丙"
    assert all(alone for *_, alone in network.edges(data="only"))


@pytest.mark.parametrize("name", ["targets", "zones"])
def test_columns_hold_one_kind_each_and_no_box_touches_another(store: Store, name: ViewName) -> None:
    network = views.view(store, name).network
    boxes = {node: Box(60 + 10 * len(node) % 50, 20 + len(node) % 30) for node in network}
    places = columns(network, boxes, network.graph["columns"])
    for at, kinds in enumerate(network.graph["columns"]):
        stack = sorted((node for node, kind in network.nodes(data="kind") if kind in kinds), key=lambda n: places[n][1])
        assert len({places[node][0] for node in stack}) == 1
        for above, below in pairwise(stack):
            assert places[below][1] - places[above][1] >= (boxes[above].height + boxes[below].height) / 2
        if "year" in kinds:
            assert [network.nodes[node]["label"] for node in stack] == ["2028年", "2030年", "未写期限 no year"]
        assert at == 0 or places[stack[0]][0] > 100


# What they are narrowed to


@pytest.mark.parametrize(
    ("narrowed", "tasks"),
    [
        ({"section": "1.1"}, {"培育创新主体", "建设青岚数字创新示范区", "做强中试平台"}),
        ({"section": "区域协作"}, {"对接青岚经济圈"}),
        ({"role": "responsible"}, {"培育创新主体"}),
        ({"basis": "inherited"}, {"做强中试平台"}),
        ({"year": 2030}, {"建设青岚数字创新示范区"}),
        ({"level": "national"}, {"对接青岚经济圈"}),
        ({"agency": "市教育局"}, {"培育创新主体"}),
        ({"section": "1", "year": 2028}, {"培育创新主体"}),
    ],
)
def test_each_filter_keeps_the_tasks_that_it_names(store: Store, narrowed: dict[str, Any], tasks: set[str]) -> None:
    selection = replace(ONE, **narrowed)
    assert names(views.agency_task(store, selection), "task") == tasks
    # Targets and zones are narrowed with their tasks.
    within = {unit.id for unit in sample().tasks if unit.heading in tasks}
    assert {facts["place"] for _, facts in _found(store, "targets", selection) if facts["kind"] == "target"} <= within
    assert {facts["place"] for _, facts in _found(store, "zones", selection) if facts["kind"] == "task"} <= within


def _found(store: Store, name: ViewName, selection: Selection) -> list[tuple[str, Any]]:
    try:
        return list(views.view(store, name, selection).network.nodes(data=True))
    except NotFound:
        return []


def test_one_document_is_the_part_that_it_has_of_both(store: Store) -> None:
    one, both = views.agency_task(store, ONE), views.agency_task(store)
    assert 2 * len(names(one, "task")) == sum(kind == "task" for _, kind in both.nodes(data="kind"))
    assert {document.title for document in views.view(store, "zones", BOTH).documents} == {
        sample().document.title,
        other().document.title,
    }


def test_weight_leaves_out_lighter_ties_and_who_has_no_other(store: Store) -> None:
    assert len(views.agencies(store, replace(ONE, weight=2)).edges) == 3
    assert names(views.agencies(store, replace(ONE, weight=2)), "agency", "group") == {
        "市发展改革委",
        "市科技局",
        "各县（市、区）人民政府",
    }
    with pytest.raises(NotFound):
        views.agencies(store, replace(ONE, weight=9))


def test_agencies_have_their_level(store: Store) -> None:
    network = views.agency_task(store, ONE)
    assert {facts["label"]: facts["level"] for _, facts in network.nodes(data=True) if "level" in facts} == {
        agency.mentions[0]: agency.level or "" for agency in sample().agencies
    }


@pytest.mark.parametrize(
    ("name", "selection", "error", "words"),
    [
        ("ego", ONE, ViewError, "name it"),
        ("compare", ONE, ViewError, "name each"),
        ("agency-task", replace(ONE, weight=2), ViewError, "no weight"),
        ("agencies", Selection(documents=("别的",)), NotFound, "no document"),
        ("agencies", replace(ONE, section="九"), NotFound, "no section"),
        ("agencies", replace(ONE, agency="市科枝局"), NotFound, "nearest: 市科技局"),
        ("targets", replace(ONE, year=1999), NotFound, "no target"),
        ("zones", replace(ONE, section="2"), NotFound, "no zone"),
    ],
)
def test_what_is_missing_is_said(
    store: Store, name: ViewName, selection: Selection, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        views.view(store, name, selection)


# Measures


def test_measures_are_those_counted_by_hand() -> None:
    # 甲 – 乙 twice, 甲 – 丙 and 乙 – 丙 once; 丁 hangs on 丙 alone.
    found = measures(of_agencies([*FEW, duty("丙", 5, "lead"), duty("丁", 5, "participant", 1)]))
    assert {node: (it.ties, it.weight) for node, it in found.items()} == {
        "a甲": (2, 3),
        "a乙": (2, 3),
        "a丙": (3, 3),
        "a丁": (1, 1),
    }
    # Both shortest paths to 丁, of the three between others than 丙, go through 丙.
    assert found["a丙"].betweenness == pytest.approx(2 / 3, abs=1e-6)
    assert found["a甲"].betweenness == 0
    assert {node: it.lead_share for node, it in found.items()} == {
        "a甲": 1.0,
        "a乙": pytest.approx(1 / 3, abs=1e-4),
        "a丙": 0.5,
        "a丁": 0.0,
    }
    assert {it.community for it in found.values()} == {1, 2}


def test_every_view_has_measures_and_each_edge_a_citation(store: Store) -> None:
    for name in VIEWS:
        selection = BOTH if name == "compare" else replace(ONE, agency="市科技局") if name == "ego" else ONE
        network = views.view(store, name, selection).network
        found = measures(network)
        assert set(found) == set(network)
        assert sum(it.ties for it in found.values()) == 2 * network.number_of_edges()
        assert all(facts_in(facts) for *_, facts in network.edges(data=True))
