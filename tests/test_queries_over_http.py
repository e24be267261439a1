"""The named queries over HTTP: each has its address and parameters, its rows page by page and in SPARQL's formats."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import application
from api.service import Settings
from extract import extract, read
from graph import Store
from graph.catalogue import ask_named, named_queries
from tests.commands import run

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))
MINE = {"agency": "市水利局"}


@pytest.fixture(scope="module")
def folder(module_place: Path | str) -> Path | str:
    with Store(module_place) as store:
        for file in EXAMPLES:
            store.load(extract(read(file), file.stem), source=str(file))
    return module_place


@pytest.fixture(scope="module")
def client(folder: Path | str) -> Iterator[TestClient]:
    with TestClient(application(folder, Settings(workers=1))) as client:
        yield client


def get(client: TestClient, name: str, **values: object) -> Any:
    answer = client.get(f"/api/v1/queries/{name}", params=values)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_list_has_what_the_command_line_lists(client: TestClient) -> None:
    listed = client.get("/api/v1/queries").json()
    assert listed == json.loads(run("query", "--list", "--format", "json").stdout)
    [duties] = [query for query in listed if query["name"] == "agency-duties"]
    assert duties["question"]["en"].endswith("?")
    [role] = [parameter for parameter in duties["parameters"] if parameter["name"] == "role"]
    assert (role["required"], role["values"]) == (False, ["牵头", "配合", "责任", "lead", "participant", "responsible"])


def test_each_query_gives_the_rows_of_the_store(client: TestClient, folder: Path | str) -> None:
    with Store(folder, read_only=True) as store:
        for query in named_queries():
            if query.name.endswith("-that-differ"):
                continue
            values = {parameter.name: parameter.example for parameter in query.parameters}
            expected = list(ask_named(store, query.name, values).records())
            told = get(client, query.name, limit=1000, **values)
            assert (told["total"], told["items"]) == (len(expected), expected), query.name


def test_rows_are_records_with_numbers_as_such(client: TestClient, folder: Path | str) -> None:
    [record] = get(client, "agency-leads", **MINE)["items"]
    assert record["path"] == "3.4"
    assert record["end"] - record["start"] == len(record["words"])
    assert [record] == json.loads(
        run("query", "agency-leads", "agency=市水利局", "--format", "json", "--store", str(folder)).stdout
    )
    # Some offices have no level.
    assert None in {row["level"] for row in get(client, "workload-by-level")["items"]}


def test_rows_come_page_by_page_with_links(client: TestClient) -> None:
    whole = get(client, "workload", limit=1000)["items"]
    first = client.get("/api/v1/queries/workload", params={"limit": 10})
    assert first.json()["items"] == whole[:10]
    assert 'offset=10>; rel="next"' in first.headers["link"]
    assert get(client, "workload", limit=10, offset=10)["items"] == whole[10:20]


def test_rows_come_in_the_formats_of_sparql_too(client: TestClient) -> None:
    address = "/api/v1/queries/agency-leads"
    [record] = get(client, "agency-leads", **MINE)["items"]
    rows = client.get(address, params=MINE, headers={"Accept": "text/csv"})
    assert rows.headers["content-type"] == "text/csv; charset=utf-8"
    assert next(csv.DictReader(io.StringIO(rows.text)))["words"] == record["words"]
    standard = client.get(address, params=MINE, headers={"Accept": "application/sparql-results+json"}).json()
    assert standard["results"]["bindings"][0]["path"]["value"] == "3.4"
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert client.get(address, params=MINE, headers={"Accept": browser}).json()["items"] == [record]
    assert client.get(address, params=MINE, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("agency-leeds", 404, "nearest: agency-leads"),
        ("agency-leads", 400, "missing agency="),
        ("agency-leads?agency=市水利局&yaer=2028", 400, "no parameter “yaer”"),
        ("agency-leads?agency=市水力局", 404, "nearest: 市水利局"),
        ("agency-duties?agency=市水利局&role=领导", 400, "none of 牵头"),
        ("targets-due?year=soon", 400, "no year"),
        ("document-outline?document=市", 409, "can mean"),
        ("workload?limit=0", 422, "limit"),
        ("agency-leads?agency=", 422, "1 to 500"),
    ],
)
def test_what_is_wrong_is_said(client: TestClient, address: str, status: int, said: str) -> None:
    answer = client.get(f"/api/v1/queries/{address}")
    assert answer.status_code == status, answer.text
    assert said in answer.json()["detail"]


def test_a_query_over_its_time_is_ended_like_any_other(folder: Path | str) -> None:
    with TestClient(application(folder, Settings(query_timeout=0.0001))) as client:
        answer = client.get("/api/v1/queries/workload")
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "30"
