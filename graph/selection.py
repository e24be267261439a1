"""Which part of a store a view shows: its documents, sections, agencies, roles, years.

    duties = duties_of(store, Selection(documents=("养老服务",), role="lead"))

What nothing in the store bears raises NotFound with the nearest names.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast, get_args

import pyoxigraph as ox

from graph.answers import Citation, Duty, bearers, duty_of, find_agencies, target_of
from graph.documents import StoredDocument, documents, find_documents
from graph.errors import NotFound
from graph.kept import kept
from graph.lines import GoalLine
from graph.lists import agency_lines
from graph.names import nearest, tidy
from graph.network import Section, ZoneMention
from graph.phrases import role_word
from graph.search import Row, rows_of
from graph.store import Store
from ontology.terms import BASES, LEVELS, NAMESPACE, Basis, Level, Role, ZoneKind


@dataclass(frozen=True, slots=True)
class Selection:
    """What a view is narrowed to; what is None or empty does not narrow.

    `documents` are each an IRI, the start of a hash or words of a title, and any of them will do. `section` is a place
    in the outline (2.1) or words of a heading. `agency` keeps the tasks that it bears, with all who bear them; `year`
    the tasks with a target due in it; `role`, `basis` and `level` (of the agency) the responsibilities that have them.
    `weight` is the least number of tasks that a tie between agencies, or an agency and a section, stands for.
    """

    documents: tuple[str, ...] = ()
    section: str | None = None
    agency: str | None = None
    role: Role | None = None
    basis: Basis | None = None
    year: int | None = None
    level: Level | None = None
    weight: int = 1

    @property
    def bearing(self) -> bool:
        """Whether it asks who bears a task, so that tasks that none of these bears are left out."""
        return (self.agency, self.role, self.basis, self.level) != (None, None, None, None)

    def __str__(self) -> str:
        """In words, without its documents: 章节 2.1 · 牵头 · 2030年."""
        said = (
            self.section and f"章节 section {self.section}",
            self.agency,
            self.role and f"{role_word(self.role)} {self.role}",
            self.basis and f"{BASES[self.basis][0]} {self.basis}",
            self.year and f"{self.year}年",
            self.level and f"{LEVELS[self.level][0]} {self.level}",
            self.weight > 1 and f"≥{self.weight} 项任务 tasks",
        )
        return " · ".join(words for words in said if words)


ALL = Selection()


def documents_of(store: Store, selection: Selection) -> tuple[StoredDocument, ...]:
    """The documents that are selected, by title."""
    if not selection.documents:
        return documents(store)
    found = {it.iri: it for typed in selection.documents for it in find_documents(store, typed)}
    return tuple(sorted(found.values(), key=lambda it: (it.title, it.iri)))


def duties_of(store: Store, selection: Selection) -> list[Duty]:
    """The responsibilities that are selected; empty where none are."""
    chosen = documents_of(store, selection) if selection.documents else None
    if selection.agency is not None:
        graphs = None if chosen is None else {it.iri for it in chosen}
        borne = (
            duty_of(row)
            for agency in find_agencies(store, selection.agency)
            for row in rows_of(store, "responsibilities", agency=ox.NamedNode(agency.iri))
        )
        tasks = dict.fromkeys(
            duty.citation.task for duty in borne if graphs is None or duty.citation.document in graphs
        )
        duties = [duty for task in tasks for duty in bearers(store, task)]
    else:
        duties = [duty_of(row) for row in _rows(store, "responsibilities", chosen)]
    tasks_kept = _tasks(store, selection)
    of_level = levels(store) if selection.level else {}
    return [
        duty
        for duty in duties
        if (tasks_kept is None or duty.citation.task in tasks_kept)
        and selection.role in (None, duty.role)
        and selection.basis in (None, duty.basis)
        and selection.level in (None, of_level.get(duty.agency))
    ]


def goals_of(store: Store, selection: Selection, duties: Iterable[Duty]) -> list[GoalLine]:
    """The targets that are selected: where the selection asks who bears them, those of the tasks of these `duties`."""
    tasks = _kept(store, selection, duties)
    chosen = documents_of(store, selection) if selection.documents else None
    goals = (GoalLine(row["target"], target_of(row)) for row in _rows(store, "targets", chosen))
    return [
        goal
        for goal in goals
        if (tasks is None or goal.target.citation.task in tasks) and selection.year in (None, goal.target.year)
    ]


def mentions_of(store: Store, selection: Selection, duties: Iterable[Duty]) -> list[ZoneMention]:
    """The zones named that are selected: where the selection asks who bears, in the tasks of these `duties`."""
    tasks = _kept(store, selection, duties)
    chosen = {it.iri for it in documents_of(store, selection)} if selection.documents else None
    return [
        _mention(row)
        for row in rows_of(store, "zones")
        if (tasks is None or row["task"] in tasks) and (chosen is None or row["document"] in chosen)
    ]


def sections_of(store: Store, among: Iterable[StoredDocument]) -> dict[str, Section]:
    """The section of each unit of the outline: the nearest one around it, or the outermost unit where there is none."""
    found: dict[str, Section] = {}
    for document in among:
        rows = sorted(rows_of(store, "outline", graph=ox.NamedNode(document.graph)), key=lambda row: int(row["order"]))
        units = {row["path"]: row for row in rows}
        for row in rows:
            steps = row["path"].split(".")
            enclosing = [".".join(steps[:end]) for end in range(len(steps), 0, -1)]
            known = [units[path] for path in enclosing if path in units]
            sections = [unit for unit in known if unit["kind"] == f"{NAMESPACE}Section"]
            unit = (sections or known[-1:])[0]
            found[row["task"]] = Section(unit["task"], unit["path"], unit["heading"])
    return found


@kept
def levels(store: Store) -> Mapping[str, Level]:
    """The level of each agency that has one, by IRI."""
    return {line.iri: line.level for line in agency_lines(store) if line.level}


def _kept(store: Store, selection: Selection, duties: Iterable[Duty]) -> set[str] | None:
    return {duty.citation.task for duty in duties} if selection.bearing else _tasks(store, selection)


def _tasks(store: Store, selection: Selection) -> set[str] | None:
    """The tasks of the section and those with a target in the year; None where nothing is asked of that."""
    if selection.section is None and selection.year is None:
        return None
    chosen = documents_of(store, selection) if selection.documents else None
    kept: list[set[str]] = []
    if selection.section is not None:
        kept.append(set(_within(selection.section, list(_rows(store, "outline", chosen)))))
    if selection.year is not None:
        kept.append({row["task"] for row in _rows(store, "targets", chosen) if row["year"] == str(selection.year)})
    return set.intersection(*kept)


def _within(section: str, outline: list[Row]) -> Iterator[str]:
    """The units at a place of the outline or under a heading with these words, and all inside them."""
    words = tidy(section)
    roots = {(row["document"], row["path"]) for row in outline if row["path"] == section}
    roots = roots or {(row["document"], row["path"]) for row in outline if words and words in tidy(row["heading"])}
    if not roots:
        raise NotFound("section", section, nearest(section, (row["heading"] for row in outline)))
    for row in outline:
        steps = row["path"].split(".")
        if any((row["document"], ".".join(steps[:end])) in roots for end in range(1, len(steps) + 1)):
            yield row["task"]


def _rows(store: Store, question: str, among: Iterable[StoredDocument] | None) -> Iterator[Row]:
    """The rows of a question over these documents, or over all of them where None."""
    if among is None:
        yield from rows_of(store, question)
        return
    for document in among:
        yield from rows_of(store, question, graph=ox.NamedNode(document.graph))


_ZONE_KINDS = {f"{NAMESPACE}{kind.capitalize()}{end}": kind for kind in get_args(ZoneKind) for end in ("Zone", "")}


def _mention(row: Row) -> ZoneMention:
    words, start, end = row["mention"], int(row["start"]), int(row["end"])
    place = Citation(
        row["document"], row["title"], row["task"], row["path"], "task", None, row["heading"], words, start, end
    )
    return ZoneMention(row["zone"], row["name"], cast(ZoneKind, _ZONE_KINDS[row["kind"]]), place)
