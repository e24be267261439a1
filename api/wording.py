"""The words of the pages and of answers in Chinese and English, from words.tsv.

>>> Wording("en")("documents.count", n=3)
'3 documents'
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal, get_args

from ontology.terms import BASES, LEVELS, RELATIONS, ROLES, UNIT_KINDS, ZONE_KINDS

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
_LISTS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "basis": {str(name): labels for name, labels in BASES.items()},
    "level": {str(name): labels for name, labels in LEVELS.items()},
    "relation": {str(name): labels for name, labels in RELATIONS.items()},
    "role": {str(name): labels for name, labels in ROLES.items()},
    "unit": {str(name): labels for name, labels in UNIT_KINDS.items()},
    "zone": {str(name): labels for name, labels in ZONE_KINDS.items()},
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The words in one language."""

    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """The words of that key, the values in their places; raises KeyError for a key that the file has not."""
        return words()[key][LANGUAGES.index(self.language)].format_map(values)

    def term(self, kind: str, name: str) -> str:
        """What a term of the vocabulary is called: term("role", "lead")."""
        return _LISTS[kind][name][LANGUAGES.index(self.language)]


def told(t: Wording, column: str, cell: str) -> str:
    """What a cell of an answer's table says in the words of `t`: its terms (several parted by 、) by their names.

    >>> told(Wording("zh"), "role", "lead、participant"), told(Wording("en"), "agency", "市科技局")
    ('牵头、配合', '市科技局')
    """
    name: Callable[[str], str] | None = {
        "role": lambda term: t(f"role.{term}"),
        "basis": lambda term: t.term("basis", term),
        "kind": lambda term: t.term("zone", term),
        "what": lambda term: t(f"what.{term}"),
        "change": lambda term: t(f"change.{term}"),
        "fact": lambda term: t(f"fact.{term}"),
    }.get(column)
    return "、".join(map(name, cell.split("、"))) if name and cell else cell


@cache
def words() -> Mapping[str, tuple[str, str]]:
    """The words in both languages by their keys."""
    lines = files("api").joinpath("words.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {key: (chinese, english) for key, chinese, english in rows}
