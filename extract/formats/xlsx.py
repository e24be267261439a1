"""An Excel file becomes text: each sheet a table, every cell with its place; hidden sheets are left out.

Formulas give the value that Excel last worked out; a number or date reads as its cell shows it (0.2 as 20%).
"""

import io
import warnings
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import WorkSheetParser

from extract.errors import DamagedFile, EmptyFile, OversizedFile
from extract.formats.grid import GridCell, write_table
from extract.limits import MOST_CELLS
from extract.places import Reading, Transcript

_Merged = Sequence[tuple[int, int, int, int]]


class _TooManyCells(Exception):
    """The ranges of merged cells overlap or reach so far that to follow them takes longer than a document should."""


def read(data: bytes, name: str) -> Reading:
    """The lines of all sheets that are shown."""
    try:
        with warnings.catch_warnings():
            # It warns of what it leaves out: drop-down lists, drawings, styles.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, read_only=True)
            sheets = [list(_cells(sheet)) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except _TooManyCells:
        raise OversizedFile(f"{name}: merges more cells than a document has; give the part you need") from None
    except MemoryError:
        raise
    except Exception as error:  # it has no error of its own for a broken part
        raise DamagedFile(
            f"{name}: Excel 文件已损坏，请打开后另存 is a damaged Excel file; open it in Excel or WPS and save it again"
        ) from error
    transcript = Transcript()
    for cells in sheets:
        write_table(transcript, cells)
    reading = transcript.reading()
    if not reading.text:
        raise EmptyFile(f"{name}: 没有文字 holds no text; nothing to read")
    return reading


def _cells(sheet: Any) -> Iterator[GridCell]:
    """The cells that show something, and where they are merged how far they reach.

    The library's own rows and merged cells are filled with all that is empty in them: one cell far out, or one range
    over the whole sheet, is 17 thousand million of them. So its parser is asked for what stands in the file.
    """
    book = sheet.parent
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source, sheet._shared_strings, data_only=True, epoch=book.epoch, date_formats=book._date_formats
        )
        shown = {
            (cell.row, cell.column): text
            for _, row in parser.parse()
            for cell in (ReadOnlyCell(sheet, **stated) for stated in row)
            if (text := _shown(cell)).strip()
        }
    merged = parser.merged_cells.mergeCell if parser.merged_cells else ()
    ranges = [(it.min_row, it.min_col, it.max_row, it.max_col) for it in merged]
    for hidden in _covered(shown, ranges):
        shown.pop(hidden, None)
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in ranges}
    for row, column in sorted(shown):
        rows, columns = spans.get((row, column), (1, 1))
        place = f"{get_column_letter(column)}{row}"
        yield GridCell(row, column, shown[row, column], rows, columns, sheet=sheet.title, cell=place)


def _covered(places: Collection[tuple[int, int]], merged: _Merged) -> list[tuple[int, int]]:
    """Those of the cells that a merged range hides behind its first; raises _TooManyCells."""
    hidden = []
    looked = 0
    for top, left, bottom, right in merged:
        area = (bottom - top + 1) * (right - left + 1)
        looked += min(area, len(places))
        if looked > MOST_CELLS:
            raise _TooManyCells
        inside = (
            ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
            if area < len(places)
            else ((row, column) for row, column in places if top <= row <= bottom and left <= column <= right)
        )
        hidden += [place for place in inside if place != (top, left)]
    return hidden


def _shown(cell: ReadOnlyCell) -> str:
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
