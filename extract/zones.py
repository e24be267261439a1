"""Zones that a document speaks of: demonstration and functional zones, regions, administrative divisions.

>>> [(z.zone, z.kind) for z in read_zones("支持黄石云港综合保税区建设，塑造云港示范区新优势，融入长三角。", lambda _: "1")]
[('黄石云港综合保税区', 'functional'), ('云港示范区', 'demonstration'), ('长三角', 'region')]

A name ends in a word of `zone_suffixes.tsv` and begins behind the nearest word to its left that no name holds: a verb,
a pronoun, a numeral, a joint. Where only words that are said of any zone are left (各类产业园区), nothing is named.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from extract import segment
from extract.facts import Zone
from extract.lexicons import alternation, entries, table
from extract.segment import Word
from ontology import divisions
from ontology.terms import ZoneKind

_KINDS = {suffix: kind for suffix, (kind,) in table("zone_suffixes.tsv").items()}
_SUFFIX = re.compile(alternation(list(_KINDS)))
_REGION = re.compile(alternation(entries("regions.txt")))
_NOUNS = frozenset(entries("zone_nouns.txt"))
_PIVOTS = [verb for verb, (kind,) in table("goal_verbs.tsv").items() if kind == "pivot"]
_BREAKS = frozenset([*entries("zone_breaks.txt"), *entries("rank_verbs.txt"), *_PIVOTS]) - _NOUNS
_GENERIC = frozenset(entries("zone_generic.txt"))
_LEVELS = frozenset(entries("zone_levels.txt"))
# A dash joins the places of one name: 中国—东盟示范区.
_RUN = re.compile(r"(?:[\w（）()·]|(?<=[一-鿿])[—－-](?=[一-鿿]))+")
# 中国（云岭）自由贸易试验区
_CHINA = re.compile(r"中国[（(][^（）()]{2,6}[）)]$")
# jieba's tags of words that no name of a zone holds, unless `zone_nouns.txt` lists them.
_OUTSIDE = ("v", "d", "p", "c", "u", "r", "m", "t", "f", "a", "y", "z", "i")
# 云港高新区|管委会: a zone and the committee that runs it are two things.
_BODY = re.compile(alternation(entries("zone_bodies.txt")))
_DASHES = "—－-"
_DIVISION_WORDS = ("市", "县", "区", "旗")
_DIVISION_END = re.compile(r"(?<=[一-鿿]{2})[市县区旗]")
_HAN_NAME = re.compile(r"[一-鿿]+")
_PLACES = ("ns", "nz", "nt", "j")
# 大冶湖核心区: what lies in a place names it.
_LANDSCAPE = "湖江河海山岛港洲城市县区镇"
# 智能化园区, 生态型园区: a quality names no one zone.
_QUALITIES = "化型级式"
_NAMES = ("nr", "nz", "nt", "nrt", "", "nzone")
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    kind: ZoneKind
    code: str | None = None


def read_zones(text: str, task_at: Callable[[int], str | None], jurisdiction: str | None = None) -> tuple[Zone, ...]:
    """Each mention of a zone inside a unit, one zone for a name and its short forms.

    `jurisdiction` is the full name of the document's own place, a division even where no table lists it.
    """
    own = _own_places(jurisdiction)
    found: list[_Found] = []
    for run in _RUN.finditer(text):
        found += _in_run(text, *run.span(), own)
    canonical = _canonical({(f.kind, text[f.start : f.end]) for f in found})
    zones = []
    for f in sorted(found, key=lambda f: (f.start, f.end)):
        task = task_at(f.start)
        if task is not None:
            mention = text[f.start : f.end]
            zones.append(
                Zone(canonical[f.kind, mention], f.kind, mention, task, f.start, f.end, f.code, f"zone.{f.kind}")
            )
    return tuple(zones)


def _own_places(jurisdiction: str | None) -> re.Pattern[str] | None:
    """The document's own city under the names that only its documents may use: 青浦 for 青浦区, 汀岚 for an unlisted 汀岚市."""
    if not jurisdiction or len(jurisdiction) < 3:
        return None
    listed = divisions.by_name(jurisdiction)
    if not listed:
        return re.compile(rf"{re.escape(jurisdiction)}|{re.escape(jurisdiction[:-1])}")
    below = [name for d in divisions.below(listed[0]) if len(d.name) > 2 for name in (d.name, d.name[:-1])]
    return re.compile(alternation(below)) if below else None


def _in_run(text: str, start: int, end: int, own: re.Pattern[str] | None) -> Iterator[_Found]:
    """The zones between two marks of punctuation; the words are parted only where some zone may be."""
    suffixes = list(_SUFFIX.finditer(text, start, end))
    regions = [_Found(m.start(), m.end(), "region") for m in _REGION.finditer(text, start, end)]
    places = list(_listed(text, start, end))
    if own:
        places += [_Found(m.start(), m.end(), "division") for m in own.finditer(text, start, end)]
    if not (suffixes or places or _DIVISION_END.search(text, start, end)):
        yield from regions
        return
    words = [Word(w.text, w.tag, w.start + start, w.end + start) for w in segment.words(text[start:end])]
    named = list(regions)
    for order, suffix in enumerate(suffixes):
        following = suffixes[order + 1] if order + 1 < len(suffixes) else None
        if any(r.start < suffix.end() <= r.end for r in regions):
            continue
        # 光谷科创大走廊|黄石功能区 are two names; 云港高新技术|产业园|核心区 is one.
        if following and _one_name(words, suffix.end(), following.start()):
            continue
        floor = max(start, suffix.start() - _LONGEST)
        if any(n.end > suffix.start() for n in named):
            continue
        zone = _named(text, words, floor, suffix)
        if zone and not _BODY.match(text, zone.end):
            named.append(zone)
    yield from named
    starts, ends = {w.start for w in words}, {w.end for w in words}
    whole = [
        place for place in places if place.start in starts and (place.end in ends or text.startswith("地区", place.end))
    ]
    for place in [*whole, *_unlisted(text, words)]:
        if not any(n.start <= place.start < n.end for n in named):
            yield place


def _one_name(words: list[Word], end: int, following: int) -> bool:
    """True where nothing but words of a name stands between two suffixes."""
    between = [w for w in words if end <= w.start < following]
    return following - end <= 4 and not any(_outside(w, None) for w in between)


def _named(text: str, words: list[Word], floor: int, suffix: re.Match[str]) -> _Found | None:
    """The zone whose name ends with `suffix`, or None where only words that are said of any zone stand before it."""
    start = suffix.start()
    before = [w for w in words if floor <= w.start and w.end <= suffix.start()]
    kept: list[Word] = []
    for at in range(len(before) - 1, -1, -1):
        word = before[at]
        joined = word.text in _DASHES and not (kept and kept[0].tag in _PLACES)
        if word.end != start or _outside(word, before[at - 1] if at else None) or word.text[-1] in "）)" or joined:
            break
        kept.insert(0, word)
        start = word.start
    # 利用|云港新区: what a noun may be inside a name is a verb before a place.
    for at in range(len(kept) - 1, 0, -1):
        verb = kept[at - 1].text in _NOUNS or kept[at - 1].tag.startswith("v")
        if kept[at].tag == "ns" and kept[at - 1].tag != "ns" and len(kept[at - 1].text) > 1 and verb:
            kept = kept[at:]
            break
    kind: ZoneKind = _KINDS[suffix.group()]  # type: ignore[assignment]
    if kept and kept[0].text in _DASHES:
        kept.pop(0)
    start = kept[0].start if kept else suffix.start()
    if china := _CHINA.search(text, floor, start):
        return _Found(china.start(), suffix.end(), kind)
    said = [w for w in kept if w.text not in _LEVELS]
    if kind == "functional":
        said = [w for w in said if _particular(w)]
    return _Found(start, suffix.end(), kind) if said and suffix.start() - start >= 2 else None


def _outside(word: Word, previous: Word | None) -> bool:
    """True for a word that ends the search for a name's beginning; `previous` stands before it."""
    if word.text in _BREAKS or word.text[2:] in _BREAKS:
        return True
    if word.text in _NOUNS:
        return False
    # A single sign is more likely part of a name that no dictionary holds (岚|川) than a word of its own.
    if len(word.text) == 1:
        return word.tag in ("m", "q") or word.text.isdigit()
    if word.tag.startswith("v") and previous and previous.text not in _BREAKS:
        # 越泽|节能|环保产业园: behind a noun a verb is said of what follows; behind an adverb or verb it governs it.
        return previous.tag.startswith(_OUTSIDE) and len(previous.text) > 1
    return word.tag.startswith(_OUTSIDE)


def _particular(word: Word) -> bool:
    """True for a word that says which zone it is: a place, a body, or what no dictionary holds."""
    if word.tag == "ns":
        return word.text not in _LEVELS
    if word.text in _NOUNS or word.text in _GENERIC or (len(word.text) > 2 and word.text[-1] in _QUALITIES):
        return False
    return word.tag in _NAMES or len(word.text) == 1 or word.text[-1] in _LANDSCAPE


@cache
def _by_start() -> dict[str, list[str]]:
    """The names of divisions by their first two signs, the longest first."""
    index: dict[str, list[str]] = {}
    ambiguous = frozenset(entries("not_divisions.txt"))
    for name in divisions.names():
        if name not in ambiguous and (len(name) > 2 or divisions.by_name(name)[0].short == name):
            index.setdefault(name[:2], []).append(name)
    return {key: sorted(found, key=lambda n: -len(n)) for key, found in index.items()}


def _unlisted(text: str, words: list[Word]) -> Iterator[_Found]:
    """Divisions that the table lacks, by their shape: signs that are no words, then 市 or 县 (支持|岚川县|发展)."""
    for at, word in enumerate(words):
        if word.text not in _DIVISION_WORDS:
            continue
        first = at
        while first and len(words[first - 1].text) == 1 and not _outside(words[first - 1], None):
            first -= 1
        name = text[words[first].start : word.end]
        if not (2 <= at - first <= 3 and _HAN_NAME.fullmatch(name)):
            continue
        if first == 0 or _outside(words[first - 1], None) or text.count(name) > 1:
            yield _Found(words[first].start, word.end, "division")


def _listed(text: str, start: int, end: int) -> Iterator[_Found]:
    index = _by_start()
    at = start
    while at < end - 1:
        name = next((n for n in index.get(text[at : at + 2], ()) if text.startswith(n, at, end)), None)
        if name is None:
            at += 1
            continue
        found = divisions.by_name(name)
        yield _Found(at, at + len(name), "division", found[0].code if len(found) == 1 else None)
        at += len(name)


def _canonical(names: set[tuple[ZoneKind, str]]) -> dict[tuple[ZoneKind, str], str]:
    """The fullest form in the document: 云港高新区 is 黄石云港高新区 where only one longer name ends so."""
    result: dict[tuple[ZoneKind, str], str] = {}
    for kind, name in names:
        if kind == "division":
            longer = [n for k, n in names if k == kind and n[:-1] == name]
        else:
            longer = [n for k, n in names if k == kind and n != name and n.endswith(name)]
        result[kind, name] = longer[0] if len(longer) == 1 else name
    return result
