"""Figures that say which things are meant and not how many: 5000万元产值以上的企业, 65岁以上老年人, 二次开发.

>>> from extract.figures import figures
>>> (figure,) = figures("2000万元以上企业")
>>> describes(figure, "支持", "企业", None), counts(figure, "支持", "企业")
(True, True)
"""

import re

from extract import segment
from extract.comparators import AT_LEAST, BEFORE, BEFORE_ENDS, BEFORE_WORDS, ending
from extract.figures import Figure
from extract.lexicons import alternation, entries, patterns
from extract.measured import ADVERBS, VERB_WORDS, VERBS

# 不低于|居住用地供应总量的|70%
SHARE_OF = re.compile(rf"(?P<before>{BEFORE}|占)[^，。、\d]{{2,40}}的$")
_VERB_OR_BEFORE = (*VERB_WORDS, *BEFORE_WORDS)
_LED_IN = (*_VERB_OR_BEFORE, *ADVERBS)
# 对接武汉万亿产业集群: another place's scale
_OTHERS_SCALE = re.compile(r"(?:对接|承接|融入)[^、，]*$")
# 5000万元|产值以上的企业
_BOUND_BEHIND = re.compile(r"[^，、\d]{0,6}以[上下内]的?[一-鿿]")
# 突破2000万元|的科技企业
_SAID_OF = re.compile(r"(?:（含）)?的(?!目标|要求|水平)[一-鿿]")
_ONE_OF_KIND = re.compile(r"^、[^、]{2,20}的[一-鿿]{2,8}$")
_NOT_COUNTED = re.compile(rf"{alternation(entries('not_counted.txt'))}(?=的|[^一-鿿]|$)")
_NOUN = alternation(entries("threshold_nouns.txt"))
_DESCRIBED = re.compile(rf"的?[^，、\d]{{0,10}}?{_NOUN}")
_DESCRIBED_AT_ONCE = re.compile(_NOUN)
_MASS_END = patterns("mass_nouns.txt")
_PROCESS = re.compile(
    r"压缩|压减|缩短|缩减|减少|控制|降|不超过|不高于|达|延长|提高|提升|提前|天数|能力|储备|学习|培训|时间|时限|减"
)
_SIZE = re.compile("直径|口径|半径|跨度|高程|水深")
_PERSONS = ("人", "名", "户")
_PEOPLE = ("人", "人员", "人群", "人口", "家庭", "用户")
_HUNDREDS = re.compile(r"(?![^，。]*(?:计划|工程|行动|活动|万户)$)[一-鿿]{2}")
_ORDINAL_UNITS = ("期", "次", "类", "种", "届", "批", "位")


def counts(figure: Figure, left: str, right: str) -> bool:
    """True where the figure's unit is one that a goal can have between the words `left` and `right` of it."""
    if figure.kind == "scale":
        return not _OTHERS_SCALE.search(left)
    if _NOT_COUNTED.match(right):
        return False
    if not figure.measure:
        return True
    compared = left.endswith(BEFORE_WORDS) or figure.behind is not None or SHARE_OF.search(left) is not None
    # 首年关税为零的2034种商品: the figure is part of what is described.
    if left.endswith("的") and not compared:
        return False
    if not figure.number[0].isdigit():
        return _counts_in_words(figure, left, right)
    if figure.kind == "time":
        return compared and (
            _PROCESS.search(left) is not None or (figure.measure == "岁" and left.endswith(BEFORE_WORDS))
        )
    return figure.kind != "score" or compared


def describes(figure: Figure, left: str, between: str, follower: Figure | None, *, listed: bool = False) -> bool:
    """True for a threshold; `between` stands behind the figure, up to the next one (`follower`) or the end.

    `listed` says that the figure goes on with a list of goals: 引育企业5家以上、|10家以上|骨干企业.
    """
    joined = bool(segment.joints(between)) if follower and between else False
    # 年产值超|百亿元|企业10家, 打造|千亿级|产业集群3个: the scale is said of what the next figure counts.
    if figure.kind == "scale":
        return follower is not None and bool(between) and not joined
    # 3.8米|直径火箭, 20万|吨级|航道
    if figure.kind == "amount" and (_SIZE.match(between) or (figure.unit.endswith("级") and between)):
        return True
    counted, money = figure.kind == "count", figure.kind == "money"
    counted_next = follower is not None and follower.kind == "count"
    # 在|1000人以上|学校: persons say how large a place is, and only persons are counted in them.
    place = _DESCRIBED.match(between) if counted and figure.bounded and figure.measure in _PERSONS else None
    if place and not place.group().endswith(_PEOPLE):
        return True
    if not counted and figure.behind is None and _BOUND_BEHIND.match(between):
        return True
    if figure.kind == "amount" and follower and figure.behind is None and between and not left.endswith(BEFORE_WORDS):
        # 新建|5万吨|粮库1座, 站点|500米|半径覆盖率达到90%: an amount says which those are that have the next figure.
        first = segment.words(between)[0]
        begun = first.text in VERBS or first.tag == "v"
        if not begun and not joined and (counted_next or ending(between, BEFORE_ENDS)):
            return True
    # 年产值超|100亿元|、竞争力强的企业2家
    if money and counted_next and _ONE_OF_KIND.search(between):
        return True
    # 年产值超|10亿元|企业实现零的突破
    if money and _DESCRIBED_AT_ONCE.match(between) and not _MASS_END.search(between):
        return True
    # 形成|20万人以上的|县城10座: a bounded figure says of which kind those are that the next one counts.
    if figure.bounded and follower and between and not joined:
        return True
    if _SAID_OF.match(between):
        if money:
            return _MASS_END.search(between) is None
        return left.endswith((*BEFORE_WORDS, "总投资", "投资额")) or not left.endswith(VERB_WORDS)
    if not figure.bounded or (counted and (listed or left.endswith(_LED_IN))):
        return False
    return _DESCRIBED.match(between) is not None and not _MASS_END.search(between)


def _counts_in_words(figure: Figure, left: str, right: str) -> bool:
    """两个维护, 三大体系: a Han numeral counts only what a goal's verb does."""
    one = figure.number == "一" and not left.endswith(AT_LEAST)
    # 二次开发, 三期工程, 三类县: a Han numeral before these says which, not how many.
    ordinal = figure.measure in _ORDINAL_UNITS and not left.endswith(BEFORE_WORDS)
    # 打造百项|场景, 推动万家|企业 have as many; 千人|计划 is a name.
    bare = figure.number in ("万", "百", "千", "亿")
    named = bare and not (figure.kind == "count" and _HUNDREDS.match(right))
    verb = left.endswith(_VERB_OR_BEFORE)
    return verb and not (one or ordinal or named) and figure.kind in ("count", "money", "share")
