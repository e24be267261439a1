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
    terms = [*entries("goal_verbs.txt"), *table("zone_suffixes.tsv"), *table("comparators.tsv")]
    for term in terms:
        tokenizer.add_word(term)
    return tokenizer


def words(text: str) -> list[str]:
    """The words of `text`, in order; joined they give it back."""
    return cast("list[str]", _tokenizer().lcut(text, HMM=False))  # type: ignore[attr-defined]
