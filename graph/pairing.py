"""Which task of one document is which of another, and which target: pairs by likeness, the same on every run.

>>> one, other = Likeness.of("推进园区循环化改造", ""), Likeness.of("推进工业园区循环化改造", "")
>>> round(one.to(other), 2)
0.78

Likeness is that of pairs of neighbouring characters (Dice), which need no segmentation and no dictionary.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar

# What a task must have in common with another to be it: the same heading is enough, so is the same text.
_ENOUGH = 0.5
_HEADING = 0.65

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two tasks are compared by: the pairs of characters of their headings and of their words."""

    heading: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, heading: str, words: str) -> "Likeness":
        return cls(_bigrams(heading), _bigrams(words))

    def to(self, other: "Likeness") -> float:
        """From 0 to 1; the words count only where both have some beside the heading."""
        heading = _dice(self.heading, other.heading)
        if not (self.words and other.words):
            return heading
        words = _dice(self.words, other.words)
        # A task that was given another heading and kept its text is the same task.
        return max(_HEADING * heading + (1 - _HEADING) * words, 0.8 * words)


def alike(one: str, other: str) -> float:
    """How alike two short texts are, from 0 to 1.

    >>> alike("绿色贷款余额", "绿色贷款余额"), alike("绿色贷款余额", "专利授权量")
    (1.0, 0.0)
    """
    return 1.0 if one == other else _dice(_bigrams(one), _bigrams(other))


def paired(
    before: Sequence[_Item],
    after: Sequence[_Item],
    key: Callable[[_Item], str] | None,
    like: Callable[[_Item, _Item], float],
) -> list[tuple[_Item | None, _Item | None]]:
    """Each item with the one of the other side that it is, or None.

    First by a key that stands once on each side, then by `like`, the likest pair first, and of equally like ones those
    nearest in order. The pairs come in the order of `after`, and what is only before comes last.
    """
    ours, theirs = (_once(before, key), _once(after, key)) if key else ({}, {})
    partner = {there: ours[name] for name, there in theirs.items() if name in ours}
    paired_already = set(partner.values())
    free = [at for at in range(len(before)) if at not in paired_already]
    open_ = [at for at in range(len(after)) if at not in partner]
    scored = sorted(_scored(before, after, free, open_, like))
    taken: set[int] = set()
    for _, here, there in scored:
        if here not in taken and there not in partner:
            partner[there] = here
            taken.add(here)
    found: list[tuple[_Item | None, _Item | None]] = [
        (before[partner[at]] if at in partner else None, item) for at, item in enumerate(after)
    ]
    kept = set(partner.values())
    return found + [(item, None) for at, item in enumerate(before) if at not in kept]


def _scored(
    before: Sequence[_Item],
    after: Sequence[_Item],
    free: Iterable[int],
    open_: Sequence[int],
    like: Callable[[_Item, _Item], float],
) -> Iterator[tuple[tuple[float, float], int, int]]:
    for here in free:
        for there in open_:
            score = like(before[here], after[there])
            if score >= _ENOUGH:
                apart = abs(here / len(before) - there / len(after))
                yield (-round(score, 6), round(apart, 6)), here, there


def _once(items: Sequence[_Item], key: Callable[[_Item], str]) -> dict[str, int]:
    """The place of each key that only one item has."""
    keys = [key(item) for item in items]
    counted = Counter(keys)
    return {name: at for at, name in enumerate(keys) if name and counted[name] == 1}


@lru_cache(maxsize=10_000)
def _bigrams(text: str) -> frozenset[str]:
    text = "".join(text.split())
    return frozenset(one + other for one, other in pairwise(text)) or frozenset(text)


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0
