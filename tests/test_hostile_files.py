"""Files made to do harm are read or refused in little time and memory, and reach no other file and no network."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extract import extract
from graph import crew
from graph.crew import read_here
from graph.files import Job, Refusal
from tests.bombs import bombs, pdf
from tests.test_patterns import Late, growth

# Reads each file of a folder with little memory and says what came of it.
READING = """
import json, resource, sys, time
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from extract import read
from extract.errors import DocumentError
def blocked(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo") or (event == "open" and "passwd" in str(arguments[0])):
        print(json.dumps(["", "REACHED " + event, 0]), flush=True)
sys.addaudithook(blocked)
for file in sorted(Path(sys.argv[1]).iterdir()):
    begun = time.process_time()
    try:
        told = f"{len(read(file).text)} signs"
    except DocumentError as error:
        told = f"{type(error).__name__}: {error}"
    except BaseException as error:
        told = f"FAULT {error!r}"
    print(json.dumps([file.name, told, time.process_time() - begun]), flush=True)
"""
NAMES = sorted(bombs())


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """For each file what came of it and the seconds of computing that it took."""
    folder = tmp_path_factory.mktemp("bombs")
    for name, data in bombs().items():
        assert len(data) < 6_000_000, name
        (folder / name).write_bytes(data)
    done = subprocess.run([sys.executable, "-c", READING, folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {name: (told, seconds) for name, told, seconds in lines}


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded so on Linux")
@pytest.mark.parametrize("name", NAMES)
def test_a_bomb_does_not_go_off(outcomes: dict[str, Any], name: str) -> None:
    told, seconds = outcomes[name]
    assert not told.startswith("FAULT"), told
    assert seconds < 10, (told, seconds)


def test_nothing_else_is_opened_or_asked(outcomes: dict[str, Any]) -> None:
    assert "" not in outcomes


def test_a_refusal_says_what_to_do(outcomes: dict[str, Any]) -> None:
    refused = {name: told for name, (told, _) in outcomes.items() if "Error" in told or "File: " in told}
    assert {"压缩.docx", "实体.docx", "万件.docx", "谎报.docx"} <= refused.keys()
    assert [told for told in refused.values() if ";" not in told or len(told) > 300] == []


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded so on Linux")
def test_memory_is_bounded_where_a_few_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "MEMORY", 100_000_000)
    file = tmp_path / "膨胀.pdf"
    file.write_bytes(pdf(b" " * 300_000_000))
    [(_, taken)] = read_here([Job(str(file), str(file))], 60)
    assert isinstance(taken.result, Refusal)
    assert taken.result.error == "FatalFile"
    assert "more memory than it may" in taken.result.words


REPEATED = (
    "（", "由", "、", "牵头", "1，", "5%", "“", "《", "一、", "（一）", "1.1.1 ", "|",
    "|牵头单位|任务|\n", "任务\t牵头单位\n",
    "责任单位：", "市科技局、", "市科技局牵头，", "（市科技局牵头）", "《办法》（国发〔2025〕3号）、", "有效期5年",
    "2030年达到5家", "第一条\n", "附件：1.甲乙丙\n", "各县市区", "示范区", "对，", "会同",
    " ", "\t", "\n", "\0", "\u202e", "\ud800",
    "a", "一",
)  # fmt: skip


@pytest.mark.parametrize("unit", [*REPEATED, "（ ）"], ids=repr)
def test_the_whole_extraction_is_linear(unit: str) -> None:
    def written(length: int) -> str:
        if unit == "（ ）":
            return "（" * (length // 2) + "）" * (length // 2)
        return unit * (length // len(unit))

    try:
        assert growth(lambda text: extract(text, "题"), written, length=10_000, soon=0.03, late=20) < 8
    except Late:
        pytest.fail("it takes too long")
