"""Names in a list of agencies: where each begins and ends, and whether it is shaped like an agency or a group.

>>> text = "市住房和城乡建设局、市财政局等有关部门及各县（市、区）人民政府"
>>> [m.text for m in split_mentions(text, 0, len(text))]
['市住房和城乡建设局', '市财政局', '有关部门', '各县（市、区）人民政府']
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from extract.agencies import identify, phrase
from extract.first_signs import led
from extract.lexicons import alternation, entries, patterns, table
from extract.resolution import registered
from ontology import divisions


class Mention(NamedTuple):
    """A name as written; `text[start:end] == mention.text`. `group` where it names bearers it does not list."""

    text: str
    start: int
    end: int
    group: bool


_HAN = re.compile("[一-鿿]")
_WITHIN_NAMES = "科处室组区站所馆台校队段县市省乡镇会院"
_GROUP_LIST = patterns("group_lists.txt")
# 有关部门|组建专家组 · 国务院相关部门|研究制定
_SOME_GROUP = re.compile(
    led(
        r"(?:各|同级|省级|市级|县级)[一-鿿]{1,10}?部门|(?:国务院|中央|[省市县州区])?(?:有关|相关|各|各有关|各相关)(?:部门|单位|方面|地区)"
    )
)
_GROUP_WORDS = {word: where for word, (where,) in table("groups.tsv").items()}
_GROUP = re.compile(
    "|".join(
        [
            alternation([w for w, where in _GROUP_WORDS.items() if where == "anywhere"]),
            "^" + alternation([w for w, where in _GROUP_WORDS.items() if where == "start"]),
            alternation([w for w, where in _GROUP_WORDS.items() if where == "end"]) + "$",
            r"^[省市县区州旗盟镇乡街道]{2,6}(?:人民政府|政府)?$",
        ]
    )
)
_SUFFIX = re.compile(alternation(entries("agency_suffixes.txt")) + "$")
_BRANCH_ENDS = entries("branch_endings.txt")
_SHARED = entries("shared_endings.txt")
_SHORT_NAME = re.compile("[一-鿿]{2,4}")
_OFFICE_HEAD = re.compile("[省市县区州国各有相中]")
_JOIN = re.compile(alternation(entries("list_conjunctions.txt")))
# 同|市财政局 leads in, 同级机关 does not.
_LEAD_IN = re.compile(alternation(entries("mention_lead_ins.txt")) + "(?!级)")
_ADVERB_END = re.compile(alternation(entries("adverbs.txt")) + "$")
_SEPARATORS = "、，,；;。/／\n\t"
_MEMBER_SIGN = re.compile(rf"[（(）) 　{_SEPARATORS}]")
_GAP = re.compile(r"[、，,；;。/／\s　·]+")
# 等 that ends a list, with the noun it may carry: 等有关部门 · 等10个部门 · 等单位
_AND_OTHERS = re.compile(
    led(r"(?<![高平同均])等(?=$|[\d多各有相其部单地机和及与按分共企园]|国务院|中央|[省市县区州](?:[级直]|有关|相关))")
)
# 财政部等|部门|及各地区
_OTHERS_NOUN = re.compile(r"(?:\d+|多|几)?个?(?:部门|单位)(?=[和及与])")
_PLAIN_NOUN = re.compile(
    r"(?:\d+|多|几|[一二三四五六七八九十]+)?[个家]?(?:部门|单位|机构|地区|地方|企业|园区|县区)(?:和单位)?$"
)
_PLATE = re.compile(r"[（(][^（）()]+[）)]$")
_BODY = re.compile(r"[\w（）()“”\-—·]+$")


def split_mentions(text: str, start: int, end: int) -> Iterator[Mention]:
    """The names listed in `text[start:end]`, without 等, 和, adverbs of division and words that lead in."""
    at = start
    while at < end:
        gap = _GAP.match(text, at, end) or _lead_in(text, at, end)
        if gap:
            at = gap.end()
            continue
        group = _GROUP_LIST.match(text, at, end)
        if group and (group.end() == end or text[group.end()] in _SEPARATORS or _JOIN.match(text, group.end())):
            yield Mention(group.group(), at, group.end(), True)
            at = group.end()
            continue
        stop = _stop(text, at, end)
        yield from _names(text, at, stop)
        at = stop


def _lead_in(text: str, at: int, end: int) -> re.Match[str] | None:
    """A word that leads in at `at`; right behind a list's mark 和 begins a name: 泗安镇政府、|和平镇政府."""
    found = _LEAD_IN.match(text, at, end)
    if found is None or text[max(0, at - 1) : at + 1] == "、和":
        return None
    # 同|市财政局 leads in, 同|安区政府 does not.
    return None if found.group() == "同" and not _OFFICE_HEAD.match(text, found.end()) else found


def leading_mentions(text: str, start: int, end: int) -> Iterator[Mention]:
    """The names that a passage begins with, up to the words that say what those named do.

    >>> text = "市财政局、市水利局等部门筛选确定项目"
    >>> [m.text for m in leading_mentions(text, 0, len(text))]
    ['市财政局', '市水利局']
    """
    for mention in split_mentions(text, start, end):
        group = _SOME_GROUP.match(text, mention.start, end)
        if group:
            yield Mention(group.group(), *group.span(), True)
            return
        stop = _name_end(mention.text)
        if not stop:
            return
        name = mention.text[:stop]
        yield Mention(name, mention.start, mention.start + stop, mention.group and stop == len(mention.text))
        if stop < len(mention.text):
            return


def _name_end(words: str) -> int:
    """Where the name that `words` begin with ends, 0 where they begin with none: 财政部|提出方案, 省政府办公厅|制定."""
    end = 0
    for at in range(2, min(len(words), 24) + 1):
        suffix = _SUFFIX.search(words[:at])
        # 科 and 区 end names, and stand within them as often: 高科|技园管委会.
        weak = suffix and len(suffix.group()) == 1 and suffix.group() in _WITHIN_NAMES and (end or at < len(words))
        # 县政府|金融工作办公室, 人民银行|汀岚市中心支行
        inside = at - end <= 3 or (at - end <= 12 and words[:at].endswith(_BRANCH_ENDS))
        if suffix and not weak and words[at : at + 1] not in ("门", "法", "理", "结") and (not end or inside):
            end = at
    return end


def likely_agency(mention: Mention) -> bool:
    """True where the registry has the name, where it ends like that of a body that can bear a task, or is a group."""
    return _shaped(mention.text, mention.group)


@lru_cache(maxsize=20_000)
def _shaped(name: str, group: bool) -> bool:
    if registered(name):
        return True
    if phrase(name) and not _GROUP_LIST.fullmatch(name):
        return False
    # 云溪、岚川市政府: a bare place in a list of governments is its government.
    return (
        group
        or bool(divisions.by_name(name))
        or (2 <= len(name) <= 30 and _BODY.match(name) is not None and _SUFFIX.search(name) is not None)
    )


def agency_like(mentions: Sequence[Mention]) -> list[bool]:
    """Which names of a list are shaped like bodies, by themselves or by the ending that a later one lends them.

    >>> text = "移动、联通、铁塔公司"
    >>> agency_like(list(split_mentions(text, 0, len(text))))
    [True, True, True]
    """
    shaped = [likely_agency(mention) for mention in mentions]
    lent = False
    for at in range(len(mentions) - 1, -1, -1):
        mention = mentions[at]
        if shaped[at]:
            lent = mention.text.endswith(_SHARED)
        elif lent and mentions[at + 1].start == mention.end + 1 and _SHORT_NAME.fullmatch(mention.text):
            shaped[at] = not phrase(mention.text)
    return shaped


@lru_cache(maxsize=20_000)
def known_agency(name: str) -> bool:
    """True where the name is in the registry of agencies: a national body, or a place's prefix and a type of office."""
    return identify(name) is not None or registered(name)


def _stop(text: str, at: int, end: int) -> int:
    """The end of the list member at `at`: the next separator outside brackets."""
    depth = 0
    for match in _MEMBER_SIGN.finditer(text, at, end):
        sign, position = match.group(), match.start()
        if sign in "（(":
            depth += 1
        elif sign in "）)":
            depth = max(0, depth - 1)
        elif depth == 0 and (sign in _SEPARATORS or _SUFFIX.search(text, at, position)):
            return position
    return end


def _names(text: str, start: int, end: int) -> Iterator[Mention]:
    """The names in one member of a list: 商务部等有关部门 holds two, 交通运输部及各地区 too."""
    others = _AND_OTHERS.search(text, start, end)
    if others:
        yield from _joined(text, start, others.start())
        noun = _OTHERS_NOUN.match(text, others.end(), end)
        tail = noun.end() if noun else others.end()
        joined = _JOIN.match(text, tail, end)
        if joined:
            yield from split_mentions(text, joined.end(), end)
        elif not _PLAIN_NOUN.match(text[tail:end]):
            yield from split_mentions(text, tail, end)
        return
    yield from _joined(text, start, end)


def _joined(text: str, start: int, end: int) -> Iterator[Mention]:
    begin = start
    for match in _JOIN.finditer(text, start, end):
        left, right = text[begin : match.start()], text[match.end() : end]
        if left and right and _whole(left) and _whole(right):
            yield from _trimmed(text, begin, match.start())
            begin = match.end()
            if _GROUP_LIST.match(text, begin, end):
                yield from split_mentions(text, begin, end)
                return
    yield from _trimmed(text, begin, end)


def _whole(name: str) -> bool:
    """True where the words may be a name of their own: 财政部|和|中国移动, not 发展|和|改革委员会."""
    return bool(_SUFFIX.search(name) or _GROUP.search(name)) or registered(name)


@lru_cache(maxsize=20_000)
def _collective(name: str) -> bool:
    """True for 各县市区, 有关部门 and the like."""
    return _GROUP.search(name) is not None and not phrase(name)


def _trimmed(text: str, start: int, end: int) -> Iterator[Mention]:
    while True:
        lead_in = _lead_in(text, start, end)
        if lead_in and lead_in.end() < end:
            start = lead_in.end()
            continue
        adverb = _ADVERB_END.search(text, start, end)
        if adverb:
            end = adverb.start()
            continue
        if start < end and text[end - 1].isspace():
            end -= 1
            continue
        if start < end and text[start].isspace():
            start += 1
            continue
        break
    # 市文化和旅游局（市文物局）: the bracket holds the body's other name plate, no part of this name.
    plate = _PLATE.search(text, start, end) if text[end - 1] in "）)" else None
    if (
        plate
        and plate.start() > start
        and _SUFFIX.search(text[start : plate.start()])
        and not _GROUP.search(text[start:end])
    ):
        end = plate.start()
    if _HAN.search(text, start, end):
        name = text[start:end]
        yield Mention(name, start, end, _collective(name))
