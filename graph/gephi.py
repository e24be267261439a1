"""Networks as GraphML and GEXF, which Gephi, Cytoscape and igraph open.

    write(of_tasks(duties), "gexf", file)

Nodes and edges carry plain typed attributes, nodes with the measures of graph.measures. An edge of a role has its
citation; an edge between agencies, which leads from who leads to who takes part (both ways where neither leads), those
of the tasks that they share, one a line.
"""

from collections.abc import Iterable, Mapping
from typing import IO, Any, Literal

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from graph.answers import Citation, Duty, TargetLine
from graph.measures import measures
from graph.phrases import amount
from graph.reshaping import directed
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


def flat(network: "nx.Graph[str]") -> "nx.DiGraph[str]":
    """The network with attributes that a file can hold: strings, numbers and truth values.

    The words of a citation stand at words_start:words_end; GEXF would take `start` and `end` for times.
    """
    plain: nx.DiGraph[str] = nx.DiGraph()
    for node, facts in network.nodes(data=True):
        plain.add_node(node, **_node(facts))
    for node, measure in measures(network).items():
        plain.nodes[node].update(
            ties=measure.ties,
            weight=measure.weight,
            betweenness=measure.betweenness,
            community=measure.community,
            lead_share=measure.lead_share or 0.0,
        )
    arrows = network if network.is_directed() else directed(network)
    for one, other, facts in arrows.edges(data=True):
        plain.add_edge(one, other, kind=facts["kind"], **_edge(facts))
    return plain


def _node(facts: Mapping[str, Any]) -> dict[str, Any]:
    node = {
        "label": _text(facts["label"]),
        "kind": facts["kind"],
        "name": _text(facts.get("name", facts["label"])),
        "path": facts.get("place", ""),
        "led": facts.get("led", 0),
        "borne": facts.get("borne", 0),
        "level": facts.get("level", ""),
    }
    if "side" in facts:
        node |= {"side": facts["side"], "only": facts["only"]}
    return node


def _edge(facts: Mapping[str, Any]) -> dict[str, Any]:
    if "shared" in facts:
        return _shared(facts)
    if "duties" in facts:
        return {"weight": facts["weight"], "led": facts["led"], **_together(facts["duties"])}
    if "mentions" in facts:
        return _cited(facts["mentions"][0].citation)
    if "duty" in facts:
        goal = {"target": _target(facts["goal"])} if "goal" in facts else {}
        return _duty(facts["duty"]) | goal
    return {"target": _target(facts["goal"]), **_cited(facts["goal"].citation)}


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


def _shared(facts: Mapping[str, Any]) -> dict[str, Any]:
    counts = {name: facts[name] for name in ("weight", "led", "beside")}
    return counts | _together(duty for duty, _ in facts["shared"])


def _together(duties: Iterable[Duty]) -> dict[str, Any]:
    """The tasks of several duties and their citations, one a line."""
    cited = [duty.citation for duty in duties]
    return {
        "tasks": "、".join(_text(it.heading) for it in cited),
        "citations": "\n".join(_text(f"《{it.title}》{it.path} “{it.words}”") for it in cited),
    }


def _target(goal: TargetLine) -> str:
    return _text(f"{goal.indicator} {amount(goal)}")


def _text(words: str) -> str:
    return " ".join(printable(words).split())
