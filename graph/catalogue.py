"""The named queries: questions that researchers ask, each an `.rq` file in `queries/named/`, with parameters.

    ask_named(store, "agency-leads", {"agency": "市水利局"}).table()

A file says in its header what it asks, which parameters it takes and what it returns. Each parameter stands in the
query as `VALUES ?agency { UNDEF }`, so that the file is SPARQL as it is: any endpoint runs it, for all agencies. All
that a value can mean (市科技局 may be an office of several cities) is bound to it, see graph.sparql.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, TypeVar

import pyoxigraph as ox

from graph.answers import find_agencies
from graph.documents import find_document
from graph.errors import NotFound, ParameterError
from graph.iris import XSD, ZT
from graph.names import nearest, tidy
from graph.results import Solutions
from graph.search import rows_of
from graph.sparql import Value, bound
from graph.store import Store
from graph.time_limits import TIME, last_day_of
from ontology.terms import LEVELS, ROLES, ZONE_KINDS

_Name = TypeVar("_Name", bound=str)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `kind` says what its value names: 单位 agency, 文件 document, 年份 year …

    `values` are all that it can be; there are none where any word can be tried.
    """

    name: str
    kind: str
    required: bool
    example: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """One sentence in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question, its parameters, what it returns, and the SPARQL with its parameters open."""

    name: str
    question: Wording
    parameters: tuple[Parameter, ...]
    returns: str
    sparql: str


def named_queries() -> tuple[NamedQuery, ...]:
    """All named queries, by name.

    >>> [query.question.en for query in named_queries() if query.name == "agency-leads"]
    ['Which tasks does an agency lead?']
    """
    return tuple(_all().values())


def named_query(name: str) -> NamedQuery:
    """The query of that name; raises NotFound with the nearest names."""
    if name not in _all():
        raise NotFound("query", name, nearest(name, _all()))
    return _all()[name]


def ask_named(store: Store, name: str, values: Mapping[str, str]) -> Solutions:
    """The rows of a named query, its parameters as a person types them: {"agency": "市科技局", "year": "2028"}.

    Raises as `filled`.
    """
    answer = store.query(filled(store, name, values))
    assert isinstance(answer, Solutions)
    return answer


def filled(store: Store, name: str, values: Mapping[str, str]) -> str:
    """The SPARQL of a named query with its parameters, as a person types them, filled in.

    Raises ParameterError for a parameter that is missing, unknown or no value of its kind, NotFound for a name that
    nothing in the store bears, and Ambiguous for a document that is not told from others.
    """
    query = named_query(name)
    known = {parameter.name: parameter for parameter in query.parameters}
    for given in values:
        if given not in known:
            raise ParameterError(_takes(query, f"没有参数 no parameter “{given}”"))
    for parameter in query.parameters:
        if parameter.required and not values.get(parameter.name):
            raise ParameterError(_takes(query, f"缺少 missing {parameter.name}="))
    terms = {given: _KINDS[known[given].kind](store, typed) for given, typed in values.items() if typed}
    return bound(query.sparql, terms)


_PARAMETER = re.compile(
    r"参数 parameter: (?P<name>\w+) (?P<kind>\S+ [a-z ]+), (?P<need>必填 required|可省 optional), "
    r"如 (?P=name)=(?P<example>.+)"
)


def _agencies(store: Store, typed: str) -> tuple[Value, ...]:
    return tuple(ox.NamedNode(agency.iri) for agency in find_agencies(store, typed))


def _document(store: Store, typed: str) -> tuple[Value, ...]:
    return (ox.NamedNode(find_document(store, typed).iri),)


def _zones(store: Store, typed: str) -> tuple[Value, ...]:
    """The zones of that name or alias, else those whose name holds the words."""
    names: dict[str, set[str]] = {}
    for row in rows_of(store, "zone-names"):
        names.setdefault(row["zone"], set()).update({row["name"], row["alias"]} - {""})
    name = tidy(typed)
    found = [zone for zone, called in names.items() if name in called]
    if name and not found:
        found = [zone for zone, called in names.items() if any(name in one for one in called)]
    if not found:
        raise NotFound("zone", typed, nearest(typed, set().union(*names.values())))
    return tuple(ox.NamedNode(zone) for zone in sorted(found))


def _year(_store: Store, typed: str) -> tuple[Value, ...]:
    digits = typed.removesuffix("年")
    if not (digits.isascii() and digits.isdecimal() and len(digits) == 4):
        raise ParameterError(f"“{typed}”不是年份 is no year; 如 write 2028")
    return (ox.Literal(digits, datatype=XSD["integer"]),)


def _last_day(_store: Store, typed: str) -> tuple[Value, ...]:
    """The last day of a year or a month."""
    if not re.fullmatch(TIME, typed):
        raise ParameterError(f"“{typed}”不是年月 is no year or month; 如 write 2026-09")
    return (ox.Literal(last_day_of(typed), datatype=XSD["date"]),)


def _words(_store: Store, typed: str) -> tuple[Value, ...]:
    return (ox.Literal(typed),)


def _listed(kind: str) -> Callable[[Store, str], tuple[Value, ...]]:
    """One of a closed list, by its name in Chinese or English."""

    def read(_store: Store, typed: str) -> tuple[Value, ...]:
        if typed not in _LISTS[kind]:
            raise ParameterError(f"“{typed}”不在其列 is none of {'、'.join(_LISTS[kind])}")
        return (_LISTS[kind][typed],)

    return read


def _named_in_both(
    labels: Mapping[_Name, tuple[str, str]], iri: Callable[[str], ox.NamedNode]
) -> dict[str, ox.NamedNode]:
    chinese = {label.removesuffix("单位"): iri(name) for name, (label, _) in labels.items()}
    return chinese | {str(name): iri(name) for name in labels}


ZONE_CLASSES: Final = {
    "demonstration": "DemonstrationZone",
    "functional": "FunctionalZone",
    "region": "Region",
    "division": "Division",
}
_LISTS: Final[Mapping[str, Mapping[str, ox.NamedNode]]] = {
    "角色 role": _named_in_both(ROLES, ZT.__getitem__),
    "层级 level": _named_in_both(LEVELS, ZT.__getitem__),
    "区域类别 kind of zone": _named_in_both(ZONE_KINDS, lambda kind: ZT[ZONE_CLASSES[kind]]),
}
_KINDS: Final[Mapping[str, Callable[[Store, str], tuple[Value, ...]]]] = {
    "单位 agency": _agencies,
    "文件 document": _document,
    "区域 zone": _zones,
    "年份 year": _year,
    "年月 year or month": _last_day,
    "字词 words": _words,
    **{kind: _listed(kind) for kind in _LISTS},
}


@cache
def _all() -> Mapping[str, NamedQuery]:
    folder = files("graph").joinpath("queries", "named")
    found = {file.name.removesuffix(".rq"): file.read_text(encoding="utf-8") for file in folder.iterdir()}
    return {name: _read(name, found[name]) for name in sorted(found)}


def _read(name: str, sparql: str) -> NamedQuery:
    """A query by its header: two lines of question, a line for each parameter, and what it returns."""
    lines = [line.removeprefix("#").strip() for line in sparql.splitlines() if line.startswith("#")]
    chinese, english, *rest = lines
    parameters, returns = [], []
    for line in rest:
        if stated := _PARAMETER.fullmatch(line):
            parameters.append(
                Parameter(
                    name=stated["name"],
                    kind=stated["kind"],
                    required=stated["need"].endswith("required"),
                    example=stated["example"],
                    values=tuple(_LISTS.get(stated["kind"], ())),
                )
            )
        else:
            returns.append(line)
    told = " ".join(returns).removeprefix("返回 returns: ")
    return NamedQuery(name, Wording(chinese, english), tuple(parameters), told, sparql)


def _takes(query: NamedQuery, wrong: str) -> str:
    """What is wrong with the parameters given, and which ones the query takes."""
    taken = " ".join(f"{p.name}={p.example}" if p.required else f"[{p.name}={p.example}]" for p in query.parameters)
    return f"{query.name}: {wrong}; 参数 parameters: {taken or '无 none'}"
