"""The words of one clause: who is named in it, and in which role its labels and verbs put them.

>>> text = "市数据局牵头，市财政局等部门按职责分工负责"
>>> [(b.mention, b.role, b.word) for b in read_bearers(text, 0, len(text))]
[('市数据局', 'lead', '牵头'), ('市财政局', 'neutral', '负责')]

The words divide into parts; a part is a label with a list (责任单位：…), a list with a verb (…牵头), or a bare list
that the next part completes. The role follows from label and verb; 责任单位 and 负责 are neutral and settle once the
whole clause is known.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from extract.first_signs import led
from extract.lexicons import alternation, entries, patterns, table
from extract.mentions import Mention, agency_like, leading_mentions, likely_agency, split_mentions

Stated = Literal["lead", "participant", "neutral"]


class Bearer(NamedTuple):
    """One agency named in a clause, the role its words state, and the word that states it."""

    mention: str
    start: int
    end: int
    group: bool
    role: Stated
    word: str


_LABELS = {label: role for label, (role,) in table("role_labels.tsv").items()}
_VERBS = {verb: (role, strength) for verb, (role, strength) in table("predicates.tsv").items()}
BEARER_NOUN = alternation(entries("bearer_nouns.txt"))
LABEL_WORD = alternation(list(_LABELS))
# 责任单位： · 牵头考核单位: · 牵头： · 牵头单位为 (in brackets only)
_LABEL = rf"(?:[国省市县区州][级直])?(?P<label>{LABEL_WORD})(?:(?:和|及|、|或)?{LABEL_WORD})?{BEARER_NOUN}"
LABEL = _LABEL.replace("?P<label>", "?:")
_BARE_LABEL = rf"(?P<bare>{LABEL_WORD})"
_IN_BRACKET_LABEL = re.compile(led(rf"(?:{_LABEL}(?:\s*[:：]|为(?!牵头)|[ 　]+)|{_BARE_LABEL}\s*[:：])\s*"))
_LABEL_END = re.compile("[:：为 　]")
# 完成时限：2027年6月底前 · 适用范围：… (a label that names no bearer)
_OTHER_LABEL = re.compile(r"[一-鿿（）、]{2,12}\s*[:：]")
_COLON = re.compile("[:：]")

# As many adverbs as a clause has: any number of them could be told apart in too many ways.
ADVERBS = rf"(?:{alternation(entries('adverbs.txt'))}){{0,6}}"
_STRONG = alternation([v for v, (_, s) in _VERBS.items() if s == "strong"])
DUTY_VERB = alternation(list(_VERBS))
# 按职责分工负责 · 牵头并组织实施 · 分别负责 (the verb that ends a list, with all that belongs to it)
_END_VERB = re.compile(
    led(
        rf"(?:{ADVERBS}[，,\s]{{0,4}}){{0,3}}(?<![（(〔])(?P<verb>{DUTY_VERB})"
        rf"(?:，?并?{DUTY_VERB}){{0,4}}(?:工作|到位|等工作)?$"
    )
)
_MID_VERB = re.compile(led(rf"{ADVERBS}(?<![（(〔])(?P<verb>{_STRONG})(?!{BEARER_NOUN})(?:，?并?{DUTY_VERB}){{0,4}}"))
_TOGETHER = re.compile(r"会同")
# 市数据局为牵头单位
_NAMED_AS = re.compile(rf"(?:作为|为|是)(?P<label>{LABEL_WORD}){BEARER_NOUN}$")
# 市数据局（牵头）、市财政局
_MARKED = re.compile(rf"[（(〔](?:{alternation([w for w, r in _LABELS.items() if r == 'lead'])}){BEARER_NOUN}?[）)〕]")
_PART_SIGN = re.compile(r"[（(【〔\[）)】〕\]，,；;。\n]")
_CONVENTION = patterns("conventions.txt")


def read_bearers(text: str, start: int, end: int) -> tuple[Bearer, ...]:
    """The bearers that a clause's words name, or none where they are no clause."""
    bearers: list[Bearer] = []
    pending: list[Mention] = []
    label: tuple[Stated, str] | None = None
    for begin, stop in parts(text, start, end):
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
    if bearers or any(_MARKED.match(text, m.end, end) for m in pending):
        word = bearers[-1].word if bearers else "（牵头）"
        bearers += [bearer_of(m, "neutral", word) for m in pending if likely_agency(m)]
    bearers = [b._replace(role="lead", word="（牵头）") if _MARKED.match(text, b.end, end) else b for b in bearers]
    bearers.sort(key=lambda b: b.start)
    return tuple(bearers) if _credible(bearers) else ()


def parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of a clause between commas, semicolons and labels, nested brackets kept whole."""
    labelled = _LABEL_END.search(text, start, end)
    labels = {m.start() for m in _IN_BRACKET_LABEL.finditer(text, start, end) if m.start() > start} if labelled else ()
    depth, begin = 0, start
    for at in sorted({*labels, *(m.start() for m in _PART_SIGN.finditer(text, start, end))}):
        sign = text[at]
        if sign in "（(【〔[":
            depth += 1
        elif sign in "）)】〕]":
            depth = max(0, depth - 1)
        elif depth == 0:
            yield begin, at
            begin = at if at in labels else at + 1
    yield begin, end


def fields_beside(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """What the words of a clause say beside its bearers, as (label, start, end of its words).

    >>> text = "责任单位：市数据局；完成时限：2027年6月底前"
    >>> [(label, text[a:b]) for label, a, b in fields_beside(text, 0, len(text))]
    [('完成时限', '2027年6月底前')]
    """
    for begin, stop in parts(text, start, end) if _COLON.search(text, start, end) else ():
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
    shaped = agency_like([Mention(b.mention, b.start, b.end, b.group) for b in bearers])
    return sum(shaped) * 2 > len(bearers)


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
            # 会同市公安局|制定: what those named are to do is no verb of a clause.
            right = right if end_verb else list(leading_mentions(text, together.end(), stop)) or right
            if right:
                self.bearers = [bearer_of(m, "lead", "会同") for m in left]
                self.bearers += [bearer_of(m, "participant", "会同") for m in right]
                return
        if named_as := _NAMED_AS.search(text, begin, stop):
            word = named_as.group("label")
            bearers = [*waiting, *self._list(begin, named_as.start())]
            self.bearers = [bearer_of(m, stated_role(_LABELS[word]), word) for m in bearers]
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
        shaped = agency_like(mentions)
        # An unknown short name among agencies bears the task as they do; a phrase does not.
        known = any(shaped) and sum(shaped) * 2 >= len(mentions)
        return [m for m, like in zip(mentions, shaped, strict=True) if like or (known and len(m.text) <= 12)]


def label_role(words: str) -> Stated:
    """The role of the label in `words`, the longest that stands there."""
    label = next(word for word in sorted(_LABELS, key=len, reverse=True) if word in words)
    return stated_role(_LABELS[label])


def ends_in_verb(words: str) -> bool:
    """True where a list's verb ends the words: 市数据局、市财政局负责."""
    return _END_VERB.search(words) is not None
