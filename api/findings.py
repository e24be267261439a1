"""What a language model is told: the facts and citations of all answers, as records that describe themselves.

duty(found).citation.text     # '（市水利局、市工业和信息化局牵头，市住房城乡建设局、汀岚水务集团配合）'
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, Field

import graph
from api import asking
from graph.answers import Citation, Matches, TargetLine, TaskBearers
from graph.asking import Answer, Cited
from graph.documents import StoredDocument
from graph.lines import DutyLine, GoalLine
from graph.listed import Listed
from graph.phrases import amount
from graph.results import Plain
from graph.search import Matched
from ontology.terms import Basis, Operator, Role


class Finding(BaseModel):
    """An answer, or why there is none and what can be asked instead."""

    status: Literal["answered", "declined", "ambiguous", "failed"] = Field(
        default="answered",
        description="answered; declined: the documents do not say it, or it may not be asked; ambiguous: several "
        "things can be meant; failed: the store or the query gave out.",
    )
    reason: str = Field(default="", description="Why there is no answer. Tell it to the person instead of guessing.")
    suggestions: list[str] = Field(default=[], description="Names that do exist, or questions that have an answer.")


class Passage(asking.Citation):
    """The words that say it: `text` is what stands at code points start to end of the document's text."""

    document_id: str = Field(description="Tells documents of one title apart; source_text takes it.")


class Bearer(BaseModel):
    """One agency that bears a task."""

    agency: str = Field(description="The full name 全称.")
    mention: str = Field(description="The name as the clause writes it.")
    group: bool = Field(description="True for a collective name such as 各县市区, whose members are not listed.")
    role: Role = Field(description="lead 牵头, participant 配合, responsible 责任 (nobody is said to lead).")
    basis: Basis = Field(
        description="explicit: the clause says it; convention: the document says that the first agency listed leads; "
        "inherited: the clause is that of the unit around the task."
    )


class Duty(Bearer):
    """One agency bearing one task, and the clause that says so."""

    citation: Passage


class Clause(BaseModel):
    """A clause and those it names."""

    citation: Passage
    bearers: list[Bearer]


class Task(BaseModel):
    """A task that matched, the words in which it did, and who bears it; without clauses nobody is named for it."""

    matched: Matched
    citation: Passage
    clauses: list[Clause]


class Answered(Finding):
    """The answer to a question in words."""

    kind: str = Field(default="", description="What was understood to be asked.")
    sentence: str = Field(default="", description="The answer, in the language of the question.")
    answers: list[dict[str, object]] = Field(
        default=[], description="Each thing found, with its name and what is told of it."
    )
    answers_left_out: int = Field(default=0, description="How many more were found than `limit` let through.")
    citations: list[Passage] = []
    citations_left_out: int = 0
    sparql: str = Field(default="", description="The query that answered, where it was asked for.")
    session: list[str] = Field(default=[], description="Send this with a question that follows up this one.")


class Tasks(Finding):
    """The tasks that words match, best first."""

    tasks: list[Task] = []
    more: bool = Field(default=False, description="True where others match beyond `limit`.")


class Duties(Finding):
    """What agencies bear, in the order of documents and their text; `agencies` are all that the name can mean."""

    agencies: list[str] = []
    duties: list[Duty] = []
    total: int = Field(default=0, description="How many there are in all; `offset` leads to the others.")


class Target(BaseModel):
    """One quantified goal."""

    indicator: str
    amount: str = Field(description="As it is written: ≥600亿元.")
    operator: Operator
    value: float
    upper: float | None
    unit: str
    year: int | None = Field(description="The year by which it is due, null where none is named.")
    period: str | None = Field(description="year where it is to be reached every year.")
    citation: Passage


class Targets(Finding):
    """Targets in the order of documents and their text."""

    targets: list[Target] = []
    total: int = Field(default=0, description="How many there are in all; `offset` leads to the others.")


class Rows(Finding):
    """The answer to a query: rows of a SELECT, the `boolean` of an ASK, or `triples` of a CONSTRUCT as N-Triples."""

    columns: list[str] = []
    rows: list[dict[str, Plain]] = []
    more: bool = Field(default=False, description="True where there are more than `limit` let through.")
    boolean: bool | None = None
    triples: list[str] = []


class Text(Finding):
    """A document's own words from start to end, in code points; `length` is that of the whole text."""

    document: str = ""
    document_id: str = ""
    number: str | None = Field(default=None, description="发文字号 document number.")
    date: str | None = None
    text: str = ""
    start: int = 0
    end: int = 0
    length: int = 0


def passage(citation: Citation) -> Passage:
    return Passage.model_validate({**Cited(citation).as_dict(), "document_id": document_id(citation.document)})


def document_id(iri: str) -> str:
    """The start of the hash of a document's text, which its IRI ends in."""
    return iri.rpartition("/")[2]


def duty(found: graph.Duty) -> Duty:
    return Duty(**dict(_bearer(found)), citation=passage(found.citation))


def _bearer(found: graph.Duty) -> Bearer:
    return Bearer(agency=found.name, mention=found.mention, group=found.group, role=found.role, basis=found.basis)


def answered(answer: Answer, session: Sequence[str], limit: int, *, sparql: bool) -> Answered:
    """The answer with no more than `limit` things and passages."""
    told: Mapping[str, object] = {
        **answer.as_dict(),
        "answers": [dict(found) for found in answer.answers[:limit]],
        "answers_left_out": max(0, len(answer.answers) - limit),
        "citations": [passage(cited.citation) for cited in answer.citations[:limit]],
        "citations_left_out": max(0, len(answer.citations) - limit),
        "sparql": answer.sparql if sparql else "",
        "session": list(session),
    }
    return Answered.model_validate(told)


def tasks(found: Matches) -> Tasks:
    return Tasks(tasks=[_task(task) for task in found.tasks], more=found.more)


def _task(task: TaskBearers) -> Task:
    clauses: dict[Citation, list[Bearer]] = {}
    for it in (*task.leads, *task.participants, *task.responsible):
        clauses.setdefault(it.citation, []).append(_bearer(it))
    return Task(
        matched=task.matched,
        citation=passage(task.citation),
        clauses=[Clause(citation=passage(cited), bearers=bearers) for cited, bearers in clauses.items()],
    )


def duties(found: Listed[DutyLine], agencies: Iterable[str]) -> Duties:
    return Duties(agencies=list(agencies), duties=[duty(line.duty) for line in found.items], total=found.total)


def targets(found: Listed[GoalLine]) -> Targets:
    return Targets(targets=[_target(line.target) for line in found.items], total=found.total)


def _target(line: TargetLine) -> Target:
    return Target(
        indicator=line.indicator,
        amount=amount(line),
        operator=line.operator,
        value=line.value,
        upper=line.upper,
        unit=line.unit,
        year=line.year,
        period=line.period,
        citation=passage(line.citation),
    )


def text(document: StoredDocument, whole: str, start: int, length: int) -> Text:
    """`length` characters of the text from `start` on, or as many as there are."""
    part = whole[start : start + length]
    return Text(
        document=document.title,
        document_id=document_id(document.iri),
        number=document.number,
        date=document.date,
        text=part,
        start=start,
        end=start + len(part),
        length=len(whole),
    )
