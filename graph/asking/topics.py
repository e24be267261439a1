"""What the words of a question that are no name are about: headings, indicators, and the documents' own words.

    about("加装电梯", names, "tasks").tasks       # the tasks whose heading has the words, else those whose text has
    about("研发投入强度", names, "targets").targets

The first way of matching that finds anything decides, the closest first, so that a heading as it stands is never lost
among all that share a word with it.
"""

from collections.abc import Callable, Iterable
from typing import Literal

from rapidfuzz import fuzz, process

from extract.segment import words as words_of
from graph.asking.cues import function_words
from graph.asking.names import Names
from graph.asking.questions import Topic

Sought = Literal["tasks", "targets"]
_LIKE = 84


def about(said: str, names: Names, sought: Sought) -> Topic | None:
    """What the words `said` (folded) are about, None where nothing in the store is about them."""
    said = said.strip(" ,;:?!,。、;:?!")
    pieces = significant(said)
    if not pieces:
        return None
    for tier in _TIERS[sought]:
        if found := tier(said, pieces, names):
            return found
    return None


def significant(said: str) -> list[str]:
    """The words that say something.

    >>> significant("养老机构的消防安全")
    ['养老', '机构', '消防安全']
    """
    return [word.text for word in words_of(said) if word.text.strip() and word.text not in function_words()]


_Tier = Callable[[str, list[str], Names], "Topic | None"]


def _whole_heading(said: str, _pieces: list[str], names: Names) -> Topic | None:
    meaning = names.forms.get(said)
    return _tasks(said, meaning.tasks, "heading") if meaning else None


def _in_heading(said: str, _pieces: list[str], names: Names) -> Topic | None:
    if len(said) < 2 or said not in names.parts:
        return None
    return _headed(said, (core for core in names.by_core if said in core), names)


def _words_in_heading(said: str, pieces: list[str], names: Names) -> Topic | None:
    return _headed(said, (core for core in names.by_core if all(piece in core for piece in pieces)), names)


def _headed(said: str, cores: Iterable[str], names: Names) -> Topic | None:
    units = [unit for core in cores for unit in names.by_core[core]]
    # Where a task and the section around it both have the words, the task is meant.
    tasks = [unit for unit in units if not names.units[unit].section]
    return _tasks(said, tasks or units, "heading")


def _of_indicator(said: str, pieces: list[str], names: Names) -> Topic | None:
    found = _in_indicator(said, pieces, names)
    tasks = dict.fromkeys(names.goals[target].task for target in found.targets) if found else ()
    return _tasks(said, [task for task in tasks if not names.units[task].section], "target")


def _in_words(said: str, _pieces: list[str], names: Names) -> Topic | None:
    return _tasks(said, _innermost(names.saying(said), names), "words") if len(said) > 1 else None


def _all_in_words(said: str, pieces: list[str], names: Names) -> Topic | None:
    longest = max(pieces, key=len)
    if len(longest) < 2:
        return None
    found = [unit for unit in names.saying(longest) if all(piece in names.own_words(unit) for piece in pieces)]
    return _tasks(said, _innermost(found, names), "words")


def _innermost(units: list[str], names: Names) -> list[str]:
    return [unit for unit in units if not names.units[unit].section] or units


def _like_heading(said: str, _pieces: list[str], names: Names) -> Topic | None:
    return _tasks(said, [unit for core in _like(said, names.by_core) for unit in names.by_core[core]], "like heading")


def _whole_indicator(said: str, _pieces: list[str], names: Names) -> Topic | None:
    meaning = names.forms.get(said)
    return _targets(said, meaning.targets, "indicator") if meaning else None


def _in_indicator(said: str, _pieces: list[str], names: Names) -> Topic | None:
    if len(said) < 2:
        return None
    found = [t for indicator, targets in names.by_indicator.items() if said in indicator for t in targets]
    return _targets(said, found, "indicator")


def _words_in_indicator(said: str, pieces: list[str], names: Names) -> Topic | None:
    found = [
        t
        for indicator, targets in names.by_indicator.items()
        if all(piece in indicator for piece in pieces)
        for t in targets
    ]
    return _targets(said, found, "indicator")


def _under(tier: _Tier) -> _Tier:
    """The targets of the tasks that a tier finds, and of what is inside them."""

    def found(said: str, pieces: list[str], names: Names) -> Topic | None:
        topic = tier(said, pieces, names)
        if topic is None:
            return None
        below = set(names.below(topic.tasks))
        targets = [goal.iri for goal in names.goals.values() if goal.task in below]
        return Topic(said, topic.tasks, tuple(targets), topic.matched) if targets else None

    return found


def _like_indicator(said: str, _pieces: list[str], names: Names) -> Topic | None:
    found = [t for indicator in _like(said, names.by_indicator) for t in names.by_indicator[indicator]]
    return _targets(said, found, "like indicator")


def _like(said: str, known: Iterable[str]) -> list[str]:
    """The most like of `known`, where any is like enough for a slip or a word left out."""
    if len(said) < 4:
        return []
    scored = process.extract(said, list(known), scorer=fuzz.ratio, score_cutoff=_LIKE, limit=3)
    return [name for name, score, _ in scored if score == scored[0][1]]


def _tasks(said: str, tasks: Iterable[str], matched: str) -> Topic | None:
    return Topic(said, tuple(dict.fromkeys(tasks)), (), matched) if tasks else None


def _targets(said: str, targets: Iterable[str], matched: str) -> Topic | None:
    return Topic(said, (), tuple(dict.fromkeys(targets)), matched) if targets else None


_TIERS: dict[Sought, tuple[_Tier, ...]] = {
    "tasks": (
        _whole_heading,
        _in_heading,
        _words_in_heading,
        _of_indicator,
        _in_words,
        _like_heading,
        _all_in_words,
    ),
    "targets": (
        _whole_indicator,
        _under(_whole_heading),
        _in_indicator,
        _words_in_indicator,
        _under(_in_heading),
        _under(_words_in_heading),
        _like_indicator,
        _under(_in_words),
        _under(_like_heading),
        _under(_all_in_words),
    ),
}
