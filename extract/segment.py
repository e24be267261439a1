"""jieba behind one module: words with their parts of speech, our lexicons' terms and the divisions' names kept whole.

>>> [word.text for word in words("引进培育青年科技人才")]
['引进', '培育', '青年', '科技人才']
>>> [(word.text, word.tag) for word in words("塑造新区")]
[('塑造', 'v'), ('新区', 'nzone')]

The tags are those of jieba's dictionary (v verb, n noun, ns place …), with `ns` for a division and `nzone` for how a
zone's name ends; a word that no dictionary holds has the tag "".
"""

import gc
import re
import string
import sys
from functools import cache
from itertools import islice
from math import inf, log
from typing import NamedTuple

from extract.lexicons import entries, table
from ontology import divisions

_JOINTS = ("、", *entries("list_conjunctions.txt"))
_WORST = -sys.float_info.max
# What jieba searches for words; any other sign is a word of its own.
_BLOCK = re.compile(r"(?P<searched>[一-鿕a-zA-Z0-9+#&._%-]+)|\r\n|.", re.DOTALL)
_LETTERS = frozenset(string.ascii_letters + string.digits)


class Word(NamedTuple):
    """A word at `start:end` of the text it was read from."""

    text: str
    tag: str
    start: int
    end: int


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of `text[start:end]`, in order; joined they give it back."""
    known = dictionary()
    frequency_of, tag_of = known.frequencies.get, known.tags.get
    found: list[Word] = []
    for block in _BLOCK.finditer(text, start, len(text) if end is None else end):
        at, stop = block.span()
        ends = _ends(text, at, stop, known) if block.lastgroup else (stop,)
        for last in ends:
            word = text[at:last]
            found.append(Word(word, tag_of(word) or ("n" if frequency_of(word) else ""), at, last))
            at = last
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


class Dictionary(NamedTuple):
    """The words with their frequencies, 0 for what only begins others, and the tags of those that are no plain nouns.

    `weights` are the logarithms of the frequencies' shares, `unknown` that of a sign that no word holds.
    """

    frequencies: dict[str, int]
    tags: dict[str, str]
    weights: dict[int, float]
    unknown: float


@cache
def dictionary() -> Dictionary:
    """jieba's dictionary, with our lexicons' terms in it."""
    import jieba

    frequencies: dict[str, int] = {}
    tags: dict[str, str] = {}
    # jieba's own loader takes half as long again, for it goes line by line, and it reads no tags.
    was_on = gc.isenabled()
    gc.disable()
    try:
        with jieba.Tokenizer().get_dict_file() as file:
            while lines := b"".join(islice(file, 20_000)):
                fields = lines.decode("utf-8").split()
                frequencies.update(zip(fields[0::3], map(int, fields[1::3]), strict=True))
                tags.update(
                    (word, sys.intern(tag)) for word, tag in zip(fields[0::3], fields[2::3], strict=True) if tag != "n"
                )
        for word, tag in _ours():
            frequencies[word] = max(frequencies.get(word, 0), 20_000)
            if tag:
                tags[word] = tag
        # By what begins a word jieba knows that a longer one may follow.
        for word in list(frequencies):
            while (word := word[:-1]) and word not in frequencies:
                frequencies[word] = 0
    finally:
        if was_on:
            gc.enable()
    whole = log(sum(frequencies.values()))
    weights = {frequency: log(frequency) - whole if frequency else -inf for frequency in {*frequencies.values()}}
    return Dictionary(frequencies, tags, weights, -whole)


def _ends(text: str, start: int, end: int, known: Dictionary) -> list[int]:
    """Where the likeliest words of `text[start:end]` end, as jieba finds them, in one pass from the end.

    Letters and digits in a row that no word of the dictionary holds are one word.
    """
    frequency_of, weights = known.frequencies.get, known.weights
    # Behind each sign the weight of the likeliest words from there on, and where the first of them ends.
    behind = [0.0] * (end - start + 1)
    first = list(range(start + 1, end + 1))
    # No word holds a line's end, so that the search for longer words needs no other bound.
    bounded = text[start:end] + "\n"
    for at in range(end - start - 1, -1, -1):
        best, stop = _WORST, at + 1
        while (frequency := frequency_of(bounded[at:stop])) is not None:
            # Of equals the longest, as jieba has it.
            if (weight := weights[frequency] + behind[stop]) >= best:
                best, first[at] = weight, start + stop
            stop += 1
        behind[at] = best if best > _WORST else known.unknown + behind[at + 1]
    found: list[int] = []
    at = start
    while at < end:
        last = first[at - start]
        joined = last - at == 1 and text[at] in _LETTERS
        while joined and last < end and first[last - start] == last + 1 and text[last] in _LETTERS:
            last += 1
        found.append(last)
        at = last
    return found


_TERMS = ("policy_terms.txt", "zone_nouns.txt", "zone_generic.txt", "zone_breaks.txt")


def _ours() -> list[tuple[str, str]]:
    """Our lexicons' terms with the tag they get; "" keeps jieba's own."""
    terms = [(word, "") for word in (*table("goal_verbs.tsv"), *table("comparators.tsv"))]
    terms += [(word, "") for name in _TERMS for word in entries(name)]
    terms += [(name, "ns") for name in (*divisions.names(), *entries("places.txt"), *entries("regions.txt"))]
    return terms + [(word, "nzone") for word in table("zone_suffixes.tsv")]
