"""The facts of the examples: as a careful reader wrote them down, and, to the letter, as they were last approved.

`gold/NAME.gold.json` is what a reader finds; sets are compared, so one fact missed or invented fails. A list there
holds every answer that is right. `gold/NAME.facts.json` is the extraction itself without the text. After a change that
is meant, write it anew with `python tests/test_examples.py --rewrite`, and read the difference before committing it.
"""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from extract import as_json, extract, read
from extract.evaluation import score

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))
GOLD = Path(__file__).parent / "gold"
# What the format promises of each record; the canonical name of an agency is the registry's matter.
FIELDS = {
    "tasks": ("id", "parent", "kind", "number", "heading", "start", "end"),
    "responsibilities": ("task", "mention", "role", "basis", "start", "end"),
    "targets": ("task", "text", "indicator", "operator", "value", "upper", "unit", "year", "period", "start", "end"),
    "zones": ("zone", "kind", "mention", "task", "start", "end"),
    "time_limits": ("task", "text", "bound", "year", "month", "day", "start", "end"),
}
# What a reader finds and the extraction does not yet, with the reason.
REMAINS = {
    (
        "衡澜市养老服务重点任务分工表",
        "2026 既有住宅加装电梯 =180部",
    ): "what is counted stands in the heading (加装电梯)",
}
DOCUMENT = ("title", "status", "issuer", "number", "date", "length", "lead_convention")


def facts(path: Path) -> dict[str, Any]:
    """The extraction of a file by the fields that the format promises."""
    found = as_json(extract(read(path), path.stem))
    kept: dict[str, Any] = {"document": {field: found["document"][field] for field in DOCUMENT}}
    for key, fields in FIELDS.items():
        kept[key] = [{field: record[field] for field in fields} for record in found[key]]
    return kept


def load(path: Path, kind: str) -> dict[str, Any]:
    """The golden file of an example; one that is missing fails."""
    golden = GOLD / f"{path.stem}.{kind}.json"
    assert golden.exists(), f"{golden} is missing"
    found: dict[str, Any] = json.loads(golden.read_text(encoding="utf-8"))
    return found


def test_there_are_three_examples() -> None:
    assert len(EXAMPLES) == 3
    assert len(list(GOLD.glob("*.json"))) == 6


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_the_facts_are_those_last_approved(path: Path) -> None:
    approved, found = load(path, "facts"), facts(path)
    for key, records in approved.items():
        assert found[key] == records, key


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_a_reader_finds_the_same(path: Path) -> None:
    gold, found = load(path, "gold"), facts(path)
    for field in DOCUMENT:
        same = found["document"][field] == gold["document"].get(field)
        assert same != ((path.stem, field) in REMAINS), field
    assert outline(found) == outline(gold)
    assert bearers(found, inherited=False) == bearers(gold, inherited=False)
    assert bearers(found, inherited=True) == bearers(gold, inherited=True)
    assert zones(found) == {(z["zone"], z["kind"]) for z in gold["zones"]}
    assert limits(found) == limits(gold)
    [targets] = [row for row in score(gold, found) if row.name == "targets"]
    remains = [words for stem, words in REMAINS if stem == path.stem and words not in DOCUMENT]
    assert [target.words for target in targets.missed] == remains
    assert len(targets.spurious) == len(remains)


def starts(facts: dict[str, Any]) -> dict[str, int]:
    return {unit["id"]: unit["start"] for unit in facts["tasks"]}


def outline(facts: dict[str, Any]) -> set[tuple[int, str, int | None]]:
    """Each unit by where it starts, with its kind and where its parent starts."""
    at = starts(facts)
    return {(u["start"], u["kind"], at.get(u["parent"])) for u in facts["tasks"]}


def bearers(facts: dict[str, Any], *, inherited: bool) -> set[tuple[Any, ...]]:
    at = starts(facts)
    return {
        (at[r["task"]], r["mention"], r["role"], None if inherited else r["start"])
        for r in facts["responsibilities"]
        if (r["basis"] == "inherited") == inherited
    }


def zones(facts: dict[str, Any]) -> set[tuple[str, str]]:
    return {(z["zone"], z["kind"]) for z in facts["zones"]}


def limits(facts: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Each time limit by the start of its unit, with what it says and where."""
    at = starts(facts)
    return [(at[t["task"]], *(t[field] for field in FIELDS["time_limits"][1:])) for t in facts["time_limits"]]


if __name__ == "__main__" and sys.argv[1:] == ["--rewrite"]:
    for example in EXAMPLES:
        words = json.dumps(facts(example), ensure_ascii=False, indent=1)
        (GOLD / f"{example.stem}.facts.json").write_text(words + "\n", encoding="utf-8")
