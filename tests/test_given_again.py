"""Answers that are given again while the store stays the same, each made once."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import anyio
import httpx2 as httpx
import pytest
from fastapi import FastAPI, Response
from fastapi.testclient import TestClient

from api.app import application
from api.cache import Cache
from api.service import Service, Settings
from extract.facts import Extraction
from graph import Store
from tests.sample import sample
from tests.serving import two_documents


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_documents(tmp_path_factory.mktemp("again") / "store")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(application(folder)) as client:
        yield client


def third() -> Extraction:
    document = sample().document
    text = f"{document.text}印发：平江市人民政府办公室。\n"
    changed = replace(document, id=sha256(text.encode()).hexdigest(), text=text, title="平江市第三份文件")
    return replace(sample(), document=changed)


@pytest.mark.parametrize(
    "path", ["/matrix", "/agencies", "/api/v1/tasks?limit=5", "/static/zhengtu.css", "/openapi.json"]
)
def test_who_has_an_answer_is_not_sent_it_again(client: TestClient, path: str) -> None:
    first, again = client.get(path), client.get(path)
    assert again.content == first.content
    assert {**again.headers, "etag": None, "date": None} == {**first.headers, "etag": None, "date": None}
    known = client.get(path, headers={"If-None-Match": again.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert client.get(path, headers={"If-None-Match": '"another"'}).content == first.content


def test_each_language_and_form_has_its_own_answer(client: TestClient) -> None:
    asked = [({"lang": "zh"}, "text/html"), ({"lang": "en"}, "text/html"), ({}, "text/turtle")]
    address = f"/id/doc/{sample().document.id[:16]}"
    for _ in range(2):
        given = [client.get(address, params=lang, headers={"Accept": accept}).text for lang, accept in asked]
        assert len(set(given)) == 3
        assert '<html lang="en"' in given[1]


def test_what_is_for_one_person_alone_is_not_given_to_others(folder: Path) -> None:
    with TestClient(
        application(folder, Settings(own_machine=True)), base_url="http://127.0.0.1", client=("127.0.0.1", 1)
    ) as client:
        forms = {client.get("/documents").headers["set-cookie"] for _ in range(2) if not client.cookies.clear()}
    assert len(forms) == 2


def test_after_a_load_the_new_is_shown(tmp_path: Path) -> None:
    place = two_documents(tmp_path / "store")
    with TestClient(application(place)) as client:
        pages = ("/", "/documents", "/matrix", "/agencies", "/api/v1/summary", "/api/v1/documents")
        before = {page: [client.get(page).text for _ in range(2)][1] for page in pages}
        with Store(place) as store:
            store.load(third(), source="third")
        after = {page: [client.get(page).text for _ in range(2)][1] for page in pages}
        assert all(before[page] != after[page] for page in pages)
        assert "平江市第三份文件" in after["/documents"]


def answered(folder: Path, requests: int, *, most: int, together: bool, status: int = 200) -> int:
    """How often an answer of 10,000 bytes is made for requests to two addresses in turn."""
    app, made = FastAPI(), 0

    @app.get("/{name}")
    async def page(name: str) -> Response:
        nonlocal made
        made += 1
        await anyio.sleep(0.05)
        return Response(name * 10_000, status)

    async def ask() -> None:
        service = Service(folder, Settings())
        async with service.running():
            transport = httpx.ASGITransport(Cache(app, service, most))
            async with (
                httpx.AsyncClient(transport=transport, base_url="http://here") as client,
                anyio.create_task_group() as group,
            ):
                for number in range(requests):
                    if together:
                        group.start_soon(client.get, f"/{number % 2}")
                    else:
                        await client.get(f"/{number % 2}")

    anyio.run(ask)
    return made


def test_who_asks_for_what_is_being_made_waits_for_it(folder: Path) -> None:
    assert answered(folder, 20, most=100_000, together=True) == 2


def test_no_more_is_kept_than_is_allowed(folder: Path) -> None:
    assert answered(folder, 6, most=100_000, together=False) == 2
    assert answered(folder, 6, most=15_000, together=False) == 6


def test_an_error_is_not_kept(folder: Path) -> None:
    assert answered(folder, 6, most=100_000, together=False, status=503) == 6
