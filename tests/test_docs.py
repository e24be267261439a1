"""The READMEs are true: every command in them is run, and every line that they show is printed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from api.app import application
from api.cli import main
from api.service import Settings
from extract import SUFFIXES, extract, read
from graph import Store
from tests.consoles import ROOT, examples, run_examples
from tests.serving import served

READMES = ("README.md", "README.zh.md")


@pytest.mark.parametrize("readme", READMES)
def test_each_command_prints_what_the_readme_shows(
    readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ZHENGTU_STORE", raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    run_examples(ROOT / readme, tmp_path)


def test_the_two_readmes_show_the_same_commands() -> None:
    english, chinese = ([command for command, _ in examples(ROOT / readme)] for readme in READMES)
    assert english == chinese
    assert len(english) == 28


@pytest.mark.parametrize("readme", READMES)
def test_each_command_of_the_program_stands_in_the_readme(readme: str) -> None:
    shown = set(
        re.findall(r"^(?:\$|   ) zhengtu (\w[\w-]*)", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert shown == set(main.commands)


@pytest.mark.parametrize("readme", READMES)
def test_each_make_target_and_each_file_that_is_named_exists(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    targets = set(re.findall(r"\bmake (\w+)", re.sub(r"make it|make the|make me", "", text)))
    assert {"demo", "test", "check", "fix"} <= targets
    rules = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [target for target in targets if not re.search(rf"^{target}:", rules, re.MULTILINE)] == []
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("readme", READMES)
def test_the_formats_named_are_those_that_are_read(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert set(re.findall(r"`(\.[a-z]+)`[\s`。.]", text)) - {".rq", ".venv"} == set(SUFFIXES)


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_each_curl_of_the_readmes_is_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of the two are the same, and each gets what it asks for."""
    english, chinese = (
        re.findall(r"^    (curl .*)$", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE) for readme in READMES
    )
    assert english == chinese
    assert len(english) == 6
    monkeypatch.setenv("ZHENGTU_TOKEN", "secret")
    with Store(tmp_path / "store") as store:
        for file in (ROOT / "examples").glob("*.txt"):
            store.load(extract(read(file)), source=str(file))
    with served(application(tmp_path / "store", Settings(token="secret", workers=1))) as address:
        for command in reversed(english):
            asked = command.replace("http://127.0.0.1:8000", address).replace("curl ", "curl -sS -f --noproxy '*' ", 1)
            done = subprocess.run(["bash", "-c", asked], cwd=ROOT, capture_output=True, text=True, check=False)
            assert done.returncode == 0, (command, done.stderr)
            assert "市" in done.stdout, command
