"""The console blocks of a page of documentation, and whether their commands print what stands there.

In an example …, and a line that is … alone, stand for what is left out. A line that begins with ← goes on from the one
before, as on a terminal.
"""

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from api.cli import main

ROOT = Path(__file__).parents[1]


def examples(page: Path) -> list[tuple[str, list[str]]]:
    """Each command of the console blocks, with the lines shown below it."""
    blocks = re.findall(r"^```console\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    found = []
    for block in blocks:
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = example.partition("\n")
            found.append((command, shown.replace("\n    ←", " ←").splitlines()))
    return found


def run_examples(page: Path, folder: Path) -> None:
    """Run the commands of a page one after another in `folder`, the current one; each prints what is shown."""
    for name in ("examples", "tests"):
        (folder / name).symlink_to(ROOT / name)
    for command, shown in examples(page):
        name, *arguments = shlex.split(command)
        assert name == "zhengtu"
        # An overview in a README is as narrow as click makes it on a terminal of 80 columns.
        result = CliRunner().invoke(main, arguments, prog_name="zhengtu", terminal_width=80)
        assert result.exit_code == (1 if shown[0].startswith("Error: ") else 0), (command, result.output)
        printed = [line.rstrip() for line in (result.stderr if result.exit_code else result.stdout).splitlines()]
        assert _shows(shown, printed), f"{page}: {command} prints\n" + "\n".join(printed)


def _shows(shown: list[str], printed: list[str]) -> bool:
    """True where the lines shown are those printed, … standing for any part of a line or for any lines."""
    parts = [".*" if line == "…" else _line(line) + r"\n" for line in shown]
    return re.fullmatch("".join(parts), "".join(f"{line}\n" for line in printed), re.DOTALL) is not None


def _line(shown: str) -> str:
    return r"[^\n]*".join(re.escape(part) for part in shown.split("…"))
