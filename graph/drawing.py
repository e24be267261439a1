"""A network as one HTML file that opens with no network: pyvis and vis-network, positions from graph.layout.

    Path("network.html").write_text(page(of_tasks(responsibilities(store)), "谁牵头"), encoding="utf-8")

Text from documents reaches the page only escaped: by jinja2 in the markup, by its `tojson` in the script, and as text
nodes, never as HTML, from there on. The page's own policy forbids it every request.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import jinja2
import networkx as nx
from pyvis.network import Network

from graph.answers import Citation, Duty
from graph.layout import Box, lines_of, positions
from graph.network import backbone, busiest
from ontology.terms import BASES, ROLES

# More than a screen can show, or a layout can untangle in some seconds.
_NODES = 400
# Past so many tasks their headings would be too small to read at full view, and their numbers stand instead.
_HEADINGS = 60
# Past so many lines the participants' are left to a click, and agencies keep about so many ties each.
_LINES = 500
_TIES = 1.6

_TEXT = 16
_LINE = 1.3
_CAPTION = 24
_FACE = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
_INK = "#1f2933"


@dataclass(frozen=True, slots=True)
class _Look:
    """How a kind of node or edge is drawn and what the legend calls it; each differs by more than its colour."""

    colour: str
    shape: str
    words: str
    width: float = 0.0
    dashes: tuple[int, int] | None = None


# Colours of Okabe and Ito, which the colour-blind tell apart.
_NODE_LOOKS = {
    "agency": _Look("#0072b2", "dot", "单位 agency（圆越大牵头越多 larger: leads more）"),
    "group": _Look("#cc79a7", "diamond", "统称 group of agencies"),
    "task": _Look("#fff7e0", "box", "任务 task"),
}
_EDGE_LOOKS = {
    "lead": _Look("#d55e00", "arrow", f"{ROLES['lead'][0].removesuffix('单位')} lead", 3.2),
    "responsible": _Look("#009e73", "line", f"{ROLES['responsible'][0].removesuffix('单位')} responsible", 2.2, (9, 4)),
    "participant": _Look("#5f6b78", "line", f"{ROLES['participant'][0].removesuffix('单位')} participant", 1.2, (3, 4)),
    "strong": _Look("#52606d", "line", "共担任务 tasks shared（越粗越多 wider: more）"),
    "weak": _Look("#8a94a0", "line", "较弱联系 weaker ties", dashes=(3, 4)),
}
_ROLE_ORDER = {role: place for place, role in enumerate(("lead", "responsible", "participant"))}


def page(network: "nx.Graph[str]", heading: str) -> str:
    """The drawing of a network of graph.network as HTML; equal networks give equal pages.

    page(of_agencies(responsibilities(store)), "谁与谁共担任务")
    """
    shown = busiest(network, _NODES) if len(network) > _NODES else network
    kinds = _edge_kinds(shown)
    off = {"weak"} if "weak" in kinds.values() else set()
    if len(kinds) > _LINES and {"lead", "participant"} <= set(kinds.values()):
        off = {"participant"}
    numbered = sum(kind == "task" for _, kind in shown.nodes(data="kind")) > _HEADINGS
    labels = {node: _label(facts, numbered) for node, facts in shown.nodes(data=True)}
    boxes = {node: _box(facts, labels[node]) for node, facts in shown.nodes(data=True)}
    drawn = shown.__class__()
    drawn.add_nodes_from(shown)
    drawn.add_edges_from(edge for edge, kind in kinds.items() if kind not in off)
    places = positions(drawn, boxes)

    duties = sorted({id(duty): duty for duty in _duties(shown)}.values(), key=_order)
    at = {id(duty): number for number, duty in enumerate(duties)}
    drawing = Network(directed=True, cdn_resources="in_line")
    for node, facts in shown.nodes(data=True):
        x, y = places[node]
        told = [at[id(duty)] for duty in facts.get("duties", ())]
        drawing.add_node(node, x=x, y=y - _drop(facts, labels[node]), duties=told, **_node(facts, labels[node]))
    for number, (source, target, facts) in enumerate(shown.edges(data=True)):
        told = [at[id(duty)] for duty in _borne(facts)]
        drawing.add_edge(source, target, id=f"e{number}", duties=told, **_edge(kinds[source, target], facts))
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.PackageLoader("graph"), jinja2.PackageLoader("pyvis")]), autoescape=True
    )
    used = list(kinds.values())
    titles = sorted({duty.citation.title for duty in duties})
    captions = sorted(_captions(drawn, shown, places, boxes), key=str) if len(titles) > 1 else []
    return environment.get_template("network.html").render(
        heading=heading,
        node_legend=[
            _NODE_LOOKS[kind] for kind in _NODE_LOOKS if kind in set(nx.get_node_attributes(shown, "kind").values())
        ],
        edge_legend=[
            (kind, look, used.count(kind), kind not in off) for kind, look in _EDGE_LOOKS.items() if kind in used
        ],
        notes=list(_notes(network, shown, numbered)),
        titles=titles,
        version=version("zhengtu"),
        nodes=drawing.nodes,
        edges=drawing.edges,
        duties=[_said(duty) for duty in duties],
        captions=captions,
        caption_size=_CAPTION,
    )


def _captions(
    drawn: "nx.Graph[str]", shown: "nx.Graph[str]", places: dict[str, tuple[float, float]], boxes: dict[str, Box]
) -> Iterator[dict[str, Any]]:
    """The document's title above each part that comes from one document alone, as far as there is room."""
    for part in nx.connected_components(drawn.to_undirected()):
        titles = {duty.citation.title for duty in _duties(shown.subgraph(part))}
        left = min(places[node][0] - boxes[node].width / 2 for node in part)
        right = max(places[node][0] + boxes[node].width / 2 for node in part)
        top = min(places[node][1] - boxes[node].height / 2 for node in part)
        room = int((right - left) / _CAPTION)
        if len(titles) == 1 and room >= 8:
            yield {"x": left, "y": top - _CAPTION, "text": lines_of(titles.pop(), room, 1)[0]}


def _edge_kinds(network: "nx.Graph[str]") -> dict[tuple[str, str], str]:
    """Each edge's kind: the role it stands for or, between agencies, whether the tie is a strong one."""
    if any(kind == "task" for _, kind in network.nodes(data="kind")):
        return {(a, b): duty.role for a, b, duty in network.edges(data="duty")}
    strong = backbone(network, _TIES)
    return {edge: "strong" if edge in strong else "weak" for edge in network.edges}


def _duties(network: "nx.Graph[str]") -> Iterator[Duty]:
    for _, facts in network.nodes(data=True):
        yield from facts.get("duties", ())
    for *_, facts in network.edges(data=True):
        yield from _borne(facts)


def _borne(facts: dict[str, Any]) -> list[Duty]:
    return [facts["duty"]] if "duty" in facts else [duty for pair in facts["shared"] for duty in pair]


def _order(duty: Duty) -> tuple[int, str, str, int, int]:
    """As a click lists them: what is led first."""
    citation = duty.citation
    return _ROLE_ORDER[duty.role], citation.title, citation.document, duty.order, duty.mention_start


def _label(facts: dict[str, Any], numbered: bool) -> list[str]:
    if facts["kind"] != "task":
        return lines_of(facts["label"], 10, 3)
    return [facts["place"]] if numbered else lines_of(facts["label"], 10, 3)


def _text(facts: dict[str, Any]) -> int:
    return _TEXT if facts["kind"] == "task" else int(_TEXT + min(facts["led"], 12))


def _size(facts: dict[str, Any]) -> float:
    """The radius of an agency's dot; its area grows with the tasks it leads."""
    return float(9 + 6 * facts["led"] ** 0.5)


def _box(facts: dict[str, Any], label: list[str]) -> Box:
    text = _text(facts)
    # A label in Latin letters and digits takes about half the room of Chinese.
    width = max(sum(1.0 if ord(sign) > 0x2E7F else 0.62 for sign in line) for line in label) * text
    height = len(label) * text * _LINE
    if facts["kind"] == "task":
        return Box(width + 14, height + 12)
    return Box(max(width, 2 * _size(facts)), 2 * _size(facts) + height + 6)


def _drop(facts: dict[str, Any], label: list[str]) -> float:
    """How far a node stands above the middle of its box: an agency's label hangs below its dot."""
    return 0.0 if facts["kind"] == "task" else (len(label) * _text(facts) * _LINE + 6) / 2


def _node(facts: dict[str, Any], label: list[str]) -> dict[str, Any]:
    look, task = _NODE_LOOKS[facts["kind"]], facts["kind"] == "task"
    colours = {"background": look.colour, "border": "#b08900" if task else look.colour}
    place = f"{facts['place']} " if task else ""
    led = f"（牵头 leads {facts['led']}）" if facts["led"] else ""
    name = facts["label"] if task else facts["name"]
    return {
        "label": "\n".join(label),
        "name": name,
        "known": facts.get("known", []),
        "led": facts["led"],
        "title": f"{place}{name}{led}",
        "shape": look.shape,
        "size": _size(facts),
        "color": {**colours, "highlight": colours, "hover": colours},
        "margin": 5,
        "font": {
            "size": _text(facts),
            "color": _INK,
            "face": _FACE,
            "strokeWidth": 0 if task else 4,
            "strokeColor": "#ffffff",
        },
    }


def _edge(kind: str, facts: dict[str, Any]) -> dict[str, Any]:
    look = _EDGE_LOOKS[kind]
    return {
        "kind": kind,
        "color": dict.fromkeys(("color", "highlight", "hover"), look.colour),
        "width": look.width or min(0.1 + 0.9 * facts["weight"], 10.0),
        "dashes": list(look.dashes) if look.dashes else False,
        "arrows": {"to": {"enabled": look.shape == "arrow", "scaleFactor": 0.6}},
    }


def _said(duty: Duty) -> dict[str, str]:
    citation = duty.citation
    basis = "" if duty.basis == "explicit" else f"（{BASES[duty.basis][0]}）"
    return {
        "who": f"{duty.name} {ROLES[duty.role][0].removesuffix('单位')}{basis}",
        "task": f"{citation.path} {citation.heading}",
        "words": " ".join(citation.words.split()),
        "where": _where(citation),
    }


def _where(citation: Citation) -> str:
    return f"《{citation.title}》{citation.path} · {citation.start}–{citation.end}"


def _notes(network: "nx.Graph[str]", shown: "nx.Graph[str]", numbered: bool) -> Iterator[str]:
    """What the picture leaves out, for all to see."""
    if left := len(network) - len(shown):
        yield (
            f"只画牵头最多的单位及其任务，另有 {left} 个节点未画，所画任务的其他单位也可能未画；请限定单位或文件。"
            f" Only the agencies that lead most and their tasks; {left} nodes are not drawn."
        )
    if numbered:
        yield "任务只写序号，点击可见标题。 Tasks are shown by number; click for the heading."
