"""What takes long: run by `make nightly`, and left out otherwise."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"

pytestmark = pytest.mark.nightly


def printed(script: str, *options: str) -> dict[str, Any]:
    command = [sys.executable, BENCHMARKS / script, "--json", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert isinstance(told, dict)
    return told


def test_ten_thousand_documents_in_a_load_killed_twice() -> None:
    told = printed("corpus_run.py", "--documents", "10000")
    assert told["wrong"] == []
    assert told["read_at_last"] == 10_000 - told["stored_at_kills"][1]


def test_a_document_of_ten_thousand_costs_what_one_of_a_thousand_does() -> None:
    told = printed("load.py", "--documents", "1000", "10000")
    assert told["growth_ratio"] <= 1.3, told
    first, last = told["growth"]
    assert last["memory_mb"] <= first["memory_mb"] * 1.5, told


@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk puts on the load: apt-get install wrk")
@pytest.mark.parametrize("size", [("--documents", "20", "--clients", "20", "--seconds", "3"), ()])
def test_a_server_answers_many_clients_without_an_error_while_documents_are_added(size: tuple[str, ...]) -> None:
    told = printed("serving.py", *size)
    runs = told["load"], told["load_while_adding"]
    assert [run["errors"] for run in runs] == [{}, {}]
    assert all(run["requests"] > 0 for run in runs)
    added = runs[1]["adding"]
    assert (added["exit_code"], added["shown"]) == (0, added["documents"])
    if not size:
        assert all(run["memory_mb"]["growth"] <= 1.25 for run in runs), told
