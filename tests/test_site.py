"""The documentation: it is built strictly, shows what the program has, its commands run, and it asks no other host."""

import functools
import html
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click
import pytest
import rdflib
import yaml
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as BrowserTimeout
from rdflib import OWL, RDF

from api.app import application
from api.cli import main
from api.service import Settings
from extract import extract, read
from extract.annotations import parse
from extract.evaluation import ROWS, score
from extract.facts import Extraction
from graph import Store
from graph.catalogue import named_queries
from ontology import vocabulary
from ontology.terms import NAMESPACE
from tests.consoles import ROOT, examples, run_examples
from tests.serving import served

DOCS = ROOT / "docs"
PAGES = sorted((DOCS / "guide").rglob("*.md"))
CHINESE = [page for page in PAGES if page.name.endswith(".zh.md")]
EXAMPLES = sorted((ROOT / "examples").glob("*.txt"))


def called(page: Path) -> str:
    return str(page.relative_to(DOCS / "guide"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("site")
    build = ("mkdocs", "build", "--strict", "--quiet", "--config-file", DOCS / "mkdocs.yml", "--site-dir", folder)
    done = subprocess.run([sys.executable, "-m", *build], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def words(page: Path) -> str:
    """The text of a page as a reader has it."""
    return html.unescape(re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8")))


# ---- what the pages show


def test_every_page_is_there_in_both_languages(site: Path) -> None:
    english = {page.relative_to(site) for page in site.rglob("*.html")}
    english = {page for page in english if page.parts[0] not in ("zh", "404.html")}
    assert {page.relative_to(site / "zh") for page in (site / "zh").rglob("*.html")} == english
    assert len(english) == len([page for page in PAGES if page not in CHINESE]) > 15


def test_the_reference_has_all_that_the_program_has(site: Path) -> None:
    shown = {page.stem: words(page) for page in (site / "reference").glob("*.html")}
    for name, command in main.commands.items():
        assert f"Usage: zhengtu {name}" in shown["commands"]
        options = (opt for p in command.params if isinstance(p, click.Option) and not p.hidden for opt in p.opts)
        assert [option for option in options if option not in shown["commands"]] == []
    for query in named_queries():
        assert query.question.zh in shown["queries"]
        assert query.sparql.strip().splitlines()[-1] in shown["queries"]
    for path, methods in application(ROOT / "none").openapi()["paths"].items():
        assert [method for method in methods if f"{method.upper()} {path}" not in shown["api"]] == []
    terms = rdflib.Graph().parse(data=vocabulary().read_bytes(), format="turtle")
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        own = [str(term) for term in terms.subjects(RDF.type, kind) if str(term).startswith(NAMESPACE)]
        assert own
        assert [term for term in own if term.replace(NAMESPACE, "zt:") not in shown["ontology"]] == []
    assert "zt:convention" in shown["ontology"]
    assert [field for field in Extraction.__dataclass_fields__ if field not in shown["json"]] == []


def test_every_setting_is_listed(site: Path) -> None:
    sources = "".join(
        file.read_text(encoding="utf-8") for room in ("api", "graph") for file in (ROOT / room).rglob("*.py")
    )
    settings = set(re.findall(r"ZHENGTU_\w+", sources))
    assert len(settings) > 5
    assert settings == set(re.findall(r"ZHENGTU_\w+", words(site / "reference" / "settings.html")))


def test_no_part_is_left_unfilled(site: Path) -> None:
    assert [page for page in site.rglob("*.html") if re.search(r"\{\{ \w+ \}\}|--8<--", words(page))] == []


# ---- in a browser


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Requests are not told."""

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def tab(site: Path, browser: Browser) -> Iterator[Page]:
    """A tab of a browser at the first page; at the end no other host was asked, and no script broke."""
    complaints: list[str] = []
    with hosted(site) as address:
        page = browser.new_page()
        page.on("request", lambda r: None if r.url.startswith(address) else complaints.append(r.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address, wait_until="networkidle")
        yield page
        page.close()
    assert complaints == []


def test_no_page_asks_another_host(site: Path, tab: Page) -> None:
    home = tab.url
    for page in sorted(site.rglob("*.html")):
        tab.goto(f"{home}{page.relative_to(site)}", wait_until="networkidle")
        assert tab.evaluate("[...document.images].filter(i => !i.naturalWidth).map(i => i.src)") == [], page


def test_chinese_words_are_found(tab: Page) -> None:
    page = f"{tab.url}zh/index.html"
    results = "[...document.querySelectorAll('.md-search-result__item')].map(item => item.textContent).join()"
    tab.goto(page, wait_until="networkidle")
    box = tab.locator("input.md-search__input")
    # The page reads the box when a key goes up, not when it is filled; what comes before its index is made is lost.
    for _ in range(30):
        for words in ("", "调和平均"):
            box.fill(words)
            box.press("End")
        with suppress(BrowserTimeout):
            tab.wait_for_function(f"{results}.replaceAll('\u200b', '').includes('标注与评分')", timeout=2_000)
            return
    pytest.fail("the search of the site finds no Chinese words")


# ---- its commands


@pytest.mark.parametrize("page", [page for page in PAGES if examples(page)], ids=called)
def test_each_command_prints_what_the_page_shows(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ZHENGTU_STORE", raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    run_examples(page, tmp_path)


@pytest.mark.parametrize("page", CHINESE, ids=called)
def test_both_languages_show_the_same(page: Path) -> None:
    """The same commands and blocks, but for comments in them."""
    chinese, english = (
        re.sub(r" +#.*$", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for file in (page, page.with_name(page.name.replace(".zh.md", ".md")))
    )
    blocks = re.compile(r"^```.*?^```$|^    \S[^\n]*$", re.DOTALL | re.MULTILINE)
    assert blocks.findall(chinese) == blocks.findall(english)
    headings = re.compile(r"^#+", re.MULTILINE)
    assert headings.findall(chinese) == headings.findall(english)


def test_researchers_read_it_in_chinese() -> None:
    folders = ("", "howto")
    english = [page for page in PAGES if page not in CHINESE and called(page.parent).strip(".") in folders]
    assert [page for page in english if not page.with_suffix(".zh.md").exists()] == []
    assert len(english) > 10


@pytest.mark.parametrize("page", PAGES + sorted((DOCS / "deploy").iterdir()), ids=lambda page: page.name)
def test_commands_that_are_not_run_exist(page: Path) -> None:
    for line in re.findall(r"zhengtu (?=[a-z]+ )([^`|#\n]*)", page.read_text(encoding="utf-8")):
        name, *rest = line.split()
        if name in main.commands:
            known = {opt for param in main.commands[name].params for opt in param.opts}
            assert [word for word in rest if re.fullmatch(r"--[a-z-]+", word) and word not in known] == [], line
        else:
            assert not any(word.startswith("--") for word in rest), line


@pytest.mark.parametrize("page", [DOCS / "guide" / "howto" / f"notebook{end}" for end in (".md", ".zh.md")], ids=called)
def test_the_code_of_the_notebook_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    with Store(tmp_path / "zhengtu-store") as store:
        for file in EXAMPLES:
            store.load(extract(read(file), file.stem), source=str(file))
    blocks = python_of(page)
    assert len(blocks) == 2
    for block in blocks:
        exec(block, {})
    assert (tmp_path / "合作.svg").stat().st_size > 1000


def test_the_code_that_asks_the_endpoint_runs(tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        store.load(extract(read(EXAMPLES[0])), source=str(EXAMPLES[0]))
    [block] = python_of(DOCS / "guide" / "howto" / "sparql-server.md")
    with served(application(tmp_path / "store", Settings(workers=1))) as address:
        names = {"answer": b""}
        exec(
            block.replace("http://127.0.0.1:8000", address).replace("endpoint.query()", "answer = endpoint.query()"),
            names,
        )
    assert "市" in names["answer"].decode()


def python_of(page: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", sorted((DOCS / "guide" / "howto").glob("annotate*.md")), ids=called)
def test_the_annotation_shown_is_one(page: Path) -> None:
    [shown] = re.findall(r"^```json\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    gold = parse(shown.encode(), page.name)
    assert [row.f1 for row in score(gold, gold)] == [1] * len(ROWS)


# ---- what is deployed


def test_the_container_file_builds_from_what_is_there() -> None:
    text = (DOCS / "deploy" / "Containerfile").read_text(encoding="utf-8")
    copied = [
        source for line in re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE) for source in line.split()
    ]
    assert {"api", "graph", "extract", "ontology", "uv.lock"} <= set(copied)
    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert re.search(r"^USER zhengtu$", text, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK ", text, re.MULTILINE)


def test_the_compose_file_is_read_only_and_without_rights() -> None:
    file = DOCS / "deploy" / "compose.yaml"
    service = yaml.safe_load(file.read_text(encoding="utf-8"))["services"]["zhengtu"]
    assert (file.parent / service["build"]["context"]).resolve() == ROOT
    assert (ROOT / service["build"]["dockerfile"]).exists()
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    unit = (DOCS / "deploy" / "zhengtu.service").read_text(encoding="utf-8")
    # What it runs and as whom is not installed here.
    here = unit.replace("/opt/zhengtu/bin/zhengtu", sys.executable).replace("User=zhengtu", "User=root")
    (tmp_path / "zhengtu.service").write_text(here, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / "zhengtu.service"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SYSTEMD_LOG_LEVEL": "warning"},
    )
    assert (done.returncode, done.stderr) == (0, "")
