"""What keeps the endpoint up: limits that end the work, crashes that touch nobody, loads beside it; and its clients."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from socket import create_server

import httpx2 as httpx
import pytest
import rdflib
from fastapi.testclient import TestClient
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper

from api.app import application
from api.service import Settings
from graph import Store
from graph.snapshot import Served
from graph.tokens import limited, read_form
from tests.commands import refused, run
from tests.sample import sample
from tests.serving import GRAPHS, other, served, two_documents

# Some 10^15 rows, none of which the answer shows.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
SETTINGS = Settings(query_timeout=2, max_rows=1000, workers=2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_documents(tmp_path_factory.mktemp("sparql") / "store")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(application(folder, SETTINGS)) as address:
        yield address


def get(address: str, query: str, **more: str) -> httpx.Response:
    with httpx.Client(trust_env=False, timeout=30) as client:
        return client.get(f"{address}/sparql", params={"query": query, **more})


def workers() -> dict[int, int]:
    """The processes that answer this one's queries, and the processor time that each has used, in ticks."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent, times = (entry / "stat").read_text().rpartition(")")[2].split()[1], slice(11, 13)
            if int(parent) == os.getpid() and b"graph.worker" in (entry / "cmdline").read_bytes():
                used = (entry / "stat").read_text().rpartition(")")[2].split()[times]
                found[int(entry.name)] = sum(map(int, used))
    return found


def at_rest() -> bool:
    """True where no worker uses the processor."""
    before = workers()
    time.sleep(0.3)
    after = workers()
    return all(ticks - before.get(pid, 0) <= 5 for pid, ticks in after.items() if pid in before)


PROC = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are told from /proc")


@PROC
def test_a_query_over_its_time_ends_with_503_and_its_work_stops(address: str) -> None:
    assert get(address, "ASK {}").status_code == 200
    begun = time.monotonic()
    answer = get(address, ENDLESS)
    assert answer.status_code == 503
    assert "longer than 2 s" in answer.json()["detail"]
    assert answer.headers["retry-after"] == "30"
    assert time.monotonic() - begun < 8
    assert at_rest()
    assert get(address, "ASK {}").json()["boolean"] is True


def test_the_server_answers_others_meanwhile(folder: Path) -> None:
    slow: list[httpx.Response] = []
    # Long enough for processes to start on a busy machine.
    with served(application(folder, replace(SETTINGS, query_timeout=8))) as address:
        asking = threading.Thread(target=lambda: slow.append(get(address, ENDLESS)))
        asking.start()
        time.sleep(0.3)
        assert get(address, "ASK {}").status_code == 200
        assert httpx.get(f"{address}/api/v1/documents", trust_env=False, timeout=30).status_code == 200
        assert asking.is_alive()
        asking.join()
    assert slow[0].status_code == 503


@PROC
def test_whoever_goes_away_takes_the_query_along(address: str) -> None:
    with pytest.raises(httpx.TimeoutException):
        httpx.get(f"{address}/sparql", params={"query": ENDLESS}, timeout=0.4, trust_env=False)
    time.sleep(0.5)
    assert at_rest()


def test_when_all_are_busy_it_is_said(folder: Path) -> None:
    with served(application(folder, replace(SETTINGS, workers=1, query_timeout=1))) as address:
        answers: list[httpx.Response] = []
        asking = [threading.Thread(target=lambda: answers.append(get(address, ENDLESS))) for _ in range(3)]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
    assert [answer.status_code for answer in answers] == [503, 503, 503]


def test_a_query_that_takes_its_process_down_is_refused_and_touches_no_other(address: str) -> None:
    deep = get(address, "ASK " + "{" * 3000 + "}" * 3000)
    assert deep.status_code == 400
    assert "3000" in deep.json()["detail"]
    crashed = httpx.post(
        f"{address}/sparql",
        content="ASK { FILTER(" + "!" * 100_000 + "true) }",
        headers={"Content-Type": "application/sparql-query"},
        trust_env=False,
        timeout=30,
    )
    assert crashed.status_code in (400, 500)
    assert crashed.json()["detail"]
    for pid in workers():
        os.kill(pid, signal.SIGKILL)
    # Each another query, for an answer that is kept asks no process.
    assert [get(address, f"ASK {{ FILTER({number} = {number}) }}").status_code for number in range(3)][-1] == 200


def test_rows_are_capped_and_streamed(address: str) -> None:
    pairs = "SELECT ?a ?b { ?a a ?x . ?b a ?y }"
    with httpx.stream(
        "GET", f"{address}/sparql", params={"query": pairs}, headers={"Accept": "text/csv"}, trust_env=False, timeout=30
    ) as answer:
        assert answer.headers["zhengtu-row-limit"] == "1000"
        assert answer.headers["transfer-encoding"] == "chunked"
        assert len(answer.read().decode().splitlines()) == 1001
    few = get(address, pairs + " LIMIT 7", format="csv")
    assert "content-length" in few.headers
    assert len(few.json()["results"]["bindings"]) == 7
    assert len(get(address, pairs + " LIMIT 5000").json()["results"]["bindings"]) == 1000
    triples = get(address, "CONSTRUCT { ?a <x:p> ?b } { ?a a ?x . ?b a ?y }")
    assert len(rdflib.Graph().parse(data=triples.text, format="turtle")) <= 1000


@pytest.fixture
def listener() -> Iterator[tuple[str, list[object]]]:
    """An address that no query must reach, and who came there."""
    visits: list[object] = []
    with create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        done = threading.Event()

        def wait() -> None:
            while not done.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                visits.append(connection)
                connection.close()

        waiting = threading.Thread(target=wait)
        waiting.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", visits
        done.set()
        waiting.join()


SERVICES = [
    "SELECT * { SERVICE <AT> { ?s ?p ?o } }",
    "SELECT * { service silent <AT> { ?s ?p ?o } }",
    "SELECT * { { SELECT ?s { { SELECT ?s { SERVICE <AT> { ?s ?p ?o } } } } } }",
    "SELECT * { OPTIONAL { FILTER EXISTS { SERVICE <AT> { ?s ?p ?o } } } }",
    "SELECT * { BIND(<AT> AS ?where) SERVICE ?where { ?s ?p ?o } }",
    "PREFIX : <AT> SELECT * { SERVICE: {?s ?p ?o} }",
    "PREFIX : <AT> SELECT * { SERVICE:x{?s ?p ?o} }",
    "PREFIX e: <AT> SELECT * { ?s ?p 1e5SERVICEe:x{?s ?p ?o} }",
    "PREFIX e: <AT> SELECT * { SERVICESILENTe:x{?s ?p ?o} }",
    "PREFIX e: <AT> SELECT * { ?s ?p trueSERVICE#\n e:x#}\n{?s ?p ?o} }",
    "SELECT * { FILTER('a' < 'b')SERVICE<AT>{?s ?p ?o} }",
    "CONSTRUCT { ?s ?p ?o } { {} UNION {SERVICE<AT>{?s ?p ?o}} }",
    "ASK { MINUS { GRAPH ?g { SERVICE SILENT <AT> { ?s ?p ?o } } } }",
    "DESCRIBE ?s { SERVICE <AT> { ?s ?p ?o } }",
    r"PREFIX e: <AT> SELECT * { ?s e:a\' ?o SERVICE <AT> { ?s ?p 'x' } }",
    r"PREFIX e: <AT> SELECT * { ?s e:a\# ?o . SERVICE <AT> { ?s ?p ?x } }",
    "SELECT * { ?s ?p '' , '''a' ''', 'x' # '\r SERVICE <AT> { ?s ?p ?x } }",
]


@pytest.mark.parametrize("query", SERVICES)
def test_no_query_reaches_another_server(address: str, query: str, listener: tuple[str, list[object]]) -> None:
    elsewhere, visits = listener
    answer = get(address, query.replace("AT", elsewhere))
    assert answer.status_code == 400
    assert "SERVICE is refused" in answer.json()["detail"]
    assert visits == []


@pytest.mark.parametrize("string", ["'x", '"x', "'''x''", "''''", '\\"' * 400_000, "'''" + "\\''" * 300_000])
def test_a_string_without_an_end_is_refused_at_once(folder: Path, string: str) -> None:
    refused(run("query", f"ASK {{ ?s ?p {string} }}", "--store", str(folder)), "has no end")


@pytest.mark.parametrize("query", SERVICES)
def test_no_query_on_the_command_line_does_either(folder: Path, query: str, listener: tuple[str, list[object]]) -> None:
    elsewhere, visits = listener
    refused(run("query", query.replace("AT", elsewhere), "--store", str(folder)), "SERVICE is refused")
    assert visits == []


def test_a_query_on_the_command_line_that_nests_too_deep_is_one_line(folder: Path) -> None:
    for query in ("ASK " + "{" * 3000 + "}" * 3000, "ASK { FILTER(" + "!" * 100_000 + "true) }"):
        refused(run("query", query, "--store", str(folder)), "no more than 500")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has namespaces")
def test_a_worker_has_no_network_even_so(listener: tuple[str, list[object]]) -> None:
    elsewhere, visits = listener
    code = (
        "import pyoxigraph as ox; from graph.worker import _leave_the_network as leave; leave()\n"
        f"try: print(list(ox.Store().query('SELECT * {{ SERVICE <{elsewhere}> {{ ?s ?p ?o }} }}')))\n"
        "except OSError as error: print(error)"
    )
    allowed = subprocess.run(["unshare", "--user", "--net", "true"], capture_output=True, check=False).returncode == 0
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    if not allowed:
        pytest.skip("this system lets nobody leave the network")
    assert visits == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s a <https://example.org/Service> } # SERVICE <x> {",
        "PREFIX ex: <https://example.org/> SELECT * { ?s a ex:Service ; ex:service ?x FILTER(?s != 'SERVICE {') }",
        "PREFIX service: <https://example.org/> SELECT * { GRAPH service:x { ?s service:p ?o } }",
    ],
)
def test_the_word_alone_is_no_service(address: str, query: str) -> None:
    assert get(address, query).status_code == 200


@pytest.mark.parametrize(
    ("query", "capped"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT * { ?s ?p ?o } LIMIT 10 "),
        ("SELECT * { ?s ?p ?o } LIMIT 5", "SELECT * { ?s ?p ?o } LIMIT 5"),
        ("SELECT * { ?s ?p ?o } OFFSET 3 LIMIT 50 # end", "SELECT * { ?s ?p ?o } OFFSET 3 LIMIT 10 # end"),
        (
            "SELECT * { { SELECT * {} LIMIT 99 } } VALUES ?s { 1 }",
            "SELECT * { { SELECT * {} LIMIT 99 } }  LIMIT 10 VALUES ?s { 1 }",
        ),
        ("SELECT * {} ORDER BY ?limit", "SELECT * {} ORDER BY ?limit LIMIT 10 "),
    ],
)
def test_a_limit_is_put_where_the_querys_own_would_stand(query: str, capped: str) -> None:
    assert limited(query, 10, read_form(query)) == capped


def test_a_load_beside_the_service_neither_waits_nor_disturbs(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with Store(folder) as store:
        store.load(sample(), source="a")
    count = "SELECT (COUNT(*) AS ?n) { ?d a zt:PolicyDocument }"
    with TestClient(application(folder, SETTINGS)) as client:

        def documents() -> tuple[int, int]:
            rows = client.get("/sparql", params={"query": count}).json()["results"]["bindings"]
            return int(rows[0]["n"]["value"]), client.get("/api/v1/documents").json()["total"]

        assert documents() == (1, 1)
        with Store(folder) as store:
            store.load(other(), source="b")
            # Whoever writes has the store alone, and the service goes on with what it had.
            assert documents() == (1, 1)
        assert documents() == (2, 2)
        with Store(folder) as store:
            store.remove([GRAPHS[0]])
        assert documents() == (1, 1)
        [beside] = [entry for entry in tmp_path.iterdir() if entry != folder]
        assert beside.name.startswith(".store.served-")
    assert [entry.name for entry in tmp_path.iterdir()] == ["store"]


def test_where_nothing_can_be_kept_beside_the_store_it_is_read_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = two_documents(tmp_path / "store")

    def no_links(*_: object, **__: object) -> None:
        raise OSError("no hard links here")

    monkeypatch.setattr(os, "link", no_links)
    with TestClient(application(folder, SETTINGS)) as client:
        assert client.get("/sparql", params={"query": "ASK { ?d a zt:PolicyDocument }"}).json()["boolean"] is True
        assert client.get("/api/v1/documents").json()["total"] == 2
        with Store(folder) as store:
            assert client.get("/api/v1/documents").status_code == 503
            store.remove([GRAPHS[0]])
        assert client.get("/api/v1/documents").json()["total"] == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["store"]


def test_what_a_killed_service_left_is_removed_by_the_next(tmp_path: Path) -> None:
    folder = two_documents(tmp_path / "store")
    (tmp_path / ".store.served-gone").mkdir()
    with Served(folder) as one, one.store() as store, Served(folder):
        assert len(list(store.ask("graphs").table())) == 2
        assert len([entry for entry in tmp_path.iterdir() if entry.name.startswith(".store.served-")]) == 1


QUERY = "SELECT DISTINCT ?name { ?agency a zt:Agency ; skos:prefLabel ?name } ORDER BY ?name"
NAMES = sorted(agency.name for agency in sample().agencies)


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_asks_in_every_way(address: str, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    client = SPARQLWrapper(f"{address}/sparql")
    client.setMethod(method)
    client.setQuery(QUERY)
    client.setReturnFormat(JSON)
    found = client.query().convert()
    assert {row["name"]["value"] for row in found["results"]["bindings"]} >= set(NAMES)
    client.setReturnFormat(XML)
    assert NAMES[0] in client.query().convert().toxml()
    client.setReturnFormat(CSV)
    assert NAMES[0] in client.query().convert().decode()
    client.setRequestMethod(POSTDIRECTLY)
    client.setReturnFormat(JSON)
    client.addDefaultGraph(GRAPHS[1])
    client.setQuery("SELECT ?title { ?d a zt:PolicyDocument ; dcterms:title ?title }")
    assert len(client.query().convert()["results"]["bindings"]) == 1
    client.setReturnFormat(TURTLE)
    client.setQuery("CONSTRUCT WHERE { ?agency zt:leads ?task }")
    assert len(rdflib.Graph().parse(data=client.query().convert(), format="turtle")) == 4


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_it_as_a_store(address: str, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    graph = rdflib.Graph(SPARQLStore(f"{address}/sparql", method=method))
    assert {str(row[0]) for row in graph.query(QUERY)} >= set(NAMES)
    agency = rdflib.URIRef("https://w3id.org/zhengtu/id/agency/平江市交通运输局")
    leads = rdflib.URIRef("https://w3id.org/zhengtu/ontology#leads")
    assert len(set(graph.objects(agency, leads))) == 2
    assert bool(graph.query(f"ASK {{ <{agency}> ?p ?o }}"))


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_curl_asks_in_every_way(address: str) -> None:
    def curl(*arguments: str) -> str:
        done = subprocess.run(
            ["curl", "-sS", "--noproxy", "*", "-f", *arguments], capture_output=True, text=True, check=True
        )
        return done.stdout

    csv = ("-H", "Accept: text/csv")
    iri = "https://w3id.org/zhengtu/id/agency/平江市交通运输局"
    query = f"SELECT (COUNT(DISTINCT ?task) AS ?n) {{ <{iri}> zt:leads ?task }}"
    assert curl(*csv, "-G", "--data-urlencode", f"query={query}", f"{address}/sparql").split() == ["n", "2"]
    assert curl(*csv, "--data-urlencode", f"query={query}", f"{address}/sparql").split() == ["n", "2"]
    direct = ("-H", "Content-Type: application/sparql-query", "--data-binary", query)
    assert curl(*csv, *direct, f"{address}/sparql").split() == ["n", "2"]
    assert "平江市交通运输局" in curl(
        "-H",
        "Accept: text/turtle",
        f"{address}/id/agency/%E5%B9%B3%E6%B1%9F%E5%B8%82%E4%BA%A4%E9%80%9A%E8%BF%90%E8%BE%93%E5%B1%80",
    )
