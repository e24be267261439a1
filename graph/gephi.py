"""The responsibility network as GraphML and GEXF, which Gephi, Cytoscape and igraph open.

    write(of_tasks(duties), "gexf", file)

Nodes and edges carry plain typed attributes; each edge of agencies and tasks has its citation, and each edge between
agencies those of the tasks that they share, one a line.
"""

from typing import IO, Any, Literal

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from graph.answers import Citation, Duty
from graph.tables import printable

Form = Literal["graphml", "gexf"]


def write(network: "nx.Graph[str]", form: Form, out: IO[bytes]) -> None:
    """A network of graph.network in one of the two formats; the same network gives the same file."""
    plain = flat(network)
    if form == "graphml":
        nx.write_graphml(plain, out)
    else:
        written = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
        written.add_graph(plain)
        # networkx puts today's date there.
        for meta in written.xml.iter("meta"):
            meta.attrib.pop("lastmodifieddate", None)
        written.write(out)


def flat(network: "nx.Graph[str]") -> "nx.Graph[str]":
    """The network with attributes that a file can hold: strings, whole numbers and truth values.

    The words of a citation stand at words_start:words_end; GEXF would take `start` and `end` for times.
    """
    plain = network.__class__()
    for node, facts in network.nodes(data=True):
        plain.add_node(node, **_node(facts))
    for one, other, facts in network.edges(data=True):
        plain.add_edge(one, other, **(_duty(facts["duty"]) if "duty" in facts else _shared(facts)))
    return plain


def _node(facts: dict[str, Any]) -> dict[str, Any]:
    node = {"label": _text(facts["label"]), "kind": facts["kind"], "led": facts["led"]}
    if facts["kind"] == "task":
        return node | {"name": _text(facts["label"]), "path": facts["place"]}
    return node | {"name": _text(facts["name"]), "path": ""}


def _duty(duty: Duty) -> dict[str, Any]:
    return {
        "label": duty.role,
        "role": duty.role,
        "basis": duty.basis,
        "inherited": duty.inherited,
        "mention": _text(duty.mention),
        "mention_start": duty.mention_start,
        "mention_end": duty.mention_end,
        **_cited(duty.citation),
    }


def _cited(citation: Citation) -> dict[str, Any]:
    return {
        "document": _text(citation.title),
        "task": citation.path,
        "heading": _text(citation.heading),
        "words": _text(citation.words),
        "words_start": citation.start,
        "words_end": citation.end,
    }


def _shared(facts: dict[str, Any]) -> dict[str, Any]:
    cited = [f"《{one.citation.title}》{one.citation.path} “{one.citation.words}”" for one, _ in facts["shared"]]
    led = sum("lead" in (one.role, other.role) for one, other in facts["shared"])
    return {
        "weight": facts["weight"],
        "led": led,
        "tasks": "、".join(_text(one.citation.heading) for one, _ in facts["shared"]),
        "citations": "\n".join(map(_text, cited)),
    }


def _text(words: str) -> str:
    return " ".join(printable(words).split())
