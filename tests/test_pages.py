"""The pages as they are answered: who may write, what a browser is told to keep to, and text that stays text."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx2 as httpx
import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

from api.app import application
from api.lines import answer_columns
from api.pages.marking import Heading, Line, Mark, Table, blocks
from api.service import Settings
from api.wording import words
from extract import extract, read
from graph import Solutions, Store
from graph.asking import ask
from graph.catalogue import named_queries
from graph.lists import Narrowing, list_documents
from graph.texts import text_of
from tests.hostile import WORDS, hostile_store
from tests.serving import served, two_documents

EXAMPLES = Path(__file__).parents[1] / "examples"
PLAN = EXAMPLES / "汀岚市绿色制造行动方案.txt"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PAGES = ("/", "/documents", "/matrix", "/agencies", "/targets", "/zones", "/network", "/query", "/about")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the example documents."""
    path = tmp_path_factory.mktemp("pages") / "store"
    with Store(path) as store:
        for file in sorted(EXAMPLES.glob("*.txt")):
            store.load(extract(read(file), file.stem), source=str(file))
    return path


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(application(folder), headers=BROWSER) as client:
        yield client


def documents_of(folder: Path) -> list[str]:
    with Store(folder, read_only=True) as store:
        return [line.iri for line in list_documents(store, Narrowing(), limit=99, offset=0).items]


def local(iri: str) -> str:
    return iri.removeprefix("https://w3id.org/zhengtu")


# The words of the pages


def test_each_word_of_the_pages_stands_in_both_languages_and_is_used() -> None:
    room = Path(__file__).parents[1] / "api"
    source = "\n".join(path.read_text(encoding="utf-8") for path in room.rglob("*") if path.suffix in (".py", ".html"))
    whole = set(re.findall(r"""\bt\("([\w.]+)"[,)]""", source)) | set(re.findall(r"""\bt\('([\w.]+)'[,)]""", source))
    begun = tuple(re.findall(r"""\bt\(f?['"]([\w.]+[._])(?:\{|['"] ?~)""", source))
    assert len(whole) > 30
    assert whole <= set(words())
    assert [key for key in words() if key not in whole and not key.startswith(begun)] == []
    assert all(chinese and english for chinese, english in words().values())


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_in_the_language_that_was_asked_for_last(folder: Path, page: str) -> None:
    with TestClient(application(folder), headers=BROWSER) as client:
        assert '<html lang="zh-CN">' in client.get(page).text
        assert '<html lang="en">' in client.get(page, params={"lang": "en"}).text
        assert '<html lang="en">' in client.get(page).text
        assert '<html lang="zh-CN">' in client.get(page, params={"lang": "zh"}).text


def test_each_column_of_the_named_queries_has_a_name(folder: Path) -> None:
    with Store(folder, read_only=True) as store:
        for query in named_queries():
            answer = store.query(query.sparql)
            assert isinstance(answer, Solutions)
            rows = list(answer.rows())
            for at, variable in enumerate(answer.variables):
                if not all(isinstance(row[at], ox.NamedNode) for row in rows):
                    assert f"column.{variable}" in words(), query.name


def test_a_named_query_is_asked_on_the_page_and_taken_away(client: TestClient) -> None:
    asked = {"name": "agency-leads", "agency": "市水利局"}
    page = client.get("/query", params=asked).text
    rows = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert rows.count("<tr>") == 1
    assert re.search(r'<a href="/id/agency/[^"]+"><bdi>汀岚市水利局</bdi></a>', rows)
    assert re.search(r'<a href="/id/doc/\w+\?at=(\d+-\d+)#\1"><bdi>（市水利局', rows)
    [table] = re.findall(r'href="(/query\.csv\?[^"]+)"', page)
    assert "汀岚市水利局" in client.get(unescape(table)).content.decode("utf-8-sig")
    wrong = client.get("/query", params={"name": "agency-leads", "agency": "市水力局"})
    assert wrong.status_code == 404
    assert "市水利局" in wrong.text
    assert client.get("/query", params={"name": "nothing"}).status_code == 404


def test_a_question_is_answered_with_its_sources_and_followed_up(client: TestClient) -> None:
    page = client.get("/ask", params={"q": "加装电梯由谁牵头？"}).text
    assert "市住房城乡建设局" in page.partition('class="sentence"')[2].partition("</p>")[0]
    source = re.search(r'<a href="(/id/doc/\w+)\?at=(\d+-\d+)#\2"><q[^>]*><bdi><mark>市住房城乡建设局</mark>', page)
    assert source
    assert re.search(r'class="[^"]*\bcited\b', client.get(source[1], params={"at": source[2]}).text)
    assert '<input type="hidden" name="before" value="加装电梯由谁牵头？">' in page
    after = client.get("/ask", params={"q": "那谁配合？", "before": "加装电梯由谁牵头？"}).text
    assert "国网衡澜供电公司" in after.partition('class="sentence"')[2].partition("</p>")[0]
    editor = re.search(r'href="(/query\?query=[^"]+)"', page)
    assert editor
    assert "<textarea" in client.get(unescape(editor[1])).text


def test_who_has_several_roles_has_each_of_them_by_its_name(client: TestClient) -> None:
    page = client.get("/ask", params={"q": "哪些单位从不牵头？"})
    assert page.status_code == 200
    assert re.search(r"<bdi>配合、责任</bdi></td>", page.text)


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("汀岚行动方案和养老服务分工表有什么不同？", "删去"),
        ("有哪些文件？", "汀岚市人民政府办公室"),
        ("哪些文件是2026年印发的？", "日期"),
        ("有哪些示范区和功能区？", "示范区"),
        ("哪些任务承自上级？", "承自上级条目"),
        ("2028年有哪些目标？", "2028"),
    ],
)
def test_an_answer_of_each_shape_is_a_table_in_the_language_of_the_page(
    client: TestClient, question: str, cell: str
) -> None:
    page = client.get("/ask", params={"q": question})
    assert page.status_code == 200
    cells = re.findall(r"<td[^>]*>(?:<bdi>)?(.*?)(?:</bdi>)?</td>", page.text)
    assert cell in cells
    assert not {"functional", "demonstration", "dropped", "date", "inherited", "lead"} & set(cells)


def test_each_column_of_an_answer_has_a_name(folder: Path) -> None:
    lines = (Path(__file__).parent / "questions" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    kinds: dict[str, list[str]] = {}
    for line in map(json.loads, lines):
        kinds.setdefault(line["kind"], []).append(line["question"])
    columns: set[str] = set()
    with Store(folder, read_only=True) as store:
        for question in (question for asked in kinds.values() for question in asked[:4]):
            answer = ask(store, question)
            columns |= set(answer_columns(answer.answers) if answer.answers else ())
    assert len(columns) > 12
    assert sorted(column for column in columns if f"column.{column}" not in words()) == []


def test_what_cannot_be_answered_is_said_with_what_can(client: TestClient) -> None:
    page = client.get("/ask", params={"q": "今天天气怎么样？"}).text
    others = re.findall(r'<li><a href="(/ask\?q=[^"]+)">', page)
    assert len(others) >= 2
    assert 'class="sentence"' not in page
    assert 'class="sentence"' in client.get(unescape(others[0])).text
    assert client.get("/ask").status_code == client.get("/ask", params={"q": " "}).status_code == 200


def test_the_first_page_suggests_what_can_be_answered(client: TestClient) -> None:
    for question in re.findall(r'<li><a href="(/ask\?q=[^"]+)">', client.get("/").text):
        assert 'class="sentence"' in client.get(unescape(question)).text


def test_the_matrix_has_every_unit_under_its_section_with_its_bearers(client: TestClient) -> None:
    page = client.get("/matrix", params={"document": "绿色"}).text
    units = client.get("/api/v1/tasks", params={"document": "绿色"}).json()
    rows = re.findall(r"<tr[^>]*>.*?</tr>", page.partition("<tbody>")[2], re.DOTALL)
    assert len(rows) == 1 + units["total"]
    for unit, row in zip(units["items"], rows[1:], strict=True):
        assert unit["heading"] in unescape(row)
        assert all(bearer["name"] in row for bearer in unit["bearers"])


def test_the_matrix_and_a_task_say_by_when(client: TestClient) -> None:
    page = client.get("/matrix", params={"document": "养老", "due_by": "2026-04"}).text
    dues = [unescape(words) for words in re.findall(r'<bdi lang="zh-CN">([^<]*)</bdi>', page)]
    assert dues == ["2026年3月底前", "2026年4月底前"]
    assert 'value="2026-04"' in page
    [first, _] = client.get("/api/v1/tasks", params={"document": "养老", "due_by": "2026-04"}).json()["items"]
    assert "2026年3月底前" in client.get(local(first["iri"])).text
    table = client.get("/download/tasks.csv", params={"document": "养老", "due_by": "2026-04"}).text
    assert "2026年3月底前" in table
    assert "2026年5月底前" not in table
    assert client.get("/matrix", params={"due_by": "2026年4月"}).status_code == 422


# The text, marked


def test_every_fact_is_marked_at_its_place_and_named(folder: Path, client: TestClient) -> None:
    for iri in documents_of(folder):
        with Store(folder, read_only=True) as store:
            marked = text_of(store, iri)
        page = client.get(local(iri)).text
        names = re.findall(r'<span id="([^"]+)">', page)
        assert len(names) == len(set(names))
        spans = [
            s
            for s in marked.spans
            if s.kind in ("responsibility", "target", "limit", "zone", "reference", "attachment")
        ]
        assert {f"{span.start}-{span.end}" for span in spans} <= set(names)
        pieces = re.findall(r'<a class="mark ([^"]*)" [^>]*data-start="(\d+)" data-end="(\d+)"[^>]*>([^<]*)</a>', page)
        assert len(pieces) >= len({(span.start, span.end) for span in spans})
        for _, start, end, words_there in pieces:
            assert unescape(words_there) == marked.text[int(start) : int(end)]
        shown = re.sub(r"\s", "", unescape(re.sub(r"<[^>]*>", "", page.partition('<div class="words"')[2])))
        for line in marked.text.split("\n"):
            assert re.sub(r"\s", "", line) in shown


def test_facts_across_one_another_are_cut_where_they_meet() -> None:
    marks = [Mark(0, 6, "zone", address="/a"), Mark(4, 9, "target", address="/b"), Mark(0, 10, "clause")]
    [line] = blocks("一二三四五六七八九十。", (), marks)
    assert isinstance(line, Line)
    assert [(p.text, p.kinds, p.address) for p in line.pieces] == [
        ("一二三四", ("clause", "zone"), "/a"),
        ("五六", ("clause", "zone", "target"), "/b"),
        ("七八九", ("clause", "target"), "/b"),
        ("十", ("clause",), None),
        ("。", (), None),
    ]


def test_offsets_are_code_points_and_tables_are_tables() -> None:
    text = "𠮷𠮷一、总则\n序号\t任务\n1\t𠮷市科技局办\n"
    at = text.index("市科技局")
    heading, table = blocks(text, [Heading(0, "1", "总则", 1)], [Mark(at, at + 4, "lead", address="/a")])
    assert isinstance(heading, Line)
    assert (heading.depth, heading.pieces[0].anchors) == (1, ("1",))
    assert isinstance(table, Table)
    assert [[[p.text for p in cell] for cell in row] for row in table.rows] == [
        [["序号"], ["任务"]],
        [["1"], ["𠮷", "市科技局", "办"]],
    ]


def test_a_passage_tells_what_was_read_from_it(client: TestClient) -> None:
    [line] = client.get(
        "/api/v1/responsibilities", params={"agency": "市水利局", "role": "lead", "document": "绿色"}
    ).json()["items"]
    duty = line["duty"]
    document = local(duty["citation"]["document"])
    place = f"{duty['mention_start']}-{duty['mention_end']}"
    page = client.get(f"{document}/passage/{place}").text
    for told in (duty["name"], duty["citation"]["heading"], duty["citation"]["words"], f"#{place}", "牵头"):
        assert told in page
    # The fact's own IRI leads to the same record.
    assert page.partition("<main")[2].partition("</main>")[0] in client.get(local(line["iri"])).text
    alone = client.get(f"{document}/passage/{place}", params={"part": "record"}).text
    assert "<html" not in alone
    assert duty["name"] in alone
    clause = f"{duty['citation']['start']}-{duty['citation']['end']}"
    cited = client.get(document, params={"at": clause}).text
    assert len(re.findall(r'class="[^"]*\bcited\b', cited)) >= 2


# What a browser keeps to


@pytest.mark.parametrize("page", [*PAGES, "/id/agency/汀岚市水利局", "/nowhere"])
def test_no_page_runs_what_stands_in_it_or_loads_from_elsewhere(client: TestClient, page: str) -> None:
    answer = client.get(page)
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert not re.search(
        r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|(?:src|href|action)=[\"'](?:https?:)?//", answer.text
    )


def test_only_the_data_is_open_to_other_sites(client: TestClient) -> None:
    other = {"Origin": "https://example.org"}
    assert client.get("/api/v1/documents", headers=other).headers["access-control-allow-origin"] == "*"
    for page in ("/", "/documents"):
        assert "access-control-allow-origin" not in client.get(page, headers=other).headers


def test_errors_are_pages_for_who_reads_pages(client: TestClient) -> None:
    for address, status in (("/nowhere", 404), ("/network?view=planets", 422), ("/targets?agency=市水力局", 404)):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
        other = client.get(address, headers={"Accept": "*/*"})
        assert (other.status_code, other.headers["content-type"]) == (status, "application/json")
        assert other.json()["detail"].partition("\n")[0] in unescape(answer.text)


def test_what_cannot_be_drawn_is_said_beside_the_filters(client: TestClient) -> None:
    for asked, status, words_there in (
        ({"agency": "市水力局"}, 404, "市水利局"),
        ({"view": "ego"}, 200, "请在上面填写单位"),
        ({"view": "compare", "document": "绿色"}, 200, "请在上面选两份文件"),
        ({"view": "agencies", "document": "没有这份文件"}, 404, "没有找到"),
    ):
        answer = client.get("/network", params=asked)
        assert answer.status_code == status
        assert words_there in answer.text
        assert "<iframe" not in answer.text
        assert '<form class="narrow"' in answer.text


def test_a_table_has_the_rows_of_its_page(client: TestClient) -> None:
    for page, asked in (
        ("/agencies", {"level": "county"}),
        ("/agencies", {"name": "水利"}),
        ("/zones", {"kind": "demonstration"}),
        ("/targets", {"year": "2028", "agency": "市工业和信息化局"}),
        ("/matrix", {"agency": "市水利局", "role": "lead"}),
        ("/documents", {}),
    ):
        html = client.get(page, params=asked).text
        link = re.search(r'href="(/download/(?!tables)[^"]+\.csv[^"]*)"', html)
        assert link
        rows = list(csv.reader(io.StringIO(client.get(unescape(link[1])).content.decode("utf-8-sig"))))
        assert len(rows) - 1 == len(re.findall(r"<tr>", html.partition("<tbody>")[2])), page
        assert len(rows) > 1


def test_text_of_documents_stays_text(tmp_path: Path) -> None:
    settings = Settings(token="t")
    with TestClient(application(hostile_store(tmp_path / "store"), settings), headers=BROWSER) as client:
        shown = [client.get(page).text for page in PAGES]
        for _ in range(2):
            links = {link for page in shown for link in re.findall(r'href="(/id/[^"#?]+)', page)}
            # The client asks for no address as long as the longest name.
            shown = [*shown[: len(PAGES)], *(client.get(unescape(link)).text for link in links if len(link) < 9000)]
        shown += [client.get("/query", params={"name": name}).text for name in ("workload", "documents", "groups")]
        shown += [client.get("/ask", params={"q": f"{words[:400]}由谁牵头？"}).text for words in WORDS]
        assert len(shown) > 40
        for page in shown:
            assert not re.search(r'<img (?!src="/network/)|<svg(?! viewBox)|<script(?! src="/static/)|\son\w+="', page)


# Who may add and remove


def form_of(page: str) -> str:
    [token] = set(re.findall(r'name="form" value="([0-9a-f]{64})"', page))
    return token


@pytest.fixture
def here(tmp_path: Path) -> Iterator[httpx.Client]:
    """A browser at the machine that serves to itself alone."""
    store = two_documents(tmp_path / "store")
    with (
        served(application(store, Settings(own_machine=True, largest=100_000))) as address,
        httpx.Client(base_url=address, headers=BROWSER, trust_env=False, timeout=60) as client,
    ):
        yield client


def test_on_ones_own_machine_a_document_comes_and_goes_by_the_pages(here: httpx.Client) -> None:
    page = here.get("/documents")
    cookie = page.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    sent = {"files": {"file": (PLAN.name, PLAN.read_bytes())}, "data": {"form": form_of(page.text)}}
    added = here.post("/documents", **sent)
    assert added.status_code == 303
    shown = here.get(added.headers["location"])
    assert "汀岚市制造业绿色低碳转型行动方案" in shown.text
    again = here.post("/documents", **sent, headers={"Accept": "application/json"})
    assert again.json()["address"] == added.headers["location"]
    assert "已在库" in again.json()["words"]
    assert here.get("/api/v1/documents").json()["total"] == 3
    number = added.headers["location"].rpartition("/")[2]
    removed = here.post(f"/documents/{number}/remove", data={"form": form_of(here.get("/documents").text)})
    assert (removed.status_code, here.get("/api/v1/documents").json()["total"]) == (303, 2)
    assert "已移除" in here.get(removed.headers["location"]).text


def test_a_form_from_elsewhere_is_refused(here: httpx.Client) -> None:
    form = form_of(here.get("/documents").text)
    [line] = [line for line in here.get("/api/v1/documents").json()["items"] if "意见" in line["title"]]
    address = f"/documents/{line['id']}/remove"
    port = here.base_url.port
    for headers in (
        {"Origin": "https://example.org"},
        {"Origin": f"http://localhost:{port}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Host": f"evil.example:{port}"},
        {"X-Forwarded-For": "203.0.113.5"},
    ):
        assert here.post(address, data={"form": form}, headers=headers).status_code == 403, headers
    assert here.post(address, data={"form": "0" * 64}).status_code == 403
    assert here.post(address, data={}).status_code == 422
    with httpx.Client(base_url=here.base_url, trust_env=False) as without_cookie:
        assert without_cookie.post(address, data={"form": form}).status_code == 403
        assert (
            without_cookie.post("/documents", files={"file": ("a.txt", b"x")}, data={"form": form}).status_code == 403
        )
    assert here.get("/api/v1/documents").json()["total"] == 2
    same = {"Origin": str(here.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert here.post(address, data={"form": form}, headers=same).status_code == 303


def test_under_another_name_or_behind_a_proxy_there_is_no_form(here: httpx.Client) -> None:
    port = here.base_url.port
    for headers in ({"Host": f"evil.example:{port}"}, {"X-Forwarded-For": "203.0.113.5"}):
        page = here.get("/documents", headers=headers)
        assert 'name="form"' not in page.text
        assert "set-cookie" not in page.headers
    assert 'name="form"' in here.get("/documents", headers={"Host": f"localhost:{port}"}).text


def test_what_is_no_document_is_said_on_a_page(here: httpx.Client) -> None:
    form = form_of(here.get("/documents").text)
    for content, status in ((b"", 422), (b"x" * 200_000, 413)):
        answer = here.post("/documents", files={"file": ("a.txt", content)}, data={"form": form})
        assert answer.status_code == status
        assert answer.headers["content-type"].startswith("text/html")
    assert here.post("/documents", data={"form": form}).status_code == 415
    assert here.get("/api/v1/documents").json()["total"] == 2


def test_elsewhere_only_who_gives_the_token_may(tmp_path: Path) -> None:
    store = two_documents(tmp_path / "store")
    settings = Settings(token="令牌 token", own_machine=True)
    with (
        served(application(store, settings)) as address,
        httpx.Client(base_url=address, headers=BROWSER, trust_env=False, timeout=60) as client,
    ):
        page = client.get("/documents").text
        assert 'name="form"' not in page
        assert 'name="token"' in page
        assert client.post("/documents/token", data={"token": "other"}).status_code == 403
        assert client.post("/documents/token", data={"token": settings.token}).status_code == 303
        form = form_of(client.get("/documents").text)
        added = client.post("/documents", files={"file": (PLAN.name, PLAN.read_bytes())}, data={"form": form})
        assert added.status_code == 303


def test_a_service_that_only_reads_has_no_form(client: TestClient) -> None:
    page = client.get("/documents").text
    assert "<form" not in page
    assert "--token" in page
    assert client.post("/documents", files={"file": ("a.txt", b"x")}).status_code == 403


ZHENGTU = Path(sys.executable).with_name("zhengtu")


def test_the_command_serves_a_new_store_to_its_own_machine_at_once(tmp_path: Path) -> None:
    serving = subprocess.Popen(
        [ZHENGTU, "serve", "--port", "0", "--store", "库"],
        cwd=tmp_path,
        env={**os.environ, "ZHENGTU_TOKEN": ""},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout is not None
    try:
        assert serving.stdout.readline().startswith("库: 新建空库")
        address = serving.stdout.readline().split()[0]
        with httpx.Client(base_url=address, headers=BROWSER, trust_env=False, timeout=60) as client:
            form = form_of(client.get("/").text)
            sent = {"files": {"file": (PLAN.name, PLAN.read_bytes())}, "data": {"form": form}}
            assert client.post("/documents", **sent).status_code == 303
    finally:
        serving.send_signal(signal.SIGINT)
        serving.communicate(timeout=30)
    with Store(tmp_path / "库", read_only=True) as store:
        assert len(list_documents(store, Narrowing(), limit=9, offset=0).items) == 1


def test_the_command_makes_no_store_for_others_to_read(tmp_path: Path) -> None:
    asked = [ZHENGTU, "serve", "--host", "0.0.0.0", "--port", "0", "--store", "库"]
    bare = {**os.environ, "ZHENGTU_TOKEN": ""}
    said = subprocess.run(asked, cwd=tmp_path, env=bare, capture_output=True, text=True, timeout=60, check=False)
    assert said.returncode == 1
    assert "zhengtu load" in said.stderr
    assert not (tmp_path / "库").exists()
