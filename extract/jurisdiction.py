"""The place that a document governs, by its full name: from who issued it, its title, or how it speaks of its own.

>>> jurisdiction("结合霁川实际，制定本意见。", "关于科技创新的实施意见", None, None) is None
True
>>> jurisdiction("", "关于科技创新的实施意见", "阿坝州人民政府办公室", None)
'阿坝藏族羌族自治州'
"""

import re
from collections import Counter
from functools import cache

from ahocorasick_rs import AhoCorasick

from extract.encodings import in_utf8
from extract.territory import ENDINGS
from ontology import divisions
from ontology.terms import NATION

_PLACE_END = r"(?:特别行政区|自治区|自治州|自治县|省|地区|盟|市|县|旗|区|州)"
_PLACE = re.compile(
    rf"(?:中共)?(?P<place>[一-鿿]{{2,11}}?{_PLACE_END}(?:[一-鿿]{{2,6}}?[区县市旗])?)"
    rf"(?=人民政府|委员会|委(?:办|员)|政府|关于|[一-鿿]{{0,30}}(?:局|厅|委|办))"
)
# 国家税务总局云澜市税务局 is a city's.
_BRANCH = r"(?![一-鿿]{2,8}?[省市县区州][一-鿿]{0,4}(?:局|处))"
_NATIONAL = re.compile(
    r"国务院|中共中央|全国人民代表大会|^国家(?!税务总局)|^中国|^中央|部$|^最高人民" + rf"|(?:总局|总署){_BRANCH}"
)
_REALITY = re.compile(r"结合(?P<place>[一-鿿]{2,8}?)(?:的)?实际")
# 为加快青岛市人工智能产业园建设，……，制定本实施细则。
_PURPOSE = re.compile(r"为[^，。\n]{2,40}，[^。\n]{0,200}?[制特]定本")
_OWN = {"provincial": re.compile(r"[全我]省|全区|自治区"), "municipal": re.compile(r"[全我][市州]")}


def jurisdiction(text: str, title: str, issuer: str | None, number: str | None) -> str | None:
    """The full name of the place a document governs: from its issuer or title, else from how it speaks of its own."""
    for source in (issuer or "", title):
        if source and _NATIONAL.search(source.split("、")[0]):
            return NATION
        match = _PLACE.match(source)
        if match and match.group("place").endswith(tuple(ENDINGS)):
            return _official(match.group("place"))
        if place := _listed_at_start(source):
            return place
    if number and number.startswith("国"):
        return NATION
    for match in _REALITY.finditer(text):
        if place := _whole(match.group("place")):
            return place
    return _spoken_of(text) or _named_in_purpose(text)


def _listed_at_start(source: str) -> str | None:
    """上海市北斗产业行动计划 begins with the place it governs."""
    source = source.removeprefix("中共").removeprefix("关于印发").lstrip("《")
    return next(
        (source[:n] for n in range(11, 2, -1) if any(d.name == source[:n] for d in divisions.by_name(source[:n]))), None
    )


def _official(name: str) -> str:
    """阿坝州 in full, 阿坝藏族羌族自治州; a place that no list holds, or more than one, stays as written."""
    found = divisions.by_name(name)
    return found[0].name if len(found) == 1 else name


def _named_in_purpose(text: str) -> str | None:
    """The first division in the clause that says what the document is for: 为加快青岛市人工智能产业园建设."""
    purpose = _PURPOSE.search(text, 0, 2000)
    words = purpose.group().split("，", 1)[0] if purpose else ""
    places = (words[a:b] for a in range(1, len(words)) for b in range(min(len(words), a + 11), a + 1, -1))
    return next((place for place in places if any(d.name == place for d in divisions.by_name(place))), None)


def _whole(name: str) -> str | None:
    """黄石 is 黄石市 where one division alone is called so; 霁川市, that no list holds, is what it says."""
    found = divisions.by_name(name)
    if len(found) == 1:
        return found[0].name
    return name if not found and re.search(r"[省市县州]$", name) and name[0] not in "我全本各" else None


def _spoken_of(text: str) -> str | None:
    """The province or city that a text without issuer and title keeps naming, at the level it calls its own (全市)."""
    level = max(_OWN, key=lambda level: len(_OWN[level].findall(text)))
    if not _OWN[level].search(text):
        return None
    finder, full_names = _places_of(level)
    found = finder.find_matches_as_indexes(in_utf8(text), overlapping=True)
    ranked = Counter(full_names[name] for name, _, _ in found).most_common(2)
    if not ranked or ranked[0][1] < 5:
        return None
    return ranked[0][0] if len(ranked) == 1 or ranked[0][1] > 2 * ranked[1][1] else None


@cache
def _places_of(level: str) -> tuple[AhoCorasick, list[str]]:
    """An automaton for all names of the places of a level that no other place shares, and the full name for each."""
    full_names: dict[str, str] = {}
    for name, found in divisions.names().items():
        municipality = found[0].level == "provincial" and found[0].name.endswith("市")
        if len(found) == 1 and (found[0].level == level or (municipality and level == "municipal")):
            full_names[name] = found[0].name
    return AhoCorasick(list(full_names)), list(full_names.values())
