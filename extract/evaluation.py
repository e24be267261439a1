"""How well an extraction agrees with annotations made by hand: precision, recall and F1 of each kind of fact.

Facts are the same where these are: of a responsibility its start, mention and role; of a unit of the outline its start
and kind; of a link its unit and mention; of an inherited responsibility its unit, mention and role; of a time limit its
start, time and unit; of a zone its name and kind. Units are told by where they start, so that ids may differ. Targets
are paired one to one.

>>> gold = {"responsibilities": [{"mention": "市科技局", "role": "lead", "basis": "explicit", "start": 9}]}
>>> for row in score(gold, {"responsibilities": []}):
...     print(row.name, row.precision, row.recall, row.f1, [missed.words for missed in row.missed])
responsibilities 0.0 0.0 0.0 ['市科技局 lead']
leads 0.0 0.0 0.0 ['市科技局 lead']
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from extract.annotations import Annotation

ROWS = ("responsibilities", "leads", "outline", "links", "inherited", "targets", "time_limits", "zones")

_Record = Mapping[str, Any]
# Indicators worded half alike or better are the same: 绿色贷款余额 and 全市绿色贷款余额.
_ALIKE = 0.5
_SAME_UNIT = {"名": "人", "個": "个", "％": "%"}


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that only one side has, in `words`, and the offset it starts at, None for a zone."""

    start: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """How many facts of one kind `gold` and `predicted` have, how many are the same, and which are not."""

    name: str
    gold: int
    predicted: int
    same: int
    missed: tuple[Difference, ...] = ()
    spurious: tuple[Difference, ...] = ()

    @property
    def precision(self) -> float:
        """The share of what was predicted that is right, 0 to 1; of nothing, 1 where there is nothing to find."""
        return self.same / self.predicted if self.predicted else float(not self.gold)

    @property
    def recall(self) -> float:
        """The share of what there is that was found, 0 to 1; of nothing, 1 where nothing was predicted."""
        return self.same / self.gold if self.gold else float(not self.predicted)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def score(gold: Annotation, predicted: Annotation) -> tuple[Row, ...]:
    """A row for each kind of fact that `gold` has annotated, in the order of ROWS; see `extract.annotations.checked`.

    Responsibilities within the spans that `gold` ignores count on neither side.
    """
    return tuple(_rows(_heeded(gold, gold), _heeded(predicted, gold)))


def average(reports: Iterable[Sequence[Row]]) -> tuple[Row, ...]:
    """The micro average over documents: their facts counted together, row by row, without the differences."""
    rows = [row for report in reports for row in report]
    return tuple(
        Row(name, sum(r.gold for r in kind), sum(r.predicted for r in kind), sum(r.same for r in kind))
        for name in ROWS
        if (kind := [row for row in rows if row.name == name])
    )


def _heeded(annotation: Annotation, gold: Annotation) -> Annotation:
    spans = gold.get("ignore", ())
    duties = [
        r for r in annotation.get("responsibilities", ()) if not any(start <= r["start"] < end for start, end in spans)
    ]
    return {**annotation, "responsibilities": duties} if "responsibilities" in annotation else annotation


def _rows(gold: Annotation, predicted: Annotation) -> Iterator[Row]:
    if "responsibilities" in gold:
        duties, found = _duties(gold), _duties(predicted)
        yield _compared("responsibilities", duties, found)
        yield _compared("leads", *({k: d for k, d in side.items() if k[2] == "lead"} for side in (duties, found)))
    if "tasks" in gold:
        yield _compared("outline", _outline(gold), _outline(predicted))
    if "tasks" in gold and "responsibilities" in gold:
        yield _compared("links", _links(gold), _links(predicted))
        yield _compared("inherited", _inherited(gold), _inherited(predicted))
    if "targets" in gold:
        yield _targets(gold, predicted)
    if "time_limits" in gold:
        yield _compared("time_limits", _limits(gold), _limits(predicted))
    if "zones" in gold:
        canonical = {name: z["zone"] for z in gold["zones"] for name in (z["zone"], *z.get("aliases", ()))}
        yield _compared("zones", _zones(gold, {}), _zones(predicted, canonical))


_Facts = dict[tuple[Any, ...], Difference]


def _compared(name: str, gold: _Facts, predicted: _Facts) -> Row:
    missed = [fact for key, fact in gold.items() if key not in predicted]
    spurious = [fact for key, fact in predicted.items() if key not in gold]
    return Row(name, len(gold), len(predicted), len(gold) - len(missed), tuple(missed), tuple(spurious))


def _duties(annotation: Annotation) -> _Facts:
    return {
        (r["start"], r["mention"], r["role"]): Difference(r["start"], f"{r['mention']} {r['role']}")
        for r in _borne(annotation, inherited=False)
    }


def _outline(annotation: Annotation) -> _Facts:
    return {
        (t["start"], t["kind"]): Difference(t["start"], " ".join(filter(None, (t.get("heading"), t["kind"]))))
        for t in annotation.get("tasks", ())
    }


def _links(annotation: Annotation) -> _Facts:
    at = _starts(annotation)
    return {
        (at.get(r.get("task")), r["start"], r["mention"]): Difference(r["start"], f"{r['mention']} → {r.get('task')}")
        for r in _borne(annotation, inherited=False)
    }


def _inherited(annotation: Annotation) -> _Facts:
    at = _starts(annotation)
    return {
        (at.get(r.get("task")), r["mention"], r["role"]): Difference(
            at.get(r.get("task")), f"{r['mention']} {r['role']} → {r.get('task')}"
        )
        for r in _borne(annotation, inherited=True)
    }


def _limits(annotation: Annotation) -> _Facts:
    """By start and time, and by its unit where there are units."""
    at = _starts(annotation)
    return {
        (t["start"], t["bound"], t["year"], t["month"], t["day"], at.get(t.get("task"))): Difference(
            t["start"], t.get("text") or f"{t['bound']} {t['year'] or ''}".strip()
        )
        for t in annotation.get("time_limits", ())
    }


def _zones(annotation: Annotation, canonical: Mapping[str, str]) -> _Facts:
    """By name and kind, the name as `canonical` has it for any of the zone's own."""
    named = (
        (next((canonical[n] for n in (z["zone"], *z.get("aliases", ())) if n in canonical), z["zone"]), z["kind"])
        for z in annotation.get("zones", ())
    )
    return {key: Difference(None, " ".join(key)) for key in named}


def _borne(annotation: Annotation, *, inherited: bool) -> Iterator[_Record]:
    return (r for r in annotation.get("responsibilities", ()) if (r["basis"] == "inherited") == inherited)


def _starts(annotation: Annotation) -> dict[str | None, int]:
    return {task["id"]: task["start"] for task in annotation.get("tasks", ())}


def _targets(gold: Annotation, predicted: Annotation) -> Row:
    gold_at, found_at = _starts(gold), _starts(predicted)
    left: list[_Record] = list(predicted.get("targets", ()))
    count, missed = len(left), []
    for target in gold["targets"]:
        unit = gold_at.get(target.get("task"))
        for place, found in enumerate(left):
            if unit in (None, found_at.get(found.get("task"))) and _same_target(target, found):
                del left[place]
                break
        else:
            missed.append(_told(target))
    same = len(gold["targets"]) - len(missed)
    return Row("targets", len(gold["targets"]), count, same, tuple(missed), tuple(map(_told, left)))


def _same_target(gold: _Record, found: _Record) -> bool:
    """True where both say the same goal in words that overlap; a list has every answer that is right."""
    return (
        min(gold["end"], found["end"]) > max(gold["start"], found["start"])
        and _same_figure(gold["value"], found["value"])
        and _same_figure(gold.get("upper"), found.get("upper"))
        and _SAME_UNIT.get(gold["unit"], gold["unit"]) == _SAME_UNIT.get(found["unit"], found["unit"])
        and _share(gold["operator"], found["operator"])
        and _share(gold["year"], found["year"])
        and gold["period"] == found["period"]
        and SequenceMatcher(None, gold["indicator"], found["indicator"]).ratio() >= _ALIKE
    )


def _same_figure(gold: float | None, found: float | None) -> bool:
    """Figures are the same but for how decimals are kept in binary."""
    if gold is None or found is None:
        return gold is found
    return abs(gold - found) <= 1e-9 * abs(gold)


def _share(gold: Any, found: Any) -> bool:
    return any(answer in _each(gold) for answer in _each(found))


def _each(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


def _told(target: _Record) -> Difference:
    figure = "/".join(_each(target["operator"])) + f"{target['value']:g}{target['unit']}"
    year = "/".join(str(year) for year in _each(target["year"]) if year)
    return Difference(target["start"], " ".join(filter(None, (year, target["indicator"], figure))))
