"""What is said where a question cannot be answered: why, what is nearest, and what can be asked instead.

Nothing is suggested that does not answer: each suggestion is a question about what the graph holds.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, zip_longest

from graph.asking.answers import Answer
from graph.asking.grammar import Refusal
from graph.asking.names import Meaning, Names
from graph.asking.questions import Language
from graph.asking.tokens import cut
from graph.names import nearest

_SUGGESTED = 3
_WORDS = re.compile("[a-z]+(?: [a-z]+)*")


def declined(refusal: Refusal, named: tuple[str, ...], names: Names, answers: Callable[[str], bool]) -> Answer:
    """The answer that says why there is none; `named` are the names of the graph that the question has, and `answers`
    tells whether what is to be suggested has one."""
    near = _near(refusal, names)
    reason = _reason(refusal, near) + _holds(refusal, named)
    suggestions: list[str] = []
    for question in _questions(refusal, names, (*near, *named)):
        if len(suggestions) == _SUGGESTED:
            break
        if question not in suggestions and answers(question):
            suggestions.append(question)
    return Answer(refusal.status, "", refusal.language, reason, reason=reason, suggestions=tuple(suggestions))


def named_in(text: str, names: Names) -> tuple[str, ...]:
    """The agencies, tasks, indicators and zones that the text (folded) names, in whole or in part."""
    told: dict[str, None] = {}
    for token in cut(text, names):
        name = _called(token.meaning, names) if token.meaning else ""
        if token.kind == "part":
            known = (*names.by_indicator, *names.by_core)
            name = next((it for it in known if token.text in it), "")
        if name:
            told[name] = None
    return tuple(told)


def _called(meaning: Meaning, names: Names) -> str:
    if meaning.agencies:
        return names.agencies[meaning.agencies[0]].name
    if meaning.targets:
        return names.goals[meaning.targets[0]].indicator
    if meaning.tasks:
        return names.units[meaning.tasks[0]].core
    return names.zones[meaning.zones[0]] if meaning.zones else ""


def _holds(refusal: Refusal, named: tuple[str, ...]) -> str:
    """What the graph does hold of what a question names that cannot be answered."""
    if refusal.reason not in ("outside", "nothing") or not named:
        return ""
    listed = [f"“{name}”" for name in named[:_SUGGESTED]]
    return (
        f"图谱中有{'、'.join(listed)}。" if refusal.language == "zh" else f" The graph does have {', '.join(listed)}."
    )


def too_long(language: Language, most: int) -> Answer:
    """A text that is no question."""
    reason = (
        f"问题超过 {most} 个字，请只问一件事。"
        if language == "zh"
        else f"The question has more than {most} characters; ask one thing at a time."
    )
    return Answer("declined", "", language, reason, reason=reason)


def _near(refusal: Refusal, names: Names) -> tuple[str, ...]:
    """The names in the graph most like the words that nothing bears."""
    if refusal.reason not in ("unknown", "no document"):
        return ()
    if refusal.reason == "no document":
        return nearest(refusal.words, (document.title for document in names.documents.values()), 3)
    forms = {name for agency in names.agencies.values() for name in (agency.name, *agency.aliases)}
    forms |= {unit.core for unit in names.units.values()} | {goal.indicator for goal in names.goals.values()}
    return nearest(refusal.words, forms | set(names.zones.values()), 3)


def _nearest(near: tuple[str, ...], *, zh: bool) -> str:
    """The end of a sentence about a name that is not there, with those that are like it."""
    if not near:
        return "。" if zh else "."
    return f"；相近的有：{'、'.join(near)}。" if zh else f"; nearest: {', '.join(near)}."


def _reason(refusal: Refusal, near: tuple[str, ...]) -> str:
    zh = refusal.language == "zh"
    if refusal.reason == "outside":
        chinese, english = refusal.told
        return (
            f"不能回答“{refusal.words}”：{chinese}；图谱只有文件中的任务、单位、目标和区域。"
            if zh
            else f"“{refusal.words}” cannot be answered: {english}; what it has are tasks, agencies, targets and zones."
        )
    if refusal.reason == "unknown" and not near and _WORDS.fullmatch(refusal.words):
        return f"“{refusal.words}” was not understood: it is no name in the graph, and no word of questions to it."
    if refusal.reason == "unknown":
        said = f"图谱中没有“{refusal.words}”" if zh else f"Nothing in the graph is called “{refusal.words}”"
        return said + _nearest(near, zh=zh)
    if refusal.reason == "elsewhere":
        return (
            f"“{refusal.words}”见于其他文件，所问的文件里没有。"
            if zh
            else f"“{refusal.words}” stands in other documents, not in the one asked about."
        )
    if refusal.reason == "several":
        several = refusal.candidates[:8]
        more = len(refusal.candidates) - len(several)
        names = ("、" if zh else ", ").join(several)
        if zh:
            return (
                f"“{refusal.words}”可指 {len(refusal.candidates)} 个：{names}{'等' if more else ''}。请说明是哪一个。"
            )
        others = f" and {more} more" if more else ""
        return f"“{refusal.words}” can mean {len(refusal.candidates)}: {names}{others}. Say which one."
    if refusal.reason == "no document":
        said = f"库中没有文件“{refusal.words}”" if zh else f"No document is called “{refusal.words}”"
        return said + _nearest(near, zh=zh)
    if refusal.reason == "no subject":
        return "请说明问的是哪项任务或哪个单位。" if zh else "Say which task or agency is meant."
    if refusal.reason == "no year":
        said = f"图谱中没有 {refusal.words} 年的内容" if zh else f"The graph has nothing for {refusal.words}"
        years = ("、" if zh else ", ").join(refusal.candidates)
        return f"{said}；有目标的年份是 {years}。" if zh else f"{said}; there are targets for {years}."
    if refusal.reason == "month":
        return (
            f"图谱中目标的期限只到年，没有“{refusal.words}”；请只问年份，或问任务的完成时限。"
            if zh
            else f"The graph knows the years of targets and no months; leave “{refusal.words}” out, or ask for tasks."
        )
    if refusal.reason == "which year":
        return (
            f"“{refusal.words}”是哪一年的？请写明年份，如 2026年9月。"
            if zh
            else f"Say of which year “{refusal.words}” is, as in September 2026."
        )
    if refusal.reason == "overlooked":
        return (
            f"没有看懂“{refusal.words}”限定的是什么；去掉它，或换一种问法。"
            if zh
            else f"What “{refusal.words}” narrows was not understood; leave it out, or put the question another way."
        )
    if refusal.reason == "two documents":
        titles = ("、" if zh else ", ").join(refusal.candidates[:8])
        return (
            f"请说明比较哪两份文件；库中有：{titles}。"
            if zh
            else f"Say which two documents to compare; there are: {titles}."
        )
    return (
        "没有看懂问的是什么；可以问谁牵头、谁配合、有哪些任务、目标、区域和文件。"
        if zh
        else "The question was not understood; ask who leads or takes part, or for tasks, targets, zones and documents."
    )


def _questions(refusal: Refusal, names: Names, near: Iterable[str]) -> Iterator[str]:
    """Questions that may be meant instead, the nearest first."""
    zh = refusal.language == "zh"
    if refusal.reason == "no year":
        for year in refusal.candidates:
            yield f"{year}年有哪些目标？" if zh else f"Which targets are due in {year}?"
    for name in (*refusal.candidates, *near):
        if any(name in (agency.name, *agency.aliases) for agency in names.agencies.values()):
            yield f"{name}牵头哪些任务？" if zh else f"Which tasks does {name} lead?"
            yield f"{name}承担哪些任务？" if zh else f"Which tasks does {name} bear?"
            yield f"{name}有哪些目标？" if zh else f"Which targets does {name} have?"
        elif name in names.by_core:
            yield f"{name}由谁负责？" if zh else f"Who is responsible for {name}?"
        elif name in names.by_indicator:
            yield f"{name}的目标是多少？" if zh else f"What is the target of {name}?"
        elif name in names.zones.values():
            yield f"哪些任务提到{name}？" if zh else f"Which tasks mention {name}?"
    yield from _of_the_store(names, refusal.language)


def _of_the_store(names: Names, language: Language) -> Iterator[str]:
    """Questions about what only one document has, so that they are answered at once however large the store."""
    zh = language == "zh"
    tasks = (unit for unit, units in names.by_core.items() if len(units) == 1 and units[0] in names.borne)
    indicators = (it for it, targets in names.by_indicator.items() if len(targets) == 1)
    named = (agency.name for iri, agency in names.agencies.items() if iri not in names.groups)
    for task, agency, indicator in islice(zip_longest(tasks, named, indicators), 3):
        if task:
            yield f"{task}由谁负责？" if zh else f"Who is responsible for {task}?"
        if agency:
            yield f"{agency}承担哪些任务？" if zh else f"Which tasks does {agency} bear?"
        if indicator:
            yield f"{indicator}的目标是多少？" if zh else f"What is the target of {indicator}?"
    yield "库中有哪些文件？" if zh else "Which documents are loaded?"
