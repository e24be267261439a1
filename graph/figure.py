"""A view arranged for the eye: where each node stands, how it looks, what it cites, and what is left out.

    figure(view(store, "agencies"))    # graph.drawing writes it as HTML, graph.svg as SVG

Equal views give equal figures. Colours are those of Okabe and Ito, which the colour-blind tell apart; kinds differ by
shape or dashes too, and communities by their number.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any, Final

import networkx as nx

from graph.answers import Citation, Duty, TargetLine
from graph.documents import StoredDocument
from graph.layout import Box, Places, beside, breadth, columns, lines_of, positions
from graph.measures import communities
from graph.network import ZoneMention, backbone, busiest
from graph.phrases import amount, borne, one_line, role_word
from graph.tables import printable
from graph.views import View, citations

# More than a screen can show, or a layout can untangle in some seconds; and how many a larger network starts with.
NODES: Final = 400
START: Final = 160
# Past so many tasks their headings would be too small to read at full view, and their numbers stand instead.
_HEADINGS: Final = 60
# Past so many lines the participants' are left to a click, and agencies keep about so many ties each.
_LINES: Final = 500
_TIES: Final = 1.6

TEXT: Final = 16
_ROW_TEXT: Final = 14
LINE: Final = 1.3
CAPTION: Final = 22
INK: Final = "#1f2933"
# A title is not to fill the page, nor a name that no agency bears.
_LONGEST: Final = 160


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind of node or edge is drawn and what the legend calls it."""

    fill: str
    shape: str
    words: str
    border: str = ""
    width: float = 0.0
    dashes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A node as drawn: `x`, `y` is the middle of its shape; a label in `lines` stands in a box, and below a dot.

    `cites` are the numbers of what it tells, and `digit` its community's number.
    """

    node: str
    look: Look
    lines: tuple[str, ...]
    text: float
    x: float
    y: float
    box: Box
    radius: float
    name: str
    title: str
    known: tuple[str, ...]
    led: int
    cites: tuple[int, ...]
    digit: str = ""
    bold: bool = False


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
class Told:
    """A fact with its words and where they stand, in words and as it is cited."""

    who: str
    what: str
    words: str
    where: str
    citation: Citation


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


NODE_LOOKS: Final[Mapping[str, Look]] = {
    "agency": Look("#0072b2", "dot", "单位 agency（圆越大牵头越多 larger: leads more）"),
    "group": Look("#cc79a7", "diamond", "统称 group of agencies"),
    "task": Look("#fff7e0", "box", "任务 task", "#b08900"),
    "target": Look("#e3f4ee", "box", "目标 target", "#009e73"),
    "year": Look("#e1f1fb", "box", "期限 due", "#1f6f9f"),
    "zone": Look("#fbe9df", "box", "区域 zone", "#d55e00"),
}
# In columns agencies are boxes too.
_ROW_LOOKS: Final[Mapping[str, Look]] = {
    **NODE_LOOKS,
    "agency": Look("#dcecf7", "box", "单位 agency", "#0072b2"),
    "group": Look("#f8e8f1", "box", "统称 group of agencies", "#cc79a7", dashes=(4, 3)),
}
_ONLY: Final = Look("#d55e00", "dot", "只在此份 only in this document")
_BOTH: Final = Look("#0072b2", "dot", "两份都有 in both")
_PALETTE: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
_OTHERS: Final = "#7b8794"
EDGE_LOOKS: Final[Mapping[str, Look]] = {
    "lead": Look("#d55e00", "arrow", f"{role_word('lead')} lead", width=3.2),
    "responsible": Look("#009e73", "line", f"{role_word('responsible')} responsible", width=2.2, dashes=(9, 4)),
    "participant": Look("#5f6b78", "line", f"{role_word('participant')} participant", width=1.2, dashes=(3, 4)),
    "named": Look("#d55e00", "line", "提及 names", width=1.4),
    "due": Look("#1f6f9f", "line", "完成年份 due", width=1.2),
    "strong": Look(
        "#52606d", "arrow", "共担任务 tasks shared（越粗越多，箭头自牵头指向配合 wider: more; arrow: leads）"
    ),
    "only": Look("#d55e00", "arrow", "只在此份的联系 ties only in this document", dashes=(9, 4)),
    "weak": Look("#8a94a0", "line", "较弱联系 weaker ties", dashes=(3, 4)),
}
_COLUMN_NAMES: Final[Mapping[str, str]] = {
    "agency": "单位 agencies",
    "task": "任务 tasks",
    "target": "目标 targets",
    "year": "期限 due",
    "zone": "区域 zones",
}
_ROLE_ORDER: Final = {role: place for place, role in enumerate(("lead", "responsible", "participant"))}
_RTL: Final = dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))

Fact = Duty | TargetLine | ZoneMention


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
    style = _Style(view, numbered)
    boxes = {node: style.box(node) for node in network}
    if in_columns:
        boxes = _aligned(network, boxes)
    drawn = shown.__class__(**shown.graph)
    drawn.add_nodes_from(shown.nodes(data=True))
    drawn.add_edges_from(edge for edge in shown.edges if kinds[edge] not in off)
    places = _places(drawn, boxes)

    looks = _edge_looks(in_columns)
    facts = in_order(_facts(network))
    at = {id(fact): number for number, fact in enumerate(facts)}

    def line(source: str, target: str) -> Line:
        kind, edge = kinds[source, target], network.edges[source, target]
        cites = tuple(sorted(at[id(fact)] for fact in _cited(edge)))
        return replace(_line(source, target, looks[kind], kind, edge), cites=cites, on=kind not in off)

    def mark(node: str, x: float, y: float) -> Mark:
        cites = tuple(at[id(fact)] for fact in _cited(network.nodes[node]))
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


def source_note(view: View) -> str:
    """Which documents a figure is from, with their numbers and dates, and which version of Zhengtu read them."""
    named = [_sourced(document) for document in view.documents]
    named = named or [f"《{clamped(title)}》" for title in sorted({it.title for it in citations(view.network)})]
    more = f"等 {len(named)} 份文件 documents" if len(named) > 3 else ""
    return f"来源 Source：{'、'.join(named[:3])}{more}；由政图 Zhengtu {version('zhengtu')} 读出"


def clamped(text: str, longest: int = _LONGEST) -> str:
    """Text of a document as one line, no longer than that, without what XML cannot hold or would turn the line about.

    >>> clamped("平江市\\u202e意见\\n通知", 6)
    '平江市意见…'
    """
    line = one_line(printable(text).translate(_RTL))
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


class _Style:
    """How the nodes of one view look."""

    def __init__(self, view: View, numbered: bool) -> None:
        self.network = view.network
        self.numbered = numbered
        self.in_columns = "columns" in view.network.graph
        self.grouped = communities(view.network) if view.name in ("agencies", "ego") else {}
        sizes: dict[int, list[str]] = {}
        for node, number in self.grouped.items():
            sizes.setdefault(number, []).append(node)
        # A community of one is none.
        self.communities = {number: nodes for number, nodes in sizes.items() if len(nodes) > 1}
        if len(self.communities) < 2:
            self.communities = {}

    def look(self, node: str) -> Look:
        facts = self.network.nodes[node]
        if self.in_columns:
            return _ROW_LOOKS[facts["kind"]]
        look = NODE_LOOKS[facts["kind"]]
        if "side" in facts:
            return Look((_ONLY if facts["only"] else _BOTH).fill, look.shape, look.words)
        if self.communities:
            return Look(self._colour(node), look.shape, look.words)
        return look

    def _colour(self, node: str) -> str:
        number = self.grouped[node]
        known = number in self.communities and number <= len(_PALETTE)
        return _PALETTE[number - 1] if known else _OTHERS

    def label(self, node: str) -> tuple[str, ...]:
        facts = self.network.nodes[node]
        label = clamped(facts["label"])
        if self.in_columns:
            width = {"target": 24, "task": 22, "zone": 16}.get(facts["kind"], 14)
            return tuple(lines_of(label, width, 2))
        if facts["kind"] == "task" and self.numbered:
            return (facts["place"],)
        return tuple(lines_of(label, 10, 3))

    def text(self, node: str) -> int:
        """The size of a label: agencies that lead more have larger ones."""
        facts = self.network.nodes[node]
        if self.in_columns:
            return _ROW_TEXT
        return int(TEXT + min(facts.get("led", 0), 12))

    def radius(self, node: str) -> float:
        """Of an agency's dot; its area grows with the tasks it leads."""
        return float(9 + 6 * self.network.nodes[node].get("led", 0) ** 0.5)

    def box(self, node: str) -> Box:
        label, text = self.label(node), self.text(node)
        width, height = max(map(breadth, label)) * text, len(label) * text * LINE
        if self.look(node).shape == "box":
            return Box(width + 14, height + (6 if self.in_columns else 12))
        return Box(max(width, 2 * self.radius(node)), 2 * self.radius(node) + height + 6)

    def mark(self, node: str, x: float, y: float, box: Box, cites: tuple[int, ...]) -> Mark:
        facts = self.network.nodes[node]
        look, lines, text = self.look(node), self.label(node), self.text(node)
        # An agency's label hangs below its dot.
        drop = 0.0 if look.shape == "box" else (len(lines) * text * LINE + 6) / 2
        place = f"{facts['place']} " if facts.get("place") else ""
        led = f"（牵头 leads {facts['led']}）" if facts.get("led") else ""
        name = clamped(facts.get("name", facts["label"]))
        number = self.grouped.get(node, 0)
        digit = str(number) if number in self.communities else ""
        return Mark(
            node=node,
            look=look,
            lines=lines,
            text=text,
            x=x,
            y=y - drop,
            box=box,
            radius=self.radius(node),
            name=name,
            title=f"{place}{name}{led}",
            known=tuple(map(clamped, facts.get("known", ()))),
            led=facts.get("led", 0),
            cites=cites,
            digit=digit,
            bold=bool(facts.get("ego")),
        )

    def legend(self, shown: "nx.Graph[str]") -> tuple[Look, ...]:
        kinds = {kind for _, kind in shown.nodes(data="kind")}
        if any("side" in facts for _, facts in shown.nodes(data=True)):
            sides = tuple(look for look in (_BOTH, _ONLY) if look.fill in {self.look(node).fill for node in shown})
            return sides + tuple(NODE_LOOKS[kind] for kind in ("group",) if kind in kinds)
        if not self.communities:
            looks = _ROW_LOOKS if self.in_columns else NODE_LOOKS
            return tuple(look for kind, look in looks.items() if kind in kinds)
        found = []
        for number, nodes in sorted(self.communities.items())[: len(_PALETTE)]:
            led = nx.get_node_attributes(self.network, "led")
            first = min(nodes, key=lambda node: (-led[node], -self.network.degree(node, weight="weight"), node))
            words = f"社群 community {number}：{clamped(self.network.nodes[first]['label'], 12)}等 {len(nodes)} 个"
            found.append(Look(_PALETTE[number - 1], "dot", words))
        grey = any(self.look(node).fill == _OTHERS for node in shown)
        others = (Look(_OTHERS, "dot", "其余 others"),) if grey else ()
        groups = (Look("#ffffff", "diamond", "统称 group", "#52606d"),) if "group" in kinds else ()
        return (*found, *others, *groups)


def about(view: View) -> str:
    """Below the title: the documents, and what the view is narrowed to."""
    titles = [document.title for document in view.documents] or sorted({it.title for it in citations(view.network)})
    between = "　↔　" if view.name == "compare" else ""
    shown = between.join(f"《{clamped(title, 60)}》" for title in titles[:2])
    more = f"等 {len(titles)} 份文件 documents" if len(titles) > 2 else ""
    return f"{shown}{more}{f' · {clamped(view.narrowed)}' if view.narrowed else ''}"


def _sourced(document: StoredDocument) -> str:
    said = "，".join(filter(None, (document.number and clamped(document.number, 40), document.date)))
    return f"《{clamped(document.title, 80)}》{f'（{said}）' if said else ''}"


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
    if "columns" in drawn.graph:
        top = min(places[node][1] - boxes[node].height / 2 for node in drawn)
        for kinds in drawn.graph["columns"]:
            stack = [node for node, kind in drawn.nodes(data="kind") if kind in kinds]
            if stack:
                left = min(places[node][0] - boxes[node].width / 2 for node in stack)
                name = next(_COLUMN_NAMES[kind] for kind in kinds if kind in _COLUMN_NAMES)
                yield Caption(left, top - CAPTION, name)
        return
    if view.name == "compare":
        parts = [{node for node, side in drawn.nodes(data="side") if side == which} for which in ("before", "after")]
    elif len({citation.document for citation in citations(view.network)}) > 1:
        parts = list(nx.connected_components(drawn.to_undirected(as_view=True)))
    else:
        parts = []
    highest = min((places[node][1] - boxes[node].height / 2 for node in drawn), default=0.0)
    for part in filter(None, parts):
        titles = {citation.title for citation in citations(view.network.subgraph(part))}
        left = min(places[node][0] - boxes[node].width / 2 for node in part)
        right = max(places[node][0] + boxes[node].width / 2 for node in part)
        top = highest if view.name == "compare" else min(places[node][1] - boxes[node].height / 2 for node in part)
        room = int((right - left) / CAPTION)
        if len(titles) == 1 and room >= 8:
            yield Caption(left, top - CAPTION, lines_of(clamped(titles.pop()), room, 1)[0])


def _facts(network: "nx.Graph[str]") -> Iterator[Fact]:
    for _, facts in network.nodes(data=True):
        yield from _cited(facts)
    for *_, facts in network.edges(data=True):
        yield from _cited(facts)


def _cited(facts: Mapping[str, Any]) -> Iterable[Fact]:
    """What a node or an edge tells when it is clicked."""
    shared = (duty for pair in facts.get("shared", ()) for duty in pair)
    single = (facts[name] for name in ("duty", "goal") if name in facts)
    return (*facts.get("duties", ()), *shared, *facts.get("mentions", ()), *single)


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Each fact once, as a click lists them: what is led first, and last the targets and zones."""
    return sorted({id(fact): fact for fact in facts}.values(), key=_order)


def _order(fact: Fact) -> tuple[int, str, str, int, int]:
    citation = fact.citation
    if isinstance(fact, Duty):
        return _ROLE_ORDER[fact.role], citation.title, citation.document, fact.order, fact.mention_start
    return 3, citation.title, citation.document, citation.start, citation.end


def told(fact: Fact) -> Told:
    """A fact in words, with its own and where they stand."""
    if isinstance(fact, Duty):
        who = f"{clamped(fact.name)} {borne(fact.role, fact.basis)}"
    elif isinstance(fact, TargetLine):
        who = f"目标 {clamped(fact.indicator)} {amount(fact)}{f'，{fact.year}年' if fact.year else ''}"
    else:
        who = f"区域 {clamped(fact.name)}"
    citation = fact.citation
    return Told(
        who, f"{citation.path} {clamped(citation.heading)}", one_line(citation.words), where(citation), citation
    )


def where(citation: Citation) -> str:
    """The document, the place in its outline and the offsets of the words in its text."""
    return f"《{clamped(citation.title)}》{citation.path} · {citation.start}–{citation.end}"


def _edge_looks(in_columns: bool) -> Mapping[str, Look]:
    """In columns lines stand close, and go from column to column: they are thinner and have no heads."""
    if not in_columns:
        return EDGE_LOOKS
    return {kind: replace(look, shape="line", width=look.width * 0.7) for kind, look in EDGE_LOOKS.items()}


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
