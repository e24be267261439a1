"""The extractor's word lists and patterns, read from the data files in `lexicon/`.

A file holds one entry a line; a line that starts with `# ` is a comment, the first of them says what the file holds
and where it comes from. Fields are parted by tabs.

>>> "市" in "".join(entries("mention_lead_ins.txt"))
False
>>> table("role_labels.tsv")["牵头"]
('lead',)
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from extract.first_signs import led


@cache
def entries(name: str) -> tuple[str, ...]:
    """The lines of `lexicon/name` that are no comment, in the file's order."""
    text = files("extract").joinpath("lexicon", name).read_text(encoding="utf-8")
    return tuple(line.rstrip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def table(name: str) -> dict[str, tuple[str, ...]]:
    """The entries of a tab-separated file: the first field leads to the others."""
    rows = (line.split("\t") for line in entries(name))
    return {row[0]: tuple(row[1:]) for row in rows}


@cache
def table_rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The lines of a tab-separated file where one word may stand on several."""
    return tuple(tuple(line.split("\t")) for line in entries(name))


def alternation(words: Iterable[str]) -> str:
    """A regular expression for any of `words`, the longest that fits first.

    What words share is written once, and their first signs stand before: a pattern of hundreds of words fails by one
    look at most places.

    >>> alternation(["牵头", "负责", "牵头负责"])
    '(?:(?=[牵负])(?:牵头(?:负责)?|负责))'
    """
    tree: dict[str, Any] = {}
    for word in sorted(set(words)):
        node = tree
        for sign in word:
            node = node.setdefault(sign, {})
        node[""] = {}
    firsts = "".join(re.escape(sign) for sign in tree)
    return f"(?:(?=[{firsts}]){_tails(tree)})" if len(tree) > 1 else f"(?:{_tails(tree)})"


def _tails(tree: dict[str, Any]) -> str:
    """A group for all words of a tree in which each sign leads to those that may follow, "" to nothing more."""
    whole = "" in tree
    tails = [re.escape(sign) + _tails(below) for sign, below in tree.items() if sign]
    if whole:
        return f"(?:{'|'.join(tails)})?" if tails else ""
    return tails[0] if len(tails) == 1 else f"(?:{'|'.join(tails)})"


@cache
def patterns(name: str) -> re.Pattern[str]:
    """One pattern of all regular expressions in `lexicon/name`, tried in the file's order."""
    return re.compile(led("|".join(entries(name))))
