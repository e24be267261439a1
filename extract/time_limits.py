"""By when tasks are to be done, as the text sets it for a task as a whole.

>>> text = "（一）出台管理办法。（市数据局负责，2027年6月底前完成）"
>>> from extract.clauses import read_clauses
>>> from extract.outline import read_outline
>>> clauses = read_clauses(text)
>>> [(t.task, t.text, t.bound, t.year, t.month) for t in set_limits(text, read_outline(text, clauses), clauses)]
[('1', '2027年6月底前', '<=', 2027, 6)]

A time limit of a task stands

- in a table, in a column whose heading says so (完成时限 | 2026年9月底前),
- behind a label, on a line or in the clause (完成时限：2027年6月底前),
- in the clause that closes the task, or in brackets of its own (（2025年6月底前完成，长期坚持）),
- in a sentence of the task that sets no quantified target: 2025年6月底前，出台管理办法 · 出台管理办法，2026年底前完成.

What is none: the deadline of a figure (到2027年，产值达到50亿元), which is its target's; what a section says, which is
no task; years past when the document was written; 持续推进 as the verb of a sentence; and a day without a year in a
document that names none.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.bearers import parts
from extract.clauses import Clause
from extract.deadlines import DEADLINE, may_hold_deadline
from extract.facts import OutlineUnit, Target, TimeLimit
from extract.figures import figures
from extract.first_signs import led
from extract.lexicons import alternation, entries, patterns
from extract.moments import LABEL, Moment, bound_by, moment_of, moments
from extract.outline import Enclosing, Outline, units_of_status
from extract.spans import Spans
from extract.tables import Table

_LABELLED = re.compile(
    led(
        rf"(?<![一-鿿])[【〔\[]?(?P<label>{LABEL})(?:[】〕\]]\s*[:：]?|\s*[:：])\s*(?P<words>[^\s。；;|）)】][^。；;\n\t|）)】]*)"
    )
)
_BRACKETED = re.compile(r"[（(【〔\[](?P<words>[^（）()【】〔〕\[\]\n]{2,40})[）)】〕\]]")
_SURE = re.compile(rf"前|完成|{alternation(entries('ongoing.txt'))}")
# 完成时限：|2027年6月底前 · 力争|2027年6月底前|完成
_BEFORE = re.compile(r"(?:[一-鿿（）、]{2,12}[:：])?(?:并|和|力争|确保|争取|原则上|计划|预计|[、，,\s])*+")
_BEHIND = re.compile(r"[一-鿿“”]{0,10}")
_SENTENCE_SIGN = re.compile(r"[。！？；;\n\t|]")
_PASSAGE_END = re.compile(r"[，,。！？；;：:\n\t|]")
_HEAD = re.compile(
    r"(?:^|[。；！？，,;：:\n（）)\t|])[ \t　]{0,4}(?:\d{1,3}[.．、][ 　]?|[一二三四五六七八九十]{1,3}、)?"
    r"(?:并|且|要|须|应|务必|原则上|最迟|计划|预计|力争|确保|争取){0,2}$"
)
_LONGEST_HEAD = 12
_LONGEST_SENTENCE = 2_000
# 年底前|完成, and not 年底|开展 or 全年|开展
_OF_YEAR = re.compile("年底前|年内")
_NOT_GOAL = patterns("not_goals.txt")
_WITHIN = re.compile(r"(?:力争|争取|确保|于|在)")


def set_limits(
    text: str, outline: Outline, clauses: Sequence[Clause], tables: Sequence[Table] = (), year: int | None = None
) -> tuple[TimeLimit, ...]:
    """The time limits that stand beside what is to be done: in cells, behind labels, in clauses and in brackets.

    `year` is that of days without one (6月底前), None where nothing says it.
    """
    units = _Units(text, outline, clauses)
    rows = Spans((table.start, table.end) for table in tables)
    found = [*_in_cells(text, units, tables, year), *_labelled(text, units, rows, year)]
    found += _in_clauses(text, units, Spans((it.start, it.end) for it in found), year)
    found += _in_brackets(text, units, rows, year)
    return tuple(sorted(found, key=lambda it: (it.start, it.end)))


def years_set(limits: Sequence[TimeLimit]) -> dict[str, int]:
    """By task, the year by which its own clause or label wants all that the task says.

    A row of a table gives the deadline in its cells to its figures itself, see extract.targets.
    """
    years: dict[str, int] = {}
    for limit in limits:
        named = may_hold_deadline(limit.text) and not limit.rule.startswith("limit.column")
        if limit.year is not None and named:
            years.setdefault(limit.task, limit.year)
    return years


def said_limits(
    text: str,
    outline: Outline,
    taken: Spans,
    targets: Sequence[Target],
    written: int | None,
    year: int | None,
) -> Iterator[TimeLimit]:
    """The time limits that sentences of tasks set at the head of a passage: 2026年底前，出台…… · ……，2026年底前完成.

    Sentences in which one of the `targets` stands set none, and what is `taken` is read already. `written` is the year
    before which a time is the past, and `year` that of 年底前.
    """
    enclosing = Enclosing(outline.units)
    told = units_of_status(outline.units)
    aims = Spans((target.start, target.end) for target in targets)
    for match in DEADLINE.finditer(text):
        moment = moment_of(match, year) if match["y"] or match["rel"] or _OF_YEAR.fullmatch(match.group()) else None
        if moment is None or moment.start in taken or (written and moment.year and moment.year < written):
            continue
        # 2020年12月9日，|修订…… tells what has been done, and so does a year that may lie before the document.
        if moment.bound == "=" and (written is None or moment.day is not None):
            continue
        unit = enclosing.at(moment.start) if _states(text, moment) else None
        if unit is None or unit.kind == "section" or unit.id in told:
            continue
        start, end = _sentence(text, moment.start, unit)
        aimed = figures(text[start : moment.start]) or figures(text[moment.end : end]) or aims.touches(start, end)
        if not aimed and not _NOT_GOAL.search(text, start, end):
            yield _limit(text, moment, unit.id, "limit.sentence")


def _states(text: str, moment: Moment) -> bool:
    """True for a time that its sentence sets: at a passage's head or behind 于, and said of no noun (……前的)."""
    head = _HEAD.search(text, max(0, moment.start - _LONGEST_HEAD), moment.start)
    # 已|于2020年底提前完成
    within = _WITHIN.match(text, moment.start) and text[moment.start - 1] != "已"
    if not head and not within:
        return False
    stop = _PASSAGE_END.search(text, moment.end, moment.end + _LONGEST_SENTENCE)
    following = text[moment.end : moment.end + 1]
    if following == "的" or (stop and text[stop.start() - 1] == "的"):
        return False
    # 2026年上半年，|开展……: by itself a time says when something is to be done only at a sentence's head.
    return moment.bound == "<=" or (head is not None and head.group()[:1] in "。；！？\n;" and following in ("，", ","))


class _Units:
    """Whose words stand where: units with the closing clauses that are theirs."""

    def __init__(self, text: str, outline: Outline, clauses: Sequence[Clause]) -> None:
        owner = {index: unit for unit, own in outline.own.items() for index in own}
        self.closing = [(clause, owner.get(at)) for at, clause in enumerate(clauses) if clause.closing]
        self.spans = Spans((clause.start, clause.end) for clause, _ in self.closing)
        self.at = Enclosing(outline.units).at
        self._text = text
        self._ends = [clause.end for clause, _ in self.closing]

    def beside(self, at: int) -> str | None:
        """The unit of the clause that the place is in or right behind, else the innermost one but a section."""
        before = bisect_right(self._ends, at)
        if before < len(self.closing) and self.closing[before][0].start <= at:
            return self.closing[before][1]
        if before and not self._text[self._ends[before - 1] : at].strip(" \t　\r\n。；（(【〔["):
            return self.closing[before - 1][1]
        unit = self.at(at)
        return unit.id if unit and unit.kind != "section" else None


def _in_cells(text: str, units: _Units, tables: Sequence[Table], year: int | None) -> Iterator[TimeLimit]:
    for row in (row for table in tables for row in table.rows):
        unit = units.at(row.start)
        for label, start, end in row.limits if unit else ():
            for moment in moments(text, start, end, year, bound_by(label)):
                yield _limit(text, moment, unit.id if unit else "", f"limit.column:{label}")


def _labelled(text: str, units: _Units, rows: Spans, year: int | None) -> Iterator[TimeLimit]:
    for match in _LABELLED.finditer(text):
        task = None if match.start() in rows else units.beside(match.start())
        for moment in moments(text, *match.span("words"), year, bound_by(match["label"])) if task else ():
            yield _limit(text, moment, task or "", f"limit.label:{match['label']}")


def _in_clauses(text: str, units: _Units, taken: Spans, year: int | None) -> Iterator[TimeLimit]:
    for clause, task in units.closing:
        if task and clause.form != "table" and _may_be_limit(text[clause.start : clause.end]):
            for start, end in parts(text, *clause.words):
                if not taken.touches(start, end):
                    yield from (_limit(text, it, task, "limit.clause") for it in _nothing_else(text, start, end, year))


def _in_brackets(text: str, units: _Units, rows: Spans, year: int | None) -> Iterator[TimeLimit]:
    """Of brackets with nothing but times in them, those that say that it is by then: （2026年） may be of a title."""
    for match in _BRACKETED.finditer(text):
        if _SURE.search(match["words"]) and not units.spans.touches(*match.span()) and match.start() not in rows:
            each = [_nothing_else(text, *span, year) for span in parts(text, *match.span("words"))]
            if all(each) and (task := units.beside(match.start())):
                yield from (_limit(text, it, task, "limit.bracket") for part in each for it in part)


def _limit(text: str, moment: Moment, task: str, rule: str) -> TimeLimit:
    return TimeLimit(
        task, text[moment.start : moment.end], moment.bound, moment.year, moment.month, moment.day,
        moment.start, moment.end, rule,
    )  # fmt: skip


def _may_be_limit(words: str) -> bool:
    return "年" in words or "月" in words or _SURE.search(words) is not None


def _nothing_else(text: str, start: int, end: int, year: int | None) -> list[Moment]:
    """The times of words that say nothing but by when; none where they say more."""
    found = list(moments(text, start, end, year))
    if not found:
        return []
    last = found[-1]
    rest = text[last.end : end].strip()
    between = all(_BEFORE.fullmatch(text, one.end, other.start) for one, other in pairwise(found))
    whole = _BEFORE.fullmatch(text, start, found[0].start) and between
    return found if whole and (not rest if last.bound == "ongoing" else _BEHIND.fullmatch(rest)) else []


def _sentence(text: str, at: int, unit: OutlineUnit) -> tuple[int, int]:
    """The sentence of the unit that the place is in."""
    floor = max(unit.start, at - _LONGEST_SENTENCE)
    stop = _SENTENCE_SIGN.search(text, at, min(unit.end, at + _LONGEST_SENTENCE))
    begin = max(floor, *(text.rfind(sign, floor, at) + 1 for sign in "。！？；;\n\t|"))
    return begin, stop.start() if stop else min(unit.end, at + _LONGEST_SENTENCE)
