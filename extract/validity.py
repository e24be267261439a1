"""From when and how long a document holds: 自2023年2月22日起施行, 有效期5年, or the fields of a header table.

>>> text = "第二十八条　本细则自2023年2月22日起施行，有效期3年。经营许可证有效期5年。"
>>> for said in read_validity(text, None):
...     print(text[said.start : said.end], said.begins, said.term)
自2023年2月22日起施行 2023-02-22 None
有效期3年 None P3Y
>>> period(read_validity(text, None))
Period(begins='2023-02-22', ends='2026-02-21', term='P3Y')

Only words about the document itself count: a sentence on 本细则, or one that has no subject of its own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from extract.dates import ANY_DAY, field_day
from extract.facts import Validity
from extract.first_signs import led
from extract.header import read_header
from extract.lexicons import alternation, entries
from extract.numerals import figure_value

_TYPE = alternation(entries("document_types.txt"))
_HOLD = alternation(entries("in_force_verbs.txt"))
_ISSUE = alternation(entries("promulgating_verbs.txt"))
_DAY = rf"(?:{ANY_DAY})"
_COUNT = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_UNIT = "(?:年|月|日|天)"
# 自印发之日起 · 自本办法公布之日起
_DAY_OF_ISSUE = rf"[一-鿿]{{0,10}}?{_ISSUE}之日"
# 自2023年2月22日起施行 · 自公布之日起30日后施行 · 自2023年1月1日起至2025年12月31日执行
_BEGINS = (
    rf"(?:[自从]|于(?=\d))(?:(?P<day>{_DAY})|{_DAY_OF_ISSUE})起?满?"
    rf"(?:(?P<wait>{_COUNT})个?(?P<wait_unit>{_UNIT})(?:之?后|起)?)?"
    rf"(?:至(?P<last>{_DAY})止?)?(?:正式|开始|起)?{_HOLD}"
)
# 有效期至2026年2月21日 · 有效期五年 · 有效期自2023年1月1日至2027年12月31日
_LASTS = (
    rf"{alternation(entries('validity_terms.txt'))}限?(?:为|是|[：:]|自|从|至|到|截至|截止)*"
    rf"(?:(?P<from>{_DAY})起?[至到—-](?P<to>{_DAY})|(?P<until>{_DAY})"
    rf"|(?:{_DAY_OF_ISSUE}起)?(?P<count>{_COUNT})个?(?P<count_unit>{_UNIT}))"
)
_SAID = re.compile(led(f"{_BEGINS}|{_LASTS}"))
_NUMBERING = (
    r"(?:第[一二三四五六七八九十百\d]+条|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+(?:\.\d+)*[.．、]?)?"
)
# What may stand before it in the sentence: nothing, 本办法, a clause that began with 本办法, or one that issues it.
_OWN = re.compile(
    rf"[\s　]*+{_NUMBERING}[\s　]*+(?:|[本此][一-鿿]{{0,8}}?{_TYPE}(?:[^。；]{{0,90}}，)?|{_TYPE}"
    rf"|[^。；（(]{{0,160}}{_ISSUE}(?:给你们|施行)?，)[\s　]*+"
)
_LONGEST_SENTENCE = 300
_FIELDS = {"begins": ("施行日期", "生效日期", "实施日期", "实施时间"), "ends": ("失效日期", "废止日期")}


@dataclass(frozen=True, slots=True)
class Period:
    """The first and the last day on which a document holds, and for how long as it says itself (an ISO duration)."""

    begins: str | None
    ends: str | None
    term: str | None


def read_validity(text: str, issued: str | None) -> tuple[Validity, ...]:
    """What the text says of how long it holds, in its order; `issued` is the day that 自印发之日起 counts from."""
    return tuple(sorted([*_stated(text, issued), *_in_header(text)], key=lambda said: said.start))


def period(said: Sequence[Validity]) -> Period:
    """All that is said taken together; a sentence goes before a field, and an end before one that follows from a term.

    有效期3年 from 2023-02-22 ends with 2026-02-21, as documents that name both days have it.
    """
    ranked = sorted(said, key=lambda v: v.rule.startswith("header"))
    begins = next((v.begins for v in ranked if v.begins), None)
    ends = next((v.ends for v in ranked if v.ends), None)
    term = next((v.term for v in ranked if v.term), None)
    if begins and term and not ends:
        after = _later(begins, int(term[1:-1]), {"Y": "年", "M": "月", "D": "日"}[term[-1]])
        ends = (date.fromisoformat(after) - timedelta(days=1)).isoformat() if after else None
    return Period(begins, ends, term)


def _stated(text: str, issued: str | None) -> Iterator[Validity]:
    sentence_of_last = -1
    for match in _SAID.finditer(text):
        floor = max(0, match.start() - _LONGEST_SENTENCE)
        begin = max(text.rfind(stop, floor, match.start()) + 1 for stop in "。；！？\n")
        if begin != sentence_of_last and not _OWN.fullmatch(text, max(begin, floor), match.start()):
            continue
        sentence_of_last = begin
        term = None
        if match.group("count"):
            number, unit = int(figure_value(match.group("count"), None)), match.group("count_unit")
            term = f"P{number}{ {'年': 'Y', '月': 'M'}.get(unit, 'D') }" if number else None
            begins, ends, rule = None, None, "validity.term"
        elif match.group("until") or match.group("from"):
            begins = field_day(match.group("from") or "")
            ends, rule = field_day(match.group("to") or match.group("until")), "validity.ends"
        else:
            begins = field_day(match.group("day") or "") if match.group("day") else issued
            if begins and match.group("wait"):
                begins = _later(begins, int(figure_value(match.group("wait"), None)), match.group("wait_unit"))
            ends, rule = field_day(match.group("last") or ""), "validity.begins"
        yield Validity(begins, ends, term, match.start(), match.end(), rule)


def _in_header(text: str) -> Iterator[Validity]:
    fields = read_header(text)
    for label in (*_FIELDS["begins"], *_FIELDS["ends"]):
        day = field_day(fields[label].value) if label in fields else None
        if day:
            begins, ends = (day, None) if label in _FIELDS["begins"] else (None, day)
            yield Validity(begins, ends, None, fields[label].start, fields[label].end, f"header.{label}")


def _later(day: str, number: int, unit: str) -> str | None:
    """The day a number of years, months or days after another; the last of its month where that is shorter.

    >>> _later("2024-02-29", 1, "年"), _later("2026-01-31", 1, "月"), _later("2026-03-05", 30, "日")
    ('2025-02-28', '2026-02-28', '2026-04-04')
    """
    start = date.fromisoformat(day)
    if unit not in ("年", "月"):
        return (start + timedelta(days=number)).isoformat()
    months = start.year * 12 + start.month - 1 + number * (12 if unit == "年" else 1)
    if months // 12 > date.max.year:
        return None
    for last in range(start.day, 27, -1):
        try:
            return date(months // 12, months % 12 + 1, last).isoformat()
        except ValueError:
            continue
    return date(months // 12, months % 12 + 1, start.day).isoformat()
