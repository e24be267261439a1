"""Requests made to do harm are refused, take nothing from others, and tell nothing that is not theirs."""

import json
import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient

from api import connections, receiving
from api.app import application
from api.guarding import LARGEST_BODY
from api.service import Service, Settings
from api.whole import Whole
from graph import Store
from tests.commands import refused, run
from tests.hostile import HOSTILE
from tests.serving import served, two_documents

TOKEN = "token-that-nobody-may-see"
HELD = {"Authorization": f"Bearer {TOKEN}"}
PLAN = "岚溪市工作方案\n一、主要任务\n（一）建设算力中心。（市数据局牵头，市财政局配合）\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_documents(tmp_path_factory.mktemp("hostile") / "store")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(application(folder, Settings(token=TOKEN)), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    with served(application(folder, Settings(token=TOKEN, workers=1))) as address:
        yield address


def raw(address: str, request: bytes, wait: float = 10) -> bytes:
    """What the server answers to these bytes until it closes the connection."""
    parts = urlsplit(address)
    answer = b""
    with socket.create_connection((parts.hostname, parts.port or 80), timeout=wait) as connection:
        connection.sendall(request)
        try:
            while piece := connection.recv(65536):
                answer += piece
        except (ConnectionResetError, TimeoutError):
            pass
    return answer


# ---- what a browser is told


@pytest.mark.parametrize(
    "path",
    ["/", "/documents", "/query", "/nothing", "/static/zhengtu.js", "/favicon.ico", "/api/v1/documents",
     "/openapi.json", "/sparql", "/sparql?query=ASK%20%7B%7D", "/id/nothing", "/api/v1/tasks?limit=x",
     "/network/figure.svg?view=agencies", "/network/drawing?view=agencies",
     "/download/targets.csv", "/download/tables.xlsx", "/context.jsonld", "/leads"],
)  # fmt: skip
def test_every_answer_says_what_a_browser_may_do_with_it(client: TestClient, path: str) -> None:
    headers = client.get(path, follow_redirects=False).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cross-origin-resource-policy"] in ("same-origin", "cross-origin")
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] in ("'none'", "'self'")
    assert "unsafe" not in policy.get("script-src", "")
    # Who may read it from another site may not do so in a person's name.
    assert "access-control-allow-credentials" not in headers


def test_only_data_is_open_to_other_sites(client: TestClient) -> None:
    elsewhere = {"Origin": "https://evil.example"}
    assert "access-control-allow-origin" not in client.get("/documents", headers=elsewhere).headers
    assert client.get("/api/v1/documents", headers=elsewhere).headers["access-control-allow-origin"] == "*"
    asked = {**elsewhere, "Access-Control-Request-Method": "DELETE", "Access-Control-Request-Headers": "authorization"}
    assert client.options("/api/v1/documents/0123456789abcdef", headers=asked).status_code == 400


def test_what_is_typed_is_shown_and_never_run(client: TestClient) -> None:
    typed = quote(HOSTILE)
    for path in ("/ask?q=", "/query?query=", "/tasks?words=", "/agencies?words=", "/targets?agency=",
                 "/matrix?document=", "/network?view=agencies&agency=",
                 "/documents?lang=", "/id/", "/search?q="):  # fmt: skip
        page = client.get(f"{path}{typed}", headers={"Accept": "text/html"})
        assert page.status_code < 500
        assert "<img src=x" not in page.text, path
        assert "</script><img" not in page.text, path


# ---- names and paths


TRAVERSING = [
    "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2fapp.py", "/static/%2fetc/passwd",
    "/static//etc/passwd", "/static/..\\..\\app.py", "/static/%00", "/static/drawing/..%2f..%2fdrawing.py",
    "/download/..%2f..%2fstore", "/download/%2e%2e.csv", "/network/figure.%2e%2e%2f", "/id/..%2f..%2fetc%2fpasswd",
    "/id/%00", "/id/agency/%0d%0aSet-Cookie:%20a=b", "/api/v1/queries/..%2f..%2fall-graphs", "/api/v1/queries/%00",
    "/api/v1/documents/..%2f..%2fetc%2fpasswd", "//evil.example/", "//evil.example/leads", "/%5cevil.example",
    "/leads?%0d%0aSet-Cookie:a=b", "/static/" + "a" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("path", TRAVERSING)
def test_no_path_leads_out_of_what_is_served(address: str, path: str) -> None:
    answer = raw(address, f"GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n".encode())
    head, _, body = answer.partition(b"\r\n\r\n")
    assert int(head.split()[1]) in (*range(300, 309), *range(400, 500))
    assert b"set-cookie: a" not in head.lower()
    assert re.findall(rb"(?im)^location: (?!http://here/)", head) == []
    assert [word for word in (b"root:", b"import ", b"Traceback", b"site-packages", b"/tmp/") if word in body] == []


NAMES = (
    "../../etc/passwd.txt", "..\\..\\a.txt", "/etc/passwd.txt", "a\0.txt", "a\r\nX-A: b.txt", "\u202etxt.exe.txt",
    "长" * 190 + ".txt", "%2e%2e%2fa.txt", "..",
)  # fmt: skip


def test_no_name_of_a_file_leads_anywhere(tmp_path: Path) -> None:
    with Store(tmp_path / "store"):
        pass
    with TestClient(application(tmp_path / "store", Settings(token=TOKEN))) as client:
        for name in NAMES:
            headers = {**HELD, "Content-Type": "text/plain"}
            sent = client.post("/api/v1/documents", content=PLAN + name, params={"name": name}, headers=headers)
            assert sent.status_code in (201, 422), (name, sent.text)
        titles = {document["title"] for document in client.get("/api/v1/documents").json()["items"]}
    assert titles == {"岚溪市工作方案"}
    assert {entry.name for entry in tmp_path.iterdir()} == {"store"}


# ---- too much


def test_a_body_is_bounded(client: TestClient) -> None:
    large = json.dumps({"question": "一" * LARGEST_BODY})
    assert client.post("/api/v1/ask", content=large, headers={"Content-Type": "application/json"}).status_code == 413
    assert client.post("/documents/token", content=b"token=" + b"a" * LARGEST_BODY).status_code in (403, 413, 422)


def test_a_body_that_does_not_say_how_large_it_is_is_bounded_too(address: str) -> None:
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    head = (
        b"POST /api/v1/ask HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    assert raw(address, head + chunk * (LARGEST_BODY // 0x10000 + 2), 2)[:12] in (b"HTTP/1.1 413", b"")


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"[" * 500_000, "application/json"),
        (b'{"a":' * 200_000, "application/json"),
        (b'{"question": "' + b"\\ud800" * 10 + b'"}', "application/json"),
        (b'{"question": 1e999}', "application/json"),
        (b'{"question": "a", "session": ["' + b"a" * 30_000 + b'"]}', "application/json"),
        (b"\xff\xfe", "application/json"),
    ],
)
def test_json_that_nests_or_breaks_is_a_mistake_of_who_sent_it(client: TestClient, content: bytes, media: str) -> None:
    answer = client.post("/api/v1/ask", content=content, headers={"Content-Type": media})
    assert answer.status_code in (200, 400, 422)
    assert "Traceback" not in answer.text


def test_a_form_of_many_parts_is_refused(client: TestClient) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=b", **HELD}
    answer = client.post("/api/v1/documents", content=part * 5000 + b"--b--\r\n", headers=headers)
    assert answer.status_code == 400
    files = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\ny\r\n'
    assert client.post("/api/v1/documents", content=files * 50 + b"--b--\r\n", headers=headers).status_code == 400


HEAVY = [
    "ASK { FILTER(" + "!" * 12_000 + "true) }",
    "ASK { FILTER(" + "(" * 12_000 + "true" + ")" * 12_000 + ") }",
    "ASK { FILTER(" + "1 + " * 12_000 + "1 = 1) }",
    "ASK { ?s " + "a/" * 12_000 + "a ?o }",
    "ASK { ?s " + "(" * 400 + "a" + ")*" * 400 + " ?o }",
    "ASK { " + "{} UNION " * 12_000 + "{} }",
    "ASK { " + "OPTIONAL { ?s ?p ?o } " * 3_000 + "}",
    'ASK { ?s ?p ?o FILTER(REGEX(STR(?o), "' + "(a*)*" * 20_000 + 'b")) }',
    'ASK { ?s ?p ?o FILTER(REGEX(STR(?o), "((a{1,1000}){1,1000}){1,1000}")) }',
    "SELECT (COUNT(*) AS ?n) { ?a (a|!a)* ?b . ?c (a|!a)* ?d . ?e (a|!a)* ?f . ?g (a|!a)* ?h }",
    'SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?b), STR(?c)); separator="' + "x" * 1000 + '") AS ?t) '
    "{ ?a ?p ?q . ?b ?r ?s . ?c ?t ?u }",
]  # fmt: skip


def test_no_query_takes_the_service_with_it(folder: Path) -> None:
    settings = Settings(query_timeout=1, workers=1, max_rows=100)
    with served(application(folder, settings)) as address, httpx.Client(trust_env=False, timeout=60) as client:
        for query in HEAVY:
            begun = time.monotonic()
            answer = client.post(
                f"{address}/sparql", content=query.encode(), headers={"Content-Type": "application/sparql-query"}
            )
            assert answer.status_code in (200, 400, 500, 503), (query[:60], answer.status_code)
            assert answer.status_code == 200 or len(answer.json()["detail"]) < 400, query[:60]
            assert time.monotonic() - begun < 30, query[:60]
        assert client.get(f"{address}/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


def _ends(_data: bytes, _name: str) -> None:
    os._exit(1)


def _takes_all(_data: bytes, _name: str) -> None:
    raise MemoryError


@pytest.mark.parametrize("reading", [_ends, _takes_all])
def test_a_file_that_takes_its_reader_down_is_refused(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, reading: Any
) -> None:
    monkeypatch.setattr(receiving, "_extracted", reading)
    answer = client.post("/api/v1/documents", content=PLAN, headers={**HELD, "Content-Type": "text/plain"})
    assert answer.status_code == 422
    assert "took a process down" in answer.json()["detail"]


def test_what_is_kept_counts_what_was_asked_too(folder: Path) -> None:
    whole = Whole(Service(folder, Settings()))
    for number in range(10):
        whole._keep((1, lambda: b"", ("一" * 5_000_000, number)), b"little")
    assert 0 < len(whole._kept) < 5


# ---- too slow


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.5)
    monkeypatch.setattr(connections, "BODY_SECONDS", 0.7)
    monkeypatch.setattr(connections, "TAKING_SECONDS", 0.7)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: a\r\nX-",
        b"POST /api/v1/ask HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
        b"POST /sparql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/sparql-query\r\n\r\n3\r\nASK\r\n",
    ],
)
def test_who_does_not_go_on_is_cut_off(address: str, begun: bytes) -> None:
    at = time.monotonic()
    raw(address, begun)
    assert 0.3 < time.monotonic() - at < 8


@pytest.mark.usefixtures("impatient")
def test_who_sends_a_sign_now_and_then_is_cut_off_too(address: str) -> None:
    parts = urlsplit(address)
    begun = time.monotonic()
    with socket.create_connection((parts.hostname, parts.port or 80), timeout=5) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")
        with suppress(OSError):
            while time.monotonic() - begun < 8:
                connection.sendall(b"a")
                time.sleep(0.05)
    assert time.monotonic() - begun < 6


@pytest.mark.usefixtures("impatient")
def test_who_does_not_take_the_answer_is_cut_off(address: str) -> None:
    parts = urlsplit(address)
    asked = b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 200
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect((parts.hostname, parts.port or 80))
        connection.settimeout(10)
        connection.sendall(asked)
        time.sleep(3)
        taken = 0
        try:
            while piece := connection.recv(65536):
                taken += len(piece)
        except ConnectionResetError:
            pass
    assert taken < 20_000_000
    assert httpx.get(f"{address}/sparql", params={"query": "ASK {}"}, trust_env=False).status_code == 200


def test_a_head_is_bounded(address: str) -> None:
    answer = raw(address, b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X-A: " + b"a" * 2_000_000)
    assert answer.startswith(b"HTTP/1.1 431") or answer == b""
    many = b"".join(b"X-%d: a\r\n" % n for n in range(20_000))
    assert raw(address, b"GET / HTTP/1.1\r\nHost: a\r\n" + many)[:12] in (b"HTTP/1.1 431", b"")


# ---- what nobody may see


def test_a_password_stands_in_no_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHENGTU_STORE_USER", raising=False)
    done = run("summary", "--store", "http://user:geheim-word@127.0.0.1:9/")
    refused(done, "127.0.0.1:9")
    assert "geheim-word" not in done.output
    for wrong in ("http://user:geheim-word@[::/", "http://user:geheim-word@127.0.0.1:99999/"):
        done = run("summary", "--store", wrong)
        assert done.exit_code == 1
        assert "geheim-word" not in done.output


def test_a_fault_of_ours_tells_nothing_of_its_inside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from api.pages.site import Site

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("/tmp/secret")

    with TestClient(application(folder), raise_server_exceptions=False) as client:
        monkeypatch.setattr(Site, "show", broken)
        answer = client.get("/documents")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
