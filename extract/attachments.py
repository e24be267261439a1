"""附件: the attachments that a document lists, else those that follow it under a heading 附件.

>>> text = "特此通知。\\n附件：1.重点任务分工表\\n　　　2.云澜市制造业绿色转型\\n　　　　指标体系\\n云澜市人民政府"
>>> [(a.number, a.title) for a in read_attachments(text, "关于绿色制造的通知")]
[('1', '重点任务分工表'), ('2', '云澜市制造业绿色转型指标体系')]
"""

import re
from collections.abc import Iterator

from extract.dates import ANY_DAY
from extract.facts import Attachment
from extract.lexicons import alternation, entries

_TYPE = alternation(entries("document_types.txt"))
_BODY = alternation(entries("issuer_endings.txt"))
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
# 附件：1.重点任务分工表 · 附件1：重点任务分工表 · 附：名单
_LIST = re.compile(
    rf"^[ \t　]*+附[ 　]*+(?:[件表][ 　]*+)?"
    rf"(?:(?P<number>{_NUMBER})?[ 　]*+[:：.．]|(?P<bare>{_NUMBER})(?=[ 　]++\S))[ \t　]*+(?P<rest>[^\n]*)$",
    re.MULTILINE,
)
# 附件 · 附件2, on a line of its own above the attachment itself.
_HEADING = re.compile(rf"^[ \t　#]*+附[ 　]*+件[ 　]*+(?P<number>{_NUMBER})?[ 　]*+[:：]?[ \t　\r]*+$", re.MULTILINE)
_ITEM = re.compile(rf"[ \t　]*(?P<number>\d{{1,2}}(?=[.．、 　])|[（(]{_NUMBER}[）)])[.．、 　]?[ \t　]*(?=[^\d\s.．])")
_NEXT_ITEM = re.compile(r"(?<![ \t　])[ \t　]++(?=\d{1,2}[.．、])")
# The signature, a day, a note in brackets or a new heading ends a list.
_ENDS = re.compile(
    rf"[ \t　]*(?:{ANY_DAY}|[（(]|附[ 　]*件|[一二三四五六七八九十]+、|第[一二三四五六七八九十]+[章条])"
    rf"|[^\n]*(?:{_BODY}|{ANY_DAY})[ \t　\r]*$"
)
_FILE = r"\.(?:docx?|xlsx?|pdf|wps|et|zip|rar)"
_COMPLETE = re.compile(rf"(?:{_TYPE}|[）)表图单册书样式名录]|{_FILE})[ \t　\r]*$", re.IGNORECASE)
_AROUND = re.compile(rf"^[《\s　]+|(?:[》\s　。；;]|[（(][^（）()]*略[）)]|{_FILE}){{1,40}}$", re.IGNORECASE)
_LONGEST = 60
_MOST_LINES = 60

_Part = tuple[str | None, int, int]


def read_attachments(text: str, title: str) -> tuple[Attachment, ...]:
    """The attachments in the order of the text. A text that is itself one, 附件 above its `title`, has none by that."""
    found = {a.number or a.title: a for a in reversed([*_attachments(text, _listed(text), "attachment.list")])}
    if not found:
        parts = (part for part in _headed(text) if not _squeezed(text[part[1] : part[2]]).startswith(title[:12]))
        found = {a.number or a.title: a for a in reversed([*_attachments(text, parts, "attachment.heading")])}
    return tuple(sorted(found.values(), key=lambda a: a.start))


def _attachments(text: str, parts: Iterator[_Part], rule: str) -> Iterator[Attachment]:
    for number, start, end in parts:
        trimmed = _AROUND.sub("", text[start:end])
        begin = start + text[start:end].find(trimmed)
        if trimmed:
            mark = number.strip("（()）") if number else None
            yield Attachment(mark, _squeezed(trimmed), begin, begin + len(trimmed), rule)


def _listed(text: str) -> Iterator[_Part]:
    """The items of each list: number, and the span of the title with all its lines."""
    done = 0
    for head in _LIST.finditer(text):
        if head.start() < done:
            continue
        current: _Part | None = None
        at = head.start("rest")
        for line, (start, end) in enumerate(_lines(text, at)):
            words = text[start:end]
            if line and (not words.strip() or _ENDS.match(words) or len(words) > _LONGEST):
                # A list may begin on the line below its head, an empty line between.
                if current is None and not words.strip() and line < 3:
                    continue
                break
            for begin, stop in _items(text, start, end):
                item = _ITEM.match(text, begin, stop)
                if item:
                    if current:
                        yield current
                    current = item.group("number"), item.end(), stop
                elif current is None:
                    current = (
                        (head.group("number") or head.group("bare"), begin, stop) if text[begin:stop].strip() else None
                    )
                elif _COMPLETE.search(text[current[1] : current[2]]):
                    break
                else:
                    current = current[0], current[1], stop
            else:
                done = end
                continue
            break
        if current:
            yield current


def _headed(text: str) -> Iterator[_Part]:
    """What follows each heading 附件: the lines up to one that ends as titles do."""
    for head in _HEADING.finditer(text):
        first = last = None
        for line, (start, end) in enumerate(_lines(text, min(head.end() + 1, len(text)))):
            words = text[start:end].strip()
            if (
                line > 4
                or len(words) > _LONGEST
                or re.search("[。；：:，]$", words)
                or (first is None and _ENDS.match(words))
            ):
                break
            if not words:
                if first is not None:
                    break
                continue
            first, last = start if first is None else first, end
            if _COMPLETE.search(words):
                break
        if first is not None and last is not None:
            yield head.group("number"), first, last


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The line, parted where it holds several items: 1.分工表　2.指标体系."""
    begin = end - len(text[start:end].lstrip())
    for gap in _NEXT_ITEM.finditer(text, begin, end):
        if _ITEM.match(text, begin, end):
            yield begin, gap.start()
            begin = gap.end()
    yield begin, end


def _lines(text: str, at: int) -> Iterator[tuple[int, int]]:
    for _ in range(_MOST_LINES):
        end = text.find("\n", at)
        yield at, len(text) if end < 0 else end
        if end < 0:
            return
        at = end + 1


def _squeezed(words: str) -> str:
    return re.sub(r"[\s　]+", "", words)
