"""What the command line prints: answers, query results and tables, in the form asked for.

Lines stay whole in a file or a pipe, for grep; on a terminal a long one is broken before its citation. Tables are for
reading and fit the terminal's width, or 120 columns: what is too wide goes on below in its cell, and nothing is cut.
"""

import csv
import io
import json
import sys
from collections.abc import Iterable, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    from api.lines import Answer, Line
    from extract import Extraction
    from graph import Result


def print_answer(answer: "Answer", form: Literal["text", "csv", "json"]) -> None:
    """The answer on standard output; its notes, and the word that there is nothing, on standard error."""
    if form == "json":
        click.echo(json_text(answer.columns, answer.rows))
    elif form == "csv":
        click.echo(csv_text(answer.columns, answer.rows), nl=False)
    else:
        width = get_terminal_size().columns if sys.stdout and sys.stdout.isatty() else None
        for line in answer.lines:
            click.echo(_fitted(line, width))
        for note in answer.notes:
            click.echo(note, err=True)
    if not answer.rows:
        click.echo("库中没有这样的内容 nothing of this kind is in the store", err=True)


def print_result(result: "Result", form: Literal["table", "csv", "json"]) -> None:
    """The answer to a SPARQL query; triples are Turtle, or JSON-LD where JSON is asked for."""
    from graph import Boolean, Triples

    if isinstance(result, Triples):
        click.echo(result.write("jsonld" if form == "json" else "turtle").decode().removesuffix("\n"))
    elif form != "table":
        click.echo(result.write(form).decode().removesuffix("\n"))
    elif isinstance(result, Boolean):
        click.echo("true" if result.value else "false")
    else:
        click.echo(table(result.variables, result.table()))


def print_extraction(extraction: "Extraction", form: Literal["json", "table", "turtle"]) -> None:
    """One document's facts: a JSON object on one line, who bears what as a table, or Turtle."""
    if form == "json":
        from extract import as_json

        click.echo(json.dumps(as_json(extraction), ensure_ascii=False))
    elif form == "turtle":
        from graph.triples import to_graph

        click.echo(to_graph(extraction).serialize(format="turtle").removesuffix("\n"))
    else:
        from api.matrix import COLUMNS, matrix

        click.echo(f"《{extraction.document.title}》")
        rows = matrix(extraction)
        if rows:
            click.echo(table(COLUMNS, rows))
        else:
            click.echo("未见责任分工 no responsibility clause found")
        click.echo(
            f"{len(extraction.tasks)} 个条目 units · {len(extraction.responsibilities)} 项责任 responsibilities · "
            f"{len(extraction.targets)} 个目标 targets · {len(extraction.zones)} 处区域 zones · "
            f"{len(extraction.agencies)} 个单位 agencies"
        )


def print_explanation(extraction: "Extraction") -> None:
    """The rule that read each fact of a document, and why a bracket was passed over, in the order of the text."""
    from extract.explain import explain
    from graph.phrases import one_line

    click.echo(f"《{extraction.document.title}》")
    for line in explain(extraction):
        click.echo(f"{line.start}–{line.end} “{one_line(line.words)}” {line.reason}")


def _fitted(line: "Line", width: int | None) -> str:
    if width is None:
        return str(line)
    from rich.cells import cell_len

    citation = click.style(line.citation, dim=True)
    return f"{line.fact} {citation}" if cell_len(str(line)) <= width else f"{line.fact}\n    {citation}"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The rows under their columns, as wide as the terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width = get_terminal_size((120, 24)).columns
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(" ".join(cell.split())) for cell in row))
    # Rows of several lines need a rule between them.
    drawn.show_lines = Console(file=io.StringIO(), width=1_000_000).measure(drawn).maximum > width
    written = io.StringIO()
    Console(file=written, width=width, color_system=None).print(drawn)
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()).strip("\n")


def json_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The rows as a JSON list of records."""
    return json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, indent=1)


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV in which no text is a formula."""
    from graph.tables import inert

    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return written.getvalue()
