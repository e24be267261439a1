"""The `zhengtu` command line.

Each command imports what it needs when it runs, so that `zhengtu --help` answers at once.
"""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from extract.errors import DocumentError, ZhengtuError

if TYPE_CHECKING:
    from api.lines import Answer
    from extract import Extraction
    from graph import Result, Store

Format = Literal["table", "csv", "json"]

# What `load` takes from a folder; a file named by itself is read whatever its name.
_TEXTS = (".txt",)


class _Commands(click.Group):
    """Commands whose failures are one line on standard error and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ZhengtuError as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            # The reader of our output (head, less) has gone; Python would complain once more when it closes stdout.
            sys.stdout = None  # type: ignore[assignment]
            ctx.exit(0)


_store = click.option(
    "--store",
    "path",
    type=click.Path(path_type=Path),
    envvar="ZHENGTU_STORE",
    default="zhengtu-store",
    show_default=True,
    show_envvar=True,
    help="Folder of the store.",
)
_format = click.option(
    "--format", "form", type=click.Choice(("table", "csv", "json")), default="table", show_default=True
)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zhengtu")
def main() -> None:
    """政图 Zhengtu: who leads what in Chinese policy documents.

    \b
    zhengtu load 文件夹/            read documents into the store
    zhengtu leads 市科技局          what an agency leads
    zhengtu who 离岸科创平台        who leads the tasks that match
    zhengtu draw -o network.html   draw the network
    """


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(("json", "table", "turtle")), default="json", show_default=True)
def extract(files: tuple[Path, ...], form: Literal["json", "table", "turtle"]) -> None:
    """Print the facts of each FILE: JSON (one object a line), a table of who bears what, or Turtle."""
    _for_each(files, lambda name: click.echo(_written(_read(name), form)))


def _written(extraction: "Extraction", form: Literal["json", "table", "turtle"]) -> str:
    if form == "json":
        from extract import as_json

        return json.dumps(as_json(extraction), ensure_ascii=False)
    if form == "turtle":
        from graph.triples import to_graph

        return str(to_graph(extraction).serialize(format="turtle"))
    from api.lines import of_extraction

    return "\n".join(of_extraction(extraction).lines)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@_store
def load(paths: tuple[Path, ...], path: Path) -> None:
    """Read documents (files, or folders with all below them) into the store, each as a named graph.

    A document that is already there is left as it is; one whose file has changed is replaced. A file that cannot be
    read is named and the others are loaded; the exit code is then 1.
    """
    from graph import Store

    files = list(_files(paths))
    if not files:
        raise click.ClickException(f"{paths[0]}: no document here; policy texts end in {'、'.join(_TEXTS)}")
    with Store(path) as store:
        _for_each(files, lambda name: click.echo(_loaded(store, name)))


def _loaded(store: "Store", name: Path) -> str:
    if not name.exists():
        from extract.errors import MissingFile

        raise MissingFile(f"{name}: no such file or folder; check the name")
    extraction = _read(name)
    done = store.load(extraction, source=str(name.resolve()))
    counts = f"{len(extraction.responsibilities)} responsibilities, {len(extraction.targets)} targets"
    if not extraction.responsibilities:
        counts += "; 未见责任分工 no responsibility clause found in it"
    gone = [title for title in done.replaced if title != done.title]
    instead = f" (in place of {'、'.join(gone)})" if gone else ""
    return f"{done.outcome} 《{done.title}》{instead}: {counts} ({name})"


@main.command()
@click.argument("sparql")
@_store
@_format
def query(sparql: str, path: Path, form: Format) -> None:
    """Answer SPARQL, given as text or as the name of an .rq file ("-" reads it from standard input).

    All documents are one graph; zt:, skos:, dcterms:, rdfs:, oa:, prov: and the like need no PREFIX line.
    """
    from graph import Store

    text = _sparql(sparql)
    with Store(path, read_only=True) as store:
        for line in _results(store.query(text), form):
            click.echo(line, nl=not line.endswith("\n"))


@main.command()
@click.argument("agency")
@_store
@_format
def leads(agency: str, path: Path, form: Format) -> None:
    """What AGENCY leads, takes part in and is responsible for (by any of its names: 市科技局, 发改委)."""
    from api.lines import of_leads
    from graph import leads as ask

    _answer(path, form, lambda store: of_leads(ask(store, agency)))


@main.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Tasks at most.")
@_store
@_format
def who(text: str, limit: int, path: Path, form: Format) -> None:
    """Who leads and who takes part in the tasks that match TEXT."""
    from api.lines import of_who
    from graph import who as ask

    _answer(path, form, lambda store: of_who(ask(store, text, limit=limit)))


@main.command()
@click.option("--year", type=int, help="Due in this year.")
@click.option("--agency", help="Of tasks that this agency bears.")
@click.option("--indicator", help="With these words.")
@_store
@_format
def targets(year: int | None, agency: str | None, indicator: str | None, path: Path, form: Format) -> None:
    """The quantified targets, all or those of a year, an agency or an indicator."""
    from api.lines import of_targets
    from graph import targets as ask

    _answer(path, form, lambda store: of_targets(ask(store, year=year, agency=agency, indicator=indicator)))


@main.command()
@_store
@_format
def summary(path: Path, form: Format) -> None:
    """How many tasks each agency leads, takes part in and is responsible for."""
    from api.lines import of_summary
    from graph import summary as ask

    _answer(path, form, lambda store: of_summary(ask(store)))


@main.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), default="network.html", show_default=True)
@click.option("--of", "nodes", type=click.Choice(("tasks", "agencies")), default="tasks", show_default=True)
@click.option("--document", help="Only documents with these words in their title.")
@click.option("--agency", help="Only the tasks that this agency bears, with all who bear them.")
@_store
def draw(output: Path, nodes: str, document: str | None, agency: str | None, path: Path) -> None:
    """Draw who bears what as one HTML page: agencies with their tasks, or agencies joined by the tasks they share."""
    from graph import NotFound, Store, leads, responsibilities

    with Store(path, read_only=True) as store:
        duties = [d for d in responsibilities(store) if document is None or document in d.citation.title]
        if agency is not None:
            borne = {
                duty.citation.task
                for found in leads(store, agency)
                for duty in (*found.led, *found.taken_part, *found.responsible)
            }
            duties = [duty for duty in duties if duty.citation.task in borne]
    if not duties:
        raise NotFound("responsibility", document or agency or "the store")

    from graph.drawing import page
    from graph.network import of_agencies, of_tasks

    network = of_tasks(duties) if nodes == "tasks" else of_agencies(duties)
    titles = list(dict.fromkeys(f"《{duty.citation.title}》" for duty in duties))
    heading = titles[0] if len(titles) == 1 else f"责任网络 {len(titles)} 份文件"
    try:
        output.write_text(page(network, heading), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{output}: cannot be written ({error.strerror}); name another file") from error
    click.echo(f"{output}: {network.number_of_nodes()} nodes, {network.number_of_edges()} edges")


def _answer(path: Path, form: Format, ask: "Callable[[Store], Answer]") -> None:
    from graph import Store

    with Store(path, read_only=True) as store:
        answer = ask(store)
    if form == "json":
        click.echo(
            json.dumps([dict(zip(answer.columns, row, strict=True)) for row in answer.rows], ensure_ascii=False, indent=1)
        )
    elif form == "csv":
        click.echo(_csv(answer.columns, answer.rows), nl=False)
    else:
        for line in answer.lines:
            click.echo(line)
        if not answer.lines:
            click.echo("库中没有这样的内容 nothing of this kind is in the store", err=True)


def _results(result: "Result", form: Format) -> Iterator[str]:
    from graph import Boolean, Triples

    if isinstance(result, Triples):
        yield result.write("jsonld" if form == "json" else "turtle").decode()
    elif form != "table":
        yield result.write(form).decode()
    elif isinstance(result, Boolean):
        yield "true" if result.value else "false"
    else:
        yield _table(result.variables, result.table())


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """An aligned table, as wide as its cells: nothing is cut, whatever the width of the terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=box.SIMPLE_HEAD)
    for row in rows:
        table.add_row(*(Text(" ".join(cell.split())) for cell in row))
    # Rich fits a table to its console; one that is wide enough leaves every cell whole.
    wide = Console(file=io.StringIO(), width=100_000)
    width = max(wide.measure(table).maximum, 1)
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(table)
    file = console.file
    assert isinstance(file, io.StringIO)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows(rows)
    return written.getvalue()


def _sparql(given: str) -> str:
    if given == "-":
        return click.get_text_stream("stdin").read()
    if given.endswith(".rq") and "{" not in given:
        from extract import read

        return read(given)
    return given


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """The documents among `paths`, those of folders in the order of their names; hidden files are left alone."""
    for path in paths:
        if path.is_dir():
            found = (entry for entry in path.rglob("*") if not any(p.startswith(".") for p in entry.parts))
            yield from sorted(entry for entry in found if entry.suffix.lower() in _TEXTS and entry.is_file())
        else:
            yield path


def _read(name: Path) -> "Extraction":
    from extract import extract, read

    return extract(read(name))


def _for_each(files: Sequence[Path], do: Callable[[Path], None]) -> None:
    """Do it for every file; a file that cannot be read is named, and the exit code is 1 once all are done."""
    refused = 0
    for name in files:
        try:
            do(name)
        except DocumentError as error:
            click.echo(f"Error: {error}", err=True)
            refused += 1
    if refused:
        raise click.exceptions.Exit(1)


if __name__ == "__main__":
    main()
