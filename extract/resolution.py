"""Which agency a name in a document is: the registry's full name, or the name as it stands where nothing is known.

>>> resolve("市科技局", "黄石市").name, resolve("省发改委", "黄石市").name
('黄石市科学技术局', '湖北省发展和改革委员会')
>>> resolve("银保监会", "中华人民共和国", 2019)
Resolved(name='中国银行保险监督管理委员会', type='金融监督管理', level='national', jurisdiction='中华人民共和国')
>>> resolve("市国投集团", "黄石市")
Resolved(name='市国投集团', type='企业', level='municipal', jurisdiction='黄石市')

A name is expanded only where it is the full name's own words cut short: 工信局 is 工业和信息化局, never 经济和信息化局.
Whose 市科技局 is, the document's place tells; a place or an office that is not certain is left alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from extract.territory import ENDINGS, around, level_of, located, may_be_a_place, named, short, whole
from ontology import agencies
from ontology.agencies import Body, Branch, Office
from ontology.divisions import Division
from ontology.terms import NATION, Level


@dataclass(frozen=True, slots=True)
class Resolved:
    """An agency: its name, and its type in the registry, level and jurisdiction, each None where it is not known."""

    name: str
    type: str | None
    level: Level | None
    jurisdiction: str | None


_WORDS = agencies.words("place")
_LONGEST_WORD = max(map(len, _WORDS))
_NATIONAL_HEADS = tuple(agencies.words("national"))
_VAGUE = agencies.words("vague")
_DIVISION = "行政区划"
_INSIDE = "内设和派出机构"


@lru_cache(maxsize=20_000)
def resolve(mention: str, place: str | None, year: int | None = None) -> Resolved:
    """The agency that `mention` names in a document of `place`, written in `year`.

    >>> resolve("历城区政府", "济南市").name, resolve("人行黄石市分行", "黄石市").name
    ('历城区人民政府', '中国人民银行黄石市分行')
    >>> resolve("市政府办金融科", "黄石市")
    Resolved(name='市政府办金融科', type='内设和派出机构', level='municipal', jurisdiction='黄石市')
    """
    home = located(place)
    words = "".join(mention.split())
    found = _registered(words, home, year) or _own_kind(words, home, year)
    if found:
        return found if found.name else replace(found, name=mention)
    return _unknown(mention, words, place, home)


@lru_cache(maxsize=20_000)
def registered(name: str) -> bool:
    """True where the name is in the registry whatever the document: a national body, or an office with its place.

    >>> [registered(name) for name in ("国家电网", "团市委", "黄石市科技局", "科技局", "企业")]
    [True, True, True, False, False]
    """
    if agencies.national(name) or agencies.inner(name) or _behind_word(name):
        return True
    splits = (at for at in range(2, min(len(name), 16)) if agencies.offices(name[at:]))
    return any(place.code for at in splits for place in named(name[:at], None))


def _registered(words: str, home: Division | None, year: int | None) -> Resolved | None:
    """What the registry says; a name is empty where the type is certain and the full name is not."""
    central = home is not None and home.level == "national"
    alone = words not in _VAGUE and not words.startswith(_NATIONAL_HEADS)
    if home and not central and alone and (own := _office(words, home, year)):
        return own
    # 药监局 in a city's document may be the province's; in one of the State Council it is the national one.
    unshared = words.startswith(_NATIONAL_HEADS) or central or not agencies.offices(words)
    if unshared and (bodies := agencies.national(words)):
        body = _borne(words, bodies, year)
        return Resolved(body.name, body.type, "national", NATION)
    return (
        next(_headed(words, home), None)
        or next(_branches(words, home), None)
        or _level_word(words, home, year)
        or next(_named_place(words, home, year), None)
    )


def _borne(words: str, bodies: tuple[Body, ...], year: int | None) -> Body:
    """Of the bodies that a form can mean, the one that bore it then; without a year, the present one."""
    exact = next((body for body in bodies if body.name == words), None)
    if exact or len(bodies) == 1:
        return exact or bodies[0]
    latest = sorted(bodies, key=lambda body: -(body.since or 0))
    if year is None:
        return next((body for body in latest if body.until is None), latest[0])
    return next((body for body in latest if body.at(year)), latest[0] if year >= (latest[0].since or 0) else latest[-1])


def _office(form: str, place: Division, year: int | None) -> Resolved | None:
    """The office of a place that a form means, without a name where two of one type may be meant."""
    found: list[Office] = []
    every = agencies.offices(form)
    for level in ("provincial", "municipal") if place.level == "provincial" else (place.level,):
        # A municipality under the centre has bureaus as cities have; other provinces have not.
        if level == "municipal" and place.level == "provincial" and not place.name.endswith("市"):
            continue
        found = found or [office for office in every if level in office.levels]
    if len(found) > 1:
        then = [office for office in found if office.until and year and year <= office.until]
        found = then or [office for office in found if office.until is None]
    if not found or len({office.type for office in found}) > 1:
        return None
    name = found[0].of(whole(place)) if len(found) == 1 else ""
    return Resolved(name, found[0].type, level_of(place), whole(place))


def _behind_word(words: str) -> tuple[str, str] | None:
    """The word for a place and the office's form behind it: 市|科技局."""
    for end in range(min(_LONGEST_WORD, len(words) - 1), 0, -1):
        if words[:end] in _WORDS and agencies.offices(words[end:]):
            return words[:end], words[end:]
    return None


def _level_word(words: str, home: Division | None, year: int | None) -> Resolved | None:
    if inner := agencies.inner(words):
        office, word = inner
        place = around(word, home)
        return Resolved(office.of(whole(place)), office.type, level_of(place), whole(place)) if place else None
    if parts := _behind_word(words):
        word, form = parts
        place = around(_WORDS[word], home)
        return _office(form, place, year) if place else None
    return None


def _named_place(words: str, home: Division | None, year: int | None) -> Iterator[Resolved]:
    """黄石市|科技局, 济南市历城区|政府"""
    for at in range(min(len(words) - 1, 16), 1, -1):
        if agencies.offices(words[at:]):
            for place in named(words[:at], home):
                if found := _office(words[at:], place, year):
                    yield found


def _headed(words: str, home: Division | None) -> Iterator[Resolved]:
    """Full names that do not begin with the place's: 中共|黄石市|委组织部"""
    for head, tail, office in _headed_forms(words[-1:]):
        if words.startswith(head) and words.endswith(tail) and len(words) > len(head) + len(tail) + 1:
            for place in named(words[len(head) : len(words) - len(tail)], home):
                yield Resolved(office.of(whole(place)), office.type, level_of(place), whole(place))


@lru_cache(maxsize=1_000)
def _headed_forms(last: str) -> tuple[tuple[str, str, Office], ...]:
    """Those that a name with this last sign may have."""
    return tuple(form for form in agencies.headed() if form[1][-1:] in ("", last))


def _branches(words: str, home: Division | None) -> Iterator[Resolved]:
    for before, after, sign, branch in _branch_forms(words[-1:]):
        if not (words.startswith(before) and words.endswith(after) and len(words) > len(before) + len(after)):
            continue
        written = words[len(before) : len(words) - len(after)]
        # 市|海关
        own = around(_WORDS[written], home) if not before and written in _WORDS else None
        written = own.name if own else written
        places = (own,) if own else named(written, home) if len(written) > 1 else ()
        if not places or not places[0].code:
            # 莱芜 is 莱芜市, a city of former years.
            places = tuple(place for place in named(f"{written}市", home) if place.code) or places
        known = len(places) == 1 and (places[0].code or places[0] == home)
        if not known and (sign == "◇" or len(written) > 8 or not may_be_a_place(written)):
            continue
        place = places[0] if len(places) == 1 else None
        name = branch.pattern.replace("○", written)
        if place:
            name = name.replace("◇", short(place, written))
        level = level_of(place) if place and branch.local else None
        yield Resolved(name, branch.type, level, whole(place) if place else home.name if home else None)


@lru_cache(maxsize=1_000)
def _branch_forms(last: str) -> tuple[tuple[str, str, str, Branch], ...]:
    """What stands before and behind the place in each form that a name with this last sign may have.

    The longest come first, each with the sign for the place.
    """
    found = []
    for branch in agencies.branches():
        for form in branch.forms:
            sign = "◇" if "◇" in form else "○"
            before, _, after = form.partition(sign)
            if after[-1:] in ("", last):
                found.append((before, after, sign, branch))
    return tuple(sorted(found, key=lambda form: -len(form[0] + form[1])))


def _own_kind(words: str, home: Division | None, year: int | None) -> Resolved | None:
    """Bodies of a kind that the registry knows by its ending, each under its own name."""
    if places := named(words, home):
        if len(places) == 1 and (places[0].code or places[0] == home or words[-1] in "省市州县旗"):
            return Resolved(whole(places[0]), _DIVISION, level_of(places[0]), whole(places[0]))
        return None
    for kind in agencies.kinds():
        if not words.endswith(kind.endings):
            continue
        if kind.type == _INSIDE:
            around_it = _parent(words, home, year)
            if around_it:
                return Resolved("", kind.type, around_it.level, around_it.jurisdiction)
            continue
        level, jurisdiction = _whose(words, home)
        return Resolved("", kind.type, level, jurisdiction)
    return None


def _parent(words: str, home: Division | None, year: int | None) -> Resolved | None:
    """The agency that an office inside it is named after: 市政府办|金融科"""
    ends = range(len(words) - 2, max(2, len(words) - 10), -1)
    return next((found for end in ends if (found := _registered(words[:end], home, year))), None)


def _whose(words: str, home: Division | None) -> tuple[Level | None, str | None]:
    """Level and jurisdiction by the word or listed place that a name begins with, else by the document's place."""
    for end in range(min(len(words) - 1, 12), 2, -1):
        places = named(words[:end], home)
        if len(places) == 1 and words[end - 1] in "省市区县州旗盟" and (places[0].code or places[0] == home):
            return level_of(places[0]), whole(places[0])
    for word in (words[:3], words[:1]):
        if word in ENDINGS:
            place = around(word, home)
            return (level_of(place), whole(place)) if place else (ENDINGS[word], None)
    if home is None:
        return None, None
    return ("national" if home.level == "national" else None), whole(home)


def _unknown(mention: str, words: str, place: str | None, home: Division | None) -> Resolved:
    level, jurisdiction = _whose(words, home)
    return Resolved(mention, None, level, jurisdiction or (place if home is None else None))
