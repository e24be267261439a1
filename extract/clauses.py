"""Where a text says who bears a task: responsibility clauses.

>>> found = read_clauses("建成市级算力中心。（市数据局牵头，市财政局、各县区配合）")
>>> [(b.mention, b.role) for b in found[0].bearers]
[('市数据局', 'lead'), ('市财政局', 'participant'), ('各县区', 'participant')]

A clause stands in brackets, behind a label (责任单位：…), on a line of its own, or in running text (由…牵头).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from extract.bearers import (
    ADVERBS,
    BEARER_NOUN,
    DUTY_VERB,
    LABEL,
    LABEL_WORD,
    Bearer,
    bearer_of,
    fields_beside,
    label_role,
    read_bearers,
)
from extract.first_signs import led
from extract.lexicons import patterns
from extract.mentions import known_agency, likely_agency, split_mentions
from extract.running import read_duties
from extract.spans import Spans

Form = Literal["bracket", "label", "line", "running", "table"]


@dataclass(frozen=True, slots=True)
class Clause:
    """A passage that names bearers. A closing clause ends the matter before it; one in running text does not."""

    start: int
    end: int
    bearers: tuple[Bearer, ...]
    form: Form

    @property
    def closing(self) -> bool:
        """True where the clause closes the sentences before it."""
        return self.form != "running"

    @property
    def words(self) -> tuple[int, int]:
        """The span of the clause without the brackets around it."""
        inset = self.form == "bracket"
        return self.start + inset, self.end - inset


_LINE_LABEL = re.compile(
    led(rf"(?:^|(?<=[。；！？）)】\n]))[ \t　]*(?:[【〔\[]{LABEL}[】〕\]]\s*[:：]?|{LABEL}\s*[:：])[ \t　]*(?=\S)"),
    re.MULTILINE,
)
_SUSPECT = re.compile(rf"{DUTY_VERB}|会同|{LABEL_WORD}{BEARER_NOUN}")
_OPENERS = "（(【〔["
_CLOSERS = {"）": "（(", ")": "(（", "】": "【", "〕": "〔", "]": "["}
_BRACKET_OR_BREAK = re.compile(r"[（(【〔\[）)】〕\]\n]")
_CARRIED = patterns("carried_clauses.txt")
_LABEL_END = re.compile(r"[。\n]")
_BROKEN_LABEL = re.compile(
    r"(?P<opener>[（(])(?P<head>[^\s，、；。：:（）()]{1,5})(?P<gap>\s*\n\s*)(?P<tail>[^\s，、；。：:（）()]{0,5}[：:])"
)
_WHOLE_LABEL = re.compile(rf"{LABEL}[：:]")


def read_clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of `text` in its order, all offsets in code points of it; none overlaps another."""
    text = _rejoined(text)
    found = list(_bracket_clauses(text))
    found += _label_clauses(text, _taken(found))
    found += _line_clauses(text, _taken(found))
    covered = _taken(found)
    found += (
        Clause(duty.start, duty.end, duty.bearers, "running")
        for duty in read_duties(text)
        if not covered.touches(duty.start, duty.end) and not _in_table(text, duty.start)
    )
    return tuple(sorted(found, key=lambda clause: clause.start))


def _rejoined(text: str) -> str:
    """The text with what breaks the label of a bracket moved before it, where the end of a page fell into it.

    >>> _rejoined("。（牵头部\\n\\n门：市水务局）")
    '。（  牵头部门：市水务局）'
    """

    def moved(found: re.Match[str]) -> str:
        label = found["head"] + found["tail"]
        whole = _WHOLE_LABEL.fullmatch(label)
        return found["opener"] + " " * len(found["gap"]) + label if whole else found.group()

    return _BROKEN_LABEL.sub(moved, text)


def other_fields(text: str, clause: Clause) -> Iterator[tuple[str, int, int]]:
    """What a clause says beside its bearers, as (label, start, end of its words): its 完成时限, its 适用范围."""
    yield from fields_beside(text, *clause.words)


def _taken(clauses: list[Clause]) -> Spans:
    return Spans((clause.start, clause.end) for clause in clauses)


# How many brackets are left open where one closes, and the signs that a pair holds: no clause has more of either.
_DEEPEST = 50
_LONGEST_BRACKETS = 2_000


def brackets(text: str) -> list[tuple[int, int]]:
    """Matched pairs of brackets within a paragraph, outer before inner, as (position of opener, past the closer)."""
    pairs: list[tuple[int, int]] = []
    stack: list[int] = []
    for match in _BRACKET_OR_BREAK.finditer(text):
        sign, at = match.group(), match.start()
        if sign in _OPENERS:
            stack.append(at)
        elif sign in _CLOSERS:
            for depth in range(len(stack) - 1, max(len(stack) - _DEEPEST, 0) - 1, -1):
                if text[stack[depth]] in _CLOSERS[sign]:
                    pairs.append((stack[depth], at + 1))
                    del stack[depth:]
                    break
        elif stack and not _wrapped(text, stack[0], at):
            stack.clear()
    pairs.sort(key=lambda pair: (pair[0], -pair[1]))
    return pairs


def _wrapped(text: str, opener: int, newline: int) -> bool:
    """True where a bracket that runs over a line end is likely one clause broken by wrapping."""
    return (
        newline - opener < 200
        and text[newline - 1 : newline] in "、，；;,"
        and text[newline + 1 : newline + 2].strip() != ""
    )


def _bracket_clauses(text: str) -> Iterator[Clause]:
    done = 0
    for start, end in brackets(text):
        if start >= done and end - start <= _LONGEST_BRACKETS and (bearers := _in_brackets(text, start, end)):
            done = end
            yield Clause(start, end, bearers, "bracket")


def _in_brackets(text: str, start: int, end: int) -> tuple[Bearer, ...]:
    """The bearers that a pair of brackets names: by a verb or label, or as a bare list that closes a sentence."""
    carried = _CARRIED.search(text, start + 1, end - 1)
    stop = carried.start() if carried else end - 1
    # A word of duty may be part of a name, as 监管 is of 金融监管总局; then the list may still be a bare one.
    if states_duty(text, start, end) and (bearers := read_bearers(text, start + 1, stop)):
        return bearers
    mentions = list(split_mentions(text, start + 1, stop)) if closes_sentence(text, start, end) else []
    known = sum(known_agency(m.text) or m.group for m in mentions)
    listed = mentions and known * 2 >= len(mentions) and all(likely_agency(m) for m in mentions)
    return tuple(bearer_of(m, "neutral", "列举") for m in mentions) if listed else ()


def states_duty(text: str, start: int, end: int) -> bool:
    """True where brackets hold a word of duty: 牵头, 负责, 责任单位."""
    return _SUSPECT.search(text, start + 1, end - 1) is not None


def closes_sentence(text: str, start: int, end: int) -> bool:
    """True where brackets stand behind a sentence's end, so that a bare list in them can be of who bears it."""
    return end - start < 120 and text[start - 1 : start] in ("。", "；", "！")


def _label_clauses(text: str, covered: Spans) -> Iterator[Clause]:
    """Clauses behind a label without brackets, label lines that follow each other taken together."""
    pending: Clause | None = None
    done = 0
    for match in _LINE_LABEL.finditer(text):
        start = match.start() + (len(match.group()) - len(match.group().lstrip()))
        if start < done or covered.touches(start, match.end()) or _in_table(text, start):
            continue
        stop = _LABEL_END.search(text, match.end())
        end = stop.start() if stop else len(text)
        content = text[start:end].replace("【", " ").replace("】", "：")
        bearers = read_bearers(text, start, end) if content == text[start:end] else _bracketed_label(text, match, end)
        done = end
        if not bearers:
            continue
        if pending and not text[pending.end : start].strip(" \t　\r\n。；"):
            pending = replace(pending, end=end, bearers=pending.bearers + bearers)
            continue
        if pending:
            yield pending
        pending = Clause(start, end, bearers, "label")
    if pending:
        yield pending


def _bracketed_label(text: str, match: re.Match[str], end: int) -> tuple[Bearer, ...]:
    """【责任单位】市水利局、市财政局"""
    role, word = label_role(match.group()), match.group().strip(" 【】〔〕[]:：\t　")
    return tuple(bearer_of(m, role, word) for m in split_mentions(text, match.end(), end) if likely_agency(m))


def _in_table(text: str, at: int) -> bool:
    line_start = text.rfind("\n", 0, at) + 1
    line_end = text.find("\n", at)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    return line.count("\t") >= 1 or line.count("|") >= 2


_LINE = re.compile(rf"[^\n：:。\t]{{2,160}}?{ADVERBS}{DUTY_VERB}(?=[。；]?[ \t　\r]*(?:\n|$))")
_LINE_END = re.compile(rf"{DUTY_VERB}[。；]?[ \t　\r]*$", re.MULTILINE)


def _line_clauses(text: str, covered: Spans) -> Iterator[Clause]:
    """Lines that hold nothing but a clause: 市教育局牵头，市财政局配合。"""
    for ending in _LINE_END.finditer(text):
        start = text.rfind("\n", 0, ending.start()) + 1
        while start < ending.start() and text[start] in " \t　":
            start += 1
        match = _LINE.match(text, start)
        if not match or covered.touches(*match.span()):
            continue
        start, end = match.span()
        bearers = read_bearers(text, start, end)
        named = sum(len(b.mention) for b in bearers)
        # 各级干部带头抓好落实。 calls on everyone and gives no one a task.
        stated = any(not b.group for b in bearers) or any(b.word in ("牵头", "负责", "配合") for b in bearers)
        known = all(known_agency(b.mention) or b.group for b in bearers)
        if bearers and stated and known and named * 2 >= end - start - 4:
            yield Clause(start, end, bearers, "line")
