"""The command `zhengtu ask`: a question answered in a sentence, a table and the clauses that say so, or declined.

zhengtu ask 推进既有住宅加装电梯由谁牵头？
zhengtu ask        # a conversation: one question a line
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import click

from api.lines import answer_cell, answer_columns
from api.printing import table
from api.wording import Wording, told
from graph import Store
from graph.asking import Answer, Cited, Session, ask
from graph.phrases import one_line

Form = Literal["text", "json"]


def answer_once(place: Path | str, question: str, form: Form, *, sparql: bool) -> None:
    """Print the answer to one question; one that is declined or must be asked more exactly ends with exit code 1."""
    with Store(place, read_only=True) as store:
        answer = ask(store, question)
    if answer.status != "answered" and form == "text":
        raise click.ClickException("\n".join(_refusal(answer)))
    _print(answer, form, sparql=sparql)
    if answer.status != "answered":
        raise click.exceptions.Exit(1)


def _refusal(answer: Answer) -> Iterator[str]:
    """Why there is no answer, and what can be asked."""
    yield answer.reason
    also = "可以问" if answer.language == "zh" else "You can ask"
    for suggestion in answer.suggestions:
        yield f"{also}: {suggestion}"


def converse(place: Path | str, form: Form, *, sparql: bool) -> None:
    """Answer the questions on standard input, one a line, each of which may follow up the one before."""
    session = Session()
    prompted = sys.stdin.isatty()
    with Store(place, read_only=True) as store:
        if prompted:
            click.echo(
                "一行一问，可以接着上一问问；空行或 Ctrl-D 结束 One question a line; an empty line ends.", err=True
            )
        for asked, line in enumerate(_lines(prompted)):
            # What stands above an answer on a terminal is missing where the questions come from a file.
            if form == "text" and not prompted:
                click.echo(("\n" if asked else "") + f"问 ask> {line}")
            _print(ask(store, line, session=session), form, sparql=sparql)


def _lines(prompted: bool) -> Iterator[str]:
    while True:
        if prompted:
            click.echo("问 ask> ", nl=False, err=True)
        line = sys.stdin.readline()
        if not line or (prompted and not line.strip()):
            return
        if line.strip():
            yield line.strip()


def _print(answer: Answer, form: Form, *, sparql: bool) -> None:
    if form == "json":
        click.echo(json.dumps(answer.as_dict(), ensure_ascii=False, indent=1))
    elif answer.status != "answered":
        for line in _refusal(answer):
            click.echo(line, err=True)
    else:
        click.echo(answer.sentence)
        if len(answer.answers) > 1:
            click.echo(f"\n{_table(answer)}\n")
        for cited in answer.citations:
            click.echo(_citation(cited))
        if sparql:
            click.echo(f"\n{answer.sparql}")


def _table(answer: Answer) -> str:
    """What was found, in the words of the question's language."""
    t = Wording(answer.language)
    columns = answer_columns(answer.answers)
    rows = [[told(t, name, answer_cell(found, name)) for name in columns] for found in answer.answers]
    return table([t(f"column.{name}") for name in columns], rows)


def _citation(cited: Cited) -> str:
    """The document, the task's number and the clause, in which 【】 mark what it is cited for."""
    words, at = [], 0
    text = cited.citation.words
    for start, end in cited.mentions:
        words.append(f"{text[at:start]}【{text[start:end]}】")
        at = end
    said = one_line("".join([*words, text[at:]]))
    return f"←《{cited.citation.title}》{cited.citation.path} “{said}”"
