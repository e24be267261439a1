"""The registry of agencies: national bodies and their former names, the offices of each place, branches, other kinds.

>>> [(b.name, b.until, b.successors) for b in national("银保监会")]
[('中国银行保险监督管理委员会', 2023, ('国家金融监督管理总局',))]
>>> [o.pattern for o in offices("发改委")]
['○发展和改革委员会']
>>> types()["科学技术"]
'science and technology'

The tables beside this module say what they hold and where it comes from. A form of a name may belong to several: a
national body and its forerunners (广电总局), or offices of different levels (法院).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from ontology.terms import Level

_LEVELS: Final[dict[str, Level]] = {"p": "provincial", "m": "municipal", "c": "county"}
_OFFICE_ENDS = ("局", "委", "委员会", "署", "办公室")
# The words for a place that stand inside an office's name: 团市委.
_INNER = ("省", "自治区", "市", "县", "区", "州", "旗", "盟")


@dataclass(frozen=True, slots=True)
class Body:
    """A national body under one name, borne from `since` to `until` (years; None where not told or still so)."""

    name: str
    type: str
    since: int | None
    until: int | None
    successors: tuple[str, ...]
    shorts: tuple[str, ...]

    def at(self, year: int) -> bool:
        """Whether it bore the name in that year."""
        return (self.since or 0) <= year <= (self.until or year)


@dataclass(frozen=True, slots=True)
class Office:
    """An office of each province, city or county; `pattern` is its full name with ○ for the place's.

    `until` is the year of the reform that took the office or its name away, None for a present one.
    """

    pattern: str
    levels: tuple[Level, ...]
    type: str
    until: int | None
    shorts: tuple[str, ...]

    def of(self, place: str) -> str:
        """The full name of a place's own.

        >>> [office.of("平江市") for form in ("科技局", "委组织部") for office in offices(form)]
        ['平江市科学技术局', '中共平江市委组织部']
        >>> offices("委组织部")[0].of("广西壮族自治区")
        '中共广西壮族自治区委员会组织部'
        """
        if place.endswith(("自治区", "自治州", "自治县", "自治旗", "地区")) and self.pattern[4:5] != "员":
            return self.pattern.replace("○委", "○委员会", 1).replace("○", place)
        return self.pattern.replace("○", place)


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of a national body; ○ and ◇ in `pattern` and `forms` stand for the place, ◇ for its short name.

    `local` is true where the branch is of its place's level: 中国人民银行黄石市分行, not 黄石海关.
    """

    pattern: str
    type: str
    local: bool
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of body that is known by how its name ends."""

    type: str
    endings: tuple[str, ...]


def national(form: str) -> tuple[Body, ...]:
    """The national bodies that a full name or short form can mean, in the registry's order."""
    return _national()[1].get(form, ())


def body(name: str) -> Body | None:
    """The national body of that full name."""
    return bodies().get(name)


def succession(name: str) -> Iterator[tuple[Body, Body]]:
    """Each body and what came after it, from a full name on; nothing where it still exists or is not listed.

    >>> [(old.name, new.name) for old, new in succession("国家乡村振兴局")]
    [('国家乡村振兴局', '农业农村部')]
    """
    ahead, seen = [name], {name}
    while ahead:
        old = bodies().get(ahead.pop(0))
        if old is None:
            return
        for successor in old.successors:
            yield old, bodies()[successor]
            if successor not in seen:
                seen.add(successor)
                ahead.append(successor)


def offices(form: str) -> tuple[Office, ...]:
    """The offices that a form means behind a word or name for the place: 科技局 as in 市科技局 and 黄石市科技局."""
    return _offices().forms.get(form, ())


def inner(form: str) -> tuple[Office, str] | None:
    """The office that is named around a word for its place, with that word: 团市委."""
    return _offices().around.get(form)


def headed() -> tuple[tuple[str, str, Office], ...]:
    """What stands before and behind the place in full names that do not begin with it: 中共○委组织部."""
    return _offices().heads


def bodies() -> dict[str, Body]:
    """All national bodies by full name."""
    return _national()[0]


def every_office() -> tuple[Office, ...]:
    """All offices, in the registry's order."""
    return _offices().every


@cache
def branches() -> tuple[Branch, ...]:
    """All branches, in the registry's order."""
    rows = _rows("branches.tsv", 4)
    return tuple(Branch(name, kind, local == "place", (name, *forms.split())) for name, kind, local, forms in rows)


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds of bodies that no list can name."""
    return tuple(Kind(kind, tuple(endings.split())) for kind, endings in _rows("kinds.tsv", 2))


@cache
def words(use: str) -> dict[str, str]:
    """The words of a use that `words.tsv` describes, for a place with the ending of its name.

    >>> words("place")["我县"], "国务院" in words("national")
    ('县', True)
    """
    return {word: ending for word, does, ending in _rows("words.tsv", 3) if does == use}


@cache
def types() -> dict[str, str]:
    """Each type with its English name."""
    return dict(_rows("types.tsv", 2))


def spellings(form: str) -> Iterator[str]:
    """A form and those that follow from it: without 和, with 委 for a final 委员会.

    >>> list(spellings("发展和改革委员会"))
    ['发展和改革委员会', '发展改革委员会', '发展和改革委', '发展改革委']
    """
    for ended in dict.fromkeys((form, f"{form[:-3]}委" if form.endswith("委员会") else form)):
        yield from dict.fromkeys((ended, ended.replace("和", "")))


@cache
def _national() -> tuple[dict[str, Body], dict[str, tuple[Body, ...]]]:
    every: dict[str, Body] = {}
    for name, kind, years, successors, shorts in _rows("national.tsv", 5):
        since, _, until = years.partition("-")
        every[name] = Body(name, kind, _year(since), _year(until), tuple(successors.split()), tuple(shorts.split()))
    forms: dict[str, list[Body]] = {}
    for found in every.values():
        for form in (found.name, *found.shorts):
            forms.setdefault(form, []).append(found)
    # What follows from a name gives way to what is listed.
    listed = set(forms)
    for found in every.values():
        follows = {f for form in (found.name, *found.shorts) for f in spellings(form)}
        follows |= {f[2:] for f in follows if f.startswith("国家") and f.endswith(_OFFICE_ENDS) and len(f) > 4}
        for form in sorted(follows - listed):
            forms.setdefault(form, []).append(found)
    return every, {form: tuple(found) for form, found in forms.items()}


@dataclass(frozen=True, slots=True)
class _Offices:
    """All offices, by form, by form around a word for the place, and by what their full names begin and end with."""

    every: tuple[Office, ...]
    forms: dict[str, tuple[Office, ...]]
    around: dict[str, tuple[Office, str]]
    heads: tuple[tuple[str, str, Office], ...]


@cache
def _offices() -> _Offices:
    every: list[Office] = []
    for name, levels, kind, until, shorts in _rows("offices.tsv", 5):
        pattern = name if "○" in name else f"○{name}"
        every.append(Office(pattern, tuple(_LEVELS[c] for c in levels), kind, _year(until), tuple(shorts.split())))
    forms: dict[str, list[Office]] = {}
    around: dict[str, tuple[Office, str]] = {}
    heads: list[tuple[str, str, Office]] = []
    for office in every:
        own = [office.pattern[1:]] if office.pattern[0] == "○" else []
        for form in dict.fromkeys(f for s in (*own, *office.shorts) for f in spellings(s)):
            if "□" in form:
                around.update({form.replace("□", word): (office, word) for word in _INNER})
                continue
            # 自治区党委组织部 has 党委 where others have 委.
            for written in (form, f"党{form}") if form[0] == "委" else (form,):
                if office not in forms.setdefault(written, []):
                    forms[written].append(office)
        if not own:
            head, _, tail = office.pattern.partition("○")
            heads += [(head, end, office) for end in dict.fromkeys((tail, tail.replace("委", "委员会", 1)))]
    # The longest tail first, for 政协…委员会办公室 ends as others do.
    heads.sort(key=lambda head: -len(head[0] + head[1]))
    return _Offices(tuple(every), {form: tuple(found) for form, found in forms.items()}, around, tuple(heads))


def _year(written: str) -> int | None:
    return int(written) if written else None


def _rows(table: str, fields: int) -> Iterator[list[str]]:
    text = files("ontology").joinpath("agencies", table).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and line[0] != "#":
            row = line.split("\t")
            yield row + [""] * (fields - len(row))
