"""Which outline units a text is about: those that hold its words in their heading, their own words, or above them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import pyoxigraph as ox

from graph.sparql import Bound
from graph.store import Store

Row = Mapping[str, str]
Matched = Literal["heading", "words", "enclosing heading"]
_TIERS: tuple[Matched, ...] = get_args(Matched)


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit that the words match, with the sentence that does; the lower its rank the better."""

    matched: Matched
    unit: Row
    words: tuple[str, int, int]
    rank: tuple[int, int, str, str, int]


def search(store: Store, words: tuple[str, ...]) -> Iterator[Hit]:
    """The units of each document that hold all `words` in their heading, their own words or an enclosing heading."""
    longest = ox.Literal(max(words, key=len))
    texts = {row["document"]: row["text"] for row in rows_of(store, "texts", words=longest)}
    texts = {document: text for document, text in texts.items() if all(word in text for word in words)}
    units: dict[str, list[Row]] = defaultdict(list)
    if texts:
        for row in rows_of(store, "units", words=longest):
            if row["document"] in texts:
                units[row["document"]].append(row)
    for document, rows in units.items():
        rows.sort(key=lambda row: int(row["order"]))
        yield from _hits_in(texts[document], rows, words)


def _hits_in(text: str, rows: list[Row], words: tuple[str, ...]) -> Iterator[Hit]:
    enclosing: list[tuple[int, bool]] = []
    for at, row in enumerate(rows):
        start, end = int(row["start"]), int(row["end"])
        while enclosing and enclosing[-1][0] <= start:
            enclosing.pop()
        heading = row["heading"]
        in_heading = all(word in heading for word in words)
        above = any(matches for _, matches in enclosing)
        # A unit's own words end where the first unit inside it begins.
        inner = int(rows[at + 1]["start"]) if at + 1 < len(rows) else end
        own = (start, min(inner, end))
        enclosing.append((end, in_heading))
        if in_heading:
            matched: Matched = "heading"
        elif all(text.find(word, *own) >= 0 for word in words):
            matched = "words"
        elif above:
            matched = "enclosing heading"
        else:
            continue
        length = len(heading) if matched == "heading" else 0
        rank = (_TIERS.index(matched), length, row["title"], row["document"], int(row["order"]))
        span = _span(text, own, words)
        yield Hit(matched, row, (text[slice(*span)], *span), rank)


def _span(text: str, own: tuple[int, int], words: tuple[str, ...]) -> tuple[int, int]:
    """The sentence of a unit's own words that holds the first of `words`, or else its first sentence."""
    found = min((at for word in words if (at := text.find(word, *own)) >= 0), default=own[0])
    start = max(own[0], *(text.rfind(sign, own[0], found) + 1 for sign in _SENTENCE_END))
    ends = [at + 1 for sign in _SENTENCE_END if own[1] > (at := text.find(sign, found)) >= 0]
    end = min(ends, default=own[1])
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


_SENTENCE_END = "。；！？\n"


def rows_of(store: Store, question: str, **bound: Bound) -> Iterator[Row]:
    """The rows of a named question as plain text by variable, "" where unbound."""
    solutions = store.ask(question, **bound)
    return (dict(zip(solutions.variables, row, strict=True)) for row in solutions.table())
