"""A question cut into names that the graph knows, cues that say what is asked, and words that are neither.

    [(token.kind, token.text) for token in cut("市科技局牵头的任务花了多少钱", names)]
    # name 市科技局 · cue 牵头 · function 的 · cue 任务 · outside 花了 · …

Every character belongs to one token. Of all ways to cut a question the cheapest is taken: names and cues cost little, a
word that nothing explains costs much, and so the fewest words stay unexplained.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import ahocorasick_rs

from extract.lexicons import table
from extract.numerals import MULTIPLES, NUMBER, SHARE, figure_value
from extract.segment import words
from graph.asking.cues import cues, english_units, function_words, outside
from graph.asking.months import AFTER, BEFORE, longest_first, months
from graph.asking.names import Meaning, Names
from graph.asking.questions import Amount, Year

Kind = Literal["name", "cue", "function", "year", "figure", "unit", "part", "title", "outside", "word", "sign"]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a question at `start:end`; `tag` is a cue's, `meaning` a name's, `years` and `figure` a number's.

    `near` are the names that it cuts short, none where it is a name as it stands.
    """

    kind: Kind
    text: str
    start: int
    end: int
    tag: str = ""
    meaning: Meaning | None = None
    near: tuple[str, ...] = ()
    years: tuple[Year, ...] = ()
    figure: Amount | None = None


# What a token costs. A part of a name explains less than a name, and a word that nothing explains nearly nothing.
_COSTS: Final[dict[Kind, float]] = {
    "name": 1.0,
    "title": 1.0,
    "cue": 1.02,
    "function": 0.95,
    "year": 0.9,
    "figure": 1.03,
    "unit": 1.0,
    "part": 1.8,
    "outside": 1.7,
    "word": 3.0,
    "sign": 0.0,
}
_LONGER = 0.001
# 日 and 本 are words, but not in 日本.
_TORN = 1.4
# A name cut short gives way to one that stands there.
_CUT_SHORT = 0.3
_SHORTEST_PART = 4
# No piece of a name that people would give begins or ends in these.
_JOINTS = "的和与及、在等是由了"
_CHINESE = re.compile(r"[^\x00-\x7f]")
_LATIN = re.compile(r"[a-z0-9](?:[a-z0-9&.\-]|'(?!s\b))*")
_SIGN = re.compile(r"[\s\W_]")
# 国发〔2019〕3号
_DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,8}[〔\[(](?:19|20)\d\d[〕\])](?:第)?\d+号")
_TITLE = re.compile(r"《([^《》]+)》")

_NUMERAL_YEAR = r"(?:20|19)\d\d"
_YEAR = re.compile(
    rf"(?:(?P<before>{longest_first(BEFORE)}) ?)?(?:the year ?)?(?:到|至|截至|截止到?|在|于|in )?"
    rf"(?<![0-9a-z.])(?P<year>{_NUMERAL_YEAR})(?![0-9.]\d|\d) ?年? ?"
    rf"(?P<after>{longest_first(AFTER)})?(?:(?:年)?(?:底|末|度|内|当年|之内))?"
)
_YEARS = re.compile(
    rf"(?P<opens>between|from|从|自|在)? ?(?P<from>{_NUMERAL_YEAR}) ?年? ?"
    rf"(?P<joint>至|到|—|–|-|~|～|and|to|through|和) ?"
    rf"(?P<to>{_NUMERAL_YEAR}) ?年?(?P<closes>之间|期间|间)?"
)
# Months of no year that is named.
_MONTH = re.compile(
    r"(?<!\d)(?:1[0-2]|0?[1-9])月(?:份)?(?:[上中下]旬)?(?:\d{1,2}日)?(?:底|末)?(?:之前|以前|前|之后|以后|后)?"
    r"|[一二三四上下]季度|[上下]半年"
    r"|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b"
)
# 2025年和2027年 are two years, 2025年和2027年之间 are all from one to the other.
_TWO: Final = ("和", "and")
# 超过2000 is a figure.
_MORE: Final = re.compile(
    r"(?:above|over|below|under|(?:more|less|fewer|greater|higher|larger) than|exceed(?:s|ing)?|least|most"
    r"|超过|大于|高于|低于|小于|不少于|不足) ?$"
)
_HAN_YEAR = re.compile(r"二[〇零○](?P<tens>[一二三四五六七八九〇零][一二三四五六七八九〇零])年")


def cut(text: str, names: Names) -> list[Token]:
    """The tokens of `text`, a question in folded form, in order."""
    edges: dict[int, list[tuple[float, Token]]] = defaultdict(list)
    within = _within_words(text)
    for token in _candidates(text, names):
        cost = _COSTS[token.kind] - _LONGER * (token.end - token.start)
        if token.kind in ("function", "cue") and token.end - token.start == 1 and token.start in within:
            cost += _TORN
        cost += _CUT_SHORT if token.near else 0
        edges[token.start].append((cost, token))
    best: list[tuple[float, Token | None]] = [(0.0, None), *((float("inf"), None) for _ in text)]
    for at in range(len(text)):
        so_far = best[at][0]
        for cost, token in edges[at]:
            if so_far + cost < best[token.end][0]:
                best[token.end] = (so_far + cost, token)
    found: list[Token] = []
    at = len(text)
    while at > 0:
        last = best[at][1]
        assert last is not None
        found.append(last)
        at = last.start
    return found[::-1]


def _candidates(text: str, names: Names) -> Iterator[Token]:
    for start, end, meaning in names.find(text):
        if _whole(text, start, end):
            yield Token("name", text[start:end], start, end, meaning=meaning)
    for start, end, forms in names.shortened(text):
        agencies = dict.fromkeys(iri for form in forms for iri in names.forms[form].agencies)
        yield Token("name", text[start:end], start, end, meaning=Meaning(tuple(agencies)), near=forms)
    for start, end, phrase in _phrases(text):
        if phrase in cues():
            yield Token("cue", phrase, start, end, tag=cues()[phrase])
        elif phrase in outside():
            yield Token("outside", phrase, start, end)
        else:
            yield Token("function", phrase, start, end)
    yield from _numbers(text)
    for found in _TITLE.finditer(text):
        yield Token("title", found.group(1), found.start(), found.end())
    for found in _DOCUMENT_NUMBER.finditer(text):
        yield Token("title", found.group(), found.start(), found.end())
    yield from _parts(text, names)
    yield from _quoted(text, names)
    yield from _words(text)


def _within_words(text: str) -> set[int]:
    """Where the characters of words of several stand that ask nothing by themselves."""
    known = cues().keys() | function_words()
    return {
        at
        for word in words(text)
        if len(word.text) > 1 and _CHINESE.match(word.text) and not _made_of(word.text, known)
        for at in range(word.start, word.end)
    }


def _made_of(word: str, known: "Set[str]") -> bool:
    """Whether the word is one that asks, or put together of such: 由谁, 有几项."""
    return word in known or any(word[:at] in known and _made_of(word[at:], known) for at in range(1, len(word)))


def _whole(text: str, start: int, end: int) -> bool:
    """False where the span begins or ends inside an English word or a number."""
    return not (
        (_joins(text[start]) and start > 0 and _joins(text[start - 1]))
        or (_joins(text[end - 1]) and end < len(text) and _joins(text[end]))
    )


def _joins(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _phrases(text: str) -> Iterator[tuple[int, int, str]]:
    keys, automaton = _phrase_automaton()
    for at, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        if _whole(text, start, end):
            yield start, end, keys[at]


@cache
def _phrase_automaton() -> tuple[list[str], ahocorasick_rs.AhoCorasick]:
    keys = list(dict.fromkeys((*cues(), *outside(), *function_words())))
    return keys, ahocorasick_rs.AhoCorasick(keys)


def _numbers(text: str) -> Iterator[Token]:
    for found in _YEARS.finditer(text):
        if found["joint"] in _TWO and not (found["opens"] == "between" or found["closes"]):
            continue
        years = (Year(">=", int(found["from"])), Year("<=", int(found["to"])))
        yield Token("year", found.group(), found.start(), found.end(), years=years)
    for found in _YEAR.finditer(text):
        if _MORE.search(text, 0, found.start("year")) and "年" not in found.group():
            continue
        compares = AFTER[found["after"]] if found["after"] else BEFORE[found["before"] or ""]
        year = Year(compares, int(found["year"]))
        yield Token("year", found.group(), found.start(), found.end(), years=(year,))
    for start, end, said, within in months(text):
        yield Token("year", said, start, end, years=within)
    for found in _HAN_YEAR.finditer(text):
        digits = "".join(str("〇一二三四五六七八九".find(sign.replace("零", "〇"))) for sign in found["tens"])
        year = Year("=", int(f"20{digits}"))
        yield Token("year", found.group(), found.start(), found.end(), years=(year,))
    for found in _figure_pattern().finditer(text):
        number = found["number"]
        if not number[0].isdecimal() and number[0] not in "百半" and len(number) == 1 and not found["unit"]:
            # 一 and 几 alone are words like others.
            continue
        figure = Amount("=", figure_value(number, found["multiple"]), found["unit"] or _share(number))
        yield Token("figure", found.group(), found.start(), found.end(), figure=figure)
    for found in _how_much_pattern().finditer(text):
        yield Token("cue", found.group(), found.start(), found.end(), tag="how-much")
    for found in _MONTH.finditer(text):
        yield Token("cue", found.group(), found.start(), found.end(), tag="month")
    for found in _unit_pattern().finditer(text):
        least = Amount(">=", MULTIPLES.get(found["multiple"] or "", 0.0), found["unit"])
        yield Token("unit", found.group(), found.start(), found.end(), figure=least)
    for found in _english_amount().finditer(text):
        if found["multiple"] or found["unit"]:
            value = float(found["number"].replace(",", "")) * _ENGLISH_MULTIPLES.get(found["multiple"], 1)
            figure = Amount("=", value, english_units().get(found["unit"], ""))
            yield Token("figure", found.group(), found.start(), found.end(), figure=figure)
    for word in _LATIN.finditer(text):
        if (number := _ENGLISH_NUMBERS.get(word.group())) is not None:
            yield Token("figure", word.group(), word.start(), word.end(), figure=Amount("=", number, ""))


def _share(number: str) -> str:
    return "%" if "分之" in number or number in ("一半", "半数") else ""


@cache
def _figure_pattern() -> re.Pattern[str]:
    units, multiples = longest_first(table("target_units.tsv")), longest_first(MULTIPLES)
    return re.compile(rf"(?P<number>{SHARE}|{NUMBER})(?P<multiple>{multiples})?\s*(?P<unit>{units}|percent|per cent)?")


@cache
def _how_much_pattern() -> re.Pattern[str]:
    """多少万千瓦, 几天"""
    units, multiples = longest_first(table("target_units.tsv")), longest_first(MULTIPLES)
    return re.compile(rf"(?:多少|几)(?:{multiples})?(?:{units})")


@cache
def _unit_pattern() -> re.Pattern[str]:
    """A unit that targets are to have: 单位为%, 以家为单位, measured in 亿元, in 人."""
    units, multiples = longest_first(table("target_units.tsv")), longest_first(MULTIPLES)
    spelt = r"(?:(?:measured|expressed|given|counted) )?\bin *(?=\W|[^\x00-\x7f])"
    opens = rf"(?:计量)?单位(?:为|是)|以(?=.{{1,4}}为单位)|{spelt}"
    ends = r"(?:为单位|(?=的|且|、)|(?![\u4e00-\u9fff]))"
    return re.compile(rf"(?:{opens})(?P<multiple>{multiples})?(?P<unit>{units}){ends}")


@cache
def _english_amount() -> re.Pattern[str]:
    """1.5 million tonnes, 800,000 kilowatts"""
    multiples = "|".join(_ENGLISH_MULTIPLES)
    units = longest_first(english_units())
    return re.compile(
        rf"(?<![\d,.])(?P<number>\d[\d,]*+(?:\.\d++)?)"
        rf"(?: (?P<multiple>{multiples}))?(?:[ -](?P<unit>{units}))?(?![a-z])"
    )


_ENGLISH_MULTIPLES: Final = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_ENGLISH_NUMBERS: Final = {
    word: value
    for value, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1)
}


def _parts(text: str, names: Names) -> Iterator[Token]:
    """The longest pieces that stand in a heading, an indicator, a title or the name of a zone."""
    known, reached = names.parts, 0
    for start in range(len(text) - _SHORTEST_PART + 1):
        end = start + _SHORTEST_PART
        if not _CHINESE.match(text[start]) or text[start] in _JOINTS or text[start:end] not in known:
            continue
        while end < len(text) and text[start : end + 1] in known:
            end += 1
        while text[end - 1] in _JOINTS:
            end -= 1
        # What ends where a piece before it does is a part of that.
        if end - start >= _SHORTEST_PART and end > reached and _whole(text, start, end):
            reached = end
            yield Token("part", text[start:end], start, end)


def _quoted(text: str, names: Names) -> Iterator[Token]:
    """What titles have in quotation marks: 放管服."""
    for term in names.quoted:
        for found in re.finditer(re.escape(term), text):
            if _whole(text, found.start(), found.end()):
                yield Token("part", term, found.start(), found.end())


def _words(text: str) -> Iterator[Token]:
    for word in words(text):
        if len(word.text) > 1 and _CHINESE.match(word.text):
            yield Token("word", word.text, word.start, word.end)
    for found in _LATIN.finditer(text):
        yield Token("word", found.group(), found.start(), found.end())
    for at, sign in enumerate(text):
        kind: Kind = "sign" if _SIGN.match(sign) else "word"
        yield Token(kind, sign, at, at + 1)
