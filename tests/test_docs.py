"""The READMEs are true: every command in them is run, and every line that they show is printed.

In an example …, and a line that is … alone, stand for what is left out. A line that begins with ← goes on from the one
before, as on a terminal.
"""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.app import application
from api.cli import main
from api.service import Settings
from extract import SUFFIXES, extract, read
from graph import Store
from tests.serving import served

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh.md")


def examples(readme: str) -> list[tuple[str, list[str]]]:
    """Each command of the console blocks, with the lines shown below it."""
    blocks = re.findall(
        r"^```console\n(.*?)^```$", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    found = []
    for block in blocks:
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = example.partition("\n")
            found.append((command, shown.replace("\n    ←", " ←").splitlines()))
    return found


@pytest.mark.parametrize("readme", READMES)
def test_each_command_prints_what_the_readme_shows(
    readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ZHENGTU_STORE", raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    for folder in ("examples", "tests"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    for command, shown in examples(readme):
        name, *arguments = shlex.split(command)
        assert name == "zhengtu"
        # An overview in a README is as narrow as click makes it on a terminal of 80 columns.
        result = CliRunner().invoke(main, arguments, prog_name="zhengtu", terminal_width=80)
        assert result.exit_code == (1 if shown[0].startswith("Error: ") else 0), (command, result.output)
        printed = [line.rstrip() for line in (result.stderr if result.exit_code else result.stdout).splitlines()]
        assert _shows(shown, printed), f"{readme}: {command} prints\n" + "\n".join(printed)


def _shows(shown: list[str], printed: list[str]) -> bool:
    """True where the lines shown are those printed, … standing for any part of a line or for any lines."""
    parts = [".*" if line == "…" else _line(line) + r"\n" for line in shown]
    return re.fullmatch("".join(parts), "".join(f"{line}\n" for line in printed), re.DOTALL) is not None


def _line(shown: str) -> str:
    return r"[^\n]*".join(re.escape(part) for part in shown.split("…"))


def test_the_two_readmes_show_the_same_commands() -> None:
    english, chinese = ([command for command, _ in examples(readme)] for readme in READMES)
    assert english == chinese
    assert len(english) == 28


@pytest.mark.parametrize("readme", READMES)
def test_each_command_of_the_program_stands_in_the_readme(readme: str) -> None:
    shown = set(re.findall(r"^(?:\$|   ) zhengtu (\w+)", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE))
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
