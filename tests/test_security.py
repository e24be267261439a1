"""What the page about security says: every test that it names is one, and both languages name the same."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "docs" / name for name in ("security.md", "security.zh.md")]


def named(page: Path) -> list[str]:
    return re.findall(r"`(test_\w+)`", page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_that_is_named_is_there(page: Path) -> None:
    written = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests").glob("test_*.py"))
    there = set(re.findall(r"^def (test_\w+)", written, re.MULTILINE))
    assert len(named(page)) > 30
    assert [name for name in named(page) if name not in there] == []


def test_each_attack_has_a_defence_and_a_test() -> None:
    rows = re.findall(r"^\| (?!attack|---)(.*) \|$", PAGES[0].read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) > 20
    assert [row for row in rows if len(row.split(" | ")) != 3 or "`test_" not in row.split(" | ")[2]] == []


def test_both_languages_say_the_same() -> None:
    english, chinese = map(named, PAGES)
    assert english == chinese
