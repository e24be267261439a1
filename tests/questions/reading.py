"""What the examples say, read from the JSON of `extract` by plain comprehensions over its records.

Each public function takes the documents that `documents()` returns and answers one type of question with what a right
answer must hold: `{"names": …, "may": …}`, `{"values": …}`, `{"targets": …}` or `{"roles": …}`, as README.md beside
this file describes. There is no store, RDF or SPARQL here, so that it can judge an answer that came from them.

An agency is named by exactly the words of a record, or by a list of such that offices of several cities bear;
understanding what a person types is the matter under test. `city` narrows to the document of that city, by the first
characters of its jurisdiction.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from extract import as_json, extract, read

EXAMPLES = Path(__file__).parents[2] / "examples"

Documents = list[dict[str, Any]]
Record = dict[str, Any]
Expected = dict[str, Any]

# The least and the most that a number may be, both included, None where it is open.
Bounds = Sequence[float | None]
# An agency and its role; None is whichever.
Bearer = Sequence[Any]

# A task's own number before its heading: （十一）, 三、, 12.
_NUMBER = re.compile(r"^(?:（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|\d+[.．])")


def documents() -> Documents:
    """The facts of every example document, each as the JSON that `extract` gives."""
    return [as_json(extract(read(path), path.stem)) for path in sorted(EXAMPLES.glob("*.txt"))]


def plain(heading: str) -> str:
    """A heading without its number.

    >>> plain("（十一）推进工业节水"), plain("12.前瞻布局未来产业"), plain("三、保障措施")
    ('推进工业节水', '前瞻布局未来产业', '保障措施')
    """
    return _NUMBER.sub("", heading)


def bearers(docs: Documents, task: str, role: str | None = None, may: str | None = None) -> Expected:
    """The agencies of the unit that has this heading: all, or those in `role`; `may` is a role that may be told too.

    An agency that the units below it name in the same role may be told too.
    """
    doc, unit = _unit(docs, task)
    below = {u["id"] for u in doc["tasks"] if u["id"].startswith(unit["id"] + ".")}
    own = [r for r in doc["responsibilities"] if r["task"] == unit["id"] and role in (None, r["role"])]
    extra = [
        r
        for r in doc["responsibilities"]
        if (r["task"] in below and role in (None, r["role"])) or (r["task"] == unit["id"] and r["role"] == may)
    ]
    return _some(_agencies(doc, own), _agencies(doc, extra))


def roles(docs: Documents, task: str, agency: str) -> Expected:
    """The roles in which an agency bears the unit that has this heading."""
    doc, unit = _unit(docs, task)
    found = {r["role"] for r in doc["responsibilities"] if r["task"] == unit["id"] and _means(r, agency)}
    return {"roles": sorted(found)}


def tasks(
    docs: Documents,
    agency: str | list[str] | None = None,
    role: str | None = None,
    city: str | None = None,
    year: int | None = None,
    basis: str | None = None,
    others: dict[str, str | None] | None = None,
) -> Expected:
    """The headings of the units that an agency bears, the inherited ones among them.

    `role` and `basis` narrow how; `others` are further agencies that must bear the unit, each with its role or None;
    `year` is one by which the unit itself or at least one of its targets is to be done.
    """
    return _some(plain(unit["heading"]) for _, unit in _borne(docs, agency, role, city, year, basis, others))


def due(
    docs: Documents,
    months: Sequence[int | None] = (None, None),
    agency: str | list[str] | None = None,
    role: str | None = None,
    city: str | None = None,
    ongoing: bool = False,
) -> Expected:
    """The headings of the units whose time limit ends in these months, each as 202609 and both included, or that are
    `ongoing`; a limit of a year ends in December.
    """
    found = []
    for doc, unit in _borne(docs, agency, role, city):
        limits = [limit for limit in doc["time_limits"] if limit["task"] == unit["id"]]
        ends = [100 * limit["year"] + (limit["month"] or 12) for limit in limits if limit["year"]]
        kept_up = any(limit["bound"] == "ongoing" for limit in limits)
        if kept_up if ongoing else any(_within(end, months) for end in ends):
            found.append(plain(unit["heading"]))
    return _some(found)


def due_count(docs: Documents, **conditions: Any) -> Expected:
    """How many units `due` finds."""
    return {"values": [[len(due(docs, **conditions)["names"])]]}


def task_count(docs: Documents, **conditions: Any) -> Expected:
    """How many units `tasks` finds; the number without the inherited ones is as right."""
    every = len(_borne(docs, **conditions))
    inherited = len(_borne(docs, **{**conditions, "basis": "inherited"}))
    return {"values": [sorted({every, every - inherited})]}


def narrowed(
    docs: Documents,
    city: str | None = None,
    having: Iterable[Bearer] = (),
    lacking: Iterable[Bearer] = (),
    numbers: dict[str, Bounds] | None = None,
    targets: Bounds = (None, None),
    due: dict[str, Any] | None = None,
    zone_kind: str | None = None,
) -> Expected:
    """The headings of the units that meet every condition that is given.

    Each of `having` must bear the unit and none of `lacking`; `numbers` bounds how many agencies bear it in a role,
    "all" being any; `targets` bounds how many of its targets meet the conditions in `due`, which are those of
    `targets`; and it must speak of a zone of `zone_kind`. A unit that meets all this by its own words, but not together
    with its parts, may be told, and so may one that only holds others.
    """
    wanted = list(_targets(docs, **(due or {})))

    def meets(doc: Record, ids: set[str]) -> bool:
        borne = [r for r in doc["responsibilities"] if r["task"] in ids]
        counts = {role: len({r["agency"] for r in borne if role in ("all", r["role"])}) for role in (numbers or {})}
        return (
            all(any(_bears(r, *one) for r in borne) for one in having)
            and not any(_bears(r, *one) for r in borne for one in lacking)
            and all(_within(counts[role], bounds) for role, bounds in (numbers or {}).items())
            and _within(sum(d is doc and t["task"] in ids for d, t in wanted), targets)
            and (zone_kind is None or any(z["task"] in ids and z["kind"] == zone_kind for z in doc["zones"]))
        )

    found: list[str] = []
    may: list[str] = []
    for doc, unit in _units(docs, city):
        parts = {u["id"] for u in doc["tasks"] if u["id"].startswith(unit["id"] + ".")}
        holds = unit["kind"] == "section" or any(u["parent"] == unit["id"] for u in doc["tasks"])
        borne = any(r["task"] == unit["id"] for r in doc["responsibilities"])
        if meets(doc, {unit["id"]}):
            sure = meets(doc, {unit["id"], *parts}) and (borne or not holds)
            (found if sure else may).append(plain(unit["heading"]))
    return _some(found, may)


def narrowed_count(docs: Documents, **conditions: Any) -> Expected:
    """How many units `narrowed` finds; those that it lets be told may be counted."""
    found = narrowed(docs, **conditions)
    must = len(found["names"])
    return {"values": [list(range(must, must + len(found["may"]) + 1))]}


def shared(docs: Documents, agency: str, other: str, city: str | None = None) -> Expected:
    """The headings of the units that both agencies bear, in whatever roles."""
    return tasks(docs, agency, city=city, others={other: None})


def partners(docs: Documents, agency: str, city: str | None = None) -> Expected:
    """The agencies with which an agency shares most units; several where they tie."""
    doc, counts = _partner_counts(docs, agency, city)
    best = max(counts.values())
    return _some(_names(doc)[name] for name, number in counts.items() if number == best)


def all_partners(docs: Documents, agency: str, city: str | None = None) -> Expected:
    """Every agency that bears a unit together with an agency."""
    doc, counts = _partner_counts(docs, agency, city)
    return _some(_names(doc)[name] for name in counts)


def busiest(
    docs: Documents, role: str | None = "lead", city: str | None = None, first: int = 1, least: bool = False
) -> Expected:
    """The `first` agencies by the number of units they bear in `role`, with those that tie with the last of them.

    `least` turns the order round, among those that bear any.
    """
    counts = _loads(docs, role, city)
    order = sorted(counts.values(), reverse=not least)
    edge = order[min(first, len(order)) - 1]
    return _some(names for names, number in counts.items() if (number <= edge if least else number >= edge))


def bearing(docs: Documents, role: str | None, more_than: int, city: str | None = None) -> Expected:
    """The agencies that bear more than so many units in `role`."""
    return _some(names for names, number in _loads(docs, role, city).items() if number > more_than)


def numbered(
    docs: Documents, numbers: dict[str, Bounds], city: str | None = None, other_than: Sequence[str] = ()
) -> Expected:
    """The agencies that bear so many units in each role of `numbers`, "all" being any, but for those of `other_than`.

    Groups may be told, and agencies whose number is within the bounds only with the inherited or only without them.
    """
    found: list[list[str]] = []
    may: list[list[str]] = []
    for doc in _of(docs, city):
        for agency in doc["agencies"]:
            own = [r for r in doc["responsibilities"] if r["agency"] == agency["name"]]
            fits = [
                all(
                    _within(len({r["task"] for r in rs if role in ("all", r["role"])}), bounds)
                    for role, bounds in numbers.items()
                )
                for rs in (own, [r for r in own if r["basis"] != "inherited"])
            ]
            names = _names(doc)[agency["name"]]
            if any(fits) and not set(names) & set(other_than):
                (found if all(fits) and not agency["group"] else may).append(names)
    return _some(found, may)


def common(docs: Documents, city: str, other: str) -> Expected:
    """The agencies that the documents of two cities call by the same name or that are the same office in each.

    Groups may be told.
    """
    [one], [two] = _of(docs, city), _of(docs, other)
    pairs = [
        (a, [*_names(one)[a["name"]], *_names(two)[b["name"]]])
        for a in one["agencies"]
        for b in two["agencies"]
        if set(a["mentions"]) & set(b["mentions"]) or a["name"].replace(city, "") == b["name"].replace(other, "")
    ]
    return _some(
        (names for agency, names in pairs if not agency["group"]), (names for agency, names in pairs if agency["group"])
    )


def most_targets(docs: Documents, role: str | None = None, city: str | None = None) -> Expected:
    """The agencies whose units, those that they bear in `role`, have most targets; several where they tie."""
    counts = Counter(
        tuple(_names(doc)[name])
        for doc, target in _targets(docs, city=city)
        for name in {
            r["agency"] for r in doc["responsibilities"] if r["task"] == target["task"] and _bears(r, None, role)
        }
    )
    most = max(counts.values())
    return _some(names for names, number in counts.items() if number == most)


def document_tasks(docs: Documents, city: str) -> Expected:
    """The headings of a document's tasks; its sections, subtasks and measures may be told too."""
    units = list(_units(docs, city))
    return _some(
        (plain(unit["heading"]) for _, unit in units if unit["kind"] == "task"),
        (plain(unit["heading"]) for _, unit in units if unit["kind"] != "task"),
    )


def without_lead(docs: Documents, city: str | None = None) -> Expected:
    """The tasks, subtasks and measures of which nobody is said to lead; units that only hold others may be told."""
    found: list[str] = []
    may: list[str] = []
    for doc, unit in _units(docs, city):
        led = any(r["role"] == "lead" for r in doc["responsibilities"] if r["task"] == unit["id"])
        holds = unit["kind"] == "section" or any(u["parent"] == unit["id"] for u in doc["tasks"])
        if not led:
            (may if holds else found).append(plain(unit["heading"]))
    return _some(found, may)


def led_by_group(docs: Documents, city: str | None = None) -> Expected:
    """The units that are led by a group (各县区人民政府) and by no agency of a name of its own."""
    found = []
    for doc, unit in _units(docs, city):
        groups = {a["name"] for a in doc["agencies"] if a["group"]}
        leads = {r["agency"] for r in doc["responsibilities"] if r["task"] == unit["id"] and r["role"] == "lead"}
        if leads and leads <= groups:
            found.append(plain(unit["heading"]))
    return _some(found)


def led_jointly(docs: Documents, city: str | None = None) -> Expected:
    """The units that more than one agency leads."""
    found = []
    for doc, unit in _units(docs, city):
        leads = {r["agency"] for r in doc["responsibilities"] if r["task"] == unit["id"] and r["role"] == "lead"}
        if len(leads) > 1:
            found.append(plain(unit["heading"]))
    return _some(found)


def agencies(docs: Documents, city: str | None = None, role: str | None = None) -> Expected:
    """The agencies that a document names, or those that bear a unit in `role`; groups may be told too."""
    found: list[list[str]] = []
    groups: list[list[str]] = []
    for doc in _of(docs, city):
        grouped = {a["name"] for a in doc["agencies"] if a["group"]}
        for r in doc["responsibilities"]:
            if role in (None, r["role"]):
                (groups if r["agency"] in grouped else found).append(_names(doc)[r["agency"]])
    return _some(found, groups)


def agency_count(docs: Documents, city: str | None = None) -> Expected:
    """How many agencies a document names; the number without the groups is as right."""
    named = [a for doc in _of(docs, city) for a in doc["agencies"]]
    return {"values": [sorted({len(named), sum(not a["group"] for a in named)})]}


def targets(docs: Documents, task: str | None = None, **conditions: Any) -> Expected:
    """The targets that meet every condition that is given; `_targets` says which there are.

    `task` is a heading: what the unit itself says must be told, what the units below it say may be, and must be where
    it says nothing itself.
    """
    found = list(_targets(docs, **conditions))
    if task is None:
        return {"targets": [_figures(target) for _, target in found]}
    doc, place = _unit(docs, task)
    own = [t for d, t in found if d is doc and t["task"] == place["id"]]
    parts = [t for d, t in found if d is doc and t["task"].startswith(place["id"] + ".")]
    if not own:
        own, parts = parts, []
    return {"targets": [_figures(t) for t in own], "may": [_figures(t) for t in parts]}


def target_tasks(docs: Documents, **conditions: Any) -> Expected:
    """The headings of the units that hold the targets which meet the conditions of `targets`."""
    return _some(plain(_headings(doc)[t["task"]]) for doc, t in _targets(docs, **conditions))


def extreme(docs: Documents, least: bool = False, **conditions: Any) -> Expected:
    """Of the targets that meet the conditions, those with the highest value, or with the lowest."""
    found = [target for _, target in _targets(docs, **conditions)]
    edge = (min if least else max)(target["value"] for target in found)
    return {"targets": [_figures(target) for target in found if target["value"] == edge]}


def target_count(docs: Documents, **conditions: Any) -> Expected:
    """How many targets meet the conditions of `targets`."""
    return {"values": [[len(list(_targets(docs, **conditions)))]]}


def zones(docs: Documents, kind: str | None = None, city: str | None = None) -> Expected:
    """The zones that a document speaks of, or those of one kind: demonstration, functional, region, division."""
    return _some(
        sorted({z["zone"], *(m["mention"] for m in doc["zones"] if m["zone"] == z["zone"])})
        for doc in _of(docs, city)
        for z in doc["zones"]
        if kind in (None, z["kind"])
    )


def zone_tasks(docs: Documents, zone: str, city: str | None = None) -> Expected:
    """The headings of the units that speak of a zone; a section that does may be told."""
    units = [
        unit
        for doc, unit in _units(docs, city)
        if any(z["zone"] == zone and z["task"] == unit["id"] for z in doc["zones"])
    ]
    return _some(
        (plain(unit["heading"]) for unit in units if unit["kind"] != "section"),
        (plain(unit["heading"]) for unit in units if unit["kind"] == "section"),
    )


def zone_leads(docs: Documents, zone: str, city: str | None = None) -> Expected:
    """The agencies that lead a unit which speaks of a zone."""
    found = []
    for doc in _of(docs, city):
        units = {z["task"] for z in doc["zones"] if z["zone"] == zone}
        found += _agencies(doc, (r for r in doc["responsibilities"] if r["task"] in units and r["role"] == "lead"))
    return _some(found)


def _of(docs: Documents, city: str | None) -> Documents:
    found = [doc for doc in docs if city is None or (doc["document"]["jurisdiction"] or "").startswith(city)]
    if not found:
        raise KeyError(city)
    return found


def _units(docs: Documents, city: str | None) -> Iterator[tuple[Record, Record]]:
    return ((doc, unit) for doc in _of(docs, city) for unit in doc["tasks"])


def _unit(docs: Documents, heading: str) -> tuple[Record, Record]:
    """The one unit whose heading, without its number, is exactly this."""
    [found] = [(doc, unit) for doc, unit in _units(docs, None) if plain(unit["heading"]) == heading]
    return found


def _headings(doc: Record) -> dict[str, str]:
    return {unit["id"]: unit["heading"] for unit in doc["tasks"]}


def _bears(responsibility: Record, agency: str | list[str] | None, role: str | None) -> bool:
    return (agency is None or _means(responsibility, agency)) and role in (None, responsibility["role"])


def _within(number: float, bounds: Bounds) -> bool:
    least, most = bounds
    return (least is None or number >= least) and (most is None or number <= most)


def _means(responsibility: Record, agency: str | list[str]) -> bool:
    names = [agency] if isinstance(agency, str) else agency
    return responsibility["mention"] in names or responsibility["agency"] in names


def _borne(
    docs: Documents,
    agency: str | list[str] | None = None,
    role: str | None = None,
    city: str | None = None,
    year: int | None = None,
    basis: str | None = None,
    others: dict[str, str | None] | None = None,
) -> list[tuple[Record, Record]]:
    wanted: list[tuple[str | list[str] | None, str | None, str | None]] = [(agency, role, basis)]
    wanted += [(other, its_role, None) for other, its_role in (others or {}).items()]
    found = []
    for doc, unit in _units(docs, city):
        own = [r for r in doc["responsibilities"] if r["task"] == unit["id"]]
        dated = (*doc["targets"], *doc["time_limits"])
        due = year is None or any(fact["task"] == unit["id"] and fact["year"] == year for fact in dated)
        if due and all(
            any((a is None or _means(r, a)) and how in (None, r["role"]) and why in (None, r["basis"]) for r in own)
            for a, how, why in wanted
        ):
            found.append((doc, unit))
    return found


def _targets(
    docs: Documents,
    agency: str | list[str] | None = None,
    role: str | None = None,
    year: int | None = None,
    words: str | None = None,
    unit: str | None = None,
    above: float | None = None,
    below: float | None = None,
    yearly: bool = False,
    city: str | None = None,
    years: Bounds = (None, None),
    values: Bounds = (None, None),
    lacking: Bearer | None = None,
) -> Iterator[tuple[Record, Record]]:
    """`agency` and `role` are those who bear the target's unit, `lacking` must not bear it, `words` stand in the
    target's text, `above` and `below` are limits of the value in its base unit (元, not 亿元), themselves left out,
    `values` its bounds, themselves included, `years` those of its year, `yearly` leaves those of every year.
    """
    for doc in _of(docs, city):
        borne = {r["task"] for r in doc["responsibilities"] if _bears(r, agency, role)}
        barred = {r["task"] for r in doc["responsibilities"] if lacking and _bears(r, *lacking)}
        for target in doc["targets"]:
            if (
                ((agency is None and role is None) or target["task"] in borne)
                and year in (None, target["year"])
                and (words is None or words in target["text"])
                and unit in (None, target["unit"])
                and (above is None or target["value"] > above)
                and (below is None or target["value"] < below)
                and (not yearly or target["period"] == "year")
                and (tuple(years) == (None, None) or (target["year"] is not None and _within(target["year"], years)))
                and _within(target["value"], values)
                and target["task"] not in barred
            ):
                yield doc, target


def _figures(target: Record) -> Record:
    return {name: target[name] for name in ("value", "unit", "year")}


def _names(doc: Record) -> dict[str, list[str]]:
    """The canonical name of each agency with every name that is right for it: its mentions, then itself."""
    return {a["name"]: list(dict.fromkeys((*a["mentions"], a["name"]))) for a in doc["agencies"]}


def _agencies(doc: Record, responsibilities: Iterable[Record]) -> list[list[str]]:
    return [_names(doc)[r["agency"]] for r in responsibilities]


def _partner_counts(docs: Documents, agency: str, city: str | None) -> tuple[Record, Counter[str]]:
    [doc] = [d for d in _of(docs, city) if any(_means(r, agency) for r in d["responsibilities"])]
    units = {r["task"] for r in doc["responsibilities"] if _means(r, agency)}
    pairs = {(r["agency"], r["task"]) for r in doc["responsibilities"] if r["task"] in units and not _means(r, agency)}
    return doc, Counter(name for name, _ in pairs)


def _loads(docs: Documents, role: str | None, city: str | None) -> dict[tuple[str, ...], int]:
    """Each agency, by all its names, with how many units it bears in `role`."""
    pairs = {
        (tuple(_names(doc)[r["agency"]]), unit["id"])
        for doc, unit in _units(docs, city)
        for r in doc["responsibilities"]
        if r["task"] == unit["id"] and role in (None, r["role"])
    }
    return Counter(names for names, _ in pairs)


def _some(names: Iterable[Any], may: Iterable[Any] = ()) -> Expected:
    """Distinct names, each a list of the forms that are right for it."""

    def distinct(found: Iterable[Any]) -> list[list[str]]:
        forms = ((name,) if isinstance(name, str) else tuple(name) for name in found)
        return [list(form) for form in sorted(set(forms))]

    must = distinct(names)
    return {"names": must, "may": [form for form in distinct(may) if form not in must]}
