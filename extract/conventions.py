"""The lead convention: a sentence that makes the first agency of each list the lead.

>>> text = "做强平台。（市数据局、市财政局负责）（所列第一个单位为牵头单位，下同）"
>>> [text[c.start : c.end] for c in read_conventions(text)]
['所列第一个单位为牵头单位，下同']
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.bearers import ends_in_verb
from extract.lexicons import alternation, entries, patterns


@dataclass(frozen=True, slots=True)
class Convention:
    """A sentence that makes the first agency of each list the lead; it holds from `reach` on."""

    start: int
    end: int
    reach: int


_CONVENTION = patterns("conventions.txt")
_WHOLE_DOCUMENT = re.compile(alternation(entries("convention_scopes.txt")))
# 以下各项任务 · 下同: whatever else the sentence says, it holds from where it stands.
_FROM_HERE = re.compile("以下|下列|下同")
_SENTENCE_BREAK = re.compile(r"[。；！？\n（(）)【】]")


def read_conventions(text: str) -> Iterator[Convention]:
    """The conventions of `text`, in its order."""
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
        if lead_in and ends_in_verb(text[start : start + lead_in.start()]):
            start += lead_in.end()
        line = text.rfind("\n", 0, match.start()) + 1
        noted = _WHOLE_DOCUMENT.search(sentence) or re.match(r"\s*(?:注|备注|说明)", text[line:start])
        reach = 0 if noted and not _FROM_HERE.search(sentence) else line
        yield Convention(start, end, reach)
