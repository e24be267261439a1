"""The picture of a store, or of a part of it: which responsibilities, as which network, under which heading."""

from dataclasses import dataclass
from typing import Literal

from graph import Duty, NotFound, Store, leads, responsibilities
from graph.answers import bearers
from graph.documents import find_documents
from graph.network import of_agencies, of_tasks


@dataclass(frozen=True, slots=True)
class Picture:
    """One HTML page that opens with no network, and how much it shows."""

    html: str
    nodes: int
    edges: int


def picture(
    store: Store, *, of: Literal["tasks", "agencies"] = "tasks", document: str | None = None, agency: str | None = None
) -> Picture:
    """Agencies with their tasks, or agencies joined by the tasks they share.

    `document` keeps the documents that it can mean, see graph.documents, `agency` the tasks that it bears with all who
    bear them. Raises NotFound where there is nothing to draw.
    """
    duties = duties_of(store, document=document, agency=agency)
    # pyvis takes longer to load than all else, and the service answers much before it draws.
    from graph.drawing import page

    network = of_tasks(duties) if of == "tasks" else of_agencies(duties)
    titles = list(dict.fromkeys(f"《{duty.citation.title}》" for duty in duties))
    heading = titles[0] if len(titles) == 1 else f"责任网络 {len(titles)} 份文件"
    return Picture(page(network, heading), network.number_of_nodes(), network.number_of_edges())


def duties_of(store: Store, *, document: str | None, agency: str | None) -> list[Duty]:
    """The responsibilities that a part of the store has; raises NotFound where it has none."""
    named = None if document is None else {it.iri for it in find_documents(store, document)}
    if agency is None:
        found = responsibilities(store)
    else:
        borne = (duty for it in leads(store, agency) for duty in (*it.led, *it.taken_part, *it.responsible))
        tasks = dict.fromkeys(duty.citation.task for duty in borne if named is None or duty.citation.document in named)
        found = (duty for task in tasks for duty in bearers(store, task))
    duties = [duty for duty in found if named is None or duty.citation.document in named]
    if not duties:
        raise NotFound("responsibility", "，".join(filter(None, (document, agency))) or "全部文件")
    return duties
