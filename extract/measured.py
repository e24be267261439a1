"""What a figure measures: the noun phrase before it or behind it, and what the members of a list share.

>>> noun("加快建设省级创新平台"), noun("高新技术企业数量力争达到")
('省级创新平台', '高新技术企业数量')
>>> list(completed(["公路", "水路货运量"]))
['公路货运量', '水路货运量']
"""

import re
from collections.abc import Iterator

from extract import segment
from extract.comparators import BEFORE, BEFORE_WORDS, ending, endings
from extract.first_signs import led
from extract.lexicons import alternation, entries, table

VERBS = {verb: kind for verb, (kind,) in table("goal_verbs.tsv").items()}
VERB_WORDS = tuple(VERBS)
VERB = alternation(VERB_WORDS)
ADVERBS = entries("goal_adverbs.txt")
CHANGES = entries("changes.txt")
CHANGE = alternation(CHANGES)
MEASURES = entries("measures.txt")
_ADVERB = alternation(ADVERBS)
_MEASURE = alternation(MEASURES)
# 数量 · 年均增长 · 覆盖率: a measure that says nothing of whom it is
MEASURE_ALONE = re.compile(rf"(?:{_ADVERB})*(?:[一-鿿]{{2}}率|{_MEASURE}|{CHANGE})+")
RANK_VERB = rf"(?!居民|居住|列车){alternation(entries('rank_verbs.txt'))}"
_TOPIC_END = re.compile(led(rf"力争|争取|{BEFORE}|{RANK_VERB}|争创|加快|{CHANGE}(?![的率点极贡])|分别|\d"))
_HAN = re.compile("[一-鿿]")
# 年均增长, not 年均浓度
YEARLY_MEAN = r"(?<!\d)年平?均(?!浓度|气温|降水|停电|[一-鿿]{0,4}(?:时间|浓度|次数|水平))"
_PERIOD = re.compile(led(rf"每一?年|{YEARLY_MEAN}|逐年"))
# 经营面积|应|达到, not 市场供应
_MODAL_END = re.compile(r"(?:必须|应当|(?<![供反效适响感对相顺报呼])应)$")
# What stands between a noun phrase and its figure: 货运量|分别实现, 普及率|力争达到.
_NOUN_ENDS = endings([*BEFORE_WORDS, "力争", "争取", "确保", "实现", "迈向", "进一步", "动态", "、"])
_JOINING = ("的", "、", "，", "：", "其中", "是", "和", "及", "并", "以及", "指导", "督促")
# 平均|上架率 is another measure than 上架率.
_LEADING = frozenset(word for word in ADVERBS if word != "平均") | frozenset(_JOINING)
_LEADS = (*sorted(_LEADING), *VERBS)
_PIVOT = re.compile(alternation([verb for verb, kind in VERBS.items() if kind == "pivot"]))
_PROGRAMMES = ("工程", "计划", "行动", "项目")
# 100名|在全国有影响的|青年人才: a clause that says which
_CLAUSE_BEFORE = re.compile(rf"在|对|以|能|有|具|站|从|与|由|可|{VERB}|{BEFORE}")
_AROUND_NOUN = re.compile(r"^(?:规模|的|内$|以上|左右|[（(][^（）()]*[）)])+|的$")


def noun(words: str) -> str:
    """The noun phrase in the words before a figure: verbs and adverbs that lead in or out are dropped."""
    words = _PERIOD.sub("", words).strip("、 　")
    start, verbs, leading = 0, 0, True
    # Most are the bare noun already.
    tokens = segment.words(words) if words.startswith(_LEADS) or _PIVOT.search(words) else []
    for at, word in enumerate(tokens):
        token, kind = word.text, VERBS.get(word.text)
        # 研发|投入: a verb before a word of measure is part of what is measured.
        named = kind == "plain" and _all_measures(tokens[at + 1 :])
        leading = leading and not named and (token in _LEADING or kind == "pivot" or (kind == "plain" and not verbs))
        if leading or (kind == "pivot" and _parts(words, word)):
            start, verbs = word.end, verbs + (kind is not None and token not in _LEADING)
    name = words[start:]
    while not name.endswith("的") and (last := ending(name, _NOUN_ENDS)):
        name = name[: -len(last)]
    name = _MODAL_END.sub("", name)
    return name.strip('“”" ') if name.count("“") != name.count("”") else name


def noun_behind(right: str) -> str:
    """建设20个|标准化厂房: the noun phrase behind a figure, without what joins them."""
    found = _AROUND_NOUN.sub("", right).strip("；。 　")
    modifier, _, head = found.partition("的")
    return head if head and _CLAUSE_BEFORE.match(modifier) else found


def topic(words: str) -> str:
    """Whom the words are about, or "" where they speak of no one."""
    named = noun(_TOPIC_END.split(words, maxsplit=1)[0])
    return named[:30] if len(_HAN.findall(named)) >= 2 and not MEASURE_ALONE.fullmatch(named) else ""


def owner_of_rank(words: str) -> str:
    """Whose rank the words before a rank speak of: 市高新区|争取."""
    return noun(_TOPIC_END.split(words, maxsplit=1)[0]) or noun(words)


def members(words: str, count: int) -> list[str]:
    """The members of the list that `words` are; with `count`, as many, a joint inside the first of them left whole."""
    joints = segment.joints(words)
    if count and len(joints) >= count:
        joints = joints[len(joints) - count + 1 :]
    edges = [0, *(edge for joint in joints for edge in joint), len(words)]
    found = [words[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
    return [noun(found[0]) or found[0], *found[1:]] if found else []


def completed(names: list[str]) -> Iterator[str]:
    """国家级、省级|绿色工厂 and 公路、水路|货运量: what only the last member says belongs to all."""
    last = names[-1]
    tokens = [word.text for word in segment.words(last)]
    measure = last.endswith(MEASURES)
    for name in names[:-1]:
        lacks = measure and not name.endswith(MEASURES)
        # 城市、农村|供水普及率: one word stands for one word.
        single = len(tokens) > 2 and len(name) == len(tokens[0]) and len(segment.words(name)) == 1
        if (re.search(r"[级类型]$", name) and len(tokens) > 1) or (single and lacks):
            yield name + "".join(tokens[1:])
        elif lacks:
            # 支渠口、斗渠口|以上取水计量率
            shared = last.find(name[-1], 1, len(name) + 1) + 1
            tail = tokens[-1] if len(tokens[-1]) > 1 else "".join(tokens[-2:])
            yield name + (last[shared:] if shared else tail)
        else:
            yield name
    yield last


def _all_measures(tokens: list[segment.Word]) -> bool:
    return bool(tokens) and all(token.text in MEASURES or token.text in CHANGES for token in tokens)


def _parts(words: str, verb: segment.Word) -> bool:
    """True where a verb within the words parts them: 推动企业|开展|攻关项目, not 人才引进|工程 or 占新建|建筑比重."""
    return (
        len(words) - verb.end >= 3
        and not words.startswith(_PROGRAMMES, verb.end)
        and words[verb.end] not in "的率量数或"
        and words[verb.start - 1 : verb.start] != "占"
    )
