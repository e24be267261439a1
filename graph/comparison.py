"""What differs between two documents, or two versions of one: agencies, tasks, who bears them, and targets.

    for found in compare(store, find_document(store, "征求意见稿"), find_document(store, "3f9a0c51")).differences:
        print(found.kind, found.change, found.subject, found.before, found.after)

Tasks are paired by their headings and words, not by their numbers, so that a task put in before others changes none of
them; a target is paired with the one of the most like indicator, first in the same task. See graph.pairing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from graph.answers import Citation, Duty, TargetLine
from graph.contents import Contents, Unit, contents_of
from graph.documents import StoredDocument
from graph.pairing import alike, paired
from graph.store import Store
from ontology.terms import ROLES, Role

Kind = Literal["agency", "task", "lead", "participant", "responsible", "target"]
Change = Literal["added", "dropped", "changed"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: an agency, a task, who bears a task in a role, or a target, by name in `subject`.

    `before` and `after` are what the documents say: of an agency how many tasks it bears by role, of a task the
    sentences that differ, of a role the agencies, of a target nothing, for it stands in `target_before` and
    `target_after`.
    """

    kind: Kind
    change: Change
    subject: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    cited_before: Citation | None
    cited_after: Citation | None
    target_before: TargetLine | None = None
    target_after: TargetLine | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents and what differs: by kind, and in the order of the later document's text, what is gone last."""

    before: StoredDocument
    after: StoredDocument
    differences: tuple[Difference, ...]

    def count(self, kind: Kind, change: Change) -> int:
        return sum((found.kind, found.change) == (kind, change) for found in self.differences)


def compare(store: Store, before: StoredDocument, after: StoredDocument) -> Comparison:
    """What differs between the two; nothing where they are the same."""
    one, other = contents_of(store, before), contents_of(store, after)
    units = _paired_units(one, other)
    found = (*_agencies(one, other, units), *_tasks(units), *_roles(units), *_targets(one, other, units))
    return Comparison(before, after, tuple(sorted(found, key=lambda difference: KINDS.index(difference.kind))))


_Units = list[tuple[Unit | None, Unit | None]]


def _paired_units(before: Contents, after: Contents) -> _Units:
    """Sections are paired with sections, and what sets work with what sets work."""
    found: _Units = []
    for section in (True, False):
        ours, theirs = (
            [unit for unit in side.units if (unit.place.kind == "section") is section] for side in (before, after)
        )
        pairs = paired(ours, theirs, _heading, _likeness)
        found += pairs
    return sorted(found, key=_place)


def _heading(unit: Unit) -> str:
    return unit.heading


def _likeness(one: Unit, other: Unit) -> float:
    return one.likeness.to(other.likeness)


def _place(pair: tuple[Unit | None, Unit | None]) -> tuple[bool, int]:
    one, other = pair
    return other is None, other.place.start if other else one.place.start if one else 0


def _agencies(before: Contents, after: Contents, units: _Units) -> Iterator[Difference]:
    """Agencies that are new or gone, and those that bear more or fewer tasks in a role, citing one that makes it so."""
    was = {other.place.task: one.place.task for one, other in units if one and other}
    ours, theirs = _by_agency(before), _by_agency(after)
    for key in dict.fromkeys((*theirs, *ours)):
        one, other = ours.get(key, []), theirs.get(key, [])
        counts = _counts(one), _counts(other)
        if counts[0] == counts[1]:
            continue
        kept = {(duty.citation.task, duty.role) for duty in one}
        keeps = {(was.get(duty.citation.task), duty.role) for duty in other}
        gone = [duty for duty in one if (duty.citation.task, duty.role) not in keeps]
        new = [duty for duty in other if (was.get(duty.citation.task), duty.role) not in kept]
        name = (other or one)[0].name
        yield _difference("agency", name, *counts, _first(gone or one), _first(new or other))


def _by_agency(contents: Contents) -> dict[str, list[Duty]]:
    """Duties by agency, whose IRI is the document's own where nothing says whose office it is: then by its name."""
    found: dict[str, list[Duty]] = defaultdict(list)
    for duty in contents.duties:
        found[_key(duty)].append(duty)
    return found


def _key(duty: Duty) -> str:
    return duty.name if duty.agency.startswith(duty.citation.document) else duty.agency


def _counts(duties: Sequence[Duty]) -> tuple[str, ...]:
    """牵头 3, 配合 1: how many tasks in each role."""
    tasks = {role: len({duty.citation.task for duty in duties if duty.role == role}) for role in ROLES}
    return tuple(f"{ROLES[role][0].removesuffix('单位')} {count}" for role, count in tasks.items() if count)


def _first(duties: Sequence[Duty]) -> Citation | None:
    """One to cite: what the agency leads before what it only joins."""
    led = [duty for duty in duties if duty.role == "lead"]
    return (led or list(duties))[0].citation if duties else None


def _tasks(units: _Units) -> Iterator[Difference]:
    """Units that are new or gone, and those whose wording differs beside their bearers and targets."""
    for one, other in units:
        if one is None or other is None:
            it = one or other
            assert it is not None
            first = _headed(it)
            said = (first.words,)
            yield _difference(
                "task",
                it.heading,
                said if one else (),
                said if other else (),
                first if one else None,
                first if other else None,
            )
            continue
        ours = {sentence.says: sentence for sentence in one.sentences}
        theirs = {sentence.says: sentence for sentence in other.sentences}
        gone = [sentence for says, sentence in ours.items() if says not in theirs]
        new = [sentence for says, sentence in theirs.items() if says not in ours]
        if gone or new:
            cited = [
                _quoted(unit, sentences[0].words, sentences[0].start) if sentences else _headed(unit)
                for unit, sentences in ((one, gone), (other, new))
            ]
            words = [tuple(sentence.words for sentence in sentences) for sentences in (gone, new)]
            yield Difference("task", "changed", other.heading, words[0], words[1], cited[0], cited[1])


def _headed(unit: Unit) -> Citation:
    """The unit by its first sentence, its heading."""
    if not unit.sentences:
        return unit.place
    return _quoted(unit, unit.sentences[0].words, unit.sentences[0].start)


def _quoted(unit: Unit, words: str, start: int) -> Citation:
    return replace(unit.place, words=words, start=start, end=start + len(words))


def _roles(units: _Units) -> Iterator[Difference]:
    """Tasks borne by others than before; one that inherits its bearers in both documents says nothing new."""
    for one, other in units:
        if one and other and not one.own and not other.own:
            continue
        for role in ROLES:
            ours, theirs = (unit.bearers(role) if unit else () for unit in (one, other))
            if {*map(_key, ours)} != {*map(_key, theirs)}:
                heading = other.heading if other else one.heading if one else ""
                yield _difference(_KIND_OF[role], heading, _names(ours), _names(theirs), _first(ours), _first(theirs))


_KIND_OF: Final[dict[Role, Kind]] = {"lead": "lead", "participant": "participant", "responsible": "responsible"}


def _names(duties: Iterable[Duty]) -> tuple[str, ...]:
    return tuple(duty.name for duty in duties)


def _targets(before: Contents, after: Contents, units: _Units) -> Iterator[Difference]:
    same = {other.place.task: one.place.task for one, other in units if one and other}

    def like(one: TargetLine, other: TargetLine) -> float:
        score = alike(one.indicator, other.indicator)
        # Another figure in another unit is another target, unless its words say that it is this one.
        if score < 0.6 or (one.unit != other.unit and score < 1):
            return 0
        together = same.get(other.citation.task) == one.citation.task
        return score + together + 0.5 * (one.year == other.year) + 0.25 * (_figures(one) == _figures(other))

    # Several targets of a document may bear one name, for one year each, so no name alone decides.
    for one, other in paired(tuple(before.targets), tuple(after.targets), None, like):
        if one and other and (_figures(one), one.year) == (_figures(other), other.year):
            continue
        change: Change = "changed" if one and other else "dropped" if one else "added"
        subject = other.indicator if other else one.indicator if one else ""
        cited = [target.citation if target else None for target in (one, other)]
        yield Difference("target", change, subject, (), (), cited[0], cited[1], one, other)


def _figures(target: TargetLine) -> tuple[object, ...]:
    return target.operator, target.value, target.upper, target.unit, target.period


def _difference(
    kind: Kind,
    subject: str,
    before: tuple[str, ...],
    after: tuple[str, ...],
    one: Citation | None,
    other: Citation | None,
) -> Difference:
    change: Change = "added" if not before else "dropped" if not after else "changed"
    return Difference(kind, change, subject, before, after, one, other)
