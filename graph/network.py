"""The responsibility network: who bears what as networkx graphs, for drawing, measuring and exporting.

    with Store("store", read_only=True) as store:
        network = of_tasks(responsibilities(store))

Equal duties give equal networks, nodes and edges in the same order, whatever order the duties came in.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import combinations

import networkx as nx

from graph.answers import Duty
from ontology.terms import Role

_RANKS: dict[Role, int] = {"lead": 0, "responsible": 1, "participant": 2}


def of_tasks(duties: Iterable[Duty]) -> "nx.DiGraph[str]":
    """Agencies and tasks; an edge leads from an agency to each task that it bears.

    Nodes are IRIs with `kind` (agency, group, task), `label` and `led`, the number of tasks an agency leads. Agencies
    have their full `name` and the forms they are `known` by; the label is the form that documents mostly use, or the
    name where another agency has the same form. Tasks have a `place` in their document. Edges have the `duty`, and
    where several clauses give an agency different roles in one task, that of the strongest: lead, responsible,
    participant.

        of_tasks(duties).in_degree(task)  # how many agencies bear it
    """
    network: nx.DiGraph[str] = nx.DiGraph()
    for duty in _strongest(duties):
        task = duty.citation.task
        _add_agency(network, duty)
        if task not in network:
            network.add_node(task, kind="task", label=duty.citation.heading, led=0, place=duty.citation.path)
        network.add_edge(duty.agency, task, duty=duty)
    _label(network)
    return network


def of_agencies(duties: Iterable[Duty]) -> "nx.Graph[str]":
    """Agencies, joined where they bear a task together; one that shares no task stands alone.

    Nodes are as in `of_tasks`, with the agency's `duties`. Edges have `shared`, a list of pairs of duties (one of each
    agency) for each shared task, and its length as `weight`.

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
                network.add_edge(one.agency, other.agency, weight=0, shared=[])
            edge = network.edges[one.agency, other.agency]
            edge["weight"] += 1
            edge["shared"].append((one, other))
    _label(network)
    return network


def busiest(network: "nx.Graph[str]", limit: int) -> "nx.Graph[str]":
    """The agencies that lead most, then those that bear most, with their tasks: as many as make `limit` nodes.

    busiest(of_tasks(duties), 400).number_of_nodes()  # 400, or less where the next agency has several tasks
    """
    agencies = [node for node, kind in network.nodes(data="kind") if kind != "task"]
    agencies.sort(key=lambda node: (-network.nodes[node]["led"], -network.degree(node), node))
    kept: set[str] = set()
    for agency in agencies:
        tasks = {other for other in network.adj[agency] if network.nodes[other]["kind"] == "task"}
        if len(kept | tasks) < limit:
            kept |= {agency} | tasks
    part = network.__class__()
    part.add_nodes_from((node, facts) for node, facts in network.nodes(data=True) if node in kept)
    part.add_edges_from((a, b, facts) for a, b, facts in network.edges(data=True) if a in kept and b in kept)
    return part


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


def _strongest(duties: Iterable[Duty]) -> list[Duty]:
    """Of each agency in each task the strongest role; documents in turn, tasks in the order of the text."""
    found: dict[tuple[str, str], Duty] = {}
    for duty in sorted(duties, key=_order):
        found.setdefault((duty.citation.task, duty.agency), duty)
    return list(found.values())


def _add_agency(network: "nx.Graph[str]", duty: Duty) -> None:
    if duty.agency not in network:
        kind = "group" if duty.group else "agency"
        network.add_node(duty.agency, kind=kind, label=duty.name, led=0, name=duty.name, known=Counter())
    facts = network.nodes[duty.agency]
    facts["led"] += duty.role == "lead"
    facts["known"][duty.mention] += 1


def _label(network: "nx.Graph[str]") -> None:
    """Label each agency with the form that documents mostly use (市科技局), or its name where another has that form."""
    agencies = [facts for _, facts in network.nodes(data=True) if facts["kind"] != "task"]
    usual = [facts["known"].most_common(1)[0][0] for facts in agencies]
    bearers = Counter(usual)
    for facts, form in zip(agencies, usual, strict=True):
        facts["label"] = form if bearers[form] == 1 else facts["name"]
        facts["known"] = list(facts["known"])


def _order(duty: Duty) -> tuple[str, str, int, int, int, str]:
    citation = duty.citation
    return citation.title, citation.document, duty.order, _RANKS[duty.role], duty.mention_start, duty.agency
