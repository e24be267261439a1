"""Answers as lines and tables: each ends in its citation, the document, the task's number and the words that say so.

    市科技局 牵头 2.1 做强离岸科创平台 ←《平江市…实施意见》2.1 “（市科技局、市国投集团负责）” [依排序约定]
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extract.facts import Extraction
from graph.answers import AgencyDuties, AgencySummary, Citation, Count, Duty, Matches, TargetLine
from ontology.terms import BASES, ROLES, Basis, Operator, Role

_OPERATORS: dict[Operator, str] = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "=", "~": "约", "range": ""}
_CITED = ("document", "task", "heading", "words", "start", "end", "task_iri")
_DUTY = ("agency", "role", "basis", "group", "mention", *_CITED)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer for people (`lines`) and for tables (`columns`, `rows`); the rows hold the same facts in full."""

    lines: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def of_leads(found: Sequence[AgencyDuties]) -> Answer:
    """What each agency leads, takes part in and is responsible for."""
    lines: list[str] = []
    rows: list[tuple[object, ...]] = []
    for agency in found:
        also = f"（又作 {'、'.join(agency.aliases)}）" if agency.aliases else ""
        counts = f"牵头 {len(agency.led)} · 配合 {len(agency.taken_part)} · 责任 {len(agency.responsible)}"
        lines.append(f"{agency.name}{also}: {counts}")
        duties = [*agency.led, *agency.taken_part, *agency.responsible]
        lines += [f"  {_role(duty.role)} {place(duty.citation)} {_source(duty)}" for duty in duties]
        rows += [_duty_row(duty) for duty in duties]
    return Answer(tuple(lines), _DUTY, tuple(rows))


def of_who(found: Matches) -> Answer:
    """Who bears each task that matched, one line a task and role."""
    lines: list[str] = []
    rows: list[tuple[object, ...]] = []
    for task in found.tasks:
        duties = [*task.leads, *task.participants, *task.responsible]
        if not duties:
            lines.append(f"{place(task.citation)}: 未写明责任单位 no agency is named {cited(task.citation)}")
            rows.append(("", "", "", "", "", *_cited(task.citation)))
        for bearers in (task.leads, task.participants, task.responsible):
            # One task may be borne by several clauses; each has its own line, for each has its own citation.
            for same in _by_clause(bearers):
                names = "、".join(duty.name for duty in same)
                lines.append(f"{place(task.citation)}: {_role(same[0].role)} {names} {_source(same[0])}")
        rows += [_duty_row(duty) for duty in duties]
    if found.more:
        lines.append("……还有更多匹配，请用 --limit 放宽 more tasks match; raise --limit")
    return Answer(tuple(lines), _DUTY, tuple(rows))


def of_targets(found: Iterable[TargetLine]) -> Answer:
    """The targets, each with the sentence that sets it."""
    lines = []
    rows: list[tuple[object, ...]] = []
    for line in found:
        when = f"{line.year}年" if line.year else "未写期限"
        every = "每年" if line.period else ""
        lines.append(f"{when} {line.indicator} {every}{amount(line)} {cited(line.citation)}")
        value = (line.indicator, line.operator, line.value, line.upper, line.unit, line.year, line.period)
        rows.append((*value, *_cited(line.citation)))
    columns = ("indicator", "operator", "value", "upper", "unit", "year", "period", *_CITED)
    return Answer(tuple(lines), columns, tuple(rows))


def of_summary(found: Iterable[AgencySummary]) -> Answer:
    """How much each agency leads, takes part in and is responsible for, with one duty cited."""
    lines = []
    rows: list[tuple[object, ...]] = []
    for line in found:
        counts = " · ".join(
            f"{_role(role)} {_count(count)}"
            for role, count in (("lead", line.led), ("participant", line.taken_part), ("responsible", line.responsible))
            if count != Count()
        )
        lines.append(f"{line.name}: {counts} 例 {_source(line.example)}")
        figures = [n for count in (line.led, line.taken_part, line.responsible) for n in (count.own, count.inherited)]
        rows.append((line.name, line.group, *figures, line.documents, *_cited(line.example.citation), line.agency))
    counted = ("led", "led_inherited", "taken_part", "taken_part_inherited", "responsible", "responsible_inherited")
    return Answer(tuple(lines), ("agency", "group", *counted, "documents", *_CITED, "agency_iri"), tuple(rows))


def of_extraction(extraction: Extraction) -> Answer:
    """The responsibilities of one document as read, before any store; `text[start:end]` are the words cited."""
    document = extraction.document
    units = {unit.id: unit for unit in extraction.tasks}
    parts = (
        f"{len(units)} 个条目 · {len(extraction.responsibilities)} 项责任 · {len(extraction.targets)} 个目标"
        f" · {len(extraction.zones)} 处区域 · {len(extraction.agencies)} 个单位"
    )
    lines = [f"《{document.title}》 {parts}"]
    rows: list[tuple[object, ...]] = []
    for duty in extraction.responsibilities:
        unit = units[duty.task]
        words = _one_line(document.text[duty.clause_start : duty.clause_end])
        lines.append(
            f"  {unit.id} {unit.heading}: {_role(duty.role)} {duty.agency}"
            f" ←《{document.title}》{unit.id} “{words}”{_basis(duty.basis)}"
        )
        fact = (duty.agency, duty.role, duty.basis, duty.mention, document.title, unit.id, unit.heading)
        rows.append((*fact, words, duty.start, duty.end))
    columns = ("agency", "role", "basis", "mention", "document", "task", "heading", "words", "start", "end")
    return Answer(tuple(lines), columns, tuple(rows))


def place(citation: Citation) -> str:
    """The task's place in its document and its heading: 2.1 做强离岸科创平台."""
    return f"{citation.path} {_one_line(citation.heading)}"


def cited(citation: Citation) -> str:
    """The document, the task's number and the words."""
    return f"←《{citation.title}》{citation.path} “{_one_line(citation.words)}”"


def amount(line: TargetLine) -> str:
    """The figure with its comparison and unit: ≥35%, 3～5家."""
    value = f"{line.value:.15g}" if line.upper is None else f"{line.value:.15g}～{line.upper:.15g}"
    return f"{_OPERATORS[line.operator]}{value}{line.unit}"


def _source(duty: Duty) -> str:
    return cited(duty.citation) + _basis(duty.basis)


def _role(role: Role) -> str:
    return ROLES[role][0].removesuffix("单位")


def _basis(basis: Basis) -> str:
    return "" if basis == "explicit" else f" [{BASES[basis][0]}]"


def _count(count: Count) -> str:
    return f"{count.own}（另承 {count.inherited}）" if count.inherited else str(count.own)


def _by_clause(duties: Iterable[Duty]) -> Iterator[list[Duty]]:
    clauses: dict[tuple[int, int], list[Duty]] = {}
    for duty in duties:
        clauses.setdefault((duty.citation.start, duty.citation.end), []).append(duty)
    return iter(clauses.values())


def _duty_row(duty: Duty) -> tuple[object, ...]:
    return (duty.name, duty.role, duty.basis, duty.group, duty.mention, *_cited(duty.citation))


def _cited(citation: Citation) -> tuple[object, ...]:
    words = _one_line(citation.words)
    return (citation.title, citation.path, citation.heading, words, citation.start, citation.end, citation.task)


def _one_line(words: str) -> str:
    return " ".join(words.split())
