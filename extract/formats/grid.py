"""A table becomes lines of the text: one row a line, its cells parted by tabs.

>>> written = Transcript()
>>> write_table(written, [GridCell(0, 0, "重点任务"), GridCell(0, 1, "牵头单位"), GridCell(1, 0, "建设算力\\n中心"),
...     GridCell(2, 0, "建设实验室"), GridCell(1, 1, "市数据局", rows=2)])
>>> written.reading().text
'重点任务\\t牵头单位\\n建设算力 中心\\t市数据局\\n建设实验室\\t市数据局\\n'

What merged cells hold stands in the first of them. Only bearers stand in each row that the merging gives them to, since
each of those tasks is theirs; a goal that stood there twice would be counted twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.places import Transcript
from extract.tables import Columns, columns_of


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell at its place in the table, spanning `rows` and `columns`, and its page or its name in the file."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    page: int | None = None
    sheet: str | None = None
    cell: str | None = None


def write_table(transcript: Transcript, cells: Sequence[GridCell]) -> None:
    """Write the lines of the table that `cells` make up; empty rows and columns are left out."""
    cells = [replace(cell, text=" ".join(cell.text.split())) for cell in cells]
    filled = [cell for cell in cells if cell.text]
    if not filled:
        return
    columns = sorted({cell.column for cell in filled})
    rows: dict[int, dict[int, GridCell]] = {}
    for cell in filled:
        rows.setdefault(cell.row, {})[cell.column] = cell
    _repeat_bearers(rows, cells)
    several = sorted(row for row in rows if len(rows[row]) > 1)
    deepest = max(cell.row + cell.rows - 1 for cell in filled if not several or cell.row in several)
    for row in sorted(rows):
        # Above the header and below the last row stand a title, notes or a signature, which are no rows, unless a cell
        # of that row reaches down to them.
        alone = not several or not several[0] <= row <= max(several[-1], deepest)
        for column in sorted(rows[row]) if alone else columns:
            if column != (min(rows[row]) if alone else columns[0]):
                transcript.write("\t")
            if found := rows[row].get(column):
                transcript.write(found.text, page=found.page, sheet=found.sheet, cell=found.cell)
        transcript.write("\n")


def _repeat_bearers(rows: dict[int, dict[int, GridCell]], cells: Sequence[GridCell]) -> None:
    """Put a bearer cell that spans several rows into each of them that has a task of its own."""
    header: Columns | None = None
    above: dict[int, GridCell] = {}
    columns = sorted({cell.column for cell in cells})
    # By column the cell that spans several rows and began last.
    spanning: dict[int, GridCell] = {}
    begun = iter(sorted((cell for cell in cells if cell.rows > 1 and cell.text), key=lambda cell: cell.row))
    begins = next(begun, None)
    for row in sorted(rows):
        while begins and begins.row < row:
            spanning[begins.column] = begins
            begins = next(begun, None)
        found = _header(rows[row], above, columns) if len(rows[row]) > 1 and _bearing(rows[row]) else None
        above = rows[row]
        header = found or header
        if found or not header:
            continue
        if not any(columns[task] in rows[row] for task in header.tasks):
            continue
        for column in (columns[at] for at in header.bearers):
            around = spanning.get(column)
            if around and row < around.row + around.rows and column not in rows[row]:
                rows[row][column] = around


def _header(row: dict[int, GridCell], above: dict[int, GridCell], columns: Sequence[int]) -> Columns | None:
    return columns_of([_heading(row, above, column) for column in columns])


def _heading(row: dict[int, GridCell], above: dict[int, GridCell], column: int) -> str:
    """The heading of a column: of the row's own cell or, where that is empty, of the one above it."""
    cell = row.get(column) or above.get(column)
    return cell.text if cell else ""


def _bearing(row: dict[int, GridCell]) -> bool:
    """True where one of the row's own cells heads a column of bearers."""
    return columns_of(["任务", *(cell.text for cell in row.values())]) is not None
