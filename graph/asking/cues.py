"""The words of questions, read from the data files in `words/`.

>>> cues()["谁"], "请问" in function_words()
('who', True)
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from ontology.terms import ROLES, Role

# The tags of the nouns of roles: 牵头单位, participants.
ROLE_NOUNS: Final[dict[str, Role]] = {f"{role}-noun": role for role in ROLES}


@cache
def cues() -> dict[str, str]:
    """What each phrase says of a question, by `cues.tsv`."""
    found: dict[str, str] = {}
    for tag, phrases in _rows("cues.tsv", 2):
        for phrase in phrases.split("|"):
            found[phrase] = tag
    return found


@cache
def function_words() -> frozenset[str]:
    """Words that say nothing by themselves."""
    return frozenset(row[0] for row in _rows("function_words.txt", 1))


@dataclass(frozen=True, slots=True)
class Outside:
    """Why something cannot be answered, in Chinese and in English."""

    chinese: str
    english: str


@cache
def outside() -> dict[str, Outside]:
    """What no graph of documents holds, by the words that ask for it."""
    found: dict[str, Outside] = {}
    for chinese, english, phrases in _rows("outside.tsv", 3):
        found.update((phrase.lower(), Outside(chinese, english)) for phrase in phrases.split("|"))
    return found


@cache
def zone_forms() -> dict[str, str]:
    """The short form of each kind of zone that has one: 高新区 for 高新技术产业开发区."""
    return {row[0]: row[1] for row in _rows("zone_forms.tsv", 2)}


@cache
def synonyms() -> dict[str, str]:
    """The words of documents by what people write for them: 地区生产总值 for gdp."""
    return {row[0]: row[1] for row in _rows("synonyms.tsv", 2)}


@cache
def english_units() -> dict[str, str]:
    """The units of documents by what they are in English: 吨 for tonnes."""
    return {spelt: row[1] for row in _rows("units.tsv", 2) for spelt in row[0].split("|")}


@cache
def place_names() -> dict[str, str]:
    """Places by their English name where it is not their pinyin: 喀什 for kashgar."""
    return {row[0]: row[1] for row in _rows("place_names.tsv", 2)}


@cache
def charges() -> dict[str, tuple[str, ...]]:
    """What people call the charge of an office in English beside its own name: postal for post."""
    return {row[0]: tuple(row[1].split("|")) for row in _rows("charges.tsv", 2)}


@cache
def bodies() -> dict[str, str]:
    """National bodies by their English name or its initials: 国家发展改革委 for ndrc."""
    return {row[0]: row[1] for row in _rows("bodies.tsv", 2)}


@dataclass(frozen=True, slots=True)
class Term:
    """An English word or phrase, and what documents write for it, the most frequent first; `general` where a name may
    as well lack it."""

    english: str
    chinese: tuple[str, ...]
    general: bool


@cache
def glossary() -> tuple[Term, ...]:
    """The words of the names of tasks, indicators and zones, by what they are in English."""
    return tuple(Term(row[0], tuple(row[1].split()), row[2:] == ("v",)) for row in _rows("glossary.tsv", 3))


@cache
def _rows(name: str, fields: int) -> tuple[tuple[str, ...], ...]:
    text = files("graph.asking").joinpath("words", name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(tuple(line.split("\t")[:fields]) for line in lines)
