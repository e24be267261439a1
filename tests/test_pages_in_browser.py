"""The pages in a browser, as a researcher uses them: nothing is asked of another host, and no console complains."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import networkx as nx
import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from api.app import application
from api.service import Settings
from extract import extract, read
from graph import Store
from tests.browsing import Open
from tests.hostile import WORDS, hostile_store
from tests.serving import served

EXAMPLES = Path(__file__).parents[1] / "examples"
PLAN = EXAMPLES / "汀岚市绿色制造行动方案.txt"
TABLE = EXAMPLES / "衡澜市养老服务重点任务分工表.txt"
LISTS = ("/", "/documents", "/matrix", "/agencies", "/targets", "/zones", "/network", "/query", "/about")
THINGS = (
    "/ask?q=2028年有哪些目标？",
    "/ask?q=今天天气怎么样",
    "/id/agency/汀岚市水利局",
    "/network?view=matrix",
    "/query?name=agency-leads&agency=市水利局",
    "/targets?year=2028&sort=-value",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service over two example documents, at the machine that serves to itself alone."""
    folder = tmp_path_factory.mktemp("browser") / "store"
    with Store(folder) as store:
        for file in (PLAN, TABLE):
            store.load(extract(read(file), file.stem), source=str(file))
    with served(application(folder, Settings(own_machine=True))) as url:
        yield url


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Open]:
    """Opens a page; at the end nothing was asked of another host and nothing complained."""
    complaints: list[str] = []
    contexts = []

    def open_page(path: str, width: int = 1280, **options: object) -> Page:
        context = browser.new_context(base_url=address, viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        tab = context.new_page()
        tab.on("request", lambda r: None if r.url.startswith((address, "blob:")) else complaints.append(r.url))
        tab.on("console", lambda message: complaints.append(f"{message.type} {message.text}"))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("dialog", lambda dialog: complaints.append(f"dialog {dialog.message}"))
        tab.goto(path)
        return tab

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def document(tab: Page, title: str) -> str:
    """The path of the document with these words in its title."""
    found = tab.request.get("/api/v1/documents", params={"title": title}).json()["items"]
    return str(found[0]["iri"]).removeprefix("https://w3id.org/zhengtu")


def test_documents_are_dropped_in_and_taken_out(browser: Browser, tmp_path: Path) -> None:
    with served(application(made(tmp_path / "store"), Settings(own_machine=True))) as url:
        tab = browser.new_context(base_url=url).new_page()
        tab.goto("/")
        broken = tmp_path / "坏<b>.pdf"
        broken.write_bytes(b"%PDF-1.7 broken")
        tab.set_input_files("#file", [PLAN, TABLE, broken])
        tab.get_by_role("button", name="读入", exact=True).click()
        lines = tab.locator(".progress li")
        expect(lines.nth(2)).to_have_class("failed", timeout=60_000)
        assert [line.get_attribute("class") for line in lines.all()] == ["done", "done", "failed"]
        assert "67 项责任" in lines.nth(0).inner_text()
        assert "坏<b>.pdf" in lines.nth(2).inner_text()
        lines.nth(0).get_by_role("link").click()
        expect(tab.locator("h1")).to_contain_text("汀岚市制造业绿色低碳转型行动方案")
        tab.goto("/documents")
        expect(tab.locator("table.documents tbody tr")).to_have_count(2)
        row = tab.locator("tbody tr", has_text="养老服务")
        row.locator("summary").click()
        row.get_by_role("button", name="确认移除").click()
        expect(tab.get_by_role("status")).to_have_text("已移除。")
        expect(tab.locator("table.documents tbody tr")).to_have_count(1)
        tab.context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_text_of_documents_does_no_harm(browser: Browser, tmp_path: Path, width: int) -> None:
    with served(application(hostile_store(tmp_path / "store"), Settings(own_machine=True))) as url:
        context = browser.new_context(base_url=url, viewport={"width": width, "height": 900})
        tab = context.new_page()
        wrong: list[str] = []
        tab.on("console", lambda message: wrong.append(message.text))
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.on("dialog", lambda dialog: wrong.append(dialog.message))
        things = [
            quote(item["iri"].removeprefix("https://w3id.org/zhengtu"), safe="/%")
            for name in ("documents", "tasks", "agencies", "zones")
            for item in tab.request.get(f"/api/v1/{name}").json()["items"]
        ]
        # A server takes no address as long as the one that the longest name makes.
        asked = [thing for thing in things if len(thing) < 10_000]
        assert len(things) - 3 <= len(asked) >= 4 * (len(WORDS) - 1)
        for path in (*LISTS, *asked):
            answer = tab.goto(path)
            assert answer
            assert answer.status == 200, path[:100]
            assert tab.evaluate("typeof harmed") == "undefined"
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, path[:100]
            assert tab.locator("main img:not([src^='/network/']), [onerror], [onload]").count() == 0
        tab.goto(things[0])
        tab.locator(".policy a.mark").first.click()
        expect(tab.locator(".record .told section").first).to_be_visible()
        assert tab.evaluate("typeof harmed") == "undefined"
        context.close()
        assert wrong == []


def made(folder: Path) -> Path:
    """An empty store."""
    with Store(folder):
        return folder


def test_a_click_on_a_fact_tells_its_record_beside_the_text(opened: Open) -> None:
    tab = opened("/")
    tab.goto(document(tab, "绿色"))
    mark = tab.locator(".policy a.mark.lead", has_text="市水利局").first
    mark.focus()
    tab.keyboard.press("Enter")
    record = tab.locator(".record .told")
    expect(record).to_contain_text("汀岚市水利局")
    expect(record).to_contain_text("（市水利局、市工业和信息化局牵头，市住房城乡建设局、汀岚水务集团配合）")
    place = mark.get_attribute("data-start")
    assert f"#{place}-" in tab.url
    expect(mark).to_have_class("mark clause lead chosen")
    tab.keyboard.press("Escape")
    expect(record).to_be_empty()
    assert mark.evaluate("mark => mark === document.activeElement")


def test_a_permanent_link_shows_the_passage_highlighted(opened: Open) -> None:
    tab = opened("/matrix?agency=市水利局&role=lead")
    words = tab.locator("td.clause").first.inner_text()
    tab.locator("td.clause a").first.click()
    tab.wait_for_url("**/id/doc/**")
    chosen = tab.locator(".chosen")
    assert "".join(chosen.all_inner_texts()) == words
    expect(chosen.first).to_be_in_viewport()
    # Without the script the server has highlighted it too.
    assert "".join(tab.locator(".cited").all_inner_texts()) == words


def test_kinds_of_facts_are_hidden_and_shown(opened: Open) -> None:
    tab = opened("/")
    tab.goto(document(tab, "绿色"))
    mark = tab.locator(".policy a.mark.zone").first
    colour = "mark => getComputedStyle(mark).backgroundColor"
    seen = mark.evaluate(colour)
    tab.get_by_label("区域").uncheck()
    assert mark.evaluate(colour) == "rgba(0, 0, 0, 0)" != seen


def test_lists_are_narrowed_and_sorted(opened: Open) -> None:
    tab = opened("/targets")
    before = tab.locator("tbody tr").count()
    tab.get_by_role("link", name="2028年").click()
    tab.wait_for_url("**year=2028**")
    assert 0 < tab.locator("tbody tr").count() < before
    assert set(tab.locator("tbody td.date").all_inner_texts()) == {"2028"}
    tab.get_by_role("link", name="目标值").click()
    expect(tab.locator("th[aria-sort=descending]")).to_have_text("目标值↓")
    tab.goto("/matrix")
    tab.get_by_role("combobox", name="单位").first.fill("市水利局")
    tab.get_by_role("combobox", name="角色").select_option("lead")
    tab.get_by_role("button", name="查看").click()
    expect(tab.locator("tbody tr:not(.group)")).to_have_count(1)


def test_the_language_is_switched_and_kept(opened: Open) -> None:
    tab = opened("/targets?year=2028")
    tab.get_by_role("link", name="English").click()
    expect(tab.locator("h1")).to_have_text("Quantified targets")
    assert "year=2028" in tab.url
    tab.get_by_role("link", name="Agencies", exact=True).click()
    expect(tab.locator("h1")).to_have_text("Agencies that bear tasks")


def test_sparql_is_asked_in_the_editor(opened: Open) -> None:
    tab = opened("/query")
    tab.get_by_role("button", name="查询").click()
    rows = tab.locator(".editor .rows")
    expect(rows.locator("tbody tr")).to_have_count(20)
    assert tab.locator(".CodeMirror-lint-marker-error, .parseErrorIcon").count() == 0
    with tab.expect_download() as taken:
        tab.get_by_role("button", name="CSV").click()
    assert Path(taken.value.path()).read_text(encoding="utf-8").startswith("name,tasks")
    tab.evaluate("editor.setValue('SELECT ?a { ?a zt:leads ?t } LIMIT 1')")
    tab.get_by_role("button", name="查询").click()
    expect(rows.locator("tbody tr")).to_have_count(1)
    assert "query=SELECT" in tab.url
    rows.locator("tbody a").click()
    expect(tab.locator("h1")).not_to_be_empty()
    tab.go_back()
    tab.evaluate("editor.setValue('DELETE WHERE { ?a ?b ?c }')")


EDGE = """() => {
  for (const edge of edges.get()) {
    const [a, b] = [network.getPosition(edge.from), network.getPosition(edge.to)];
    const t = 0.5, at = network.canvasToDOM({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t });
    if (network.getNodeAt(at) === undefined && network.getEdgeAt(at) === edge.id) {
      const box = document.getElementById("network").getBoundingClientRect();
      return { x: at.x + box.x, y: at.y + box.y };
    }
  }
}"""


def test_an_edge_of_the_network_leads_to_its_clause_highlighted_in_the_document(opened: Open) -> None:
    tab = opened("/network?agency=市水利局")
    frame = tab.locator("iframe.drawing")
    inside = tab.frame_locator("iframe.drawing")
    expect(inside.locator("#network canvas")).to_be_visible()
    drawn = next(frame for frame in tab.frames if "/network/drawing" in frame.url)
    drawn.wait_for_load_state()
    at, box = drawn.evaluate(EDGE), frame.bounding_box()
    assert box
    tab.mouse.click(box["x"] + 1 + at["x"], box["y"] + 1 + at["y"])
    clause = inside.locator("#clause")
    expect(clause).to_be_visible()
    words = clause.locator("q").first.inner_text()
    clause.locator("small a").first.click()
    tab.wait_for_url("**/id/doc/**")
    assert "".join(tab.locator(".chosen").all_inner_texts()) == words
    expect(tab.locator(".chosen").first).to_be_in_viewport()


def test_figures_are_taken_away_in_every_form(opened: Open) -> None:
    tab = opened("/network?view=agencies&document=绿色&role=lead")
    links = {link.inner_text(): link for link in tab.locator("footer .take a").all()}
    assert set(links) == {"JSON", "SVG", "PDF", "PNG", "GEXF", "GRAPHML", "CSV"}
    made = {name: tab.request.get(link.get_attribute("href") or "").body() for name, link in links.items()}
    for name, read_network in (("GEXF", nx.read_gexf), ("GRAPHML", nx.read_graphml)):
        assert read_network(io.BytesIO(made[name])).number_of_edges() > 3
    assert made["PDF"].startswith(b"%PDF")
    assert made["PNG"].startswith(b"\x89PNG")
    assert len(list(csv.reader(io.StringIO(made["CSV"].decode("utf-8-sig"))))) > 5
    tab.goto(links["SVG"].get_attribute("href") or "")
    assert tab.locator("svg text").count() > 10


def test_an_agency_has_its_small_network(opened: Open) -> None:
    tab = opened("/id/agency/汀岚市水利局")
    picture = tab.locator("figure img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    picture.click()
    expect(tab.locator("h1")).to_have_text("一个单位的合作网络")
    expect(tab.frame_locator("iframe.drawing").locator("#network canvas")).to_be_visible()


def test_a_question_is_asked_and_its_source_read(opened: Open) -> None:
    tab = opened("/")
    tab.get_by_role("searchbox").fill("推进既有住宅加装电梯由谁牵头？")
    tab.keyboard.press("Enter")
    expect(tab.locator(".sentence")).to_contain_text("市住房城乡建设局")
    tab.get_by_label("接着问").last.fill("那谁配合？")
    tab.keyboard.press("Enter")
    expect(tab.locator(".sentence")).to_contain_text("国网衡澜供电公司")
    tab.locator(".sources q").first.click()
    tab.wait_for_url("**/id/doc/**")
    expect(tab.locator(".chosen").first).to_be_in_viewport()


def test_tables_are_taken_away(opened: Open) -> None:
    tab = opened("/targets?year=2028")
    shown = tab.locator("tbody tr").count()
    with tab.expect_download() as taken:
        tab.get_by_role("link", name="targets.csv").click()
    assert len(list(csv.reader(io.StringIO(Path(taken.value.path()).read_text(encoding="utf-8-sig"))))) == shown + 1
    with tab.expect_download() as taken:
        tab.get_by_role("link", name="Excel").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(taken.value.path()).read_bytes()))
    assert len(book.sheetnames) == 6
    tab.get_by_role("link", name="JSON").click()
    assert '"items"' in tab.content()


@pytest.mark.parametrize("path", [*LISTS, *THINGS])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_is_wider_than_its_window_or_hard_to_use(opened: Open, path: str, width: int) -> None:
    """axe-core finds no serious fault, in light or dark."""
    for scheme in ("light", "dark"):
        tab = opened(path, width=width, color_scheme=scheme)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        faults(tab)


@pytest.mark.parametrize("path", ["/documents", "/agencies"])
def test_on_a_phone_a_name_has_room_beside_its_figures(opened: Open, path: str) -> None:
    tab = opened(path, width=390)
    widths = tab.locator("tbody th[scope=row]").evaluate_all("names => names.map(name => name.clientWidth)")
    assert len(widths) > 1
    assert min(widths) >= 120


@pytest.mark.parametrize("width", [1280, 390])
def test_a_document_is_easy_to_use(opened: Open, width: int) -> None:
    for title in ("绿色", "养老"):
        for scheme in ("light", "dark"):
            tab = opened("/", width=width, color_scheme=scheme)
            path = document(tab, title)
            for part in ("", "/task/2.1"):
                tab.goto(path + part)
                assert tab.evaluate("document.documentElement.scrollWidth") <= width
                faults(tab)


def faults(tab: Page) -> None:
    found = Axe().run(tab).response["violations"]
    serious = [
        f"{unquote(tab.url)} {fault['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"][:3]
    ]
    assert serious == []
