"""Months, quarters and half-years of a year as questions name them, with the bound that they set.

>>> [(text, year.compares, year.months) for _, _, text, (year,) in months("哪些任务2026年9月底前完成")]
[('2026年9月底前', '<=', (9, 9))]
>>> [(year.compares, year.year, year.months) for *_, (year,) in months("due by july 2026 or in the first half of 2027")]
[('<=', 2026, (7, 7)), ('=', 2027, (1, 6))]
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from extract.numerals import han_value
from graph.asking.questions import Comparing, Year

BEFORE: Final[Mapping[str, Comparing]] = {
    "": "=",
    "by the end of": "<=",
    "by end of": "<=",
    "no later than": "<=",
    "not later than": "<=",
    "due by": "<=",
    "by": "<=",
    "until": "<=",
    "up to": "<=",
    "through": "<=",
    "before": "<",
    "earlier than": "<",
    "prior to": "<",
    "after": ">",
    "later than": ">",
    "beyond": ">",
    "from": ">=",
    "since": ">=",
    "不晚于": "<=",
    "不迟于": "<=",
    "早于": "<",
    "晚于": ">",
}
AFTER: Final[Mapping[str, Comparing]] = {
    "": "=",
    "底前": "<=",
    "年底前": "<=",
    "底之前": "<=",
    "底以前": "<=",
    "末前": "<=",
    "及以前": "<=",
    "及之前": "<=",
    "或之前": "<=",
    "或以前": "<=",
    "or earlier": "<=",
    "or before": "<=",
    "以前": "<",
    "之前": "<",
    "前": "<",
    "以后": ">",
    "之后": ">",
    "后": ">",
    "及以后": ">=",
    "及之后": ">=",
    "或以后": ">=",
    "起": ">=",
    "or later": ">=",
    "onwards": ">=",
}


def longest_first(words: Iterable[str]) -> str:
    """A pattern for any of the words."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)


ENGLISH: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NAMES: Final = {form: at for at, name in enumerate(ENGLISH, 1) for form in (name, name[:3])} | {"sept": 9}
_NAME: Final = longest_first(_NAMES)
_ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_OPENS: Final = rf"(?:(?P<before>{longest_first(BEFORE)}) ?)?"
_MONTH: Final = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_CHINESE: Final = re.compile(
    rf"{_OPENS}(?:到|至|截至|截止到?|在|于|从|自|in )?(?<![0-9a-z.])(?P<year>20\d\d)(?:年 ?|[-./](?=\d))"
    rf"(?:(?P<month>{_MONTH})(?:(?<=[-./]\d)|(?<=[-./]\d\d)|月份?)(?: ?(?P<day>\d{{1,2}})[日号])?(?P<date>)"
    rf"(?:[到至—–~-](?P<to>{_MONTH})月)?"
    r"|(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度)"
    rf"(?P<after>{longest_first(AFTER)})?(?:底|末|内|之内|中|当月|之间|期间)?"
)
_PART: Final = rf"(?:(?P<ordinal>{'|'.join(_ORDINALS)}) (?P<part>quarter|half)|(?P<short>q[1-4]|h[12]))"
_LATIN: Final = re.compile(
    rf"{_OPENS}(?:in |during |of )?(?:the )?"
    rf"(?:(?:(?P<day>[0-3]?\d)(?:st|nd|rd|th)? (?:of )?)?\b(?:(?:between )?(?P<month>{_NAME})\.? (?:to|and|-) )?"
    rf"\b(?P<to>{_NAME})\b\.?(?: (?P<date>[0-3]?\d)(?:st|nd|rd|th)?(?!\d))?|\b{_PART}\b)"
    rf",? ?(?:of |in )?(?P<year>20\d\d)\b ?(?P<after>{longest_first(AFTER)})?"
)
# 9月底前 behind a question of 2026
_BARE: Final = re.compile(
    rf"(?<![\d年.-])(?={_MONTH}月|[上下]半年|第?[一二三四]季度)|\b(?P<name>{_NAME})\b(?!,? ?(?:of )?20\d\d)"
)


def in_year(text: str, year: int) -> str:
    """The text with the year for its months of none.

    >>> in_year("那10月底前呢", 2026), in_year("and in october?", 2026)
    ('那2026年10月底前呢', 'and in october 2026?')
    """
    return _BARE.sub(lambda found: f"{found['name']} {year}" if found["name"] else f"{year}年", text)


def months(text: str) -> Iterator[tuple[int, int, str, tuple[Year, ...]]]:
    """The times in `text` (folded) that are less than a year, as (start, end, words, years)."""
    for pattern in (_CHINESE, _LATIN):
        for found in pattern.finditer(text):
            compares = AFTER[found["after"]] if found["after"] else BEFORE[found["before"] or ""]
            day = int(found["day"] or found["date"] or 0) or None
            if (compares == "<" and day) or (compares == ">=" and found["month"] and found["to"]):
                # 2026年9月30日前 has that day in it, and “from May to August 2026” ends.
                compares = "<=" if day else "="
            yield found.start(), found.end(), found.group(), (Year(compares, int(found["year"]), _within(found), day),)


def _within(found: re.Match[str]) -> tuple[int, int]:
    """The first and the last month that the words name."""
    part = found.groupdict()
    if named := [_number(part[name]) for name in ("month", "to") if part[name]]:
        return named[0], named[-1]
    if half := part.get("half"):
        return (1, 6) if half == "上" else (7, 12)
    if quarter := part.get("quarter"):
        at = _number(quarter)
        return 3 * at - 2, 3 * at
    at = int(part["short"][1]) if part["short"] else _ORDINALS[part["ordinal"]]
    size = 3 if (part["short"] or part["part"]).startswith("q") else 6
    at = min(at, 12 // size)
    return size * at - size + 1, size * at


def _number(words: str) -> int:
    """9, 九 and september are 9."""
    return int(words) if words.isdigit() else _NAMES.get(words) or han_value(words)
