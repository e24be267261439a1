"""The network of responsibilities as JSON: nodes and links, for D3, Cytoscape, Sigma and the like.

GET /api/v1/network?of=agencies&agency=市科技局
"""

from collections.abc import Callable, Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from api.picture import duties_of
from graph import Store
from graph.network import of_agencies, of_tasks
from ontology.terms import Basis, Role

Words = Annotated[str | None, Query(min_length=1, max_length=200)]


class Node(BaseModel):
    """An agency, a collective name of agencies, or a task; `led` counts the tasks that an agency leads."""

    id: str
    kind: Literal["agency", "group", "task"]
    label: str
    led: int


class Link(BaseModel):
    """From an agency to a task that it bears in a role, or between two agencies that share `weight` tasks."""

    source: str
    target: str
    weight: int
    role: Role | None = None
    basis: Basis | None = None
    words: str | None = None


class Network(BaseModel):
    """Nodes, and the links between them by the nodes' ids."""

    nodes: list[Node]
    links: list[Link]


def network_router(store: Callable[[], Iterator[Store]]) -> APIRouter:
    """The network, over what `store` yields."""
    router = APIRouter(prefix="/api/v1", tags=["网络 network"])
    Reading = Annotated[Store, Depends(store)]  # noqa: N806 - a type

    @router.get("/network")
    def network(
        store: Reading, of: Literal["tasks", "agencies"] = "tasks", document: Words = None, agency: Words = None
    ) -> Network:
        """责任网络 Agencies with their tasks, or agencies joined by the tasks that they share."""
        duties = duties_of(store, document=document, agency=agency)
        drawn = of_tasks(duties) if of == "tasks" else of_agencies(duties)
        nodes = [
            Node(id=iri, kind=facts["kind"], label=facts["label"], led=facts["led"])
            for iri, facts in drawn.nodes(data=True)
        ]
        links = []
        for source, target, facts in drawn.edges(data=True):
            link = Link(source=source, target=target, weight=facts.get("weight", 1))
            if (duty := facts.get("duty")) is not None:
                link = link.model_copy(update={"role": duty.role, "basis": duty.basis, "words": duty.citation.words})
            links.append(link)
        return Network(nodes=nodes, links=links)

    return router
