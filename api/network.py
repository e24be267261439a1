"""The views of the store as JSON: nodes and links, for D3, Cytoscape, Sigma and the like.

GET /api/v1/network?view=agencies&document=养老服务&weight=2
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from api.problems import told
from api.whole import Whole
from graph import Citation, Store
from graph.documents import StoredDocument
from graph.network import NodeKind, facts_in
from graph.selection import Selection
from graph.views import ViewName, view
from ontology.terms import Basis, Level, Role

_TOGETHER = told(
    s409="此图还须指明别的，或名称所指不止一个 The view needs more to be named, or a name can mean several."
)
Words = Annotated[str | None, Query(min_length=1, max_length=200)]


class Node(BaseModel):
    """An agency, a collective name of agencies, a task, a target, a year, a zone or a section.

    `led` and `borne` count the tasks that an agency leads and bears; `place` is a task's or section's in the outline,
    `side` the document of an agency where two stand side by side.
    """

    id: str
    kind: NodeKind
    label: str
    name: str
    led: int = 0
    borne: int = 0
    level: str | None = None
    place: str | None = None
    side: str | None = None


class Link(BaseModel):
    """From an agency to what it bears in a role, between two agencies that share `weight` tasks, or as the view says.

    `leads` says in how many of the shared tasks the source leads the target, and the target the source.
    """

    source: str
    target: str
    kind: str
    weight: int
    role: Role | None = None
    basis: Basis | None = None
    words: str | None = None
    leads: tuple[int, int] | None = None
    cites: tuple[Citation, ...]


class Network(BaseModel):
    """Nodes, the links between them by the nodes' ids, and the documents that they are from."""

    nodes: list[Node]
    links: list[Link]
    documents: list[StoredDocument]


def selected(
    document: Annotated[list[str] | None, Query(max_length=50, description="文件 Documents, any of them.")] = None,
    section: Words = None,
    agency: Words = None,
    role: Role | None = None,
    basis: Basis | None = None,
    year: Annotated[int | None, Query(ge=1, le=9999)] = None,
    level: Level | None = None,
    weight: Annotated[int, Query(ge=1)] = 1,
) -> Selection:
    """What a view is narrowed to, by the parameters of a request."""
    return Selection(tuple(document or ()), section, agency, role, basis, year, level, weight)


Selected = Annotated[Selection, Depends(selected)]


def network_router(whole: Whole) -> APIRouter:
    """The views, worked out as `whole` does."""
    router = APIRouter(prefix="/api/v1", tags=["网络 network"])

    @router.get("/network", responses=_TOGETHER, response_model=Network)
    async def network(narrowed: Selected, view: ViewName = "agency-task") -> Response:
        """责任网络等图 A view of who bears what: agencies with tasks, with one another, targets, zones, sections."""
        return Response(await whole.answer(network_json, view, narrowed), media_type="application/json")

    return router


def network_json(store: Store, name: ViewName, narrowed: Selection) -> bytes:
    """A view as JSON."""
    return network_of(store, name, narrowed).model_dump_json().encode()


def network_of(store: Store, name: ViewName, narrowed: Selection) -> Network:
    """A view as nodes and links."""
    found = view(store, name, narrowed)
    nodes = [_node(iri, facts) for iri, facts in found.network.nodes(data=True)]
    links = [_link(source, target, facts) for source, target, facts in found.network.edges(data=True)]
    return Network(nodes=nodes, links=links, documents=list(found.documents))


def _node(iri: str, facts: dict[str, Any]) -> Node:
    given = {name: facts[name] for name in ("led", "borne", "place", "side") if name in facts}
    return Node(
        id=iri,
        kind=facts["kind"],
        label=facts["label"],
        name=facts.get("name", facts["label"]),
        level=facts.get("level") or None,
        **given,
    )


def _link(source: str, target: str, facts: dict[str, Any]) -> Link:
    duty, leads = facts.get("duty"), facts.get("leads")
    return Link(
        source=source,
        target=target,
        kind=facts["kind"],
        weight=facts.get("weight", 1),
        role=duty.role if duty else None,
        basis=duty.basis if duty else None,
        words=duty.citation.words if duty else None,
        leads=(leads[source], leads[target]) if leads else None,
        cites=tuple(fact.citation for fact in facts_in(facts)),
    )
