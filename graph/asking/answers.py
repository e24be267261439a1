"""What an answer holds: its status, the things found, a sentence, citations, and the SPARQL that found them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from graph.answers import Citation

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
