"""Who issues a document: the header's 发文机关, the bodies before 关于 in the title, or those that sign it.

>>> text = "关于加强生态修复的通知\\n……\\n云澜市林业局\\n云澜市财政局\\n2026年3月1日"
>>> read_issuers(text, "关于加强生态修复的通知", {}, sign(text))
('云澜市林业局', '云澜市财政局')
"""

import re
from dataclasses import dataclass

from extract.dates import ANY_DAY
from extract.first_signs import led
from extract.header import Field, first_of
from extract.lexicons import alternation, entries

_BODY = alternation(entries("issuer_endings.txt"))
_NAME_SIGN = r"[一-鿿“”（）()·]"
_ISSUING = alternation(entries("issuing_words.txt"))
# 国家林业和草原局 农业农村部关于 · 云澜市人民政府令 on a line of its own
_ISSUER = re.compile(rf"(?P<issuer>(?:{_NAME_SIGN}|[、 　]){{0,160}}?{_BODY})[ 　]*{_ISSUING}")
_ORDER = re.compile(
    rf"^[ \t　]*(?:中华人民共和国)?(?P<issuer>{_NAME_SIGN}{{0,30}}{_BODY})(?:令|公告)[ \t　\r]*$", re.MULTILINE
)
_DAY_AT_END = re.compile(led(rf"(?P<day>{ANY_DAY})[ \t　]*\r?$"), re.MULTILINE)
_SEAL = re.compile(r"[（(][盖印]?章[）)]\s*$")
_WHOLE_NAME = re.compile(rf"(?=.{{3}}){_NAME_SIGN}{{0,40}}{_BODY}")
_MOST_LINES = 24
_LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class Signature:
    """The bodies that sign, and the first day that stands on a line of its own or behind such bodies."""

    bodies: tuple[str, ...]
    day: str


def sign(text: str) -> Signature | None:
    """The signature of a text, None where no line holds a day and nothing else but names."""
    day = ""
    for found in _DAY_AT_END.finditer(text):
        begin = text.rfind("\n", 0, found.start()) + 1
        names = text[begin : found.start()]
        bodies = _bodies(names) if len(names) < _LONGEST_LINE else ()
        if names.strip() and not bodies:
            continue
        day = day or found.group("day")
        if bodies := bodies or _above(text, begin):
            return Signature(bodies, day)
    return Signature((), day) if day else None


def read_issuers(text: str, title: str, fields: dict[str, Field], signature: Signature | None) -> tuple[str, ...]:
    """The issuers in the order of the document; `title` is as written, with its spaces.

    A source that names all whom the best one names, and more, is believed: a header may hold the first of several.
    """
    header = first_of(fields, "发文机关", "发文机构", "发文单位", "制定机关", "颁布单位", "公布机关")
    site = first_of(fields, "发布机构", "发布单位")
    order = _ORDER.search(text, 0, 1500)
    before = _ISSUER.match(title)
    sources = [
        _listed(header.value) if header else (),
        _bodies(before.group("issuer")) if before else (),
        (order.group("issuer"),) if order else (),
        signature.bodies if signature else (),
        # The site that publishes is often the office of who issues.
        _listed(site.value) if site else (),
    ]
    known = [source for source in sources if source]
    best = known[0] if known else ()
    for source in known[1:]:
        if len(source) > len(best) and set(best) <= set(source):
            best = source
    return best


def _above(text: str, end: int) -> tuple[str, ...]:
    """The bodies on the lines right above the one that begins at `end`, from the top down."""
    found: list[str] = []
    for _ in range(_MOST_LINES):
        if end == 0:
            break
        begin = text.rfind("\n", 0, end - 1) + 1
        line = text[begin : end - 1]
        bodies = _bodies(_SEAL.sub("", line)) if len(line) < _LONGEST_LINE else ()
        if line.strip() and not bodies:
            break
        found[:0] = bodies
        end = begin
    return tuple(found)


def _listed(value: str) -> tuple[str, ...]:
    """The names in a field, which may be bodies that no list of endings knows."""
    return _bodies(value) or tuple(filter(None, map(str.strip, re.split(r"[,，、;；]", value))))


def _bodies(words: str) -> tuple[str, ...]:
    """The names parted by marks or spaces; a space inside a name, where a line was broken, parts nothing."""
    names: list[str] = []
    rest = ""
    for part in re.split(r"[\s　、,，;；]+", words.strip()):
        rest += part
        if _WHOLE_NAME.fullmatch(rest):
            names.append(rest)
            rest = ""
    return tuple(names) if not rest else ()
