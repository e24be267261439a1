"""Where a text says who bears a task: responsibility clauses and the lead convention.

>>> found = read_clauses("建成市级算力中心。（市数据局牵头，市财政局、各县区配合）")
>>> [(b.mention, b.role) for b in found.clauses[0].bearers]
[('市数据局', 'lead'), ('市财政局', 'participant'), ('各县区', 'participant')]

A clause stands in brackets, behind a label (责任单位：…), on a line of its own, or in running text (由…牵头). Its words
divide into parts; a part is a label with a list, a list with a verb, or a bare list that the next part completes. The
role follows from label and verb; 责任单位 and 负责 are neutral and settle once the whole clause is known.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from extract.lexicons import alternation, entries, patterns, table
from extract.mentions import Mention, known_agency, leading_mentions, likely_agency, split_mentions

Stated = Literal["lead", "participant", "neutral"]
Form = Literal["bracket", "label", "line", "running", "table"]


@dataclass(frozen=True, slots=True)
class Bearer:
    """One agency named in a clause, the role its words state, and the word that states it."""

    mention: str
    start: int
    end: int
    group: bool
    role: Stated
    word: str


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


@dataclass(frozen=True, slots=True)
class Convention:
    """A sentence that makes the first agency of each list the lead; it holds from `reach` on."""

    start: int
    end: int
    reach: int


@dataclass(frozen=True, slots=True)
class Clauses:
    """All clauses and conventions of a text, in its order."""

    clauses: tuple[Clause, ...]
    conventions: tuple[Convention, ...]


_LABELS = {label: role for label, (role,) in table("role_labels.tsv").items()}
_VERBS = {verb: (role, strength) for verb, (role, strength) in table("predicates.tsv").items()}
_NOUN = alternation(entries("bearer_nouns.txt"))
_LABEL_WORD = alternation(list(_LABELS))
# 责任单位： · 牵头考核单位: · 牵头： · 牵头单位为 (in brackets only)
_LABEL = rf"(?:[国省市县区州][级直])?(?P<label>{_LABEL_WORD})(?:(?:和|及|、|或)?{_LABEL_WORD})?{_NOUN}"
_UNNAMED = _LABEL.replace("?P<label>", "?:")
_BARE_LABEL = rf"(?P<bare>{_LABEL_WORD})"
_IN_BRACKET_LABEL = re.compile(rf"(?:{_LABEL}(?:\s*[:：]|为(?!牵头)|[ 　]+)|{_BARE_LABEL}\s*[:：])\s*")
_LINE_LABEL = re.compile(
    rf"(?:^|(?<=[。；！？）)】\n]))[ \t　]*(?:[【〔\[]{_UNNAMED}[】〕\]]\s*[:：]?|{_UNNAMED}\s*[:：])[ \t　]*(?=\S)",
    re.MULTILINE,
)
# 完成时限：2027年6月底前 · 适用范围：… (a label that names no bearer)
_OTHER_LABEL = re.compile(r"[一-鿿（）、]{2,12}\s*[:：]")

_ADVERB = alternation(entries("adverbs.txt"))
_STRONG = alternation([v for v, (_, s) in _VERBS.items() if s == "strong"])
_ANY_VERB = alternation(list(_VERBS))
# 按职责分工负责 · 牵头并组织实施 · 分别负责 (the verb that ends a list, with all that belongs to it)
_END_VERB = re.compile(
    rf"(?:{_ADVERB}|[，,]?\s*)*(?<![（(〔])(?P<verb>{_ANY_VERB})(?:，?并?{_ANY_VERB})*(?:工作|到位|等工作)?$"
)
_MID_VERB = re.compile(rf"(?:{_ADVERB})*(?<![（(〔])(?P<verb>{_STRONG})(?!{_NOUN})(?:，?并?{_ANY_VERB})*")
_TOGETHER = re.compile(r"会同")
# 市数据局（牵头）、市财政局
_MARKED = re.compile(rf"[（(〔](?:{alternation([w for w, r in _LABELS.items() if r == 'lead'])}){_NOUN}?[）)〕]")
_SUSPECT = re.compile(rf"{_ANY_VERB}|{_LABEL_WORD}{_NOUN}")
_BRACKETS = {"（": "）(", "(": ")）", "【": "】", "〔": "〕", "[": "]"}
_CLOSERS = {"）": "（(", ")": "(（", "】": "【", "〕": "〔", "]": "["}
_BRACKET_OR_BREAK = re.compile(r"[（(【〔\[）)】〕\]\n]")
_PART_END = "，,；;。\n"
_CONVENTION = patterns("conventions.txt")
_CARRIED = patterns("carried_clauses.txt")
_WHOLE_DOCUMENT = re.compile(alternation(entries("convention_scopes.txt")))
_LABEL_END = re.compile(r"[。\n]")
_SENTENCE_BREAK = re.compile(r"[。；！？\n（(）)【】]")


def read_clauses(text: str) -> Clauses:
    """The clauses and conventions of `text`, all offsets in code points of it."""
    conventions = tuple(_conventions(text))
    found = list(_bracket_clauses(text))
    found += _label_clauses(text, _Covered(found))
    found += _line_clauses(text, _Covered(found))
    found += _running_clauses(text, _Covered(found))
    found.sort(key=lambda clause: clause.start)
    return Clauses(tuple(found), conventions)


class _Covered:
    """The spans taken by clauses already found, for a test in logarithmic time."""

    def __init__(self, clauses: list[Clause]) -> None:
        self._spans = sorted((c.start, c.end) for c in clauses)
        self._starts = [start for start, _ in self._spans]

    def touches(self, start: int, end: int) -> bool:
        at = bisect_right(self._starts, start) - 1
        if at >= 0 and self._spans[at][1] > start:
            return True
        return at + 1 < len(self._spans) and self._spans[at + 1][0] < end


def _conventions(text: str) -> Iterator[Convention]:
    for match in _CONVENTION.finditer(text):
        start = max(
            (m.end() for m in _SENTENCE_BREAK.finditer(text, max(0, match.start() - 80), match.start())), default=0
        )
        start = max(start, match.start() - 80, 0)
        stop = _SENTENCE_BREAK.search(text, match.end())
        end = stop.start() if stop else len(text)
        sentence = text[start:end]
        # （A、B负责，排在第一位的为牵头部门，下同）: the clause's own list is no part of the convention's sentence.
        lead_in = re.search(r"[，,；;](?=[^，,；;]*$)", text[start : match.start()])
        if lead_in and _END_VERB.search(text[start : start + lead_in.start()]):
            start += lead_in.end()
        line = text.rfind("\n", 0, match.start()) + 1
        reach = 0 if _WHOLE_DOCUMENT.search(sentence) or re.match(r"\s*(?:注|备注|说明)", text[line:start]) else line
        yield Convention(start, end, reach)


def _brackets(text: str) -> list[tuple[int, int]]:
    """Matched pairs of brackets within a paragraph, outer before inner, as (position of opener, past the closer)."""
    pairs: list[tuple[int, int]] = []
    stack: list[int] = []
    for match in _BRACKET_OR_BREAK.finditer(text):
        sign, at = match.group(), match.start()
        if sign in _BRACKETS:
            stack.append(at)
        elif sign in _CLOSERS:
            for depth in range(len(stack) - 1, -1, -1):
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
    for start, end in _brackets(text):
        if start < done:
            continue
        inner_start, inner_end = start + 1, end - 1
        carry = _CARRIED.search(text, inner_start, inner_end)
        if carry:
            inner_end = carry.start()
        if _SUSPECT.search(text, inner_start, inner_end):
            bearers = _parse(text, inner_start, inner_end)
            if bearers:
                done = end
                yield Clause(start, end, bearers, "bracket")
        elif end - start < 120 and text[start - 1 : start] in "。；！" and _ends_sentence(text, end):
            mentions = list(split_mentions(text, inner_start, inner_end))
            if mentions and all(known_agency(m.text) or m.group for m in mentions):
                done = end
                yield Clause(start, end, tuple(_neutral(m, "列举") for m in mentions), "bracket")


def _ends_sentence(text: str, at: int) -> bool:
    return text[at : at + 1] in "\n。" or text[at : at + 1] == ""


def _neutral(mention: Mention, word: str) -> Bearer:
    return bearer_of(mention, "neutral", word)


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of a clause between commas, semicolons and labels, nested brackets kept whole."""
    labels = {m.start() for m in _IN_BRACKET_LABEL.finditer(text, start, end) if m.start() > start}
    depth, begin = 0, start
    for at in range(start, end):
        sign = text[at]
        if sign in _BRACKETS:
            depth += 1
        elif sign in _CLOSERS:
            depth = max(0, depth - 1)
        elif depth == 0 and (sign in _PART_END or at in labels):
            yield begin, at
            begin = at if at in labels else at + 1
    yield begin, end


def _parse(text: str, start: int, end: int) -> tuple[Bearer, ...]:
    """The bearers that a clause's words name, or none where they are no clause."""
    bearers: list[Bearer] = []
    pending: list[Mention] = []
    label: tuple[Stated, str] | None = None
    for begin, stop in _parts(text, start, end):
        while begin < stop and text[begin].isspace():
            begin += 1
        while stop > begin and text[stop - 1].isspace():
            stop -= 1
        if begin >= stop or _CONVENTION.search(text, begin, stop):
            continue
        match = _IN_BRACKET_LABEL.match(text, begin, stop)
        if match:
            word = match.group("label") or match.group("bare")
            label = stated_role(_LABELS[word]), match.group().strip(" 　:：")
            begin = match.end()
        elif _OTHER_LABEL.match(text, begin, stop):
            label = None
            continue
        state = _State(text, label)
        state.read(begin, stop, pending)
        if state.pending is not None:
            pending = [*pending, *state.pending] if not label else pending
            if label:
                bearers += [bearer_of(m, *label) for m in state.pending]
            continue
        bearers += state.bearers
        pending = []
        if state.bearers:
            label = None
    if bearers:
        bearers += [_neutral(m, bearers[-1].word) for m in pending if likely_agency(m)]
    bearers = [replace(b, role="lead", word="（牵头）") if _MARKED.match(text, b.end, end) else b for b in bearers]
    bearers.sort(key=lambda b: b.start)
    return tuple(bearers) if _credible(bearers) else ()


def other_fields(text: str, clause: Clause) -> Iterator[tuple[str, int, int]]:
    """What a clause says beside its bearers, as (label, start, end of its words).

    >>> text = "（责任单位：市数据局；完成时限：2027年6月底前）"
    >>> [(label, text[a:b]) for label, a, b in other_fields(text, read_clauses(text).clauses[0])]
    [('完成时限', '2027年6月底前')]
    """
    end = clause.end - 1 if clause.form == "bracket" else clause.end
    for begin, stop in _parts(text, clause.start + (clause.form == "bracket"), end):
        begin += len(text[begin:stop]) - len(text[begin:stop].lstrip())
        match = _OTHER_LABEL.match(text, begin, stop)
        if match and not _IN_BRACKET_LABEL.match(text, begin, stop):
            yield match.group().rstrip(":： 　"), match.end(), stop


def stated_role(role: str) -> Stated:
    """The role that a label or verb of the lexicons states."""
    return "lead" if role == "lead" else "participant" if role == "participant" else "neutral"


def bearer_of(mention: Mention, role: Stated, word: str) -> Bearer:
    """A mention as the bearer of the role that `word` states."""
    return Bearer(mention.text, mention.start, mention.end, mention.group, role, word)


def _credible(bearers: list[Bearer]) -> bool:
    """True where most of the names are shaped like agencies, so that 「企业自行负责」 is no clause."""
    shaped = sum(1 for b in bearers if likely_agency(Mention(b.mention, b.start, b.end, b.group)))
    return shaped * 2 > len(bearers)


class _State:
    """One part of a clause being read: its bearers, or the mentions that wait for a verb."""

    def __init__(self, text: str, label: tuple[Stated, str] | None) -> None:
        self.text, self.label = text, label
        self.bearers: list[Bearer] = []
        self.pending: list[Mention] | None = None

    def read(self, begin: int, stop: int, waiting: list[Mention]) -> None:
        """Read `text[begin:stop]`; `waiting` are the mentions of the parts before it that had no verb."""
        text = self.text
        together = _TOGETHER.search(text, begin, stop)
        if together and not self.label:
            left = [*waiting, *self._list(begin, together.start())]
            end_verb = _END_VERB.search(text, together.end(), stop)
            right = self._list(together.end(), end_verb.start() if end_verb else stop)
            if right:
                self.bearers = [bearer_of(m, "lead", "会同") for m in left]
                self.bearers += [bearer_of(m, "participant", "会同") for m in right]
                return
        end_verb = _END_VERB.search(text, begin, stop)
        mid_verb = _MID_VERB.search(text, begin, stop)
        if mid_verb and (not end_verb or mid_verb.start() < end_verb.start()):
            self._verb(begin, mid_verb, waiting)
            if self.bearers and mid_verb.end() < stop:
                rest = _State(text, None)
                rest.read(mid_verb.end(), stop, [])
                if rest.pending is None:
                    self.bearers += rest.bearers
        elif end_verb:
            self._verb(begin, end_verb, waiting)
        else:
            self.pending = self._list(begin, stop)

    def _verb(self, begin: int, verb: re.Match[str], waiting: list[Mention]) -> None:
        word = verb.group("verb")
        role = stated_role(_VERBS[word][0])
        if role == "neutral" and self.label:
            role, word = self.label
        self.bearers = [bearer_of(m, role, word) for m in [*waiting, *self._list(begin, verb.start())]]

    def _list(self, begin: int, stop: int) -> list[Mention]:
        mentions = list(split_mentions(self.text, begin, stop))
        shaped = [m for m in mentions if likely_agency(m)]
        # An unknown short name among agencies (移动、联通、铁塔公司) bears the task as they do; a phrase does not.
        return (
            [m for m in mentions if likely_agency(m) or (len(m.text) <= 12 and len(shaped) * 2 >= len(mentions))]
            if shaped
            else []
        )


def _label_clauses(text: str, covered: _Covered) -> Iterator[Clause]:
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
        bearers = _parse(text, start, end) if content == text[start:end] else _bracketed_label(text, match, end)
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
    label = next(word for word in sorted(_LABELS, key=len, reverse=True) if word in match.group())
    mentions = [m for m in split_mentions(text, match.end(), end) if likely_agency(m)]
    return tuple(bearer_of(m, stated_role(_LABELS[label]), match.group().strip(" 【】〔〕[]:：\t　")) for m in mentions)


def _in_table(text: str, at: int) -> bool:
    line_start = text.rfind("\n", 0, at) + 1
    line_end = text.find("\n", at)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    return line.count("\t") >= 1 or line.count("|") >= 2


_LINE = re.compile(rf"[^\n：:。\t]{{2,160}}?(?:{_ADVERB})*{_ANY_VERB}(?=[。；]?[ \t　\r]*(?:\n|$))")
_LINE_END = re.compile(rf"{_ANY_VERB}[。；]?[ \t　\r]*$", re.MULTILINE)


def _line_clauses(text: str, covered: _Covered) -> Iterator[Clause]:
    """Lines that hold nothing but a clause: 市教育局牵头，市财政局配合。"""
    for ending in _LINE_END.finditer(text):
        start = text.rfind("\n", 0, ending.start()) + 1
        while start < ending.start() and text[start] in " \t　":
            start += 1
        match = _LINE.match(text, start)
        if not match or covered.touches(*match.span()):
            continue
        start, end = match.span()
        bearers = _parse(text, start, end)
        named = sum(len(b.mention) for b in bearers)
        if bearers and all(known_agency(b.mention) or b.group for b in bearers) and named * 2 >= end - start - 4:
            yield Clause(start, end, bearers, "line")


_BY = re.compile(
    rf"由(?P<list>[^，。；：（）\n由]{{2,60}}?)(?:{_ADVERB})*(?P<verb>牵头|负责|会同)(?P<matter>[^，。；\n]{{0,20}})"
)
_NUMBERED = r"[ \t　]*(?:[（(]?[一二三四五六七八九十\d.]+[）).、．　]\s*)?"
_SUBJECT = re.compile(
    rf"{_NUMBERED}(?P<list>[^，。；：（）\n]{{2,60}}?)(?:{_ADVERB})*(?P<verb>牵头负责|牵头|负责)(?P<matter>[^，。；\n]{{2,}})"
)
# 生态环境部会同财政部、农业农村部等部门筛选确定……
_WITH = re.compile(
    rf"{_NUMBERED}(?P<list>[^，。；：（）\n]{{2,60}}?)(?P<verb>会同)(?P<others>[^，。；：（）\n]{{2,160}})"
)
_DUTY = re.compile("牵头|负责|会同")
# 由市科技局负责解释 · 由主要负责人负责 assign no task
_NO_MATTER = re.compile(r"(?:的|具体)?(?:解释|人|同志|干部)")


def _sentence_heads(text: str) -> Iterator[re.Match[str]]:
    """The sentences that begin with bodies and what they bear, found from the verb backward."""
    for duty in _DUTY.finditer(text):
        floor = max(0, duty.start() - 64)
        pattern, breaks = (_WITH, "。；：\n，") if duty.group() == "会同" else (_SUBJECT, "。；：\n")
        begin = max(text.rfind(sign, floor, duty.start()) for sign in breaks) + 1
        match = pattern.match(text, begin) if begin or floor == 0 else None
        if match and match.start("verb") <= duty.start():
            yield match


def _running_clauses(text: str, covered: _Covered) -> Iterator[Clause]:
    """Agencies that running text makes bearers: 由市水利局牵头…… · 市财政局负责…… · 市教育局会同有关部门……"""
    done = 0
    for match in sorted([*_BY.finditer(text), *_sentence_heads(text)], key=lambda m: m.start("list")):
        start, end = match.start("list"), match.end("verb")
        if start < done or covered.touches(start, end) or _in_table(text, start):
            continue
        mentions = list(split_mentions(text, *match.span("list")))
        if not mentions or not all(known_agency(m.text) for m in mentions):
            continue
        word = match.group("verb")
        others: list[Mention] = []
        if match.re is _WITH:
            others = list(leading_mentions(text, *match.span("others")))
            if not others:
                continue
            end = others[-1].end
        elif _NO_MATTER.match(match.group("matter")):
            continue
        role: Stated = "neutral" if word == "负责" else "lead"
        done = end
        bearers = [bearer_of(m, role, word) for m in mentions] + [bearer_of(m, "participant", word) for m in others]
        yield Clause(start, end, tuple(bearers), "running")
