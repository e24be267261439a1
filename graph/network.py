"""The responsibility network: who bears what as networkx graphs, for drawing, measuring and exporting.

    with Store("store", read_only=True) as store:
        network = of_tasks(responsibilities(store))
        network.in_degree(task)      # how many agencies bear it
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

import networkx as nx

from graph.answers import Duty

_WEIGHTS = {"lead": 2, "responsible": 1, "participant": 0}


def of_tasks(duties: Iterable[Duty]) -> "nx.DiGraph[str]":
    """Agencies and tasks; an edge leads from an agency to each task that it bears.

    Nodes are IRIs with `kind` (agency, group, task), `label` and `led`, the number of tasks an agency leads; tasks
    have a `place` in their document. Edges have the `duty`, and where several clauses give an agency different roles
    in one task, that of the strongest: lead, responsible, participant.
    """
    network: nx.DiGraph[str] = nx.DiGraph()
    for duty in sorted(duties, key=_order):
        task = duty.citation.task
        _add_agency(network, duty)
        if task not in network:
            network.add_node(task, kind="task", label=duty.citation.heading, led=0, place=duty.citation.path)
        if network.has_edge(duty.agency, task):
            continue
        network.add_edge(duty.agency, task, duty=duty)
        if duty.role == "lead":
            network.nodes[duty.agency]["led"] += 1
    return network


def of_agencies(duties: Iterable[Duty]) -> "nx.Graph[str]":
    """Agencies, joined where they bear a task together.

    Edges have `shared`, a list of pairs of duties (one of each agency) for each shared task, and its length as
    `weight`. An agency that shares no task stands alone.
    """
    network: nx.Graph[str] = nx.Graph()
    bearers: dict[str, dict[str, Duty]] = defaultdict(dict)
    for duty in sorted(duties, key=_order):
        _add_agency(network, duty)
        if duty.agency not in bearers[duty.citation.task] and duty.role == "lead":
            network.nodes[duty.agency]["led"] += 1
        bearers[duty.citation.task].setdefault(duty.agency, duty)
    for together in bearers.values():
        for one, other in combinations(together.values(), 2):
            if not network.has_edge(one.agency, other.agency):
                network.add_edge(one.agency, other.agency, weight=0, shared=[])
            edge = network.edges[one.agency, other.agency]
            edge["weight"] += 1
            edge["shared"].append((one, other))
    return network


def _add_agency(network: "nx.Graph[str]", duty: Duty) -> None:
    if duty.agency not in network:
        kind = "group" if duty.group else "agency"
        network.add_node(duty.agency, kind=kind, label=duty.name, led=0)


def _order(duty: Duty) -> tuple[str, int, str, int, int]:
    """Documents in turn, tasks in the order of the text, an agency's strongest role first."""
    return duty.citation.document, duty.order, duty.agency, -_WEIGHTS[duty.role], duty.mention_start
