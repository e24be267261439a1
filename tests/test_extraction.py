"""Facts of whole documents: scored on the real ones, cited to the character on the examples."""

import json
import runpy
from pathlib import Path

import pytest

from extract import as_json, extract, read

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
ROWS = {"responsibilities", "leads", "outline", "links", "inherited", "targets", "zones"}


@pytest.mark.skipif(not SHARED.exists(), reason="the real documents are not beside this checkout")
@pytest.mark.parametrize("name", ["huangshi-innovation-2030", "国发-2019-3号", "国办发-2018-117号"])
def test_real_documents_score(name: str) -> None:
    gold = json.loads((SHARED / "evaluation" / f"{name}.gold.json").read_text(encoding="utf-8"))
    score = runpy.run_path(str(SHARED / "evaluation" / "score.py"))["score"]
    report = score(gold, as_json(extract(read(SHARED / "corpus" / f"{name}.txt"))))
    assert {row: r["f1"] for row, r in report.items() if row in ROWS and r["f1"] < 0.98} == {}


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.txt")), ids=lambda p: p.stem)
def test_every_fact_cites_its_characters(path: Path) -> None:
    found = extract(read(path))
    text = found.document.text
    assert found.responsibilities
    assert all(text[r.start : r.end] == r.mention for r in found.responsibilities)
    assert all(text[t.start : t.end] == t.text for t in found.targets)
    assert all(text[z.start : z.end] == z.mention for z in found.zones)
    assert all(text[t.start : t.end] == t.text for t in found.time_limits)


def test_a_zone_named_bare_elsewhere_loses_the_verb_before_it() -> None:
    text = "一、主要任务\n（一）做强。云岚新区先行先试。增强云岚新区承载力。"
    assert {z.zone for z in extract(text).zones} == {"云岚新区"}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("到2030年，公路、水路货运量分别增长5%和8%。", [("公路货运量增长", 5.0), ("水路货运量增长", 8.0)]),
        ("支持云溪县进入全省二十强。", [("云溪县全省排名", 20.0)]),
        ("在6个月内完成整改。", []),
        ("给予最高500万元补助。", []),
    ],
)
def test_targets_of_a_sentence(sentence: str, expected: list[tuple[str, float]]) -> None:
    found = extract("一、主要任务\n（一）做强。" + sentence).targets
    assert [(t.indicator, t.value) for t in found] == expected
