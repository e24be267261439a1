"""Networks of graph.network in other shapes: directed, around one agency, of the busiest, side by side, strongest ties.

busiest(of_tasks(duties), 400)
"""

from collections.abc import Iterable

import networkx as nx


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
