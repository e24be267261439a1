"""The goals in one passage between commas: figures with what they measure.

>>> [(g.indicator, g.operator, g.value, g.unit) for g in goals(Passage("建设50所高水平学校和150个骨干专业", (), False))]
[('高水平学校', '=', 50.0, '所'), ('骨干专业', '=', 150.0, '个')]
>>> [(g.indicator, g.operator, g.value, g.unit) for g in goals(Passage("万元产值能耗降至0.3吨标准煤以下", (), False))]
[('万元产值能耗', '<=', 0.3, '吨标准煤')]

What a figure measures stands before it (高新技术企业达到900家) or, where a verb alone does, behind it (建成20个平台).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extract import segment
from extract.lexicons import alternation, entries, patterns, table
from extract.numerals import HAN, MULTIPLES, NUMBER, SHARE, figure_value, han_value
from ontology.terms import Operator


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure with its indicator; `value` and `upper` in the base unit, `rule` the rule that read it and its entry."""

    indicator: str
    operator: Operator
    value: float
    upper: float | None
    unit: str
    rule: str


@dataclass(frozen=True, slots=True)
class Passage:
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
        return next((topic for words in reversed(self.said) if (topic := _topic(words))), "")


_UNITS = {unit: measured for unit, (measured,) in table("target_units.tsv").items()}
_COMPARE = {word: (operator, side) for word, (operator, side) in table("comparators.tsv").items()}
_BEFORE = alternation([w for w, (_, side) in _COMPARE.items() if side == "before"])
_AFTER = alternation([w for w, (_, side) in _COMPARE.items() if side == "after"])
_VERBS = {verb: kind for verb, (kind,) in table("goal_verbs.tsv").items()}
_VERB = alternation(list(_VERBS))
_VERB_WORDS = tuple(_VERBS)
_BEFORE_WORDS = tuple(word for word, (_, side) in _COMPARE.items() if side == "before")
_ADVERBS = entries("goal_adverbs.txt")
_ADVERB = alternation(_ADVERBS)
_NOT_COMPARATORS = entries("not_comparators.txt")
_CHANGES = entries("changes.txt")
_CHANGE = alternation(_CHANGES)
_MEASURES = entries("measures.txt")
_MEASURE = alternation(_MEASURES)
_MEASURE_ALONE = re.compile(rf"(?:{_ADVERB})*(?:[一-鿿]{{2}}率|{_MEASURE}|{_CHANGE})+")
# What stands between a noun phrase and its figure: 货运量|分别实现, 普及率|力争达到.
_NOUN_ENDS = (*_BEFORE_WORDS, "力争", "争取", "确保", "实现", "迈向", "进一步", "动态", "、")
_VERB_OR_BEFORE = (*_VERB_WORDS, *_BEFORE_WORDS)
_LED_IN = (*_VERB_OR_BEFORE, *_ADVERBS)
_LED = (*_BEFORE_WORDS, *_ADVERBS, "实现", *(verb for verb in _VERBS if verb not in _CHANGES))
# 人民调解|组织|300个: behind what is counted, the word ends a name.
_PLAIN_ADVERBS = tuple(word for word in _ADVERBS if word != "组织")
_MULTIPLE = alternation(list(MULTIPLES))
# 20家以上 · 1-2家 · 10家至15家 · 1500万元 · 2万多人 · 近300家 · 百分之二十以上 · 1,500套（间）
_FIGURE = re.compile(
    rf"(?=\d|{HAN})(?<![\dA-Za-z.．第前每+－])(?P<n>{NUMBER})(?:(?P<nm>{_MULTIPLE})?[%％元家个项]?\s*[-－—–~～至到]+\s*(?P<m>{NUMBER}))?"
    rf"(?P<mm>{_MULTIPLE})?(?P<more>余|多|来)?(?P<u>{alternation(list(_UNITS))})(?!级|前|以来|五)(?P<after>(?:\s*{_AFTER})*)"
)
# 百分之二十以上 · 三分之二
_SHARE = re.compile(rf"(?P<n>{SHARE})(?P<after>(?:{_AFTER})*)")
# 打造千亿级产业集群 · 规模达到百亿级 · 建成千亿园区 · 突破万亿元大关
_SCALE = re.compile(
    rf"(?<![\d“])(?P<p>十亿|百亿|千亿|万亿|[一二两三四五六七八九][百千]亿|[十百千]万|\d+(?:\.\d+)?万?亿(?=元?级))"
    rf"(?:(?P<u>立方米|吨|千瓦|标箱|人次|平方米)级|元?(?:级|(?=园区|产业|集群|板块|企业|大关|台阶))|元)(?:规模)?(?P<after>{_AFTER})?"
)
_RANK_VERB = rf"(?!居民|居住|列车){alternation(entries('rank_verbs.txt'))}"
_RANK_VERBS = re.compile(_RANK_VERB)
# 进入全国前70位 · 奋进全国百强 · 保持全省第二
_RANK = re.compile(
    rf"(?P<verb>{_RANK_VERB})(?:在)?(?P<scope>[^，。；、\d一二三四五六七八九十百千]{{0,12}}?)"
    r"(?:前(?P<n>\d+|[一二三四五六七八九十百]+)(?:位|名|强|列)?|(?P<strong>[一二三四五六七八九十百千]+|\d+)强"
    r"|第(?P<o>[一二三四五六七八九十]|\d+)(?:位|名)?|(?P<top>首位))(?:以内|之列|行列)?$"
)
_RANK_ENDS = frozenset("位名强列内首一二三四五六七八九十百千0123456789")
# 研发机构全覆盖 · 实现5G网络全覆盖 · 存量隐患清零
_WHOLE = re.compile(r"(?:基本)?(?P<all>全覆盖|全面覆盖|清零)$")
# 规模翻一番 · 产值翻两番 · 实现倍增
_DOUBLED = re.compile(r"(?:实现)?(?:翻(?P<n>[一两二三])?番|(?P<twice>倍增))$")
# What every goal has some of: a digit, a Han numeral before a unit or rank, a word for all or for a multiple.
_HINT = re.compile(
    r"(?=[\d一二两三四五六七八九十百千万亿分第前至不全清倍翻首半今明])"  # one look where none can begin
    r"(?:\d|[一二两三四五六七八九十百千万亿][个家项款台套名人所座件亿万千百十位强倍成年次元番]|分之|一半|[第前][一二三四五六七八九十]"
    r"|(?:至少|不少于)[一二三]|全覆盖|全面覆盖|清零|倍增|翻番|首位|半数|今年|明年|五[”\"]?(?:规划)?(?:末|时期|期间|期末|收官))"
)
_HAN = re.compile("[一-鿿]")
_YEAR = re.compile(r"(?:19|20)\d{2}年")
# 能耗|比2025年|下降14%: what a change is measured against is no part of the indicator.
_BASE_YEAR = re.compile(
    r"(?:比|较|在|以)20\d{2}年(?:年?[末底])?(?:的?基础上|的?水平|为基数)?|比上年|(?<=[到达为是至])20\d{2}年[末底]?(?:水平)?的(?=\d)"
)
# 对接武汉万亿产业集群: another place's scale
_OTHERS_SCALE = re.compile(r"(?:对接|承接|融入)[^、，]*$")
# 5000万元|产值以上的企业
_BOUND_BEHIND = re.compile(r"[^，、\d]{0,6}以[上下内]的?[一-鿿]")
# 突破2000万元|的科技企业
_SAID_OF = re.compile(r"(?:（含）)?的(?!目标|要求|水平)[一-鿿]")
_AFTER_WORD = re.compile(_AFTER)
# 100名|在全国有影响的|青年人才: a clause that says which
_CLAUSE_BEFORE = re.compile(rf"在|对|以|能|有|具|站|从|与|由|可|{_VERB}|{_BEFORE}")
_PROGRAMMES = ("工程", "计划", "行动", "项目")
_LEVEL = re.compile("(?:国家|部|省|市|州|县|区|镇|村)级")
_AND = ("、", "和", "或", "及")
_AROUND_NOUN = re.compile(r"^(?:规模|的|以上|左右|[（(][^（）()]*[）)])+|的$")
_NOT_COUNTED = re.compile(rf"{alternation(entries('not_counted.txt'))}(?=的|[^一-鿿]|$)")
_DESCRIBED = re.compile(rf"的?[^，、\d]{{0,10}}?{alternation(entries('threshold_nouns.txt'))}")
_DESCRIBED_AT_ONCE = re.compile(alternation(entries("threshold_nouns.txt")))
_BOUND = re.compile(r"以[上下内]|不足|及以[上下]")
_THINGS = re.compile("的?[一-鿿]{2}")
# 不低于|居住用地供应总量的|70%
_SHARE_OF = re.compile(rf"(?P<before>{_BEFORE})[^，。、\d]{{2,40}}的$")
_LISTED = re.compile(r"分别|均(?=达|超|突|不|实现|完成|提|增|保持|稳|控|低|高|下|降|翻|力争)")
_BASE = re.compile(r"(?:从|由)[^从由]{0,8}$")
_FROM = re.compile("[由从]$")
_PERIOD = re.compile(r"每一?年|(?<!\d)年平?均(?!浓度|气温|降水|停电|[一-鿿]{0,4}(?:时间|浓度|次数|水平))|逐年")
_PROCESS = re.compile(
    r"压缩|压减|缩短|缩减|减少|控制|降|不超过|不高于|达|延长|提高|提升|提前|天数|能力|储备|学习|培训|时间|时限|减"
)
_TOPIC_END = re.compile(rf"力争|争取|{_BEFORE}|{_RANK_VERB}|争创|加快|{_CHANGE}(?![的率点极贡])|分别|\d")
_PERSONS = ("人", "名", "户")
_PEOPLE = ("人", "人员", "人群", "人口", "家庭", "用户")
_HUNDREDS = re.compile(r"(?![^，。]*(?:计划|工程|行动|活动|万户)$)[一-鿿]{2}")
_ORDINAL_UNITS = ("期", "次", "类", "种", "届", "批", "位")
_AT_LEAST = ("至少", "不少于", "不低于")
_MASS_END = patterns("mass_nouns.txt")


_AIM = re.compile(rf"{_VERB}|{_BEFORE}|{_CHANGE}")


def goals(passage: Passage) -> Iterator[Goal]:
    """The goals of a passage, in its order; none where its figures describe, limit or tell of the past."""
    words = _BASE_YEAR.sub("", passage.words)
    passage = replace(passage, words=words) if words != passage.words else passage
    if not words:
        return
    # The three that end a passage are looked for only where it ends so.
    if words[-1] in _RANK_ENDS and (rank := _RANK.search(words)):
        yield _ranked(words, rank, passage.subject)
    elif words.endswith(("覆盖", "清零")) and (whole := _WHOLE.search(words)):
        full = whole.group("all") != "清零"
        indicator = _noun(words[: whole.start()].replace("实现", "")) or passage.subject
        if indicator:
            yield Goal(
                indicator, "=", 100.0 if full else 0.0, None, "%" if full else "个", f"whole:{whole.group('all')}"
            )
    elif words.endswith(("番", "倍增")) and (twice := _DOUBLED.search(words)):
        yield from _doubled(words[: twice.start()], twice, passage)
    elif shared := _distributed(words):
        yield from shared
    else:
        yield from _figures(passage)


def may_hold_figure(words: str, start: int = 0, end: int | None = None) -> bool:
    """False where no goal can stand, so that most of a text is passed over quickly."""
    return _HINT.search(words, start, len(words) if end is None else end) is not None


def _topic(words: str) -> str:
    """Whom the words are about, or "" where they speak of no one."""
    named = _noun(_TOPIC_END.split(words, maxsplit=1)[0])
    return named[:30] if len(_HAN.findall(named)) >= 2 and not _MEASURE_ALONE.fullmatch(named) else ""


def _figures(passage: Passage) -> Iterator[Goal]:
    words = passage.words
    found = sorted(
        (m for pattern in (_FIGURE, _SHARE, _SCALE) for m in pattern.finditer(words)),
        key=lambda m: (m.start(), -m.end()),
    )
    # 3个|千亿级产业集群: the scale belongs to what is counted.
    found = [m for m in found if not (m.re is _SCALE and any(o.end() == m.start() for o in found))]
    found = [m for m in found if not (_quoted(words, m.start()) or _YEAR.fullmatch(m.group()))]
    begin, aimed, subject, base = 0, False, "", ""
    shared: Operator = "="
    for order, figure in enumerate(found):
        if figure.start() < begin:
            continue
        following = next((m.start() for m in found[order + 1 :] if m.start() >= figure.end()), len(words))
        left, between = base + words[begin : figure.start()], words[figure.end() : following]
        if _share_of_things(figure, left):
            if passage.dated or passage.follows or figure.group("after"):
                yield _measured(figure, _without_of(words[figure.end() :]), _stated(figure))
            return
        if _described(figure, left, between, found[order + 1] if following < len(words) else None):
            continue
        # 营收突破|10亿元、50亿元|的企业: what the last of them says of a thing, all do.
        beside = found[order + 1] if between in _AND and order + 1 < len(found) else None
        if (
            beside
            and beside.re is figure.re is _FIGURE
            and beside["u"] == figure["u"]
            and _described(beside, left, words[beside.end() :], None)
        ):
            continue
        if following < len(words) and (origin := _BASE.search(left)):
            base, begin = left[: origin.start()], figure.end()
            continue
        right, behind = _parted(between, figure.end(), following, len(words))
        verb = _AIM.search(left) is not None or bool(figure.group("after"))
        listed = passage.follows and not (right and left)
        if not (_counts(figure, left, right) and (aimed or verb or passage.dated or listed)):
            continue
        aimed, begin, base = aimed or verb, behind, ""
        indicator, operator = _indicator(figure, left, right, subject, passage)
        # 分别不少于|5家、6家|、8家: the comparator before the first is that of all.
        if left.strip("、和 ") == "" and "分别" in words[: figure.start()] and operator == "=":
            operator = shared
        shared = operator
        if _LEVEL.fullmatch(indicator) and (above := _LEVEL.match(subject)):
            # 省级美丽村庄6个、|市级|10个
            indicator += subject[above.end() :]
        if indicator:
            yield _measured(figure, indicator, operator)
            subject = indicator


def _parted(between: str, start: int, following: int, length: int) -> tuple[str, int]:
    """The words that belong to a figure from those behind it, and where the next figure's own words begin."""
    if following == length:
        first, _, rest = between.partition("、")
        # 建成20个|平台、完善制度: a verb begins another matter; all else goes on with what is counted.
        begun = segment.words(rest[:6])[:1] if rest else []
        other = "的" not in rest and (not begun or begun[0].text in _VERBS or begun[0].tag == "v")
        return (first if other else between), length
    joints = segment.joints(between)
    if joints and joints[-1][1] == len(between):
        return between[: joints[-1][0]], following
    if joints:
        return between[: joints[0][0]], start + joints[0][1]
    return between, start


def _counts(figure: re.Match[str], left: str, right: str) -> bool:
    """True where the figure's unit is one that a goal can have in this place."""
    if figure.re is _SCALE:
        return not _OTHERS_SCALE.search(left)
    if _NOT_COUNTED.match(right):
        return False
    if figure.re is _SHARE:
        return True
    number, unit = figure.group("n"), figure.group("u")
    compared = left.endswith(_BEFORE_WORDS) or bool(figure.group("after")) or _SHARE_OF.search(left) is not None
    # 首年关税为零的2034种商品: the figure is part of what is described.
    if left.endswith("的") and not compared:
        return False
    if not number[0].isdigit():
        # 两个维护, 三大体系: a Han numeral counts only what a goal's verb does.
        verb = left.endswith(_VERB_OR_BEFORE)
        one = number == "一" and not left.endswith(_AT_LEAST)
        # 二次开发, 三期工程, 三类县: a Han numeral before these says which, not how many.
        ordinal = unit in _ORDINAL_UNITS and not left.endswith(_BEFORE_WORDS)
        # 打造百项|场景, 推动万家|企业 have as many; 千人|计划 is a name.
        bare = number in ("万", "百", "千", "亿")
        named = bare and not (_UNITS[unit] == "count" and _HUNDREDS.match(right))
        return verb and not (one or ordinal or named) and _UNITS[unit] in ("count", "money", "share")
    if _UNITS[unit] in ("time", "score"):
        return compared and (
            _UNITS[unit] == "score"
            or _PROCESS.search(left) is not None
            or (unit == "岁" and left.endswith(_BEFORE_WORDS))
        )
    return True


def _is_share(figure: re.Match[str]) -> bool:
    return figure.re is _SHARE or (figure.re is _FIGURE and figure["u"] in ("%", "％"))


def _share_of_things(figure: re.Match[str], left: str) -> bool:
    """True where a share begins what is said: 80%以上的幼儿园|达到标准, 其中60%|达到本科学历."""
    begins = not left.strip("、 　").removeprefix("其中")
    return begins and _is_share(figure) and _THINGS.match(figure.string, figure.end()) is not None


def _without_of(words: str) -> str:
    return words.removeprefix("的").strip("。；、 　")


def _stated(figure: re.Match[str]) -> Operator:
    return _stated_behind(figure["after"]) if figure["after"] else "="


def _described(figure: re.Match[str], left: str, between: str, follower: re.Match[str] | None) -> bool:
    """True for a threshold, which says which and not how many: 5000万元产值以上的企业, 2000万元以上项目."""
    # 年产值超|百亿元|企业10家, 打造|千亿级|产业集群3个: the scale is said of what the next figure counts.
    followed = follower is not None
    if figure.re is _SCALE:
        return followed and bool(between) and not segment.joints(between)
    after, counted = figure.group("after"), figure.re is _FIGURE and _UNITS[figure.group("u")] == "count"
    bounded = after and _BOUND.search(after)
    # 在|1000人以上|学校: persons say how large a place is, and only persons are counted in them.
    place = _DESCRIBED.match(between) if counted and bounded and figure.group("u") in _PERSONS else None
    if place and not place.group().endswith(_PEOPLE):
        return True
    if not counted and not after and _BOUND_BEHIND.match(between):
        return True
    kind = _UNITS[figure["u"]] if figure.re is _FIGURE else ""
    if kind == "amount" and follower and not after and between and not left.endswith(_BEFORE_WORDS):
        # 新建|5万吨|粮库1座, 站点|500米|半径覆盖率达到90%: an amount says which those are that have the next figure.
        counted_next = follower.re is _FIGURE and _UNITS[follower["u"]] == "count"
        tokens = segment.words(between)
        begun = tokens[0].text in _VERBS or tokens[0].tag == "v"
        if not begun and not segment.joints(between) and (counted_next or _last(between, _BEFORE_WORDS)):
            return True
    # 年产值超|100亿元|、竞争力强的企业2家
    counts_next = follower is not None and follower.re is _FIGURE and _UNITS[follower["u"]] == "count"
    if kind == "money" and counts_next and re.search(r"^、[^、]{2,20}的[一-鿿]{2,8}$", between):
        return True
    # 年产值超|10亿元|企业实现零的突破
    if kind == "money" and _DESCRIBED_AT_ONCE.match(between) and not _MASS_END.search(between):
        return True
    # 形成|20万人以上的|县城10座: a bounded figure says of which kind those are that the next one counts.
    if bounded and followed and between and not segment.joints(between):
        return True
    if _SAID_OF.match(between):
        if figure.re is _FIGURE and _UNITS[figure.group("u")] == "money":
            return _MASS_END.search(between) is None
        return left.endswith((*_BEFORE_WORDS, "总投资", "投资额")) or not left.endswith(_VERB_WORDS)
    if not bounded:
        return False
    if counted and left.endswith(_LED_IN):
        return False
    return _DESCRIBED.match(between) is not None and not _MASS_END.search(between)


def _measured(figure: re.Match[str], indicator: str, operator: Operator) -> Goal:
    if figure.re is _SCALE:
        scale = figure.group("p")
        head = re.match(r"[\d.]+|[一二两三四五六七八九](?=[百千])|", scale)
        assert head is not None
        value = figure_value(head.group() or "1", scale[head.end() :])
        return Goal(indicator, operator, value, None, figure["u"] or "元", f"scale:{scale}")
    if figure.re is _SHARE:
        return Goal(indicator, operator, figure_value(figure.group("n"), None), None, "%", f"share:{figure.group('n')}")
    multiple = figure.group("mm")
    value = figure_value(figure.group("n"), figure.group("nm") or multiple)
    upper = figure_value(figure.group("m"), multiple) if figure.group("m") else None
    if upper is not None and upper > value:
        operator = "range"
    else:
        upper = None
        if figure.group("more") and operator == "=":
            operator = ">"
    unit = figure.group("u").replace("％", "%").replace("元人民币", "元").replace("人民币", "元")
    return Goal(indicator, operator, value, upper, unit.split("（")[0], f"figure:{figure.group('u')}")


def _indicator(figure: re.Match[str], left: str, right: str, subject: str, passage: Passage) -> tuple[str, Operator]:
    """What a figure measures, and the operator that the words around it state; `subject` is the last figure's."""
    operator: Operator = "="
    core = left.rstrip()
    if of := _SHARE_OF.search(core):
        core = core[: of.end("before")]
    before = _last(core, _BEFORE_WORDS)
    adverbs = _ADVERBS if right else _PLAIN_ADVERBS
    if not before:
        # 达到|约: an adverb may stand between the comparator and the figure; 提高|到 is one comparator.
        core = _without(core, adverbs)
        before = _last(core, _BEFORE_WORDS)
    if before:
        operator, core = _operator(before), core[: -len(before)]
    elif any(word in left for word in _AT_LEAST) or figure.re is _SCALE:
        operator = ">="
    if after := figure.group("after"):
        operator = _stated_behind(after)
    core = _without(core, adverbs)
    behind = _noun_behind(right)
    if behind and (left.endswith(("在", "与", "对", "向")) or core.endswith(_VERB_WORDS) or (not core and not before)):
        if _is_share(figure) and (owner := _noun(_without(core, _VERB_WORDS))):
            # 毕业生|实现|100%|就业
            return owner + behind, operator
        if behind != "园区":
            return behind, operator
        owner = _topic(_without(core, _VERB_WORDS)) or subject or passage.subject
        return f"{owner}{behind}规模", operator
    name = _noun(core)
    if name and not _MEASURE_ALONE.fullmatch(name) and not name.endswith("的"):
        # 数字经济规模达到2万亿元，|占全省比重|超过60%
        return f"{subject or passage.subject}{name}" if name.startswith("占") else name, operator
    if name and right.startswith("的") and behind:
        # 总规模|100亿元|的产业发展基金
        return behind + name, operator
    owner = subject or passage.subject or _topic(core)
    if before and not name and behind and not owner:
        return behind, operator
    # 其中|市场化运营的|不少于5个 is of what was counted before.
    return (name.removeprefix("其中") + owner if name.endswith("的") else owner + name) or behind, operator


def _last(words: str, known: tuple[str, ...]) -> str:
    """The longest of `known` that `words` end in, or ""."""
    if not words.endswith(known):
        return ""
    found = ""
    for word in known:
        if len(word) > len(found) and words.endswith(word):
            found = word
    return "" if len(found) == 1 and found in _BEFORE_WORDS and words.endswith(_NOT_COMPARATORS) else found


def _without(words: str, known: tuple[str, ...]) -> str:
    """`words` without those of `known` that end them in a row."""
    while ending := _last(words, known):
        words = words[: -len(ending)]
    return words


def _operator(word: str) -> Operator:
    found: Operator = _COMPARE[word][0]  # type: ignore[assignment]
    return found


def _stated_behind(after: str) -> Operator:
    """The operator of the words behind a figure, the last of them where two stand in a row."""
    return _operator(_AFTER_WORD.findall(after)[-1])


def _noun_behind(right: str) -> str:
    """建设20个|标准化厂房: the noun phrase behind a figure, without what joins them."""
    noun = _AROUND_NOUN.sub("", right).strip("；。 　")
    modifier, _, head = noun.partition("的")
    return head if head and _CLAUSE_BEFORE.match(modifier) else noun


def _noun(words: str) -> str:
    """The noun phrase in the words before a figure: verbs and adverbs that lead in or out are dropped."""
    words = _PERIOD.sub("", words).strip("、 　")
    start, verbs, leading = 0, 0, True
    # Most are the bare noun already.
    tokens = segment.words(words) if words.startswith(_LEADS) or _PIVOT.search(words) else []
    for at, word in enumerate(tokens):
        token, kind = word.text, _VERBS.get(word.text)
        # 研发|投入: a verb before a word of measure is part of what is measured.
        named = kind == "plain" and _measured_by(tokens[at + 1 :])
        leading = leading and not named and (token in _LEADING or kind == "pivot" or (kind == "plain" and not verbs))
        cut = (
            kind == "pivot"
            and len(words) - word.end >= 3
            and not words.startswith(_PROGRAMMES, word.end)
            and words[word.end] not in "的率量数或"
            and words[word.start - 1 : word.start] != "占"
        )
        if leading or cut:
            start, verbs = word.end, verbs + (kind is not None and token not in _LEADING)
    name = words[start:]
    while not name.endswith("的") and (ending := _last(name, _NOUN_ENDS)):
        name = name[: -len(ending)]
    if not name:
        return ""
    return name.strip('“”" ') if name.count("“") != name.count("”") else name


def _measured_by(tokens: list[segment.Word]) -> bool:
    return bool(tokens) and all(token.text in _MEASURES or token.text in _CHANGES for token in tokens)


# 平均|上架率 is another measure than 上架率.
_LEADING = {
    *(word for word in _ADVERBS if word != "平均"),
    "的",
    "、",
    "，",
    "：",
    "其中",
    "是",
    "和",
    "及",
    "并",
    "以及",
    "指导",
    "督促",
}
_LEADS = (*_LEADING, *_VERBS)
_PIVOT = re.compile(alternation([verb for verb, kind in _VERBS.items() if kind == "pivot"]))


def _quoted(words: str, at: int) -> bool:
    """True inside quotation marks, where a figure is part of a name: “5个50”计划; what they do not close is no name."""
    opened = words.count("“", 0, at) > words.count("”", 0, at) and "”" in words[at:]
    return opened or (words.count('"', 0, at) % 2 == 1 and '"' in words[at:])


def _ranked(words: str, match: re.Match[str], subject: str) -> Goal:
    owner = _noun(_TOPIC_END.split(words[: match.start()], maxsplit=1)[0]) or _noun(words[: match.start()])
    scope = _RANK_VERBS.sub("", match.group("scope")).lstrip("在")
    if not owner or _MEASURE_ALONE.fullmatch(owner):
        owner = subject + owner
    # 创新能力|排名|进入前50位 keeps the noun; 进入 and 保持 are verbs alone.
    noun = next((w for w in ("排名", "位次", "排位") if f"{owner}{w}" in words), "")
    # 全省 goes without saying behind what is measured; 全国茶叶区域公用品牌 says among which.
    bare = owner.endswith(_MEASURES) and len(scope) <= 4
    indicator = owner + noun if bare else f"{owner}{scope}{noun or '排名'}"
    if match.group("top"):
        return Goal(indicator, "=", 1.0, None, "位", f"rank:{match.group('verb')}")
    word = match.group("n") or match.group("strong") or match.group("o")
    value = float(word) if word.isdigit() else float(han_value(word))
    return Goal(indicator, "=" if match.group("o") else "<=", value, None, "位", f"rank:{match.group('verb')}")


def _distributed(words: str) -> list[Goal]:
    """One goal for each member of a list: 公路、水路货运量分别增长5%和8%, 城市、农村供水普及率均达到98%."""
    match = _LISTED.search(words)
    if not match:
        return []
    figures = list(_FIGURE.finditer(words, match.end()))
    if not figures:
        return []
    members = _members(words[: match.start()], len(figures) if match.group() == "分别" else 0)
    if len(figures) == 1 and match.group() != "分别":
        figures = figures * len(members)
    # 流通率分别|由8%、15%|提高到20%、35%
    if len(members) > 1 and len(figures) == 2 * len(members) and _FROM.search(words, match.end(), figures[0].start()):
        figures = figures[len(members) :]
    if len(members) < 2 or len(figures) != len(members):
        return []
    head = words[max(match.end(), words.rfind("%", 0, figures[0].start())) : figures[0].start()].lstrip("%")
    before = _last(head, _BEFORE_WORDS)
    shared = _without(head, _LED).lstrip("地 ")
    goals = []
    # 分别稳定在30小时、1小时|以内: what stands behind the last figure alone is said of all.
    last = figures[-1].group("after") if not any(figure.group("after") for figure in figures[:-1]) else ""
    for name, figure in zip(_completed(members), figures, strict=True):
        after = figure.group("after") or last
        operator = _stated_behind(after) if after else _operator(before) if before else "="
        goals.append(_measured(figure, name + shared, operator))
    return goals


def _doubled(words: str, twice: re.Match[str], passage: Passage) -> Iterator[Goal]:
    """规模翻一番, and one goal for each of 生产总值和居民收入均实现翻一番."""
    listed = _LISTED.search(passage.words)
    members = _members(words[: listed.start()], 0) if listed else []
    names = list(_completed(members)) if len(members) > 1 else [_noun(words) or passage.subject]
    value = float(2 ** han_value(twice.group("n") or "一"))
    yield from (Goal(name, "=", value, None, "倍", f"doubled:{twice.group()}") for name in names if name)


def _members(words: str, count: int) -> list[str]:
    """The members of the list; with `count`, as many, a joint inside the first of them left whole."""
    joints = segment.joints(words)
    if count and len(joints) >= count:
        joints = joints[len(joints) - count + 1 :]
    edges = [0, *(edge for joint in joints for edge in joint), len(words)]
    members = [words[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
    return [_noun(members[0]) or members[0], *members[1:]] if members else []


def _completed(members: list[str]) -> Iterator[str]:
    """国家级、省级|绿色工厂 and 公路、水路|货运量: what only the last member says belongs to all."""
    tokens = [word.text for word in segment.words(members[-1])]
    measure = members[-1].endswith(_MEASURES)
    for name in members[:-1]:
        # 城市、农村|供水普及率: one word stands for one word.
        single = len(tokens) > 2 and len(name) == len(tokens[0]) and len(segment.words(name)) == 1
        if (re.search(r"[级类型]$", name) and len(tokens) > 1) or (single and measure and not name.endswith(_MEASURES)):
            yield name + "".join(tokens[1:])
        elif measure and not name.endswith(_MEASURES):
            # 支渠口、斗渠口|以上取水计量率
            shared = members[-1].find(name[-1], 1, len(name) + 1) + 1
            tail = tokens[-1] if len(tokens[-1]) > 1 else "".join(tokens[-2:])
            yield name + (members[-1][shared:] if shared else tail)
        else:
            yield name
    yield members[-1]
