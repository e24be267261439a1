"""A question as SPARQL: one of the queries in `queries/asking/`, with a pattern for each condition, all values bound.

    compiled(question, names)    # SELECT … WHERE { VALUES ?agency { <…/市科学技术局> } GRAPH ?graph { … } … }

The patterns are files in `queries/asking/conditions/`. What a person typed never becomes part of the text: it was
turned into IRIs, years and figures before, and these are bound as in every other query, see graph.sparql.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import pyoxigraph as ox

from graph import literals
from graph.asking.names import Names
from graph.asking.questions import Amount, Number, Question, Ranked, Topic, Year
from graph.catalogue import ZONE_CLASSES
from graph.iris import XSD, ZT
from graph.sparql import Value, bound
from graph.triples import last_day

_BLANK = re.compile(r"\n *(?=\n)")
_PLACE = re.compile(r"\n( *)# conditions")
# What is a task when tasks are listed or counted: all that sets work, not the headings of parts.
_WORK: Final = (ZT["Task"], ZT["Subtask"], ZT["Measure"])
_UNITS: Final = (ZT["Section"], *_WORK)


def compiled(question: Question, names: Names) -> str:
    """The SPARQL of a question that is no comparison of documents."""
    query, values = _query(question)
    return _assembled(query, values, _conditions(question, names, query))


def ranked(question: Question) -> bool:
    """Whether the question is answered by counting tasks for each agency, task, zone or document."""
    if question.kind == "who" and question.amounts:
        return True
    return question.measure in ("most", "fewest") and question.kind in ("who", "tasks", "zones", "documents")


def by_duties(question: Question) -> bool:
    """Whether tasks are found by who bears them, so that each comes with its role and clause."""
    denied = question.denied and question.kind == "tasks"
    narrowed = bool(question.bearings or denied or question.bases or question.roles)
    return question.kind in ("tasks", "documents") and narrowed and not ranked(question)


def of_no_task(question: Question) -> bool:
    """Whether agencies are asked for, and no task with them: 哪些单位只配合、不牵头."""
    narrowed = question.topics or question.bearings or question.zones or question.years or question.gaps
    return question.kind == "who" and (not narrowed or _of_others(question)) and not ranked(question)


def _of_others(question: Question) -> bool:
    """Whether the agencies are asked for that a task does not have: 谁没有参与加装电梯."""
    return question.without is not None and bool(question.topics) and not question.roles


def of_tasks(question: Question) -> bool:
    """Whether documents are found by their tasks: 哪份文件提到市残联."""
    return question.kind == "documents" and bool(
        question.bearings or question.topics or question.zones or question.gaps or question.bases
    )


_RANKINGS: Final[Mapping[Ranked, str]] = {
    "tasks by targets": "task-ranking-by-targets",
    "zones": "zone-ranking",
    "documents": "document-ranking",
    "documents by targets": "document-ranking-by-targets",
}


def _query(question: Question) -> tuple[str, dict[str, tuple[Value, ...]]]:
    """The name of the query, and the values of its own parameters."""
    if ranked(question):
        if question.ranked in ("agencies", "agencies by targets"):
            return "ranking" if question.ranked == "agencies" else "target-ranking", _roles_asked(question)
        if question.ranked == "tasks":
            return "task-ranking", _roles_asked(question)
        return _RANKINGS[question.ranked], {}
    if question.kind == "who":
        return "duties", _roles_asked(question)
    if question.kind in ("role", "partners") or by_duties(question):
        query = "partners" if question.kind == "partners" else "duties"
        values = _roles_asked(question)
        if question.bearings:
            first = question.bearings[0]
            # What an agency's role is, whether or not it is the one asked for.
            roles = () if question.kind == "role" else first.roles
            values = {"agency": _iris(first.agencies), "role": _terms(roles), "basis": _terms(question.bases)}
            if query == "partners":
                del values["role"], values["basis"]
        return query, values
    if question.kind in ("targets", "deadline"):
        targets = [target for topic in question.topics for target in topic.targets]
        values = {"target": _iris(dict.fromkeys(targets)) if len(question.topics) == 1 else ()}
        return "targets", values
    if question.kind == "zones":
        return "zones", {} if question.zone_kinds else {"zone": _iris(question.zones)}
    if question.kind == "document" or (question.kind == "documents" and not of_tasks(question)):
        return "facts", {}
    named = bool(question.topics or question.zones)
    return "tasks", {"kind": _UNITS if named else _WORK}


def _conditions(question: Question, names: Names, query: str) -> Iterator[tuple[str, Mapping[str, tuple[Value, ...]]]]:
    """The patterns of a question's conditions, each with its values, those that find least first."""
    graphs = _graphs(question, names)
    others = _of_others(question)
    if others and not graphs:
        # Others than those of a task are looked for where it stands.
        of_tasks = (names.units[task].graph for topic in question.topics for task in topic.tasks)
        graphs = tuple(ox.NamedNode(graph) for graph in dict.fromkeys(of_tasks))
    if graphs:
        yield "in-documents", {"graph": graphs}
    if question.everywhere:
        for graph in graphs:
            yield "agency-in-document", {"document": (graph,), "as": _terms(question.roles)}
    if query == "facts":
        for years in _alternatives(question.years):
            yield "issued", years
        for bearing in question.denied:
            yield "document-without", {"bearer": _iris(bearing.agencies), "as": _terms(bearing.roles)}
        return
    for topic in () if others else question.topics:
        if query == "targets" and topic.targets:
            if len(question.topics) > 1:
                yield "among-targets", {"target": _iris(topic.targets)}
        else:
            yield "among-tasks", {"task": _iris(_meant(topic, names, query))}
    asked_first = query in ("duties", "partners") and question.kind != "who" and bool(question.bearings)
    for bearing in question.bearings[1:] if asked_first else question.bearings:
        if question.kind == "documents":
            yield "document-with", {"bearer": _iris(bearing.agencies), "as": _terms(bearing.roles)}
            continue
        yield "borne", {"bearer": _iris(bearing.agencies), "as": _terms(bearing.roles), "on": _terms(bearing.bases)}
    if ranked(question) and question.ranked in _RANKINGS and (question.roles or question.bases):
        yield "borne", {"as": _terms(question.roles), "on": _terms(question.bases)}
    if query != "zones" or question.zone_kinds:
        for zone in (question.zones,) if question.zones else ():
            yield "in-zone", {"zone": _iris(zone)}
    for years in _alternatives(year for year in question.years if year.months is None):
        yield ("target-due" if query == "targets" else "task-due"), years
    yield from _months(year for year in question.years if year.months is not None)
    if question.ongoing:
        yield "task-ongoing", {}
    if query == "targets":
        for amount in question.amounts:
            yield "target-value", _compared(amount)
        units = (*map(spelt, question.units), *(spelt(amount.unit) for amount in question.amounts if amount.unit))
        if iris := [iri for unit in units for iri in names.measures.get(unit, ())]:
            yield "target-unit", {"unit": _iris(iris)}
        if question.yearly:
            yield "target-yearly", {}
    elif question.kind == "tasks":
        for amount in question.amounts:
            yield "task-value", {**_compared(amount), "unit": _iris(names.measures.get(spelt(amount.unit), ()))}
    if question.targeted:
        yield "with-target", {}
    for number in question.numbers:
        roles = {"as": _terms(number.roles)} if number.of == "agencies" else {}
        yield f"{number.of}-number", {**_compared(number), **roles}
    for bearing in question.denied:
        if question.kind == "documents":
            yield "document-without", {"bearer": _iris(bearing.agencies), "as": _terms(bearing.roles)}
            continue
        yield "not-borne", {"bearer": _iris(bearing.agencies), "as": _terms(bearing.roles)}
    if question.excepted:
        yield "not-agency", {"excepted": _iris(iri for it in question.excepted for iri in it.agencies)}
    if question.without is not None and question.topics:
        here = [task for topic in question.topics for task in names.below(topic.tasks)]
        yield "agency-without-here", {"as": _terms(question.without), "here": _iris(dict.fromkeys(here))}
    elif question.without is not None:
        yield "agency-without", {"as": _terms(question.without)}
    for gap in question.gaps:
        if gap == "groups only":
            yield "groups-only", {"as": _terms(question.roles)}
        elif gap == "no year" and query != "targets":
            yield "task-no-year", {}
        else:
            yield gap.replace(" ", "-"), {}
    kinds = tuple(ZT[ZONE_CLASSES[kind]] for kind in question.zone_kinds)
    if kinds:
        yield "zone-kind" if query in ("zones", "zone-ranking") else "names-zone-of-kind", {"class": kinds}
    if query in ("zones", "zone-ranking") and question.zone_words:
        yield "zone-named", {"words": (ox.Literal(question.zone_words),)}


def _meant(topic: Topic, names: Names, query: str) -> list[str]:
    """The units that a topic means: with it the parts of its text that others bear, and where nobody bears one itself,
    all inside it that somebody bears."""
    if query not in ("duties", "ranking", "target-ranking"):
        return list(topic.tasks)
    found: dict[str, None] = {}
    for task in topic.tasks:
        own = [task] if task in names.borne else [unit for unit in names.below([task]) if unit in names.borne]
        found |= dict.fromkeys((*(own or [task]), *names.clauses(task)))
    return list(found)


def _graphs(question: Question, names: Names) -> tuple[Value, ...]:
    """The graphs of the documents asked about, or of those of the places named; none where all are."""
    documents = [names.documents[iri] for iri in question.documents]
    if question.places:
        of_place = [it for it in names.documents.values() if it.place in question.places]
        documents = [it for it in documents if it in of_place] or documents or of_place
    return tuple(ox.NamedNode(graph) for graph in dict.fromkeys(it.graph for it in documents))


def _roles_asked(question: Question) -> dict[str, tuple[Value, ...]]:
    roles = {"role": _terms(question.roles), "basis": _terms(question.bases)}
    return {**roles, "agency": _iris(question.among)} if question.among else roles


def _months(years: Iterable[Year]) -> Iterator[tuple[str, Mapping[str, tuple[Value, ...]]]]:
    """The months that a task's time limit is to be in, one of which is enough, and each bound by its last day in time.

    Before September 2026 is by the last day of August, after it from the first of October on.
    """
    exact: list[Value] = []
    for year in years:
        first, last = year.months or (1, 12)
        if year.compares == "=" and year.day is None:
            exact += (ox.Literal(f"{year.year}-{month:02}") for month in range(first, last + 1))
        else:
            day = f"{year.year}-{first:02}-01" if year.compares in ("<", ">=") else last_day(year.year, last, None)
            day = day if year.day is None else f"{year.year}-{last:02}-{year.day:02}"
            yield "task-by", {"day": (literals.day(day),), "compares": (ox.Literal(year.compares),)}
    if exact:
        yield "task-in-month", {"month": tuple(exact)}


def _alternatives(years: Iterable[Year]) -> Iterator[dict[str, tuple[Value, ...]]]:
    """The bounds, each a condition, and the years that are named as such, one of which is enough."""
    years = tuple(years)
    exact = [ox.Literal(year.year) for year in years if year.compares == "="]
    if exact:
        yield {"year": tuple(exact), "compares": (ox.Literal("="),)}
    for year in years:
        if year.compares != "=":
            yield {"year": (ox.Literal(year.year),), "compares": (ox.Literal(year.compares),)}


def _compared(it: Amount | Number) -> dict[str, tuple[Value, ...]]:
    figure = ox.Literal(f"{it.value:.15g}", datatype=XSD["decimal"])
    return {"figure": (figure,), "compares": (ox.Literal(it.compares),)}


def spelt(unit: str) -> str:
    """A unit as the graph spells it: % for percent."""
    return {"percent": "%", "per cent": "%", "％": "%", "天": "日"}.get(unit, unit)


def _iris(iris: Iterable[str]) -> tuple[Value, ...]:
    return tuple(ox.NamedNode(iri) for iri in iris)


def _terms(words: Iterable[str]) -> tuple[Value, ...]:
    return tuple(ZT[word] for word in words)


def _assembled(
    query: str,
    values: Mapping[str, tuple[Value, ...]],
    conditions: Iterable[tuple[str, Mapping[str, tuple[Value, ...]]]],
) -> str:
    """The query with its patterns in their place, and without the parameters that nothing is bound to."""
    patterns = [_with_own_names(_pattern(name), values, number) for number, (name, values) in enumerate(conditions, 1)]

    def inserted(found: re.Match[str]) -> str:
        return "".join(f"\n{found[1]}{line}" for pattern in patterns for line in pattern.splitlines())

    text = _PLACE.sub(inserted, bound(_text(query), _given(values)), count=1)
    return _BLANK.sub("", text)


def _with_own_names(pattern: str, values: Mapping[str, tuple[Value, ...]], number: int) -> str:
    """A pattern with its values, its variables numbered so that one may stand beside another of its kind."""
    numbered = re.sub(r"(\?\w+)_0\b", rf"\g<1>_{number}", pattern)
    return bound(numbered, {_variable(pattern, name, number): terms for name, terms in _given(values).items()})


def _given(values: Mapping[str, tuple[Value, ...]]) -> dict[str, tuple[Value, ...]]:
    """The values that narrow anything."""
    return {name: terms for name, terms in values.items() if terms}


def _variable(pattern: str, name: str, number: int) -> str:
    return f"{name}_{number}" if f"?{name}_0" in pattern else name


@cache
def _text(name: str) -> str:
    return files("graph").joinpath("queries", "asking", f"{name}.rq").read_text(encoding="utf-8")


@cache
def _pattern(name: str) -> str:
    """A condition without the comment that says what it is."""
    lines = _text(f"conditions/{name}").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#"))
