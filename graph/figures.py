"""Figures of targets in words: ≥35%, 3～5家, >400亿元."""

from typing import Final

from graph.answers import TargetLine
from ontology.terms import Operator

_OPERATORS: Final[dict[Operator, str]] = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "", "~": "约", "range": ""}


def amount(line: TargetLine) -> str:
    """The figure with its comparison and unit: ≥35%, 3～5家, >400亿元."""
    value = figure(line.value) if line.upper is None else f"{figure(line.value)}～{figure(line.upper)}"
    return f"{_OPERATORS[line.operator]}{value}{line.unit}"


def figure(value: float) -> str:
    """A figure as Chinese documents write it, in 万 or 亿 where that leaves no long row of digits.

    >>> figure(20_000_000_000), figure(2.8), figure(1500)
    ('200亿', '2.8', '1500')
    """
    for size, name in ((1e8, "亿"), (1e4, "万")):
        if value >= size and len(scaled := f"{value / size:.15g}") <= 7:
            return scaled + name
    return f"{value:.15g}"
