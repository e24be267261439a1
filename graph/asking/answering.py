"""The answer to a question that was understood: its SPARQL is run, and what comes back is told and cited.

answered(store, names, question).answers     # [{"name": "市科技局", "role": "lead", …}]
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, cast

from graph.answers import Citation, Duty, TargetLine, duty_of, target_of
from graph.asking import wording
from graph.asking.answers import Answer, Cited, Found, as_target, found_by
from graph.asking.compiling import by_duties, compiled, of_no_task, of_tasks, ranked
from graph.asking.names import Names
from graph.asking.questions import Bearing, Question, Topic
from graph.asking.timing import by_when, with_limits
from graph.comparison import KINDS, Difference, compare
from graph.documents import documents
from graph.search import Row
from graph.store import Store
from ontology.terms import NAMESPACE, ROLES, Role, UnitKind

# For how many of an order all that was counted is cited.
_CITED: Final = 10
_CLASSES: Final = {
    "DemonstrationZone": "demonstration",
    "FunctionalZone": "functional",
    "Region": "region",
    "Division": "division",
}


def answered(store: Store, names: Names, question: Question) -> Answer:
    """The whole answer; one that finds nothing says so and is no error."""
    if question.kind == "difference":
        return _difference(store, question)
    question = _responsible(store, names, question)
    if question.timed and (timed := by_when(store, names, question)):
        return timed
    sparql = compiled(question, names)
    rows = found_by(store, sparql)
    if ranked(question) or question.kind == "partners":
        answers, citations = _ranking(store, rows, question, names)
    elif of_tasks(question):
        answers, citations = _documents_of(rows, question, names)
    else:
        answers, citations = _ANSWERS["duties" if by_duties(question) else question.kind](rows, question, names)
    if question.kind == "tasks" and (question.years or question.ongoing) and not ranked(question):
        answers, citations = with_limits(store, rows, (answers, citations))
    told = wording.sentence(question, answers, names)
    if by_duties(question) and not answers and len(question.bearings) == 1 and question.bearings[0].roles:
        told += _otherwise(store, names, question)
    nobody = question.kind == "who" and not answers and question.measure == "list"
    if nobody and not ranked(question) and not of_no_task(question):
        told, citations = _nobody(store, names, question)
    told += wording.several(question, names, _found_of_each(rows))
    if question.measure == "count":
        answers = (wording.counted(question, answers),)
    return Answer("answered", question.kind, question.language, told, answers, citations, sparql)


def _found_of_each(rows: Sequence[Row]) -> Mapping[str, int]:
    """How many tasks were found of each agency, by IRI."""
    return Counter(
        agency for agency, _ in dict.fromkeys((row["agency"], row.get("task", "")) for row in rows if row.get("agency"))
    )


def _otherwise(store: Store, names: Names, question: Question) -> str:
    """What the agency bears in other roles, where it bears nothing in the one asked for."""
    bearing = replace(question.bearings[0], roles=())
    duties = _duties(found_by(store, compiled(replace(question, bearings=(bearing,)), names)), names)
    borne = {(duty.citation.task, duty.role) for duty in duties}
    return wording.otherwise(question, Counter(role for _, role in borne))


def _nobody(store: Store, names: Names, question: Question) -> tuple[str, tuple[Cited, ...]]:
    """The sentence for a task that nobody bears in the role asked for, citing who bears it in another."""
    narrowed = question.years or question.zones or question.numbers or question.bearings or question.denied
    if narrowed or len(question.topics) > 1:
        # No task is so, which is not to say that one has no agency.
        return wording.sentence(replace(question, kind="tasks"), (), names), ()
    headings = [names.units[task].heading for topic in question.topics for task in topic.tasks]
    others = replace(question, roles=(), bases=())
    answers, citations = _who(found_by(store, compiled(others, names)), others, names)
    return wording.nobody(question, headings, answers), citations


def agencies_of(store: Store, names: Names, question: Question) -> tuple[str, ...]:
    """The agencies, by IRI, that the question before is about: those it names, or that its answer has."""
    if question.bearings:
        return question.bearings[0].agencies
    question = _responsible(store, names, question)
    rows = found_by(store, compiled(question, names))
    if question.measure in ("most", "fewest") and rows and "agency" in rows[0]:
        rows = [row for row in rows if row["count"] == rows[0]["count"]]
    return tuple(dict.fromkeys(row["agency"] for row in rows if row.get("agency")))


def _responsible(store: Store, names: Names, question: Question) -> Question:
    """The question with 责任单位 taken for any role where no agency is named as one: who leads a task, and who takes
    part in it, answer for it too. See `_who` for a task's agencies.
    """
    if question.kind == "who" and question.roles == ("responsible",) and not ranked(question):
        return replace(question, roles=_ANSWERING)
    if by_duties(question) and question.bearings and question.bearings[0].roles == ("responsible",):
        if found_by(store, compiled(question, names)):
            return question
        first, *more = question.bearings
        return replace(question, bearings=(replace(first, roles=()), *more))
    return question


_ANSWERING: Final[tuple[Role, ...]] = ("responsible", "lead", "participant")


def _duties(rows: Sequence[Row], names: Names) -> list[Duty]:
    groups = ({"group": "true" if row["agency"] in names.groups else "", "number": ""} for row in rows)
    return list(dict.fromkeys(duty_of({**row, **known}) for row, known in zip(rows, groups, strict=True)))


def _cited_duties(duties: Iterable[Duty]) -> tuple[Cited, ...]:
    """Each clause once, with the agencies that it is cited for marked in it."""
    clauses: dict[Citation, dict[tuple[int, int], None]] = defaultdict(dict)
    for duty in duties:
        start, end = duty.mention_start - duty.citation.start, duty.mention_end - duty.citation.start
        marks = clauses[duty.citation]
        if 0 <= start < end <= len(duty.citation.words):
            marks[start, end] = None
    return tuple(Cited(citation, tuple(sorted(marks))) for citation, marks in clauses.items())


def _who(rows: Sequence[Row], question: Question, names: Names) -> Found:
    duties = _duties(rows, names)
    if question.roles == _ANSWERING:
        # Where a task has agencies that are responsible for it by name, those are meant, and else all of its own.
        named = {duty.citation.task for duty in duties if duty.role == "responsible"}
        duties = [duty for duty in duties if duty.role == "responsible" or duty.citation.task not in named]
    if question.measure == "count":
        duties = list({duty.agency: duty for duty in reversed(duties)}.values())[::-1]
    elif of_no_task(question):
        return _agencies(duties)
    answers = tuple(
        {
            "name": duty.mention,
            "agency": duty.name,
            "role": duty.role,
            "basis": duty.basis,
            "task": duty.citation.heading,
            "document": duty.citation.title,
        }
        for duty in duties
    )
    return _unlike(answers), _cited_duties(duties)


def _agencies(duties: Sequence[Duty]) -> Found:
    """Each agency once, with its roles and how many tasks it has in them, the busiest first."""
    borne: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        borne[duty.agency].append(duty)
    answers = [
        {
            "name": its[0].mention,
            "agency": its[0].name,
            "role": "、".join(role for role in ROLES if any(duty.role == role for duty in its)),
            "value": len({duty.citation.task for duty in its}),
        }
        for its in borne.values()
    ]
    return tuple(sorted(answers, key=lambda it: -cast(int, it["value"]))), _cited_duties(duties)


def _tasks_borne(rows: Sequence[Row], _question: Question, names: Names) -> Found:
    duties = _duties(rows, names)
    tasks: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        tasks[duty.citation.task].append(duty)
    answers = tuple(
        {
            "name": borne[0].citation.heading,
            "role": "、".join(dict.fromkeys(duty.role for duty in borne)),
            "basis": "、".join(dict.fromkeys(duty.basis for duty in borne)),
            "agency": "、".join(dict.fromkeys(duty.name for duty in borne)),
            "path": borne[0].citation.path,
            "document": borne[0].citation.title,
        }
        for borne in tasks.values()
    )
    return answers, _cited_duties(duties)


def _role(rows: Sequence[Row], _question: Question, names: Names) -> Found:
    duties = _duties(rows, names)
    answers = tuple(
        {
            "name": duty.mention,
            "agency": duty.name,
            "value": duty.role,
            "role": duty.role,
            "basis": duty.basis,
            "task": duty.citation.heading,
            "document": duty.citation.title,
        }
        for duty in duties
    )
    return _unlike(answers), _cited_duties(duties)


def _tasks(rows: Sequence[Row], question: Question, names: Names) -> Found:
    cited = [_unit(row, names) for row in rows]
    answers = tuple({"name": it.heading, "path": it.path, "document": it.title} for it in cited)
    if question.kind == "source":
        answers = tuple({**answer, "value": it.words} for answer, it in zip(answers, cited, strict=True))
    return answers, tuple(map(Cited, cited))


def _unit(row: Row, names: Names) -> Citation:
    """A unit by its own words."""
    start, end = names.spans[row["task"]]
    return replace(_citation(row, row["words"][: end - start]), start=start, end=end)


def _citation(row: Row, words: str) -> Citation:
    kind = cast(UnitKind, row["kind"].removeprefix(NAMESPACE).lower())
    return Citation(
        document=row["document"],
        title=row["title"],
        task=row["task"],
        path=row["path"],
        kind=kind,
        number=None,
        heading=row["heading"],
        words=words,
        start=int(row["start"]),
        end=int(row["end"]),
    )


def _targets(rows: Sequence[Row], question: Question, _names: Names) -> Found:
    lines = [target_of({**row, "number": ""}) for row in rows]
    if question.counted and question.measure != "count":
        lines = [line for line in lines if line.unit not in _NO_COUNTS]
    lines = _by_year(_ordered(_of_the_year(lines, question), question))
    return tuple(map(as_target, lines)), tuple(map(Cited, dict.fromkeys(line.citation for line in lines)))


# “How many” asks for a number of things, no share and no sum.
_NO_COUNTS: Final = ("%", "元")


def _by_year(lines: list[TargetLine]) -> list[TargetLine]:
    """In the order of the documents, the figures of one indicator by their years."""
    first: dict[tuple[str, str], int] = {}
    for at, line in enumerate(lines):
        first.setdefault((line.citation.document, line.indicator), at)
    return sorted(lines, key=lambda line: (first[line.citation.document, line.indicator], line.year or 0))


def _of_the_year(lines: list[TargetLine], question: Question) -> list[TargetLine]:
    """Where “by 2030” is asked of one indicator, its figure for that very year if it has one."""
    if question.topics and len(question.years) == 1 and question.years[0].compares == "<=":
        exact = [line for line in lines if line.year == question.years[0].year]
        return exact or lines
    return lines


def _ordered(lines: list[TargetLine], question: Question) -> list[TargetLine]:
    """The highest or lowest of each unit, or the earliest or latest, ties included."""
    if question.kind == "deadline" and question.measure == "list":
        dated = [line for line in lines if line.year is not None]
        return dated or lines
    if question.measure in ("highest", "lowest"):
        values: dict[str, list[float]] = defaultdict(list)
        for line in lines:
            values[line.unit].append(line.value)
        best = {
            unit: _places(sorted(known, reverse=question.measure == "highest"), question.first)
            for unit, known in values.items()
        }
        return [line for line in lines if line.value in best[line.unit]]
    if question.measure in ("earliest", "latest"):
        years = [line.year for line in lines if line.year is not None]
        wanted = (min if question.measure == "earliest" else max)(years, default=None)
        return [line for line in lines if line.year == wanted and wanted is not None]
    return lines


def _places(ordered: Sequence[float], first: int | None) -> Sequence[float]:
    """The first value of an order, the first few, or the second alone."""
    return list(dict.fromkeys(ordered))[1:2] if first == -2 else ordered[: first or 1]


def _zones(rows: Sequence[Row], _question: Question, _names: Names) -> Found:
    zones: dict[str, Row] = {}
    for row in rows:
        zones.setdefault(row["zone"], row)
    answers = tuple(
        {
            "name": row["name"],
            "kind": _CLASSES[row["class"].removeprefix(NAMESPACE)],
            "task": row["heading"],
            "document": row["title"],
        }
        for row in zones.values()
    )
    return answers, tuple(Cited(_citation(row, row["words"])) for row in zones.values())


def _documents(rows: Sequence[Row], _question: Question, _names: Names) -> Found:
    found: dict[str, dict[str, object]] = {}
    for row in rows:
        answer = found.setdefault(
            row["document"],
            {"name": row["title"], "number": row["number"] or None, "date": row["date"] or None, "issuers": []},
        )
        if row["date"]:
            answer["year"] = int(row["date"][:4])
        _add(answer, row["issuer"])
    return tuple(found.values()), ()


def _documents_of(rows: Sequence[Row], question: Question, names: Names) -> Found:
    """The documents of the tasks found, each with how many of them it has."""
    tasks, citations = (_tasks_borne if by_duties(question) else _tasks)(rows, question, names)
    counts = Counter(str(task["document"]) for task in tasks)
    return tuple({"name": title, "value": count} for title, count in counts.items()), citations


def _add(answer: Mapping[str, object], issuer: str) -> None:
    issuers = cast("list[str]", answer["issuers"])
    if issuer and issuer not in issuers:
        issuers.append(issuer)


_FACTS: Final[Mapping[str, tuple[str, str]]] = {
    "number-of-document": ("number", "number"),
    "issue": ("date", "date"),
    "status": ("status", "status"),
    "title-of-document": ("title", "title"),
}


def _document(rows: Sequence[Row], question: Question, _names: Names) -> Found:
    """The facts asked of documents, or all where none is named."""
    answers: dict[tuple[object, ...], dict[str, object]] = {}
    asked = question.facts if question.facts != ("issue", "issuer") else ("issuer",)
    for row in rows:
        for fact in asked or ("number-of-document", "issue", "issuer", "status"):
            if fact == "issuer":
                if row["issuer"]:
                    issuer = {"name": row["issuer"], "value": row["issuer"], "fact": "issuer", "document": row["title"]}
                    answers.setdefault(tuple(issuer.values()), dict(issuer))
                continue
            column, name = _FACTS[fact]
            for said in (row[column], row["until"] if fact == "status" else ""):
                if said:
                    year = {"year": int(said[:4])} if fact == "issue" else {}
                    told = {"name": row["title"], "value": said, "fact": name, "document": row["title"]}
                    answers.setdefault((row["title"], said, name), {**told, **year})
    return tuple(answers.values()), ()


def _ranking(store: Store, rows: Sequence[Row], question: Question, names: Names) -> Found:
    ordered = sorted(rows, key=lambda row: int(row["count"]), reverse=question.measure != "fewest")
    if question.kind == "who" and question.amounts:
        kept = [
            row
            for row in ordered
            if all(COMPARES[amount.compares](int(row["count"]), amount.value) for amount in question.amounts)
        ]
    elif question.measure == "list" or question.first == 0:
        kept = ordered
    elif question.first == -2:
        places = sorted({int(row["count"]) for row in ordered}, reverse=question.measure != "fewest")
        kept = [row for row in ordered if len(places) > 1 and int(row["count"]) == places[1]]
    else:
        # Ties share a place, so none of them is left out.
        place = min(question.first or 1, len(ordered)) - 1
        bound = int(ordered[place]["count"]) if ordered else 0
        within = COMPARES["<=" if question.measure == "fewest" else ">="]
        kept = [row for row in ordered if within(int(row["count"]), bound)]
    if question.among:
        # Whoever has none is told too.
        counted = {row["agency"] for row in kept}
        missing = [iri for iri in question.among if iri not in counted]
        kept += [{"agency": iri, "name": names.agencies[iri].name, "count": "0"} for iri in missing]
    answers = []
    for row in kept:
        iri = row.get("agency") or row.get("other") or ""
        agency = names.agencies.get(iri)
        written = min(agency.aliases, key=len, default=agency.name) if agency else row["name"]
        answers.append({"name": written, **({"agency": agency.name} if agency else {}), "value": int(row["count"])})
    return tuple(answers), _counted_for(store, kept[:_CITED], question, names)


def _counted_for(store: Store, kept: Sequence[Row], question: Question, names: Names) -> tuple[Cited, ...]:
    """What was counted for the first of an order, to be looked up."""
    plain = replace(question, measure="list", amounts=(), first=None)
    if question.kind == "partners":
        others = tuple(row["other"] for row in kept)
        shared = replace(plain, kind="tasks", bearings=(*plain.bearings, Bearing(others)))
        return _cited_duties(_duties(found_by(store, compiled(shared, names)), names)) if others else ()
    if question.ranked == "agencies by targets":
        agencies = tuple(row["agency"] for row in kept)
        goals = replace(plain, kind="targets", roles=(), bearings=(Bearing(agencies, plain.roles), *plain.bearings))
        return _targets(found_by(store, compiled(goals, names)), goals, names)[1] if agencies else ()
    if question.ranked == "agencies":
        agencies = tuple(row["agency"] for row in kept)
        borne = replace(plain, kind="tasks", roles=(), bearings=(Bearing(agencies, plain.roles), *plain.bearings))
        return _cited_duties(_duties(found_by(store, compiled(borne, names)), names)) if agencies else ()
    if question.ranked in ("tasks", "tasks by targets"):
        tasks = tuple(row["task"] for row in kept)
        named = replace(plain, kind="tasks", topics=(Topic("", tasks),), roles=(), bases=(), bearings=())
        return tuple(Cited(_unit(row, names)) for row in found_by(store, compiled(named, names)))
    if question.ranked == "zones":
        zones = tuple(row["zone"] for row in kept)
        named = replace(plain, kind="zones", zones=zones)
        return _zones(found_by(store, compiled(named, names)), named, names)[1] if zones else ()
    return ()


COMPARES: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


def _unlike(answers: tuple[Mapping[str, object], ...]) -> tuple[Mapping[str, object], ...]:
    return tuple({tuple(answer.items()): answer for answer in answers}.values())


_ANSWERS: Final[Mapping[str, Callable[[Sequence[Row], Question, Names], Found]]] = {
    "who": _who,
    "duties": _tasks_borne,
    "tasks": _tasks,
    "source": _tasks,
    "role": _role,
    "targets": _targets,
    "deadline": _targets,
    "zones": _zones,
    "documents": _documents,
    "document": _document,
}


def _difference(store: Store, question: Question) -> Answer:
    known = {it.iri: it for it in documents(store)}
    before, after = (known[iri] for iri in question.documents)
    comparison = compare(store, before, after)
    told_of = [it for it in KINDS if it in question.facts] or list(KINDS)
    changes = ("dropped",) if "dropped" in question.facts else ("added", "dropped", "changed")
    kept = tuple(it for it in comparison.differences if it.kind in told_of and it.change in changes)
    comparison = replace(comparison, differences=kept)
    answers = tuple(map(_as_answer, kept))
    cited = (it for found in kept for it in (found.cited_before, found.cited_after) if it)
    told = wording.difference(question, comparison)
    return Answer("answered", "difference", question.language, told, answers, tuple(map(Cited, dict.fromkeys(cited))))


def _as_answer(found: Difference) -> Mapping[str, object]:
    targets = {"before": found.target_before, "after": found.target_after}
    said = {side: wording.amount(line) if line else "、".join(getattr(found, side)) for side, line in targets.items()}
    return {"name": found.subject, "what": found.kind, "change": found.change, **said}
