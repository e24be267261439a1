"""Figures in words: the number in its base unit, the unit and what it measures, the operator behind it.

>>> [(f.value, f.upper, f.unit, f.kind, f.behind) for f in figures("1500万元以上")]
[(15000000.0, None, '元', 'money', '>=')]
>>> [(f.value, f.unit, f.kind) for f in figures("打造千亿级产业集群，一半以上达标")]
[(100000000000.0, '元', 'scale'), (50.0, '%', 'share')]
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extract.comparators import AFTER, stated_behind
from extract.first_signs import led
from extract.lexicons import alternation, table
from extract.numerals import HAN, MULTIPLES, NUMBER, SHARE, figure_value
from ontology.terms import Operator


class Figure(NamedTuple):
    """A figure at `start:end` of its words, what stands behind it included.

    `kind` is what the unit measures (see `target_units.tsv`), `scale` for 千亿级 and the like; `number` and `measure`
    are as written. `behind` is the operator of the words behind it, `bounded` where they are a bound (以上); `open`
    says that more than `value` is meant (2万多人).
    """

    start: int
    end: int
    kind: str
    number: str
    measure: str
    value: float
    upper: float | None
    unit: str
    behind: Operator | None
    bounded: bool
    open: bool

    @property
    def rule(self) -> str:
        """The rule that read the figure, and its entry."""
        if self.kind == "scale":
            return f"scale:{self.number}"
        return f"figure:{self.measure}" if self.measure else f"share:{self.number}"


_UNITS = {unit: measured for unit, (measured,) in table("target_units.tsv").items()}
_MULTIPLE = alternation(list(MULTIPLES))
# 吨/平方米 · 张/千人 · 元/月
_EACH = rf"/(?:[百千万]?{alternation([unit for unit in _UNITS if '/' not in unit])}|月)"
# 20家以上 · 1-2家 · 10家至15家 · 1500万元 · 2万多人 · 近300家 · 百分之二十以上 · 1,500套（间）
_MEASURED = re.compile(
    rf"(?=\d|{HAN})(?<![\dA-Za-z.．第前每+－])(?P<n>{NUMBER})(?:(?P<nm>{_MULTIPLE})?[%％元家个项]?\s*+[-－—–~～至到]+\s*+(?P<m>{NUMBER}))?"
    rf"(?P<mm>{_MULTIPLE})?(?P<more>余|多|来)?(?P<u>{alternation(list(_UNITS))}(?:{_EACH})?)(?!级|前|以来|五)(?P<after>(?:\s*+{AFTER})*)"
)
# 百分之二十以上 · 三分之二
_SHARE = re.compile(led(rf"(?P<n>{SHARE})(?P<after>(?:{AFTER})*)"))
# 打造千亿级产业集群 · 规模达到百亿级 · 建成千亿园区 · 突破万亿元大关 · 2500亿级 · 千亿立方米级
_SCALE = re.compile(
    led(
        rf"(?<![\d“])(?P<n>十亿|百亿|千亿|万亿|[一二两三四五六七八九][百千]亿|[十百千]万|\d+(?:\.\d+)?万?亿(?=元?级))"
        rf"(?:(?P<u>立方米|吨|千瓦|标箱|人次|平方米)级|元?(?:级|(?=园区|产业|集群|板块|企业|大关|台阶))|元)(?:规模)?(?P<after>{AFTER})?"
    )
)
_SCALE_HEAD = re.compile(r"[\d.]+|[一二两三四五六七八九](?=[百千])|")
_BOUND = re.compile(r"以[上下内]|不足|及以[上下]")
_YEAR = re.compile(r"(?:19|20)\d{2}年")
# What every goal has some of: a digit, a Han numeral before a unit or rank, a word for all or for a multiple.
_HINT = re.compile(
    r"(?=[\d一二两三四五六七八九十百千万亿分第前至不全清倍翻首半今明])"  # one look where none can begin
    r"(?:\d|[一二两三四五六七八九十百千万亿][个家项款台套名人所座件亿万千百十位强倍成年次元番]|分之|一半|[第前][一二三四五六七八九十]"
    r"|(?:至少|不少于)[一二三]|全覆盖|全面覆盖|清零|倍增|翻番|首位|半数|今年|明年|五[”\"]?(?:规划)?(?:末|时期|期间|期末|收官))"
)


def may_hold_figure(words: str, start: int = 0, end: int | None = None) -> bool:
    """False where no goal can stand, so that most of a text is passed over quickly."""
    return _HINT.search(words, start, len(words) if end is None else end) is not None


def figures(words: str) -> list[Figure]:
    """The figures in `words`, in their order; what is quoted as part of a name (“5个50”计划) and years are none."""
    found = list(measured_figures(words))
    if "分之" in words or "半" in words:
        found += map(_share, _SHARE.finditer(words))
    if "亿" in words or "万" in words:
        ends = {figure.end for figure in found}
        # 3个|千亿级产业集群: the scale belongs to what is counted.
        found += (_scale(m) for m in _SCALE.finditer(words) if m.start() not in ends)
    found.sort(key=lambda figure: (figure.start, -figure.end))
    return [f for f in found if not (_quoted(words, f.start) or _YEAR.fullmatch(words, f.start, f.end))]


def measured_figures(words: str, start: int = 0) -> Iterator[Figure]:
    """The figures with a unit of their own from `start` on, those in quotation marks too."""
    for match in _MEASURED.finditer(words, start):
        multiple = match["mm"]
        value = figure_value(match["n"], match["nm"] or multiple)
        upper = figure_value(match["m"], multiple) if match["m"] else None
        measure = match["u"]
        unit = measure.replace("％", "%").replace("元人民币", "元").replace("人民币", "元").split("（")[0]
        if unit == "成":
            # 六成 is 60 per cent.
            value, upper, unit = 10 * value, upper and 10 * upper, "%"
        yield Figure(
            match.start(), match.end(), _UNITS.get(measure, "amount"), match["n"], measure, value,
            upper if upper is not None and upper > value else None, unit, stated_behind(match["after"]),
            _BOUND.search(match["after"]) is not None, match["more"] is not None,
        )  # fmt: skip


def _share(match: re.Match[str]) -> Figure:
    value, after = figure_value(match["n"], None), match["after"]
    bounded = _BOUND.search(after) is not None
    return Figure(
        match.start(), match.end(), "share", match["n"], "", value, None, "%", stated_behind(after), bounded, False
    )


def _scale(match: re.Match[str]) -> Figure:
    scale, after = match["n"], match["after"] or ""
    head = _SCALE_HEAD.match(scale)
    size = head.end() if head else 0
    value = figure_value(scale[:size] or "1", scale[size:])
    bounded = _BOUND.search(after) is not None
    unit = match["u"] or "元"
    return Figure(
        match.start(), match.end(), "scale", scale, "", value, None, unit, stated_behind(after), bounded, False
    )


def _quoted(words: str, at: int) -> bool:
    """True inside quotation marks, where a figure is part of a name; what they do not close is no name."""
    opened = words.count("“", 0, at) > words.count("”", 0, at) and "”" in words[at:]
    return opened or (words.count('"', 0, at) % 2 == 1 and '"' in words[at:])
