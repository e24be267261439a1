"""What the words of a question that are no name are about: headings, indicators, and the documents' own words.

    about("加装电梯", names, "tasks").tasks       # the tasks whose heading has the words, else those whose text has
    about("研发投入强度", names, "targets").targets

The first way of matching that finds anything decides, the closest first, so that a heading as it stands is never lost
among all that share a word with it.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from extract.segment import words as words_of
from graph.asking.cues import function_words
from graph.asking.names import Goal, Names, folded, zone_name
from graph.asking.questions import Topic

Sought = Literal["tasks", "targets"]
_EDGES = re.compile(r"^\W+|\W+$")
_FIGURE = re.compile(r"\d[\d.,]*(?:万|亿)?[个项家名件条张户人元%所座台套部次场种]?")
_SIZE = re.compile(r"(?<=..)(?:的?)(?:规模|总规模|数量|总量|总数|人数|个数|家数|数)$")
_SHORTEST = 4
_PLACES = ("ns",)
# How much of a name's abbreviation or of a mistyped one must stand in it, in its order.
_COVERED = 0.7


def about(
    said: str, names: Names, sought: Sought, graphs: frozenset[str] = frozenset(), *, in_text: bool = True
) -> Topic | None:
    """What the words `said` (folded) are about, None where nothing in the store, or in `graphs` if any, is about them.

    `in_text` says whether it is enough that a task's own words have them.
    """
    said = _EDGES.sub("", said)
    pieces = significant(said)
    if not pieces:
        return None
    for tier in _TIERS[sought]:
        if not in_text and tier in (_in_words, _all_in_words, _in_sentence, _words_in_sentence):
            continue
        if (found := tier(said, pieces, names)) and (found := _within(found, graphs, names)):
            return found
    # 攻克50项关键核心技术: what the figure is of; 产业集群规模: the size of what has no other figure.
    plain = _FIGURE.sub("", said)
    if plain == said and sought == "targets":
        plain = _SIZE.sub("", said)
    return about(plain, names, sought, graphs, in_text=in_text) if plain != said else None


def _within(topic: Topic, graphs: frozenset[str], names: Names) -> Topic | None:
    """The topic as far as it is of these documents."""
    if not graphs:
        return topic
    tasks = tuple(task for task in topic.tasks if names.units[task].graph in graphs)
    targets = tuple(it for it in topic.targets if names.units[names.goals[it].task].graph in graphs)
    return replace(topic, tasks=tasks, targets=targets) if tasks or targets else None


def widely(said: str, names: Names) -> Topic | None:
    """All tasks that the words can be about: under a heading or in a document that has them, or in whose own words they
    are. For a topic that only narrows what an agency bears, so that it leaves out nothing."""
    said = _EDGES.sub("", said)
    pieces = significant(said)
    if not pieces:
        return None
    titles = {it.graph for it in names.documents.values() if all(piece in folded(it.title) for piece in pieces)}
    found = [unit.iri for unit in names.units.values() if unit.graph in titles]
    headed = [unit for core, units in names.by_core.items() if all(p in core for p in pieces) for unit in units]
    found += names.below(headed)
    narrow = about(said, names, "tasks")
    return _tasks(said, dict.fromkeys((*found, *(narrow.tasks if narrow else ()))), "heading")


def in_titled(words: str, names: Names, sought: Sought) -> Topic | None:
    """What the words are about where some of them are of a document's title: 建设创新高地 in 综保区里建设创新高地."""
    titled = {it.graph: zone_name(it.title) for it in names.documents.values()}
    for end in range(2, len(words) - 1):
        graphs = frozenset(graph for graph, title in titled.items() if words[:end] in title)
        if not graphs:
            break
        rest = words[end:].lstrip("里中的内")
        if significant(rest) and (found := about(rest, names, sought, graphs, in_text=False)):
            return replace(found, words=words)
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


def _in_sentence(said: str, pieces: list[str], names: Names) -> Topic | None:
    return _targets(said, _worded(pieces, [g for g in names.goals.values() if said in g.words]), "words")


def _words_in_sentence(said: str, pieces: list[str], names: Names) -> Topic | None:
    goals = [goal for goal in names.goals.values() if all(piece in goal.words for piece in pieces)]
    return _targets(said, _worded(pieces, goals), "words")


def _worded(pieces: list[str], goals: list[Goal]) -> list[str]:
    """Of the targets of a sentence those whose indicator has most of the words, and any."""
    counts = {goal.iri: sum(piece in goal.indicator for piece in pieces) for goal in goals}
    most = max(counts.values(), default=0)
    return [iri for iri, count in counts.items() if count == most and most > 0]


def _like_indicator(said: str, _pieces: list[str], names: Names) -> Topic | None:
    found = [t for indicator in _like(said, names.by_indicator) for t in names.by_indicator[indicator]]
    return _targets(said, found, "like indicator")


def _like(said: str, known: Iterable[str]) -> list[str]:
    """The one of `known` that `said` abbreviates or mistypes, where just one is likest.

    Most of its characters must stand there in their order, and no word of it be missing as a whole: 养老院消防排查 is
    开展养老机构消防安全专项排查, but 审批加装电梯 is not 推进既有住宅加装电梯.
    """
    plain = "".join(significant(said))
    if len(plain) < _SHORTEST or plain.isascii():
        return []
    scored = [
        (name, LCSseq.similarity(plain, name) / len(plain), fuzz.ratio(plain, name))
        for name, _, _ in process.extract(plain, list(known), scorer=fuzz.partial_ratio, score_cutoff=50, limit=50)
    ]
    near = [it for it in scored if it[1] >= _COVERED and (_has_all_words(plain, it[0]) or _holds(plain, it[0]))]
    near.sort(key=lambda it: -it[1])
    best = [it for it in near if it[1] == near[0][1]]
    best = [it for it in best if it[2] == max(other[2] for other in best)]
    return [best[0][0]] if len(best) == 1 else []


def _holds(said: str, name: str) -> bool:
    """Whether what is said is the whole name with a word more in it: 建强茶叶交易市场 for 建强交易市场."""
    return len(name) >= _SHORTEST and LCSseq.similarity(said, name) == len(name) and said[0] == name[0]


def _has_all_words(said: str, name: str) -> bool:
    """Whether each word of several characters has one of them in the name, and the name of a place all of them."""
    words = (word for word in words_of(said) if len(word.text) > 1)
    return all(word.text in name or (word.tag not in _PLACES and set(word.text) & set(name)) for word in words)


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
        _in_sentence,
        _words_in_sentence,
        _like_indicator,
        _under(_like_heading),
    ),
}
