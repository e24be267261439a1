"""Measures of a network's nodes: how many ties, how strong, how far between others, which community, what share led.

    for node, measure in measures(of_agencies(duties)).items():
        print(node, measure.ties, measure.community)

All are of the network as it is, edges taken without direction. The same network gives the same measures on every run:
communities (Louvain) and sampled betweenness start from a fixed seed and take nodes in the order of their IRIs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import networkx as nx

from graph.tables import Cell, Column, Sheet
from graph.views import View

# Betweenness takes a walk from each node; past so many nodes it is estimated from fewer walks.
_WALKED: Final = 1000
_WALKS: Final = 200
_SEED: Final = 2026


@dataclass(frozen=True, slots=True)
class Measure:
    """One node's measures.

    `ties` is its degree, `weight` the sum of its edges' weights (shared tasks; 1 where edges have none), `betweenness`
    the share of shortest paths between others that pass through it (0 to 1), `community` its number, 1 for the largest.
    `lead_share` is the share of the tasks it bears that it leads, None for what bears none.
    """

    ties: int
    weight: int
    betweenness: float
    community: int
    lead_share: float | None


def measures(network: "nx.Graph[str]") -> dict[str, Measure]:
    """Each node's measures, in the order of the network."""
    plain = _plain(network)
    between = nx.betweenness_centrality(plain, k=_WALKS if len(plain) > _WALKED else None, seed=_SEED)
    ordered = sorted(network)
    at = {node: number for number, node in enumerate(ordered)}
    community = _communities(plain)
    found: dict[str, Measure] = {}
    for node, facts in network.nodes(data=True):
        number = at[node]
        borne = facts.get("borne", 0)
        found[node] = Measure(
            ties=plain.degree(number),
            weight=plain.degree(number, weight="weight"),
            betweenness=round(between[number], 6),
            community=community[number],
            lead_share=round(facts["led"] / borne, 4) if borne else None,
        )
    return found


def communities(network: "nx.Graph[str]") -> dict[str, int]:
    """The number of each node's community, 1 for the largest; nodes that nothing joins share none."""
    found = _communities(_plain(network))
    return {node: found[number] for number, node in enumerate(sorted(network))}


def table(view: View) -> Sheet:
    """The nodes of a view with their measures, those with most ties first."""
    found = measures(view.network)
    nodes = sorted(found, key=lambda node: (-found[node].weight, -found[node].ties, node))
    return Sheet("nodes", "节点", _COLUMNS, [_row(node, view.network.nodes[node], found[node]) for node in nodes])


_COLUMNS: Final = (
    Column("name", "名称", 36),
    Column("label", "简称", 20),
    Column("kind", "类别", 10),
    Column("level", "层级", 10),
    Column("place", "条目", 10),
    Column("side", "文件", 8),
    Column("led", "牵头任务", 8),
    Column("borne", "承担任务", 8),
    Column("lead_share", "牵头占比", 10),
    Column("ties", "联系数 degree", 10),
    Column("weight", "联系强度", 10),
    Column("betweenness", "中介中心性", 12),
    Column("community", "社群", 8),
    Column("iri", "标识", 30),
)


def _row(node: str, facts: Mapping[str, Cell], measure: Measure) -> tuple[Cell, ...]:
    return (
        facts.get("name", facts["label"]),
        facts["label"],
        facts["kind"],
        facts.get("level") or None,
        facts.get("place"),
        facts.get("side"),
        facts.get("led"),
        facts.get("borne"),
        measure.lead_share,
        measure.ties,
        measure.weight,
        measure.betweenness,
        measure.community,
        node,
    )


def _plain(network: "nx.Graph[str]") -> "nx.Graph[int]":
    """Nodes as numbers in the order of their IRIs: what depends on the order of a set depends on no run's hashing."""
    at = {node: number for number, node in enumerate(sorted(network))}
    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(len(at)))
    edges = sorted((at[a], at[b], weight) for a, b, weight in network.edges(data="weight", default=1))
    for one, other, weight in edges:
        # Two directed edges between the same nodes are one tie of their weights together.
        known = plain.edges[one, other]["weight"] if plain.has_edge(one, other) else 0
        plain.add_edge(one, other, weight=known + weight)
    return plain


def _communities(plain: "nx.Graph[int]") -> dict[int, int]:
    found = nx.community.louvain_communities(plain, weight="weight", seed=_SEED)
    ranked = sorted(found, key=lambda part: (-len(part), min(part)))
    return {node: number for number, part in enumerate(ranked, 1) for node in part}
