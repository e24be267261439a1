"""Where the nodes of a network stand: the same on every run, no label upon another, parts that nothing joins apart.

networkx spreads each part by forces from a few seeded starts; the best start, by how little its lines cross, is then
untangled node by node. Networks of several kinds of nodes may stand in columns instead, one a kind, ordered so that
lines cross little. Distances are in pixels at full size.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Mask = NDArray[np.bool_]

# The room between two boxes, and between two parts that nothing joins.
_GAP = 16.0
_MARGIN = 90.0
# Room beside the boxes for lines to run in, as a multiple of what the boxes take.
_AIR = 2.6
# Screens and slides are wider than high.
_ASPECT = 2.0
# A part of n nodes costs n² in each start and each round, so that a large one gets fewer of them.
_PATIENCE = 60_000
# A line behind a box looks as if it ended there; a crossing of two lines only takes a second look.
_BEHIND = 3.0
_LENGTH = 1 / 250
CLOSING = "，。、；：？！）》」』”’〕】"
_OPENING = "（《「『“‘〔【"
# Signs that Chinese fonts make as wide as a character.
_WIDE = "“”‘’…—·"
# Between two rows of a column, and between two columns, where lines run.
_ROW = 5.0
_LANE = 130.0
_SWEEPS = 12


@dataclass(frozen=True, slots=True)
class Box:
    """The room that a node with its label takes."""

    width: float
    height: float


Places = dict[str, tuple[float, float]]


def positions(network: "nx.Graph[str]", boxes: Mapping[str, Box], aspect: float = _ASPECT) -> Places:
    """The centre of each node's box; no two boxes touch. The whole is about `aspect` times as wide as high.

    positions(network, {node: Box(120, 40) for node in network})
    """
    # The order of nodes decides the seeded start; a set's order would differ from run to run.
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(sorted(network))
    ordered.add_edges_from(sorted({(min(edge), max(edge)) for edge in network.edges}))
    parts = sorted(map(sorted, nx.connected_components(ordered)), key=lambda part: (-len(part), part))
    placed: list[tuple[list[str], Points, Points]] = []
    for nodes in parts:
        sizes = np.array([(boxes[node].width + _GAP, boxes[node].height + _GAP) for node in nodes])
        at = {node: index for index, node in enumerate(nodes)}
        ends = np.array([(at[a], at[b]) for a, b in ordered.edges(nodes)], dtype=np.intp).reshape(-1, 2)
        points = _part(nodes, ends, sizes, aspect)
        points -= (points - sizes / 2).min(axis=0)
        placed.append((nodes, points, sizes))
    corners = _packed([(points + sizes / 2).max(axis=0) for _, points, sizes in placed], aspect)
    return {
        node: (float(x), float(y))
        for (nodes, points, _), corner in zip(placed, corners, strict=True)
        for node, (x, y) in zip(nodes, (points + corner).round(), strict=True)
    }


def columns(network: "nx.Graph[str]", boxes: Mapping[str, Box], kinds: Sequence[tuple[str, ...]]) -> Places:
    """The centre of each node's box, nodes of each group of `kinds` one below another in a column of their own.

    Years stay in their order; all else is put where its lines are short and cross little.

        columns(of_zones(mentions, duties), boxes, ZONE_COLUMNS)
    """
    undirected = network.to_undirected(as_view=True)
    stacks = [[node for node, kind in network.nodes(data="kind") if kind in group] for group in kinds]
    heights = [sum(boxes[node].height + _ROW for node in stack) for stack in stacks]
    tallest = heights.index(max(heights))
    years = [node for stack in stacks for node in stack if network.nodes[node]["kind"] == "year"]
    rank = _swept(undirected, stacks, stacks[tallest], years)
    ys: dict[str, float] = {}
    order = sorted(range(len(stacks)), key=lambda at: abs(at - tallest))
    for at in order:
        stack = sorted(stacks[at], key=rank.__getitem__)
        if at == tallest:
            wanted = [0.0] * len(stack)
        else:
            means = {node: _mean([ys[near] for near in undirected[node] if near in ys]) for node in stack}
            if not (years and stack[0] in years):
                stack.sort(key=means.__getitem__)
            wanted = [means[node] for node in stack]
        ys.update(zip(stack, _spaced(wanted, [boxes[node].height + _ROW for node in stack]), strict=True))
    lane = min(max(_LANE, max(heights) * 0.12), 1.6 * _LANE)
    places: Places = {}
    left = 0.0
    for stack in stacks:
        width = max((boxes[node].width for node in stack), default=0.0)
        for node in stack:
            places[node] = (round(left + width / 2), round(ys[node]))
        left += width + lane
    return places


def beside(network: "nx.Graph[str]", boxes: Mapping[str, Box]) -> Places:
    """The centre of each node's box in two networks side by side, twins at the same place in both.

    beside(side_by_side(before, after), boxes)
    """
    first = {
        node: node if facts["side"] == "before" else facts["twin"] or node for node, facts in network.nodes(data=True)
    }
    merged: nx.Graph[str] = nx.Graph()
    merged.add_nodes_from(first.values())
    merged.add_edges_from((first[one], first[other]) for one, other in network.edges)
    room = {
        node: Box(max(boxes[it].width for it in same), max(boxes[it].height for it in same))
        for node, same in _grouped(first).items()
    }
    found = positions(merged, room, aspect=1.0)
    left = min(found[node][0] - room[node].width / 2 for node in merged)
    right = max(found[node][0] + room[node].width / 2 for node in merged)
    apart = round(right - left + 2 * _MARGIN)
    return {
        node: (found[at][0] + (apart if network.nodes[node]["side"] == "after" else 0), found[at][1])
        for node, at in first.items()
    }


def breadth(line: str) -> float:
    """About how wide a line of text is, in ems: Latin letters and digits take about half the room of Chinese."""
    return sum(1.0 if ord(sign) > 0x2E7F or sign in _WIDE else 0.62 for sign in line)


def lines_of(label: str, width: int, most: int) -> list[str]:
    """A label in at most `most` lines of about equal length and `width` characters.

    No line begins with a closing sign, nor ends in an opening one.

    >>> lines_of("做强应用基础研究平台", 6, 3)
    ['做强应用基', '础研究平台']
    >>> lines_of("坚持价值导向，打造示范区", 6, 3), lines_of("坚持价值导向", 2, 2)
    (['坚持价值导向，', '打造示范区'], ['坚持', '价…'])
    >>> lines_of("推进“双创”", 5, 2)
    ['推进', '“双创”']
    """
    if len(label) > width * most:
        label = label[: width * most - 1] + "…"
    lines: list[str] = []
    while label:
        end = ceil(len(label) / max(1, min(most - len(lines), ceil(len(label) / width))))
        end += len(label[end:]) - len(label[end:].lstrip(CLOSING))
        if end < len(label):
            end = len(label[:end].rstrip(_OPENING)) or end
        lines.append(label[:end])
        label = label[end:]
    return lines or [""]


def _part(nodes: list[str], ends: NDArray[np.intp], sizes: Points, aspect: float) -> Points:
    """One connected part."""
    count = len(nodes)
    if count == 1:
        return np.zeros((1, 2))
    side = sqrt(float((sizes[:, 0] * sizes[:, 1]).sum()) * _AIR)
    room = np.array([side * sqrt(aspect), side / sqrt(aspect)])
    effort = max(1, min(4, _PATIENCE // count**2))
    starts = [_apart(_spread(count, ends, seed, room), sizes) for seed in range(effort)]
    best = min(starts, key=lambda points: _tangle(points, ends, sizes))
    return _untangled(best, ends, sizes, rounds=2 * effort)


def _spread(count: int, ends: NDArray[np.intp], seed: int, room: Points) -> Points:
    network: nx.Graph[int] = nx.Graph()
    network.add_nodes_from(range(count))
    network.add_edges_from(ends.tolist())
    found = nx.spring_layout(network, seed=seed, iterations=200, k=2.2 / sqrt(count), method="force")
    points = np.array([found[node] for node in range(count)])
    points -= points.min(axis=0)
    extent = points.max(axis=0)
    # A row of nodes has no height to stretch.
    extent[extent < 1e-9] = 1.0
    return np.asarray(points / extent * room)


def _apart(points: Points, sizes: Points, rounds: int = 600) -> Points:
    """Push boxes that overlap apart, each pair along the side where they overlap less."""
    reach = (sizes[:, None, :] + sizes[None, :, :]) / 2
    # Equal centres would never part: a little order among them, the same on every run.
    points = points + np.arange(len(points))[:, None] * 1e-3
    for _ in range(rounds):
        delta = points[:, None, :] - points[None, :, :]
        overlap = reach - np.abs(delta)
        touching: Mask = (overlap[:, :, 0] > 0) & (overlap[:, :, 1] > 0)
        np.fill_diagonal(touching, val=False)
        if not touching.any():
            break
        along_x = overlap[:, :, 0] < overlap[:, :, 1]
        push = np.where(np.stack([along_x, ~along_x], axis=2) & touching[:, :, None], overlap + 0.5, 0.0)
        points = points + (np.sign(delta) * push).sum(axis=1) * 0.3
    return points


def _untangled(points: Points, ends: NDArray[np.intp], sizes: Points, rounds: int) -> Points:
    """Move nodes, each in turn, to where their lines cross least, within the room that the picture takes."""
    points = points.copy()
    low, high = (points - sizes / 2).min(axis=0), (points + sizes / 2).max(axis=0)
    steps = np.array([(x, y) for x in range(-3, 4) for y in range(-3, 4)], dtype=np.float64)
    neighbours = [np.concatenate([ends[ends[:, 0] == n, 1], ends[ends[:, 1] == n, 0]]) for n in range(len(points))]
    for turn in range(rounds):
        before = points.copy()
        for node, others in enumerate(neighbours):
            around = points[others].mean(axis=0)
            step = sizes[node] * (0.8, 1.2) / (1 + turn % 3)
            tried = np.concatenate([points[node][None], points[node] + steps * step, around + steps * step])
            inside = ((tried - sizes[node] / 2 >= low) & (tried + sizes[node] / 2 <= high)).all(axis=1)
            inside[0] = True
            tried = tried[inside]
            points[node] = tried[np.argmin(_costs(node, tried, others, points, ends, sizes))]
        if np.array_equal(before, points):
            break
    return points


def _costs(
    node: int, tried: Points, others: NDArray[np.intp], points: Points, ends: NDArray[np.intp], sizes: Points
) -> Points:
    """What it would cost to have `node` at each of the points `tried`."""
    rest = np.delete(np.arange(len(points)), node)
    beside = np.abs(tried[:, None] - points[rest]) >= (sizes[node] + sizes[rest]) / 2
    clear = (beside[..., 0] | beside[..., 1]).all(axis=1)
    # The first is where the node stands: staying is always allowed.
    clear[0] = True
    cost = np.full(len(tried), np.inf)
    tried = tried[clear]
    apart = ends[(ends != node).all(axis=1)]
    here, there = tried[:, None, None, :], points[others][None, :, None, :]
    first, last = points[apart[:, 0]], points[apart[:, 1]]
    crossings = _cross(here, there, first, last).sum(axis=(1, 2))
    under = _hits(here, there, points[rest], sizes[rest]) & (others[:, None] != rest)
    over = _hits(first, last, tried[:, None], sizes[node])
    behind = under.sum(axis=(1, 2)) + over.sum(axis=1)
    length = np.linalg.norm(tried[:, None] - points[others], axis=2).sum(axis=1)
    cost[clear] = crossings + _BEHIND * behind + _LENGTH * length
    return cost


def _tangle(points: Points, ends: NDArray[np.intp], sizes: Points) -> float:
    """How hard a picture is to read: lines that cross, lines behind boxes, and long lines."""
    first, last = points[ends[:, 0]], points[ends[:, 1]]
    crossings = _cross(first[:, None], last[:, None], first, last).sum() / 2
    behind = _hits(first[:, None], last[:, None], points, sizes)
    behind &= (ends[:, :, None] != np.arange(len(points))).all(axis=1)
    length = np.linalg.norm(first - last, axis=1).sum()
    return float(crossings + _BEHIND * behind.sum() + _LENGTH * length)


def _cross(a: Points, b: Points, c: Points, d: Points) -> Mask:
    """Whether the lines a–b and c–d cross; lines that only share an end do not."""

    def side(p: Points, q: Points, r: Points) -> Points:
        return np.asarray((q - p)[..., 0] * (r - p)[..., 1] - (q - p)[..., 1] * (r - p)[..., 0])

    return np.asarray((side(a, b, c) * side(a, b, d) < -1e-6) & (side(c, d, a) * side(c, d, b) < -1e-6))


def _hits(a: Points, b: Points, centres: Points, sizes: Points) -> Mask:
    """Whether the line a–b passes through a box."""
    way = b - a
    way = np.where(np.abs(way) < 1e-9, 1e-9, way)
    one, two = (centres - sizes / 2 - a) / way, (centres + sizes / 2 - a) / way
    near, far = np.minimum(one, two), np.maximum(one, two)
    enter = np.maximum(near[..., 0], near[..., 1])
    leave = np.minimum(far[..., 0], far[..., 1])
    return np.asarray(np.maximum(enter, 0) < np.minimum(leave, 1))


def _packed(extents: list[Points], aspect: float) -> list[Points]:
    """The upper left corners of parts laid side by side in rows, in the order given."""
    area = sum(float((extent + _MARGIN).prod()) for extent in extents)
    limit = max([sqrt(area * aspect), *(float(extent[0]) for extent in extents)])
    corners: list[Points] = []
    left = top = row = 0.0
    for width, height in extents:
        if left and left + width > limit:
            left, top, row = 0.0, top + row + _MARGIN, 0.0
        corners.append(np.array([left, top]))
        left, row = left + width + _MARGIN, max(row, height)
    return corners


def _swept(network: "nx.Graph[str]", stacks: list[list[str]], tallest: list[str], years: list[str]) -> dict[str, float]:
    """The order within columns, from 0 to 1, after nodes have moved to the mean of their neighbours a few times."""
    rank = {node: at / max(1, len(stack) - 1) for stack in stacks for at, node in enumerate(stack)}
    fixed = set(years)
    best, fewest = dict(rank), _crossings(network, rank, tallest)
    for _ in range(_SWEEPS):
        for stack in sorted(stacks, key=lambda stack: stack is tallest):
            if fixed.issuperset(stack):
                continue
            moved = sorted(stack, key=lambda node: (_mean([rank[near] for near in network[node]]), rank[node]))
            rank.update((node, at / max(1, len(stack) - 1)) for at, node in enumerate(moved))
        crossings = _crossings(network, rank, tallest)
        if crossings < fewest:
            best, fewest = dict(rank), crossings
    return best


def _crossings(network: "nx.Graph[str]", rank: Mapping[str, float], tallest: list[str]) -> int:
    """How many pairs of lines cross, those on each side of the tallest column by themselves."""
    crossed = 0
    sides: dict[tuple[str, ...], list[tuple[float, float]]] = {}
    for node in tallest:
        for near in network[node]:
            kind = network.nodes[near]["kind"]
            side = ("agency",) if kind in ("agency", "group") else (kind,)
            sides.setdefault(side, []).append((rank[node], rank[near]))
    for lines in sides.values():
        ends = np.array(lines)
        apart = np.sign(ends[:, None] - ends[None, :])
        crossed += int((apart[..., 0] * apart[..., 1] < 0).sum()) // 2
    return crossed


def _spaced(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Centres near to those wanted, in the same order and with room for each."""
    if not wanted:
        return []
    gaps = [(one + other) / 2 for one, other in pairwise(heights)]
    down, up = [wanted[0]], [wanted[-1]]
    for want, gap in zip(wanted[1:], gaps, strict=True):
        down.append(max(want, down[-1] + gap))
    for want, gap in zip(wanted[-2::-1], gaps[::-1], strict=True):
        up.append(min(want, up[-1] - gap))
    # Each of the two has room for all, and so has what lies midway.
    return [(one + other) / 2 for one, other in zip(down, up[::-1], strict=True)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _grouped(first: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node, at in first.items():
        found.setdefault(at, []).append(node)
    return found
