"""Words that set a deadline and the year they name, some of them counted from the year that a document was written in.

>>> deadline_year("2026年11月底前", None), deadline_year("明年6月底前", 2026), deadline_year("“十五五”末", None)
(2026, 2027, 2030)
"""

import re

from extract.facts import Document
from extract.lexicons import patterns
from extract.numerals import han_value

DEADLINE = patterns("deadlines.txt")
_YEAR = re.compile(r"(?:19|20)\d{2}")
# 三年行动计划（2026—2028年）: where nothing else dates a plan, the year that it begins.
_FIRST_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=年|\s*[-—－–~～至])")
_SPAN = re.compile(r"(?<!\d)(20\d{2})年?\s*[-—－–~～至到]+\s*(20\d{2})(?!\d)")
# 云岭省“十五五”数字经济发展规划
_FIVE_YEARS = re.compile('十([一二三四五六七])五[”"]?[^，。]{0,20}规划')


def year_written(document: Document) -> int | None:
    """The year of a document's date or number, else the first of its plan or title; None where nothing says it."""
    year = _YEAR.search(document.date or document.number or "") or _FIRST_YEAR.search(document.title)
    return int(year.group()) if year else (plan[0] if (plan := years_planned(document)) else None)


def year_of_work(document: Document) -> int | None:
    """The one year that a document's title names (2026年重点任务分工表), which 6月底前 is of, else the year written."""
    years = {int(year) for year in _FIRST_YEAR.findall(document.title)}
    return years.pop() if len(years) == 1 and not years_planned(document) else year_written(document)


def years_planned(document: Document) -> tuple[int, int] | None:
    """The first and last year of the plan that a document's title names: 三年行动方案（2025—2027年）, “十五五”规划."""
    if span := _SPAN.search(document.title):
        return int(span.group(1)), int(span.group(2))
    if five := _FIVE_YEARS.search(document.title):
        last = five_year_plan_end(five.group(1))
        return last - 4, last
    return None


def year_of(match: re.Match[str], written: int | None, plan: tuple[int, int] | None = None) -> int | None:
    """The year that a match of DEADLINE names.

    None where it counts from the year `written` and that is not known.
    """
    if year := match["y2"] or match["y"] or match["y3"] or match["y4"]:
        return int(year)
    if match["plan"] is not None:
        return five_year_plan_end(match["plan"])
    if written is None:
        return None
    if match["rel"]:
        return written + (match["rel"] == "明年")
    if match["within"]:
        return written
    count = match["n"] or match["n2"]
    years = int(count) if count.isdigit() else han_value(count)
    return plan[1] if plan and years == plan[1] - plan[0] + 1 else written + years


def five_year_plan_end(number: str) -> int:
    """The last year of the plan whose number ends in `number`: since the third, in 1970, each has ended five years on.

    >>> five_year_plan_end("四")
    2025
    """
    return 1955 + 5 * han_value("十" + number)


def may_hold_deadline(words: str) -> bool:
    """False where no deadline can stand: each has its year, or a plan's (“十四五”末)."""
    return "年" in words or "五" in words


def deadline_year(words: str, written: int | None) -> int | None:
    """The year of words that are a deadline and nothing else: 2026年11月底前; None for others."""
    match = DEADLINE.fullmatch(words) if may_hold_deadline(words) else None
    return year_of(match, written) if match else None
