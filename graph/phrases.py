"""Facts in a few words, the same ones wherever they are told: a role with its basis, a target's figure.

>>> borne("participant", "inherited")
'配合（承自上级条目）'
"""

from typing import Final

from graph.answers import TargetLine
from ontology.terms import BASES, ROLES, Basis, Operator, Role

OPERATORS: Final[dict[Operator, str]] = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "", "~": "约", "range": ""}


def role_word(role: Role) -> str:
    """牵头, 配合, 责任."""
    return ROLES[role][0].removesuffix("单位")


def borne(role: Role, basis: Basis) -> str:
    """The role, and its basis where the clause itself does not say it: 牵头, 配合（承自上级条目）."""
    return role_word(role) if basis == "explicit" else f"{role_word(role)}（{BASES[basis][0]}）"


def amount(line: TargetLine) -> str:
    """The figure with its comparison and unit: ≥35%, 3～5家, 每年>400亿元."""
    value = figure(line.value) if line.upper is None else f"{figure(line.value)}～{figure(line.upper)}"
    return f"{'每年' if line.period else ''}{OPERATORS[line.operator]}{value}{line.unit}"


def one_line(words: str) -> str:
    """Words of a document without their line ends and tabs."""
    return " ".join(words.split())


def figure(value: float) -> str:
    """A figure as Chinese documents write it, in 万, 亿 or 万亿 where that leaves no long row of digits.

    >>> figure(1_100_000_000_000), figure(20_000_000_000), figure(2.8), figure(1500)
    ('1.1万亿', '200亿', '2.8', '1500')
    """
    for size, name in ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")):
        if value >= size and len(scaled := f"{value / size:.15g}") <= 7:
            return scaled + name
    return f"{value:.15g}"
