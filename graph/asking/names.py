"""The names in a store: agencies, places, tasks, indicators, zones and documents, by each form that people use.

    names = names_of(store)
    names.forms["市科技局"].agencies      # IRIs: the office of every city that has one in the store
    names.find("由市发改委牵头")           # [(1, 5, Meaning(agencies=…)), …]

Forms are folded (see `folded`): width, case and quotation marks do not tell names apart.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import product
from pathlib import PurePath
from threading import Lock
from typing import Final

import ahocorasick_rs

from graph.answers import unit_notations
from graph.asking.cues import charges, zone_forms
from graph.kept import kept, stays
from graph.names import Named, abbreviates, stems
from graph.search import Row, rows_of
from graph.store import Store
from ontology import agencies as registry
from ontology.terms import NAMESPACE

_QUOTES = re.compile(r"[“”\"‘’「」『』]")
# Blanks part words of English, not of Chinese.
_CHINESE_BLANK = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")
# （一） 一、 1. 1．（1） ① 第一
_NUMBER = re.compile(r"^(?:[（(][0-9一二三四五六七八九十百]+[)）]|[0-9一二三四五六七八九十百]+[、.．]|[①-⑳])\s*")
_ISSUED = re.compile(r"^.{0,30}?关于(?:印发|转发|发布|公布|修订印发)?(?P<core>.+?)(?:的通知|的函|的公告)?$")
_PARTY = re.compile(r"^(?:中共)?[省市县区州盟旗]委(?=..[^员])")
# 澜州市加快建设…: the place that a title begins with
_TITLE_PLACE = re.compile(r"^(?:中共)?(?P<place>[\u4e00-\u9fff]{2,6}?[省市县区州盟旗])(?![市县区委])")
# How long a name cut short is, and how it ends.
_SHORT, _LONG = 3, 10
_SHORTEST_ZONE = 4
_OFFICES = ("局", "委", "办", "厅", "部", "行")
_BRACKETED = re.compile(r"\([^()]*\)")


def folded(text: str) -> str:
    """The text in the form in which names are compared: one width, lower case, no quotation marks or spare blanks.

    >>> folded("“霁江英才”　（ＡＢＣ） plan")
    '霁江英才(abc) plan'
    >>> folded("Who  leads 加装电梯？")
    'who leads加装电梯?'
    """
    plain = _QUOTES.sub("", unicodedata.normalize("NFKC", text)).lower()
    return _CHINESE_BLANK.sub("", " ".join(plain.split()))


_QUOTED: Final = re.compile(r"[“‘\"]([^”’\"]{2,12})[”’\"]")
_PLAN_PERIOD: Final = re.compile(r"十[一二三四五六七八九]五")
# 国发〔2019〕3号
_YEAR_OF_NUMBER: Final = re.compile(r"[〔\[(]\d{4}[〕\])]")
# 做强离岸科创平台。 is a heading, 推动合肥新桥、芜宣机场协同联动、 begins a sentence.
_ENDS_HEADING: Final = ("", "。", ".", ":", "\n")


def core(heading: str) -> str:
    """A heading without its number, folded.

    >>> core("（一）实施重点行业节能降碳改造"), core("2.建强重大科技创新平台")
    ('实施重点行业节能降碳改造', '建强重大科技创新平台')
    """
    return folded(_NUMBER.sub("", heading))


def holding(words: str, text: str, starts: Sequence[int]) -> Iterator[int]:
    """Which of the parts of `text` that begin at `starts` hold the words, a part as often as it does.

    >>> list(holding("b", "ab|c|bb", [0, 3, 5]))
    [0, 2, 2]
    """
    at = text.find(words)
    while at >= 0:
        yield bisect_right(starts, at) - 1
        at = text.find(words, at + 1)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a form can mean, as IRIs; `places` are names of jurisdictions."""

    agencies: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """An outline unit: heading and its core, order in the document, the unit or document around it."""

    iri: str
    graph: str
    heading: str
    core: str
    order: int
    parent: str
    section: bool


@dataclass(frozen=True, slots=True)
class Goal:
    """A target's indicator and words, folded, and the unit of the outline that sets it."""

    iri: str
    task: str
    indicator: str
    words: str


@dataclass(frozen=True, slots=True)
class Titled:
    """A document by its title, number, jurisdiction and file."""

    iri: str
    graph: str
    title: str
    number: str
    place: str
    source: str


@dataclass(frozen=True, eq=False)
class Names:
    """All names of a store; `units`, `goals`, `documents`, `agencies` and `zones` by IRI.

    `types` are agencies by their level and their type in English, `measures` units by how they are written, `borne` the
    outline units that have bearers, `spans` where each unit's own words stand in its document, and `words` all these
    words, folded.
    """

    agencies: dict[str, Named]
    groups: frozenset[str]
    types: dict[str, tuple[str, ...]]
    zones: dict[str, str]
    units: dict[str, Unit]
    goals: dict[str, Goal]
    documents: dict[str, Titled]
    measures: dict[str, tuple[str, ...]]
    borne: frozenset[str]
    spans: dict[str, tuple[int, int]] = field(repr=False)
    words: str = field(repr=False)
    _owns: tuple[tuple[int, str], ...] = field(repr=False)
    forms: dict[str, Meaning] = field(repr=False)

    def find(self, text: str) -> Iterator[tuple[int, int, Meaning]]:
        """Every form that stands in `text` (folded), with its start and end; they may overlap."""
        keys, automaton = self._automaton
        for at, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
            yield start, end, self.forms[keys[at]]

    def shortened(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """What stands in `text` (folded) for agencies whose name it cuts short: 县文旅局 for 县文化体育广电旅游局.

        With its start and end and the names that it can mean, the shortest of them.
        """
        for end in range(_SHORT, len(text) + 1):
            for start in range(max(0, end - _LONG), end - _SHORT + 1):
                typed = text[start:end]
                known = self._by_ends.get((typed[0], typed[-1]))
                if not known or typed in self.forms or not typed.endswith(_OFFICES):
                    continue
                found = [form for form in known if abbreviates(typed, form)]
                if found:
                    shortest = min(map(len, found))
                    yield start, end, tuple(form for form in found if len(form) == shortest)

    @cached_property
    def _by_ends(self) -> dict[tuple[str, str], list[str]]:
        """The forms of agencies by their first and their last sign."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for form, meaning in self.forms.items():
            if meaning.agencies:
                found[form[0], form[-1]].append(form)
        return dict(found)

    @cached_property
    def _automaton(self) -> tuple[list[str], ahocorasick_rs.AhoCorasick]:
        keys = list(self.forms)
        return keys, ahocorasick_rs.AhoCorasick(keys)

    @cached_property
    def parts(self) -> str:
        """All headings, indicators, titles and names of zones, one a line, to look up a part of one."""
        lines = dict.fromkeys(unit.core for unit in self.units.values())
        lines |= dict.fromkeys(goal.indicator for goal in self.goals.values())
        lines |= dict.fromkeys(folded(document.title) for document in self.documents.values())
        lines |= dict.fromkeys(map(folded, self.zones.values()))
        return "\n".join(lines)

    @cached_property
    def quoted(self) -> tuple[str, ...]:
        """What the titles of documents have in quotation marks, folded."""
        found = (words for it in self.documents.values() for words in _QUOTED.findall(it.title))
        return tuple(dict.fromkeys(folded(words) for words in found if not _PLAN_PERIOD.fullmatch(words)))

    @cached_property
    def by_core(self) -> dict[str, list[str]]:
        """The units of each heading."""
        found: dict[str, list[str]] = defaultdict(list)
        for unit in self.units.values():
            found[unit.core].append(unit.iri)
        return dict(found)

    @cached_property
    def by_indicator(self) -> dict[str, list[str]]:
        """The targets of each indicator."""
        found: dict[str, list[str]] = defaultdict(list)
        for goal in self.goals.values():
            found[goal.indicator].append(goal.iri)
        return dict(found)

    @cached_property
    def inside(self) -> dict[str, list[str]]:
        """The units directly inside each unit."""
        found: dict[str, list[str]] = defaultdict(list)
        for unit in self.units.values():
            found[unit.parent].append(unit.iri)
        return dict(found)

    def below(self, units: Iterable[str]) -> list[str]:
        """The units and all that are inside them."""
        found: dict[str, None] = {}
        ahead = list(units)
        while ahead:
            unit = ahead.pop()
            found[unit] = None
            ahead += self.inside.get(unit, ())
        return list(found)

    def clauses(self, unit: str) -> list[str]:
        """The parts of a unit's text, without headings of their own, that others bear than the text before them."""
        return [part for part in self.inside.get(unit, ()) if part in self.borne and not self._headed(part)]

    def _headed(self, unit: str) -> bool:
        heading = folded(self.units[unit].heading)
        behind = self.own_words(unit).removeprefix(heading)
        return self.units[unit].core != heading or (behind[:1] in _ENDS_HEADING and behind[1:2] != "(")

    def same_zones(self, zones: Iterable[str]) -> tuple[str, ...]:
        """The zones and those that are the same under another name: 澜州高新区 for 澜州高新技术产业开发区, and
        G60科创走廊 for 长三角G60科创走廊."""
        called = {zone_name(self.zones[zone]) for zone in zones}
        found = dict.fromkeys(zones)
        for zone, name in self.zones.items():
            other = zone_name(name)
            if any(one == other or self._placed(one, other) or self._placed(other, one) for one in called):
                found[zone] = None
        return tuple(found)

    def _placed(self, short: str, full: str) -> bool:
        """Whether the one name is the other with a place before it."""
        before = full.removesuffix(short)
        return len(short) >= _SHORTEST_ZONE and before != full and before in self._places_named

    @cached_property
    def _places_named(self) -> frozenset[str]:
        places = {form for it in self.documents.values() if it.place for form in _place_forms(it.place)}
        return frozenset({*map(folded, self.zones.values()), *map(folded, places)})

    def saying(self, words: str) -> list[str]:
        """The units whose own words hold `words` (folded)."""
        return list(dict.fromkeys(self._owns[number][1] for number in holding(words, self.words, self._starts)))

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self._owns]

    def own_words(self, unit: str) -> str:
        """A unit's own words, folded."""
        place = self._places[unit]
        end = self._owns[place + 1][0] if place + 1 < len(self._owns) else len(self.words)
        return self.words[self._owns[place][0] : end].rstrip("\n")

    @cached_property
    def _places(self) -> dict[str, int]:
        return {unit: at for at, (_, unit) in enumerate(self._owns)}


_by_place: dict[str, tuple[tuple[str, ...], Names]] = {}
_reading = Lock()


def names_of(store: Store) -> Names:
    """The names in the store, read once for as long as it stays the same."""
    if stays(store):
        return _read(store)
    with _reading:
        mark = tuple(sorted("\n".join(row.values()) for row in rows_of(store, "loads")))
        known = _by_place.get(str(store.place))
        if known is None or known[0] != mark:
            _by_place[str(store.place)] = known = (mark, _read(store))
        return known[1]


@kept
def _read(store: Store) -> Names:
    zones: dict[str, list[str]] = defaultdict(list)
    zone_names: dict[str, str] = {}
    for row in rows_of(store, "zone-names"):
        zone_names.setdefault(row["zone"], row["name"])
        zones[row["zone"]] += [row["name"], row["alias"]]
    documents = {
        row["document"]: Titled(
            row["document"],
            row["graph"],
            row["title"],
            row["number"],
            row["jurisdiction"] or _place_in(row["title"]),
            row["source"],
        )
        for row in rows_of(store, "asking/documents")
    }
    agencies, groups, types = _agencies(store, {it.graph: it.place for it in documents.values()})
    rows = list(rows_of(store, "asking/units"))
    units = {row["task"]: _unit(row) for row in rows}
    goals: dict[str, Goal] = {}
    measures: dict[str, set[str]] = defaultdict(set)
    for row in rows_of(store, "asking/indicators"):
        goals[row["target"]] = Goal(row["target"], row["task"], folded(row["indicator"]), folded(row["words"]))
        measures[unit_notations().get(row["unit"]) or row["unitLabel"]].add(row["unit"])
    words, owns, spans = _words(store, rows)
    return Names(
        agencies=agencies,
        groups=groups,
        types=types,
        zones=zone_names,
        units=units,
        goals=goals,
        documents=documents,
        measures={unit: tuple(sorted(iris)) for unit, iris in measures.items()},
        borne=frozenset(row["task"] for row in rows_of(store, "asking/borne")),
        spans=spans,
        words=words,
        _owns=owns,
        forms=_forms(agencies, types, zones, units, goals, documents),
    )


def _place_in(title: str) -> str:
    found = _TITLE_PLACE.match(title)
    return found["place"] if found else ""


def _agencies(
    store: Store, places: dict[str, str]
) -> tuple[dict[str, Named], frozenset[str], dict[str, tuple[str, ...]]]:
    names: dict[str, Named] = {}
    aliases: dict[str, set[str]] = defaultdict(set)
    types: dict[str, dict[str, None]] = defaultdict(dict)
    groups: set[str] = set()
    for row in rows_of(store, "asking/agencies"):
        iri = row["agency"]
        aliases[iri] |= {row["name"], row["alias"]} - {""}
        # Of a place that no table has, an agency is of its document's.
        names.setdefault(iri, Named(iri, row["name"], (), row["jurisdiction"] or places.get(row["in"]) or None))
        if row["group"] == "true":
            groups.add(iri)
        if row["type"]:
            types[f"{row['level'].removeprefix(NAMESPACE)} {row['type'].lower()}"][iri] = None
    agencies = {iri: replace(named, aliases=tuple(sorted(aliases[iri] - {named.name}))) for iri, named in names.items()}
    return agencies, frozenset(groups), {name: tuple(iris) for name, iris in types.items()}


def _unit(row: Row) -> Unit:
    return Unit(
        row["task"],
        row["graph"],
        row["heading"],
        core(row["heading"]),
        int(row["order"]),
        row["parent"],
        row["kind"] == f"{NAMESPACE}Section",
    )


def _words(store: Store, rows: list[Row]) -> tuple[str, tuple[tuple[int, str], ...], dict[str, tuple[int, int]]]:
    """The own words of all units, one after the other, where those of each start, and their offsets in the document."""
    texts = {row["graph"]: row["text"] for row in rows_of(store, "full-texts")}
    pieces: list[str] = []
    owns: list[tuple[int, str]] = []
    spans: dict[str, tuple[int, int]] = {}
    at = 0
    ordered = sorted(rows, key=lambda row: (row["graph"], int(row["order"])))
    for row, following in zip(ordered, [*ordered[1:], None], strict=True):
        start, end = int(row["start"]), int(row["end"])
        if following and following["graph"] == row["graph"]:
            end = min(end, int(following["start"]))
        own = texts[row["graph"]][start:end].rstrip()
        spans[row["task"]] = (start, start + len(own))
        piece = folded(own) + "\n"
        owns.append((at, row["task"]))
        pieces.append(piece)
        at += len(piece)
    return "".join(pieces), tuple(owns), spans


def _forms(
    agencies: dict[str, Named],
    types: dict[str, tuple[str, ...]],
    zones: dict[str, list[str]],
    units: dict[str, Unit],
    goals: dict[str, Goal],
    documents: dict[str, Titled],
) -> dict[str, Meaning]:
    found: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))

    def add(form: str, kind: str, iri: str) -> None:
        if len(form := folded(form)) > 1:
            found[form][kind][iri] = None

    for agency in agencies.values():
        for form in (*stems(agency), *_registered(agency)):
            add(form, "agencies", agency.iri)
            # 市委组织部, 组织部
            add(_PARTY.sub("", form), "agencies", agency.iri)
        if agency.jurisdiction:
            for form in _place_forms(agency.jurisdiction):
                add(form, "places", agency.jurisdiction)
    for type_, iris in types.items():
        level, _, charge = type_.partition(" ")
        for said in (charge, *charges().get(charge, ())):
            for form, iri in product(_english_forms(said, level), iris):
                add(form, "agencies", iri)
    for zone, called in zones.items():
        for form in called:
            add(form, "zones", zone)
    for unit in units.values():
        for form in (unit.core, folded(unit.heading), unit.core.partition("(")[0]):
            add(form, "tasks", unit.iri)
    for goal in goals.values():
        add(goal.indicator, "targets", goal.iri)
    for document in documents.values():
        for form in (*_title_forms(document), PurePath(document.source).name, PurePath(document.source).stem):
            add(form, "documents", document.iri)
        if document.place:
            for form in _place_forms(document.place):
                add(form, "places", document.place)
    local = {form for form, kinds in found.items() if kinds["agencies"]}
    for agency in agencies.values():
        for form in _national(agency):
            if folded(form) not in local:
                add(form, "agencies", agency.iri)
    return {form: Meaning(**{kind: tuple(iris) for kind, iris in kinds.items()}) for form, kinds in found.items()}


def zone_name(name: str) -> str:
    """A name, folded, with the short form of each kind of zone in it: 综保区 for 综合保税区."""
    plain = folded(name)
    for full, short in zone_forms().items():
        plain = plain.replace(full, short)
    return plain


def _place_forms(place: str) -> tuple[str, ...]:
    """汀岚市, 汀岚"""
    return (place, place[:-1]) if len(place) > 2 and place[-1] in "省市州县区旗盟" else (place,)


def _title_forms(document: Titled) -> Iterator[str]:
    """The title, what it issues, that without its place and what stands in brackets, and the number."""
    title = folded(document.title)
    yield title
    issued = _ISSUED.match(title)
    for whole in (title, issued["core"] if issued else title):
        bare = _BRACKETED.sub("", whole)
        yield whole
        yield bare
        for place in _place_forms(document.place) if document.place else ():
            yield bare.removeprefix(folded(place))
    if document.number:
        yield document.number
        yield _YEAR_OF_NUMBER.sub("", document.number)


def _registered(agency: Named) -> Iterator[str]:
    """The short forms that the registry gives an office in its place, and a branch: 发改委, 市发改委, 人行黄石分行."""
    name, place = agency.name, agency.jurisdiction or ""
    for at in range(2, len(name) - 1):
        before, office = name[:at], name[at:]
        for form in _office_forms().get(f"○{office}", ()):
            if before == place and form not in registry.words("vague"):
                yield form
                yield place[-1] + form
            # 越泽区|人民政府: 越泽区政府
            yield before + form
    # 市|发展改革委: an office of a place that the document alone knows
    present = [office for office in registry.offices(name[1:]) if office.until is None]
    if name[0] in _LEVEL_WORDS and len(present) == 1:
        for form in (present[0].pattern.removeprefix("○"), *_office_forms()[present[0].pattern]):
            yield name[0] + form
            if form not in registry.words("vague"):
                yield form
    for branch in registry.branches():
        before, sign, after = branch.pattern.partition("○" if "○" in branch.pattern else "◇")
        if sign and name.startswith(before) and name.endswith(after) and len(name) > len(before) + len(after):
            where = name[len(before) : len(name) - len(after)]
            for form in branch.forms:
                for spelt in _place_forms(where):
                    yield form.replace("○", spelt).replace("◇", spelt)


def _national(agency: Named) -> Iterator[str]:
    """The short forms that the registry gives a national body: 工信部, and 卫健委 where no place has one."""
    if body := registry.body(agency.name):
        for short in (body.name, *body.shorts):
            for form in registry.spellings(short):
                yield form
                if form.startswith("国家") and form.endswith(("局", "委", "办")):
                    yield form.removeprefix("国家")


_LEVEL_WORDS: Final = "省市区县州盟旗"


@cache
def _office_forms() -> dict[str, tuple[str, ...]]:
    """By the full name of each office all forms that mean it."""
    return {
        office.pattern: tuple(f for short in office.shorts for f in registry.spellings(short) if "□" not in f)
        for office in registry.every_office()
    }


_ENGLISH_BODIES = ("bureau", "commission", "office", "department", "authority", "administration", "committee", "agency")
_NATIONAL_BODIES = ("ministry", "general administration", "state administration", "national administration")
_LEVELS = {"municipal": ("municipal ", "city "), "provincial": ("provincial ",), "county": ("county ",)}


def _english_forms(charge: str, level: str) -> Iterator[str]:
    """The names that people give in English to an office of that charge and level: municipal science and technology
    bureau, ministry of commerce."""
    bodies = (*_ENGLISH_BODIES, *_NATIONAL_BODIES) if level == "national" else _ENGLISH_BODIES
    for spelt in dict.fromkeys((charge, charge.replace(" and ", " & "))):
        for head in ("", *_LEVELS.get(level, ())):
            for body in bodies:
                yield f"{head}{spelt} {body}"
                yield f"{head}{body} of {spelt}"
