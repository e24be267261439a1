"""One document as it is read: its text with a mark for every fact, and the record of what one passage says.

found = contents(store, "https://w3id.org/zhengtu/id/doc/2d69adfe20e3c06b")
blocks(found.marked.text, headings_of(found), marks_of(site, found, Wording("zh")))
record_of(store, found, 120, 128).duties
"""

from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from api.pages.marking import Heading, Mark
from api.pages.site import Site
from api.wording import Wording
from graph import Duty, Store
from graph.iris import ZT
from graph.lines import DocumentLine, DutyLine, GoalLine, TaskLine
from graph.lists import Narrowing, list_documents, list_responsibilities, list_targets, list_tasks
from graph.texts import MarkedText, Span, text_of
from graph.things import said_of
from ontology.terms import Role

WHOLE: Final[dict[str, Any]] = {"limit": 10**9, "offset": 0}
_RANKS: Final[dict[Role, int]] = {"lead": 0, "responsible": 1, "participant": 2}
_OTHERS: Final = ("limit", "zone", "reference", "attachment")


@dataclass(frozen=True, slots=True)
class Contents:
    """A document with all that was read from it."""

    line: DocumentLine
    marked: MarkedText
    tasks: tuple[TaskLine, ...]
    duties: tuple[DutyLine, ...]
    goals: tuple[GoalLine, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """A fact that is neither a responsibility nor a target, and the thing that it is about."""

    iri: str
    kind: str
    task: str | None
    heading: str
    about: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """What is read from one passage; `inherited` are the responsibilities of tasks within, which cite it too."""

    document: str
    title: str
    start: int
    end: int
    words: str
    duties: tuple[DutyLine, ...]
    inherited: tuple[DutyLine, ...]
    goals: tuple[GoalLine, ...]
    others: tuple[Other, ...]


def contents(store: Store, document: str) -> Contents:
    """The document of that IRI, which must be in the store, with all that was read from it."""
    narrow = Narrowing(document=document)
    [line] = list_documents(store, narrow, **WHOLE).items
    return Contents(
        line,
        text_of(store, document),
        list_tasks(store, narrow, **WHOLE).items,
        list_responsibilities(store, narrow, **WHOLE).items,
        list_targets(store, narrow, **WHOLE).items,
    )


def marks_of(site: Site, found: Contents, t: Wording) -> list[Mark]:
    """Every passage that a fact was read from. A name that bears several tasks is marked for the strongest role."""
    roles: dict[tuple[int, int], DutyLine] = {}
    for line in found.duties:
        place = (line.duty.mention_start, line.duty.mention_end)
        if place not in roles or _strength(line) < _strength(roles[place]):
            roles[place] = line
    home = found.line.iri

    def mark(start: int, end: int, kind: str, label: str) -> Mark:
        return Mark(start, end, kind, label, site.address(f"{home}/passage/{start}-{end}"))

    marks = [
        mark(*place, line.duty.role, f"{t.term('role', line.duty.role)}：{line.duty.name}")
        for place, line in roles.items()
    ]
    clauses = {(line.duty.citation.start, line.duty.citation.end) for line in found.duties}
    marks += [Mark(*place, "clause") for place in clauses]
    for goal in found.goals:
        marks.append(mark(goal.target.citation.start, goal.target.citation.end, "target", goal.target.indicator))
    for span in found.marked.spans:
        if span.kind in _OTHERS:
            marks.append(mark(span.start, span.end, span.kind, t(f"kind.{span.kind}")))
    return marks


def headings_of(found: Contents) -> list[Heading]:
    """Where the units of the outline begin."""
    return [Heading(task.start, task.path, task.heading, task.path.count(".") + 1) for task in found.tasks]


def record_of(store: Store, found: Contents, start: int, end: int) -> Record:
    """What is read from `text[start:end]`, or cites it as its clause."""
    place = (start, end)
    borne = [line for line in found.duties if place in _places(line.duty)]
    headings = {task.iri: task.heading for task in found.tasks}
    return Record(
        document=found.line.iri,
        title=found.line.title,
        start=start,
        end=end,
        words=found.marked.text[start:end],
        duties=tuple(line for line in borne if not line.duty.inherited),
        inherited=tuple(line for line in borne if line.duty.inherited),
        goals=tuple(line for line in found.goals if (line.target.citation.start, line.target.citation.end) == place),
        others=tuple(
            Other(span.iri, span.kind, span.task, headings.get(span.task or "", ""), _about(store, span))
            for span in found.marked.spans
            if (span.start, span.end) == place and span.kind in _OTHERS
        ),
    )


def _about(store: Store, span: Span) -> str | None:
    """The zone that is named or the document that is referred to."""
    about = (ZT["zone"], ZT["refersTo"])
    named = (fact.object for fact in said_of(store, span.iri) if fact.predicate in about)
    return next((thing.value for thing in named if isinstance(thing, ox.NamedNode)), None)


def _places(duty: Duty) -> tuple[tuple[int, int], tuple[int, int]]:
    return (duty.mention_start, duty.mention_end), (duty.citation.start, duty.citation.end)


def _strength(line: DutyLine) -> tuple[bool, int]:
    return line.duty.inherited, _RANKS[line.duty.role]
