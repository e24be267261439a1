"""`zhengtu evaluate`: precision, recall and F1 counted by hand, and what an annotation may and may not hold."""

import csv
import io
import json
import random
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extract import as_json, extract, read
from extract.annotations import checked, match_texts
from extract.errors import BadAnnotation
from extract.evaluation import ROWS, Row, average, score
from tests.commands import refused, run

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests" / "gold"
EXAMPLES = ROOT / "examples"
SHARED = ROOT.parent / "shared" / "evaluation"

TEXT = """平江市算力中心建设方案

一、主要任务
（一）建设算力中心。到2028年，建成算力中心3个。在平江高新区先行先试。（市数据局牵头，市财政局、市发改委配合）
（二）用好算力。到2030年，算力券发放50亿元以上。（责任单位：市数据局，2029年6月底前完成）
"""


def facts() -> dict[str, Any]:
    """What is read from TEXT, as the command prints it."""
    found: dict[str, Any] = json.loads(json.dumps(as_json(extract(TEXT))))
    return found


def annotation() -> dict[str, Any]:
    """What a reader writes down of TEXT, but for units and zones with what an annotation by hand may have."""
    found = facts()
    gold = {key: found[key] for key in ("tasks", "responsibilities", "targets", "time_limits")}
    return {**gold, "zones": [{"zone": "高新区", "kind": "functional", "aliases": ["平江高新区"]}]}


def rows(gold: dict[str, Any], predicted: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    report = score(checked(gold, "gold"), checked(predicted, "predicted"))
    return {row.name: (row.gold, row.predicted, row.same) for row in report}


def test_a_document_read_rightly_agrees_in_every_row() -> None:
    found = facts()
    assert rows(annotation(), found) == {
        "responsibilities": (4, 4, 4),
        "leads": (1, 1, 1),
        "outline": (3, 3, 3),
        "links": (4, 4, 4),
        "inherited": (0, 0, 0),
        "targets": (2, 2, 2),
        "time_limits": (1, 1, 1),
        "zones": (1, 1, 1),
    }


def test_precision_recall_and_f1() -> None:
    row = Row("targets", gold=8, predicted=5, same=4)
    assert (row.precision, row.recall) == (0.8, 0.5)
    assert row.f1 == pytest.approx(8 / 13)
    nothing = Row("targets", gold=0, predicted=0, same=0)
    assert (nothing.precision, nothing.recall, nothing.f1) == (1, 1, 1)
    invented = Row("targets", gold=0, predicted=1, same=0)
    assert (invented.precision, invented.recall, invented.f1) == (0, 0, 0)
    assert (Row("targets", 1, 0, 0).precision, Row("targets", 1, 0, 0).f1) == (0, 0)


def changed(kind: str, place: int, /, **fields: Any) -> dict[str, Any]:
    found = facts()
    found[kind][place] |= fields
    return found


@pytest.mark.parametrize(
    ("predicted", "worse"),
    [
        (changed("responsibilities", 0, role="participant"), {"responsibilities": (4, 4, 3), "leads": (1, 0, 0)}),
        (changed("responsibilities", 1, mention="市财政"), {"responsibilities": (4, 4, 3), "links": (4, 4, 3)}),
        (changed("responsibilities", 3, task="1.1"), {"links": (4, 4, 3)}),
        (
            changed("responsibilities", 3, basis="inherited"),
            {"responsibilities": (4, 3, 3), "links": (4, 3, 3), "inherited": (0, 1, 0)},
        ),
        (changed("tasks", 1, kind="measure"), {"outline": (3, 3, 2)}),
        (changed("targets", 0, value=4), {"targets": (2, 2, 1)}),
        (changed("targets", 0, unit="家"), {"targets": (2, 2, 1)}),
        (changed("targets", 0, year=2029), {"targets": (2, 2, 1)}),
        (changed("targets", 0, period="year"), {"targets": (2, 2, 1)}),
        (changed("targets", 0, operator="<="), {"targets": (2, 2, 1)}),
        (changed("targets", 0, upper=9), {"targets": (2, 2, 1)}),
        (changed("targets", 0, task="1.2"), {"targets": (2, 2, 1)}),
        (changed("targets", 0, indicator="企业总数"), {"targets": (2, 2, 1)}),
        (changed("targets", 0, start=0, end=5), {"targets": (2, 2, 1)}),
        (changed("targets", 1, value=5_000_000_000.000_001), {}),
        (changed("targets", 0, indicator="全市算力中心数"), {}),
        (changed("time_limits", 0, month=7), {"time_limits": (1, 1, 0)}),
        (changed("time_limits", 0, bound="="), {"time_limits": (1, 1, 0)}),
        (changed("time_limits", 0, task="1.1"), {"time_limits": (1, 1, 0)}),
        (changed("zones", 0, zone="高新区"), {}),
        (changed("zones", 0, kind="region"), {"zones": (1, 1, 0)}),
    ],
)
def test_one_fact_read_otherwise_costs_the_rows_that_it_belongs_to(
    predicted: dict[str, Any], worse: dict[str, tuple[int, int, int]]
) -> None:
    right = rows(annotation(), facts())
    found = rows(annotation(), predicted)
    assert {name: counts for name, counts in found.items() if counts != right[name]} == worse


def test_ids_of_units_may_differ() -> None:
    gold = annotation()
    for record in (*gold["tasks"], *gold["responsibilities"], *gold["targets"], *gold["time_limits"]):
        for field in ("id", "task"):
            if field in record:
                record[field] = f"t{record[field]}"
    assert rows(gold, facts()) == rows(annotation(), facts())


@pytest.mark.parametrize(
    ("right", "found"),
    [
        ({"operator": ["=", ">="]}, {"operator": ">="}),
        ({"year": [2028, None]}, {"year": None}),
        ({"task": None}, {"task": "1.2"}),
        ({"unit": "名"}, {"unit": "人"}),
    ],
)
def test_an_annotation_may_have_several_right_answers(right: dict[str, Any], found: dict[str, Any]) -> None:
    gold, predicted = annotation(), facts()
    predicted["targets"][0] |= found
    assert rows(gold, predicted)["targets"] == (2, 2, 1)
    gold["targets"][0] |= right
    assert rows(gold, predicted)["targets"] == (2, 2, 2)


def test_one_annotator_is_scored_against_another() -> None:
    one, other = annotation(), annotation()
    one["targets"][0]["operator"], other["targets"][0]["operator"] = ["=", ">="], [">=", "~"]
    other["zones"] = [{"zone": "平江高新技术产业开发区", "kind": "functional", "aliases": ["平江高新区"]}]
    assert rows(one, other) == rows(one, one)
    assert rows(one, one)["targets"] == (2, 2, 2)
    other["targets"][0]["operator"] = ["<=", "~"]
    assert rows(one, other)["targets"] == (2, 2, 1)


def test_one_operator_is_not_part_of_another() -> None:
    gold, predicted = annotation(), changed("targets", 0, operator=">")
    gold["targets"][0]["operator"] = ">="
    assert rows(gold, predicted)["targets"] == (2, 2, 1)


def test_two_targets_alike_count_as_two() -> None:
    gold, predicted = annotation(), facts()
    gold["targets"].append(gold["targets"][0])
    assert rows(gold, predicted)["targets"] == (3, 2, 2)


def test_what_is_not_annotated_has_no_row_and_what_is_ignored_does_not_count() -> None:
    gold, found = annotation(), facts()
    for kind in ("tasks", "targets", "time_limits", "zones"):
        del gold[kind]
    assert list(rows(gold, found)) == ["responsibilities", "leads"]
    start = TEXT.index("市财政局")
    gold["responsibilities"] = [r for r in gold["responsibilities"] if r["start"] != start]
    assert rows(gold, found)["responsibilities"] == (3, 4, 3)
    gold["ignore"] = [[start, start + 1]]
    assert rows(gold, found)["responsibilities"] == (3, 3, 3)


def test_documents_together_are_their_facts_counted_together() -> None:
    one = (Row("leads", 10, 10, 10), Row("zones", 4, 2, 2))
    other = (Row("leads", 10, 30, 5),)
    assert average([one, other]) == (Row("leads", 20, 40, 15), Row("zones", 4, 2, 2))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda a: a["responsibilities"][1].pop("start"), "responsibilities 2: has no start"),
        (lambda a: a["responsibilities"][0].update(role="牵头"), 'role is "牵头"; it is one of lead, participant'),
        (lambda a: a["responsibilities"][0].update(start="12"), 'start is "12"; it is one of a number'),
        (lambda a: a["responsibilities"][0].update(start=True), "start is true"),
        (lambda a: a["responsibilities"][0].update(task="9"), 'task is "9"; it is the id of one of tasks'),
        (lambda a: a["responsibilities"].append("市财政局"), 'responsibilities 5: is no record but "市财政局"'),
        (lambda a: a["targets"][0].update(operator=["≥"]), 'operator is ["≥"]; it is one of =, >=, >, <=, <, ~, range'),
        (lambda a: a["targets"][0].update(value="3"), 'value is "3"'),
        (lambda a: a["targets"][0].update(task="9"), 'targets 1: task is "9"'),
        (lambda a: a["zones"][0].update(aliases=[1]), "aliases is [1]"),
        (lambda a: a["time_limits"][0].update(bound="by"), 'time_limits 1: bound is "by"; it is one of <=, =, ongoing'),
        (lambda a: a["tasks"][0].update(kind="chapter"), "tasks 1: kind is"),
        (lambda a: a.update(zones={}), "zones is no list"),
        (lambda a: a.update(ignore=[[1]]), "ignore 1: is [1]; a span is [start, end]"),
    ],
)
def test_a_record_that_cannot_be_compared_is_named(change: Callable[[dict[str, Any]], None], words: str) -> None:
    gold = annotation()
    change(gold)
    with pytest.raises(BadAnnotation) as refusal:
        checked(gold, "意见.gold.json")
    assert str(refusal.value).startswith("意见.gold.json: ")
    assert words in str(refusal.value)


def test_offsets_are_of_the_same_text() -> None:
    gold, found = annotation(), facts()
    match_texts(gold, found, "gold")
    with pytest.raises(
        BadAnnotation, match=f"of a text of {len(TEXT) + 1} characters, the other of one of {len(TEXT)}"
    ):
        match_texts({**gold, "document": {"length": len(TEXT) + 1}}, found, "gold")
    gold["responsibilities"][0]["start"] += 1
    gold["targets"][1]["start"] += 1
    with pytest.raises(BadAnnotation, match=r"1: at \d+ stands \"数据局牵\", not \"市数据局\"; .*\(and 1 more\)"):
        match_texts(gold, found, "gold")


@pytest.mark.skipif(not SHARED.exists(), reason="the scorer to compare with is not beside this checkout")
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("path", sorted([*SHARED.glob("*.gold.json"), *GOLD.glob("*.gold.json")]), ids=lambda p: p.stem)
def test_the_figures_are_those_of_another_scorer(path: Path, seed: int) -> None:
    """Facts are left out, moved, doubled and changed at random, and both say the same of what is left."""
    stem = path.name.removesuffix(".gold.json")
    text = SHARED.parent / "corpus" / f"{stem}.txt"
    gold = json.loads(path.read_text(encoding="utf-8"))
    document = read(text if text.exists() else EXAMPLES / f"{stem}.txt")
    found = spoilt(as_json(extract(document)), random.Random(seed))
    theirs = runpy.run_path(str(SHARED / "score.py"))["score"](gold, found)
    # The other scorer knows of no time limits.
    ours = {row.name: row for row in score(checked(gold, path.name), found) if row.name != "time_limits"}
    assert ours.keys() == theirs.keys()
    for name, row in ours.items():
        assert {share: round(getattr(row, share), 4) for share in ("precision", "recall", "f1")} == {
            share: theirs[name][share] for share in ("precision", "recall", "f1")
        }, name
        assert (len(row.missed), len(row.spurious)) == (len(theirs[name]["missed"]), len(theirs[name]["spurious"]))
        assert row.gold == theirs[name]["gold"]


def spoilt(found: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    others = {
        "role": ["lead", "participant", "responsible"],
        "basis": ["explicit", "inherited"],
        "kind": ["task", "subtask", "functional"],
        "operator": ["=", ">=", "~"],
        "year": [2028, 2030, None],
        "value": [1, 2.5],
        "period": ["year", None],
    }
    for kind in ("tasks", "responsibilities", "targets", "zones"):
        left = []
        for record in found[kind]:
            for field in others.keys() & record.keys():
                if chance.random() < 0.05:
                    record[field] = chance.choice(others[field])
            if chance.random() < 0.05:
                record["start"] += 1
            left += [record] * chance.choices((0, 1, 2), (1, 18, 1))[0]
        found[kind] = left
    return found


# ---- the command


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with 方案.txt and its annotation, in which one bearer is another and one target more."""
    monkeypatch.chdir(tmp_path)
    gold = annotation()
    gold["responsibilities"][0]["role"] = "responsible"
    gold["targets"].append({**gold["targets"][1], "indicator": "算力规模", "value": 9})
    (tmp_path / "方案.gold.json").write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "方案.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("files")
def test_a_table_and_what_was_missed() -> None:
    printed = run("evaluate", "方案.gold.json", "方案.txt", "--errors")
    assert printed.exit_code == 0
    lines = printed.stdout.splitlines()
    assert lines[0] == "方案"
    assert [line.split() for line in lines[3:5]] == [
        ["责任", "responsibilities", "0.750", "0.750", "0.750", "4", "4", "3"],
        ["牵头", "leads", "0.000", "0.000", "0.000", "0", "1", "0"],
    ]
    start = TEXT.index("市数据局")
    assert f"  漏读 missed 责任 responsibilities: {start} 市数据局 responsible" in lines
    assert f"  误读 spurious 牵头 leads: {start} 市数据局 lead" in lines
    assert f"  漏读 missed 目标 targets: {TEXT.index('算力券')} 2030 算力规模 >=9元" in lines
    assert len(lines) == 3 + len(ROWS) + 4
    assert run("evaluate", "方案.gold.json", "方案.txt").stdout.splitlines() == lines[: 3 + len(ROWS)]


def test_the_facts_may_come_as_json_from_a_file_or_a_pipe(files: Path) -> None:
    of_document = run("evaluate", "方案.gold.json", "方案.txt").stdout
    printed = run("extract", "方案.txt").stdout
    (files / "facts.json").write_text(printed, encoding="utf-8")
    assert run("evaluate", "方案.gold.json", "facts.json").stdout == of_document
    assert run("evaluate", "方案.gold.json", "-", stdin=printed).stdout == of_document
    refused(run("evaluate", "方案.gold.json", "-", stdin=printed * 2), "standard input", "more than one document")


@pytest.mark.usefixtures("files")
def test_json_and_csv_have_a_record_for_each_row() -> None:
    records = json.loads(run("evaluate", "方案.gold.json", "方案.txt", "--format", "json", "--errors").stdout)
    assert [record["facts"] for record in records] == list(ROWS)
    targets = next(record for record in records if record["facts"] == "targets")
    assert targets["missed"] == [{"start": TEXT.index("算力券"), "words": "2030 算力规模 >=9元"}]
    del targets["missed"], targets["spurious"]
    assert targets == {
        "document": "方案",
        "facts": "targets",
        "precision": 1.0,
        "recall": 0.6667,
        "f1": 0.8,
        "gold": 3,
        "predicted": 2,
        "same": 2,
    }
    printed = run("evaluate", "方案.gold.json", "方案.txt", "--format", "csv").stdout
    table = list(csv.DictReader(io.StringIO(printed)))
    assert next(row for row in table if row["facts"] == "targets") == {
        key: str(value) for key, value in targets.items()
    }


def test_folders_are_compared_by_name_and_together() -> None:
    printed = json.loads(run("evaluate", str(GOLD), str(EXAMPLES), "--format", "json").stdout)
    assert len(printed) == 4 * len(ROWS)
    assert [record["document"] for record in printed[-len(ROWS) :]] == [""] * len(ROWS)
    for name in ROWS:
        *each, together = (record for record in printed if record["facts"] == name)
        assert together["gold"] == sum(record["gold"] for record in each)
        assert together["f1"] > 0.98
    assert "合计 micro average" in run("evaluate", str(GOLD), str(EXAMPLES)).stdout.splitlines()


def test_the_json_in_a_folder_comes_before_the_document(files: Path) -> None:
    (files / "方案.json").write_text(json.dumps({**facts(), "zones": []}), encoding="utf-8")
    records = json.loads(run("evaluate", "方案.gold.json", ".", "--format", "json").stdout)
    assert records[-1]["facts"] == "zones"
    assert records[-1]["recall"] == 0


def test_what_cannot_be_compared_is_one_line(files: Path) -> None:
    (files / "空").mkdir()
    (files / "坏.json").write_text("{", encoding="utf-8")
    (files / "别.json").write_text('{"name": 1}', encoding="utf-8")
    (files / "深.json").write_text("[" * 100_000, encoding="utf-8")
    refused(run("evaluate", "没有.json", "方案.txt"), "没有.json", "no such file")
    refused(run("evaluate", "方案.gold.json", "没有.txt"), "没有.txt", "no such file")
    refused(run("evaluate", "方案.gold.json", "没有.json"), "没有.json", "no such file")
    refused(run("evaluate", "坏.json", "方案.txt"), "坏.json", "no JSON")
    refused(run("evaluate", "深.json", "方案.txt"), "深.json", "no JSON")
    refused(run("evaluate", "别.json", "方案.txt"), "别.json", "is no annotation")
    refused(run("evaluate", ".", "方案.txt"), "is no folder")
    refused(run("evaluate", "空", "."), "空", "has no annotations")
    refused(run("evaluate", ".", "空"), "空", "方案.json")
    longer = json.loads((files / "方案.gold.json").read_text(encoding="utf-8")) | {"document": {"length": 9}}
    (files / "长.json").write_text(json.dumps(longer), encoding="utf-8")
    refused(run("evaluate", "长.json", "方案.txt"), "长.json", "of a text of 9 characters")
