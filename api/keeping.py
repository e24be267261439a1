"""The commands that look after a store: list its documents, remove some, check them, save it all and bring it back."""

import json
from collections.abc import Iterator
from dataclasses import asdict, astuple, fields
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from api.options import format_option, store_option

if TYPE_CHECKING:
    from graph.checking import Checked
    from graph.inventory import Entry

# How many of the things to look at a report names of each kind.
_NAMED = 5


@click.command(short_help="库中有哪些文件 The documents in the store.")
@store_option
@format_option("table", "csv", "json")
def documents(path: Path | str, form: Literal["table", "csv", "json"]) -> None:
    """库中有哪些文件：标题、发文机关、字号、日期、各类事实的数目、散列值，何时由哪一版本读入。

    The documents in the store: title, issuer, number, date, counts, hash, and when and by which version each was
    loaded. CSV and JSON also say from which file, and the IRIs.
    """
    from api.printing import csv_text, table
    from graph import Store
    from graph.inventory import Entry, inventory

    with Store(path, read_only=True) as store:
        entries = inventory(store)
    if form == "json":
        click.echo(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=1))
    elif form == "csv":
        columns = [field.name for field in fields(Entry)]
        click.echo(csv_text(columns, [astuple(entry) for entry in entries]), nl=False)
    elif entries:
        click.echo(table(_COLUMNS, [_shown(entry) for entry in entries]))
    if not entries:
        click.echo("库中没有文件 the store has no documents", err=True)


_COLUMNS = (
    "标题 title",
    "发文机关 issuer",
    "字号 number",
    "日期 date",
    "条目·责任·目标 units, duties, targets",
    "散列值 hash",
    "读入 loaded",
)


def _shown(entry: "Entry") -> tuple[str, ...]:
    counts = f"{entry.units}·{entry.responsibilities}·{entry.targets}"
    loaded = f"{entry.loaded[:10]} {entry.loaded[11:16]} v{entry.tool}" if entry.loaded else ""
    return entry.title, entry.issuer, entry.number, entry.date, counts, entry.hash[:8], loaded


@click.command(short_help="从库中移除文件 Remove documents from the store.")
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT...")
@store_option
def remove(documents: tuple[str, ...], path: Path | str) -> None:
    """从库中移除文件：以标题中的字词、字号、散列值的开头或来源文件指明，须只指一份。

    Remove each DOCUMENT, named by words of its title, its number, the start of its hash or the file it came from. All
    go at once; where a name can mean several documents they are listed, and none goes.
    """
    from graph import Store
    from graph.documents import find_document

    with Store(path) as store:
        found = {document.graph: document for document in (find_document(store, typed) for typed in documents)}
        store.remove(found)
    for document in found.values():
        click.echo(f"已移除 removed {document}")


@click.command(short_help="核查库中的事实 Check the facts in the store.")
@click.argument("documents", nargs=-1, metavar="[DOCUMENT]...")
@store_option
@format_option("text", "json")
def check(documents: tuple[str, ...], path: Path | str, form: Literal["text", "json"]) -> None:
    """以 SHACL 核查每份文件的事实，并报告可留意之处：没有牵头单位的任务、不知属于何地的单位、没有完成年份的目标、
    标题或发文字号相同的其他文件。

    Put each document's facts to the SHACL shapes, and report what to look at: tasks without a lead, agencies whose
    place is not known, targets without a year, other documents of its title or number. Facts that break a shape are
    faults, and the exit code is then 1.
    """
    from graph import Store
    from graph.checking import check as checked
    from graph.documents import documents as all_documents
    from graph.documents import find_document

    faults, reports = 0, []
    with Store(path, read_only=True) as store:
        chosen = [find_document(store, typed) for typed in documents] if documents else all_documents(store)
        for document in chosen:
            report = checked(store, document)
            faults += len(report.faults)
            if form == "text":
                click.echo("\n".join(_report(report)))
            else:
                reports.append(asdict(report))
    if form == "json":
        click.echo(json.dumps(reports, ensure_ascii=False, indent=1))
    elif not chosen:
        click.echo("库中没有文件 the store has no documents", err=True)
    if faults:
        raise click.ClickException(f"{faults} 处不合 SHACL 约束 facts break the shapes")


def _report(found: "Checked") -> Iterator[str]:
    from graph.checking import GAPS

    verdict = f"{len(found.faults)} 处不合 faults" if found.faults else "合格 conforms"
    yield f"《{found.document.title}》{found.facts} 条事实 facts: {verdict}"
    for finding in found.faults:
        yield f"  不合 fault: {finding.message} {finding.thing} {finding.value}".rstrip()
    if found.changed:
        yield "  读入后有改动 changed since it was loaded"
    for finding in found.warnings:
        yield f"  留意 note: {finding.message} {finding.thing.rpartition('/')[2]}"
    for name, gaps in found.gaps.items():
        if gaps:
            more = f" … 另有 {len(gaps) - _NAMED} 项 more" if len(gaps) > _NAMED else ""
            listed = "；".join(" ".join(gap.split())[:60] for gap in gaps[:_NAMED])
            yield f"  {GAPS[name]}: {len(gaps)} — {listed}{more}"


@click.command(short_help="整库备份为一个文件 Save the whole store in one file.")
@click.argument("file", type=click.Path(path_type=Path))
@store_option
def backup(file: Path, path: Path | str) -> None:
    """整库备份为一个压缩的 N-Quads 文件（.nq.gz）。

    Save the whole store in FILE as compressed N-Quads (.nq.gz), which any RDF tool reads. FILE is either whole or as it
    was before.
    """
    from graph import Store
    from graph.backup import back_up

    with Store(path, read_only=True) as store:
        saved = back_up(store, file)
    click.echo(f"{file}: {saved.quads} 条事实 facts，校验 hash {saved.hash[:12]}")


@click.command(short_help="从备份恢复 Bring a backup back.")
@click.argument("file", type=click.Path(path_type=Path))
@store_option
def restore(file: Path, path: Path | str) -> None:
    """把备份恢复到新的或空的库，并核对数目与校验值。

    Bring the backup FILE back into a new or empty store, and verify that the store then has what the file has, by count
    and by hash. FILE may also be the folder nquads/ that zhengtu spark-extract wrote.
    """
    from graph import Store
    from graph.backup import restore as restored

    with Store(path) as store:
        content = restored(store, file)
    click.echo(f"已恢复 restored {file}: {content.quads} 条事实 facts，校验一致 hash {content.hash[:12]} verified")


KEEPING = (documents, remove, check, backup, restore)
