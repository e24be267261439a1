"""发文字号: the number that a document bears, where it stands and in one spelling.

>>> [number.words for number in numbers("按照国发〔2019〕4号和《条例》（国务院令第706号）的要求")]
['国发〔2019〕4号', '国务院令第706号']
>>> spelt("国发 [2019] 4号"), spelt("国令第706号"), spelt("中华人民共和国主席令第四十一号")
('国发〔2019〕4号', '国务院令第706号', '主席令第41号')
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.lexicons import alternation, entries
from extract.numerals import han_value

_YEAR = r"[〔［\[【（(][ 　]*+(?P<year>(?:19|20)\d{2})[ 　]*+年?[〕］\]】）)]"
_COUNT = r"(?:\d{1,5}|[一二三四五六七八九十百〇零]{1,5})"
_ORDINAL = rf"(?:(?:19|20)\d{{2}}年[ 　]*+)?第[ 　]*+{_COUNT}[ 　]*+号"
# What follows the body's sign: 〔2026〕3号 · 令第706号 · 公告2023年第12号. The sign itself stands before it.
_TAIL = re.compile(
    r"(?=[〔［\[【（( 　第12])"  # one look where none can begin
    rf"(?:{_YEAR}[ 　]*+第?[ 　]*+\d{{1,5}}[ 　]*+号"
    rf"|(?<=[令告])[ 　]*+(?:{_ORDINAL}|[（(][ 　]*+{_ORDINAL}[ 　]*+[）)]))"
)
_SIGN = re.compile(r"[一-鿿]{1,16}[ 　]*$")
# 主席令 is one body's, its number begins anew with every congress; so do the orders of ministries.
_ALWAYS_COUNTED_ON = "国务院令"
# 按照国发〔2019〕4号: what stands before the sign and is no part of it, up to its last sign.
_LEAD_IN = re.compile(rf"^.*(?:{alternation(entries('number_lead_ins.txt'))})(?=..)")
_AND = re.compile("[和及与](?=[一-鿿])")
_CLOSING = frozenset("》）)”号")
_LONGEST_SIGN = 10
_LONGEST_ORDER = 16


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number as written, `text[start:end]`."""

    words: str
    start: int
    end: int


def numbers(text: str, start: int = 0, end: int | None = None) -> Iterator[DocumentNumber]:
    """The document numbers in `text[start:end]`, in order."""
    for tail in _TAIL.finditer(text, start, len(text) if end is None else end):
        sign = _SIGN.search(text, max(start, tail.start() - 24), tail.start())
        if sign is None:
            continue
        # 1991年3月4日国务院令第76号
        dated = sign.group()[0] in "年月日" and text[sign.start() - 1 : sign.start()].isdigit()
        begin = sign.start() + dated
        # 《…规程》和国发〔2025〕6号; 和政〔2025〕6号 in a bracket of its own is 和田's.
        begin += bool(_AND.match(text, begin) and text[begin - 1 : begin] in _CLOSING)
        cut = _LEAD_IN.match(text[begin : tail.start()])
        begin += cut.end() if cut else 0
        if tail.start() - begin <= (_LONGEST_SIGN if tail.group("year") else _LONGEST_ORDER):
            yield DocumentNumber(text[begin : tail.end()], begin, tail.end())


def whole_number(words: str) -> str | None:
    """`words` without spaces where they are a document number and nothing else."""
    if "号" not in words:
        return None
    squeezed = re.sub(r"[\s　]", "", words)
    tail = next(_TAIL.finditer(squeezed), None)
    if tail is None or tail.end() != len(squeezed) or not re.fullmatch(r"[一-鿿]{1,20}", squeezed[: tail.start()]):
        return None
    return squeezed


def spelt(number: str) -> str:
    """One spelling of a number, however its brackets, spaces and numerals are written."""
    words = re.sub(r"[\s　]", "", number)
    words = re.sub(r"[［\[【（(]((?:19|20)\d{2})年?[〕］\]】）)]第?0*(?=\d)", r"〔\1〕", words)
    words = re.sub(r"(?<=令)[（(](第[^）)]*号)[）)]", r"\1", words)
    words = re.sub(r"第([一二三四五六七八九十百〇零]+)号", lambda m: f"第{han_value(m.group(1))}号", words)
    words = re.sub(r"^中华人民共和国(?=国务院|主席)", "", words)
    return re.sub(r"^国令", "国务院令", words)


def identifies(number: str) -> bool:
    """Whether a number alone says which document it is: orders without a year are counted anew in every term.

    >>> identifies("国发〔2019〕4号"), identifies("国务院令第706号"), identifies("主席令第41号")
    (True, True, False)
    """
    words = spelt(number)
    return bool(re.search(r"〔\d{4}〕|\d{4}年", words)) or words.startswith(_ALWAYS_COUNTED_ON)
