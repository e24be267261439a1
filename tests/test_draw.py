"""The picture: networks counted by hand, and the page looked at in a browser that no request leaves."""

import os
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from extract import extract, read
from extract.facts import Extraction
from graph import Duty, Store, responsibilities
from graph.drawing import page
from graph.layout import Box, positions
from graph.network import of_agencies, of_tasks
from graph.reshaping import backbone, busiest
from graph.views import TITLES, View, ViewName
from tests.browsing import Open, click_edge, needs_font, overlapping
from tests.duties import FEW, duty, many
from tests.hostile import HOSTILE, hostile
from tests.sample import LED, sample

EXAMPLES = Path(__file__).parent.parent / "examples"


def drawn(network: Any) -> View:
    """A network as a view of no store."""
    name: ViewName = "agency-task" if "task" in dict(network.nodes(data="kind")).values() else "agencies"
    return View(name, TITLES[name], network, (), "")


def duties_of(folder: Path, *extractions: Extraction) -> list[Duty]:
    with Store(folder) as store:
        for number, extraction in enumerate(extractions):
            store.load(extraction, source=f"{number}.txt")
    with Store(folder, read_only=True) as store:
        return list(responsibilities(store))


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> list[Duty]:
    files = sorted(EXAMPLES.glob("*.txt"))
    assert len(files) >= 2
    return duties_of(tmp_path_factory.mktemp("examples"), *(extract(read(file)) for file in files))


# The networks


def test_agencies_point_to_the_tasks_they_bear() -> None:
    network = of_tasks(FEW)
    assert {(a, t): facts["duty"].role for a, t, facts in network.edges(data=True)} == {
        ("a甲", "t1"): "lead",
        ("a乙", "t1"): "participant",
        ("a甲", "t2"): "lead",
        ("a乙", "t2"): "participant",
        ("a丙", "t2"): "responsible",
        ("a乙", "t3"): "lead",
    }
    assert {
        node: (led, network.nodes[node]["borne"]) for node, led in network.nodes(data="led") if led is not None
    } == {
        "a甲": (2, 2),
        "a乙": (1, 3),
        "a丙": (0, 1),
    }
    assert network.nodes["t2"] == {"kind": "task", "label": "第2项任务", "place": "1.2"}


def test_agencies_are_joined_by_the_tasks_they_share() -> None:
    network = of_agencies(FEW)
    assert {frozenset(edge[:2]): edge[2] for edge in network.edges(data="weight")} == {
        frozenset(("a甲", "a乙")): 2,
        frozenset(("a甲", "a丙")): 1,
        frozenset(("a乙", "a丙")): 1,
    }
    assert dict(network.nodes(data="led")) == {"a甲": 2, "a乙": 1, "a丙": 0}
    shared = network.edges["a甲", "a乙"]["shared"]
    assert [{d.citation.task for d in pair} for pair in shared] == [{"t1"}, {"t2"}]
    assert [d.citation.task for d in network.nodes["a乙"]["duties"]] == ["t1", "t2", "t3"]


def test_an_agency_that_shares_no_task_stands_alone(tmp_path: Path) -> None:
    network = of_agencies(duties_of(tmp_path, sample()))
    by_name = {name: node for node, name in network.nodes(data="name")}
    assert (len(network), network.number_of_edges()) == (8, 7)
    assert network.degree(by_name["平江市财政局"]) == 0
    assert network.nodes[by_name["各县（市、区）人民政府"]]["kind"] == "group"
    planning, science = by_name["平江市发展和改革委员会"], by_name["平江市科学技术局"]
    assert network.edges[planning, science]["weight"] == 2


def test_an_agency_bears_the_label_that_its_documents_use(tmp_path: Path) -> None:
    network = of_tasks(duties_of(tmp_path, sample()))
    assert {facts["name"]: facts["label"] for _, facts in network.nodes(data=True) if facts["kind"] != "task"} == {
        a.name: a.mentions[0] for a in sample().agencies
    }


def test_two_agencies_of_one_short_form_bear_their_full_names() -> None:
    here, there = replace(duty("甲", 1, "lead"), mention="市科技局"), replace(duty("乙", 2, "lead"), mention="市科技局")
    assert {label for node, label in of_tasks([here, there]).nodes(data="label") if node[0] == "a"} == {"甲", "乙"}


def test_the_strongest_role_of_several_counts_once() -> None:
    twice = [duty("甲", 1, "participant"), duty("甲", 1, "lead", 5), duty("甲", 1, "lead", 9)]
    network = of_tasks(twice)
    assert [facts["duty"] for *_, facts in network.edges(data=True)] == [twice[1]]
    assert network.nodes["a甲"]["led"] == of_agencies(twice).nodes["a甲"]["led"] == 1


def test_the_backbone_keeps_each_agency_joined_and_drops_the_weakest() -> None:
    # 甲乙 share three tasks, 乙丙 two; 丁 shares one task with all of them.
    shared = [("甲", "乙"), ("甲", "乙"), ("乙", "丙"), ("乙", "丙"), ("甲", "乙", "丙", "丁")]
    network = of_agencies([duty(name, task, "lead") for task, names in enumerate(shared) for name in names])
    kept = {frozenset(edge) for edge in backbone(network, 1.0)}
    assert {frozenset(("a甲", "a乙")), frozenset(("a乙", "a丙"))} < kept
    assert len(kept) == 3
    assert any("a丁" in edge for edge in kept)
    assert len(backbone(network, 9.0)) == network.number_of_edges() == 6


def test_the_busiest_agencies_come_with_their_tasks() -> None:
    kept = busiest(of_tasks(FEW), 4)
    assert set(kept) == {"a甲", "t1", "t2", "a丙"}
    assert set(kept.edges) == {("a甲", "t1"), ("a甲", "t2"), ("a丙", "t2")}


def test_boxes_never_touch_and_parts_stand_apart() -> None:
    network = of_tasks([*FEW, duty("丁", 9, "lead")])
    boxes = {node: Box(150, 50) for node in network}
    places = positions(network, boxes)
    for (x, y), (u, v) in combinations(places.values(), 2):
        assert abs(x - u) >= 150 or abs(y - v) >= 50


# The page


def test_a_click_on_an_edge_shows_the_clause_and_escape_closes_it(opened: Open, tmp_path: Path) -> None:
    tab = opened(page(drawn(of_tasks(duties_of(tmp_path / "store", sample())))))
    panel = tab.locator("#clause")
    assert panel.is_hidden()
    edge = tab.evaluate("edges.get().find(e => nodes.get(e.from).name === '云溪县人民政府').id")
    click_edge(tab, edge)
    panel.wait_for()
    assert "云溪县人民政府 配合" in panel.inner_text()
    assert panel.locator("q").all_inner_texts() == [LED]
    assert "《平江市人民政府关于加快数字创新强市建设的实施意见》1.2.1" in panel.locator("small").inner_text()
    tab.keyboard.press("Escape")
    assert panel.is_hidden()


def test_an_agency_is_found_and_left_by_keyboard_alone(opened: Open, tmp_path: Path) -> None:
    tab = opened(page(drawn(of_tasks(duties_of(tmp_path / "store", sample())))))
    panel, find = tab.locator("#clause"), tab.locator("#find")
    for _ in range(10):
        tab.keyboard.press("Tab")
        if find.evaluate("input => input === document.activeElement"):
            break
    tab.keyboard.type("平江市交通运输局")
    tab.keyboard.press("Enter")
    panel.wait_for()
    assert LED in panel.inner_text()
    panel.get_by_role("button").press("Enter")
    assert panel.is_hidden()
    assert find.evaluate("input => input === document.activeElement")
    find.fill("月球局")
    find.press("Enter")
    assert "月球局" in tab.get_by_role("status").inner_text()
    assert panel.is_hidden()


def test_the_legend_and_the_source_are_told(opened: Open) -> None:
    tab = opened(page(drawn(of_tasks(FEW))))
    assert tab.title() == tab.locator("h1").inner_text() == "谁牵头什么 Who leads what"
    legend = tab.locator("#legend").inner_text()
    for words in ("单位", "任务", "牵头 lead · 3", "责任 responsible · 1", "配合 participant · 2"):
        assert words in legend
    assert "统称" not in legend
    footer = tab.locator("footer").inner_text()
    for words in ("《实施方案》", "6 个节点", "6 条边", "Zhengtu"):
        assert words in footer
    looks = tab.evaluate(
        "Object.fromEntries(edges.get().map(e => [e.kind, [e.width, !!e.dashes, e.arrows.to.enabled]]))"
    )
    assert looks["lead"] == [3.2, False, True]
    assert len({tuple(look) for look in looks.values()}) == 3


def test_parts_of_several_documents_bear_their_titles(opened: Open) -> None:
    def moved(old: Duty) -> Duty:
        citation = replace(old.citation, document="e", title="行动方案", task=f"e{old.citation.task}")
        return replace(old, agency=f"e{old.agency}", citation=citation)

    duties = many(8)
    assert opened(page(drawn(of_tasks(duties)))).evaluate("captions.length") == 0
    tab = opened(page(drawn(of_tasks([*duties, *map(moved, duties)]))))
    assert sorted(tab.evaluate("captions.map(caption => caption.text)")) == ["实施方案", "行动方案"]
    assert "《实施方案》、《行动方案》" in tab.locator("footer").inner_text()
    # Both cities' 第0局 are found by the one name.
    tab.locator("#find").fill("第0局")
    tab.locator("#find").press("Enter")
    assert tab.evaluate("chosen.nodes.size") == 2


def test_an_agency_alone_shows_its_clause(opened: Open) -> None:
    tab = opened(page(drawn(of_agencies([*FEW, duty("丁", 9, "lead")]))))
    at = tab.evaluate(
        """() => {
          const box = document.getElementById("network").getBoundingClientRect();
          const at = network.canvasToDOM(network.getPosition("a丁"));
          return [at.x + box.x, at.y + box.y];
        }"""
    )
    tab.mouse.click(*at)
    tab.locator("#clause").wait_for()
    assert "丁 牵头：1.9 第9项任务" in tab.locator("#clause").inner_text()


@pytest.fixture(scope="module")
def pages(examples: list[Duty]) -> list[str]:
    """One document and all of them, as tasks and as agencies."""
    one = [duty for duty in examples if duty.citation.document == examples[0].citation.document]
    return [page(drawn(network)) for network in (of_tasks(one), of_tasks(examples), of_agencies(examples))]


@pytest.mark.parametrize("width", [1600, 1280, 390])
def test_no_label_lies_upon_another(opened: Open, pages: list[str], width: int) -> None:
    for html in pages:
        tab = opened(html, width=width, height=800)
        assert tab.evaluate("nodes.length") > 20
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        if width == 390:
            assert tab.evaluate("network.getScale()") >= 0.6
        assert overlapping(tab) == []


def test_text_of_documents_does_no_harm(opened: Open, tmp_path: Path) -> None:
    duties = duties_of(tmp_path / "store", hostile())
    for network in (of_tasks(duties), of_agencies(duties)):
        tab = opened(page(drawn(network)))
        assert HOSTILE[:50] in tab.locator("header p").inner_text()
        click_edge(tab, "e0")
        tab.locator("#clause").wait_for()
        assert f"（{HOSTILE}局牵头，市财政局配合）" in tab.locator("#clause").inner_text()
        tab.locator("#find").fill(f"{HOSTILE}局")
        tab.locator("#find").press("Enter")
        assert tab.evaluate("typeof harmed") == "undefined"
        assert tab.locator("img").count() == 0


def test_many_tasks_start_with_their_leads_and_say_what_is_not_drawn(opened: Open) -> None:
    duties = many(220)
    part = sum(d.role == "participant" for d in duties)
    tab = opened(page(drawn(of_tasks(duties))))
    shown = "edges.get({ filter: edge => !edge.hidden }).length"
    assert tab.evaluate(shown) == 220
    assert f"{part} 条配合" in tab.locator("#drawn").inner_text()
    assert "任务只写序号" in tab.locator("footer").inner_text()
    assert overlapping(tab) == []
    tab.locator("#find").fill("第4局")
    tab.locator("#find").press("Enter")
    assert tab.locator("#clause li").count() == sum(d.name == "第4局" for d in duties)
    assert tab.evaluate(shown) > 220
    tab.keyboard.press("Escape")
    tab.get_by_label("配合").check()
    assert tab.evaluate(shown) == 220 + part
    assert tab.locator("#drawn").inner_text() == ""


def test_agencies_start_with_their_strongest_ties(opened: Open) -> None:
    network = of_agencies(many(220))
    tab = opened(page(drawn(network)))
    shown = tab.evaluate("edges.get({ filter: edge => !edge.hidden }).length")
    assert len(network) - 1 <= shown <= 1.6 * len(network)
    assert f"{network.number_of_edges() - shown} 条较弱联系" in tab.locator("#drawn").inner_text()


def test_more_than_a_screen_holds_is_said_to_be_left_out() -> None:
    assert "个节点未画" not in page(drawn(of_tasks(FEW)))
    assert "另有 2 个节点未画" in page(drawn(of_tasks(FEW)), limit=4)


# The same store, the same bytes


def test_the_order_of_duties_changes_nothing() -> None:
    for network in (of_tasks, of_agencies):
        assert page(drawn(network(FEW))) == page(drawn(network(FEW[::-1])))


@needs_font
def test_the_same_store_gives_the_same_bytes(tmp_path: Path) -> None:
    duties_of(tmp_path / "store", sample())
    script = """
import sys
from graph import Store
from graph.rendering import rendered
with Store(sys.argv[1], read_only=True) as store:
    for name in ("agency-task", "agencies", "targets", "zones", "matrix"):
        for form in ("html", "svg", "pdf", "gexf", "graphml", "csv"):
            sys.stdout.buffer.write(rendered(store.network(name), form))
"""
    runs = [
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / "store")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0].count(b"</html>") == runs[0].count(b"</gexf>") == runs[0].count(b"%PDF") == 5
    assert runs[0] == runs[1]
