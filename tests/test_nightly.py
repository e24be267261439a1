"""What takes long: run by `make nightly`, and left out otherwise."""

import json
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
