"""Administrative divisions, current and former, by name and by code (GB/T 2260).

>>> by_name("黄石")[0].code
'420200'
>>> [d.name for d in within(by_name("黄石港区")[0])]
['黄石市', '湖北省']
>>> [(d.until, d.successor) for d in former("宣武区")]
[(2010, '110102')]

The current ones are in `divisions.tsv`, former names and abolished divisions in `former_divisions.tsv`, which is read
when first asked for.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# 北京 天津 上海 重庆
_CITIES_UNDER_THE_CENTRE = ("11", "12", "31", "50")
# Documents are of this century: what ended before it does not make a current name ambiguous.
_RECENT = 2000


@dataclass(frozen=True, slots=True)
class Division:
    """A division with its six-digit code, full name, customary short name ("" where it has no safe one) and level."""

    code: str
    name: str
    short: str
    level: str


@dataclass(frozen=True, slots=True)
class Former(Division):
    """A name or division that ended in the year `until`, under its last code.

    `since` is None where it is older than 1981. `successor` is the code of the current division that its area, or most
    of it, became or fell to; None where it was split or that is not known.
    """

    since: int | None
    until: int
    successor: str | None


def by_name(name: str) -> tuple[Division, ...]:
    """The current divisions of that full or short name, in the order of their codes; none where it is unknown."""
    return names().get(name, ())


def by_code(code: str) -> Division | None:
    """The current division of that code, or the last that had it.

    >>> by_code("420600").name, by_code("110104").name
    ('襄阳市', '宣武区')
    """
    return _tables()[2].get(code) or _former_by_code().get(code)


def former(name: str) -> tuple[Former, ...]:
    """The former divisions of that full name, the last to end first.

    >>> [(d.code, d.level, d.until) for d in former("莱芜市")]
    [('371200', 'municipal', 2018), ('379004', 'county', 1992)]
    """
    return former_names().get(name, ())


def meant(name: str, place: str | None = None) -> Division | None:
    """The one division that a document of `place` may mean by `name`, current before former; None where several may.

    >>> meant("鼓楼区"), meant("鼓楼区", "南京市").code, meant("江北区", "重庆市").code
    (None, '320106', '500105')
    """
    current = by_name(name) or everyday().get(name, ())
    here = {division.code[:2] for division in current}
    past = [d for d in former(name) if d.code[:2] not in here and (d.until >= _RECENT or not current)]
    # 思茅市 was a county-level city and a city after: the last is meant.
    provinces = {d.code[:2] for d in past}
    found = [*current, *(past[:1] if len(provinces) == 1 else past)]
    homes = by_name(place) or former(place)[:1] if place else ()
    for width in (6, 4, 2) if len(found) > 1 and len(homes) == 1 else ():
        near = [d for d in found if d.code[:width] == homes[0].code[:width]]
        if near:
            found = near
            break
    return found[0] if len(found) == 1 else None


def around(code: str) -> tuple[str, ...]:
    """The codes of the divisions around that of `code`, the nearest first.

    >>> around("420202"), around("429004"), around("310115"), around("420000")
    (('420200', '420000'), ('420000',), ('310000',), ())
    """
    if len(code) != 6 or not code.isdecimal() or code.endswith("0000"):
        return ()
    province = f"{code[:2]}0000"
    # No city stands between a province and these: 90 and 00 mark counties that answer to it.
    if code.endswith("00") or code[2:4] in ("90", "00") or code[:2] in _CITIES_UNDER_THE_CENTRE:
        return (province,)
    return (f"{code[:4]}00", province)


def within(division: Division) -> tuple[Division, ...]:
    """The city and the province of a county, the province of a city; as of its last year for a former division.

    >>> [d.name for d in within(by_name("仙桃市")[0])], [d.name for d in within(former("莱城区")[0])]
    (['湖北省'], ['莱芜市', '山东省'])
    """
    found = (by_code(code) for code in around(division.code))
    return tuple(d for d in found if d is not None)


def below(city: Division) -> tuple[Division, ...]:
    """The districts and counties of a city, or of one that ranks as a province; none for other divisions.

    >>> [d.name for d in below(by_name("黄石")[0])][:2]
    ['黄石港区', '西塞山区']
    """
    ends = 4 if city.level == "municipal" else 2
    if city.level not in ("municipal", "provincial") or not city.name.endswith("市"):
        return ()
    every = _tables()[2].values()
    return tuple(d for d in every if d.level == "county" and d.code[:ends] == city.code[:ends])


def names() -> dict[str, tuple[Division, ...]]:
    """All full and short names of current divisions."""
    return _tables()[0]


def everyday() -> dict[str, tuple[Division, ...]]:
    """The short names that are everyday words (安康, 日照): they mean the division only in a list of divisions."""
    return _tables()[1]


@cache
def former_names() -> dict[str, tuple[Former, ...]]:
    """All names of former divisions."""
    found: dict[str, list[Former]] = {}
    for code, name, level, since, until, successor in _rows("former_divisions.tsv"):
        division = Former(code, name, "", level, int(since) if since else None, int(until), successor or None)
        found.setdefault(name, []).append(division)
    return {name: tuple(sorted(same, key=lambda d: -d.until)) for name, same in found.items()}


@cache
def _former_by_code() -> dict[str, Former]:
    every = (division for same in former_names().values() for division in same)
    return {division.code: division for division in sorted(every, key=lambda d: d.until)}


@cache
def _tables() -> tuple[dict[str, tuple[Division, ...]], dict[str, tuple[Division, ...]], dict[str, Division]]:
    """The current divisions by name, by everyday word, and by code."""
    known: dict[str, tuple[Division, ...]] = {}
    words: dict[str, tuple[Division, ...]] = {}
    codes: dict[str, Division] = {}
    for code, name, shorts, level in _rows("divisions.tsv"):
        plain = [short for short in shorts.split() if short[0] != "("]
        division = codes[code] = Division(code, name, plain[0] if plain else "", level)
        for each in (name, *plain):
            known[each] = (*known.get(each, ()), division)
        if shorts and not plain:
            words[shorts[1:-1]] = (division,)
    return known, words, codes


def _rows(table: str) -> list[list[str]]:
    text = files("ontology").joinpath(table).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line[0] != "#"]
