"""Who bears which section as a table whose darker cells stand for more tasks: rows are sections, columns agencies.

table = heatmap(view(store, "matrix"))
table.rows[0].label, table.columns[0], table.cells[0][0]   # a cell is None where the agency bears nothing there
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from graph.tables import Cell as Value
from graph.tables import Column, Sheet
from graph.telling import Told, about, clamped, in_order, source_note, told
from graph.views import View

# More columns than a page or a screen holds.
COLUMNS: Final = 40
SHADES: Final = 5
# Blues that grow darker by even steps, the last with white letters.
FILLS: Final = ("#ffffff", "#deebf7", "#b3d2ea", "#7fb3dc", "#5aa0d3", "#0b5c98")


@dataclass(frozen=True, slots=True)
class Row:
    """A section with its place in the outline and the document that it is of."""

    label: str
    place: str
    document: str


@dataclass(frozen=True, slots=True)
class Cell:
    """How many tasks of a section an agency bears and leads; `shade` is 1 to SHADES, `cites` as in graph.figure."""

    borne: int
    led: int
    shade: int
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Heatmap:
    """The table with what a figure says of it; `columns` and `rows` have totals of the cells shown."""

    title: str
    about: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell | None, ...], ...]
    totals: tuple[int, ...]
    told: tuple[Told, ...]
    notes: tuple[str, ...]
    source: str

    @property
    def titled(self) -> bool:
        """Whether rows are of several documents, so that each must be named."""
        return len({row.document for row in self.rows}) > 1


def heatmap(view: View, *, limit: int = COLUMNS) -> Heatmap:
    """The matrix view as a table of the `limit` agencies that bear most; sections in the order of their documents."""
    network = view.network
    nodes = dict(network.nodes(data=True))
    agencies = [node for node, facts in nodes.items() if facts["kind"] != "section"]
    agencies.sort(key=lambda node: (-nodes[node]["borne"], -nodes[node]["led"], node))
    shown = agencies[:limit]
    sections = sorted((node for node, facts in nodes.items() if facts["kind"] == "section"), key=_order(nodes))
    facts = in_order(duty for *_, duties in network.edges(data="duties") for duty in duties)
    at = {id(fact): number for number, fact in enumerate(facts)}
    # A single task is never dark.
    most = max(SHADES, *(weight for *_, weight in network.edges(data="weight")))

    def cell(agency: str, section: str) -> Cell | None:
        edge = network.edges.get((agency, section))
        if edge is None:
            return None
        cites = tuple(sorted(at[id(duty)] for duty in edge["duties"]))
        return Cell(edge["weight"], edge["led"], ceil(SHADES * edge["weight"] / most), cites)

    cells = tuple(tuple(cell(agency, section) for agency in shown) for section in sections)
    return Heatmap(
        title=" ".join(view.title),
        about=about(view),
        rows=tuple(
            Row(clamped(nodes[it]["label"]), nodes[it]["place"], clamped(nodes[it]["title"])) for it in sections
        ),
        columns=tuple(clamped(nodes[agency]["label"], 20) for agency in shown),
        cells=cells,
        totals=tuple(sum(cell.borne for cell in column if cell) for column in zip(*cells, strict=True)),
        told=tuple(map(told, facts)),
        notes=tuple(_notes(len(agencies) - len(shown))),
        source=source_note(view),
    )


def table(view: View) -> Sheet:
    """The whole matrix view for a spreadsheet: a row for each section, two columns for each agency, borne and led."""
    whole = heatmap(view, limit=len(view.network))
    columns = [Column("document", "文件", 30), Column("path", "条目", 8), Column("section", "章节", 36)]
    for name in whole.columns:
        columns += [Column(f"{name} 承担 borne", f"{name} 承担", 10), Column(f"{name} 牵头 led", f"{name} 牵头", 10)]
    rows: list[tuple[Value, ...]] = []
    for row, line in zip(whole.rows, whole.cells, strict=True):
        counts = [count for cell in line for count in ((cell.borne, cell.led) if cell else (0, 0))]
        rows.append((row.document, row.place, row.label, *counts))
    return Sheet("matrix", "矩阵", tuple(columns), rows)


def _order(nodes: Mapping[str, Any]) -> Any:
    def key(node: str) -> tuple[str, tuple[tuple[int, str], ...], str]:
        steps = nodes[node]["place"].split(".")
        return nodes[node]["title"], tuple((int(step) if step.isdecimal() else 0, step) for step in steps), node

    return key


def _notes(left: int) -> Iterator[str]:
    yield "格中为承担的任务数，斜线前为其中牵头的 tasks borne in the section; before the slash, those led。"
    if left:
        yield f"只列承担任务最多的单位，另有 {left} 个未列 agencies are not shown。"
