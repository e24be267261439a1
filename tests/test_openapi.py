"""The service keeps to its own description: schemathesis asks all that the description allows, and what it does not.

Its examples are few and the same on every run. More of them:

    zhengtu serve --token secret &
    SCHEMATHESIS_HOOKS=tests.schemathesis_hooks schemathesis run http://127.0.0.1:8000/openapi.json \
        -H 'Authorization: Bearer secret' --max-examples 500
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.app import application
from api.service import Settings
from tests.serving import served, two_documents

ROOT = Path(__file__).parents[1]
# No schema can say that bytes are a PDF file, or that a text is one: what cannot be read is refused with 422.
CONFIG = """
[[operations]]
include-name = "POST /api/v1/documents"
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "422"]
"""


@pytest.mark.parametrize(
    ("token", "arguments"),
    [
        ("secret", ("--max-examples", "5")),
        (None, ("--phases", "coverage", "--include-method", "POST", "--include-method", "DELETE")),
    ],
    ids=["reading and writing", "with no token given at start"],
)
def test_every_answer_is_as_described(tmp_path: Path, token: str | None, arguments: tuple[str, ...]) -> None:
    (tmp_path / "schemathesis.toml").write_text(CONFIG)
    with served(application(two_documents(tmp_path / "store"), Settings(token=token, workers=2))) as address:
        done = subprocess.run(
            [
                Path(sys.executable).with_name("schemathesis"),
                *("--config-file", tmp_path / "schemathesis.toml", "run", f"{address}/openapi.json"),
                *("--generation-deterministic", "--no-color"),
                *("--header", "Authorization: Bearer secret", *arguments),
            ],
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "SCHEMATHESIS_HOOKS": "tests.schemathesis_hooks",
                "NO_PROXY": "*",
            },
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert "0 selected" not in done.stdout
    assert "Test cases:" in done.stdout
