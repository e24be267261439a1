"""Where the nodes of a network stand: the same on every run, no label upon another, parts that nothing joins apart.

Distances are in pixels at full size.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

_GAP = 14.0
_SEED = 20


@dataclass(frozen=True, slots=True)
class Box:
    """The room that a node with its label takes."""

    width: float
    height: float


def positions(network: "nx.Graph[str]", boxes: Mapping[str, Box]) -> dict[str, tuple[float, float]]:
    """The centre of each node's box, spread by forces, then pushed apart until no two boxes touch."""
    undirected = nx.Graph(network.to_undirected(as_view=True).edges)
    undirected.add_nodes_from(network)
    parts = sorted(nx.connected_components(undirected), key=lambda part: (-len(part), min(part)))
    drawn = [_part(undirected, sorted(part), boxes) for part in parts]
    return _packed(drawn)


def _part(network: "nx.Graph[str]", nodes: list[str], boxes: Mapping[str, Box]) -> dict[str, tuple[float, float]]:
    """One connected part, its upper left corner at the origin."""
    sizes = np.array([(boxes[node].width + _GAP, boxes[node].height + _GAP) for node in nodes])
    # The order of nodes decides the seeded start; a set's order would differ from run to run.
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(nodes)
    ordered.add_edges_from(sorted(tuple(sorted(edge)) for edge in network.subgraph(nodes).edges))
    if len(nodes) < 3:
        points = np.array([(0.0, 90.0 * place) for place in range(len(nodes))])
    else:
        side = sqrt(float((sizes[:, 0] * sizes[:, 1]).sum()) * 2.2)
        spread: dict[str, Any] = nx.spring_layout(
            ordered, seed=_SEED, iterations=300, k=2.2 / sqrt(len(nodes)), method="force"
        )
        points = np.array([spread[node] for node in nodes])
        points -= points.min(axis=0)
        extent = points.max(axis=0)
        extent[extent == 0] = 1
        # Screens and slides are wider than high.
        points = points / extent * np.array([side * 1.3, side / 1.3])
    points = _apart(points, sizes)
    points -= (points - sizes / 2).min(axis=0)
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, points.round(1), strict=True)}


def _apart(points: Points, sizes: Points, rounds: int = 600) -> Points:
    """Push boxes that overlap apart, each pair along the side where they overlap less."""
    points = points.copy()
    reach = (sizes[:, None, :] + sizes[None, :, :]) / 2
    # Equal centres would never part: a little order among them, the same on every run.
    points += np.arange(len(points))[:, None] * 1e-3
    for _ in range(rounds):
        delta = points[:, None, :] - points[None, :, :]
        overlap = reach - np.abs(delta)
        touching = (overlap > 0).all(axis=2)
        np.fill_diagonal(touching, val=False)
        if not touching.any():
            break
        along_x = overlap[:, :, 0] < overlap[:, :, 1]
        push = np.where(np.stack([along_x, ~along_x], axis=2) & touching[:, :, None], overlap, 0.0)
        points += (np.sign(delta) * push).sum(axis=1) * 0.3
    return points


def _packed(parts: list[dict[str, tuple[float, float]]]) -> dict[str, tuple[float, float]]:
    """The parts side by side in rows, the largest first."""
    margin = 160.0
    corners = [(max(x for x, _ in part.values()), max(y for _, y in part.values())) for part in parts]
    area = sum((width + margin) * (height + margin) for width, height in corners)
    limit = max([sqrt(area * 1.7), *(width for width, _ in corners)])
    placed: dict[str, tuple[float, float]] = {}
    left = top = row = 0.0
    for part, (width, height) in zip(parts, corners, strict=True):
        if left and left + width > limit:
            left, top, row = 0.0, top + row + margin, 0.0
        placed |= {node: (x + left, y + top) for node, (x, y) in part.items()}
        left, row = left + width + margin, max(row, height)
    return placed


def lines_of(label: str, width: int) -> list[str]:
    """A label in lines of about equal length, none longer than `width` characters.

    >>> lines_of("做强应用基础研究平台", 6)
    ['做强应用基', '础研究平台']
    """
    count = max(1, ceil(len(label) / width))
    step = max(1, ceil(len(label) / count))
    return [label[start : start + step] for start in range(0, len(label), step)] or [""]
