"""The named queries on the command line: which there are, and the rows of one.

zhengtu query --list
zhengtu query agency-leads agency=市水利局
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Literal

import click
import pyoxigraph as ox

from api.printing import csv_text, print_result, table
from graph import Solutions, Store
from graph.catalogue import NamedQuery, ask_named, named_queries, named_query
from graph.results import Term

_COLUMNS = ("name", "问题 question", "参数 parameters")


def is_name(given: str) -> bool:
    """True for what can be a named query's name and is no SPARQL.

    >>> is_name("agency-leads"), is_name("ASK {}"), is_name("多少.rq"), is_name("-")
    (True, False, False, False)
    """
    return re.fullmatch(r"\w[\w-]*", given) is not None


def print_list(form: Literal["table", "csv", "json"]) -> None:
    """Every named query with its question, its parameters and, as JSON, what it returns and the SPARQL."""
    if form == "json":
        click.echo(json.dumps([asdict(query) for query in named_queries()], ensure_ascii=False, indent=1))
        return
    rows = [(query.name, f"{query.question.zh}\n{query.question.en}", _parameters(query)) for query in named_queries()]
    click.echo(table(_COLUMNS, rows) if form == "table" else csv_text(_COLUMNS, rows).removesuffix("\r\n"))


def print_named(path: str | Path, name: str, given: Sequence[str], form: Literal["table", "csv", "json"]) -> None:
    """The rows of a named query, as JSON a list of records. The table leaves out the columns of IRIs."""
    values = {}
    for pair in given:
        key, equals, value = pair.partition("=")
        if not equals:
            raise click.ClickException(
                f"{pair}: 参数写作 parameters are written key=value，如 {_usage(named_query(name))}"
            )
        values[key] = value
    # A name that nothing bears is said before the store is opened.
    named_query(name)
    with Store(path, read_only=True) as store:
        found = ask_named(store, name, values)
        if form == "table":
            _print_table(found)
        elif form == "json":
            click.echo(json.dumps(list(found.records()), ensure_ascii=False, indent=1))
        else:
            print_result(found, form)


def _print_table(found: Solutions) -> None:
    rows = list(found.rows())
    shown = [at for at in range(len(found.variables)) if not (rows and all(_is_iri(row[at]) for row in rows))]
    cells = [[_plain(row[at]) for at in shown] for row in rows]
    click.echo(table([found.variables[at] for at in shown], cells))
    if not rows:
        click.echo("库中没有这样的内容 nothing of this kind is in the store", err=True)


def _is_iri(term: Term | None) -> bool:
    return isinstance(term, ox.NamedNode)


def _plain(term: Term | None) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term or "")


def _parameters(query: NamedQuery) -> str:
    return "\n".join(f"{p.name}={p.example}" if p.required else f"[{p.name}={p.example}]" for p in query.parameters)


def _usage(query: NamedQuery) -> str:
    return " ".join([f"zhengtu query {query.name}", *_parameters(query).split("\n")]).rstrip()
