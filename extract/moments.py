"""What the words of a time limit say: a year with its month and day as far as they name them, or that there is no end.

>>> [(m.bound, m.year, m.month, m.day) for m in moments("2026年6月底前印发方案，12月31日前完成，持续推进", 0, 27, None)]
[('<=', 2026, 6, None), ('<=', 2026, 12, 31), ('ongoing', None, None, None)]
>>> [(m.bound, m.year, m.month) for m in moments("2026年三季度 2027.6 2026年7月至12月", 0, 27, None)]
[('=', 2026, 9), ('=', 2027, 6), ('<=', 2026, 12)]
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, cast

from extract.deadlines import DEADLINE, year_of
from extract.lexicons import alternation, entries, table
from extract.numerals import han_value
from ontology.terms import Bound


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that `text[start:end]` names, see extract.facts.TimeLimit."""

    start: int
    end: int
    bound: Bound
    year: int | None = None
    month: int | None = None
    day: int | None = None


_BOUNDS: Final = {label: cast(Bound, bound) for label, (bound,) in table("time_limit_labels.tsv").items()}
LABEL: Final = alternation(_BOUNDS)
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]$")
_ONGOING = re.compile(alternation(entries("ongoing.txt")))
# 6月底前 · 12月31日前 · 上半年 · 三季度末, of the year named before them or of the document's own
_WITHOUT_YEAR = re.compile(
    r"(?<![\d年.每各])(?:\d{1,2}月份?(?:\d{1,2}日)?|[上下]半年|第?[一二三四1-4]季度)(?:底|末|初|[上中下]旬)?(?:之?前|以前|内)?"
)
# 2026.12 · 2026-06-30 · 2026
_DIGITS = re.compile(
    r"(?<![\d.])(?P<y>20\d{2})(?:[-./](?P<m>\d{1,2})(?:[-./](?P<d>\d{1,2}))?(?![\d年])|(?![^\s，；。、）)\-—–~～至到]))"
)
_REST_OF_MONTH = re.compile(r"[上中下]?旬(?:之?前|以前)?")
_RANGE = re.compile(r"\s*[-—－–~～至到]{1,2}\s*")
_MONTH = re.compile(r"(?P<m>\d{1,2})月份?(?:(?P<d>\d{1,2})日)?|(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度")
_BY = re.compile(r"[底末前内]|^(?:到|至|力争|争取|确保)")
_BEGINS = re.compile("起|开始|启动|开工")


def limit_label(words: str) -> str | None:
    """The label of the lexicon that a column's heading is, with or without what is said in brackets behind it.

    >>> limit_label("完成时限（年月）"), limit_label("发布时间")
    ('完成时限', None)
    """
    label = _BRACKETED.sub("", words)
    return label if label in _BOUNDS else None


def bound_by(label: str) -> Bound:
    """How a label bounds a time that does not say it itself: 完成时限：2026年12月 is by then."""
    return _BOUNDS[label]


def moments(text: str, start: int, end: int, year: int | None, bound: Bound = "=") -> Iterator[Moment]:
    """The times that `text[start:end]` names, in its order; `year` is that of 6月底前, None where nothing says it.

    A time that does not itself say how it bounds does so by `bound`. A range of times is its end, and when something
    is to begin is none.
    """
    last: Moment | None = None
    for found in _matches(text, start, end):
        moment = _moment(found, year if last is None or last.year is None else last.year, bound)
        if moment is None:
            continue
        if (rest := _REST_OF_MONTH.match(text, moment.end, end)) and moment.month:
            moment = replace(moment, end=rest.end(), bound="<=" if "前" in rest.group() else moment.bound)
        if last is not None and last.year is not None and moment.year is not None:
            gap = text[last.end : moment.start]
            if _RANGE.fullmatch(gap):
                last = replace(moment, start=last.start, bound="<=")
                continue
            if not gap.strip() and last.month is None and found.re is _WITHOUT_YEAR:
                last = replace(moment, start=last.start)
                continue
        if last is not None and not _BEGINS.match(text, last.end, end):
            yield last
        last = moment
    if last is not None and not _BEGINS.match(text, last.end, end):
        yield last


def moment_of(found: re.Match[str], year: int | None, bound: Bound = "=") -> Moment | None:
    """The time that a match of DEADLINE names, None where it counts from a `year` that is not known."""
    named = year_of(found, year)
    if named is None or found.group().startswith("截至"):
        return None
    by = _BY.search(found.group()) or found["y2"] or found["plan"] or found["n"] or found["n2"]
    return _within(named, found.group(), Moment(*found.span(), "<=" if by else bound))


def _matches(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """What names a time, none overlapping another."""
    found = [m for pattern in (DEADLINE, _ONGOING, _DIGITS, _WITHOUT_YEAR) for m in pattern.finditer(text, start, end)]
    at = start
    for match in sorted(found, key=lambda m: (m.start(), -m.end())):
        if match.start() >= at:
            at = match.end()
            yield match


def _moment(found: re.Match[str], year: int | None, bound: Bound) -> Moment | None:
    if found.re is DEADLINE:
        return moment_of(found, year, bound)
    if found.re is _ONGOING:
        return Moment(*found.span(), "ongoing")
    if found.re is _DIGITS:
        months = f"{found['m']}月" + (f"{found['d']}日" if found["d"] else "") if found["m"] else ""
        return _within(int(found["y"]), months, Moment(*found.span(), bound))
    if year is None:
        return None
    return _within(year, found.group(), Moment(*found.span(), "<=" if _BY.search(found.group()) else bound))


def _within(year: int, words: str, moment: Moment) -> Moment:
    """The moment with the year and with the month and day that the words name, where a calendar has them."""
    named = list(_MONTH.finditer(words))
    month = day = None
    if named:
        last = named[-1]
        month = _month(last)
        day = int(last["d"]) if last["d"] else None
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        month = day = None
    return replace(moment, year=year, month=month, day=day)


def _month(found: re.Match[str]) -> int:
    if found["m"]:
        return int(found["m"])
    if found["half"]:
        return 6 if found["half"] == "上" else 12
    quarter = found["quarter"]
    return 3 * (int(quarter) if quarter.isdigit() else han_value(quarter))
