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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final, Literal

import networkx as nx

from graph.answers import Citation, Duty, TargetLine
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


Fact = Duty | TargetLine | ZoneMention


@dataclass(frozen=True, slots=True)
class Section:
    """The part of a document that a task belongs to, see graph.selection.sections_of."""

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
    its length as `weight`, and `leads`: by agency, in how many of these tasks it leads the other. As a directed
    network see graph.reshaping.directed.

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


def facts_in(attributes: Mapping[str, Any]) -> tuple[Fact, ...]:
    """What a node or an edge is made of, and so cites."""
    shared = (duty for pair in attributes.get("shared", ()) for duty in pair)
    single = (attributes[name] for name in ("duty", "goal") if name in attributes)
    return (*attributes.get("duties", ()), *shared, *attributes.get("mentions", ()), *single)


def all_facts(network: "nx.Graph[str]") -> Iterator[Fact]:
    """What the whole network is made of, in the order of its nodes and edges, some of it more than once."""
    for _, attributes in network.nodes(data=True):
        yield from facts_in(attributes)
    for *_, attributes in network.edges(data=True):
        yield from facts_in(attributes)


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
