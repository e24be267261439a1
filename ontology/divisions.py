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


def below(city: Division) -> tuple[Division, ...]:
    """The districts and counties of a city, or of one that ranks as a province; none for other divisions.

    >>> [d.name for d in below(by_name("黄石")[0])][:2]
    ['黄石港区', '西塞山区']
    """
    ends = 4 if city.level == "municipal" else 2
    if city.level not in ("municipal", "provincial") or not city.name.endswith("市"):
        return ()
    every = {division for same in names().values() for division in same if division.level == "county"}
    return tuple(sorted((d for d in every if d.code[:ends] == city.code[:ends]), key=lambda d: d.code))


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
