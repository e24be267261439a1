"""An Excel file becomes text: each sheet a table, every cell with its place; hidden sheets are left out.

Formulas give the value that Excel last worked out; a number or date reads as its cell shows it (0.2 as 20%).
"""

import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.utils import get_column_letter

from extract.errors import DamagedFile, EmptyFile
from extract.formats.grid import GridCell, write_table
from extract.places import Reading, Transcript

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet


def read(data: bytes, name: str) -> Reading:
    """The lines of all sheets that are shown."""
    try:
        with warnings.catch_warnings():
            # It warns of what it leaves out: drop-down lists, drawings, styles.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:  # it has no error of its own for a broken part
        raise DamagedFile(f"{name}: is a damaged Excel file; open it in Excel or WPS and save it again") from error
    transcript = Transcript()
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            write_table(transcript, list(_cells(sheet)))
    reading = transcript.reading()
    if not reading.text:
        raise EmptyFile(f"{name}: holds no text; nothing to read")
    return reading


def _cells(sheet: "Worksheet") -> Iterator[GridCell]:
    spans = {(r.min_row, r.min_col): (r.size["rows"], r.size["columns"]) for r in sheet.merged_cells.ranges}
    for at, row in enumerate(sheet.iter_rows(), sheet.min_row):
        for column, cell in enumerate(row, sheet.min_column):
            if (text := _shown(cell)).strip():
                rows, columns = spans.get((at, column), (1, 1))
                place = f"{get_column_letter(column)}{at}"
                yield GridCell(at, column, text, rows, columns, sheet=sheet.title, cell=place)


def _shown(cell: "Cell | MergedCell") -> str:
    """What the cell shows: whole numbers without a fraction, shares as percentages, dates as days."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        if "%" in cell.number_format:
            return f"{round(value * 100, 6):g}%"
        return f"{round(value, 10):.10f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    if isinstance(value, datetime | date):
        form = cell.number_format.lower()
        return f"{value.year}年{value.month}月" + (f"{value.day}日" if "d" in form else "")
    return str(value)
