"""A comparison of two documents on the command line: as a table, and as rows for CSV and JSON.

zhengtu compare 征求意见稿.txt 3f9a0c51
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import click

from api.printing import csv_text, json_text, table
from graph import Citation, Store, TargetLine
from graph.comparison import KINDS, Change, Comparison, Difference, Kind, compare
from graph.documents import find_document
from graph.phrases import amount, one_line
from ontology.terms import ROLES

_KINDS: dict[Kind, str] = {
    "agency": "单位",
    "task": "任务",
    "lead": ROLES["lead"][0],
    "participant": ROLES["participant"][0],
    "responsible": ROLES["responsible"][0],
    "target": "目标",
}
_CHANGES: dict[Change, str] = {"added": "新增", "dropped": "删去", "changed": "改动"}
_SIDE = ("task", "heading", "words", "start", "end", "task_iri")
_FIGURES = ("operator", "value", "upper", "unit", "year", "period")
COLUMNS = (
    *("kind", "change", "subject", "before", "after"),
    *(f"{side}_{name}" for side in ("before", "after") for name in ("document", *_SIDE, *_FIGURES)),
)


def print_comparison(place: str | Path, one: str, other: str, form: Literal["table", "csv", "json"]) -> None:
    """What differs between the documents that `one` and `other` name; how much of each kind on standard error."""
    with Store(place, read_only=True) as store:
        found = compare(store, find_document(store, one), find_document(store, other))
    rows = list(_rows(found))
    if form == "csv":
        click.echo(csv_text(COLUMNS, rows), nl=False)
    elif form == "json":
        click.echo(json_text(COLUMNS, rows))
    else:
        click.echo(f"前 before {found.before}\n后 after  {found.after}")
        if rows:
            click.echo(table(("类别 kind", "变化", "对象", "前 before", "后 after"), map(_line, found.differences)))
    click.echo(_counted(found), err=True)


def _line(found: Difference) -> tuple[str, ...]:
    before = _told(found.before, found.cited_before, found.target_before)
    after = _told(found.after, found.cited_after, found.target_after)
    return _KINDS[found.kind], _CHANGES[found.change], one_line(found.subject), before, after


def _told(said: tuple[str, ...], cited: Citation | None, target: TargetLine | None) -> str:
    """What one side says and where; words that are the citation's own stand there alone."""
    where = f"←{cited.path} “{one_line(cited.words)}”" if cited else ""
    if cited and said and one_line(said[0]) == one_line(cited.words):
        return " ".join((where, *map(one_line, said[1:])))
    return " ".join(filter(None, (_said(said, target), where)))


def _said(said: tuple[str, ...], target: TargetLine | None) -> str:
    if target is None:
        return "、".join(map(one_line, said))
    when = f"（{target.year}年）" if target.year else ""
    return f"{amount(target)}{when}"


def _rows(found: Comparison) -> Iterator[tuple[object, ...]]:
    for it in found.differences:
        before, after = _said(it.before, it.target_before), _said(it.after, it.target_after)
        sides = (
            *_side(found.before.title, it.cited_before, it.target_before),
            *_side(found.after.title, it.cited_after, it.target_after),
        )
        yield it.kind, it.change, one_line(it.subject), before, after, *sides


def _side(title: str, cited: Citation | None, target: TargetLine | None) -> tuple[object, ...]:
    """The citation and the target's figures on one side, each cell empty where that side has none."""
    place: tuple[object, ...] = (None,) * len(_SIDE)
    if cited:
        words = one_line(cited.words)
        place = (cited.path, one_line(cited.heading), words, cited.start, cited.end, cited.task)
    figures: tuple[object, ...] = (None,) * len(_FIGURES)
    if target:
        figures = (target.operator, target.value, target.upper, target.unit, target.year, target.period)
    return title, *place, *figures


def _counted(found: Comparison) -> str:
    """单位: 新增 2 · 删去 1; 目标: 改动 3."""
    counts = []
    for kind in KINDS:
        told = " · ".join(
            f"{word} {number}" for change, word in _CHANGES.items() if (number := found.count(kind, change))
        )
        if told:
            counts.append(f"{_KINDS[kind]}: {told}")
    return "；".join(counts) or "两份文件没有差别 the two documents do not differ in this"
