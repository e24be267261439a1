"""A view as one HTML page that asks for nothing: pyvis and vis-network, arranged by graph.figure and graph.heatmap.

    Path("network.html").write_text(page(view(store, "agencies")), encoding="utf-8")

A page for a file has its scripts within, allowed by their hashes in its own policy, which forbids it every request. A
page that is served names them instead (`static`), for a policy of `script-src 'self'`; `assets` are what is served
there.
Text of documents reaches the page only escaped: by jinja2 in the markup, by its `tojson` in an island of data that no
browser runs, and as text nodes, never as HTML, from there on.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

import jinja2
from markupsafe import Markup
from pyvis.edge import Edge
from pyvis.node import Node

from graph.answers import Citation
from graph.figure import CAPTION, Figure, Line, figure
from graph.heatmap import Heatmap, heatmap
from graph.looks import INK, Mark
from graph.telling import Told
from graph.views import View

_FACE: Final = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
_NETWORK: Final = ("vis-network.min.js", "clauses.js", "network.js")
_HEATMAP: Final = ("clauses.js", "heatmap.js")


# Where a citation is read in its place, None where nobody serves that.
Address = Callable[[Citation], str]


def page(view: View, *, static: str | None = None, address: Address | None = None, limit: int | None = None) -> str:
    """The drawing of a view as HTML; equal views give equal pages.

    `static` is the address below which `assets` are served, for a page that is served too, and `address` where the
    clauses that a click tells are read in their documents. At most `limit` nodes are drawn at first, see graph.figure;
    a search brings in the others.

        page(view(store, "agencies"), static="/static")
    """
    if view.name == "matrix":
        table = heatmap(view)
        return _render("heatmap.html", _HEATMAP, static, table, _told(table.told, address), table=table)
    drawn = figure(view, limit=limit)
    return _render("network.html", _NETWORK, static, drawn, data_of(drawn, address), figure=drawn)


def assets() -> Mapping[str, bytes]:
    """The scripts and the style sheet that served pages name, by file name."""
    names = dict.fromkeys(("drawing.css", *_NETWORK, *_HEATMAP))
    return {name: _asset(name).encode("utf-8") for name in names}


def data_of(drawn: Figure, address: Address | None = None) -> dict[str, Any]:
    """What network.js draws, as JSON: nodes and edges for vis-network, their looks, and what a click tells.

    `rest` are the nodes and edges that a search brings in; a node's place is not told for these.
    """
    marks = (*drawn.marks, *drawn.rest[0])
    looks = list(dict.fromkeys(mark.look for mark in marks))
    strokes = list(dict.fromkeys(_stroke(line) for line in (*drawn.lines, *drawn.rest[1])))
    nodes = [_node(mark, looks.index(mark.look)) for mark in marks]
    edges = [_edge(line, at, strokes.index(_stroke(line))) for at, line in enumerate((*drawn.lines, *drawn.rest[1]))]
    return {
        "nodes": nodes[: len(drawn.marks)],
        "edges": edges[: len(drawn.lines)],
        "rest": {"nodes": nodes[len(drawn.marks) :], "edges": edges[len(drawn.lines) :]},
        "looks": [{"fill": look.fill, "border": look.border or look.fill, "dashes": look.dashes} for look in looks],
        "strokes": [dict(zip(("kind", "colour", "dashes"), stroke, strict=True)) for stroke in strokes],
        "captions": [asdict(caption) for caption in drawn.captions],
        "caption": CAPTION,
        "columns": drawn.in_columns,
        "ink": INK,
        "face": _FACE,
        **_told(drawn.told, address),
    }


def _node(mark: Mark, look: int) -> dict[str, Any]:
    node = Node(
        mark.node,
        mark.look.shape,
        "\n".join(mark.lines),
        x=mark.x,
        y=mark.y,
        look=look,
        text=mark.text,
        size=round(mark.radius, 2),
        across=round(mark.box.width, 2),
        name=mark.name,
        title=mark.title,
        known=[form for form in mark.known if form != mark.name],
        led=mark.led,
        cites=mark.cites,
        digit=mark.digit,
        bold=mark.bold,
    )
    options: dict[str, Any] = node.options
    return options


def _edge(line: Line, at: int, stroke: int) -> dict[str, Any]:
    width = round(line.width, 2)
    edge = Edge(line.source, line.target, id=f"e{at}", stroke=stroke, cites=line.cites, width=width, heads=line.heads)
    options: dict[str, Any] = edge.options
    return options


def _stroke(line: Line) -> tuple[str, str, tuple[int, ...]]:
    return line.kind, line.colour, line.dashes


def _told(facts: Sequence[Told], address: Address | None) -> dict[str, Any]:
    """Facts as who and the number of a clause: those who bear one task by one clause share it."""

    def clause(fact: Told) -> tuple[str, ...]:
        said = (fact.what, fact.words, fact.where)
        return (*said, address(fact.citation)) if address else said

    clauses = list(dict.fromkeys(map(clause, facts)))
    at = {clause: number for number, clause in enumerate(clauses)}
    return {"told": [(fact.who, at[clause(fact)]) for fact in facts], "clauses": clauses}


def _render(
    template: str,
    scripts: Sequence[str],
    static: str | None,
    drawn: Figure | Heatmap,
    data: Mapping[str, Any],
    **more: Any,
) -> str:
    texts = {name: _asset(name) for name in scripts}
    style = _asset("drawing.css")
    return (
        _environment()
        .get_template(template)
        .render(
            heading=drawn.title,
            about=drawn.about,
            notes=drawn.notes,
            source=drawn.source,
            data=data,
            static=static,
            style=Markup(style),
            scripts=[(name, Markup(text)) for name, text in texts.items()],
            policy="; ".join(
                (
                    "default-src 'none'",
                    f"script-src {' '.join(map(_hash, texts.values()))}",
                    f"style-src {_hash(style)}",
                    "img-src data:",
                )
            ),
            **more,
        )
    )


def _hash(text: str) -> str:
    """As a policy names a script that stands in the page."""
    return f"'sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(loader=jinja2.PackageLoader("graph"), autoescape=True)
    # Chinese as it is, half as long as its codes; what could end the island is escaped all the same.
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    return environment


@cache
def _asset(name: str) -> str:
    """A script or style sheet of ours, or vis-network as pyvis brings it."""
    if name.startswith("vis-"):
        found = files("pyvis").joinpath("templates", "lib", "vis-9.1.2", name)
    else:
        found = files("graph").joinpath("static", name)
    return found.read_text(encoding="utf-8")
