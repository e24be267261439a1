"""The command that compares what was extracted with annotations made by hand."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from api.options import format_option

if TYPE_CHECKING:
    from extract.annotations import Annotation
    from extract.evaluation import Row

_GOLD = ".gold.json"
_LABELS = {
    "responsibilities": "责任 responsibilities",
    "leads": "牵头 leads",
    "outline": "条目 outline",
    "links": "责任所属条目 links",
    "inherited": "承自上级 inherited",
    "targets": "目标 targets",
    "time_limits": "时限 time_limits",
    "zones": "区域 zones",
}
_COLUMNS = ("事实 facts", "准确率 precision", "召回率 recall", "F1", "标注 gold", "读出 predicted", "一致 same")
_AVERAGE = "合计 micro average"


@click.command(short_help="与人工标注比对 Score against annotations.")
@click.argument("gold", type=click.Path(path_type=Path))
@click.argument("predicted", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--errors", is_flag=True, help="列出漏读和误读 List what was missed and what is spurious.")
@format_option("text", "json", "csv")
def evaluate(gold: Path, predicted: Path, errors: bool, form: Literal["text", "json", "csv"]) -> None:
    """与人工标注比对：各类事实的准确率、召回率和 F1。

    Score PREDICTED against the annotations in GOLD: precision, recall and F1 of each kind of fact that is annotated.
    PREDICTED is the JSON of zhengtu extract ("-" reads it from standard input), or a document, which is then
    extracted. Two folders are compared name by name, 意见.gold.json with 意见.json or 意见.docx, and all of them
    together are the micro average.

    \b
      zhengtu evaluate 意见.gold.json 意见.docx --errors
      zhengtu evaluate 标注/ 文件/ --format csv
    """
    from extract.annotations import match_texts, parse
    from extract.evaluation import average, score

    reports: dict[str, Sequence[Row]] = {}
    for name, annotated, document in _pairs(gold, predicted):
        wanted, found = parse(annotated.read_bytes(), str(annotated)), _facts(document)
        match_texts(wanted, found, str(annotated))
        reports[name] = score(wanted, found)
    if len(reports) > 1:
        reports[_AVERAGE] = average(list(reports.values()))
    _print(reports, form, errors=errors)


def _pairs(gold: Path, predicted: Path) -> Iterator[tuple[str, Path, Path]]:
    """The name of each annotated document, its annotation, and the document or the facts to compare."""
    if not gold.exists():
        raise click.ClickException(f"{gold}: no such file or folder; check the name")
    if not gold.is_dir():
        yield _stem(gold), gold, _named(predicted, _stem(gold)) if predicted.is_dir() else predicted
        return
    if not predicted.is_dir():
        raise click.ClickException(f"{predicted}: is no folder as {gold} is; compare two folders or two files")
    annotated = sorted(gold.glob(f"*{_GOLD}")) or sorted(gold.glob("*.json"))
    if not annotated:
        raise click.ClickException(f"{gold}: has no annotations; they are named 意见{_GOLD} or 意见.json")
    for path in annotated:
        yield _stem(path), path, _named(predicted, _stem(path))


def _stem(path: Path) -> str:
    return path.name.removesuffix(_GOLD) if path.name.endswith(_GOLD) else path.stem


def _named(folder: Path, stem: str) -> Path:
    from extract import SUFFIXES

    for suffix in (".json", *SUFFIXES):
        if (path := folder / f"{stem}{suffix}").is_file():
            return path
    raise click.ClickException(f"{folder}: has neither {stem}.json nor a document {stem}, which is annotated")


def _facts(path: Path) -> "Annotation":
    from extract import as_json, extract, read
    from extract.annotations import parse

    if str(path) == "-":
        return parse(sys.stdin.buffer.read(), "standard input")
    if path.suffix.lower() == ".json" and path.is_file():
        return parse(path.read_bytes(), str(path))
    return as_json(extract(read(path), path.stem))


def _print(reports: "dict[str, Sequence[Row]]", form: Literal["text", "json", "csv"], *, errors: bool) -> None:
    from api.printing import csv_text, json_text

    if form == "text":
        for name, rows in reports.items():
            _print_table(name, rows, errors=errors)
        return
    records = [_record(name, row, errors=errors) for name, rows in reports.items() for row in rows]
    columns = tuple(records[0]) if records else ()
    if form == "json":
        click.echo(json_text(columns, [tuple(record.values()) for record in records]))
    else:
        click.echo(csv_text(columns, [[_cell(value) for value in record.values()] for record in records]), nl=False)


def _print_table(name: str, rows: "Sequence[Row]", *, errors: bool) -> None:
    from api.printing import table

    click.echo(name)
    shown = [(_LABELS[r.name], *(f"{share:.3f}" for share in (r.precision, r.recall, r.f1)), *_counts(r)) for r in rows]
    click.echo(table(_COLUMNS, shown))
    for row in rows if errors else ():
        for kind, differences in (("漏读 missed", row.missed), ("误读 spurious", row.spurious)):
            for each in differences:
                at = "" if each.start is None else f"{each.start} "
                click.echo(f"  {kind} {_LABELS[row.name]}: {at}{each.words}")


def _counts(row: "Row") -> tuple[str, ...]:
    return str(row.gold), str(row.predicted), str(row.same)


def _record(name: str, row: "Row", *, errors: bool) -> dict[str, Any]:
    """One row of JSON and CSV; `document` is empty for the average."""
    record: dict[str, Any] = {"document": "" if name == _AVERAGE else name, "facts": row.name}
    record |= {share: round(getattr(row, share), 4) for share in ("precision", "recall", "f1")}
    record |= {count: getattr(row, count) for count in ("gold", "predicted", "same")}
    if errors:
        for kind in ("missed", "spurious"):
            record[kind] = [{"start": each.start, "words": each.words} for each in getattr(row, kind)]
    return record


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
