"""The options that commands share: which store, and the form of the output."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Command = Callable[..., None]


def _place(_context: click.Context, _option: click.Parameter, given: str) -> Path | str:
    """A folder is a path; the URL of a server stays as it is."""
    return given if given.lower().startswith(("http://", "https://")) else Path(given)


def store_option(command: Command) -> Command:
    """--store, a folder or the URL of a SPARQL server, as the argument `path`."""
    option: Callable[[Command], Command] = click.option(
        "--store",
        "path",
        callback=_place,
        envvar="ZHENGTU_STORE",
        default="zhengtu-store",
        show_default=True,
        show_envvar=True,
        help="库：文件夹，或 SPARQL 服务的网址 The store: a folder, or the URL of a SPARQL server.",
    )
    return option(command)


def format_option(*forms: str) -> Callable[[Command], Command]:
    """--format, one of `forms`, the first unless another is given, as the argument `form`."""
    named: dict[str, Any] = {"type": click.Choice(forms), "default": forms[0], "show_default": True}
    return click.option("--format", "form", help="输出格式 Form of the output.", **named)


def limits_options(command: Command) -> Command:
    """--timeout and --max-size, what a single document may take, as the arguments `timeout` and `max_size`."""
    time: Callable[[Command], Command] = click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        default=120,
        show_default=True,
        help="一份文件最多几秒 Seconds that a document may take.",
    )
    size: Callable[[Command], Command] = click.option(
        "--max-size",
        type=click.FloatRange(min=0, min_open=True),
        default=200,
        show_default=True,
        help="一份文件最多几 MB The largest document, in MB.",
    )
    return time(size(command))
