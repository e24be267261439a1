"""Zones that a document speaks of: demonstration and functional zones, regions, administrative divisions.

>>> text = "支持黄石云港综合保税区建设，塑造云港示范区新优势，融入长三角。"
>>> [(z.zone, z.kind) for z in read_zones(text, lambda _: "1")]
[('黄石云港综合保税区', 'functional'), ('云港示范区', 'demonstration'), ('长三角', 'region')]

A name ends in a word of `zone_suffixes.tsv` and begins behind the nearest word to its left that no name holds: a verb,
a pronoun, a numeral, a joint. Where only words that are said of any zone are left (各类产业园区), nothing is named.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from extract import segment
from extract.encodings import in_utf8
from extract.facts import Zone
from extract.lexicons import alternation, entries, table
from extract.segment import Word
from ontology import divisions
from ontology.terms import NATION, ZoneKind

_SUFFIXES = table("zone_suffixes.tsv")
_KINDS = {suffix: kind for suffix, (kind, *_) in _SUFFIXES.items()}
_WHOLE = frozenset(suffix for suffix, (_, *whole) in _SUFFIXES.items() if whole)
_NOUNS = frozenset(entries("zone_nouns.txt"))
_PIVOTS = [verb for verb, (kind,) in table("goal_verbs.tsv").items() if kind == "pivot"]
# 居 and 列 stand in names too: 居巢经开区.
_RANK_VERBS = [verb for verb in entries("rank_verbs.txt") if len(verb) > 1]
_BREAKS = frozenset([*entries("zone_breaks.txt"), *_RANK_VERBS, *_PIVOTS]) - _NOUNS
_GENERIC = frozenset(entries("zone_generic.txt"))
_HEADS = frozenset(entries("places.txt"))
_LEVELS = frozenset(entries("zone_levels.txt"))
# A dash joins the places of one name: 中国—东盟示范区.
_RUN = re.compile(r"[\w（）()·]+(?:(?<=[一-鿿])[—－-](?=[一-鿿])[\w（）()·]+)*")
# 中国（云岭）自由贸易试验区
_CHINA = re.compile(r"(?:中国|长三角|成渝|京津冀|粤港澳)[（(][^（）()]{2,6}[）)]$")
# 打造3个以上|人工智能示范区: what is counted is no one zone.
_COUNTED = re.compile(r"(?:\d|[一二两三四五六七八九十百几数])余?[个家处片座](?:以上|左右)?$")
# jieba's tags of words that no name of a zone holds, unless `zone_nouns.txt` lists them.
_OUTSIDE = ("v", "d", "p", "c", "u", "r", "m", "t", "f", "y", "z", "i")
# 云港高新区|管委会: a zone and the committee that runs it are two things.
_BODY = re.compile(alternation(entries("zone_bodies.txt")))
_PLACE_BODY = re.compile(alternation(entries("place_bodies.txt")) + "$")
_TOWN = re.compile("(?![各有相本全])[一-鿿]{2,3}(?:[镇乡]|街道)")
# 云溪经开区|智慧|园区
_PLAIN_SUFFIXES = ("园区", "新区", "新城", "核心区", "产业园")
_OF_PLACES = ("经开区", "高新区", "综保区", "综合保税区", "经济技术开发区", "高新技术产业开发区")
_GAP = re.compile("[ 　]")
# 起步区 alone is the one that the document names in full.
_SHORT_FORMS = (*_OF_PLACES, "起步区")
# 沿河县|（市、区）: a group of places, none of them named
_GROUP_BEHIND = re.compile("[（(][市区县旗]")
_AREA = re.compile(r"[ 　]?[一-鿿]{2,4}片区")
_DASHES = "—－-"
_TOWNSHIP_WORDS = ("镇", "乡", "街道", "民族乡", "回族乡")
_DIVISION_WORDS = frozenset(("市", "县", "区", "旗", "自治州", "自治县", *_TOWNSHIP_WORDS))
_TOWN_NAMES = ("ns", "nr", "nz", "")
_TOWN_TAGS = ("ns", "nr", "nz")
_TOWN_ENDINGS = ("镇", "乡", "街道")
_LAST_SIGNS = frozenset(word[-1] for word in (*_DIVISION_WORDS, *_TOWN_ENDINGS))
_TOWN_KINDS = entries("town_kinds.txt")
# 梅溪镇、|天子湖镇|、上墅乡: in a list of towns each is one, whatever words its name has.
_TOWN_JOINT = re.compile("[镇乡道][、和及]")
_NEXT_TOWN = re.compile(rf"(?!{alternation(_TOWN_KINDS)})[一-鿿]{{2,3}}(?:[镇乡]|街道)(?![村企土域贤亲愁情])")
# 市 and 县 stand behind other words too; a listed place alone makes a name with them.
_NAMED_BEFORE = dict.fromkeys(("市", "县", "区", "旗"), ("ns",))
# A sign before 市 or 县 that makes no name with it is passed over: 全市, 各县, 园区, 社区.
_UNLISTED = re.compile(
    # A place fails by one look where it is none of these signs.
    r"(?=[镇乡街市县区旗自])(?<=[一-鿿]{2})(?:(?:(?<![城乡集])[镇乡]|街道)(?![镇村域区办企土愁亲情])"
    r"|自治[州县]|(?<![全各我该本地城都园社省新老山郊片景矿牧林灾库专小校厂辖养])[市县区旗](?![场级民值]))"
)
_HAN_NAME = re.compile(r"[一-鿿]+")
_PLACES = ("ns", "nz", "nt", "j")
# 大冶湖核心区: what lies in a place names it.
_LANDSCAPE = "湖江河海山岛港洲城市县区镇"
# 智能化园区, 生态型园区: a quality names no one zone.
_QUALITIES = "化型级式"
_NAMES = ("nr", "nz", "nt", "nrt", "", "nzone")
_LONGEST = 24
# Signs between two marks of punctuation; no sentence has more.
_LONGEST_RUN = 1_000


class _Found(NamedTuple):
    start: int
    end: int
    kind: ZoneKind
    entry: str = ""
    short: bool = False


def read_zones(text: str, task_at: Callable[[int], str | None], jurisdiction: str | None = None) -> tuple[Zone, ...]:
    """Each mention of a zone inside a unit, one zone for a name and its short forms.

    `jurisdiction` is the full name of the document's own place, a division even where no table lists it.
    """
    own = _own_places(jurisdiction)
    # The automata read UTF-8.
    readable = in_utf8(text)
    suffixes, regions, places = (_spans(finder, readable) for finder in _finders())
    places = _in_lists(text, places)
    places += [m.span() for m in own.finditer(text)] if own else []
    unlisted = [m.span() for m in _UNLISTED.finditer(text)]
    often = Counter(text[end - length : end] for _, end in unlisted for length in (3, 4))
    marks = sorted(start for start, _ in (*suffixes, *regions, *places, *unlisted))
    found: list[_Found] = []
    places.sort()
    done = 0
    for mark in marks:
        if mark >= done:
            run = _run(text, mark, done)
            if run[1] - run[0] <= _LONGEST_RUN:
                found += _in_run(text, run, [_within(spans, *run) for spans in (suffixes, regions, places)], often)
            done = run[1]
    found += _in_town_lists(text)
    # 自由贸易试验区 喀什片区 holds no 喀什 beside it.
    parted = [f for f in found if text[f.end - 2 : f.end] == "片区" and _GAP.search(text, f.start, f.end)]
    found = [f for f in found if not any(p.start < f.start and f.end <= p.end for p in parted)]
    canonical = _canonical({(f.kind, _whole(text, f)) for f in found})
    zones = []
    for f in sorted(set(found)):
        task = task_at(f.start)
        name = canonical[f.kind, _whole(text, f)]
        if task is not None and not (f.short and name == text[f.start : f.end]):
            mention, rule = text[f.start : f.end], f"zone.{f.kind}{f.entry}"
            division = divisions.meant(mention, jurisdiction) if f.kind == "division" else None
            code = division.code if division else None
            zones.append(Zone(name, f.kind, mention, task, f.start, f.end, code, rule))
    return tuple(zones)


def _whole(text: str, found: _Found) -> str:
    """The name as it is without the space within it."""
    return _GAP.sub("", text[found.start : found.end])


@lru_cache(maxsize=20_000)
def place_length(agency: str) -> int:
    """How many signs of a bearer's name are the place that bears, 0 where it is an office: 岚川县|人民政府.

    >>> place_length("历城区人民政府"), place_length("云港高新区管委会"), place_length("市水利局")
    (3, 5, 0)
    """
    body = _PLACE_BODY.search(agency)
    name = agency[: body.start()] if body else agency
    town = _TOWN.fullmatch(name) is not None
    return len(name) if divisions.by_name(name) or town or (body and name.endswith(tuple(_KINDS))) else 0


@lru_cache(maxsize=256)
def _own_places(jurisdiction: str | None) -> re.Pattern[str] | None:
    """The names that only a city's own documents may use: 青浦 for 青浦区, 汀岚 for an unlisted 汀岚市."""
    if not jurisdiction or len(jurisdiction) < 3 or jurisdiction == NATION or jurisdiction.endswith(tuple(_KINDS)):
        return None
    listed = divisions.by_name(jurisdiction)
    if not listed:
        return re.compile(rf"{re.escape(jurisdiction)}|{re.escape(jurisdiction[:-1])}")
    own = listed[0].code.rstrip("0")
    below = [d.name for d in divisions.below(listed[0])]
    # 萝岗, which its city's documents go on naming
    below += [
        name
        for name, (last, *_) in divisions.former_names().items()
        if last.until >= 2000 and last.code.startswith(own)
    ]
    below = [form for name in below if len(name) > 2 for form in (name, name[:-1].removesuffix("新"))]
    return re.compile(alternation(below)) if below else None


@cache
def _finders() -> tuple[AhoCorasick, AhoCorasick, AhoCorasick]:
    """Automata for the ends of zones' names, for regions and for divisions."""
    # 公园区, 立新区: districts of the last century bear everyday names.
    past = {
        name
        for name, (last, *_) in divisions.former_names().items()
        if len(name) > 2 and (last.until >= 2000 or name[-1] != "区" or name.endswith("地区"))
    }
    known = {*divisions.names(), *divisions.everyday(), *past} - {*entries("not_divisions.txt")}
    lists = (list(_KINDS), list(entries("regions.txt")), sorted(known))
    return tuple(AhoCorasick(words, matchkind=MatchKind.LeftmostLongest) for words in lists)  # type: ignore[return-value]


def _spans(finder: AhoCorasick, text: str) -> list[tuple[int, int]]:
    return [(start, end) for _, start, end in finder.find_matches_as_indexes(text)]


def _in_lists(text: str, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The divisions; a name that is an everyday word counts only beside another (珠海、安康)."""
    begins, ends = {a for a, _ in places}, {b for _, b in places}
    words = divisions.everyday()
    places = [(a, b) for a, b in places if not _GROUP_BEHIND.match(text, b)]
    return [
        (a, b)
        for a, b in places
        if (text[a:b] not in words and not (text[a] in "上下内" and text[a - 1 : a] == "以"))
        or (text[a - 1 : a] == "、" and a - 1 in ends)
        or (text[b : b + 1] == "、" and b + 1 in begins)
    ]


def _run(text: str, mark: int, floor: int) -> tuple[int, int]:
    """The run that holds the sign at `mark`; none begins before `floor` and holds it."""
    begin = max(floor, *(text.rfind(stop, floor, mark) + 1 for stop in "，。、\n"))
    return next(run.span() for run in _RUN.finditer(text, begin) if run.end() > mark)


def _in_town_lists(text: str) -> Iterator[_Found]:
    done = 0
    for joint in _TOWN_JOINT.finditer(text):
        town = _NEXT_TOWN.match(text, joint.end()) if joint.end() >= done else None
        if town:
            done = town.end()
            yield _Found(town.start(), done, "division")


def _within(spans: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    return spans[bisect_left(spans, (start, start)) : bisect_left(spans, (end, end))]


def _in_run(
    text: str, run: tuple[int, int], inside: list[list[tuple[int, int]]], often: Counter[str]
) -> Iterator[_Found]:
    """The zones between two marks of punctuation; `inside` are the ends of names, regions and divisions in it.

    `often` counts the words of the text that are shaped like divisions.
    """
    suffixes, regions, places = inside
    words = segment.words(text, *run)
    after = {w.end: at for at, w in enumerate(words, 1)}
    # 机关中心 does not speak of 关中.
    starts = {w.start for w in words}
    named = [_Found(a, b, "region") for a, b in regions if b - a > 3 or (a in starts and b in after)]
    for order, (tail, stop) in enumerate(suffixes):
        following = suffixes[order + 1][0] if order + 1 < len(suffixes) else None
        # 云溪经开区|智慧|园区: what is said of any zone adds no name.
        before = suffixes[order - 1][1] if order else None
        plain = text[tail:stop] in _PLAIN_SUFFIXES
        if plain and before and tail > before and all(w.text in _GENERIC for w in words if before <= w.start < tail):
            continue
        # 云港高新技术|产业园|核心区 is one name.
        plain = bool(following) and text[slice(*suffixes[order + 1])] in _PLAIN_SUFFIXES
        if (following and _one_name(words, stop, following, plain=plain)) or any(
            n.start < stop and n.end > tail for n in named
        ):
            continue
        zone = _named(text, _before(text, words, after, tail), tail, stop)
        # 云岭自由贸易试验区|临州片区, and 自贸试验区|临州片区 where nothing else says which
        area = _AREA.match(text, stop) if text[tail:stop].startswith("自") else None
        if area:
            found = zone or _Found(tail, stop, "functional", entry=f":{text[tail:stop]}")
            named.append(found._replace(end=area.end()))
        elif zone and not _BODY.match(text, zone.end):
            named.append(zone)
    # 霁江流域|资源循环示范区: the region in a zone's name is not spoken of for itself.
    named = [n for n in named if n.kind != "region" or not any(o.start <= n.start and n.end < o.end for o in named)]
    yield from named
    whole = [(a, b) for a, b in places if a in starts and (b in after or text.startswith("地区", b))]
    for a, b in dict.fromkeys([*whole, *_unlisted(text, words, often)]):
        if not any(n.start <= a < n.end for n in named):
            yield _Found(a, b, "division")


def _before(text: str, words: list[Word], after: dict[int, int], tail: int) -> list[Word]:
    """The words before `tail`, the beginning of one that holds it among them: 苏州|工业园区 is one word of jieba's."""
    if tail in after:
        return words[: after[tail]]
    kept = [w for w in words if w.start < tail]
    whole = kept[-1].text if kept else ""
    if whole and kept[-1].tag.startswith("n") and kept[-1].start < tail < kept[-1].end and not divisions.by_name(whole):
        return [*kept[:-1], *segment.words(text, kept[-1].start, tail)]
    return []


def _one_name(words: list[Word], end: int, following: int, *, plain: bool) -> bool:
    """True where nothing but words of a name stands between two suffixes."""
    between = [w for w in words if end <= w.start < following]
    generic = bool(between) and all(w.text in _GENERIC for w in between)
    return following - end <= 4 and not (generic and plain) and not any(_outside(w, None) for w in between)


def _named(text: str, before: list[Word], tail: int, stop: int) -> _Found | None:
    """The zone whose name ends with `text[tail:stop]`; None where only words that are said of any zone precede it."""
    kept: list[Word] = []
    for at in range(len(before) - 1, -1, -1):
        word = before[at]
        joined = word.text in _DASHES and not (kept and kept[0].tag in _PLACES)
        outside = _outside(word, before[at - 1] if at else None)
        if outside or joined or word.text[-1] in "）)" or tail - word.start > _LONGEST:
            break
        kept.insert(0, word)
    # 利用|云港新区: what a noun may be inside a name is a verb before a place.
    for at in range(len(kept) - 1, 0, -1):
        verb = kept[at - 1].text in _NOUNS or kept[at - 1].tag.startswith("v")
        if _begins_place(kept, at) and kept[at - 1].tag != "ns" and len(kept[at - 1].text) > 1 and verb:
            kept = kept[at:]
            break
    if _KINDS[text[tail:stop]] == "none":
        return None
    kind: ZoneKind = _KINDS[text[tail:stop]]  # type: ignore[assignment]
    # An adjective may stand inside a name (义务教育|优质|均衡先行区); before it, it is praise (重要|示范区).
    while kept and (
        kept[0].text in _DASHES
        or (kept[0].tag.startswith("a") and len(kept[0].text) > 1 and kept[0].text not in _NOUNS)
    ):
        kept.pop(0)
    start = kept[0].start if kept else tail
    if _COUNTED.search(text, max(0, start - 8), start):
        return None
    if china := _CHINA.search(text, max(0, start - 10), start):
        return _Found(china.start(), stop, kind, entry=f":{text[tail:stop]}")
    said = [w for w in kept if w.text not in _LEVELS]
    if kind != "demonstration":
        # 居巢|经开区: what alone stands before these, and is said of no zone, is a place.
        lone = len(said) == 1 and text[tail:stop] in _OF_PLACES and said[0].tag == "n"
        said = [w for w in said if _particular(w) or (lone and w.text not in _GENERIC and w.text not in _NOUNS)]
    suffix = text[tail:stop]
    if suffix in _WHOLE and not said:
        return _Found(tail, stop, kind, entry=f":{suffix}")
    if (
        suffix in _SHORT_FORMS
        and not kept
        and (not before or before[-1].text in _BREAKS or before[-1].tag in ("p", "c"))
    ):
        return _Found(tail, stop, kind, entry=f":{suffix}", short=True)
    return _Found(start, stop, kind, entry=f":{text[tail:stop]}") if said and tail - start >= 2 else None


def _outside(word: Word, previous: Word | None) -> bool:
    """True for a word that ends the search for a name's beginning; `previous` stands before it."""
    if word.text in _BREAKS or (word.tag != "ns" and word.text[2:] in _BREAKS):
        return True
    # 辽宁|沿海|经济带: behind a place, where it lies is part of the name.
    if word.text in _NOUNS or (word.tag == "f" and previous and previous.tag == "ns" and len(word.text) > 1):
        return False
    # A single sign is more likely part of a name that no dictionary holds (岚|川) than a word of its own.
    if len(word.text) == 1:
        return word.tag in ("m", "q") or word.text.isdigit()
    if word.tag.startswith("v") and previous and previous.text not in _BREAKS:
        # 越泽|节能|环保产业园: behind a noun a verb is said of what follows; behind an adverb or verb it governs it.
        return previous.tag.startswith(_OUTSIDE) and len(previous.text) > 1
    return word.tag.startswith(_OUTSIDE)


def _begins_place(words: list[Word], at: int) -> bool:
    """True where a place's name begins: a listed one, or two signs that are no word (利用|岚|川|经开区)."""
    if len(words[at].text) == 1:
        return at + 1 < len(words) and len(words[at + 1].text) == 1
    return words[at].tag == "ns" and words[at].text not in _GENERIC


def _particular(word: Word) -> bool:
    """True for a word that says which zone it is: a place, a body, or what no dictionary holds."""
    if word.tag == "ns":
        common = word.text in _LEVELS or word.text in _GENERIC or word.text in _NOUNS
        return word.text in _HEADS or not common
    if word.text in _NOUNS or word.text in _GENERIC or (len(word.text) > 2 and word.text[-1] in _QUALITIES):
        return False
    return word.tag in _NAMES or word.tag == "j" or len(word.text) == 1 or word.text[-1] in _LANDSCAPE


def _unlisted(text: str, words: list[Word], often: Counter[str]) -> Iterator[tuple[int, int]]:
    """Divisions that the table lacks, by their shape: signs that are no words, then 市 or 县 (支持|岚川县|发展).

    Townships, which no table here lists, may also bear a place's name: 江南|街道.
    """
    for at, word in enumerate(words):
        # Most words end in another sign.
        if word.text[-1] not in _LAST_SIGNS:
            continue
        ending = next((ending for ending in _TOWN_ENDINGS if word.text.endswith(ending)), "")
        if word.text in _DIVISION_WORDS:
            if not _UNLISTED.match(text, word.start) or _GROUP_BEHIND.match(text, word.end):
                continue
            ending = word.text
        elif not ending or word.tag not in _TOWN_TAGS:
            continue
        elif len(word.text) > len(ending) + 1:
            # 石桥镇 is one word of jieba's, 煤|山镇 is not.
            if word.text[: -len(ending)] not in _TOWN_KINDS:
                yield word.start, word.end
            continue
        first = at
        while first and len(words[first - 1].text) == 1 and not _outside(words[first - 1], None):
            first -= 1
        named = at and 2 <= len(words[at - 1].text) <= 3 and first == at
        # 江南|街道; 云州|市, where the dictionary has the place and no list the city
        if named and words[at - 1].tag in _NAMED_BEFORE.get(word.text, _TOWN_NAMES):
            first = at - 1
        # 李家|巷|镇
        elif first and len(words[first - 1].text) == 2 and words[first - 1].tag.startswith("nr"):
            first -= 1
        name = text[words[first].start : word.end]
        if not (2 <= len(name) - len(ending) <= 3 and _HAN_NAME.fullmatch(name)) or name[: -len(ending)] in _TOWN_KINDS:
            continue
        # 先入|区, 禁养|区: verbs alone make no name.
        if not any(w.tag.startswith(("n", "j")) or not w.tag for w in words[first : max(at, first + 1)]):
            continue
        if first == 0 or _outside(words[first - 1], None) or often[name] > 1:
            yield words[first].start, word.end


def _canonical(names: set[tuple[ZoneKind, str]]) -> dict[tuple[ZoneKind, str], str]:
    """The fullest form in the document: 云港高新区 is 黄石云港高新区 where only one longer name ends so."""
    same: dict[tuple[divisions.Division, ...], list[str]] = {}
    longer: dict[tuple[ZoneKind, str], list[str]] = {}
    for kind, name in names:
        if kind == "division":
            same.setdefault(divisions.by_name(name), []).append(name)
        # 中西部地区 is another region than 西部地区, no fuller name for it.
        for short in [name[:-1]] if kind == "division" else [name[at:] for at in range(2, len(name))]:
            longer.setdefault((kind, short), []).append(name)
    result: dict[tuple[ZoneKind, str], str] = {}
    for kind, name in names:
        listed = divisions.by_name(name) if kind == "division" else ()
        fuller = [max(same[listed], key=len)] if listed else _longest(longer.get((kind, name), ()))
        result[kind, name] = fuller[0] if len(fuller) == 1 else name
    return result


def _longest(names: Sequence[str]) -> Sequence[str]:
    """The one of some names that ends in all others (岚川科学城起步区, beside 科学城起步区), else all of them."""
    longest = max(names, key=len, default="")
    return [longest] if names and all(longest.endswith(name) for name in names) else names
