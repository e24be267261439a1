"""Loading a corpus: many files by several processes, in order, within limits, taken up where it ended."""

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from benchmarks.corpus import corpus
from extract.errors import ZhengtuError
from graph import Store, files
from graph.crew import Crew, read_here
from graph.files import Job, Known, Refusal, Taken
from graph.prepared import Prepared
from tests.commands import run
from tests.test_store import dump

ZHENGTU = Path(sys.executable).with_name("zhengtu")


def write(folder: Path, count: int, *, seed: int = 7) -> Path:
    """A folder of small documents, each of another city."""
    folder.mkdir()
    for name, text in corpus(count, seed=seed, median=1_000, longest=2_000):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def told(report: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]


def facts(place: Path | str) -> list[tuple[str, ...]]:
    """All that the store holds but for the times of loads."""
    return [row for row in dump(place) if "#endedAtTime" not in row[2]]


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A file that never ends: whoever reads it waits."""
    name = tmp_path / "无尽.txt"
    os.mkfifo(name)
    return name


@pytest.fixture
def crew() -> Iterator[Crew]:
    with Crew(2, 60) as made:
        yield made


def job(name: Path) -> Job:
    return Job(str(name), str(name))


# ── The same whatever reads ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_graph_and_the_report_are_the_same_whatever_the_number_of_processes(
    place: Path | str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "文件", 12)
    (folder / "00004坏.txt").write_bytes(b"\x00\x01" * 50)
    (folder / "00006副本.txt").write_bytes(sorted(folder.iterdir())[2].read_bytes())
    several = run("load", str(folder), "--store", str(place), "--processes", "3", "--report", str(tmp_path / "a.jsonl"))
    one = run("load", str(folder), "--store", str(tmp_path / "b"), "--processes", "1")
    monkeypatch.setattr("api.loading._FEW", 100)
    here = run("load", str(folder), "--store", str(tmp_path / "c"), "--report", str(tmp_path / "c.jsonl"))
    assert (several.exit_code, several.output) == (one.exit_code, one.output) == (here.exit_code, here.output)
    assert facts(place) == facts(tmp_path / "b") == facts(tmp_path / "c")
    reports = [told(tmp_path / f"{name}.jsonl") for name in "ac"]
    for line in (*reports[0], *reports[1]):
        assert 0 <= line.pop("seconds") < 60  # type: ignore[operator]
    assert reports[0] == reports[1]
    assert [line["path"] for line in reports[0]] == [str(name) for name in sorted(folder.iterdir())]
    assert [line["outcome"] for line in reports[0]].count("added") == 12
    [bad] = [line for line in reports[0] if line["outcome"] == "refused"]
    assert bad["error"] == "BinaryFile"
    assert "binary data" in str(bad["reason"])
    assert all(isinstance(line["responsibilities"], int) for line in reports[0] if line["outcome"] == "added")


def test_results_come_in_order_and_only_so_many_are_under_way(
    crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = sorted(write(tmp_path / "文件", 100).iterdir())
    monkeypatch.setattr("graph.crew._AHEAD", 16)
    begun: list[Path] = []

    def jobs() -> Iterator[Job]:
        for name in names:
            begun.append(name)
            yield job(name)

    most = 0
    for number, (done, taken) in enumerate(crew.results(jobs())):
        assert done.name == str(names[number])
        assert isinstance(taken.result, Prepared)
        most = max(most, len(begun) - number)
    assert len(begun) == 100
    assert most <= 2 * 16 + 1


def test_large_files_are_under_way_a_few_at_a_time(crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = sorted(write(tmp_path / "文件", 12).iterdir())
    monkeypatch.setattr("graph.crew._BYTES", 1)
    begun = 0

    def jobs() -> Iterator[Job]:
        nonlocal begun
        for name in names:
            begun += 1
            yield job(name)

    for number, _ in enumerate(crew.results(jobs())):
        assert begun <= number + 2


# ── Taken up where it ended ──────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_known_is_not_read_again(place: Path | str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "文件", 5)
    run("load", str(folder), "--store", str(place))
    before = dump(place)
    changed = sorted(folder.iterdir())[3]
    changed.write_text(changed.read_text(encoding="utf-8") + "（修订）\n", encoding="utf-8")
    read: list[object] = []

    def counted(*arguments: object) -> object:
        read.append(arguments)
        return extract(*arguments)  # type: ignore[arg-type]

    extract = files.extract
    monkeypatch.setattr(files, "extract", counted)
    result = run("load", str(folder), "--store", str(place))
    assert len(read) == 1
    assert [line.partition("《")[0] for line in result.stdout.splitlines()[:-1]] == [
        "已在库 unchanged" if number != 3 else "已更新 replaced" for number in range(5)
    ]
    assert len(dump(place)) == len(before)
    assert run("load", str(folder), "--store", str(place)).stdout.endswith("已更新 replaced 0 · 未读 refused 0\n")
    assert len(read) == 1


def test_another_version_reads_what_is_known_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "文件", 2)
    run("load", str(folder), "--store", str(tmp_path / "store"))
    monkeypatch.setattr("graph.records.lexicon_version", lambda: "0123456789ab")
    result = run("load", str(folder), "--store", str(tmp_path / "store"))
    assert result.stdout.count("已更新 replaced《") == 2


def test_a_file_in_the_place_of_another_is_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "文件", 2)
    one, two = sorted(folder.iterdir())
    store = str(tmp_path / "store")
    run("load", str(folder), "--store", store)
    one.write_bytes(two.read_bytes())
    assert "代替 in place of" in run("load", str(one), "--store", store).stdout
    with Store(store, read_only=True) as held:
        assert [record.source for record in held.loads()] == [str(one)]


def test_a_load_killed_twice_ends_with_the_graph_of_one_left_alone() -> None:
    """The short form of what tests/test_nightly.py does with ten thousand documents."""
    script = Path(__file__).parents[1] / "benchmarks" / "corpus_run.py"
    done = subprocess.run(
        [sys.executable, script, "--documents", "60", "--median", "1000"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 faults" in done.stdout


# ── Limits ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("many", [False, True], ids=["in this process", "by processes"])
def test_a_document_that_takes_too_long_is_refused_and_the_rest_are_loaded(
    tmp_path: Path, pipe: Path, many: bool
) -> None:
    folder = write(tmp_path / "文件", 12 if many else 3)
    named = [str(pipe), str(folder)]
    store, report = str(tmp_path / "store"), tmp_path / "report.jsonl"
    begun = time.monotonic()
    result = run("load", *named, "--store", store, "--timeout", "9", "--processes", "2", "--report", str(report))
    assert time.monotonic() - begun < 60
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"Error: {pipe}: reading it takes longer than 9 s; give the document's text alone, or more time (--timeout)"
    ]
    first, *others = told(report)
    assert (first["outcome"], first["error"], first["seconds"]) == ("refused", "SlowFile", 9)
    assert {line["outcome"] for line in others} == {"added"}
    pipe.unlink()
    pipe.write_text("岚溪市工作方案\n（一）建设算力中心。（市数据局牵头）\n", encoding="utf-8")
    assert run("load", *named, "--store", store).stdout.splitlines()[0].startswith("已读入 added《岚溪市工作方案》")


def test_a_document_that_is_too_large_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "文件", 2)
    large = folder / "大.txt"
    large.write_text("岚溪市工作方案\n" + "（一）建设算力中心。（市数据局牵头）\n" * 100, encoding="utf-8")
    result = run("load", str(folder), "--store", str(tmp_path / "store"), "--max-size", "0.005")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {large}: 过大，请只给正文 is larger than 0.005 MB")
    assert result.stdout.count("已读入 added《") == 2


def test_a_fault_of_ours_is_one_document_s_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "文件", 3)
    ill = sorted(folder.iterdir())[1]

    def failing(reading: object, name: str) -> object:
        if name == ill.stem:
            raise IndexError("list index out of range")
        return extract(reading, name)  # type: ignore[arg-type]

    extract = files.extract
    monkeypatch.setattr(files, "extract", failing)
    result = run("load", str(folder), "--store", str(tmp_path / "store"))
    assert result.exit_code == 1
    assert result.stdout.count("已读入 added《") == 2
    [line] = result.stderr.splitlines()
    assert line.startswith(f"Error: {ill}: not read, by a fault of this program (IndexError list index")
    assert "report" in line


# ── Processes that end ───────────────────────────────────────────────────────────────────────────────────────────────


def in_thread(crew: Crew, names: list[Path]) -> tuple[threading.Thread, list[Taken]]:
    done: list[Taken] = []
    thread = threading.Thread(target=lambda: done.extend(taken for _, taken in crew.results(map(job, names))))
    thread.start()
    return thread, done


def feed(pipe: Path) -> None:
    """Give whoever waits at the pipe a document, once somebody does."""
    for _ in range(600):
        try:
            end = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.05)
            continue
        os.write(end, "岚溪市工作方案\n（一）建设算力中心。（市数据局牵头）\n".encode())
        os.close(end)
        return
    raise AssertionError("nobody reads")


def readers(crew: Crew, gone: Collection[int] = (), *, began: bool = False) -> set[int]:
    """The processes that are there, or have begun to work, but for those that are gone, once there are some."""
    for _ in range(600):
        found = {it._process.pid for it in tuple(crew._all) if it.began or not began} - {*gone}
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("no process was started")


def test_a_process_that_is_killed_is_replaced_and_its_file_read_again(crew: Crew, tmp_path: Path, pipe: Path) -> None:
    names = sorted(write(tmp_path / "文件", 6).iterdir())
    thread, done = in_thread(crew, [pipe, *names])
    killed = readers(crew)
    for number in killed:
        os.kill(number, signal.SIGKILL)
    feed(pipe)
    thread.join(60)
    assert [type(taken.result) for taken in done] == [Prepared] * 7


def test_a_file_that_takes_two_processes_down_is_refused(tmp_path: Path, pipe: Path) -> None:
    names = sorted(write(tmp_path / "文件", 3).iterdir())
    with Crew(1, 60) as crew:
        thread, done = in_thread(crew, [pipe, *names])
        gone: set[int] = set()
        for _ in range(2):
            [number] = readers(crew, gone, began=True)
            gone.add(number)
            os.kill(number, signal.SIGKILL)
        thread.join(60)
    refusal, *others = (taken.result for taken in done)
    assert isinstance(refusal, Refusal)
    assert refusal.error == "FatalFile"
    assert str(pipe) in refusal.words
    assert [type(result) for result in others] == [Prepared] * 3


def test_processes_that_cannot_even_start_are_not_the_files_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [name] = write(tmp_path / "文件", 1).iterdir()
    monkeypatch.setattr("graph.crew.sys.executable", shutil.which("false"))
    with Crew(1, 60) as crew, pytest.raises(ZhengtuError, match="end as they start"):
        list(crew.results([job(name)]))


def test_a_crew_that_is_stopped_waits_for_nobody(crew: Crew, tmp_path: Path, pipe: Path) -> None:
    names = sorted(write(tmp_path / "文件", 20).iterdir())
    thread, done = in_thread(crew, [names[0], pipe, *names[1:]])
    readers(crew)
    time.sleep(1)
    crew.stop()
    thread.join(10)
    assert not thread.is_alive()
    assert len(done) <= 1
    assert all(reader._process.wait(10) is not None for reader in tuple(crew._all))


def test_no_process_outlives_a_load_that_is_killed(tmp_path: Path, pipe: Path) -> None:
    folder = write(tmp_path / "文件", 10)
    loading = subprocess.Popen(
        [ZHENGTU, "load", pipe, folder, "--store", tmp_path / "store", "--timeout", "2", "--processes", "2"],
        stdout=subprocess.DEVNULL,
    )
    children: list[str] = []
    for _ in range(600):
        listed = Path(f"/proc/{loading.pid}/task").glob("*/children")
        children = [child for file in listed for child in file.read_text().split()]
        if len(children) == 2:
            break
        time.sleep(0.05)
    assert len(children) == 2
    loading.kill()
    loading.wait()
    # The one that waits at the pipe has an alarm of its own.
    for _ in range(300):
        if not any(alive(child) for child in children):
            break
        time.sleep(0.1)
    assert not any(alive(child) for child in children)
    assert run("load", str(folder), "--store", str(tmp_path / "store")).exit_code == 0


def alive(process: str) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return False


# ── What is shown ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lines", ["on the terminal", "elsewhere"])
def test_a_bar_is_shown_on_a_terminal_and_nowhere_else(tmp_path: Path, lines: str) -> None:
    folder = write(tmp_path / "文件", 12)
    ours, theirs = pty.openpty()
    command = [ZHENGTU, "load", folder, "--store", tmp_path / "store"]
    output = theirs if lines == "on the terminal" else subprocess.PIPE
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "160"}
    loading = subprocess.Popen(command, stdout=output, stderr=theirs, env=environment)
    os.close(theirs)
    seen = b""
    try:
        while part := os.read(ours, 65536):
            seen += part
    except OSError:
        pass  # the terminal's end
    os.close(ours)
    printed = loading.communicate()[0]
    assert loading.returncode == 0
    shown = seen.decode()
    assert "12/12" in shown
    assert "files/s" in shown
    text = shown if printed is None else printed.decode()
    assert text.count("已读入 added《") == 12
    assert ("files/s" in text) == (lines == "on the terminal")
    quiet = subprocess.run(command, capture_output=True, check=True)
    assert quiet.stderr == b""
    assert "files/s" not in quiet.stdout.decode()


def test_few_files_are_read_here(tmp_path: Path) -> None:
    folder = write(tmp_path / "文件", 3)
    [first, *_] = results = list(read_here(map(job, sorted(folder.iterdir())), 60))
    assert [type(taken.result) for _, taken in results] == [Prepared] * 3
    document = first[1].result
    assert isinstance(document, Prepared)
    again = Job(first[0].name, first[0].source, known=document.file)
    assert [taken.result for _, taken in read_here([again], 60)] == [Known()]
