"""Tables as CSV and as Excel workbooks, in which no text of a document is ever a formula.

>>> inert("=HYPERLINK(1)"), inert("市科技局"), inert(-3)
("'=HYPERLINK(1)", '市科技局', -3)

CSV files begin with a byte order mark, without which Excel reads Chinese as something else.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name for programs, its Chinese heading, its width in a workbook in Latin characters, its type."""

    name: str
    heading: str
    width: int = 30
    kind: type[str | int | float | bool] = str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table; `title` is its name in Chinese."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]


# What begins a formula in Excel, LibreOffice or WPS, full-width signs included; a tab or line end may stand before it.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Excel's limit to the characters of a cell, and what XML cannot hold.
_LONGEST: Final = 32_767
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def inert(cell: object) -> object:
    """The cell as it is, or text that would be read as a formula behind an apostrophe, which keeps it text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def printable(text: str) -> str:
    """The text without the control characters that XML cannot hold."""
    return _UNWRITABLE.sub("", text)


def csv_bytes(sheet: Sheet) -> bytes:
    """One table as a CSV file."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(column.name for column in sheet.columns)
    writer.writerows([inert(cell) for cell in row] for row in sheet.rows)
    return written.getvalue().encode("utf-8-sig")


def write_zip(sheets: Iterable[Sheet], out: IO[bytes]) -> None:
    """One CSV file for each table, in a zip archive that is the same for the same tables."""
    with ZipFile(out, "w") as archive:
        for sheet in sheets:
            entry = ZipInfo(f"{sheet.name}.csv")
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, csv_bytes(sheet))


def write_workbook(sheets: Iterable[Sheet], out: IO[bytes]) -> None:
    """One sheet for each table, its first row frozen and filtered; numbers are numbers and text is text."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    bold, top = Font(bold=True), Alignment(vertical="top")
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(f"{sheet.title} {sheet.name}")
        page.freeze_panes = "A2"
        for at, column in enumerate(sheet.columns, 1):
            page.column_dimensions[get_column_letter(at)].width = column.width
        heads = [WriteOnlyCell(page, f"{column.heading} {column.name}") for column in sheet.columns]
        for head in heads:
            head.font = bold
        page.append(heads)
        for row in sheet.rows:
            cells = []
            for value in row:
                cell = WriteOnlyCell(page, None)
                if isinstance(value, str):
                    cell.value = _fitted(value)
                    # openpyxl takes what begins with = for a formula; and Excel does once it is edited, unless quoted.
                    cell.data_type = "s"
                    cell.quotePrefix = value.startswith(_FORMULA)
                else:
                    cell.value = value
                cell.alignment = top
                cells.append(cell)
            page.append(cells)
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{len(sheet.rows) + 1}"
    book.save(out)


def _fitted(text: str) -> str:
    text = printable(text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
