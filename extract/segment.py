"""jieba behind one module: words with their parts of speech, our lexicons' terms and the divisions' names kept whole.

>>> [word.text for word in words("引进培育青年科技人才")]
['引进', '培育', '青年', '科技人才']
>>> [(word.text, word.tag) for word in words("塑造新区")]
[('塑造', 'v'), ('新区', 'nzone')]

The tags are those of jieba's dictionary (v verb, n noun, ns place …), with `ns` for a division and `nzone` for how a
zone's name ends; a word that no dictionary holds has the tag "".
"""

import gc
import logging
import sys
from collections.abc import Callable
from functools import cache
from itertools import islice
from math import inf, log
from typing import Any, NamedTuple

from extract.lexicons import entries, table
from ontology import divisions

_JOINTS = ("、", *entries("list_conjunctions.txt"))
_WORST = -sys.float_info.max


class Word(NamedTuple):
    """A word at `start:end` of the text it was read from."""

    text: str
    tag: str
    start: int
    end: int


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of `text[start:end]`, in order; joined they give it back."""
    tokenizer, tags = _dictionary()
    known = tokenizer.FREQ
    found, at = [], start
    for word in tokenizer.cut(text[start:end], HMM=False):
        stop = at + len(word)
        found.append(Word(word, tags.get(word) or ("n" if known.get(word) else ""), at, stop))
        at = stop
    return found


def joints(text: str) -> list[tuple[int, int]]:
    """The spans of what joins the members of a list outside brackets: 、 and the words of `list_conjunctions.txt`.

    >>> joints("农村供水普及率和水质")
    [(7, 8)]
    """
    if not any(joint in text for joint in _JOINTS):
        return []
    found, depth = [], 0
    for word in words(text):
        depth += (word.text in "（(") - (word.text in "）)")
        if depth <= 0 and word.text in _JOINTS:
            found.append((word.start, word.end))
    return found


@cache
def _dictionary() -> tuple[Any, dict[str, str]]:
    """A private tokenizer, so that nobody else's jieba changes, and the tags of its words."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    frequencies: dict[str, int] = {}
    tags: dict[str, str] = {}
    # jieba's own loader takes half as long again, for it goes line by line, and it reads no tags.
    was_on = gc.isenabled()
    gc.disable()
    try:
        with tokenizer.get_dict_file() as file:
            while lines := b"".join(islice(file, 20_000)):
                fields = lines.decode("utf-8").split()
                frequencies.update(zip(fields[0::3], map(int, fields[1::3]), strict=True))
                tags.update(
                    (word, sys.intern(tag)) for word, tag in zip(fields[0::3], fields[2::3], strict=True) if tag != "n"
                )
        for word in list(frequencies):
            _open(frequencies, word)
        for word, tag in _ours():
            frequencies[word] = max(frequencies.get(word, 0), 20_000)
            if tag:
                tags[word] = tag
            _open(frequencies, word)
    finally:
        if was_on:
            gc.enable()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = frequencies, sum(frequencies.values()), True
    tokenizer.get_DAG, tokenizer.calc = _likeliest(frequencies, tokenizer.total), _take
    return tokenizer, tags


def _likeliest(frequencies: dict[str, int], total: int) -> Callable[[str], dict[int, tuple[float, int]]]:
    """jieba's search for the likeliest words, with its result, in half the time: one pass, each logarithm taken once.

    What is found leads from each sign to the weight of the words from there on and the last sign of the first of them.
    """
    unknown = -log(total)
    weights = {frequency: log(frequency) - log(total) if frequency else -inf for frequency in {*frequencies.values()}}
    frequency_of = frequencies.get

    def search(sentence: str) -> dict[int, tuple[float, int]]:
        found: dict[int, tuple[float, int]] = {}
        behind = [0.0] * (len(sentence) + 1)
        # No word holds a line's end, so that the search for longer words needs no other bound.
        bounded = sentence + "\n"
        for at in range(len(sentence) - 1, -1, -1):
            best, last, end = _WORST, at, at + 1
            while (frequency := frequency_of(bounded[at:end])) is not None:
                # Of equals the longest, as jieba has it.
                if (weight := weights[frequency] + behind[end]) >= best:
                    best, last = weight, end - 1
                end += 1
            behind[at] = best = best if best > _WORST else unknown + behind[at + 1]
            found[at] = best, last
        return found

    return search


def _take(_: str, found: dict[int, tuple[float, int]], route: dict[int, tuple[float, int]]) -> None:
    """jieba's second step, which the search leaves nothing to do."""
    route.update(found)


_TERMS = ("policy_terms.txt", "zone_nouns.txt", "zone_generic.txt", "zone_breaks.txt")


def _ours() -> list[tuple[str, str]]:
    """Our lexicons' terms with the tag they get; "" keeps jieba's own."""
    terms = [(word, "") for word in (*table("goal_verbs.tsv"), *table("comparators.tsv"))]
    terms += [(word, "") for name in _TERMS for word in entries(name)]
    terms += [(name, "ns") for name in (*divisions.names(), *entries("places.txt"), *entries("regions.txt"))]
    return terms + [(word, "nzone") for word in table("zone_suffixes.tsv")]


def _open(frequencies: dict[str, int], word: str) -> None:
    """Enter the beginnings of a word, by which jieba knows that a longer one may follow."""
    for end in range(1, len(word)):
        frequencies.setdefault(word[:end], 0)
