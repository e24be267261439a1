"""The SPARQL 1.1 protocol, case by case: the W3C's own list of protocol tests, and the formats of every answer.

The cases of the W3C bear its names (www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol); those of update are all
refused, and change nothing.
"""

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import rdflib
from fastapi.testclient import TestClient

from api.app import application
from api.service import Settings
from tests.serving import DOCUMENTS, GRAPHS, two_documents

ONE, TWO = DOCUMENTS
BOTH = f"ASK {{ <{ONE}> a ?type . <{TWO}> a ?type }}"
EACH = f"ASK {{ GRAPH ?g1 {{ <{ONE}> a ?type }} GRAPH ?g2 {{ <{TWO}> a ?type }} }}"
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
UPDATE = "application/sparql-update"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = two_documents(tmp_path_factory.mktemp("protocol") / "store")
    with TestClient(application(folder, Settings(workers=1))) as client:
        yield client


def dataset(default: tuple[str, ...] = (), named: tuple[str, ...] = ()) -> str:
    return urlencode({"default-graph-uri": default, "named-graph-uri": named}, doseq=True)


def ask(client: TestClient, method: str, query: str, graphs: str) -> bool:
    """The answer to an ASK by "GET", "form" or "direct"; a form has the dataset in its body."""
    if method == "GET":
        answer = client.get(f"/sparql?{urlencode({'query': query})}&{graphs}")
    elif method == "form":
        body = f"{urlencode({'query': query})}&{graphs}"
        answer = client.post("/sparql", content=body, headers={"Content-Type": FORM})
    else:
        answer = client.post(f"/sparql?{graphs}", content=query.encode(), headers={"Content-Type": DIRECT})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/sparql-results+json"
    told = answer.json()["boolean"]
    assert isinstance(told, bool)
    return told


METHODS = pytest.mark.parametrize("method", ["GET", "form", "direct"])


@METHODS
def test_query_get_query_post_form_query_post_direct(client: TestClient, method: str) -> None:
    assert ask(client, method, "ASK {}", "") is True
    assert ask(client, method, BOTH, "") is True


def test_query_post_form_with_the_dataset_in_the_address(client: TestClient) -> None:
    for graphs, expected in ((GRAPHS, True), (GRAPHS[:1], False)):
        answer = client.post(f"/sparql?{dataset(graphs)}", data={"query": BOTH})
        assert answer.json()["boolean"] is expected


@METHODS
def test_query_dataset_default_graphs(client: TestClient, method: str) -> None:
    assert ask(client, method, BOTH, dataset(GRAPHS)) is True
    assert ask(client, method, BOTH, dataset(GRAPHS[:1])) is False
    assert ask(client, method, "ASK { GRAPH ?g { ?s ?p ?o } }", dataset(GRAPHS)) is False


@METHODS
def test_query_dataset_named_graphs(client: TestClient, method: str) -> None:
    assert ask(client, method, EACH, dataset(named=GRAPHS)) is True
    assert ask(client, method, EACH, dataset(named=GRAPHS[1:])) is False
    assert ask(client, method, "ASK { ?s ?p ?o }", dataset(named=GRAPHS)) is False


@METHODS
def test_query_dataset_full(client: TestClient, method: str) -> None:
    query = f"ASK {{ <{ONE}> a ?type GRAPH ?g {{ <{TWO}> a ?type }} }}"
    assert ask(client, method, query, dataset(GRAPHS[:1], GRAPHS[1:])) is True
    assert ask(client, method, query, dataset(GRAPHS[1:], GRAPHS[:1])) is False


@METHODS
def test_query_multiple_dataset(client: TestClient, method: str) -> None:
    """What the protocol names goes before what the query names."""
    query = BOTH.replace("ASK", f"ASK FROM <{GRAPHS[0]}>")
    assert ask(client, method, query, "") is False
    assert ask(client, method, query, dataset(GRAPHS)) is True
    named = f"ASK FROM NAMED <{GRAPHS[0]}> {{ GRAPH ?g {{ <{TWO}> a ?type }} }}"
    assert ask(client, method, named, "") is False
    assert ask(client, method, named, dataset(named=GRAPHS)) is True


@pytest.mark.parametrize(
    ("query", "media"),
    [
        ("SELECT (1 AS ?value) {}", ("application/sparql-results+json", "application/sparql-results+xml", "text/csv")),
        ("ASK {}", ("application/sparql-results+json", "application/sparql-results+xml")),
        (f"DESCRIBE <{ONE}>", ("text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json")),
        ("CONSTRUCT { <s> <p> 1 } {}", ("text/turtle", "application/rdf+xml", "application/ld+json")),
    ],
    ids=["select", "ask", "describe", "construct"],
)
def test_query_content_type(client: TestClient, query: str, media: tuple[str, ...]) -> None:
    assert client.get("/sparql", params={"query": query}).headers["content-type"].startswith(media[0])
    for wanted in media:
        answer = client.get("/sparql", params={"query": query}, headers={"Accept": wanted})
        assert answer.headers["content-type"].partition(";")[0] == wanted
        assert "Accept" in answer.headers["vary"].split(", ")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_bad_query_method(client: TestClient, method: str) -> None:
    answer = client.request(method, "/sparql", params={"query": "ASK {}"})
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


REFUSED: dict[str, tuple[dict[str, Any], int]] = {
    "bad_multiple_queries": ({"params": [("query", "ASK {}"), ("query", "SELECT * {}")]}, 400),
    "bad_multiple_queries_form": ({"content": "query=ASK%20%7B%7D&query=ASK%20%7B%7D", "type": FORM}, 400),
    "bad_multiple_queries_both": ({"params": {"query": "ASK {}"}, "content": "ASK {}", "type": DIRECT}, 400),
    "bad_query_none_form": ({"content": "default-graph-uri=http%3A%2F%2Fexample.org%2Fg", "type": FORM}, 400),
    "bad_query_wrong_media_type": ({"content": "ASK {}", "type": "text/plain"}, 415),
    "bad_query_missing_form_type": ({"content": "query=ASK%20%7B%7D"}, 415),
    "bad_query_missing_direct_type": ({"content": "ASK {}"}, 415),
    "bad_query_non_utf8": ({"content": "ASK {}".encode("utf-16"), "type": f"{DIRECT}; charset=UTF-16"}, 415),
    "bad_query_bytes": ({"content": b"ASK { ?s ?p '\xff' }", "type": DIRECT}, 400),
    "bad_query_form_bytes": ({"content": "query=ASK%FF%20%7B%7D", "type": FORM}, 400),
    "bad_query_zipped": ({"content": b"x", "type": DIRECT, "encoding": "gzip"}, 415),
    "bad_query_syntax": ({"params": {"query": "ASK { ?s ?p }"}}, 400),
    "bad_query_syntax_direct": ({"content": "SELECT nothing", "type": DIRECT}, 400),
    "bad_dataset": ({"params": {"query": "ASK {}", "default-graph-uri": "no iri"}}, 400),
    "query_too_large": ({"content": "ASK {}" + " " * 1_000_000, "type": DIRECT}, 413),
    "bad_update_get": ({"params": {"update": "CLEAR ALL"}}, 403),
    "bad_multiple_updates": ({"content": "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", "type": FORM}, 403),
    "bad_update_wrong_media_type": ({"content": "CLEAR NAMED", "type": "text/plain"}, 415),
    "bad_update_missing_form_type": ({"content": "update=CLEAR%20NAMED"}, 415),
    "bad_update_missing_direct_type": ({"content": "CLEAR NAMED"}, 415),
    "bad_update_non_utf8": ({"content": "CLEAR NAMED".encode("utf-16"), "type": f"{UPDATE}; charset=UTF-16"}, 403),
    "bad_update_syntax": ({"content": urlencode({"update": "CLEAR XYZ"}), "type": FORM}, 403),
    "bad_update_dataset_conflict": (
        {
            "content": urlencode(
                {"using-named-graph-uri": GRAPHS[0], "update": "INSERT { ?s ?p ?o } USING <x:g> WHERE {}"}
            ),
            "type": FORM,
        },
        403,
    ),
    "update_dataset_default_graph": (
        {"params": {"using-graph-uri": GRAPHS[0]}, "content": "DELETE WHERE { ?s ?p ?o }", "type": UPDATE},
        403,
    ),
    "update_dataset_named_graphs": (
        {"params": {"using-named-graph-uri": GRAPHS}, "content": "CLEAR NAMED", "type": UPDATE},
        403,
    ),
    "update_base_uri": ({"content": "BASE <x:> INSERT DATA { <a> <b> <c> }", "type": UPDATE}, 403),
    "update_post_form": ({"content": urlencode({"update": "CLEAR ALL"}), "type": FORM}, 403),
    "update_post_direct": ({"content": "CLEAR ALL", "type": UPDATE}, 403),
    "update_as_query": ({"content": "PREFIX : <x> INSERT DATA { :a :b :c }", "type": DIRECT}, 400),
    "load_as_query": ({"params": {"query": "LOAD <http://127.0.0.1:9/x>"}}, 400),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_query_is_refused(client: TestClient, case: str) -> None:
    request, status = REFUSED[case]
    headers = {"Content-Type": request.get("type"), "Content-Encoding": request.get("encoding")}
    answer = client.request(
        "POST" if "content" in request else "GET",
        "/sparql",
        params=request.get("params"),
        content=request.get("content"),
        headers={name: value for name, value in headers.items() if value},
    )
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]
    assert ask(client, "GET", BOTH, "") is True


@pytest.mark.parametrize("media", [f"{DIRECT}; charset=UTF-8", f'{DIRECT};charset="utf-8"', "Application/SPARQL-Query"])
def test_a_query_in_utf8_may_say_so(client: TestClient, media: str) -> None:
    query = "SELECT ('市科技局' AS ?name) {}"
    answer = client.post("/sparql", content=query.encode(), headers={"Content-Type": media})
    assert answer.json()["results"]["bindings"][0]["name"]["value"] == "市科技局"


def test_parameters_that_the_protocol_does_not_know_are_passed_over(client: TestClient) -> None:
    """Clients send some of their own, as format and timeout."""
    assert client.get("/sparql", params={"query": "ASK {}", "format": "json", "timeout": "5"}).status_code == 200


def test_a_malformed_query_is_told_where(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "ASK {\n  ?s ?p }"})
    assert answer.json()["detail"].startswith("malformed SPARQL at line 2, column 10")


NAMES = 'SELECT ?name ?n { VALUES (?name ?n) { ("市科技局"@zh 1) ("a,b\\t\\"c\\"" UNDEF) } }'


def test_rows_in_every_format_are_read_back(client: TestClient) -> None:
    def get(media: str) -> bytes:
        answer = client.get("/sparql", params={"query": NAMES}, headers={"Accept": media})
        assert answer.headers["content-type"].startswith(media)
        return answer.content

    rows = json.loads(get("application/sparql-results+json"))["results"]["bindings"]
    assert [row["name"]["value"] for row in rows] == ["市科技局", 'a,b\t"c"']
    assert rows[0]["name"]["xml:lang"] == "zh"
    assert "n" not in rows[1]
    root = ET.fromstring(get("application/sparql-results+xml"))
    assert [it.text for it in root.iter("{http://www.w3.org/2005/sparql-results#}literal")] == [
        "市科技局",
        "1",
        'a,b\t"c"',
    ]
    assert list(csv.reader(io.StringIO(get("text/csv").decode()))) == [
        ["name", "n"],
        ["市科技局", "1"],
        ['a,b\t"c"', ""],
    ]
    assert get("text/tab-separated-values").decode() == '?name\t?n\n"市科技局"@zh\t1\n"a,b\\t\\"c\\""\t\n'


@pytest.mark.parametrize("media", ["text/csv", "text/tab-separated-values", "application/sparql-results+xml"])
def test_yes_and_no_in_every_format(client: TestClient, media: str) -> None:
    answers = [
        client.get("/sparql", params={"query": q}, headers={"Accept": media})
        for q in ("ASK {}", "ASK { FILTER(false) }")
    ]
    assert ["true" in answer.text for answer in answers] == [True, False]
    assert ["false" in answer.text for answer in answers] == [False, True]


# rdflib's reader of JSON-LD warns of rdflib's own class.
JSON_LD = pytest.mark.filterwarnings("ignore:ConjunctiveGraph")


@JSON_LD
def test_triples_in_every_format_are_the_same_graph(client: TestClient) -> None:
    query = (
        "CONSTRUCT { ?agency zt:leads ?task ; skos:prefLabel ?name } { ?agency zt:leads ?task ; skos:prefLabel ?name }"
    )
    forms = {
        "text/turtle": "turtle",
        "application/n-triples": "nt",
        "application/ld+json": "json-ld",
        "application/rdf+xml": "xml",
    }
    graphs = []
    for media, form in forms.items():
        answer = client.get("/sparql", params={"query": query}, headers={"Accept": media})
        graphs.append(set(rdflib.Graph().parse(data=answer.content, format=form)))
    assert len(graphs[0]) > 5
    assert all(graph == graphs[0] for graph in graphs)


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv, */*;q=0.1", "text/csv"),
        ("text/*", "text/csv"),
        ("text/*;q=0.5, text/csv;q=0", "text/tab-separated-values"),
        ("application/json", "application/json"),
        ("TEXT/CSV; Q=1.0", "text/csv"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/xml"),
        ("nonsense", "application/sparql-results+json"),
    ],
)
def test_the_format_is_the_one_the_client_likes_best(client: TestClient, accept: str, media: str) -> None:
    answer = client.get("/sparql", params={"query": "SELECT * {}"}, headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("SELECT * {}", "image/png"),
        ("SELECT * {}", "text/turtle"),
        ("ASK {}", "*/*;q=0"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv"),
        ("", "text/csv"),
    ],
)
def test_what_no_format_can_give_is_a_406(client: TestClient, query: str, accept: str) -> None:
    answer = client.get("/sparql", params={"query": query} if query else {}, headers={"Accept": accept})
    assert answer.status_code == 406
    assert "there is" in answer.json()["detail"]


@JSON_LD
def test_without_a_query_the_service_describes_itself(client: TestClient) -> None:
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    endpoint = rdflib.URIRef("http://testserver/sparql")
    for media, form in (("text/turtle", "turtle"), ("application/rdf+xml", "xml"), ("application/ld+json", "json-ld")):
        answer = client.get("/sparql", headers={"Accept": media})
        graph = rdflib.Graph().parse(data=answer.content, format=form)
        assert graph.value(predicate=rdflib.RDF.type, object=sd.Service) == endpoint
        assert (endpoint, sd.endpoint, endpoint) in graph
        assert (endpoint, sd.supportedLanguage, sd.SPARQL11Query) in graph
        assert (endpoint, sd.feature, sd.UnionDefaultGraph) in graph
        assert {str(name) for name in graph.objects(predicate=sd.name)} == set(GRAPHS)
        assert len(set(graph.objects(endpoint, sd.resultFormat))) == 8


def test_any_page_may_ask_but_not_as_its_reader(client: TestClient) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    before = client.options("/sparql", headers={**asked, "Access-Control-Request-Headers": "content-type"})
    assert before.status_code == 200
    answer = client.get("/sparql", params={"query": "ASK {}"}, headers={"Origin": "https://example.org"})
    for said in (before, answer):
        assert said.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in said.headers
    token = client.options("/sparql", headers={**asked, "Access-Control-Request-Headers": "authorization"})
    assert token.status_code == 400


def test_head_has_the_headers_alone(client: TestClient) -> None:
    answer = client.head("/sparql", params={"query": "ASK {}"})
    assert answer.headers["content-type"] == "application/sparql-results+json"
    assert answer.content == b""
    assert client.get("/sparql/", params={"query": "ASK {}"}).json()["boolean"] is True


AGENCY = "https://w3id.org/zhengtu/id/agency/平江市科学技术局"


@METHODS
@pytest.mark.parametrize("raw", [True, False])
def test_chinese_iris_and_percent_signs_come_in_as_they_are(client: TestClient, method: str, raw: bool) -> None:
    """An IRI raw and percent-encoded by the transport, and a literal whose %41 nobody decodes into A."""
    query = f"SELECT DISTINCT ?said {{ <{AGENCY}> skos:prefLabel ?name BIND('%41 + 100%25' AS ?said) }}"
    encoded = query.replace("%", "%25").replace("+", "%2B").replace(" ", "+") if raw else quote(query, safe="")
    if method == "direct":
        answer = client.post("/sparql", content=query.encode(), headers={"Content-Type": DIRECT})
    elif method == "form":
        answer = client.post("/sparql", content=f"query={encoded}".encode(), headers={"Content-Type": FORM})
    else:
        answer = client.get(f"/sparql?query={encoded}")
    [row] = answer.json()["results"]["bindings"]
    assert row["said"]["value"] == "%41 + 100%25"
    # In SPARQL itself the two are different IRIs: nothing is decoded behind the back of whoever asks.
    percent = f"ASK {{ <{quote(AGENCY, safe=':/')}> ?p ?o }}"
    assert ask(client, method, percent, "") is False
