"""Answers as pandas tables for notebooks: a row a fact, with its citation and its offsets, as in graph.sheets.

    with Store("store", read_only=True) as store:
        store.leads("市科技局")[["role", "heading", "words"]]

pandas comes with the extra `notebook`.
"""

from typing import TYPE_CHECKING

from graph import answers
from graph.errors import ViewError
from graph.measures import table
from graph.sheets import cited, responsibilities_sheet, targets_sheet
from graph.store import Store
from graph.tables import Cell, Sheet
from graph.views import View

if TYPE_CHECKING:
    import pandas


def leads(store: Store, name: str) -> "pandas.DataFrame":
    """What the agencies that `name` can mean bear: what they lead, then take part in, then answer for."""
    found = answers.leads(store, name)
    return _frame(responsibilities_sheet([duty for it in found for duty in (*it.led, *it.taken_part, *it.responsible)]))


def who(store: Store, text: str, *, limit: int = 20) -> "pandas.DataFrame":
    """Who bears the tasks that match `text`, best match first; a task that nobody bears has a row without agency."""
    rows: list[tuple[Cell, ...]] = []
    for task in answers.who(store, text, limit=limit).tasks:
        sheet = responsibilities_sheet((*task.leads, *task.participants, *task.responsible))
        before = [column.name for column in sheet.columns].index("document")
        rows += sheet.rows or [(*[None] * before, *cited(task.citation), None)]
    return _frame(Sheet("who", "任务", responsibilities_sheet(()).columns, rows))


def targets(
    store: Store,
    *,
    year: int | None = None,
    agency: str | None = None,
    indicator: str | None = None,
    document: str | None = None,
) -> "pandas.DataFrame":
    """The quantified targets, narrowed as graph.answers.targets says; a year that is not given is <NA>."""
    found = answers.targets(store, year=year, agency=agency, indicator=indicator, document=document)
    return _frame(targets_sheet(found)).astype({"year": "Int64"})


def measures(view: View) -> "pandas.DataFrame":
    """The nodes of a view with their measures, those with most ties first."""
    return _frame(table(view))


def _frame(sheet: Sheet) -> "pandas.DataFrame":
    try:
        import pandas
    except ImportError as error:
        raise ViewError(
            "须装附加组件 tables in a notebook need the extra zhengtu[notebook]: pip install pandas"
        ) from error
    return pandas.DataFrame(list(sheet.rows), columns=[column.name for column in sheet.columns])
