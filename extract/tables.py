"""Task tables in text: a header row that names a column of bearers, then one row a task.

>>> text = "序号\\t重点任务\\t牵头单位\\t配合单位\\n1\\t建设算力中心\\t市数据局\\t市财政局\\n"
>>> [(row.number, row.heading) for row in read_tables(text)[0].rows]
[('1', '建设算力中心')]

Columns are parted by tabs or, in Markdown, by bars. Columns are known by their headings (牵头单位, 责任单位, 重点任务 …).
"""

import itertools
import re
from dataclasses import dataclass

from extract.lexicons import alternation, entries, table

_LABELS = {label: role for label, (role,) in table("role_labels.tsv").items()}
_NOUN = alternation(entries("bearer_nouns.txt"))
_BEARER_COLUMN = re.compile(
    rf"(?:{alternation(list(_LABELS))}|[（(/和及与、）)])*(?P<label>{alternation(list(_LABELS))})(?:[（(][^（）()]*[）)])?{_NOUN}(?:[（(][^（）()]*[）)])?$"
)
_NUMBER_COLUMN = re.compile(r"序号|编号|序")
_TASK_COLUMN = re.compile(alternation(entries("task_columns.txt")))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell's words, trimmed; `role` is what its column says of the agencies in it."""

    start: int
    end: int
    label: str
    role: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a task with its bearer cells, or, with `heading_row`, the heading of the rows below it."""

    start: int
    end: int
    number: str | None
    heading: str
    bearers: tuple[Cell, ...]
    heading_row: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A task table; the span runs from its header row to its last row."""

    start: int
    end: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    number: int | None
    task: int
    bearers: dict[int, tuple[str, str]]
    count: int


def read_tables(text: str) -> tuple[Table, ...]:
    """The task tables of `text`, in its order."""
    tables: list[Table] = []
    columns: _Columns | None = None
    rows: list[Row] = []
    start = end = 0
    for line in re.finditer(r"[^\n]+", text):
        cells = _cells(text, line.start(), line.end())
        header = _columns(text, cells) if len(cells) > 1 else None
        if header:
            if columns and rows:
                tables.append(Table(start, end, tuple(rows)))
            columns, rows, start, end = header, [], line.start(), line.end()
            continue
        if columns is None:
            continue
        if re.fullmatch(r"[\s|:\-]+", line.group()):
            end = line.end()
            continue
        row = _row(text, cells, columns)
        if row is None:
            if rows:
                tables.append(Table(start, end, tuple(rows)))
            columns, rows = None, []
            continue
        rows.append(row)
        end = line.end()
    if columns and rows:
        tables.append(Table(start, end, tuple(rows)))
    return tuple(tables)


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The trimmed spans between tabs or bars; a bar at either edge of the line parts nothing."""
    line = text[start:end]
    if "\t" in line:
        edges = [start - 1, *(m.start() + start for m in re.finditer(r"\t", line)), end]
    elif line.count("|") >= 2:
        bars = [m.start() + start for m in re.finditer(r"(?<!\\)\|", line)]
        edges = ([] if not line[: bars[0] - start].strip() else [start - 1]) + bars
        if line[bars[-1] - start + 1 :].strip():
            edges.append(end)
    else:
        edges = [start - 1, end]
    spans = []
    for left, right in itertools.pairwise(edges):
        a, b = left + 1, right
        while a < b and text[a].isspace():
            a += 1
        while b > a and text[b - 1].isspace():
            b -= 1
        spans.append((a, b))
    return spans


def _columns(text: str, cells: list[tuple[int, int]]) -> _Columns | None:
    """What the columns hold, where this row is the header of a task table."""
    names = [re.sub(r"\s", "", text[a:b]) for a, b in cells]
    bearers: dict[int, tuple[str, str]] = {}
    for at, name in enumerate(names):
        match = _BEARER_COLUMN.match(name)
        if match:
            bearers[at] = (name, _LABELS[match.group("label")])
    if not bearers:
        return None
    number = next((i for i, name in enumerate(names) if _NUMBER_COLUMN.fullmatch(name)), None)
    others = [i for i in range(len(names)) if i not in bearers and i != number]
    if not others:
        return None
    task = next((i for i in reversed(others) if _TASK_COLUMN.search(names[i])), others[0])
    return _Columns(number, task, bearers, len(cells))


def _row(text: str, cells: list[tuple[int, int]], columns: _Columns) -> Row | None:
    """The row that these cells are, or None where the table has ended."""
    filled = [(a, b) for a, b in cells if b > a]
    if not filled:
        return None
    if len(filled) == 1 and (
        len(cells) == columns.count or re.match(r"[（(]?[一二三四五六七八九十]+[）)、]", text[filled[0][0] :])
    ):
        a, b = filled[0]
        return Row(a, b, None, text[a:b], (), True)
    if len(cells) < max(2, columns.count - 1):
        return None
    number = None
    if columns.number is not None and columns.number < len(cells):
        a, b = cells[columns.number]
        number = text[a:b] or None
    bearers = tuple(
        Cell(*cells[at], label, role)
        for at, (label, role) in columns.bearers.items()
        if at < len(cells) and cells[at][1] > cells[at][0]
    )
    a, b = cells[columns.task] if columns.task < len(cells) else filled[0]
    words = text[a:b]
    stop = re.search(r"[。；]", words)
    heading = words[: stop.start()] if stop and stop.start() >= 4 else words
    return Row(filled[0][0], filled[-1][1], number, heading[:80], bearers, False)
