"""The store as JSON under /api/v1, every IRI as a page, and documents that come and go over HTTP."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import rdflib
from fastapi.testclient import TestClient

from api.app import application
from api.service import Settings
from extract import extract, read
from graph import Store
from graph.views import VIEWS
from tests.sample import AGENCIES, BEARERS, GOALS, LIMITS, PLACES, TEXT, UNITS, sample
from tests.serving import DOCUMENTS, GRAPHS, other, served, two_documents

ONE, TWO = DOCUMENTS
ID = ONE.rpartition("/")[2]
AGENCY = "https://w3id.org/zhengtu/id/agency/平江市科学技术局"
PLAN = Path(__file__).parents[1] / "examples" / "汀岚市绿色制造行动方案.txt"
TOKEN = "0f8fad5b-令牌"
HELD = {"Authorization": b"Bearer " + TOKEN.encode()}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = two_documents(tmp_path_factory.mktemp("rest") / "store")
    with TestClient(application(folder)) as client:
        yield client


def listed(client: TestClient, what: str, **narrow: object) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/{what}", params={"limit": 1000, **narrow})
    assert answer.status_code == 200, answer.text
    page = answer.json()
    assert page["total"] == len(page["items"])
    items = page["items"]
    assert isinstance(items, list)
    return items


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("documents", 1),
        ("tasks", len(UNITS)),
        ("agencies", len(AGENCIES)),
        ("responsibilities", len(BEARERS)),
        ("targets", len(GOALS)),
        ("zones", len(PLACES)),
    ],
)
def test_each_list_has_all_that_a_document_holds(client: TestClient, name: str, count: int) -> None:
    document = {"title": "实施意见"} if name == "documents" else {"document": ONE}
    items = listed(client, name, **document)
    assert len(items) == count
    assert len({item["iri"] for item in items}) == count
    assert len(listed(client, name)) in (count, 2 * count)


def test_lists_are_narrowed(client: TestClient) -> None:
    led = [(task, agency) for task, agency, _, role, _, _ in BEARERS if role == "lead"]
    duties = listed(client, "responsibilities", document=ID, role="lead")
    assert [(d["duty"]["citation"]["path"], d["duty"]["name"]) for d in duties] == led
    inherited = listed(client, "responsibilities", document="实施意见", basis="inherited", agency="市科技局")
    assert [d["duty"]["citation"]["path"] for d in inherited] == ["1.1.2.1"]
    assert listed(client, "responsibilities", agency=AGENCY) == listed(client, "responsibilities", agency="市科技局")
    assert [t["path"] for t in listed(client, "tasks", document=ONE, kind="measure")] == ["2.1"]
    assert [t["path"] for t in listed(client, "tasks", document=ONE, agency="市科技局")] == [
        "1.1.1",
        "1.1.2",
        "1.1.2.1",
    ]
    assert [t["path"] for t in listed(client, "tasks", document=ONE, role="lead", basis="explicit")] == ["1.2.1"]
    assert [t["heading"] for t in listed(client, "tasks", document=ONE, text="中试")] == ["做强中试平台"]
    for due in ({"due": "2027"}, {"due": "2027-09"}, {"due_by": "2027-09"}, {"due_by": "2028"}, {"due": "ongoing"}):
        assert [t["path"] for t in listed(client, "tasks", document=ONE, **due)] == ["1.2.1"], due
        assert [t["path"] for t in listed(client, "tasks", document=ONE, agency="市科技局", **due)] == []
    for due in ({"due": "2027-10"}, {"due_by": "2027-08"}, {"due": "2026", "due_by": "2028"}):
        assert listed(client, "tasks", **due) == [], due
    assert client.get("/api/v1/tasks", params={"due_by": "2027-13"}).status_code == 422
    assert {t["target"]["year"] for t in listed(client, "targets", year=2030)} == {2030}
    assert [t["target"]["unit"] for t in listed(client, "targets", document=ONE, indicator="高新技术企业")] == ["家"]
    assert len(listed(client, "targets", document=ONE, agency="市财政局")) == 1
    assert [z["name"] for z in listed(client, "zones", kind="division")] == ["云溪县"]
    assert [z["code"] for z in listed(client, "zones", name="云溪")] == ["990121"]
    assert [a["name"] for a in listed(client, "agencies", level="national")] == ["国家发展和改革委员会"]
    assert [a["name"] for a in listed(client, "agencies", name="市科技局", document=ONE)] == ["平江市科学技术局"]
    assert [d["id"] for d in listed(client, "documents", year=2026, issuer="平江市", title="实施意见")] == [ID]
    assert listed(client, "documents", year=1999) == []


def test_tasks_name_their_bearers_and_facts_their_words(client: TestClient) -> None:
    [task] = listed(client, "tasks", document=ONE, text="对接青岚经济圈")
    assert [(b["name"], b["role"]) for b in task["bearers"]] == [
        ("平江市交通运输局", "lead"),
        ("国家发展和改革委员会", "participant"),
        ("云溪县人民政府", "participant"),
    ]
    assert TEXT[task["start"] : task["end"]].startswith("3.对接青岚经济圈")
    dues = [(d["bound"], d["year"], d["month"], d["by"], d["citation"]["words"]) for d in task["time_limits"]]
    assert dues == [("<=", 2027, 9, "2027-09-30", "2027年9月底前"), ("ongoing", None, None, None, "长期坚持")]
    for line in listed(client, "responsibilities", document=ONE):
        citation = line["duty"]["citation"]
        assert TEXT[citation["start"] : citation["end"]] == citation["words"]


def test_pages_are_linked_from_the_first_to_the_last(client: TestClient) -> None:
    seen, address = [], "/api/v1/tasks?limit=4&kind=task"
    links: dict[str, str] = {}
    while address:
        answer = client.get(address)
        seen += [item["iri"] for item in answer.json()["items"]]
        links = {name: url for url, name in re.findall(r'<([^>]*)>; rel="(\w+)"', answer.headers["link"])}
        assert answer.json()["total"] == 6
        assert "kind=task" in links["first"]
        address = links.get("next", "")
    assert len(set(seen)) == len(seen) == 6
    assert links["last"].endswith("offset=4")
    assert "offset=0" in links["prev"]
    beyond = client.get("/api/v1/tasks", params={"offset": 500})
    assert beyond.json()["items"] == []
    assert 'rel="prev"' in beyond.headers["link"]


def test_the_text_comes_with_the_place_of_each_fact(client: TestClient) -> None:
    told = client.get(f"/api/v1/documents/{ID}/text").json()
    assert told["text"] == TEXT
    found = {(s["kind"], told["text"][s["start"] : s["end"]]) for s in told["spans"]}
    assert {("responsibility", mention) for _, _, mention, *_ in BEARERS} <= found
    assert {("target", text) for _, text, *_ in GOALS} <= found
    assert {("limit", text) for _, text, *_ in LIMITS} <= found
    assert {("zone", mention) for _, _, mention, *_ in PLACES} <= found
    assert sum(s["kind"] in ("section", "task", "subtask", "measure") for s in told["spans"]) == len(UNITS)
    assert client.get(f"/api/v1/documents/{ID}").json()["hash"].startswith(ID)
    assert client.get(f"/api/v1/documents/{'0' * 16}/text").status_code == 404
    assert client.get("/api/v1/documents/x").status_code == 422


def test_the_network_as_nodes_and_links(client: TestClient) -> None:
    with_roles = {"agency-task", "targets", "zones"}
    for view in VIEWS:
        asked: dict[str, Any] = {"view": view, "document": ["实施意见"]}
        if view == "compare":
            asked["document"].append("工作要点")
        told = client.get("/api/v1/network", params=asked | ({"agency": "市科技局"} if view == "ego" else {})).json()
        ids = {node["id"] for node in told["nodes"]}
        assert told["links"]
        assert all(link["source"] in ids and link["target"] in ids for link in told["links"])
        assert all(link["cites"] for link in told["links"])
        assert any(link["role"] == "lead" for link in told["links"]) == (view in with_roles)
        assert {document["title"] for document in told["documents"]} >= {sample().document.title}


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"view": "ego"}, 409),
        ({"view": "compare"}, 409),
        ({"view": "targets", "weight": 2}, 409),
        ({"view": "no"}, 422),
    ],
)
def test_a_view_that_lacks_what_it_is_made_of_says_so(client: TestClient, asked: dict[str, Any], status: int) -> None:
    answer = client.get("/api/v1/network", params=asked)
    assert (answer.status_code, bool(answer.json()["detail"])) == (status, True)


FORMS = {
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")
@pytest.mark.parametrize("encoded", [True, False])
def test_every_kind_of_iri_answers_for_itself(client: TestClient, encoded: bool) -> None:
    with_percent = "https://w3id.org/zhengtu/id/agency/各县（市、区）人民政府"
    iris = [
        listed(client, name)[0]["iri"]
        for name in ("documents", "tasks", "agencies", "responsibilities", "targets", "zones")
    ]
    for iri in (*iris, AGENCY, f"{ONE}/passage/0-10", with_percent):
        path = iri.removeprefix("https://w3id.org/zhengtu")
        address = quote(path, safe="/%") if encoded else path
        page = client.get(address, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
        if page.status_code == 404:
            assert iri in (f"{ONE}/passage/0-10", with_percent)
            continue
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "script-src 'self'" in page.headers["content-security-policy"]
        graphs = []
        for media, form in FORMS.items():
            answer = client.get(address, headers={"Accept": media})
            assert answer.headers["content-type"].startswith(media)
            graphs.append(set(rdflib.Graph().parse(data=answer.content, format=form)))
        assert len(graphs[0]) > 2
        assert all(graph == graphs[0] for graph in graphs)
        assert {str(fact[0]) for fact in graphs[0]} == {iri}


def test_names_with_a_slash_or_a_space_are_found_too(tmp_path: Path) -> None:
    name = "平江市 科技/信息局"
    found = sample()
    agencies = tuple(
        type(a)(name, a.mentions, a.level, a.group, a.jurisdiction, a.type) if a.name == "平江市教育局" else a
        for a in found.agencies
    )
    duties = tuple(
        type(d)(**{**{f: getattr(d, f) for f in d.__slots__}, "agency": name}) if d.agency == "平江市教育局" else d
        for d in found.responsibilities
    )
    with Store(tmp_path / "store") as store:
        store.load(type(found)(found.document, found.tasks, duties, found.targets, found.zones, agencies), source="a")
    with TestClient(application(tmp_path / "store")) as client:
        assert client.get(f"/id/agency/{quote(name, safe='')}", headers={"Accept": "text/turtle"}).status_code == 200
        page = client.get(f"/id/agency/{quote(name, safe='')}").text
        assert f"<bdi>{name}</bdi></h1>" in page
        for address in re.findall(r'href="(/id/[^"]*)"', page):
            assert client.get(address).status_code == 200, address


def test_what_a_document_says_is_no_markup(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    text = TEXT.replace("强化资金保障", "强化<script>alert(1)</script>保障")
    with Store(folder) as store:
        store.load(extract(text), source="a")
    with TestClient(application(folder)) as client:
        [document] = listed(client, "documents")
        for iri in [document["iri"], *(task["iri"] for task in listed(client, "tasks"))]:
            assert "<script>" not in client.get(iri.removeprefix("https://w3id.org/zhengtu")).text


def test_what_cannot_be_shown_is_said(client: TestClient) -> None:
    assert client.get("/id/nothing").status_code == 404
    assert client.get("/id/agency/%FF").status_code == 400
    assert client.get("/id/agency/平江市科学技术局", headers={"Accept": "image/png"}).status_code == 406


def test_the_base_of_the_data_can_be_another(tmp_path: Path) -> None:
    settings = Settings(base="https://w3id.org/zhengtu/id/agency/")
    with TestClient(application(two_documents(tmp_path / "store"), settings)) as client:
        assert client.get("/id/平江市科学技术局").status_code == 200
        assert client.get("/id/agency/平江市科学技术局").status_code == 404


def test_old_addresses_lead_to_the_new(client: TestClient) -> None:
    answer = client.get("/leads?agency=%E5%B8%82%E7%A7%91%E6%8A%80%E5%B1%80", follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["location"].endswith("/api/v1/leads?agency=%E5%B8%82%E7%A7%91%E6%8A%80%E5%B1%80")


def test_without_a_token_nobody_adds_or_removes(client: TestClient) -> None:
    for answer in (
        client.post("/api/v1/documents", content="x", headers={"Content-Type": "text/plain", **HELD}),
        client.delete(f"/api/v1/documents/{ID}", headers=HELD),
    ):
        assert answer.status_code == 403
        assert "--token" in answer.json()["detail"]
    assert len(listed(client, "documents")) == 2


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("writable") / "store"
    with Store(folder) as store:
        store.load(other(), source="other")
    settings = Settings(token=TOKEN, largest=100_000, read_timeout=60)
    with TestClient(application(folder, settings)) as client:
        yield client


def test_a_document_comes_and_goes(writable: TestClient) -> None:
    text = {"Content-Type": "text/plain; charset=utf-8", **HELD}
    added = writable.post("/api/v1/documents", content=PLAN.read_bytes(), params={"name": PLAN.name}, headers=text)
    assert added.status_code == 201
    told = added.json()
    assert (told["outcome"], told["responsibilities"]) == ("added", len(extract(read(PLAN)).responsibilities))
    assert writable.get(added.headers["location"]).json()["title"] == told["title"]
    again = writable.post("/api/v1/documents", files={"file": (PLAN.name, PLAN.read_bytes())}, headers=HELD)
    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged")
    for answer in (
        writable.delete(added.headers["location"]),
        writable.delete(added.headers["location"], headers={"Authorization": "Bearer other"}),
        writable.delete(added.headers["location"], headers={"Authorization": "Basic eDp5"}),
    ):
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    removed = writable.delete(added.headers["location"], headers=HELD)
    assert (removed.status_code, removed.content) == (204, b"")
    assert writable.delete(added.headers["location"], headers=HELD).status_code == 404
    assert writable.get("/api/v1/documents").json()["total"] == 1


def test_a_later_document_from_the_same_source_replaces_it(writable: TestClient) -> None:
    def post(addition: str) -> dict[str, Any]:
        headers = {"Content-Type": "text/plain", **HELD}
        answer = writable.post(
            "/api/v1/documents", content=(TEXT + addition).encode(), params={"source": "指南"}, headers=headers
        )
        told = answer.json()
        assert isinstance(told, dict)
        return told

    first, second = post("一"), post("二")
    assert (second["outcome"], second["replaced"]) == ("replaced", [first["title"]])
    assert writable.get(f"/api/v1/documents/{first['id']}").status_code == 404
    assert writable.delete(f"/api/v1/documents/{second['id']}", headers=HELD).status_code == 204


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b"x", "image/png", 415),
        (b"x", None, 415),
        (b"x" * 100_001, "text/plain", 413),
        (b"", "text/plain", 422),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "application/octet-stream", 422),
        (b"%PDF-1.7 broken", "application/pdf", 422),
        (b"PK\x03\x04 broken", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", 422),
        (b"no boundary", "multipart/form-data", 400),
        (
            b'--b\r\nContent-Disposition: form-data; name="other"\r\n\r\nx\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
            422,
        ),
    ],
)
def test_what_is_no_document_is_refused(writable: TestClient, content: bytes, media: str | None, status: int) -> None:
    headers = {**({"Content-Type": media} if media else {}), **HELD}
    answer = writable.post("/api/v1/documents", content=content, headers=headers)
    assert answer.status_code == status, answer.text
    assert isinstance(answer.json()["detail"], str)
    assert "/tmp" not in answer.text
    assert writable.get("/api/v1/documents").json()["total"] == 1


def test_the_answer_is_the_same_from_a_store_on_a_server(client: TestClient, tmp_path: Path) -> None:
    """A service whose store is another SPARQL server: here the endpoint of another service of ours."""
    with (
        served(application(two_documents(tmp_path / "store"))) as address,
        TestClient(application(f"{address}/sparql", Settings(workers=1))) as remote,
    ):
        for what in ("tasks", "agencies", "responsibilities", "targets"):
            few = {"limit": 3, "offset": 1}
            assert remote.get(f"/api/v1/{what}", params=few).json() == client.get(f"/api/v1/{what}", params=few).json()
        query = "SELECT ?t { ?d a zt:PolicyDocument ; dcterms:title ?t }"
        rows = remote.get("/sparql", params={"query": query, "default-graph-uri": GRAPHS[0]}).json()
        assert [row["t"]["value"] for row in rows["results"]["bindings"]] == [sample().document.title]
        assert remote.get("/id/agency/平江市科学技术局").status_code == 200
        headers = {"Content-Type": "text/plain", **HELD}
        assert remote.post("/api/v1/documents", content="x", headers=headers).status_code == 403
