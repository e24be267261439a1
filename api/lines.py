"""Answers as lines and rows. Each line ends in its citation: the document, the task's number and the words that say so.

    市科技局 牵头（依排序约定） 做强离岸科创平台 ←《平江市…实施意见》2.1 “（市科技局、市国投集团负责）”

Rows hold the same facts in full, with offsets and IRIs, for CSV and JSON.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from graph.answers import AgencyDuties, AgencySummary, Citation, Count, Duty, Matches, TargetLine
from graph.phrases import OPERATORS, amount, borne, figure, one_line
from ontology.terms import ROLES, Operator, Role

_CITED = ("document", "task", "heading", "words", "start", "end", "task_iri")
_DUTY = ("agency", "role", "basis", "group", "mention", *_CITED)
_COUNTED = ("led", "led_inherited", "taken_part", "taken_part_inherited", "responsible", "responsible_inherited")


@dataclass(frozen=True, slots=True)
class Line:
    """A fact in words and where it stands."""

    fact: str
    citation: str

    def __str__(self) -> str:
        return f"{self.fact} {self.citation}"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer for people (`lines`, and `notes` on the answer as a whole) and for tables (`columns`, `rows`)."""

    lines: tuple[Line, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    notes: tuple[str, ...] = ()


def of_leads(found: Sequence[AgencyDuties]) -> Answer:
    """What each agency leads, takes part in and is responsible for; the notes count it, one for each agency."""
    lines: list[Line] = []
    rows: list[tuple[object, ...]] = []
    notes: list[str] = []
    for agency in found:
        duties = [*agency.led, *agency.taken_part, *agency.responsible]
        lines += [Line(f"{duty.name} {_borne_in(duty)}", cited(duty.citation)) for duty in duties]
        rows += [_duty_row(duty) for duty in duties]
        also = f"（又作 {'、'.join(agency.aliases)}）" if agency.aliases else ""
        counts = _counts(agency.led, agency.taken_part, agency.responsible)
        titles = "".join(f"《{title}》" for title in dict.fromkeys(duty.citation.title for duty in duties))
        notes.append(f"{agency.name}{also}: {counts}，见{titles}")
    return Answer(tuple(lines), _DUTY, tuple(rows), tuple(notes))


def of_who(found: Matches) -> Answer:
    """Who bears each task that matched, one line for a task, a clause and a role."""
    lines: list[Line] = []
    rows: list[tuple[object, ...]] = []
    for task in found.tasks:
        heading = _heading(task.citation)
        duties = [*task.leads, *task.participants, *task.responsible]
        if not duties:
            lines.append(Line(f"{heading}: 未写明责任单位 no agency is named", cited(task.citation)))
            rows.append(("", "", "", "", "", *_cited(task.citation)))
        for bearers in (task.leads, task.participants, task.responsible):
            # One task may be borne by several clauses; each has its own line, for each has its own citation.
            for same in _by_clause(bearers):
                names = "、".join(duty.name for duty in same)
                lines.append(Line(f"{heading}: {borne(same[0].role, same[0].basis)} {names}", cited(same[0].citation)))
        rows += [_duty_row(duty) for duty in duties]
    more = ("还有更多任务匹配，可用 --limit 放宽 more tasks match; raise --limit",) if found.more else ()
    return Answer(tuple(lines), _DUTY, tuple(rows), more)


def of_targets(found: Iterable[TargetLine]) -> Answer:
    """The targets, each with the words that set it."""
    lines: list[Line] = []
    rows: list[tuple[object, ...]] = []
    for line in found:
        when = f"{line.year}年" if line.year else "未写期限"
        lines.append(Line(f"{when} {line.indicator} {amount(line)}", cited(line.citation)))
        value = (line.indicator, line.operator, line.value, line.upper, line.unit, line.year, line.period)
        rows.append((*value, *_cited(line.citation)))
    columns = ("indicator", "operator", "value", "upper", "unit", "year", "period", *_CITED)
    return Answer(tuple(lines), columns, tuple(rows), (f"共 {len(lines)} 个目标 targets",) if lines else ())


def of_summary(found: Iterable[AgencySummary]) -> Answer:
    """How much each agency leads, takes part in and is responsible for, with one duty cited."""
    lines: list[Line] = []
    rows: list[tuple[object, ...]] = []
    for line in found:
        counted = {"lead": line.led, "participant": line.taken_part, "responsible": line.responsible}
        counts = " · ".join(_counted(role, counted[role]) for role in ROLES if counted[role] != Count())
        lines.append(Line(f"{line.name}: {counts}，如 {_borne_in(line.example)}", cited(line.example.citation)))
        figures = [n for count in counted.values() for n in (count.own, count.inherited)]
        rows.append((line.name, line.group, *figures, line.documents, *_cited(line.example.citation), line.agency))
    columns = ("agency", "group", *_COUNTED, "documents", *_CITED, "agency_iri")
    return Answer(tuple(lines), columns, tuple(rows), (f"共 {len(lines)} 个单位 agencies",) if lines else ())


def cited(citation: Citation) -> str:
    """The document, the task's number and the words.

    The number is the task's path through the outline: 2.1 is the first task of part two, whatever its own number.
    """
    return f"←《{citation.title}》{citation.path} “{one_line(citation.words)}”"


def _heading(citation: Citation) -> str:
    return one_line(citation.heading)


def _borne_in(duty: Duty) -> str:
    return f"{borne(duty.role, duty.basis)} {_heading(duty.citation)}"


def _counts(*duties: Sequence[Duty]) -> str:
    """Tasks counted by role as in a summary, by a clause of their own and by inheritance."""
    counted = []
    for role, borne_in in zip(ROLES, duties, strict=True):
        tasks = Counter({duty.citation.task: not duty.inherited for duty in borne_in}.values())
        if tasks:
            counted.append(_counted(role, Count(tasks[True], tasks[False])))
    return " · ".join(counted)


def _counted(role: Role, count: Count) -> str:
    inherited = f"（另承上级 {count.inherited}）" if count.inherited else ""
    return f"{borne(role, 'explicit')} {count.own}{inherited}"


def _by_clause(duties: Iterable[Duty]) -> Iterator[list[Duty]]:
    clauses: dict[tuple[int, int], list[Duty]] = {}
    for duty in duties:
        clauses.setdefault((duty.citation.start, duty.citation.end), []).append(duty)
    return iter(clauses.values())


def _duty_row(duty: Duty) -> tuple[object, ...]:
    return (duty.name, duty.role, duty.basis, duty.group, duty.mention, *_cited(duty.citation))


def _cited(citation: Citation) -> tuple[object, ...]:
    words = one_line(citation.words)
    return (citation.title, citation.path, citation.heading, words, citation.start, citation.end, citation.task)


def answer_columns(answers: Sequence[Mapping[str, object]]) -> list[str]:
    """The columns that say anything of what graph.asking found; a single document's title is left to the citations."""
    one = len({answer.get("document") for answer in answers}) == 1
    hidden = (*_WITHIN, "document") if one else _WITHIN
    return [name for name in answers[0] if name not in hidden and any(answer.get(name) for answer in answers)]


def answer_cell(answer: Mapping[str, object], name: str) -> str:
    """What one thing that was found has in a column."""
    value = answer.get(name)
    if name == "value" and isinstance(value, int | float) and "operator" in answer:
        upper = answer.get("upper")
        upto = f"～{figure(upper)}" if isinstance(upper, int | float) else ""
        every = "每年 yearly " if answer.get("period") else ""
        return f"{every}{OPERATORS[cast(Operator, answer['operator'])]}{figure(value)}{upto}{answer['unit']}"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "" if value is None else str(value)


# What is told within another column, or by the citations.
_WITHIN = ("path", "operator", "upper", "period", "unit")
