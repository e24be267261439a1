"""jieba behind one function: words of a clause or target sentence, with our lexicon's terms kept whole.

>>> words("引进培育青年科技人才")
['引进', '培育', '青年', '科技人才']
"""

import logging
from functools import cache
from typing import cast

from extract.lexicons import entries, table


@cache
def _tokenizer() -> object:
    """A private tokenizer, so that nobody else's jieba changes; its dictionary is built in memory, no cache file."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    terms = [*table("goal_verbs.tsv"), *table("zone_suffixes.tsv"), *table("comparators.tsv")]
    for term in terms:
        tokenizer.add_word(term)
    return tokenizer


def words(text: str) -> list[str]:
    """The words of `text`, in order; joined they give it back."""
    return cast("list[str]", _tokenizer().lcut(text, HMM=False))  # type: ignore[attr-defined]


def joints(text: str) -> list[tuple[int, int]]:
    """The spans of what joins the members of a list: 、 and the words of `list_conjunctions.txt`.

    >>> joints("农村供水普及率和水质")
    [(7, 8)]
    """
    at, found = 0, []
    for word in words(text):
        if word == "、" or word in entries("list_conjunctions.txt"):
            found.append((at, at + len(word)))
        at += len(word)
    return found
