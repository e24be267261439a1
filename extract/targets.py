"""Quantified goals: figure, operator, unit, indicator and deadline, read from the sentences of a unit.

>>> text = "年均培训工程师300人。到2030年，建成省级创新平台20家以上。"
>>> [(t.indicator, t.operator, t.value, t.unit, t.year, t.period) for t in read_targets(text, lambda _: "1", 2026)]
[('工程师', '=', 300.0, '人', None, 'year'), ('省级创新平台', '>=', 20.0, '家', 2030, None)]

A line divides into sentences, a sentence into passages at its commas. A passage may name the deadline or the period for
what follows, and each of its figures is a goal where a verb, a comparator or a deadline makes it one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from extract.deadlines import DEADLINE, deadline_year, may_hold_deadline, year_of
from extract.facts import Target
from extract.figures import may_hold_figure
from extract.first_signs import led
from extract.goals import Goal, Passage, goals
from extract.indicators import IndicatorTable
from extract.lexicons import alternation, entries, patterns
from extract.measured import YEARLY_MEAN

_NOT_GOAL = patterns("not_goals.txt")
_PAST = patterns("past.txt")
# 每年新增 reaches over the rest of its sentence, 年均增长 and 逐年 only over their own passage.
_EVERY_YEAR = re.compile(r"每年|每一年|年度新增")
_YEARLY = re.compile(led(rf"{_EVERY_YEAR.pattern}|{YEARLY_MEAN}|逐年"))
_MARKED = re.compile(led(f"{_NOT_GOAL.pattern}|{_PAST.pattern}|{_EVERY_YEAR.pattern}|同比|申报|申请|参评"))
# 一季度，|投资同比增长9% has been reached, 化肥使用量同比下降5% is wanted.
_PART_OF_YEAR = re.compile(r"(?:[一二三四1-4]季度|上半年|\d月份?)(?![底末前内])")
# Signs between two commas, and passages of one sentence that a later one takes its subject from: none has more.
_LONGEST_PASSAGE = 2_000
_REMEMBERED = 40
_SENTENCE = re.compile(r"[^。！？；;\n\t|]+")
_HAN_DIGITS = "一二三四五六七八九十"
_HAN_NUMBER = f"[{_HAN_DIGITS}]{{1,3}}"
_BULLET = re.compile(
    rf"[\s　\-—–·●■◆▪]*(?:(?:\d{{1,3}}[.．、](?!\d)|[（(](?:{_HAN_NUMBER}|\d{{1,3}})[）)]|{_HAN_NUMBER}、)[\s　]*)?"
)
# A comma between digits (1,500) and a short bracket in a name (专业（群）, 含300平方米（含）) part nothing.
_PIECE = re.compile(r"(?:[^，,：:（）()①-⑳—]+|[（(][^（）()\d，。；]{1,6}[）)]|(?<=\d)[,，](?=\d{3}(?!\d))|—(?!—))+")
_YEARS = re.compile(r"20\d{2}")
_TO_COME = re.compile(
    led(
        r"(?:(?<![截达提高降加])[到至]|力争|争取|确保)在?(?P<year>20\d{2})年(?!的)|(?<!\d)(?P<span>20\d{2})年?\s*[-—–~～至]+\s*20\d{2}年"
        r"|(?<!\d)(?P<before>20\d{2})年(?:\d{1,2}月|上半年|第?[一二三四1-4]季度)?(?:\d{1,2}日)?[底末]?(?:之?前|以前)"
    )
)
_ITEM = re.compile(r"[\s　]*(?:[—–－-]{1,2}|[·•●■◆▪])")
# 每年新增10家，|通关时间控制在24小时以内: a level is no yearly figure.
_LEVEL = re.compile(r"(?:达到?|[到至在]|突破)(?:约|近)?\d")
_GIVEN = re.compile("给予|奖励|奖补|补助|补贴")
_CONDITION = re.compile(
    led(
        r"原则上|单[个台户家]|每批次|(?:支持|补助|配套)比例|每(?:个?季度|半年|个?月|周|日|天|[\d两二三四五六七八九]+个?[年月天])|(?:^(?:对于?|凡|经|如|若|当)|达到|超过|不超过|以上|以下|以内).*的$|的?基础上$|的前提下$"
    )
)
# 家庭农场申报县级示范场，|经营面积应在30亩以上
_APPLIES = re.compile("申报|申请|参评")
_REQUIRED = re.compile(r"(?:应当?|必?须|需)(?:有|具|达|为|满|在|不)")
_DESIGN = re.compile(alternation(entries("design_words.txt")))
_FORWARD = re.compile(r"力争|争取|确保|预计|将")


@dataclass(slots=True)
class _Reach:
    """What earlier words of a line say of the figures to come."""

    year: int | None
    past: bool = False
    yearly: bool = False
    hopeless: bool = False
    dated: bool = False
    in_part_of_year: bool = False
    applying: bool = False
    span: range = range(0)

    def sentence(self) -> None:
        """Forget what reaches to the end of a sentence only."""
        self.yearly = self.hopeless = self.dated = self.in_part_of_year = self.applying = False

    def passage(
        self, words: str, due: list[re.Match[str]], years: list[int], since: int | None, *, plain: bool
    ) -> None:
        """Take in what a passage says, as it holds for its own figures and those behind it.

        `years` are those of the deadlines `due`, `since` the year before which a figure is the past.
        A `plain` one holds no word that makes figures past, yearly or hopeless.
        """
        if years:
            self.past = years[-1] < since if since else _only_named(due[-1])
            self.year = None if self.past else years[-1]
            self.yearly = False
            # 2026年至2028年，|分别达到10家、20家和30家
            begun = _YEARS.match(due[-1].group())
            self.span = range(int(begun.group()), years[-1] + 1) if begun and due[-1]["y2"] else range(0)
        elif self.past or not plain:
            self.tell(words)
        self.dated = self.dated or bool(due)
        if not plain:
            self.yearly = (self.yearly and "累计" not in words) or _EVERY_YEAR.search(words) is not None
            required = self.applying and _REQUIRED.search(words) is not None
            self.hopeless = self.hopeless or required or _NOT_GOAL.search(words) is not None
            self.applying = self.applying or (_APPLIES.search(words) is not None and not may_hold_figure(words))

    def compares(self, words: str) -> bool:
        """Whether a passage without a deadline tells by how much a year was passed: 收入1700亿元，|同比增长10.8%."""
        self.in_part_of_year = self.in_part_of_year or _PART_OF_YEAR.search(words) is not None
        if "同比" not in words or _FORWARD.search(words):
            return False
        return self.in_part_of_year or (words.startswith("同比") and self.year is None)

    def tell(self, words: str) -> None:
        """Take in whether words without a deadline tell of the past, or look forward again."""
        if _PAST.search(words):
            self.past = True
        elif self.past and _FORWARD.search(words):
            self.past = False


def read_targets(
    text: str,
    task_at: Callable[[int], str | None],
    written: int | None,
    tables: Sequence[IndicatorTable] = (),
    plan: tuple[int, int] | None = None,
) -> Iterator[Target]:
    """The targets of `text` in its order; `task_at` names the unit at an offset.

    `written` is the year of the document, before which a figure is the past; None where it is not known. Lines inside
    `tables` are read as their rows. `plan` are the first and last year of the plan that the document is.
    """
    since = written or _since(text)
    left = list(tables)
    # 到2030年，主要目标是：\n——产值突破100亿元: over a list of items a deadline reaches until another is named.
    carried: int | None = None
    unit = home = ""
    for line in re.finditer(r"[^\n]+", text):
        last, unit = unit, task_at(line.start()) or ""
        # 到2026年，主要目标是：\n（一）规模更大。产值突破100亿元: it reaches over the units below the one that says so.
        below = bool(home) and unit.startswith(f"{home}.")
        if unit != last and not below:
            carried, home = None, ""
        if left and line.start() >= left[0].start:
            if line.end() >= left[0].end:
                yield from _of_table(left.pop(0), text, task_at)
            continue
        if not may_hold_figure(text, *line.span()):
            continue
        reach = _Reach(_row_year(line.group(), written) or (carried if below or _ITEM.match(line.group()) else None))
        for sentence in _SENTENCE.finditer(text, *line.span()):
            reach.sentence()
            if not may_hold_figure(text, *sentence.span()):
                reach.tell(sentence.group())
                continue
            plain = _MARKED.search(text, *sentence.span()) is None
            given: bool | None = None
            said: list[str] = []
            aimed = False
            for piece in _PIECE.finditer(text, *sentence.span()):
                start, end = _trimmed(text, *piece.span())
                if end - start > _LONGEST_PASSAGE:
                    continue
                passage = text[start:end]
                due = list(DEADLINE.finditer(text, start, end)) if may_hold_deadline(passage) else []
                # 到2028年，|全年接待200万人次: of that year
                dates = [m for m in due if not (reach.dated and m["within"])]
                years = [year for match in dates if (year := year_of(match, written, plan)) is not None]
                if dates or reach.past or not plain:
                    reach.passage(passage, dates, years, since, plain=plain)
                if not plain and reach.compares(passage) and not dates:
                    reach.past = True
                # 对……达到1000架次以上的，给予……: from its condition on, such a sentence gives and asks nothing.
                if passage.startswith(("对", "凡", "经")):
                    # Sought once, and only for a sentence that has such a passage.
                    given = _GIVEN.search(text, *sentence.span()) is not None if given is None else given
                    reach.hopeless = reach.hopeless or given
                words = _bare(text, start, end, due) if due else passage
                told = reach.past or reach.hopeless or not may_hold_figure(words)
                if not told and not _CONDITION.search(words) and not _DESIGN.search(words):
                    yearly = _YEARLY.search(passage) is not None or (reach.yearly and not _LEVEL.search(words))
                    spoken = Passage(
                        words, tuple(said[-_REMEMBERED:]), reach.dated or reach.year is not None or yearly, aimed
                    )
                    task = task_at(start)
                    found = list(goals(spoken)) if task else []
                    # 2026年、2027年分别新增10家、20家: each year has its own figure; 均不低于10家: each has the same.
                    each = years if "分别" in words or "均" in words else []
                    one = len({goal.indicator for goal in found}) == 1
                    if "分别" in words and one and len(years) < 2 and reach.span and len(reach.span) == len(found):
                        each = list(reach.span)
                    if len(each) > 1 and len(found) == 1:
                        found *= len(each)
                    for at, goal in enumerate(found):
                        aimed = True
                        reach.year = each[at] if len(each) == len(found) > 1 else reach.year
                        yield _target(goal, task or "", text, start, end, reach, yearly)
                said.append(words)
        carried = reach.year or (carried if below else None)
        home = unit if reach.year and not aimed and not below else home


def _since(text: str) -> int | None:
    """The first year that an undated text names as one to come (到2027年, 2026年底前): figures of it are no past."""
    return min((int(m.group(m.lastgroup or 0)) for m in _TO_COME.finditer(text)), default=None)


def _of_table(table: IndicatorTable, text: str, task_at: Callable[[int], str | None]) -> Iterator[Target]:
    for row in table.rows:
        task = task_at(row.start)
        for figure in row.figures if task else ():
            indicator = row.indicator + figure.change
            yield Target(
                task or "", text[row.start : row.end], indicator, figure.operator, figure.value, None, figure.unit,
                figure.year, "year" if figure.yearly else None, row.start, row.end, f"target.table:{figure.unit}",
            )  # fmt: skip


def _target(goal: Goal, task: str, text: str, start: int, end: int, reach: _Reach, yearly: bool) -> Target:
    # A yearly figure has a deadline only where its own sentence names one: 到2027年，每年新增10家.
    year = reach.year if reach.dated or not yearly else None
    return Target(
        task, text[start:end], goal.indicator, goal.operator, goal.value, goal.upper, goal.unit, year,
        "year" if yearly else None, start, end, f"target.{goal.rule}",
    )  # fmt: skip


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    if not text[start].isalpha() or text[start] in _HAN_DIGITS:
        bullet = _BULLET.match(text, start, end)
        start = bullet.end() if bullet else start
    while end > start and (text[end - 1].isspace() or text[end - 1] == "、"):
        end -= 1
    while start < end and (text[start].isspace() or text[start] == "、"):
        start += 1
    return start, end


def _bare(text: str, start: int, end: int, due: list[re.Match[str]]) -> str:
    """The passage without its deadlines and periods."""
    words, at = "", start
    for match in due:
        words, at = words + text[at : match.start()], match.end()
    words += text[at:end]
    return words.strip("、 　")


def _only_named(due: re.Match[str]) -> bool:
    """2025年达到612家, 截至2024年底 in a text without a date: nothing says that the year is still to come."""
    if due.group().startswith("截至"):
        return True
    return due.group("y") is not None and not re.search(r"[到至底末前内]|力争|争取|确保", due.group())


def _row_year(line: str, written: int | None) -> int | None:
    """The deadline of a table row whose cell says nothing else: …<TAB>市数据局<TAB>2026年11月底前."""
    if "\t" not in line and "|" not in line:
        return None
    years = (deadline_year(cell.strip(), written) for cell in re.split(r"[\t|]", line))
    return next((year for year in years if year is not None), None)
