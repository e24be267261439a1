"""What an answer holds: its status, the things found, a sentence, citations, and the SPARQL that found them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from graph.answers import Citation, TargetLine
from graph.results import Solutions
from graph.search import Row
from graph.store import Store

Status = Literal["answered", "declined", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage; `mentions` are the offsets, within its words, of the agencies or names that it is cited for."""

    citation: Citation
    mentions: tuple[tuple[int, int], ...] = ()

    def as_dict(self) -> dict[str, object]:
        """As JSON has it: the document's title, the task's heading and path, the words and their offsets."""
        it = self.citation
        return {
            "document": it.title,
            "task": it.heading,
            "path": it.path,
            "start": it.start,
            "end": it.end,
            "text": it.words,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question.

    `answers` has an object for each thing found, with `name` and what else is told of it; `reason` and `suggestions`
    say why a question was declined or is ambiguous, and what can be asked instead.
    """

    status: Status
    kind: str
    language: Literal["zh", "en"]
    sentence: str
    answers: tuple[Mapping[str, object], ...] = ()
    citations: tuple[Cited, ...] = ()
    sparql: str = ""
    reason: str = ""
    suggestions: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The one object that JSON and the API give."""
        return {
            "status": self.status,
            "kind": self.kind,
            "answers": [dict(answer) for answer in self.answers],
            "sentence": self.sentence,
            "citations": [cited.as_dict() for cited in self.citations],
            "sparql": self.sparql,
            "reason": self.reason,
            "suggestions": list(self.suggestions),
        }


# Answers, an object each, with what they are cited from.
Found = tuple[tuple[Mapping[str, object], ...], tuple[Cited, ...]]


def found_by(store: Store, sparql: str) -> list[Row]:
    """The rows that a SELECT finds."""
    solutions = store.query(sparql)
    assert isinstance(solutions, Solutions)
    return [dict(zip(solutions.variables, row, strict=True)) for row in solutions.table()]


def as_target(line: TargetLine) -> Mapping[str, object]:
    """A target as an answer."""
    return {
        "name": line.indicator,
        "value": _plain(line.value),
        "upper": None if line.upper is None else _plain(line.upper),
        "operator": line.operator,
        "unit": line.unit,
        "year": line.year,
        "period": line.period,
        "task": line.citation.heading,
        "document": line.citation.title,
    }


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else value
