"""Agencies that running text makes bearers of what the sentence says.

>>> text = "由市水利局牵头制定调度规程。市教育局会同有关部门制定评价办法。本办法由市水利局负责解释。"
>>> [[(b.mention, b.role) for b in duty.bearers] for duty in read_duties(text)]
[[('市水利局', 'lead')], [('市教育局', 'lead'), ('有关部门', 'participant')]]

Sentences name much that is no body, so here only what is shaped like one particular office's name counts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.bearers import ADVERBS, Bearer, Stated, bearer_of
from extract.lexicons import patterns
from extract.mentions import Mention, known_agency, leading_mentions, likely_agency, split_mentions


@dataclass(frozen=True, slots=True)
class Duty:
    """The words from the first body named to the verb or the last body, with the bodies."""

    start: int
    end: int
    bearers: tuple[Bearer, ...]


_BY = re.compile(
    rf"由(?P<list>[^，。；：（）\n由]{{2,60}}?){ADVERBS}(?P<verb>牵头|负责|会同)(?P<matter>[^，。；\n]{{0,160}})"
)
_NUMBERED = r"[ \t　]*+(?:[（(]?[一二三四五六七八九十\d.]{1,12}[）).、．　 ]\s*+)?"
_SUBJECT = re.compile(
    rf"{_NUMBERED}(?P<list>[^，。；：（）\n]{{2,60}}?){ADVERBS}(?P<verb>牵头负责|牵头|负责)(?P<matter>[^，。；\n]*)"
)
# 生态环境部会同财政部、农业农村部等部门筛选确定……
_WITH = re.compile(
    rf"{_NUMBERED}(?P<list>[^，。；：（）\n]{{2,60}}?)(?P<verb>会同)(?P<others>[^，。；：（）\n]{{2,160}})"
)
_DUTY = re.compile("牵头|负责|会同")
_SENTENCE_END = re.compile(r"[。！？\n]")
_CONVENTION = patterns("conventions.txt")
_PART = re.compile(r"(?<=[，,；;])[^，,；;]+")
_TOGETHER = re.compile("并?会同")
_PART_DUTY = re.compile(
    rf"并?由?(?P<list>(?:[^：（）]|（[^（）]{{1,14}}）){{2,80}}?){ADVERBS}"
    r"(?P<verb>配合|参与|参加|协助|支持|牵头|负责|(?:落实|组织实施)(?=[，。；]|$))(?![单部]位?门?[：:])"
)
# Only groups of offices at a level or in every place lead by name: 省级民政部门|会同……
_GROUPS = ("各", "省级", "市级", "县级", "区级", "州级")
_FURTHER: dict[str, Stated] = {"牵头": "lead", "负责": "neutral", "落实": "neutral", "组织实施": "neutral"}
# 由市科技局负责解释 · 由主要负责人负责 assign no task
_NO_MATTER = re.compile(r"(?:的|具体)?(?:解释|人(?![才民口员居力工防社事均大行类])|同志|干部)")


def read_duties(text: str) -> Iterator[Duty]:
    """The duties that sentences of `text` give to bodies, in its order, none overlapping another."""
    done = 0
    for match in sorted([*_BY.finditer(text), *_sentence_heads(text)], key=lambda m: m.start("list")):
        start, word = match.start("list"), match.group("verb")
        mentions = list(split_mentions(text, *match.span("list")))
        by = match.re is _BY
        if start < done or not mentions or _CONVENTION.search(text, start, match.end()):
            continue
        if not all(_particular(m, word, by=by) for m in mentions):
            continue
        bearers = [bearer_of(m, "neutral" if word == "负责" else "lead", word) for m in mentions]
        if word == "会同":
            others = list(leading_mentions(text, match.end("verb"), match.end()))
            if not others:
                continue
            bearers += [bearer_of(m, "participant", word) for m in others]
        elif _NO_MATTER.match(match.group("matter")):
            continue
        bearers += _further(text, match.end("verb"))
        done = max(match.end("verb"), bearers[-1].end)
        yield Duty(start, done, tuple(bearers))


def _further(text: str, at: int) -> Iterator[Bearer]:
    """Those that the rest of the sentence names: 由市水利局牵头制定规程，|市财政局配合；|市气象局负责监测。"""
    stop = _SENTENCE_END.search(text, at)
    for part in _PART.finditer(text, at, stop.start() if stop else len(text)):
        if together := _TOGETHER.match(text, *part.span()):
            yield from (bearer_of(m, "participant", "会同") for m in leading_mentions(text, together.end(), part.end()))
        elif duty := _PART_DUTY.match(text, *part.span()):
            mentions = list(split_mentions(text, *duty.span("list")))
            if all(likely_agency(m) for m in mentions) and any(known_agency(m.text) or m.group for m in mentions):
                word = duty.group("verb")
                yield from (bearer_of(m, _FURTHER.get(word, "participant"), word) for m in mentions)


def _particular(mention: Mention, verb: str, *, by: bool) -> bool:
    """True for one office, for a group that leads (省级民政部门|牵头), and for one behind 由 (由各县区|负责)."""
    if known_agency(mention.text):
        return True
    return mention.group and (mention.text.startswith(_GROUPS) if verb != "负责" else by and mention.text[0] == "各")


def _sentence_heads(text: str) -> Iterator[re.Match[str]]:
    """The sentences that begin with bodies and what they bear, found from the verb backward."""
    for duty in _DUTY.finditer(text):
        floor = max(0, duty.start() - 64)
        begin = max(text.rfind(sign, floor, duty.start()) for sign in "。；：\n，") + 1
        if not begin and floor:
            continue
        match = _WITH.match(text, begin) if duty.group() == "会同" else _SUBJECT.match(text, begin)
        if match and match.start("verb") <= duty.start():
            yield match
