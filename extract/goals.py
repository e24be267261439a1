"""The goals in one passage between commas: figures with what they measure.

>>> [(g.indicator, g.operator, g.value, g.unit) for g in goals(Passage("建设50所高水平学校和150个骨干专业", (), False))]
[('高水平学校', '=', 50.0, '所'), ('骨干专业', '=', 150.0, '个')]
>>> [(g.indicator, g.operator, g.value, g.unit) for g in goals(Passage("万元产值能耗降至0.3吨标准煤以下", (), False))]
[('万元产值能耗', '<=', 0.3, '吨标准煤')]

What a figure measures stands before it (高新技术企业达到900家) or, where a verb alone does, behind it (建成20个平台).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extract import segment
from extract.comparators import AT_LEAST, BEFORE, BEFORE_ENDS, BEFORE_WORDS, ending, endings, operator, without
from extract.figures import Figure, figures, measured_figures
from extract.first_signs import led
from extract.measured import (
    ADVERBS,
    CHANGE,
    CHANGES,
    MEASURE_ALONE,
    MEASURES,
    RANK_VERB,
    VERB,
    VERB_WORDS,
    VERBS,
    completed,
    members,
    noun,
    noun_behind,
    owner_of_rank,
    topic,
)
from extract.numerals import han_value
from extract.thresholds import SHARE_OF, counts, describes
from ontology.terms import Operator


class Goal(NamedTuple):
    """A figure with its indicator; `value` and `upper` in the base unit, `rule` the rule that read it and its entry."""

    indicator: str
    operator: Operator
    value: float
    upper: float | None
    unit: str
    rule: str


class Passage(NamedTuple):
    """Words between commas, those that its sentence said before them, and whether a deadline or period reaches them.

    `follows` is true behind a goal of the same sentence.
    """

    words: str
    said: tuple[str, ...]
    dated: bool
    follows: bool = False

    @property
    def subject(self) -> str:
        """Whom the sentence spoke of before these words, for a figure that has no subject of its own."""
        return next((named for words in reversed(self.said) if (named := topic(words))), "")


_LED_ENDS = endings([*BEFORE_WORDS, *ADVERBS, "实现", *(verb for verb in VERBS if verb not in CHANGES)])
_VERB_ENDS = endings(VERB_WORDS)
_ADVERB_ENDS = endings(ADVERBS)
# 人民调解|组织|300个: behind what is counted, the word ends a name.
_PLAIN_ADVERB_ENDS = endings(word for word in ADVERBS if word != "组织")
_AIM = re.compile(rf"{VERB}|{BEFORE}|{CHANGE}")
_RANK_VERBS = re.compile(RANK_VERB)
# 进入全国前70位 · 奋进全国百强 · 保持全省第二
_RANK = re.compile(
    rf"(?P<verb>{RANK_VERB})(?:在)?(?P<scope>[^，。；、\d一二三四五六七八九十百千]{{0,12}}?)"
    r"(?:前(?P<n>\d+|[一二三四五六七八九十百]+)(?:位|名|强|列)?|(?P<strong>[一二三四五六七八九十百千]+|\d+)强"
    r"|第(?P<o>[一二三四五六七八九十]|\d+)(?:位|名)?|(?P<top>首位))(?:以内|之列|行列)?$"
)
_RANK_ENDS = frozenset("位名强列内首一二三四五六七八九十百千0123456789")
# 研发机构全覆盖 · 实现5G网络全覆盖 · 存量隐患清零
_WHOLE = re.compile(r"(?:基本)?(?P<all>全覆盖|全面覆盖|清零)$")
# 规模翻一番 · 产值翻两番 · 实现倍增
_DOUBLED = re.compile(r"(?:实现)?(?:翻(?P<n>[一两二三])?番|(?P<twice>倍增))$")
# 能耗|比2025年|下降14%: what a change is measured against is no part of the indicator.
_BASE_YEAR = re.compile(
    led(
        r"(?:比|较|在|以)20\d{2}年(?:年?[末底])?(?:的?基础上|的?水平|为基数)?|比上年|(?<=[到达为是至])20\d{2}年[末底]?(?:水平)?的(?=\d)"
    )
)
_LISTED = re.compile(r"分别|均(?=达|超|突|不|实现|完成|提|增|保持|稳|控|低|高|下|降|翻|力争)")
_BASE = re.compile(r"(?:从|由)[^从由]{0,8}$")
_FROM = re.compile("[由从]$")
_LEVEL = re.compile("(?:国家|部|省|市|州|县|区|镇|村)级")
# 新增算力|占全国新增算力的|60%以上: the share of one in the other
_PART_OF = re.compile(r"(?P<part>占[^，。、\d]{2,20})的$")
_THINGS = re.compile("的?[一-鿿]{2}")
_AND = ("、", "和", "或", "及")


def goals(passage: Passage) -> Iterator[Goal]:
    """The goals of a passage, in its order; none where its figures describe, limit or tell of the past."""
    words = _BASE_YEAR.sub("", passage.words)
    passage = passage._replace(words=words) if words != passage.words else passage
    if not words:
        return
    # The three that end a passage are looked for only where it ends so.
    if words[-1] in _RANK_ENDS and (rank := _RANK.search(words)):
        yield _ranked(words, rank, passage.subject)
    elif words.endswith(("覆盖", "清零")) and (whole := _WHOLE.search(words)):
        full = whole["all"] != "清零"
        indicator = noun(words[: whole.start()].replace("实现", "")) or passage.subject
        if indicator:
            yield Goal(indicator, "=", 100.0 if full else 0.0, None, "%" if full else "个", f"whole:{whole['all']}")
    elif words.endswith(("番", "倍增")) and (twice := _DOUBLED.search(words)):
        yield from _doubled(words[: twice.start()], twice, passage)
    elif shared := _distributed(words):
        yield from shared
    else:
        yield from _of_figures(passage)


def _goal(figure: Figure, indicator: str, stated: Operator) -> Goal:
    if figure.upper is not None:
        stated = "range"
    elif figure.open and stated == "=":
        stated = ">"
    return Goal(indicator, stated, figure.value, figure.upper, figure.unit, figure.rule)


def _of_figures(passage: Passage) -> Iterator[Goal]:
    words = passage.words
    found = figures(words)
    begin, aimed, subject, base = 0, False, "", ""
    shared: Operator = "="
    for order, figure in enumerate(found):
        if figure.start < begin:
            continue
        following = next((f.start for f in found[order + 1 :] if f.start >= figure.end), len(words))
        follower = found[order + 1] if following < len(words) else None
        left, between = base + words[begin : figure.start], words[figure.end : following]
        if _is_share_of_things(figure, left, words):
            if passage.dated or passage.follows or figure.behind:
                yield _goal(figure, words[figure.end :].removeprefix("的").strip("。；、 　"), figure.behind or "=")
            return
        goes_on = aimed and not left
        if describes(figure, left, between, follower, listed=goes_on) or _describes_with(
            figure, left, between, follower, words
        ):
            continue
        if follower and (origin := _BASE.search(left)):
            base, begin = left[: origin.start()], figure.end
            continue
        right, behind = _parted(between, figure.end, following, len(words))
        verb = _AIM.search(left) is not None or figure.behind is not None
        listed = passage.follows and not (right and left)
        if not (counts(figure, left, right) and (aimed or verb or passage.dated or listed)):
            continue
        aimed, begin, base = aimed or verb, behind, ""
        indicator, stated = _indicator(figure, left, right, subject, passage)
        # 分别不少于|5家、6家|、8家: the comparator before the first is that of all.
        if left.strip("、和 ") == "" and "分别" in words[: figure.start] and stated == "=":
            stated = shared
        shared = stated
        if _LEVEL.fullmatch(indicator):
            beside = (subject, passage.subject, words[behind:])
            indicator += next((thing for other in beside if (thing := _at_another_level(other))), "")
        if indicator:
            yield _goal(figure, indicator, stated)
            subject = indicator


def _at_another_level(words: str) -> str:
    """省级美丽村庄6个、|市级|10个, 1个|国家级|、3个省级产业园: what is counted at this level as at the other."""
    other = _LEVEL.search(words)
    return noun_behind(re.split(r"[\d，、]", words[other.end() :], maxsplit=1)[0]) if other else ""


def _is_share_of_things(figure: Figure, left: str, words: str) -> bool:
    """True where a share begins what is said: 80%以上的幼儿园|达到标准, 其中60%|达到本科学历."""
    begins = not left.strip("、 　").removeprefix("其中")
    return begins and _in_per_cent(figure) and _THINGS.match(words, figure.end) is not None


def _in_per_cent(figure: Figure) -> bool:
    return figure.kind == "share" and figure.unit == "%"


def _describes_with(figure: Figure, left: str, between: str, follower: Figure | None, words: str) -> bool:
    """营收突破|10亿元、50亿元|的企业: what the last of a list of figures says of a thing, all do."""
    alike = follower is not None and between in _AND and bool(figure.measure) and figure.measure == follower.measure
    return alike and follower is not None and describes(follower, left, words[follower.end :], None)


def _parted(between: str, start: int, following: int, length: int) -> tuple[str, int]:
    """The words that belong to a figure from those behind it, and where the next figure's own words begin."""
    if following == length:
        first, _, rest = between.partition("、")
        # 建成20个|平台、完善制度: a verb begins another matter; all else goes on with what is counted.
        begun = segment.words(rest[:6])[:1] if rest else []
        other = "的" not in rest and (not begun or begun[0].text in VERBS or begun[0].tag == "v")
        return (first if other else between), length
    joints = segment.joints(between)
    if joints and joints[-1][1] == len(between):
        return between[: joints[-1][0]], following
    if joints:
        return between[: joints[0][0]], start + joints[0][1]
    return between, start


def _indicator(figure: Figure, left: str, right: str, subject: str, passage: Passage) -> tuple[str, Operator]:
    """What a figure measures, and the operator that the words around it state; `subject` is the last figure's."""
    stated: Operator = "="
    core = left.rstrip()
    if of := SHARE_OF.search(core):
        core = core[: of.end("before")]
    before = ending(core, BEFORE_ENDS)
    adverbs = _ADVERB_ENDS if right else _PLAIN_ADVERB_ENDS
    if not before:
        # 达到|约: an adverb may stand between the comparator and the figure; 提高|到 is one comparator.
        core = without(core, adverbs)
        before = ending(core, BEFORE_ENDS)
    if before:
        stated, core = operator(before), core[: -len(before)]
    elif any(word in left for word in AT_LEAST) or figure.kind == "scale":
        stated = ">="
    stated = figure.behind or stated
    if _in_per_cent(figure) and (part := _PART_OF.search(left)):
        return f"{noun(left[: part.start()])}{part['part']}比重", stated
    led = core.endswith(VERB_WORDS)
    core = without(core, adverbs)
    behind = noun_behind(right)
    led = led or core.endswith(VERB_WORDS) or (not core and not before)
    if behind and (led or left.endswith(("在", "与", "对", "向"))):
        if _in_per_cent(figure) and (owner := noun(without(core, _VERB_ENDS))):
            # 毕业生|实现|100%|就业
            return owner + behind, stated
        if behind != "园区":
            return behind, stated
        owner = topic(without(core, _VERB_ENDS)) or subject or passage.subject
        return f"{owner}{behind}规模", stated
    name = noun(core)
    if name and not MEASURE_ALONE.fullmatch(name) and not name.endswith("的"):
        # 数字经济规模达到2万亿元，|占全省比重|超过60%
        return f"{subject or passage.subject}{name}" if name.startswith("占") else name, stated
    if name and right.startswith("的") and behind:
        # 总规模|100亿元|的产业发展基金
        return behind + name, stated
    owner = subject or passage.subject or topic(core)
    if before and not name and behind and not owner:
        return behind, stated
    # 其中|市场化运营的|不少于5个 is of what was counted before.
    return (name.removeprefix("其中") + owner if name.endswith("的") else owner + name) or behind, stated


def _ranked(words: str, match: re.Match[str], subject: str) -> Goal:
    owner = owner_of_rank(words[: match.start()])
    scope = _RANK_VERBS.sub("", match["scope"]).lstrip("在")
    if not owner or MEASURE_ALONE.fullmatch(owner):
        owner = subject + owner
    # 创新能力|排名|进入前50位 keeps the noun; 进入 and 保持 are verbs alone.
    kept = next((w for w in ("排名", "位次", "排位") if f"{owner}{w}" in words), "")
    # 全省 goes without saying behind what is measured; 全国茶叶区域公用品牌 says among which.
    bare = owner.endswith(MEASURES) and len(scope) <= 4
    indicator = owner + kept if bare else f"{owner}{scope}{kept or '排名'}"
    if match["top"]:
        return Goal(indicator, "=", 1.0, None, "位", f"rank:{match['verb']}")
    word = match["n"] or match["strong"] or match["o"]
    value = float(word) if word.isdigit() else float(han_value(word))
    return Goal(indicator, "=" if match["o"] else "<=", value, None, "位", f"rank:{match['verb']}")


def _distributed(words: str) -> list[Goal]:
    """One goal for each member of a list: 公路、水路货运量分别增长5%和8%, 城市、农村供水普及率均达到98%."""
    match = _LISTED.search(words)
    found = list(measured_figures(words, match.end())) if match else []
    if not match or not found:
        return []
    names = members(words[: match.start()], len(found) if match.group() == "分别" else 0)
    if len(found) == 1 and match.group() != "分别":
        found = found * len(names)
    # 流通率分别|由8%、15%|提高到20%、35%
    if len(names) > 1 and len(found) == 2 * len(names) and _FROM.search(words, match.end(), found[0].start):
        found = found[len(names) :]
    if len(names) < 2 or len(found) != len(names):
        return []
    head = words[max(match.end(), words.rfind("%", 0, found[0].start)) : found[0].start].lstrip("%")
    before = ending(head, BEFORE_ENDS)
    shared = without(head, _LED_ENDS).lstrip("地 ")
    # 分别稳定在30小时、1小时|以内: what stands behind the last figure alone is said of all.
    last = found[-1].behind if not any(figure.behind for figure in found[:-1]) else None
    stated: Operator = operator(before) if before else "="
    return [
        _goal(figure, name + shared, figure.behind or last or stated)
        for name, figure in zip(completed(names), found, strict=True)
    ]


def _doubled(words: str, twice: re.Match[str], passage: Passage) -> Iterator[Goal]:
    """规模翻一番, and one goal for each of 生产总值和居民收入均实现翻一番."""
    listed = _LISTED.search(passage.words)
    names = members(words[: listed.start()], 0) if listed else []
    named = list(completed(names)) if len(names) > 1 else [noun(words) or passage.subject]
    value = float(2 ** han_value(twice["n"] or "一"))
    yield from (Goal(name, "=", value, None, "倍", f"doubled:{twice.group()}") for name in named if name)
