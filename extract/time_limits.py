"""The year that a document was written in, and the deadlines that its clauses set for what they close.

>>> from extract.clauses import read_clauses
>>> from extract.outline import read_outline
>>> text = "（一）建设算力中心3个。（市数据局负责，2027年6月底前完成）"
>>> clauses = read_clauses(text)
>>> time_limits(text, read_outline(text, clauses), clauses, 2026)
{'1': 2027}
"""

import re
from collections.abc import Sequence

from extract.bearers import parts
from extract.clauses import Clause
from extract.facts import Document
from extract.outline import Outline
from extract.targets import deadline_year, five_year_plan_end, may_hold_deadline

_YEAR = re.compile(r"(?:19|20)\d{2}")
# 三年行动计划（2026—2028年）: where nothing else dates a plan, the year that it begins.
_FIRST_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=年|\s*[-—–－~～至])")
_SPAN = re.compile(r"(?<!\d)(20\d{2})年?\s*[-—–－~～至到]+\s*(20\d{2})(?!\d)")
# 云岭省“十五五”数字经济发展规划
_FIVE_YEARS = re.compile('十([一二三四五六七])五[”"]?[^，。]{0,20}规划')
# 完成时限：|2027年6月底前 · 2027年6月底前|完成
_AROUND = re.compile(r"^[一-鿿（）、]{2,12}[:：]\s*|(?:基本|全部|全面)?(?:完成|实现|落实|印发|取得.{0,6}成效)$")


def year_written(document: Document) -> int | None:
    """The year of a document's date or number, else the first of its plan or title; None where nothing says it."""
    year = _YEAR.search(document.date or document.number or "") or _FIRST_YEAR.search(document.title)
    return int(year.group()) if year else (plan[0] if (plan := years_planned(document)) else None)


def years_planned(document: Document) -> tuple[int, int] | None:
    """The first and last year of the plan that a document's title names: 三年行动方案（2025—2027年）, “十五五”规划."""
    if span := _SPAN.search(document.title):
        return int(span.group(1)), int(span.group(2))
    if five := _FIVE_YEARS.search(document.title):
        last = five_year_plan_end(five.group(1))
        return last - 4, last
    return None


def time_limits(text: str, outline: Outline, clauses: Sequence[Clause], written: int | None) -> dict[str, int]:
    """By unit, the year by which its own clause wants all that the unit says."""
    limits: dict[str, int] = {}
    for unit, own in outline.own.items():
        for index in own:
            clause = clauses[index]
            dated = clause.closing and may_hold_deadline(text[clause.start : clause.end])
            for start, end in parts(text, *clause.words) if dated else ():
                year = deadline_year(_AROUND.sub("", text[start:end].strip()), written)
                if year is not None:
                    limits.setdefault(unit, year)
    return limits
