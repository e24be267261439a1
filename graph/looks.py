"""How the nodes and edges of a view look: shapes, colours, labels, and what the legend calls them.

Colours are those of Okabe and Ito, which the colour-blind tell apart; kinds differ by shape or dashes too, and
communities by their number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import networkx as nx

from graph.layout import Box, breadth, lines_of
from graph.measures import communities
from graph.phrases import role_word
from graph.telling import clamped
from graph.views import View

TEXT: Final = 16
_ROW_TEXT: Final = 14
LINE: Final = 1.3
INK: Final = "#1f2933"


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


def edge_looks(in_columns: bool) -> Mapping[str, Look]:
    """In columns lines stand close, and go from column to column: they are thinner and have no heads."""
    if not in_columns:
        return EDGE_LOOKS
    return {kind: replace(look, shape="line", width=look.width * 0.7) for kind, look in EDGE_LOOKS.items()}


class Style:
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
        groups = (Look("#ffffff", "diamond", "统称 group", "#52606d"),) if "group" in kinds else ()
        if any("side" in facts for _, facts in shown.nodes(data=True)):
            sides = tuple(look for look in (_BOTH, _ONLY) if look.fill in {self.look(node).fill for node in shown})
            return sides + groups
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
        return (*found, *others, *groups)
