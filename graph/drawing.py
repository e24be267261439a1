"""A network as one HTML file that opens with no network: pyvis and vis-network, positions from graph.layout.

    Path("network.html").write_text(page(of_tasks(responsibilities(store)), "谁牵头"), encoding="utf-8")
"""

import json
from collections.abc import Iterable
from typing import Any

import jinja2
import networkx as nx
from pyvis.network import Network

from graph.answers import Duty
from graph.layout import Box, lines_of, positions
from ontology.terms import BASES, ROLES, Role

_COLOURS = {"agency": "#1f6fb2", "group": "#8a94a0", "task": "#eef3f8"}
_EDGES: dict[Role, tuple[str, float, bool, float]] = {
    "lead": ("#c8371b", 3.0, False, 0.95),
    "responsible": ("#1f6fb2", 1.5, False, 0.6),
    "participant": ("#7b8794", 1.0, True, 0.4),
}
_TEXT = 16
_TASK_WIDTH = 9
_OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "tooltipDelay": 150, "navigationButtons": False, "keyboard": False},
    "edges": {"smooth": False, "hoverWidth": 1},
    "layout": {"improvedLayout": False},
}


def page(network: "nx.Graph[str]", heading: str) -> str:
    """The drawing of a network of graph.network as HTML; equal networks give equal pages."""
    boxes = {node: _box(facts) for node, facts in network.nodes(data=True)}
    places = positions(network, boxes)
    drawing = Network(directed=False, cdn_resources="in_line")
    for node, facts in network.nodes(data=True):
        x, y = places[node]
        drawing.add_node(node, x=x, y=y, **_node(facts))
    for number, (source, target, facts) in enumerate(network.edges(data=True)):
        drawing.add_edge(source, target, id=f"e{number}", **_edge(facts))
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.PackageLoader("graph"), jinja2.PackageLoader("pyvis")]), autoescape=True
    )
    template = environment.get_template("network.html")
    return template.render(
        heading=heading,
        legend=list(_legend(network)),
        nodes=drawing.nodes,
        edges=drawing.edges,
        options=json.loads(json.dumps(_OPTIONS)),
    )


def _label(facts: dict[str, Any]) -> list[str]:
    return lines_of(facts["label"], _TASK_WIDTH if facts["kind"] == "task" else 12)


def _size(facts: dict[str, Any]) -> float:
    """The radius of an agency's dot; its area grows with the tasks it leads."""
    return float(9 + 6 * facts["led"] ** 0.5)


def _box(facts: dict[str, Any]) -> Box:
    lines = _label(facts)
    text = _TEXT if facts["kind"] == "task" else _agency_text(facts)
    width, height = max(map(len, lines)) * text, len(lines) * text * 1.25
    if facts["kind"] == "task":
        return Box(width + 16, height + 14)
    size = _size(facts)
    # vis-network centres the dot and hangs the label below it; an equal room above keeps the box centred.
    return Box(max(width, 2 * size), 2 * size + 2 * height)


def _agency_text(facts: dict[str, Any]) -> int:
    return int(_TEXT + 2 + min(facts["led"], 10))


def _node(facts: dict[str, Any]) -> dict[str, Any]:
    kind, colour = facts["kind"], _COLOURS[facts["kind"]]
    task = kind == "task"
    return {
        "label": "\n".join(_label(facts)),
        "name": facts["label"],
        "title": f"{facts['place']} {facts['label']}" if task else f"{facts['label']}: 牵头 {facts['led']}",
        "shape": "box" if task else "dot",
        "size": _size(facts),
        "color": {"background": colour, "border": "#9fb3c8" if task else colour},
        "margin": 6,
        "font": {
            "size": _TEXT if task else _agency_text(facts),
            "color": "#1f2933",
            "face": "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif",
            "strokeWidth": 0 if task else 4,
            "strokeColor": "#ffffff",
        },
    }


def _edge(facts: dict[str, Any]) -> dict[str, Any]:
    if "duty" in facts:
        duty: Duty = facts["duty"]
        colour, width, dashed, opacity = _EDGES[duty.role]
        said = [_said(duty)]
    else:
        colour, dashed, opacity = "#52606d", False, 0.35
        width = 0.8 * facts["weight"]
        said = [_said(duty) for pair in facts["shared"] for duty in pair]
    return {"color": {"color": colour, "opacity": opacity}, "width": width, "dashes": dashed, "duties": said}


def _said(duty: Duty) -> dict[str, str]:
    citation = duty.citation
    basis = "" if duty.basis == "explicit" else f"（{BASES[duty.basis][0]}）"
    return {
        "said": f"{duty.name} {_role(duty.role)}{basis}：{citation.path} {citation.heading}",
        "words": " ".join(citation.words.split()),
        "where": f"《{citation.title}》{citation.path} · {citation.start}–{citation.end}",
    }


def _role(role: Role) -> str:
    return ROLES[role][0].removesuffix("单位")


def _legend(network: "nx.Graph[str]") -> Iterable[dict[str, str]]:
    """Only what the picture holds."""
    words = {
        "agency": "单位 agency（圆越大，牵头越多 larger: leads more）",
        "group": "统称 group",
        "task": "任务 task",
    }
    kinds = {facts["kind"] for _, facts in network.nodes(data=True)}
    for kind, told in words.items():
        if kind in kinds:
            yield {"shape": "square" if kind == "task" else "dot", "colour": _COLOURS[kind], "words": told}
    roles = {facts["duty"].role for *_, facts in network.edges(data=True) if "duty" in facts}
    for role, (colour, _, dashed, _) in _EDGES.items():
        if role in roles:
            style = "dashed" if dashed else "solid"
            told = f"{_role(role)} {ROLES[role][1]}"
            yield {"shape": "line", "colour": colour, "style": style, "words": told}
    if any("weight" in facts for *_, facts in network.edges(data=True)):
        yield {"shape": "line", "colour": "#52606d", "style": "solid", "words": "共担任务 share tasks（越粗越多）"}
