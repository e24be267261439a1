"""The networks that duties, targets and zones make, as networkx graphs, for drawing, measuring and exporting.

    with Store("store", read_only=True) as store:
        network = of_tasks(responsibilities(store))

Nodes are IRIs with a `kind` (agency, group, task, target, year, zone, section) and a `label`. Agencies have their full
`name`, the forms they are `known` by, and of the network's tasks how many they bear (`borne`) and lead (`led`); the
label is the form that documents mostly use, or the name where another agency has the same form. Tasks and sections have
their `place` in the document. Edges have a `kind`: the role in which an agency bears something (lead, responsible,
participant), shared (tasks that two agencies bear), due (the year of a target), named (a zone in a task's text).

Equal facts give equal networks, nodes and edges in the same order, whatever order the facts came in.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal

import networkx as nx

from graph.answers import Citation, Duty
from graph.lines import GoalLine
from graph.phrases import amount, one_line
from ontology.terms import Role, ZoneKind

NodeKind = Literal["agency", "group", "task", "target", "year", "zone", "section"]

# Networks whose nodes stand in columns, from left to right, by kind.
TARGET_COLUMNS: Final = (("agency", "group"), ("target",), ("year",))
ZONE_COLUMNS: Final = (("zone",), ("task",), ("agency", "group"))
# The node for targets without a year.
NO_YEAR: Final = "no year"

_RANKS: Final[dict[Role, int]] = {"lead": 0, "responsible": 1, "participant": 2}


@dataclass(frozen=True, slots=True)
class ZoneMention:
    """A zone named in a task's text; `citation` has its name as written."""

    zone: str
    name: str
    kind: ZoneKind
    citation: Citation


@dataclass(frozen=True, slots=True)
class Section:
    """The part of a document that a task belongs to, see `graph.views.section_of`."""

    iri: str
    path: str
    heading: str


def of_tasks(duties: Iterable[Duty]) -> "nx.DiGraph[str]":
    """Agencies and tasks; an edge leads from an agency to each task that it bears.

    Edges have the `duty`, and where several clauses give an agency different roles in one task, that of the strongest:
    lead, responsible, participant.

        of_tasks(duties).in_degree(task)  # how many agencies bear it
    """
    network: nx.DiGraph[str] = nx.DiGraph()
    for duty in _strongest(duties):
        _add_agency(network, duty)
        _add_task(network, duty.citation)
        network.add_edge(duty.agency, duty.citation.task, kind=duty.role, duty=duty)
    _label(network)
    return network


def of_agencies(duties: Iterable[Duty]) -> "nx.Graph[str]":
    """Agencies, joined where they bear a task together; one that shares no task stands alone.

    Nodes have the agency's `duties`. Edges have `shared`, a list of pairs of duties (one of each agency), one a task,
    its length as `weight`, and `leads`: by agency, in how many of these tasks it leads the other. See `directed`.

        of_agencies(duties).degree(agency, weight="weight")  # how often it works with others
    """
    network: nx.Graph[str] = nx.Graph()
    bearers: dict[str, list[Duty]] = defaultdict(list)
    for duty in _strongest(duties):
        _add_agency(network, duty)
        network.nodes[duty.agency].setdefault("duties", []).append(duty)
        bearers[duty.citation.task].append(duty)
    for together in bearers.values():
        for one, other in combinations(together, 2):
            if not network.has_edge(one.agency, other.agency):
                leads = {one.agency: 0, other.agency: 0}
                network.add_edge(one.agency, other.agency, kind="shared", weight=0, shared=[], leads=leads)
            edge = network.edges[one.agency, other.agency]
            edge["weight"] += 1
            edge["shared"].append((one, other))
            for first, second in ((one, other), (other, one)):
                edge["leads"][first.agency] += first.role == "lead" != second.role
    _label(network)
    return network


def directed(network: "nx.Graph[str]") -> "nx.DiGraph[str]":
    """A network of agencies with edges from who leads to who takes part; side by side, edges go both ways.

    Edges have `led`, in how many shared tasks the source leads the target, `beside`, in how many neither leads the
    other, their sum as `weight`, and the pairs of duties, the source's first, as `shared`.
    """
    arrows: nx.DiGraph[str] = nx.DiGraph()
    arrows.add_nodes_from(network.nodes(data=True))
    for one, other, facts in network.edges(data=True):
        for pair in facts["shared"]:
            # Nodes of two networks side by side bear the side before the agency's IRI.
            ends = (one, other) if one.endswith(pair[0].agency) else (other, one)
            for (source, target), (start, end) in ((pair, ends), (pair[::-1], ends[::-1])):
                led, follows = source.role == "lead" != target.role, target.role == "lead" != source.role
                if follows:
                    continue
                if not arrows.has_edge(start, end):
                    arrows.add_edge(start, end, kind="shared", weight=0, led=0, beside=0, shared=[])
                edge = arrows.edges[start, end]
                edge["weight"] += 1
                edge["led" if led else "beside"] += 1
                edge["shared"].append((source, target))
    return arrows


def around(network: "nx.Graph[str]", centres: Iterable[str]) -> "nx.Graph[str]":
    """The ego network of some agencies: they, those that share tasks with them, and the ties among all of these.

    The centres have `ego` true.

        around(of_agencies(duties), ["https://w3id.org/zhengtu/id/agency/平江市/市财政局"])
    """
    own = [centre for centre in centres if centre in network]
    kept = {*own, *(near for centre in own for near in network.adj[centre])}
    part = _part(network, kept)
    nx.set_node_attributes(part, {centre: {"ego": True} for centre in own})
    return part


def of_targets(goals: Iterable[GoalLine], duties: Iterable[Duty]) -> "nx.DiGraph[str]":
    """Agencies, the targets of the tasks that they bear, and the years in which these are due.

    Edges lead from agencies to targets and on to years. Targets have the `goal`, edges to them also the `duty`.
    """
    network: nx.DiGraph[str] = nx.DiGraph(columns=TARGET_COLUMNS)
    bearers: dict[str, list[Duty]] = defaultdict(list)
    for duty in _strongest(duties):
        bearers[duty.citation.task].append(duty)
    counted: set[tuple[str, str]] = set()
    for goal in sorted(goals, key=_goal_order):
        target, task = goal.target, goal.target.citation.task
        year = NO_YEAR if target.year is None else str(target.year)
        label = f"{one_line(target.indicator)} {amount(target)}"
        network.add_node(goal.iri, kind="target", label=label, place=target.citation.path, goal=target)
        network.add_node(year, kind="year", label="未写期限 no year" if target.year is None else f"{year}年")
        for duty in bearers[task]:
            if (duty.agency, task) not in counted:
                counted.add((duty.agency, task))
                _add_agency(network, duty)
            network.add_edge(duty.agency, goal.iri, kind=duty.role, duty=duty, goal=target)
        network.add_edge(goal.iri, year, kind="due", goal=target)
    _label(network)
    return network


def of_zones(mentions: Iterable[ZoneMention], duties: Iterable[Duty]) -> "nx.DiGraph[str]":
    """Zones, the tasks whose text names them, and the agencies that bear these tasks.

    Edges lead from zones to tasks, with the `mentions`, and from agencies to tasks, with the `duty`.
    """
    network: nx.DiGraph[str] = nx.DiGraph(columns=ZONE_COLUMNS)
    for mention in sorted(mentions, key=_mention_order):
        task = mention.citation.task
        network.add_node(mention.zone, kind="zone", label=mention.name, zone=mention.kind)
        _add_task(network, mention.citation)
        if not network.has_edge(mention.zone, task):
            network.add_edge(mention.zone, task, kind="named", mentions=[])
        network.edges[mention.zone, task]["mentions"].append(mention)
    for duty in _strongest(duties):
        if duty.citation.task in network:
            _add_agency(network, duty)
            network.add_edge(duty.agency, duty.citation.task, kind=duty.role, duty=duty)
    _label(network)
    return network


def of_sections(duties: Iterable[Duty], sections: Mapping[str, Section]) -> "nx.DiGraph[str]":
    """Agencies and sections of documents; an edge leads from an agency to each section in which it bears tasks.

    `sections` gives the section of each task. Edges have the `duties`, one a task, their number as `weight`, and in how
    many of them the agency leads as `led`. The edge's kind is the strongest role.
    """
    network: nx.DiGraph[str] = nx.DiGraph()
    for duty in _strongest(duties):
        section = sections[duty.citation.task]
        _add_agency(network, duty)
        title = duty.citation.title
        network.add_node(section.iri, kind="section", label=section.heading, place=section.path, title=title)
        if not network.has_edge(duty.agency, section.iri):
            network.add_edge(duty.agency, section.iri, kind=duty.role, duties=[], weight=0, led=0)
        edge = network.edges[duty.agency, section.iri]
        edge["duties"].append(duty)
        edge["weight"] += 1
        edge["led"] += duty.role == "lead"
        edge["kind"] = min(edge["kind"], duty.role, key=_RANKS.__getitem__)
    _label(network)
    return network


def side_by_side(before: "nx.Graph[str]", after: "nx.Graph[str]") -> "nx.Graph[str]":
    """Two networks of agencies as one in which nothing joins them: a node for each agency in each.

    Nodes have a `side` (before, after), the other side's node for the same agency as `twin`, or None, and whether they
    are on this side `only`; so have edges. One agency is the same on both sides by its IRI, its name or else its label,
    so that 市科技局 of one city stands where 市科技局 of another does.
    """
    both: nx.Graph[str] = nx.Graph()
    twins = _twins(before, after)
    sides = (("before", before, after, twins), ("after", after, before, {b: a for a, b in twins.items()}))
    other_side = {"before": "after", "after": "before"}
    for side, network, other, same in sides:
        for node, facts in network.nodes(data=True):
            twin = f"{other_side[side]} {same[node]}" if node in same else None
            both.add_node(f"{side} {node}", **facts, side=side, twin=twin, only=node not in same)
        for one, two, facts in network.edges(data=True):
            matched = one in same and two in same and other.has_edge(same[one], same[two])
            leads = {f"{side} {agency}": count for agency, count in facts["leads"].items()}
            both.add_edge(
                f"{side} {one}", f"{side} {two}", **{**facts, "leads": leads, "side": side, "only": not matched}
            )
    return both


def at_least(network: "nx.Graph[str]", weight: int) -> "nx.Graph[str]":
    """The network without the edges of less weight, and without the nodes that had no others."""
    kept = [(a, b, facts) for a, b, facts in network.edges(data=True) if facts["weight"] >= weight]
    part = _part(network, {end for a, b, _ in kept for end in (a, b)})
    part.remove_edges_from([(a, b) for a, b, w in part.edges(data="weight") if w < weight])
    return part


def busiest(network: "nx.Graph[str]", limit: int) -> "nx.Graph[str]":
    """The agencies that lead most, then those that bear most, with all that they bear: as many as make `limit` nodes.

    What no agency bears comes last, what most edges lead to first; years and zones come with their targets and tasks.

        busiest(of_tasks(duties), 400).number_of_nodes()  # 400, or less where the next agency has several tasks
    """
    if len(network) <= limit:
        return network
    undirected = network.to_undirected(as_view=True)
    kinds = dict(network.nodes(data="kind"))
    agencies = [node for node, kind in kinds.items() if kind in ("agency", "group")]
    agencies.sort(key=lambda node: (-network.nodes[node]["led"], -network.degree(node), node))
    kept: set[str] = set()
    for agency in agencies:
        borne = {near for near in undirected[agency] if kinds[near] not in ("agency", "group")}
        further = {end for near in borne for end in undirected[near] if kinds[end] in ("year", "zone")}
        if len(kept | borne | further) < limit:
            kept |= {agency} | borne | further
    unborne = [node for node in network if not any(kinds[near] in ("agency", "group") for near in undirected[node])]
    for node in sorted(unborne, key=lambda node: (-network.degree(node), node)):
        with_ends = {node, *undirected[node]} if kinds[node] not in ("agency", "group") else set()
        if len(kept | with_ends) <= limit:
            kept |= with_ends
    return _part(network, kept)


def backbone(network: "nx.Graph[str]", ratio: float) -> set[tuple[str, str]]:
    """The edges of a weighted network that are worth drawing: at most about `ratio` an agency.

    Each agency keeps a strongest tie (a maximum spanning forest, so that what is joined stays joined), and ties of
    the lowest weight go first, all of one weight together. All edges where they are few enough.

        backbone(of_agencies(duties), 1.6)
    """
    forest = {frozenset(edge) for edge in nx.maximum_spanning_edges(network, data=False)}
    weights = sorted({weight for *_, weight in network.edges(data="weight")})
    for least in weights:
        kept = {(a, b) for a, b, w in network.edges(data="weight") if w >= least or frozenset((a, b)) in forest}
        if len(kept) <= ratio * len(network):
            return kept
    return {(a, b) for a, b in network.edges if frozenset((a, b)) in forest}


def _part(network: "nx.Graph[str]", kept: set[str]) -> "nx.Graph[str]":
    """A copy of what joins some nodes, in the network's own order."""
    part = network.__class__(**network.graph)
    part.add_nodes_from((node, dict(facts)) for node, facts in network.nodes(data=True) if node in kept)
    part.add_edges_from((a, b, facts) for a, b, facts in network.edges(data=True) if a in kept and b in kept)
    return part


def _twins(before: "nx.Graph[str]", after: "nx.Graph[str]") -> dict[str, str]:
    """Which node of one network is which of the other, by the surest sign first."""
    twins: dict[str, str] = {}
    for sign in (lambda node, _: node, lambda _, facts: facts["name"], lambda _, facts: facts["label"]):
        taken = set(twins.values())
        there = {sign(node, facts): node for node, facts in after.nodes(data=True) if node not in taken}
        for node, facts in before.nodes(data=True):
            if node not in twins and (other := there.pop(sign(node, facts), None)) is not None:
                twins[node] = other
    return twins


def _strongest(duties: Iterable[Duty]) -> list[Duty]:
    """Of each agency in each task the strongest role; documents in turn, tasks in the order of the text."""
    found: dict[tuple[str, str], Duty] = {}
    for duty in sorted(duties, key=_order):
        found.setdefault((duty.citation.task, duty.agency), duty)
    return list(found.values())


def _add_agency(network: "nx.Graph[str]", duty: Duty) -> None:
    if duty.agency not in network:
        kind = "group" if duty.group else "agency"
        network.add_node(duty.agency, kind=kind, label=duty.name, led=0, borne=0, name=duty.name, known=Counter())
    facts = network.nodes[duty.agency]
    facts["led"] += duty.role == "lead"
    facts["borne"] += 1
    facts["known"][duty.mention] += 1


def _add_task(network: "nx.Graph[str]", citation: Citation) -> None:
    if citation.task not in network:
        network.add_node(citation.task, kind="task", label=citation.heading, place=citation.path)


def _label(network: "nx.Graph[str]") -> None:
    """Label each agency with the form that documents mostly use (市科技局), or its name where another has that form."""
    agencies = [facts for _, facts in network.nodes(data=True) if "known" in facts]
    usual = [facts["known"].most_common(1)[0][0] for facts in agencies]
    bearers = Counter(usual)
    for facts, form in zip(agencies, usual, strict=True):
        facts["label"] = form if bearers[form] == 1 else facts["name"]
        facts["known"] = list(facts["known"])


def _order(duty: Duty) -> tuple[str, str, int, int, int, str]:
    citation = duty.citation
    return citation.title, citation.document, duty.order, _RANKS[duty.role], duty.mention_start, duty.agency


def _goal_order(goal: GoalLine) -> tuple[int, str, str, int, str]:
    citation = goal.target.citation
    return goal.target.year or 10_000, citation.title, citation.document, citation.start, goal.iri


def _mention_order(mention: ZoneMention) -> tuple[str, str, int, str]:
    return mention.citation.title, mention.citation.document, mention.citation.start, mention.zone
