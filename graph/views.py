"""The views of a store that can be drawn, measured and exported, each a networkx graph made by one function.

    with Store("store", read_only=True) as store:
        network = agencies(store, Selection(documents=("养老服务",)))
        picture = view(store, "agencies", Selection(documents=("养老服务",)))   # the same, with its title and sources

| view | nodes | an edge is |
| --- | --- | --- |
| agency-task | agencies, tasks | an agency bears a task in a role |
| agencies | agencies | tasks that two agencies share, and who leads in them |
| targets | agencies, targets, years | an agency bears the target's task; the target is due in the year |
| zones | zones, tasks, agencies | a task's text names the zone; an agency bears the task |
| matrix | agencies, sections | an agency bears tasks of the section; drawn as a heat map |
| ego | one agency and its partners | as in agencies |
| compare | the agencies of two documents, side by side | as in agencies |

What graph.network tells of nodes and edges holds here; agencies also have their `level`, where it is known.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, get_args

import networkx as nx

from graph.answers import find_agencies
from graph.documents import StoredDocument, documents, find_document, is_iri
from graph.errors import NotFound, ViewError
from graph.network import all_facts, of_agencies, of_sections, of_targets, of_tasks, of_zones
from graph.reshaping import around, at_least, side_by_side
from graph.selection import ALL, Selection, documents_of, duties_of, goals_of, levels, mentions_of, sections_of
from graph.store import Store

if TYPE_CHECKING:
    import pandas

ViewName = Literal["agency-task", "agencies", "targets", "zones", "matrix", "ego", "compare"]
VIEWS: Final[tuple[ViewName, ...]] = get_args(ViewName)

TITLES: Final[Mapping[ViewName, tuple[str, str]]] = {
    "agency-task": ("谁牵头什么", "Who leads what"),
    "agencies": ("谁与谁共担任务", "Who works with whom"),
    "targets": ("谁为哪年的目标负责", "Who answers for which target, and when"),
    "zones": ("哪些区域由谁负责", "Zones, tasks and who bears them"),
    "matrix": ("各章节由谁承担", "Who bears which section"),
    "ego": ("合作网络", "Partners of one agency"),
    "compare": ("两份文件对照", "Two documents side by side"),
}


@dataclass(frozen=True, slots=True)
class View:
    """A network with what a figure says of it: its title, the documents it is from, what it is narrowed to.

    In a notebook it shows itself, see graph.notebook.
    """

    name: ViewName
    title: tuple[str, str]
    network: "nx.Graph[str]"
    documents: tuple[StoredDocument, ...]
    narrowed: str

    def _repr_html_(self) -> str:
        from graph.notebook import framed

        return framed(self)

    def measures(self) -> "pandas.DataFrame":
        """The nodes with their measures, see graph.measures, as a table."""
        from graph import frames

        return frames.measures(self)

    def save(self, file: str | Path) -> None:
        """Write the view to a file in the form that its name asks for: .html .svg .pdf .png .gexf .graphml .csv.

        Raises ViewError for another name.
        """
        from graph.rendering import form_of, rendered

        Path(file).write_bytes(rendered(self, form_of(file)))


def view(store: Store, name: ViewName, selection: Selection = ALL) -> View:
    """A view by its name; raises NotFound where nothing is left to show."""
    network = _FUNCTIONS[name](store, selection)
    # Two documents stand as they were named: the earlier first.
    order = {it.iri: it for it in documents(store)}
    used = dict.fromkeys(fact.citation.document for fact in all_facts(network))
    sources = tuple(order[iri] for iri in (used if name == "compare" else order) if iri in used)
    # A figure says the agency's name, not its IRI.
    if selection.agency is not None and is_iri(selection.agency):
        selection = replace(selection, agency=find_agencies(store, selection.agency)[0].name)
    return View(name, TITLES[name], network, sources, str(selection))


def agency_task(store: Store, selection: Selection = ALL) -> "nx.DiGraph[str]":
    """Who bears which task, see graph.network.of_tasks."""
    _unweighted("agency-task", selection)
    return _levelled(store, _found(of_tasks(duties_of(store, selection)), selection))


def agencies(store: Store, selection: Selection = ALL) -> "nx.Graph[str]":
    """Who shares tasks with whom, see graph.network.of_agencies."""
    return _levelled(store, _found(_heavy(of_agencies(duties_of(store, selection)), selection), selection))


def targets(store: Store, selection: Selection = ALL) -> "nx.DiGraph[str]":
    """Who bears the tasks of which targets, and when these are due, see graph.network.of_targets."""
    _unweighted("targets", selection)
    duties = duties_of(store, selection)
    network = of_targets(goals_of(store, selection, duties), duties)
    return _levelled(store, _found(network, selection, "target"))


def zones(store: Store, selection: Selection = ALL) -> "nx.DiGraph[str]":
    """Which tasks name which zones, and who bears these, see graph.network.of_zones."""
    _unweighted("zones", selection)
    duties = duties_of(store, selection)
    network = of_zones(mentions_of(store, selection, duties), duties)
    return _levelled(store, _found(network, selection, "zone"))


def matrix(store: Store, selection: Selection = ALL) -> "nx.DiGraph[str]":
    """Who bears tasks of which sections, see graph.network.of_sections and graph.heatmap."""
    duties = duties_of(store, selection)
    among = {duty.citation.document for duty in duties}
    sections = sections_of(store, (it for it in documents_of(store, selection) if it.iri in among))
    return _levelled(store, _found(_heavy(of_sections(duties, sections), selection), selection))


def ego(store: Store, selection: Selection) -> "nx.Graph[str]":
    """The agency selected, those that share tasks with it, and the ties among all of these, see graph.reshaping.around.

    Raises ViewError where no agency is selected.
    """
    if selection.agency is None:
        raise ViewError("ego: 须指明一个单位（agency） the ego network is of one agency; name it")
    centres = [known.iri for known in find_agencies(store, selection.agency)]
    whole = _heavy(of_agencies(duties_of(store, replace(selection, agency=None))), selection)
    return _levelled(store, _found(around(whole, centres), selection))


def compare(store: Store, selection: Selection) -> "nx.Graph[str]":
    """The networks of agencies of the two documents selected, see graph.reshaping.side_by_side.

    Raises ViewError where there are not two, and Ambiguous where a name can mean several.
    """
    if len(selection.documents) != 2:
        raise ViewError("compare: 须指明两份文件（document） it is of two documents; name each")
    before, after = (
        _heavy(of_agencies(duties_of(store, replace(selection, documents=(document.iri,)))), selection)
        for document in (find_document(store, typed) for typed in selection.documents)
    )
    return _levelled(store, _found(side_by_side(before, after), selection))


_FUNCTIONS: Final[Mapping[ViewName, "Callable[[Store, Selection], nx.Graph[str]]"]] = {
    "agency-task": agency_task,
    "agencies": agencies,
    "targets": targets,
    "zones": zones,
    "matrix": matrix,
    "ego": ego,
    "compare": compare,
}


def _unweighted(name: ViewName, selection: Selection) -> None:
    if selection.weight > 1:
        raise ViewError(
            f"{name}: 连线没有权重 its edges have no weight; 权重只用于 weight is for agencies, ego, compare, matrix"
        )


def _heavy(network: "nx.Graph[str]", selection: Selection) -> "nx.Graph[str]":
    return at_least(network, selection.weight) if selection.weight > 1 else network


def _found(network: "nx.Graph[str]", selection: Selection, what: str = "responsibility") -> "nx.Graph[str]":
    if not network:
        raise NotFound(what, "，".join((*selection.documents, *filter(None, (str(selection),)))) or "全部文件")
    return network


def _levelled(store: Store, network: "nx.Graph[str]") -> "nx.Graph[str]":
    known = levels(store)
    for node, facts in network.nodes(data=True):
        if facts["kind"] in ("agency", "group"):
            facts["level"] = known.get(node.rpartition(" ")[2], "")
    return network
