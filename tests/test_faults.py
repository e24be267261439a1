"""What goes wrong around us: nothing that is stored is lost, one line says what it was, and trying again works."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest

from api.app import application
from api.service import Settings
from benchmarks.corpus import varied
from benchmarks.durability import content, faults
from extract.facts import Extraction
from graph import Store, records
from tests.commands import run
from tests.servers import emptied, oxigraph_server
from tests.serving import served, two_documents
from tests.test_corpus import ZHENGTU, facts, feed, told, write
from tests.test_store import dump, edited

TOKEN = {"Authorization": "Bearer secret"}


def error(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """It ended with one line of error that holds these words, whatever was done before."""
    assert done.returncode == 1, done.stderr
    [line] = done.stderr.splitlines()
    assert line.startswith("Error: ")
    assert [word for word in words if word not in line] == [], line


def load(*arguments: object, by: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """`zhengtu load` in a process of its own, started by another command."""
    command = [*by, str(ZHENGTU), "load", *map(str, arguments)]
    return subprocess.run(command, text=True, capture_output=True, check=False, timeout=300)


def held_to_permissions() -> tuple[str, ...]:
    """The command that takes from the superuser what lets permissions not matter."""
    if os.getuid():
        return ()
    if not shutil.which("setpriv"):
        pytest.skip("no permission stops the superuser")
    return "setpriv", "--bounding-set", "-dac_override,-dac_read_search"


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """A file system in memory; skips where this user may mount none."""
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this user may not mount a file system")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Documents of the examples' length: facts of some MB."""
    folder = tmp_path / "文件"
    folder.mkdir()
    for name, text in varied(14, seed=7):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


# ── The disk ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_disk_that_is_full(tmp_path: Path, files: Path) -> None:
    first = min(files.iterdir())
    store = tmp_path / "disk" / "store"
    with mounted(tmp_path / "disk", "-o", "size=8m"):
        assert load(first, "--store", store).returncode == 0
        stored = facts(store)
        done = load(files, "--store", store, "--report", tmp_path / "report.jsonl")
        error(done, str(store), "the disk is full; make room and load again")
        assert faults(store) == []
        assert set(stored) <= set(facts(store))
        with Store(store, read_only=True) as held:
            kept = {record.source for record in held.loads()}
        assert kept == {str(files / Path(str(line["path"])).name) for line in told(tmp_path / "report.jsonl")} | {
            str(first)
        }
        subprocess.run(["mount", "-o", "remount,size=400m", tmp_path / "disk"], check=True)
        again = load(files, "--store", store)
        assert again.returncode == 0
        assert f"已读入 added {14 - len(kept)} · 已在库 unchanged {len(kept)}" in again.stdout
        load(files, "--store", tmp_path / "undisturbed")
        assert content(store) == content(tmp_path / "undisturbed")


def test_a_file_that_may_not_grow(tmp_path: Path, files: Path) -> None:
    """As with a quota: the system refuses to write on, and not for want of room."""
    store = tmp_path / "store"
    assert load(min(files.iterdir()), "--store", store).returncode == 0
    before = dump(store)
    limited = ("bash", "-c", 'ulimit -f 1500; trap "" XFSZ; exec "$@"', "bash")
    error(load(files, "--store", store, by=limited), str(store), "no file may grow so large here; raise the limit")
    assert faults(store) == []
    assert set(before) <= set(dump(store))
    assert load(files, "--store", store).returncode == 0
    load(files, "--store", tmp_path / "undisturbed")
    assert content(store) == content(tmp_path / "undisturbed")


def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    files, store = write(tmp_path / "文件", 3), tmp_path / "store"
    first = min(files.iterdir())
    assert load(first, "--store", store).returncode == 0
    before = dump(store)
    store.chmod(0o555)
    error(load(files, "--store", store, by=held_to_permissions()), str(store), "no permission", "check who owns")
    tmp_path.chmod(0o555)
    error(load(files, "--store", tmp_path / "new", by=held_to_permissions()), str(tmp_path / "new"), "no permission")
    report = tmp_path / "report.jsonl"
    done = load(files, "--store", store, "--report", report, by=held_to_permissions())
    assert done.returncode == 2
    assert str(report) in done.stderr
    assert "Traceback" not in done.stderr
    tmp_path.chmod(0o755)
    store.chmod(0o755)
    assert dump(store) == before
    assert load(files, "--store", store).returncode == 0


def test_a_file_system_that_is_read_only(tmp_path: Path) -> None:
    files, store = write(tmp_path / "文件", 3), tmp_path / "disk" / "store"
    with mounted(tmp_path / "disk"):
        assert load(min(files.iterdir()), "--store", store).returncode == 0
        before = dump(store)
        subprocess.run(["mount", "-o", "remount,ro", tmp_path / "disk"], check=True)
        error(load(files, "--store", store), str(store), "no permission")
        # What is there is read, and served.
        assert dump(store) == before
        with served(application(store)) as address, httpx.Client(trust_env=False) as client:
            assert client.get(f"{address}/api/v1/documents").json()["total"] == 1
        subprocess.run(["mount", "-o", "remount,rw", tmp_path / "disk"], check=True)
        assert load(files, "--store", store).returncode == 0


def test_a_store_that_is_deleted_while_it_is_served(tmp_path: Path) -> None:
    store = two_documents(tmp_path / "store")
    settings = Settings(token="secret", workers=1)
    addresses = ("/api/v1/documents", "/api/v1/summary", "/sparql?query=ASK%7B%7D", "/")
    with served(application(store, settings)) as address, httpx.Client(trust_env=False, base_url=address) as client:
        before = client.get("/api/v1/documents").json()
        assert before["total"] == 2
        store.rename(tmp_path / "away")
        for asked in addresses:
            answer = client.get(asked)
            assert answer.status_code == 503
            assert f"{store}: 这里还没有库，请先读入文件 no store here yet; run `zhengtu load`" in answer.text
        (tmp_path / "away").rename(store)
        assert client.get("/api/v1/documents").json() == before
        shutil.rmtree(store)
        assert client.get("/api/v1/documents").status_code == 503
        body = "岚溪市工作方案\n（一）建设算力中心。（市数据局牵头）\n".encode()
        sent = client.post("/api/v1/documents", content=body, headers={**TOKEN, "Content-Type": "text/plain"})
        assert sent.status_code == 201
        assert client.get("/api/v1/documents").json()["total"] == 1


def test_a_store_that_is_deleted_while_it_is_loaded(tmp_path: Path, files: Path) -> None:
    store = tmp_path / "store"
    loading = subprocess.Popen([ZHENGTU, "load", files, "--store", store], stdout=subprocess.PIPE, stderr=-1, text=True)
    assert loading.stdout
    assert loading.stdout.readline().startswith("已读入")
    while store.exists():
        shutil.rmtree(store, ignore_errors=True)
    _, errors = loading.communicate(timeout=60)
    if loading.returncode:
        [line] = errors.splitlines()
        assert line.startswith(f"Error: {store}: the store is damaged")
        assert "load the documents again" in line
    shutil.rmtree(store, ignore_errors=True)
    assert load(files, "--store", store).returncode == 0
    assert faults(store) == []


# ── Two at once ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_loads_of_one_folder_at_once(tmp_path: Path, files: Path) -> None:
    """The first holds the store until the pipe, which it reads last, is given a document."""
    store, pipe = tmp_path / "store", tmp_path / "无尽.txt"
    os.mkfifo(pipe)
    with subprocess.Popen([ZHENGTU, "load", files, pipe, "--store", store], stdout=subprocess.PIPE) as first:
        assert first.stdout
        assert first.stdout.readline().startswith("已读入".encode())
        error(load(files, "--store", store), str(store), "another process holds this store; wait until it ends")
        feed(pipe)
        first.communicate(timeout=120)
    assert first.returncode == 0
    again = load(files, "--store", store)
    assert "已在库 unchanged 14" in again.stdout
    assert faults(store) == []


def test_two_loads_to_a_server_at_once(tmp_path: Path, oxigraph: str) -> None:
    emptied(oxigraph)
    files = write(tmp_path / "文件", 24)
    command = [ZHENGTU, "load", files, "--store", oxigraph]
    loads = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for loading in loads:
        loading.communicate(timeout=200)
        assert loading.returncode == 0
    load(files, "--store", tmp_path / "alone")
    assert facts(oxigraph) == facts(tmp_path / "alone")
    with Store(oxigraph, read_only=True) as store:
        assert len(store.loads()) == 24


def test_what_two_processes_load_to_a_server_has_one_record(oxigraph: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one has found a document new and not yet written it when the other writes it."""
    emptied(oxigraph)

    def documents() -> Iterator[tuple[Extraction, str]]:
        for number in range(3):
            yield edited(f"第{number}稿"), f"/docs/{number}.txt"
            if number == 1:
                with monkeypatch.context() as patched, Store(oxigraph) as other:
                    patched.setattr(records, "version", lambda _: "0.0.1")
                    assert other.load(edited("第1稿"), source="/elsewhere/1.txt").outcome == "added"

    with Store(oxigraph) as store:
        assert [done.outcome for done in store.load_all(documents())] == ["added"] * 3
        found = sorted((load.source, load.tool) for load in store.loads())
    assert found == [(f"/docs/{number}.txt", records.version("zhengtu")) for number in range(3)]


# ── The clock ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("days", [-4000, 4000])
def test_a_clock_that_jumps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Time is measured by the clock that nobody sets; what is dated wrongly is loaded all the same, and known again."""
    files = write(tmp_path / "文件", 6)
    store = str(tmp_path / "store")
    first, *_ = names = sorted(files.iterdir())
    assert run("load", str(first), "--store", store).exit_code == 0
    jump = timedelta(days=days)

    class Jumping(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # noqa: ARG003 - datetime's own
            return datetime.now(UTC) + jump

    wall = time.time
    monkeypatch.setattr(records, "datetime", Jumping)
    monkeypatch.setattr(time, "time", lambda: wall() + jump.total_seconds())
    for name in names:
        os.utime(name, (0, 0) if days < 0 else (4e9, 4e9))
    result = run("load", str(files), "--store", store, "--timeout", "60")
    assert result.exit_code == 0
    assert "已读入 added 5 · 已在库 unchanged 1 · 已更新 replaced 0 · 未读 refused 0" in result.stdout
    monkeypatch.undo()
    assert "已在库 unchanged 6" in run("load", str(files), "--store", store).stdout
    assert run("documents", "--store", store).exit_code == 0
    assert faults(Path(store)) == []


# ── The network ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_upload_that_breaks_off(tmp_path: Path) -> None:
    store = two_documents(tmp_path / "store")
    before = dump(store)
    body = "岚溪市工作方案\n（一）建设算力中心。（市数据局牵头）\n".encode()
    head = (
        "POST /api/v1/documents HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer secret\r\n"
        f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    with (
        served(application(store, Settings(token="secret", workers=1))) as address,
        httpx.Client(trust_env=False, base_url=address) as client,
    ):
        place = urlsplit(address)
        for part in (head[:40], head, head + body[:30], head + body[:-1]):
            with socket.create_connection((place.hostname, place.port)) as connection:
                connection.sendall(part)
        assert client.get("/api/v1/documents").json()["total"] == 2
        assert dump(store) == before
        sent = client.post("/api/v1/documents", content=body, headers={**TOKEN, "Content-Type": "text/plain"})
        assert sent.status_code == 201
        assert client.get("/api/v1/documents").json()["total"] == 3
    assert set(before) <= set(dump(store))


def test_a_server_of_documents_that_goes_away_during_a_load(tmp_path: Path) -> None:
    files, data = write(tmp_path / "文件", 40), tmp_path / "data"
    with oxigraph_server("--location", str(data)) as url:
        loading = subprocess.Popen(
            [ZHENGTU, "load", files, "--store", url, "--processes", "1"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert loading.stdout
        assert loading.stdout.readline().startswith("已读入")
    _, errors = loading.communicate(timeout=60)
    if loading.returncode:
        [line] = errors.splitlines()
        assert line.startswith("Error: http://127.0.0.1:")
    with oxigraph_server("--location", str(data)) as url:
        assert load(files, "--store", url).returncode == 0
        load(files, "--store", tmp_path / "alone")
        assert facts(url) == facts(tmp_path / "alone")
