"""By when tasks are to be done, as a question asks for it or as it narrows the tasks that are asked for.

by_when(store, names, question).sentence    # “修订市级基本养老服务清单”的完成时限是2026年3月底前。
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyoxigraph as ox

from graph.answers import TargetLine, target_of
from graph.asking import wording
from graph.asking.answers import Answer, Cited, Found, as_target, found_by
from graph.asking.compiling import compiled
from graph.asking.names import Names
from graph.asking.questions import Question
from graph.search import Row
from graph.store import Store
from graph.time_limits import TimeLimitLine, time_limits, words_of


def by_when(store: Store, names: Names, question: Question) -> Answer | None:
    """By when the tasks asked about are to be done, with the dated targets of those that no time limit is set for.

    None where it is the targets alone that say it. Asked whether it is by a time, it is told by when it is.
    """
    topics = []
    for topic in question.topics:
        tasks = topic.headed or (() if topic.targets else topic.tasks)
        if not tasks:
            return None
        topics.append(replace(topic, tasks=tuple(names.below(tasks))))
    years = () if question.whether else question.years
    sparql = compiled(replace(question, kind="tasks", measure="list", topics=tuple(topics), years=years), names)
    limits = _limits_of(store, found_by(store, sparql))
    targets = [] if topics else _of_others(store, names, question, limits)
    if question.measure in ("earliest", "latest"):
        first = min if question.measure == "earliest" else max
        best = first((limit.by for limit in limits if limit.by), default="")
        if first([best, *(f"{line.year}-12-31" for line in targets)]) != best:
            return None
        limits, targets = [limit for limit in limits if limit.by == best], []
    if not limits:
        return None
    answers = (*map(_as_answer, limits), *map(as_target, targets))
    told = wording.sentence(question, answers, names)
    cited = dict.fromkeys((*(limit.citation for limit in limits), *(line.citation for line in targets)))
    return Answer("answered", question.kind, question.language, told, answers, tuple(map(Cited, cited)), sparql)


def with_limits(store: Store, rows: Sequence[Row], found: Found) -> Found:
    """The tasks found, an answer each in the order of the rows, with their time limits."""
    limits: dict[str, list[TimeLimitLine]] = defaultdict(list)
    for limit in _limits_of(store, rows):
        limits[limit.citation.task].append(limit)
    answers, citations = found
    tasks = dict.fromkeys(row["task"] for row in rows)
    due = [{"time_limit": words_of(limits[task])} if task in limits else {} for task in tasks]
    told = tuple({**answer, **said} for answer, said in zip(answers, due, strict=True))
    return told, (*citations, *(Cited(limit.citation) for task in tasks for limit in limits.get(task, ())))


def _limits_of(store: Store, rows: Sequence[Row]) -> list[TimeLimitLine]:
    """The time limits of the tasks in the rows."""
    tasks = tuple(ox.NamedNode(task) for task in dict.fromkeys(row["task"] for row in rows))
    return list(time_limits(store, task=tasks)) if tasks else []


def _of_others(store: Store, names: Names, question: Question, limits: Sequence[TimeLimitLine]) -> list[TargetLine]:
    """The dated targets of the tasks that no time limit is set for."""
    limited = {limit.citation.task for limit in limits}
    lines = (target_of({**row, "number": ""}) for row in found_by(store, compiled(question, names)))
    return [line for line in lines if line.year is not None and line.citation.task not in limited]


def _as_answer(limit: TimeLimitLine) -> Mapping[str, object]:
    return {
        "name": limit.citation.heading,
        "value": limit.citation.words,
        "bound": limit.bound,
        "year": limit.year,
        "month": limit.month,
        "due_by": limit.by,
        "task": limit.citation.heading,
        "document": limit.citation.title,
    }
