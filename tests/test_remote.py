"""A store on a SPARQL server: finding its addresses, who asks, and one clear line for each way in which it fails."""

import base64
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from graph import NotAStore, Store, StoreForbidden, StoreMissing, endpoint, remote
from graph.endpoint import Endpoint
from graph.errors import QueryError, StoreUnreachable
from graph.results import Solutions
from tests.commands import refused, run
from tests.sample import sample
from tests.servers import emptied, oxigraph_server
from tests.test_store import edited

YES = b'{"head": {}, "boolean": true}'
JSON = "application/sparql-results+json"
Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(autouse=True)
def _nothing_known_of_any_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "_found", {})
    monkeypatch.setattr(remote, "_known", {})
    for name in ("USER", "PASSWORD", "TOKEN", "UPDATE", "GRAPHS", "TIMEOUT"):
        monkeypatch.delenv(f"ZHENGTU_STORE_{name}", raising=False)


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler], Answer]) -> Iterator[str]:
    """A server that answers every request as it is told."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, body = answer(self)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_HEAD = do_PUT = do_GET  # noqa: N815 - names of http.server

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# ── Addresses ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["", "/", "/query"])
def test_the_addresses_are_found_from_the_servers_or_the_queries_own(oxigraph: str, path: str) -> None:
    emptied(oxigraph)
    with Store(oxigraph + path) as store:
        assert store.load(sample(), source="a").outcome == "added"
        assert len(store.holding.graphs()) == 2


def test_a_server_whose_default_graph_is_the_union_is_asked_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "_UNIONS", ([],))
    with oxigraph_server("--union-default-graph") as url, Store(url) as store:
        store.load(sample(), source="a")
        store.load(edited("附件"), source="b")
        found = store.query("SELECT (COUNT(*) AS ?n) { ?agency zt:leads ?task }")
        assert isinstance(found, Solutions)
        assert list(found.table()) == [("8",)]
        assert list(remote._known.values()) == [[]]


def test_other_addresses_are_named_in_the_environment(oxigraph: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a server has its protocols in unusual places, they are not found, and the line says what to set."""
    emptied(oxigraph)
    monkeypatch.setattr(endpoint, "_PLACES", {"query": ("{url}",), "update": ("{url}/0",), "graphs": ("{url}/0",)})
    with pytest.raises(NotAStore, match="ZHENGTU_STORE_UPDATE"), Store(f"{oxigraph}/query"):
        pass
    monkeypatch.setenv("ZHENGTU_STORE_UPDATE", f"{oxigraph}/update")
    with Store(f"{oxigraph}/query") as store:
        store.load(sample(), source="a")
        graph = store.holding.graphs()[0]
        with pytest.raises(NotAStore, match="ZHENGTU_STORE_GRAPHS"):
            store.holding.graph(graph)
        monkeypatch.setenv("ZHENGTU_STORE_GRAPHS", f"{oxigraph}/store")
        assert store.holding.graph(graph)


def test_reading_where_nothing_was_loaded_says_what_to_run(oxigraph: str) -> None:
    emptied(oxigraph)
    with pytest.raises(StoreMissing, match="zhengtu load"), Store(oxigraph, read_only=True):
        pass
    refused(run("summary", "--store", oxigraph), oxigraph, "zhengtu load")


# ── Who asks ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("how", ["environment", "URL", "token"])
def test_who_asks_is_told_to_the_server_and_to_nobody_else(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def answer(request: BaseHTTPRequestHandler) -> Answer:
        told.append(request.headers.get("Authorization", ""))
        return 403, {}, b"no"

    with answering(answer) as url:
        place = url.replace("//", "//li:p%40ss@") if how == "URL" else url
        if how == "environment":
            monkeypatch.setenv("ZHENGTU_STORE_USER", "li")
            monkeypatch.setenv("ZHENGTU_STORE_PASSWORD", "p@ss")
        if how == "token":
            monkeypatch.setenv("ZHENGTU_STORE_TOKEN", "secret-token")
        result = run("summary", "--store", place)
    refused(result, url, "403")
    assert not {"p@ss", "p%40ss", "secret-token"} & set(result.output.replace(":", " ").split())
    assert "ss@" not in result.output
    assert "secret" not in result.output
    basic = "Basic " + base64.b64encode(b"li:p@ss").decode()
    assert set(told) == {"Bearer secret-token" if how == "token" else basic}


# ── What fails ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_where_no_server_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(StoreUnreachable), Store(url):
        pass
    for command in (["summary"], ["load", str(Path(__file__))], ["serve"], ["documents"], ["query", "ASK {}"]):
        refused(run(*command, "--store", url), url, "no server answers here")


@pytest.mark.parametrize(
    ("status", "headers", "body", "words"),
    [
        (401, {}, b"", "ZHENGTU_STORE_USER"),
        (403, {}, b"", "does not allow"),
        (404, {}, b"nothing here", "not as a SPARQL endpoint (404)"),
        (
            200,
            {"Content-Type": "text/html; charset=utf-8"},
            b"<html>Welcome</html>",
            "not as a SPARQL endpoint (text/html)",
        ),
        (200, {}, b"", "not as a SPARQL endpoint (no media type)"),
        (301, {"Location": "https://example.org/sparql"}, b"", "has moved to https://example.org/sparql"),
        (500, {}, b"out of memory\nat line 5\n", "the server failed (500): out of memory"),
        (503, {}, b"", "the server failed (503)"),
        (200, {"Content-Type": JSON}, b'{"head": {"vars": ["graph', "broken"),
        (200, {"Content-Type": JSON, "Content-Length": "5000"}, YES, "the connection broke"),
    ],
)
def test_each_failure_is_one_line(status: int, headers: dict[str, str], body: bytes, words: str) -> None:
    with answering(lambda _: (status, headers, body)) as url:
        refused(run("summary", "--store", url), url, words)


def test_a_server_that_is_slow_is_waited_for_no_longer_than_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(_request: BaseHTTPRequestHandler) -> Answer:
        time.sleep(0.6)
        return 200, {"Content-Type": JSON}, YES

    monkeypatch.setenv("ZHENGTU_STORE_TIMEOUT", "0.2")
    with answering(answer) as url:
        refused(run("summary", "--store", url), url, "no answer within 0.2 seconds", "ZHENGTU_STORE_TIMEOUT")
    monkeypatch.setenv("ZHENGTU_STORE_TIMEOUT", "soon")
    refused(run("summary", "--store", url), "ZHENGTU_STORE_TIMEOUT=soon")


@pytest.mark.parametrize("url", ["http://", "http://[::1", "https://:99999999/", "http://a b/"])
def test_what_is_no_url_of_a_server(url: str) -> None:
    refused(run("summary", "--store", url))


def test_a_server_that_only_answers_queries_takes_no_documents(tmp_path: Path) -> None:
    def answer(request: BaseHTTPRequestHandler) -> Answer:
        if request.headers.get("Content-Type") == "application/sparql-update":
            return 404, {}, b""
        return 200, {"Content-Type": JSON}, YES

    (tmp_path / "方案.txt").write_text("岚溪市方案\n（一）建设算力中心。（市数据局牵头）\n", encoding="utf-8")
    with answering(answer) as url:
        refused(run("load", str(tmp_path / "方案.txt"), "--store", url), "takes no updates", "ZHENGTU_STORE_UPDATE")


def test_a_refused_change_changes_nothing(oxigraph: str) -> None:
    """A batch is one request, of which a server takes all or nothing."""
    emptied(oxigraph)
    with Store(oxigraph) as store, Endpoint(oxigraph) as server:
        store.load(sample(), source="a")
        with pytest.raises(QueryError, match="refused the request"):
            server.update("DROP ALL; INSERT DATA { <a:b> <a:b> 1 }; NONSENSE")
        assert [load.source for load in store.loads()] == ["a"]


def test_what_is_opened_for_reading_is_not_changed(oxigraph: str) -> None:
    emptied(oxigraph)
    with Store(oxigraph) as store:
        store.load(sample(), source="a")
    with Store(oxigraph, read_only=True) as store, pytest.raises(StoreForbidden, match="for reading"):
        store.remove([store.loads()[0].graph.value])


# rdflib 7.6 uses names inside its own Dataset that it warns others against.
@pytest.mark.filterwarnings("ignore:Dataset\\.:DeprecationWarning")
def test_the_same_server_speaks_rdflib(oxigraph: str) -> None:
    emptied(oxigraph)
    with Store(oxigraph) as store:
        store.load(sample(), source="a")
        graph = store.loads()[0].graph.value
        found = store.dataset.query(
            f"SELECT ?a {{ GRAPH <{graph}> {{ ?a <https://w3id.org/zhengtu/ontology#leads> ?t }} }}"
        )
        assert len(list(found)) == 4


def test_the_service_answers_from_a_server(oxigraph: str) -> None:
    from fastapi.testclient import TestClient

    from api.app import application

    emptied(oxigraph)
    with Store(oxigraph) as store:
        store.load(sample(), source="/docs/意见.txt")
    with TestClient(application(oxigraph)) as client:
        [told] = client.get("/api/v1/leads", params={"agency": "平江市交通运输局"}).json()
        assert [duty["citation"]["path"] for duty in told["led"]] == ["1.2.1"]
        rows = client.get("/sparql", params={"query": "SELECT ?t { ?a zt:leads ?t }"}, headers={"Accept": JSON})
        assert len(json.loads(rows.content)["results"]["bindings"]) == 4
