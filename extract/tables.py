"""Task tables in text: a header row that names a column of bearers, then one row a task.

>>> text = "序号\\t重点任务\\t牵头单位\\t配合单位\\n1\\t建设算力中心\\t市数据局\\t市财政局\\n"
>>> [(row.number, row.heading) for row in read_tables(text)[0].rows]
[('1', '建设算力中心')]

Columns are parted by tabs or, in Markdown, by bars, and known by their headings (牵头单位, 责任单位, 重点任务 …).
A header may take two lines, and stand again on each page. A row without a task of its own goes on with the row above.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract.lexicons import alternation, entries, table
from extract.moments import limit_label

_LABELS = {label: role for label, (role,) in table("role_labels.tsv").items()}
_NOUN = alternation(entries("bearer_nouns.txt"))
# 责任单位（牵头单位列首位） · 市级牵头单位 · 牵头（责任）部门
_BEARER_COLUMN = re.compile(
    rf"(?:[省市县区州镇][级直])?(?:{alternation(list(_LABELS))}|[（(/和及与、）)])*(?P<label>{alternation(list(_LABELS))})"
    rf"(?:[（(][^（）()]*[）)])?{_NOUN}(?:[（(][^（）()]*[）)])?$"
)
_NUMBER_COLUMN = re.compile(r"序号|编号|序")
_SAID_OF_TASKS = {ending: what for ending, (what,) in table("task_columns.tsv").items()}
_TASK_COLUMN = re.compile(alternation(_SAID_OF_TASKS))
# 重点任务（2026年）
_TASK_COLUMN_END = re.compile(rf"(?P<ending>{_TASK_COLUMN.pattern})(?:[（(][^（）()]*[）)])?$")
_GROUP_COLUMN = re.compile(alternation(entries("group_columns.txt")))
# 无 · （暂无） · 无配合单位
_NOBODY = re.compile(rf"[（(]?{alternation(entries('nobody.txt'))}(?:{alternation(list(_LABELS))}{_NOUN})?[）)]?[。.]?")
_LINE = re.compile(r"[^\n]+")
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]+[）)、]")
_NOTE = re.compile(r"(?:备?注|说明)[:：]")
_WHATS = ("work", "content", "goal")
AGENCY_END = re.compile(alternation(entries("agency_suffixes.txt")) + "$")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell's words, trimmed; `role` is what its column says of the agencies in it."""

    start: int
    end: int
    label: str
    role: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a task with its bearer cells, or, with `heading_row`, the heading of the rows below it.

    `limits` are its cells that hold a time limit, as (heading of the column, start, end).
    """

    start: int
    end: int
    number: str | None
    heading: str
    bearers: tuple[Cell, ...]
    heading_row: bool
    limits: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A task table; the span runs from its header row to its last row."""

    start: int
    end: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what: `tasks` those that may name a task, the likeliest first, `bearers` with each one's
    heading and the role that it states, `limits` those of time limits with their headings.
    """

    number: int | None
    group: int | None
    tasks: tuple[int, ...]
    bearers: dict[int, tuple[str, str]]
    limits: dict[int, str]
    names: tuple[str, ...]


def read_tables(text: str) -> tuple[Table, ...]:
    """The task tables of `text`, in its order."""
    tables: list[Table] = []
    columns: Columns | None = None
    rows: list[Row] = []
    start = end = 0
    above: list[tuple[int, int]] = []
    group = ""
    naming: tuple[int, ...] = ()

    def close() -> None:
        if rows:
            tables.append(Table(start, end, tuple(rows)))
            rows.clear()

    for line in _LINE.finditer(text):
        if columns is None and "\t" not in line.group() and "|" not in line.group():
            above = []
            continue
        cells = split_cells(text, line.start(), line.end())
        header = _header(text, cells, above) if len(cells) > 1 else None
        second = header is not None and not rows and len(above) == len(cells)
        above, top = cells, above
        if header:
            if columns and rows and header == columns:
                # The header again, at the top of another page.
                end = line.end()
                continue
            close()
            columns, group, end = header, "", line.end()
            naming = _naming(text, line.end(), columns)
            start = min(a for a, _ in top) if second and top else line.start()
            continue
        if columns is None:
            continue
        if re.fullmatch(r"[\s|:\-]+", line.group()):
            end = line.end()
            continue
        read = _row(text, cells, columns, naming)
        if read is None or (len(cells) == 1 and not _goes_on(text, line.end())):
            close()
            columns = None
            continue
        for row in read:
            if row.heading_row and row.heading == group:
                continue
            if row.heading_row:
                group = row.heading
            elif not row.heading:
                # What is under a merged task, or the rest of a row that the page's end has cut.
                if rows and not rows[-1].heading_row:
                    above_it = rows[-1]
                    rows[-1] = replace(
                        above_it,
                        end=row.end,
                        bearers=above_it.bearers + row.bearers,
                        limits=above_it.limits + row.limits,
                    )
                continue
            rows.append(row)
        end = line.end()
    close()
    return tuple(tables)


def _goes_on(text: str, end: int) -> bool:
    """True where rows follow a line of one cell that ends there, at once or below one more such line: it heads them."""
    for line in itertools.islice(_LINE.finditer(text, end), 2):
        cells = split_cells(text, line.start(), line.end())
        if len(cells) > 1:
            return _header(text, cells, []) is None
        if not _NUMBERED.match(text, *cells[0]):
            return False
    return False


def columns_of(names: Sequence[str]) -> Columns | None:
    """What the columns of these headings hold, where they are those of a task table.

    >>> columns_of(["序号", "重点任务", "责任单位（牵头单位列首位）"]).bearers
    {2: ('责任单位（牵头单位列首位）', 'neutral')}
    """
    names = [re.sub(r"\s", "", name) for name in names]
    bearers: dict[int, tuple[str, str]] = {}
    for at, name in enumerate(names):
        match = _BEARER_COLUMN.match(name)
        if match:
            bearers[at] = (name, _LABELS[match.group("label")])
    number = next((i for i, name in enumerate(names) if _NUMBER_COLUMN.fullmatch(name)), None)
    group = next((i for i, name in enumerate(names) if _GROUP_COLUMN.fullmatch(name)), None)
    others = [i for i in range(len(names)) if i not in bearers and i != number and i != group]
    if not bearers or not others:
        return None
    limits = {at: label for at in others if (label := limit_label(names[at]))}
    return Columns(number, group, _task_columns(names, others), bearers, limits, tuple(names))


def _task_columns(names: Sequence[str], others: Sequence[int]) -> tuple[int, ...]:
    """Those of the columns `others` that may name a task, the likeliest first: of those that name work the last
    (重点任务 | 具体措施), then what they contain; what is to be reached only where there is neither.
    """
    ends = {at: found["ending"] for at in others if (found := _TASK_COLUMN_END.search(names[at]))}
    said = {what: [at for at in reversed(others) if _SAID_OF_TASKS.get(ends.get(at, "")) == what] for what in _WHATS}
    named = said["work"] + said["content"] or said["goal"]
    # 任务描述, 工作要点
    return tuple(named or [next((at for at in others if _TASK_COLUMN.search(names[at])), others[0])])


def _header(text: str, cells: list[tuple[int, int]], above: list[tuple[int, int]]) -> Columns | None:
    """The columns, where these cells head them; an empty cell is headed by the one above it."""
    own = [text[a:b] for a, b in cells]
    if not any(_BEARER_COLUMN.match(re.sub(r"\s", "", name)) for name in own):
        return None
    if len(above) == len(cells):
        own = [name or text[a:b] for name, (a, b) in zip(own, above, strict=True)]
    return columns_of(own)


def split_cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
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


def _naming(text: str, start: int, columns: Columns) -> tuple[int, ...]:
    """The columns that may name a task of the table whose rows start there, the one that does first.

    It is the first of its kind with another entry in every row: an entry that stands for several rows (数字政府 beside
    each of its measures) is the heading of what the column behind it says.
    """
    if len(columns.tasks) == 1:
        return columns.tasks
    last: dict[int, str] = {}
    sorting: set[int] = set()
    for line in _LINE.finditer(text, start):
        cells = split_cells(text, line.start(), line.end())
        if len(cells) < 2 or _header(text, cells, []):
            break
        said = {at: text[slice(*cells[at])] if at < len(cells) else "" for at in columns.tasks}
        if any(said.values()) and sum(b > a for a, b in cells) > 1:
            sorting |= {at for at, words in said.items() if words in ("", last.get(at))}
            last = said
    kinds = (sorted(at for at in columns.tasks if _names_work(columns, at) is works) for works in (True, False))
    first = next((at for kind in kinds for at in kind if at not in sorting), columns.tasks[0])
    return (first, *(at for at in columns.tasks if at != first))


def _names_work(columns: Columns, at: int) -> bool:
    found = _TASK_COLUMN_END.search(columns.names[at])
    return found is not None and _SAID_OF_TASKS[found["ending"]] == "work"


def _row(text: str, cells: list[tuple[int, int]], columns: Columns, naming: Sequence[int]) -> list[Row] | None:
    """The row that these cells are, below the heading that its group column gives; None where the table has ended.

    The first filled one of the columns `naming` names its task.
    """
    filled = [(a, b) for a, b in cells if b > a]
    if not filled:
        return None
    if len(filled) == 1:
        a, b = filled[0]
        at = cells.index((a, b))
        if _NOTE.match(text, a) or (at == columns.number and text[a:b].isdigit()):
            return []
        if _NUMBERED.match(text, a, b) or (len(cells) == len(columns.names) and at not in columns.bearers):
            return [Row(a, b, None, text[a:b], (), True)]

    def cell(at: int | None) -> tuple[int, int]:
        return cells[at] if at is not None and at < len(cells) else (0, 0)

    number = text[slice(*cell(columns.number))] or None
    # A row may lack its last cells, where they are empty and an editor has cut the tabs at the line's end.
    if len(cells) < max(2, len(columns.names) - 1) and not (number and number.isdigit()):
        return None
    first = columns.tasks[0]
    if re.sub(r"\s", "", text[slice(*cell(first))]) == columns.names[first]:
        # The upper line of a header that stands again.
        return []
    found: list[Row] = []
    if columns.group is not None and cell(columns.group) in filled:
        a, b = cell(columns.group)
        found.append(Row(a, b, None, text[a:b], (), True))
        filled = [span for span in filled if span > (a, b)]
        if not filled:
            return found
    bearers = tuple(
        Cell(a, b, label, role) for at, (label, role) in columns.bearers.items() for a, b in _lists(text, *cell(at))
    )
    limits = tuple((label, *cell(at)) for at, label in columns.limits.items() if cell(at) in filled)
    task = next((cell(at) for at in naming if cell(at) in filled), None)
    words = text[slice(*task)] if task else ""
    stop = re.search(r"[。；]", words)
    heading = words[: stop.start()] if stop and stop.start() >= 4 else words
    found.append(Row(filled[0][0], filled[-1][1], number, heading[:80], bearers, False, limits))
    return found


def _lists(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lists of agencies in a cell, which may have been one to a line: 市科技局 市财政局; none where it says 无."""
    if _NOBODY.fullmatch(text, start, end):
        return
    for gap in re.compile(r"[ 　]+").finditer(text, start, end):
        if AGENCY_END.search(text, start, gap.start()):
            yield start, gap.start()
            start = gap.end()
    if end > start:
        yield start, end
