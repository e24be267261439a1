"""Which place a word or a name before an office means, in a document of a given place.

>>> home = located("黄石市")
>>> [place.name for word in ("省", "市", "县") if (place := around(word, home))]
['湖北省', '黄石市']
>>> [place.name for place in named("西塞山区", home)], [place.name for place in named("济南市历城区", home)]
(['西塞山区'], ['历城区'])
>>> whole(located("南京市鼓楼区")), named("高新区", home)
('南京市鼓楼区', ())

A place that no table lists (云溪县) is a division without a code; what lies around it is not known.
"""

import re
from functools import cache
from typing import cast

from extract.lexicons import alternation
from ontology import agencies, divisions
from ontology.divisions import Division
from ontology.terms import NATION, Level

# 全市, 县市区, 国家税务总局云岭市, 高新区
_NOT_A_PLACE = re.compile(
    rf"^[省市县区州旗盟乡镇全我本]|[省市县区州旗盟]{{2}}$|{alternation(list(agencies.words('outside')))}"
    rf"|{alternation(list(agencies.words('zone')))}$"
)
ENDINGS: dict[str, Level] = {
    "省": "provincial",
    "自治区": "provincial",
    "市": "municipal",
    "州": "municipal",
    "盟": "municipal",
    "地区": "municipal",
    "县": "county",
    "旗": "county",
    "区": "county",
}


@cache
def located(place: str | None) -> Division | None:
    """The division, listed or not, that a document's jurisdiction names; None where the name is that of no division."""
    if place is None:
        return None
    if place == NATION:
        return Division("", NATION, "", "national")
    listed = _listed(place, None)
    level = _ending_level(place)
    return listed or (Division("", place, "", level) if level else None)


def around(ending: str, home: Division | None) -> Division | None:
    """The place that 省, 市, 县 … stands for: the document's own or the nearest around it whose name ends so."""
    if home is None or home.level == "national":
        return None
    return next((place for place in (home, *divisions.within(home)) if place.name.endswith(ending)), None)


def named(name: str, home: Division | None) -> tuple[Division, ...]:
    """The places that a name may mean: one, or several that share a short name (吉林); none where it is no place's."""
    if home and name in (home.name, home.name[:-1] if not home.code else home.short):
        return (home,)
    if listed := _listed(name, home):
        return (listed,)
    if several := divisions.by_name(name):
        # 鼓楼区 may be any of four; 吉林 is told by the office, for a province and a city have other ones.
        return several if len({place.level for place in several}) == len(several) else ()
    level = _ending_level(name)
    if level is None or not (3 <= len(name) <= 8 and may_be_a_place(name)):
        return ()
    # In a city's document, another city that is not listed is one of its counties' rank.
    return (Division("", name, "", "county" if level == "municipal" and home and home.level == "municipal" else level),)


def may_be_a_place(name: str) -> bool:
    """False where a name holds what no place's name does: 高新区, 国家税务总局云岭市."""
    return not _NOT_A_PLACE.search(name)


def whole(place: Division) -> str:
    """The place's full name, with its city's before it where others bear the same name."""
    same = [other for other in divisions.by_name(place.name) if other.name == place.name]
    if len(same) < 2 or not place.code:
        return place.name
    return divisions.within(place)[0].name + place.name


def level_of(place: Division) -> Level:
    """The level of government of a place's offices."""
    return cast(Level, place.level)


def short(place: Division, written: str) -> str:
    """A province's or city's name as branches bear it, without 省 or 市; a county's as written.

    >>> short(located("黄石市"), "黄石市"), short(located("云澜市"), "云澜市"), short(located("嘉善县"), "嘉善县")
    ('黄石', '云澜', '嘉善县')
    """
    if place.level in ("provincial", "municipal"):
        return place.short or (written[:-1] if written.endswith(("省", "市")) and len(written) > 2 else written)
    return written


def _listed(name: str, home: Division | None) -> Division | None:
    found = divisions.meant(name, home.name if home else None)
    if found:
        return found
    # 阿坝州 for 阿坝藏族羌族自治州
    if name.endswith("州") and (city := divisions.meant(name[:-1])) and city.name.endswith("州"):
        return city
    for at in range(2, len(name) - 1):
        if name[at - 1] in "省市州盟区" and (around_it := divisions.meant(name[:at])):
            inside = divisions.meant(name[at:], around_it.name)
            if inside and around_it in divisions.within(inside):
                return inside
    return None


def _ending_level(name: str) -> Level | None:
    return next((level for ending, level in ENDINGS.items() if name.endswith(ending)), None)
