"""The numbers that Word counts for its paragraphs, as a reader sees them: 一、 （一） 1. ① 第三条.

    numbering.label("3", 0)   # '一、', and at the next call '二、'

A paragraph states a list and a level; the list's definition says from where a level counts, in which numerals, and with
what around them. Lists made from one definition count on together until one says where it starts anew.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HAN = "零一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = {1000: "M", 900: "CM", 500: "D", 400: "CD", 100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X", 9: "IX"} | {
    5: "V",
    4: "IV",
    1: "I",
}
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts: `text` holds %1 for the number of the first level, %2 for the second's."""

    start: int
    form: str
    text: str
    restarts: bool
    decimal_above: bool
    style: str | None


class Numbering:
    """The lists of a document, and how far each has counted."""

    def __init__(self, part: etree._Element | None, list_of_style: dict[str, str]) -> None:
        self._definitions: dict[str, dict[int, Level]] = {}
        self._links: dict[str, str] = {}
        self._lists: dict[str, tuple[str, dict[int, int], dict[int, Level]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._list_of_style = list_of_style
        if part is None:
            return
        for it in part.iter(f"{W}abstractNum"):
            name = it.get(f"{W}abstractNumId", "")
            self._definitions[name] = dict(_levels(it))
            if link := value(it, "numStyleLink"):
                self._links[name] = link
        for it in part.iter(f"{W}num"):
            starts = {}
            for override in it.iter(f"{W}lvlOverride"):
                if start := value(override, "startOverride"):
                    starts[_whole(override.get(f"{W}ilvl"))] = _whole(start)
            self._lists[it.get(f"{W}numId", "")] = (value(it, "abstractNumId") or "", starts, dict(_levels(it)))

    def level_of(self, number: str, style: str) -> int:
        """The level of a list that a paragraph style is tied to, the first where none is."""
        levels = self._levels(number)
        return next((level for level, it in levels.items() if it.style == style), 0)

    def label(self, number: str, level: int) -> str:
        """The number of the next paragraph of that list and level, '' where it is a bullet or none."""
        levels = self._levels(number)
        if level not in levels:
            return ""
        definition, starts, _ = self._lists[number]
        counts = self._counts.setdefault(definition, {})
        if level in starts and (number, level) not in self._begun:
            counts[level] = starts[level] - 1
        self._begun.add((number, level))
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for below in [other for other in counts if other > level and (other not in levels or levels[other].restarts)]:
            del counts[below]
        it = levels[level]
        if it.form == "bullet":
            return ""

        def number_of(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            above = levels.get(at)
            if above is None:
                return ""
            form = "decimal" if it.decimal_above and at != level else above.form
            return numeral(counts.get(at, above.start), form)

        return re.sub(r"%([1-9])", number_of, it.text)

    def _levels(self, number: str) -> dict[int, Level]:
        if number not in self._lists:
            return {}
        definition, _, own = self._lists[number]
        if definition in self._links:
            # A list made from a list style has its levels in the list that the style names.
            other = self._lists.get(self._list_of_style.get(self._links[definition], ""))
            definition = other[0] if other else ""
        return {**self._definitions.get(definition, {}), **own}


def value(element: etree._Element, name: str) -> str | None:
    """The `w:val` of a child."""
    child = element.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")


def numeral(number: int, form: str) -> str:
    """A number in one of Word's forms.

    >>> [numeral(21, form) for form in ("chineseCounting", "decimalEnclosedCircle", "upperRoman", "lowerLetter")]
    ['二十一', '㉑', 'XXI', 'u']
    """
    match form:
        case "none" | "bullet":
            return ""
        case "chineseCounting" | "chineseCountingThousand" | "japaneseCounting" | "taiwaneseCountingThousand":
            return _counted(number)
        case "taiwaneseCounting" | "koreanCounting" | "ideographLegalTraditional" if number < 100:
            return _counted(number)
        case "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital":
            return "".join("〇" if digit == "0" else _HAN[int(digit)] for digit in str(number))
        case "chineseLegalSimplified":
            return _counted(number).translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))
        case "ideographTraditional" if number <= len(_STEMS):
            return _STEMS[number - 1]
        case "ideographZodiac" if number <= len(_BRANCHES):
            return _BRANCHES[number - 1]
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if number <= 35:
            return chr(ord("①") + number - 1) if number <= 20 else chr(ord("㉑") + number - 21)
        case "decimalEnclosedParen" if number <= 20:
            return f"（{number}）"
        case "decimalEnclosedFullstop":
            return f"{number}."
        case "ideographEnclosedCircle" if number <= 10:
            return chr(ord("㊀") + number - 1)
        case "upperLetter" | "lowerLetter":
            letters = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letters if form == "upperLetter" else letters.lower()
        case "upperRoman" | "lowerRoman":
            return _roman(number) if form == "upperRoman" else _roman(number).lower()
        case "decimalZero":
            return f"{number:02d}"
    return str(number)


def _counted(number: int) -> str:
    """12 is 十二, 20 is 二十, 105 is 一百零五."""
    if not 0 < number < 10000:
        return str(number)
    parts, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if not digit:
            gap = bool(parts)
            continue
        parts += ("零" if gap else "") + _HAN[digit] + sign
        gap = False
    return parts.removeprefix("一") if parts.startswith("一十") else parts


def _roman(number: int) -> str:
    written = ""
    for worth, sign in _ROMAN.items():
        written += sign * (number // worth)
        number %= worth
    return written


def _levels(of: etree._Element) -> Iterator[tuple[int, Level]]:
    # Word has nine levels.
    for it in islice(of.iter(f"{W}lvl"), 9):
        legal = it.find(f"{W}isLgl")
        yield (
            _whole(it.get(f"{W}ilvl")),
            Level(
                start=_whole(value(it, "start") or "1"),
                form=_form(it),
                text=value(it, "lvlText") or "",
                restarts=value(it, "lvlRestart") != "0",
                decimal_above=legal is not None and legal.get(f"{W}val") not in ("0", "false"),
                style=value(it, "pStyle"),
            ),
        )


def _form(level: etree._Element) -> str:
    """The level's form of numerals; newer ones stand in a fallback that older programs read."""
    form = next((it.get(f"{W}val") for it in level.iter(f"{W}numFmt") if it.get(f"{W}val") != "custom"), None)
    return form or "decimal"


def _whole(number: str | None) -> int:
    return int(number) if number and re.fullmatch(r"\d{1,6}", number) else 0
