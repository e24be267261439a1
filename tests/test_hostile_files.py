"""Files made to do harm are read or refused in little time and memory, and reach no other file and no network."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.bombs import bombs

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
