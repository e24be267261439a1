"""What one document says, gathered for comparing it with another: its units, their bearers, its targets.

contents = contents_of(store, find_document(store, "养老服务"))
contents.units[0].heading
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import pyoxigraph as ox

from graph.answers import Citation, Duty, TargetLine, duty_of, target_of
from graph.documents import StoredDocument
from graph.pairing import Likeness
from graph.search import Row, rows_of
from graph.store import Store
from graph.wording import own_words
from ontology.terms import NAMESPACE, Role, UnitKind

_NUMBERING = re.compile(r"^\s*(?:第\w{1,4}[章节条]|[（(]?[0-9一二三四五六七八九十百]+[)）、.．\t]|[①-⑳])\s*")
_SENTENCE = re.compile(r"[^。；\n]+[。；]?")
_YEAR = re.compile(r"\d{4}年|\d{1,2}月|[底末初]|[前内]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a unit's own words, and what it says beside its targets and its clause of responsibility."""

    words: str
    start: int
    says: str


@dataclass(frozen=True)
class Unit:
    """An outline unit; `heading` is without its number, `own` whether a clause of its own names its bearers."""

    place: Citation
    heading: str
    duties: tuple[Duty, ...]
    targets: tuple[TargetLine, ...]
    sentences: tuple[Sentence, ...]

    @property
    def own(self) -> bool:
        return any(not duty.inherited for duty in self.duties)

    def bearers(self, role: Role) -> tuple[Duty, ...]:
        """Who bears it in this role, each once, in the order of the clause."""
        return tuple({duty.agency: duty for duty in reversed(self.duties) if duty.role == role}.values())[::-1]

    @cached_property
    def likeness(self) -> Likeness:
        return Likeness.of(self.heading, "".join(sentence.says for sentence in self.sentences))


@dataclass(frozen=True, slots=True)
class Contents:
    """A document's outline in the order of its text; duties and targets stand in the units."""

    document: StoredDocument
    units: tuple[Unit, ...]

    @property
    def duties(self) -> Iterator[Duty]:
        return (duty for unit in self.units for duty in unit.duties)

    @property
    def targets(self) -> Iterator[TargetLine]:
        return (target for unit in self.units for target in unit.targets)


def contents_of(store: Store, document: StoredDocument) -> Contents:
    """What the document says, read from its named graph."""
    graph = ox.NamedNode(document.graph)
    duties: dict[str, list[Duty]] = defaultdict(list)
    for duty in map(duty_of, rows_of(store, "responsibilities", graph=graph)):
        duties[duty.citation.task].append(duty)
    targets: dict[str, list[TargetLine]] = defaultdict(list)
    for target in map(target_of, rows_of(store, "targets", graph=graph)):
        targets[target.citation.task].append(target)
    units = tuple(
        _unit(
            row,
            words,
            start,
            sorted(duties[row["task"]], key=lambda duty: (duty.mention_start, duty.agency)),
            sorted(targets[row["task"]], key=lambda target: (target.citation.start, target.indicator)),
        )
        for row, words, start in own_words(store, graph=graph)
    )
    return Contents(document, units)


def _unit(row: Row, words: str, start: int, duties: Sequence[Duty], targets: Sequence[TargetLine]) -> Unit:
    kind = cast(UnitKind, row["kind"].removeprefix(NAMESPACE).lower())
    place = Citation(
        row["document"],
        row["title"],
        row["task"],
        row["path"],
        kind,
        row["number"] or None,
        row["heading"],
        words,
        start,
        start + len(words),
    )
    clauses = {(duty.citation.start, duty.citation.end) for duty in duties if not duty.inherited}
    figures = {(target.citation.start, target.citation.end) for target in targets}
    sentences = tuple(_sentences(words, start, clauses, figures))
    return Unit(place, _NUMBERING.sub("", row["heading"]), tuple(duties), tuple(targets), sentences)


def _sentences(
    words: str, start: int, clauses: set[tuple[int, int]], figures: set[tuple[int, int]]
) -> Iterator[Sentence]:
    said = list(words)
    for first, last in clauses | figures:
        for at in range(max(first - start, 0), min(last - start, len(said))):
            said[at] = "\0"
    for found in _SENTENCE.finditer(words):
        at = start + found.start()
        says = "".join(said[found.start() : found.end()])
        if found.start() == 0:
            says = _NUMBERING.sub("", says)
        # When a target is due belongs to the target.
        if any(first < at + len(found.group()) and at < last for first, last in figures):
            says = _YEAR.sub("", says)
        says = re.sub(r"[\s\0。；，、]", "", says)
        if says:
            yield Sentence(found.group().strip(), at + len(found.group()) - len(found.group().lstrip()), says)
