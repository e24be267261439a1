"""`zhengtu spark-extract`: a corpus too large for one machine, on Apache Spark; graph.spark does the work."""

from pathlib import Path
from typing import Literal

import click

from api.options import limits_options

Form = Literal["files", "parquet", "json"]
_TABLES: dict[str, Form] = {".parquet": "parquet", ".jsonl": "json", ".ndjson": "json", ".json": "json"}


@click.command("spark-extract", short_help="用 Spark 抽取大批文件 Extract a corpus on Apache Spark.")
@click.argument("source", metavar="INPUT")
@click.argument("output")
@click.option("--master", help="Spark 主节点 The Spark master: local[*], spark://…, yarn, k8s://…")
@click.option(
    "--format",
    "form",
    type=click.Choice(("files", "parquet", "json")),
    help="INPUT 是什么，不给则依其名称 What INPUT is: files, or a table as Parquet or JSON Lines; else by its name.",
)
@click.option("--name-column", default="name", show_default=True, help="表中名称一列 The column with names.")
@click.option("--text-column", default="text", show_default=True, help="表中文本一列 The column with texts.")
@limits_options
def spark_extract(
    source: str,
    output: str,
    master: str | None,
    form: Form | None,
    name_column: str,
    text_column: str,
    timeout: float,
    max_size: float,
) -> None:
    """用 Apache Spark 抽取一台机器读不完的文件，写成任何 SPARQL 库可批量装入的 N-Quads 和 Parquet 表。

    Extract a corpus on Apache Spark (extra zhengtu[spark]). INPUT is a folder of documents, or a table of texts as
    Parquet or JSON Lines; OUTPUT is a folder that is not there yet. A name without a scheme is a path that all workers
    see; others are URIs such as hdfs://… and s3a://…

    OUTPUT gets nquads/ (what zhengtu load stores, gzipped, in parts; zhengtu restore takes the folder), the tables
    documents/, tasks/, responsibilities/, targets/ and zones/ as Parquet, and failures/ as JSON Lines. It is whole once
    it has _SUCCESS. A file that cannot be read does not stop the others, and the exit code is then 1.

    \b
      zhengtu spark-extract 文件/ 结果 --master 'local[*]'
      zhengtu spark-extract hdfs:///政策/texts.parquet hdfs:///政策/out --master yarn
    """
    from api.loading import counted
    from graph import spark

    if _is_local(source) and not Path(source).exists():
        raise click.ClickException(f"{source}: no such file or folder; check the name")
    if _is_local(output) and Path(output).exists():
        raise click.ClickException(f"{output}: 已存在 is there already; remove it or name another folder")
    form = form or _form(source)
    files: list[Path] = []
    if form == "files" and _is_local(source):
        files = _files(Path(source))
    largest = int(max_size * 1_000_000)
    with spark.opened(master) as session:
        if form != "files":
            documents = spark.of_table(session, _uri(source), form, name_column, text_column)
        elif files:
            documents = spark.of_files(session, files)
        else:
            documents = spark.of_folder(session, source, largest)
        done = spark.extracted(session, documents, _uri(output), seconds=timeout, largest=largest)
    click.echo(counted(done.outcomes))
    click.echo(f"{output}: {done.content.quads} 条事实 facts，校验 hash {done.content.hash[:12]}")
    if done.outcomes["refused"]:
        click.echo(f"未读的原因 why some were refused: {output}/failures", err=True)
        raise click.exceptions.Exit(1)


def _form(source: str) -> Form:
    """What a name, or the names in a folder on this machine, say that the input is."""
    names = [source.removesuffix(".gz")]
    if _is_local(source) and Path(source).is_dir():
        names = [entry.name.removesuffix(".gz") for entry in Path(source).iterdir() if not entry.name.startswith(".")]
    found = {_TABLES.get(Path(name).suffix, "files") for name in names if not name.startswith("_")}
    return found.pop() if len(found) == 1 else "files"


def _files(folder: Path) -> list[Path]:
    from extract.folders import documents_in, of_other_kinds
    from extract.reading import SUFFIXES

    if others := of_other_kinds([folder]):
        click.echo(f"未读的其他文件 files of other kinds, not read: {others}", err=True)
    if files := list(documents_in([folder])):
        return files
    raise click.ClickException(f"{folder}: 这里没有可读的文件 no document here; documents end in {' '.join(SUFFIXES)}")


def _is_local(name: str) -> bool:
    """True for a path, False for a URI."""
    return "://" not in name and not name.startswith("file:")


def _uri(name: str) -> str:
    # Hadoop takes signs as they are: it does not know of percent-encoding.
    return f"file://{Path(name).resolve()}" if _is_local(name) else name.rstrip("/")
