"""Administrative divisions by name (GB/T 2260 codes), from `divisions.tsv`.

>>> by_name("黄石")[0].code
'420200'
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Division:
    """A division with its six-digit code, full name, short name ("" where it has no safe one) and level."""

    code: str
    name: str
    short: str
    level: str


def by_name(name: str) -> tuple[Division, ...]:
    """The divisions of that full or short name, in the order of their codes; none where it is unknown."""
    return names().get(name, ())


@cache
def names() -> dict[str, tuple[Division, ...]]:
    """All full and short names."""
    found: dict[str, tuple[Division, ...]] = {}
    text = files("ontology").joinpath("divisions.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        division = Division(*line.split("\t"))
        for name in {division.name, division.short} - {""}:
            found[name] = (*found.get(name, ()), division)
    return found
