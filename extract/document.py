"""What a document says of itself: title, issuer, number, date, standing, and the place it governs.

>>> about = read_document("云澜市人民政府关于推进科技创新的实施意见\\n云政发〔2026〕3号\\n各县区人民政府：", ())
>>> about.title, about.issuer, about.number, about.jurisdiction
('云澜市人民政府关于推进科技创新的实施意见', '云澜市人民政府', '云政发〔2026〕3号', '云澜市')
"""

import hashlib
import re
from collections.abc import Iterator, Sequence

from extract.conventions import Convention
from extract.dates import ANY_DAY, DAY, HAN_DAY, field_day, iso
from extract.document_numbers import whole_number
from extract.facts import Document
from extract.header import FIELD, HEAD, Field, first_of, read_header
from extract.issuers import Signature, read_issuers, sign
from extract.jurisdiction import jurisdiction
from extract.lexicons import alternation, entries

_TYPE = alternation(entries("document_types.txt"))
_STATUS_WORD = alternation(entries("statuses.txt"))
_STATUS = re.compile(rf"[（(【\[]\s*(?P<status>[^（）()\n]{{0,8}}{_STATUS_WORD})\s*[）)】\]]")
_STATUS_LINE = re.compile(rf"^[ \t　#*]*{_STATUS.pattern}[ \t　\r*]*$", re.MULTILINE)
# 实施意见 · 行动方案（2026—2028年） · 暂行办法（试行）
_TITLE_END = re.compile(rf"{_TYPE}(?:[（(《][^（）()\n]{{2,20}}[）)》])*$")
_YEARS_LINE = re.compile(rf"\s*[（(]\d{{4}}\s*[-—–－~～至]+\s*\d{{4}}年?[）)](?:的?{_TYPE})?[ \t　\r]*(?=\n|$)")
_PASSED = [
    re.compile(rf"^[ \t　]*[（(][^（）()\n]{{0,12}}{day.pattern}[^（）()\n]{{0,30}}[）)][ \t　\r]*$", re.MULTILINE)
    for day in (DAY, HAN_DAY)
]
# A Markdown heading, 附件 or a date on a line of its own: what stands above is no part of a title below.
_STARTS_ANEW = re.compile(rf"[ \t　]*(?:#|附件[\d一二三四五：:]*\s*$|{ANY_DAY})")
_DAY_LINE = re.compile(rf"[ \t　]*{ANY_DAY}[ \t　\r]*")
_ORDER_NUMBER = re.compile(
    r"[ \t　]*(?P<body>[一-鿿][一-鿿 　]{1,30}令)[ \t　]*\r?\n[ \t　]*[（(]?(?P<count>第[ 　]*\S{1,6}[ 　]*号)"
)
_REPEALED = re.compile(alternation(entries("repealed.txt")))


def read_document(text: str, conventions: Sequence[Convention], name: str | None = None) -> Document:
    """The facts of the document as a whole; what the text does not say is None.

    `name` is the title of a document whose text gives none.
    """
    fields = read_header(text)
    title, written, end = _title(text, fields)
    number = _number(text, fields)
    signature = sign(text)
    issuers = read_issuers(text, written, fields, signature)
    issuer = "、".join(issuers) or None
    first = conventions[0] if conventions else None
    return Document(
        id=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        title=title or name or _first_words(text),
        status=_status(text, title, end, fields),
        issuer=issuer,
        number=number,
        date=_date(text, fields, signature),
        text=text,
        jurisdiction=jurisdiction(text, title, issuer, number),
        lead_convention=text[first.start : first.end] if first else None,
        lead_convention_start=first.start if first else None,
        lead_convention_end=first.end if first else None,
        issuers=issuers,
    )


def _title(text: str, fields: dict[str, Field]) -> tuple[str, str, int]:
    """The title without spaces, as written, and where it ends: lines up to one that ends as titles of documents do."""
    field = first_of(fields, "标题", "名称", "文件名称")
    given = field.value if field else ""
    if _TITLE_END.search(re.sub(r"[\s　]+", "", given)):
        return re.sub(r"[\s　]+", "", given), given, 0
    parts: list[str] = []
    for line in _heading_lines(text):
        if _STARTS_ANEW.match(line.group()):
            parts = []
            if _DAY_LINE.fullmatch(line.group()):
                continue
        words = _STATUS.sub("", re.sub(r"^【[^】]*】", "", line.group().strip(" \t　\r\ufeff#*"))).strip()
        if not words or len(words) > 90 or re.search(r"[。；：:，]$", words) or whole_number(words):
            # The salutation, a paragraph or the number ends what may be a title.
            parts = []
            continue
        parts = [*parts, words][-6:]
        for begin in range(len(parts)):
            joined = re.sub(r"[\s　]+", "", "".join(parts[begin:]))
            if _TITLE_END.search(joined) and len(joined) >= 6 and not joined.startswith(("附件", "（", "(")):
                return _with_years(text, joined, line.end()), " ".join(parts[begin:]), line.end()
    return re.sub(r"[\s　]+", "", given), given, 0


def _heading_lines(text: str) -> Iterator[re.Match[str]]:
    """The lines that may be a title: those before the first numbered heading, the header table's left out."""
    last = False
    for line in re.finditer(r"[^\n]+", text[:HEAD]):
        words = line.group().strip()
        if re.match(r"#*\s*(?:一、|（一）|第[一1][章条]|1[.．、])", words):
            return
        field = FIELD.match(line.group())
        # A value on the line below its label is the table's too.
        if not field and not (last and len(words) < 90) and not re.search(r"https?://|^【[^】]*】$|引证码", words):
            yield line
        last = field is not None and not field.group("value").strip()


def _with_years(text: str, title: str, end: int) -> str:
    """…行动方案\\n（2026—2028年）的通知: the years on the line behind a title are part of it."""
    years = _YEARS_LINE.match(text, end)
    return title + re.sub(r"\s", "", years.group()) if years else title


def _first_words(text: str) -> str:
    words = text.strip().split("\n", 1)[0].strip()
    return words if len(words) <= 40 else words[:39] + "…"


def _status(text: str, title: str, end: int, fields: dict[str, Field]) -> str | None:
    """失效 or 废止 where the header says so, else what a bracket at the title says: 征求意见稿, 试行."""
    standing = first_of(fields, "时效性", "有效性")
    bracket = _STATUS.search(title) or _STATUS.search(text, 0, end)
    # Below the title it stands alone: in a sentence or a list it is another document's.
    bracket = bracket or _STATUS_LINE.search(text, end, end + 60 if end else HEAD // 2)
    beside = bracket.group("status") if bracket else None
    ended = _REPEALED.search(f"{standing.value if standing else ''} {beside or ''}")
    return ended.group() if ended else beside


def _number(text: str, fields: dict[str, Field]) -> str | None:
    field = first_of(fields, "发文字号", "文号", "文件编号")
    if field and (given := whole_number(field.value)):
        return given
    for line in re.finditer(r"[^\n]+", text[:HEAD]):
        words = whole_number(line.group()) or whole_number(line.group().strip(" \t　\r（()）"))
        if words:
            return words
        # 中华人民共和国国务院令 and 第706号 on two lines.
        order = _ORDER_NUMBER.match(text, line.start())
        if order and (words := whole_number(order.group("body") + order.group("count"))):
            return words
    return None


def _date(text: str, fields: dict[str, Field], signature: Signature | None) -> str | None:
    labels = ("成文日期", "发文日期", "生成日期", "印发日期", "发布日期", "公布日期", "颁布日期", "颁布时间")
    given = (field_day(fields[label].value) for label in labels[:5] if label in fields)
    signed = (iso(day.search(signature.day)) for day in (DAY, HAN_DAY)) if signature else ()
    late = (field_day(fields[label].value) for label in labels[5:] if label in fields)
    # （2026年3月15日） on a line under the title, where party documents say when they were passed
    passed = (iso(line.search(text[:HEAD])) for line in _PASSED)
    return next((day for day in (*given, *signed, *late, *passed) if day), None)
