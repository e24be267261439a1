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
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import chain, count, groupby, islice
from math import inf, log
from typing import NamedTuple

from extract.lexicons import entries, table
from ontology import divisions

_JOINTS = ("、", *entries("list_conjunctions.txt"))
_WORST = -sys.float_info.max
# What jieba searches for words; any other sign is a word of its own.
_BLOCK = re.compile(r"(?P<searched>[一-鿕a-zA-Z0-9+#&._%-]+)|\r\n|.", re.DOTALL)
_LETTERS = frozenset(string.ascii_letters + string.digits)
_NO_WORDS: dict[str, int] = {}


class Word(NamedTuple):
    """A word at `start:end` of the text it was read from."""

    text: str
    tag: str
    start: int
    end: int


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of `text[start:end]`, in order; joined they give it back."""
    known = dictionary()
    found: list[Word] = []
    for block in _BLOCK.finditer(text, start, len(text) if end is None else end):
        if block.lastgroup:
            found += _likeliest(text, *block.span(), known)
        else:
            found.append(Word(block.group(), known.tag(block.group()), *block.span()))
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
    """Words by their first sign, so that what is looked up together lies together in memory, each with its kind.

    A kind is a place in the lists, the same for all words of one frequency and tag; what only begins words is of the
    first, with the frequency 0. `weights` are the logarithms of the frequencies, less that of their sum, `whole`.
    """

    words: dict[str, dict[str, int]]
    frequencies: list[int]
    tags: list[str]
    weights: list[float]
    whole: float

    def tag(self, word: str) -> str:
        """The tag of a word, "" where it has none."""
        kind = self.words.get(word[0], {}).get(word)
        return self.tags[kind] if kind is not None else ""


@cache
def dictionary() -> Dictionary:
    """jieba's dictionary, with our lexicons' terms in it."""
    import jieba

    words: dict[str, dict[str, int]] = {}
    kinds: defaultdict[tuple[str, str], int] = defaultdict(count().__next__)
    beginning = kinds["0", ""]
    # jieba's own loader takes longer, for it goes line by line, and it reads no tags.
    was_on = gc.isenabled()
    gc.disable()
    try:
        with jieba.Tokenizer().get_dict_file() as file:
            while lines := b"".join(islice(file, 20_000)):
                fields = lines.decode("utf-8").split()
                of_kinds = map(kinds.__getitem__, zip(fields[1::3], fields[2::3], strict=True))
                listed = zip(fields[0::3], of_kinds, strict=True)
                for sign, together in groupby(listed, key=lambda word: word[0][0]):
                    words.setdefault(sign, {}).update(together)
        made = list(kinds)
        for word, tag in _ours().items():
            frequency, own = made[words.setdefault(word[0], {}).get(word, beginning)]
            words[word[0]][word] = kinds[str(max(int(frequency), 20_000)), tag or own or "n"]
        # By what begins a word jieba knows that a longer one may follow.
        for below in words.values():
            for word in list(below):
                while (word := word[:-1]) and word not in below:
                    below[word] = beginning
    finally:
        if was_on:
            gc.enable()
    frequencies = [int(frequency) for frequency, _ in kinds]
    whole = log(sum(map(frequencies.__getitem__, chain.from_iterable(below.values() for below in words.values()))))
    weights = [log(frequency) - whole if frequency else -inf for frequency in frequencies]
    return Dictionary(words, frequencies, [tag for _, tag in kinds], weights, whole)


def _likeliest(text: str, start: int, end: int, known: Dictionary) -> Iterator[Word]:
    """The likeliest words of `text[start:end]`, as jieba finds them, in one pass from the end.

    Letters and digits in a row that no word of the dictionary holds are one word.
    """
    words, weights, tags = known.words, known.weights, known.tags
    # Behind each sign the weight of the likeliest words from there on; where the first of them ends, and its kind.
    behind = [0.0] * (end - start + 1)
    first = [0] * (end - start)
    kinds = [0] * (end - start)
    # No word holds a line's end, so that the search for longer words needs no other bound.
    bounded = text[start:end] + "\n"
    for at in range(end - start - 1, -1, -1):
        best, stop = _WORST, at + 1
        kind_of = words.get(bounded[at], _NO_WORDS).get
        while (kind := kind_of(bounded[at:stop])) is not None:
            # Of equals the longest, as jieba has it.
            if (weight := weights[kind] + behind[stop]) >= best:
                best, first[at], kinds[at] = weight, stop, kind
            stop += 1
        if best > _WORST:
            behind[at] = best
        else:
            behind[at], first[at] = behind[at + 1] - known.whole, at + 1
    at = 0
    while at < end - start:
        stop, tag = first[at], tags[kinds[at]]
        if stop - at == 1 and bounded[at] in _LETTERS:
            while bounded[stop] in _LETTERS and first[stop] == stop + 1:
                stop += 1
            tag = known.tag(bounded[at:stop])
        yield Word(bounded[at:stop], tag, start + at, start + stop)
        at = stop


_TERMS = ("policy_terms.txt", "zone_nouns.txt", "zone_generic.txt", "zone_breaks.txt")


def _ours() -> dict[str, str]:
    """Our lexicons' terms with the tag they get; "" keeps jieba's own."""
    terms = dict.fromkeys((*table("goal_verbs.tsv"), *table("comparators.tsv"), *chain(*map(entries, _TERMS))), "")
    terms |= dict.fromkeys((*divisions.names(), *entries("places.txt"), *entries("regions.txt")), "ns")
    return terms | dict.fromkeys(table("zone_suffixes.tsv"), "nzone")
