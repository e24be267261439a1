"""Writing an export to a file or folder: whole or not at all, so that no half of one is taken for the whole.

zhengtu export -o 政图.xlsx
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from graph import Store
from graph.documents import find_documents
from graph.exports import FORMS, SUFFIXES, Form, Of, described, export, tables_of
from graph.tables import csv_bytes


def write_export(
    path: str | Path, output: Path, form: Form | None, *, document: str | None, agency: str | None, of: Of
) -> str:
    """Write what was asked for to `output`, a folder for tables as CSV unless its name ends in .zip, "-" for standard
    output; returns the line that says so."""
    form = form or _form_of(output)
    if agency is not None and form in ("turtle", "trig", "nquads", "jsonld"):
        raise click.ClickException(
            f"--agency 只用于表格和网络 narrows tables and networks; {form} 按文件取舍 is narrowed by --document"
        )
    with Store(path, read_only=True) as store:
        documents = None if document is None else find_documents(store, document)
        if form == "csv" and output.suffix.lower() != ".zip" and str(output) != "-":
            tables = tables_of(store, documents=documents, agency=agency)
            output.mkdir(parents=True, exist_ok=True)
            for sheet in tables:
                with _whole(output / f"{sheet.name}.csv") as out:
                    out.write(csv_bytes(sheet))
            return f"{output}/: {described(tables)}"
        with _whole(output) as out:
            written = export(store, form, out, documents=documents, agency=agency, of=of)
        return f"{output}: {written}"


def _form_of(output: Path) -> Form:
    form = SUFFIXES.get(output.suffix.lower())
    if form is None:
        raise click.ClickException(
            f"{output}: 须以 --format 指明格式 name the format with --format ({'、'.join(FORMS)})，"
            f"或以文件名指明 or by the file's name ({' '.join(SUFFIXES)})"
        )
    return form


@contextmanager
def _whole(output: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `output` once it is written to its end."""
    if str(output) == "-":
        yield sys.stdout.buffer
        return
    if output.is_dir():
        raise click.ClickException(f"{output}: 是文件夹 is a folder; name a file")
    descriptor, name = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.parent)
    try:
        with os.fdopen(descriptor, "wb") as out:
            yield out
        # mkstemp lets only the owner read; the export is readable as any file that is written here.
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(output)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
