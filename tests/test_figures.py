"""Each view in each form: pages that work under a strict policy, figures that can be printed, files that open again."""

import csv
import io
import struct
import time
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pdfplumber
import pytest
from fastapi import FastAPI, Response

from api import drawing as command
from extract import extract, read
from graph import Store, rendering
from graph.documents import documents
from graph.drawing import assets, page
from graph.errors import ViewError
from graph.figure import START
from graph.network import of_tasks
from graph.printing import printed
from graph.rendering import FORMS, RenderForm, rendered
from graph.selection import Selection
from graph.svg import svg
from graph.telling import clamped
from graph.views import TITLES, VIEWS, View, ViewName, view
from tests.browsing import Open, click_edge, needs_font
from tests.commands import refused, run
from tests.duties import duty
from tests.hostile import WORDS, hostile
from tests.serving import served
from tests.test_notebook import without

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("figures") / "store"
    with Store(folder) as store:
        for file in EXAMPLES:
            store.load(extract(read(file), file.stem), source=file.name)
    return folder


@pytest.fixture(scope="module")
def views_of(folder: Path) -> dict[ViewName, View]:
    """Each view of one document of the examples, and compare of two."""
    with Store(folder, read_only=True) as store:
        return {name: view(store, name, selection(name, "汀岚", "科技创新", "市水利局")) for name in VIEWS}


def selection(name: ViewName, one: str, other: str, agency: str) -> Selection:
    chosen = Selection(documents=(one,))
    if name == "compare":
        return replace(chosen, documents=(one, other))
    return replace(chosen, agency=agency) if name == "ego" else chosen


# Figures for print


@pytest.mark.parametrize("name", VIEWS)
def test_no_word_of_a_figure_lies_on_another_or_outside(
    views_of: dict[ViewName, View], name: ViewName, opened: Open
) -> None:
    drawn = svg(views_of[name])
    tab = opened(f"<!doctype html><link rel=icon href='data:,'><body style='margin:0'>{drawn}")
    boxes = tab.evaluate(
        """() => [...document.querySelectorAll("svg text")].map(text => {
          const { left, right, top, bottom } = text.getBoundingClientRect();
          // A line of letters is as high as its font allows; the letters themselves are less.
          const spare = (bottom - top - parseFloat(text.getAttribute("font-size"))) / 2;
          return [text.textContent, left + 1, right - 1, top + spare + 1, bottom - spare - 1];
        })"""
    )
    assert len(boxes) > 15
    width, height = (float(ET.fromstring(drawn).attrib[side]) for side in ("width", "height"))
    assert [box for box in boxes if box[1] < 0 or box[2] > width or box[3] < 0 or box[4] > height] == []
    touching = [
        (a[0], b[0])
        for at, a in enumerate(boxes)
        for b in boxes[at + 1 :]
        if a[1] < b[2] and b[1] < a[2] and a[3] < b[4] and b[3] < a[4]
    ]
    assert touching == []


@pytest.mark.parametrize("name", VIEWS)
def test_a_figure_says_what_it_shows_and_where_it_is_from(views_of: dict[ViewName, View], name: ViewName) -> None:
    told = "".join(line.strip("\n") for line in ET.fromstring(svg(views_of[name])).itertext())
    title = " ".join(TITLES[name])
    for words in (title, "来源 Source：《汀岚市", "汀政办发〔2026〕", "2026-05-20", "Zhengtu"):
        assert words in told


@needs_font
@pytest.mark.parametrize("name", VIEWS)
def test_a_pdf_has_its_letters_within_as_text_that_can_be_found(views_of: dict[ViewName, View], name: ViewName) -> None:
    made = printed(views_of[name], "pdf")
    with pdfplumber.open(io.BytesIO(made)) as pdf:
        [only] = pdf.pages
        found = {char["text"] for char in only.chars}
        fonts = {char["fontname"] for char in only.chars}
        width = float(ET.fromstring(svg(views_of[name])).attrib["width"])
        assert float(only.width) == pytest.approx(width * 0.75, abs=1)
    assert {sign for sign in "来源汀岚市政图" if sign not in found} == set()
    # A subset of a font bears six letters before its name.
    assert fonts
    assert all(font[6] == "+" and "CJK" in font for font in fonts)
    assert b"/CreationDate" not in made
    assert printed(views_of[name], "pdf") == made


@needs_font
def test_a_png_has_dots_for_print_and_a_large_one_can_be_opened(views_of: dict[ViewName, View]) -> None:
    sides = {}
    for name in ("matrix", "compare"):
        made = printed(views_of[name], "png")  # type: ignore[index]
        assert made.startswith(b"\x89PNG")
        sides[name] = struct.unpack(">II", made[16:24])
        width = float(ET.fromstring(svg(views_of[name])).attrib["width"])  # type: ignore[index]
        assert sides[name][0] == pytest.approx(min(width / 96 * 300, 9000), rel=0.01)


def test_what_print_needs_is_said_in_one_line(
    views_of: dict[ViewName, View], monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    monkeypatch.setattr("graph.printing.FONTS", ("No Such Sans",))
    with pytest.raises(ViewError, match="apt-get install fonts-noto-cjk"):
        printed(views_of["matrix"], "pdf")
    without(monkeypatch, "typst")
    refused(run("draw", "-o", str(tmp_path / "图.pdf"), "--store", str(folder)), "pip install typst")
    assert not list(tmp_path.iterdir())
    assert rendered(views_of["matrix"], "svg")


# Pages


def test_a_click_on_a_line_between_columns_shows_its_clause(views_of: dict[ViewName, View], opened: Open) -> None:
    for name in ("targets", "zones"):
        tab = opened(page(views_of[name]))  # type: ignore[index]
        tab.evaluate("network.fit()")
        at = tab.evaluate(
            """() => {
              const [x1, y1, x2, y2, x3, y3, x4, y4] = curve(edges.get("e0"));
              const box = document.getElementById("network").getBoundingClientRect();
              const at = network.canvasToDOM({ x: x1 * 0.93 + x4 * 0.07, y: y1 * 0.99 + y4 * 0.01 });
              return [at.x + box.x, at.y + box.y];
            }"""
        )
        tab.mouse.click(*at)
        panel = tab.locator("#clause")
        panel.wait_for()
        hit = tab.evaluate("[edges.get(chosen.edge).from, edges.get(chosen.edge).to]")
        assert tab.evaluate("edges.get('e0').from") in hit
        assert "《汀岚市" in panel.locator("small").first.inner_text()


def test_a_click_on_a_cell_shows_its_clauses_and_escape_goes_back(views_of: dict[ViewName, View], opened: Open) -> None:
    tab = opened(page(views_of["matrix"]))
    cell = tab.locator("#heatmap button").first
    cell.click()
    panel = tab.locator("#clause")
    panel.wait_for()
    borne = int(cell.inner_text().rpartition("/")[2])
    assert panel.locator("li").count() == borne
    assert panel.locator("h2").inner_text() == cell.get_attribute("aria-label")
    tab.keyboard.press("Escape")
    assert panel.is_hidden()
    assert cell.evaluate("button => button === document.activeElement")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_heat_map_scrolls_within_its_window(views_of: dict[ViewName, View], opened: Open, width: int) -> None:
    tab = opened(page(views_of["matrix"]), width=width, height=800)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.locator("#heatmap thead th").first.is_visible()


def test_served_pages_need_no_script_within(views_of: dict[ViewName, View], opened: Open) -> None:
    app = FastAPI()
    policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:"

    @app.get("/static/{name}")
    def static(name: str) -> Response:
        return Response(assets()[name], media_type="text/css" if name.endswith(".css") else "text/javascript")

    @app.get("/{name}")
    def drawing(name: ViewName) -> Response:
        html = page(views_of[name], static="/static")
        return Response(html, media_type="text/html", headers={"Content-Security-Policy": policy})

    with served(app) as address:
        tab = opened(f"{address}/agency-task", home=address)
        click_edge(tab, "e0")
        tab.locator("#clause li").first.wait_for()
        tab = opened(f"{address}/matrix", home=address)
        tab.locator("#heatmap button").first.click()
        tab.locator("#clause li").first.wait_for()


def test_five_thousand_nodes_open_within_five_seconds_and_are_found(opened: Open) -> None:
    duties = [duty(f"第{(task * step) % 997}局", task, "participant" if step > 3 else "lead", step)
              for task in range(4_003) for step in (3, 7, 11)]  # fmt: skip
    network = of_tasks(duties)
    assert len(network) == 5_000
    html = page(View("agency-task", TITLES["agency-task"], network, (), ""))
    began = time.monotonic()
    tab = opened(html)
    tab.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert time.monotonic() - began < 5
    drawn = tab.evaluate("nodes.length")
    assert START / 2 < drawn <= START
    assert f"另有 {5_000 - drawn} 个节点未画" in tab.locator("footer").inner_text()
    name = tab.evaluate("[...rest.nodes.values()].map(node => node.name).find(name => name.endsWith('局'))")
    began = time.monotonic()
    tab.locator("#find").fill(name)
    tab.locator("#find").press("Enter")
    assert tab.locator("#clause li").count() == network.degree(f"a{name}")
    assert time.monotonic() - began < 5
    assert tab.evaluate("name => nodes.get().filter(node => node.name === name && !node.hidden).length", name) == 1


def test_communities_are_told_apart_by_number_too(views_of: dict[ViewName, View], opened: Open) -> None:
    tab = opened(page(views_of["agencies"]))
    legend = tab.locator("#legend").inner_text()
    numbers = {digit for digit in tab.evaluate("nodes.map(node => node.digit)") if digit}
    assert len(numbers) > 1
    assert all(f"社群 community {number}：" in legend for number in sorted(numbers)[:6])


# What breaks out


@pytest.mark.parametrize("words", WORDS, ids=("script", "attribute", "turned", "long"))
def test_hostile_words_change_nothing_in_any_view_or_form(words: str, tmp_path: Path, opened: Open) -> None:
    one = hostile(words)
    later = replace(one.document, id="1" * 64, title=f"{one.document.title}后")
    with Store(tmp_path / "store") as store:
        store.load(one, source="1")
        store.load(replace(one, document=later), source="2")
    with Store(tmp_path / "store", read_only=True) as store:
        for name in VIEWS:
            chosen = Selection(agency="市财政局") if name == "ego" else Selection()
            if name == "compare":
                chosen = Selection(documents=tuple(it.iri for it in documents(store)))
            found = view(store, name, chosen)
            tab = opened(rendered(found, "html").decode())
            assert tab.evaluate("typeof harmed") == "undefined"
            assert tab.locator("img, svg[onload]").count() == 0
            assert tab.evaluate("document.documentElement.scrollWidth") <= 1600
            # The picture keeps at least half of the window, whatever a name has in it.
            assert tab.locator("main").bounding_box()["height"] > 500  # type: ignore[index]
            (tab.locator("#heatmap button").first if name == "matrix" else tab.locator("#whole")).click()
            drawn = ET.fromstring(rendered(found, "svg"))
            assert {element.tag.removeprefix(SVG) for element in drawn.iter()} <= {
                *("svg", "title", "rect", "g", "text", "path", "circle", "polygon")
            }
            assert float(drawn.attrib["width"]) < 5000
            assert not {"\u202e", "\u2066", "\u200f"} & set("".join(drawn.itertext()))
            for form, reader in (("gexf", nx.read_gexf), ("graphml", nx.read_graphml)):
                again = reader(io.BytesIO(rendered(found, form)))  # type: ignore[arg-type]
                assert len(again) == len(found.network)
            rows = list(csv.reader(io.StringIO(rendered(found, "csv").decode("utf-8-sig"))))
            assert len({len(row) for row in rows}) == 1


def test_a_name_is_clamped_to_a_line() -> None:
    assert clamped("长" * 10_000) == "长" * 159 + "…"
    assert clamped("甲\u202e乙\n丙\x00") == "甲乙 丙"


# The command


def test_the_command_knows_every_view_and_form() -> None:
    assert command.VIEWS == VIEWS
    assert command.FORMS == FORMS
    assert set(rendering.MEDIA_TYPES) == set(FORMS)


@needs_font
@pytest.mark.parametrize("form", FORMS)
def test_the_command_writes_each_form_by_the_name_or_the_option(form: RenderForm, folder: Path, tmp_path: Path) -> None:
    by_name, by_option = tmp_path / f"图.{form}", tmp_path / "图"
    options = ("--view", "agencies", "--document", "汀岚", "--weight", "2", "--store", str(folder))
    assert run("draw", "-o", str(by_name), *options).exit_code == 0
    assert run("draw", "-o", str(by_option), "--format", form, *options).exit_code == 0
    assert by_name.read_bytes() == by_option.read_bytes()


def test_the_command_refuses_a_view_that_lacks_something(folder: Path, tmp_path: Path) -> None:
    drawing = ("draw", "-o", str(tmp_path / "图.svg"), "--store", str(folder))
    refused(run(*drawing, "--view", "ego"), "name it")
    refused(run(*drawing, "--view", "compare", "--document", "汀岚"), "name each")
    refused(run(*drawing, "--view", "targets", "--weight", "3"), "no weight")
    refused(run(*drawing, "--section", "没有的章节"), "no section")


def test_fewer_nodes_may_be_asked_for(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "图.svg"
    assert run("draw", "-o", str(file), "--nodes", "20", "--store", str(folder)).exit_code == 0
    assert "个节点未画" in file.read_text(encoding="utf-8")
