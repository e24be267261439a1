"""How a Chinese name sounds: its pinyin, by which a typing slip or an English spelling is known.

>>> sound("喀什")
'kashi'
"""

from functools import lru_cache


@lru_cache(maxsize=10_000)
def sound(written: str) -> str:
    """The pinyin in one word, without tones."""
    # Only a question with letters or a slip in it needs the dictionary, which takes a while to load.
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(written))
