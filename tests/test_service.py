"""The answers over HTTP: the same as the command line's, and errors with the status that fits them."""

import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx2 as httpx
import pytest
from anyio import to_process
from fastapi.testclient import TestClient

from api.app import application
from api.lists import summary_of
from api.network import network_json
from api.service import Service, Settings
from api.whole import Whole
from extract import extract, read
from graph import Store, leads, summary, targets, who
from graph.catalogue import named_queries
from graph.errors import QueryTimeout
from graph.selection import Selection
from tests.sample import sample

PLAN = Path(__file__).parents[1] / "examples" / "汀岚市绿色制造行动方案.txt"
ZHENGTU = Path(sys.executable).with_name("zhengtu")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("service") / "store"
    with Store(path) as store:
        store.load(extract(read(PLAN)), source=str(PLAN))
    return path


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(application(folder)) as client:
        yield client


def test_each_question_gets_the_answer_of_the_store(client: TestClient, folder: Path) -> None:
    with Store(folder, read_only=True) as store:
        [agency] = leads(store, "市水利局")
        matches, goals, agencies = who(store, "动力电池"), targets(store, year=2028), summary(store)
    [told] = client.get("/leads", params={"agency": "市水利局"}).json()
    assert [duty["citation"]["words"] for duty in told["led"]] == [duty.citation.words for duty in agency.led]
    tasks = client.get("/who", params={"text": "动力电池"}).json()["tasks"]
    assert [task["citation"]["task"] for task in tasks] == [task.citation.task for task in matches.tasks]
    assert tasks[0]["leads"][0]["name"] == "汀岚市工业和信息化局"
    lines = client.get("/api/v1/targets", params={"year": 2028}).json()["items"]
    assert sorted(line["target"]["citation"]["words"] for line in lines) == sorted(g.citation.words for g in goals)
    assert [line["name"] for line in client.get("/summary").json()] == [line.name for line in agencies]


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("/leads", {"agency": "市水力局"}),
        ("/who", {"text": "没有这样的任务"}),
        ("/api/v1/targets", {"agency": "市水力局"}),
        ("/api/v1/tasks", {"document": "没有这样的文件"}),
    ],
)
def test_what_is_not_found_is_a_404(client: TestClient, path: str, parameters: dict[str, str]) -> None:
    answer = client.get(path, params=parameters)
    assert answer.status_code == 404
    assert answer.json()["detail"].startswith("没有找到")


def test_the_nearest_names_are_told(client: TestClient) -> None:
    assert client.get("/leads", params={"agency": "市水力局"}).json()["nearest"][0] == "市水利局"


@pytest.mark.parametrize(
    "address",
    ["/leads", "/leads?agency=", "/who?text=x&limit=0", "/api/v1/targets?year=soon", "/api/v1/tasks?role=boss"],
)
def test_a_question_that_cannot_be_asked_is_a_422(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 422


def test_a_store_that_is_missing_is_a_503(tmp_path: Path) -> None:
    with TestClient(application(tmp_path / "none")) as other:
        answer = other.get("/summary")
    assert answer.status_code == 503
    assert "zhengtu load" in answer.json()["detail"]


WHOLE = ("/network/drawing", "/api/v1/network?view=agencies", "/api/v1/summary")


def test_what_reads_the_whole_store_is_worked_out_once_for_each_state_of_it(
    place: Path | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(place) as store:
        store.load(sample(), source="a")
    asked: list[object] = []
    run_sync = to_process.run_sync

    async def counted(*arguments: Any, **named: Any) -> Any:
        asked.extend(arguments if isinstance(arguments[0], partial) else ())
        return await run_sync(*arguments, **named)

    monkeypatch.setattr(to_process, "run_sync", counted)
    with TestClient(application(place)) as client:
        before = [client.get(address).text for address in WHOLE]
        assert [client.get(address).text for address in WHOLE] == before
        assert len(asked) == len(WHOLE)
        with Store(place) as store:
            store.load(extract(read(PLAN)), source=str(PLAN))
        after = [client.get(address).text for address in WHOLE]
        assert all(one != other and "汀岚市" in one for one, other in zip(after, before, strict=True))
        missing = client.get("/api/v1/network", params={"document": "别的文件"})
        assert (missing.status_code, missing.json()["detail"][:4]) == (404, "没有找到")


def endless(_store: Store) -> bytes:
    time.sleep(600)
    return b""


def test_what_reads_the_whole_store_is_ended_when_it_takes_too_long(folder: Path) -> None:
    service = Service(folder, Settings(query_timeout=60))

    async def ask() -> None:
        async with service.running():
            whole = Whole(service)
            # The process is there once it has answered, so that what is timed is its work.
            assert await whole.answer(summary_of)
            service.settings = Settings(query_timeout=0.5)
            begun = time.monotonic()
            with pytest.raises(QueryTimeout, match=r"longer than 0\.5 s and was ended"):
                await whole.answer(endless)
            assert time.monotonic() - begun < 5
            service.settings = Settings(query_timeout=60)
            assert await whole.answer(network_json, "agencies", Selection())

    anyio.run(ask)


def test_the_description_names_each_question(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    lists = ("documents", "tasks", "agencies", "responsibilities", "targets", "zones", "network")
    named = (*lists, "leads", "who", "summary", "ask", "documents/{id}", "documents/{id}/text", "queries")
    named += tuple(f"queries/{query.name}" for query in named_queries())
    assert set(described["paths"]) == {"/sparql", "/id/{path}", *(f"/api/v1/{name}" for name in named)}
    assert any(name.endswith("Citation") for name in described["components"]["schemas"])


def test_serve_says_where_it_answers_and_ends_with_ctrl_c(folder: Path) -> None:
    serving = subprocess.Popen(
        [ZHENGTU, "serve", "--port", "0", "--store", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout is not None
    try:
        said = re.match(r"(http://127\.0\.0\.1:(\d+)/)", serving.stdout.readline())
        assert said
        without_proxies = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with without_proxies.open(f"{said[1]}summary", timeout=20) as answer:
            assert answer.status == 200
        with httpx.Client(trust_env=False) as client:
            answers = [client.get(f"{said[1]}api/v1/documents") for _ in range(20)]
            assert {answer.status_code for answer in answers} == {200}
            # No answer waits for the client's system to acknowledge what came before it, which takes 40 ms.
            assert sorted(answer.elapsed for answer in answers)[10] < timedelta(milliseconds=35)
        taken = subprocess.run(
            [ZHENGTU, "serve", "--port", said[2], "--store", folder], capture_output=True, text=True, check=False
        )
        assert taken.returncode == 1
        assert taken.stderr.startswith(f"Error: 127.0.0.1:{said[2]}: cannot be listened on")
    finally:
        serving.send_signal(signal.SIGINT)
        _, errors = serving.communicate(timeout=20)
    assert (serving.returncode, errors) == (0, "")
