"""The words that compare a figure: 达到, 不低于 before it, 以上, 以内 behind it.

>>> ending("高新技术企业数量达到", BEFORE_ENDS), operator("达到")
('达到', '>=')
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from extract.lexicons import alternation, entries, table
from ontology.terms import Operator

Endings = Mapping[str, Sequence[str]]

_OPERATORS = {word: (operator, side) for word, (operator, side) in table("comparators.tsv").items()}
BEFORE_WORDS = tuple(word for word, (_, side) in _OPERATORS.items() if side == "before")
BEFORE = alternation(BEFORE_WORDS)
AFTER = alternation([word for word, (_, side) in _OPERATORS.items() if side == "after"])
AT_LEAST = ("至少", "不少于", "不低于")
_AFTER = re.compile(AFTER)
# 货物|抵达|20个口岸: the end of a word is no word that compares.
_NOT_COMPARATORS = entries("not_comparators.txt")


def operator(word: str) -> Operator:
    """The operator that a word of the lexicon states."""
    found: Operator = _OPERATORS[word][0]  # type: ignore[assignment]
    return found


def stated_behind(after: str) -> Operator | None:
    """The operator of the words behind a figure, the last of them where two stand in a row; None without any."""
    return operator(_AFTER.findall(after)[-1]) if after else None


def endings(words: Iterable[str]) -> Endings:
    """Words to look for at the end of others, the longest first below each last sign."""
    found: dict[str, list[str]] = {}
    for word in sorted(set(words), key=len, reverse=True):
        found.setdefault(word[-1], []).append(word)
    return found


BEFORE_ENDS = endings(BEFORE_WORDS)


def ending(words: str, known: Endings) -> str:
    """The longest of `known` that `words` end in, or ""."""
    found = next((word for word in known.get(words[-1:], ()) if words.endswith(word)), "")
    return "" if len(found) == 1 and found in BEFORE_WORDS and words.endswith(_NOT_COMPARATORS) else found


def without(words: str, known: Endings) -> str:
    """`words` without those of `known` that end them in a row.

    >>> without("货运量分别达到", endings(["分别", "达到"]))
    '货运量'
    """
    while found := ending(words, known):
        words = words[: -len(found)]
    return words
