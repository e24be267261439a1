"""Tables of indicators: a header with 指标, 单位 and years, then one row an indicator with its figures.

>>> text = "指标\\t单位\\t2025年（预计）\\t2030年\\n技术合同成交额\\t亿元\\t172\\t360\\n森林覆盖率\\t%\\t37.6\\t≥39\\n"
>>> for row in read_indicator_tables(text, 2025)[0].rows:
...     print(row.indicator, [(f.operator, f.value, f.unit, f.year) for f in row.figures])
技术合同成交额 [('=', 36000000000.0, '元', 2030)]
森林覆盖率 [('>=', 39.0, '%', 2030)]
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.lexicons import alternation, entries, table
from extract.numerals import MULTIPLES, NUMBER, figure_value
from extract.spans import Spans
from extract.tables import Table, split_cells
from ontology.terms import Operator

_COLUMNS = {heading: content for heading, (content,) in table("indicator_columns.tsv").items()}
_CONTENT = {
    content: re.compile(alternation([h for h, c in _COLUMNS.items() if c == content]))
    for content in ("indicator", "unit", "base", "goal", "yearly")
}
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_SIGNS: dict[str, Operator] = {
    "≥": ">=",
    "＞": ">",
    ">": ">",
    "≤": "<=",
    "＜": "<",
    "<": "<",
    "以上": ">=",
    "以下": "<=",
}
_SIGNS |= {"左右": "~", "以内": "<="}
# ≥38.5 · 6.8%以上 · 1.2万 · 26 · 〔15〕 (over all years, in a column of yearly figures)
_CELL = re.compile(
    rf"(?P<all>[〔\[［【])?\s*+(?P<before>[≥≤＞＜<>]?)\s*+(?P<n>{NUMBER})(?P<m>{alternation(list(MULTIPLES))})?(?P<u>[%％]?)(?P<after>以上|以下|以内|左右)?\s*+[〕\]］】]?"
)
_UNIT = re.compile(rf"(?P<m>{alternation(list(MULTIPLES))})?(?P<u>.+)")
# 社会消费品零售总额（亿元） · 年均增长（%）
_IN_NAME = re.compile(r"[（(](?P<unit>[^（）()]{1,10})[）)]$")
_MEASURED = frozenset(table("target_units.tsv"))
_CHANGE = re.compile(f"{alternation(entries('changes.txt'))}|增速|增幅")


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell's figure in its base unit, for the year of its column; `yearly` for a column of yearly growth.

    `change` is what such a column measures of the indicator (增长), "" elsewhere.
    """

    operator: Operator
    value: float
    unit: str
    year: int | None
    yearly: bool
    change: str


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """A row, from its first filled cell to its last, with the figures that are goals."""

    start: int
    end: int
    indicator: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """A table of indicators; the span runs from its header to its last row."""

    start: int
    end: int
    rows: tuple[IndicatorRow, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column says of its figures: the year, whether they are yearly, the unit, the change they measure."""

    year: int | None
    yearly: bool = False
    unit: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class _Columns:
    indicator: int
    unit: int | None
    goals: dict[int, _Column]


def read_indicator_tables(text: str, written: int | None, tasks: Sequence[Table] = ()) -> tuple[IndicatorTable, ...]:
    """The indicator tables of `text`; `written` is the document's year, and figures of years before it are no goals.

    No row of the task tables `tasks` heads one, whatever it says of indicators and years.
    """
    rows_of_tasks = Spans((row.start, row.end) for table in tasks for row in table.rows)
    tables: list[IndicatorTable] = []
    columns: _Columns | None = None
    rows: list[IndicatorRow] = []
    start = end = 0

    def close() -> None:
        if rows:
            tables.append(IndicatorTable(start, end, tuple(rows)))
            rows.clear()

    for line in re.finditer(r"[^\n]+", text):
        spaced = "\t" not in line.group() and "|" not in line.group()
        if columns is None and spaced and "指标" not in line.group():
            continue
        cells = split_cells(text, *line.span())
        if spaced and len(words := list(re.finditer(r"\S+", line.group()))) > 2:
            # Copied from a page, a table keeps spaces alone between its columns.
            cells = [(line.start() + word.start(), line.start() + word.end()) for word in words]
        heads = len(cells) > 2 and not rows_of_tasks.touches(*line.span())
        header = _header([text[a:b] for a, b in cells], written) if heads else None
        read = _row(text, cells, columns) if columns and not header else None
        if header or (columns and read is None and len(cells) > 1):
            close()
            columns, start, end = header, line.start(), line.end()
        elif columns and read:
            rows.append(read)
            end = line.end()
        elif columns and len(line.group()) >= 30:
            # A shorter line of one cell is the heading of the rows below it: 二、创新驱动
            close()
            columns = None
    close()
    return tuple(tables)


def _header(names: list[str], written: int | None) -> _Columns | None:
    """What the columns hold, where one names indicators and another has the figures of a year or a goal."""
    indicator = next((at for at, name in enumerate(names) if _CONTENT["indicator"].search(name)), None)
    if indicator is None:
        return None
    unit = next((at for at, name in enumerate(names) if _CONTENT["unit"].fullmatch(name.strip())), None)
    years = {at: int(year.group(1)) for at, name in enumerate(names) if (year := _YEAR.search(name))}
    goals: dict[int, _Column] = {}
    for at, name in enumerate(names):
        if at in (indicator, unit) or _CONTENT["base"].search(name):
            continue
        if _CONTENT["yearly"].search(name):
            change = _CHANGE.search(name)
            own = _unit_in(name)
            goals[at] = _Column(max(years.values(), default=None), True, own, change.group() if change and own else "")
        elif at in years and (years[at] >= written if written else len(years) == 1 or years[at] > min(years.values())):
            goals[at] = _Column(years[at], unit=_unit_in(name))
        elif _CONTENT["goal"].search(name) and at not in years:
            goals[at] = _Column(None, unit=_unit_in(name))
    return _Columns(indicator, unit, goals) if goals and (years or unit is not None) else None


def _row(text: str, cells: list[tuple[int, int]], columns: _Columns) -> IndicatorRow | None:
    if len(cells) <= max(columns.indicator, *columns.goals):
        return None
    filled = [(a, b) for a, b in cells if b > a]
    indicator = text[slice(*cells[columns.indicator])].strip()
    unit = text[slice(*cells[columns.unit])] if columns.unit is not None else ""
    if not unit.strip() and (own := _unit_in(indicator)):
        indicator, unit = _IN_NAME.sub("", indicator), own
    figures = tuple(_figures(text, cells, columns, indicator, unit)) if indicator else ()
    return IndicatorRow(filled[0][0], filled[-1][1], indicator, figures) if filled else None


def _figures(text: str, cells: list[tuple[int, int]], columns: _Columns, indicator: str, unit: str) -> Iterator[Figure]:
    figures = {at: found for at in columns.goals if (found := _CELL.fullmatch(text[slice(*cells[at])].strip()))}
    for at, found in figures.items():
        column = columns.goals[at]
        yearly = column.yearly and not found.group("all")
        # Beside the figures of years, a yearly one is their growth; what is new in each year (新增就业) has none.
        beside = any(not columns.goals[other].yearly for other in figures)
        growth = yearly and not column.unit and beside and "新增" not in indicator
        named = _UNIT.fullmatch("%" if growth else re.sub(r"[\s（）()]", "", column.unit or unit))
        value = figure_value(found.group("n"), found.group("m"))
        measured = found.group("u").replace("％", "%")
        if not measured and named:
            value, measured = value * MULTIPLES.get(named.group("m") or "", 1.0), named.group("u").replace("％", "%")
        if yearly:
            measured = measured or "%"
        if measured:
            sign = found.group("before") or found.group("after") or ""
            yield Figure(
                _SIGNS.get(sign, "="), value, measured, column.year, yearly, "增长" if growth else column.change
            )


def _unit_in(name: str) -> str:
    """The unit that brackets at the end of a name hold, or "": 社会消费品零售总额（亿元）"""
    found = _IN_NAME.search(name.strip())
    known = found and _UNIT.fullmatch(found.group("unit"))
    return found.group("unit") if found and known and known.group("u") in _MEASURED else ""
