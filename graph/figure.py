"""A view arranged for the eye: where each node stands, how it looks, what it cites, and what is left out.

    figure(view(store, "agencies"))    # graph.drawing writes it as HTML, graph.svg as SVG

Equal views give equal figures.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import networkx as nx

from graph.layout import Box, Places, beside, columns, lines_of, positions
from graph.looks import Look, Mark, Style, edge_looks
from graph.network import all_facts, facts_in
from graph.reshaping import backbone, busiest
from graph.telling import Told, about, clamped, in_order, source_note, told
from graph.views import View

# More than a screen can show, or a layout can untangle in some seconds; and how many a larger network starts with.
NODES: Final = 400
START: Final = 160
# Past so many tasks their headings would be too small to read at full view, and their numbers stand instead.
_HEADINGS: Final = 60
# Past so many lines the participants' are left to a click, and agencies keep about so many ties each.
_LINES: Final = 500
_TIES: Final = 1.6
CAPTION: Final = 22
# About as wide as a label.
_LABEL: Final = 100.0


@dataclass(frozen=True, slots=True)
class Line:
    """An edge as drawn, with an arrow's head at its `source` or its `target` end; `on` says whether it is at first."""

    source: str
    target: str
    kind: str
    colour: str
    width: float
    dashes: tuple[int, ...]
    heads: tuple[bool, bool]
    cites: tuple[int, ...] = ()
    on: bool = True


@dataclass(frozen=True, slots=True)
class Caption:
    """A heading within the picture; `x`, `y` are where its line of text begins."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A view as drawn. `rest` are the nodes and edges that are left out at first, of which nodes have no place."""

    title: str
    about: str
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    rest: tuple[tuple[Mark, ...], tuple[Line, ...]]
    told: tuple[Told, ...]
    captions: tuple[Caption, ...]
    nodes: tuple[Look, ...]
    edges: tuple[tuple[str, Look, int, bool], ...]
    notes: tuple[str, ...]
    source: str
    in_columns: bool


_SIDES: Final = {"before": "前 before ", "after": "后 after "}
_COLUMN_NAMES: Final[Mapping[str, str]] = {
    "agency": "单位 agencies",
    "task": "任务 tasks",
    "target": "目标 targets",
    "year": "期限 due",
    "zone": "区域 zones",
}


def figure(view: View, *, limit: int | None = None) -> Figure:
    """The view arranged, of at most `limit` nodes; what is left out is noted and stands in `rest`.

    Where no limit is given, NODES are drawn, and START of a network that has more.
    """
    network = view.network
    shown = busiest(network, limit or (NODES if len(network) <= NODES else START))
    kinds = _edge_kinds(network, shown)
    off = _off(shown, kinds)
    in_columns = "columns" in network.graph
    numbered = not in_columns and sum(kind == "task" for _, kind in shown.nodes(data="kind")) > _HEADINGS
    style = Style(view, numbered)
    boxes = {node: style.box(node) for node in network}
    if in_columns:
        boxes = _aligned(network, boxes)
    drawn = shown.__class__(**shown.graph)
    drawn.add_nodes_from(shown.nodes(data=True))
    drawn.add_edges_from(edge for edge in shown.edges if kinds[edge] not in off)
    places = _places(drawn, boxes)

    looks = edge_looks(in_columns)
    facts = in_order(all_facts(network))
    at = {id(fact): number for number, fact in enumerate(facts)}

    def line(source: str, target: str) -> Line:
        kind, edge = kinds[source, target], network.edges[source, target]
        cites = tuple(sorted(at[id(fact)] for fact in facts_in(edge)))
        return replace(_line(source, target, looks[kind], kind, edge), cites=cites, on=kind not in off)

    def mark(node: str, x: float, y: float) -> Mark:
        cites = tuple(at[id(fact)] for fact in facts_in(network.nodes[node]))
        return style.mark(node, x, y, boxes[node], cites)

    marks = tuple(mark(node, *places[node]) for node in shown)
    lines = tuple(line(*edge) for edge in shown.edges)
    rest_marks = tuple(mark(node, 0, 0) for node in network if node not in shown)
    drawn_edges = set(shown.edges)
    rest_lines = tuple(line(*edge) for edge in network.edges if edge not in drawn_edges)
    used = [line.kind for line in lines]
    return Figure(
        title=" ".join(view.title),
        about=about(view),
        marks=marks,
        lines=lines,
        rest=(rest_marks, rest_lines),
        told=tuple(map(told, facts)),
        captions=tuple(sorted(_captions(view, drawn, places, boxes), key=lambda it: (it.x, it.y, it.text))),
        nodes=style.legend(shown),
        edges=tuple((kind, look, used.count(kind), kind not in off) for kind, look in looks.items() if kind in used),
        notes=tuple(_notes(network, shown, numbered)),
        source=source_note(view),
        in_columns=in_columns,
    )


def _aligned(network: "nx.Graph[str]", boxes: Mapping[str, Box]) -> dict[str, Box]:
    """The boxes of a column all as wide as its widest."""
    column = {kind: at for at, kinds in enumerate(network.graph["columns"]) for kind in kinds}
    widths = [0.0] * len(network.graph["columns"])
    for node, kind in network.nodes(data="kind"):
        widths[column[kind]] = max(widths[column[kind]], boxes[node].width)
    return {node: Box(widths[column[kind]], boxes[node].height) for node, kind in network.nodes(data="kind")}


def _places(drawn: "nx.Graph[str]", boxes: Mapping[str, Box]) -> Places:
    if "columns" in drawn.graph:
        return columns(drawn, boxes, drawn.graph["columns"])
    if any("side" in facts for _, facts in drawn.nodes(data=True)):
        return beside(drawn, boxes)
    return positions(drawn, boxes)


def _edge_kinds(network: "nx.Graph[str]", shown: "nx.Graph[str]") -> dict[tuple[str, str], str]:
    """Each edge's kind or, between agencies, whether the tie is a strong one, or one that only one document has."""
    kinds = {(a, b): kind for a, b, kind in network.edges(data="kind")}
    if "shared" not in kinds.values():
        return kinds
    centres = {node for node, ego in network.nodes(data="ego") if ego}
    strong = backbone(shown, _TIES) | {edge for edge in kinds if centres.intersection(edge)}
    only = {(a, b) for a, b, only in network.edges(data="only") if only}
    # What two agencies of both documents share in one alone is drawn; and a tie that is drawn of one, of the other.
    twins = dict(network.nodes(data="twin"))
    strong |= {(a, b) for a, b in only if twins[a] and twins[b]}
    strong |= {(a, b) for a, b in kinds if {(twins[a], twins[b]), (twins[b], twins[a])} & strong}
    return {edge: "weak" if edge not in strong else "only" if edge in only else "strong" for edge in kinds}


def _off(shown: "nx.Graph[str]", kinds: Mapping[tuple[str, str], str]) -> set[str]:
    """The kinds of edges that are not drawn at first."""
    used = {kinds[edge] for edge in shown.edges}
    if "weak" in used:
        return {"weak"}
    if shown.number_of_edges() > _LINES and {"lead", "participant"} <= used:
        return {"participant"}
    return set()


def _captions(view: View, drawn: "nx.Graph[str]", places: Places, boxes: Mapping[str, Box]) -> Iterator[Caption]:
    """The names of columns, or the document's title above each part that is of one document alone, where room is."""

    def above(part: Iterable[str], words: str, top: float | None = None) -> Caption:
        left = min(places[node][0] - boxes[node].width / 2 for node in part)
        highest = min(places[node][1] - boxes[node].height / 2 for node in part)
        return Caption(left, (highest if top is None else top) - CAPTION, words)

    highest = min(places[node][1] - boxes[node].height / 2 for node in drawn)
    if "columns" in drawn.graph:
        for kinds in drawn.graph["columns"]:
            if stack := [node for node, kind in drawn.nodes(data="kind") if kind in kinds]:
                name = next(_COLUMN_NAMES[kind] for kind in kinds if kind in _COLUMN_NAMES)
                yield above(stack, name, highest)
    elif view.name == "compare":
        for side, name in _SIDES.items():
            if part := [node for node, its in drawn.nodes(data="side") if its == side]:
                yield above(part, lines_of(f"{name}{_title(view, part)}", _room(part, places), 1)[0], highest)
    elif len({fact.citation.document for fact in all_facts(view.network)}) > 1:
        for joined in nx.connected_components(drawn.to_undirected(as_view=True)):
            room = _room(joined, places)
            if (title := _title(view, joined)) and room >= 8:
                yield above(joined, lines_of(title, room, 1)[0])


def _title(view: View, part: Iterable[str]) -> str:
    """The title of the one document that a part is from, "" where there are several."""
    titles = {fact.citation.title for fact in all_facts(view.network.subgraph(part))}
    return clamped(titles.pop()) if len(titles) == 1 else ""


def _room(part: Iterable[str], places: Places) -> int:
    """How many characters of a caption a part is wide."""
    xs = [places[node][0] for node in part]
    return int((max(xs) - min(xs) + _LABEL) / CAPTION)


def _line(source: str, target: str, look: Look, kind: str, edge: Mapping[str, Any]) -> Line:
    """The line without what it cites."""
    arrow = look.shape == "arrow"
    heads = (edge["leads"][target] > 0, edge["leads"][source] > 0) if "leads" in edge else (False, arrow)
    width = look.width or min(0.6 + 0.9 * edge["weight"], 10.0)
    return Line(source, target, kind, look.fill, width, look.dashes, heads)


def _notes(network: "nx.Graph[str]", shown: "nx.Graph[str]", numbered: bool) -> Iterator[str]:
    """What the picture leaves out, for all to see."""
    if left := len(network) - len(shown):
        yield (
            f"只画牵头最多的单位及其所担，另有 {left} 个节点未画，所画任务的其他单位也可能未画；请限定单位或文件。"
            f" Only the agencies that lead most and what they bear; {left} nodes are not drawn."
        )
    if numbered:
        yield "任务只写序号。 Tasks are shown by number."
