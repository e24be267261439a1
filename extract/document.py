"""What a document says of itself: title, issuer, number, date, standing, and the place it governs.

>>> about = read_document("云澜市人民政府关于推进科技创新的实施意见\\n云政发〔2026〕3号\\n各县区人民政府：", ())
>>> about.title, about.issuer, about.number, about.jurisdiction
('云澜市人民政府关于推进科技创新的实施意见', '云澜市人民政府', '云政发〔2026〕3号', '云澜市')
"""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from extract.clauses import Convention
from extract.facts import Document
from extract.lexicons import alternation, entries
from extract.numerals import han_value
from ontology.terms import Level

NATION = "中华人民共和国"
_TYPE = alternation(entries("document_types.txt"))
_STATUS = re.compile(rf"[（(【\[]\s*(?P<status>[^（）()\n]{{0,8}}{alternation(entries('statuses.txt'))})\s*[）)】\]]")
_TITLE_END = re.compile(rf"{_TYPE}(?:\s*[（(《][^（）()\n]{{2,20}}[）)》])?[\s　]*$")
_HEADER_FIELD = re.compile(
    r"^[ \t　]*(?P<label>索\s*引\s*号|主题分类|发文机关|成文日期|发布日期|标\s*题|发文字号|主\s*题\s*词|文\s*号|来\s*源|有\s*效\s*性|发布机构|生成日期|公开日期|名\s*称|信息来源|实施日期|失效日期)[ 　]*[:：][ \t　]*(?P<value>[^\n]*)$",
    re.MULTILINE,
)
_NUMBER = re.compile(
    r"[一-鿿]{1,14}(?:函|发|办|令|字|规|电|文|明电)?[ \t]*[〔［\[【（(]\s*(?:19|20)\d{2}\s*[〕］\]】）)][ \t]*第?\s*\d{1,5}[ \t]*号|[一-鿿]{2,10}令(?:（第\s*\d+\s*号）|第\s*\d+\s*号)"
)
_DATE = re.compile(r"(?P<y>(?:19|20)\d{2})[ \t]*年[ \t]*(?P<m>\d{1,2})[ \t]*月[ \t]*(?P<d>\d{1,2})[ \t]*日")
_HAN_DATE = re.compile(
    r"(?P<y>[一二三四五六七八九〇○Ｏ零]{4})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日"
)
_ISSUER = re.compile(
    r"^(?P<issuer>(?:中共)?[一-鿿、 　]{2,60}?(?:人民政府办公厅|人民政府办公室|政府办公厅|政府办公室|人民政府|委员会办公厅|委员会办公室|委员会|国务院办公厅|国务院|党组|办公厅|办公室|厅|局|部|委|总署|总局|银行|领导小组|管委会|法院|检察院|联合会|会))关于"
)
_SIGNED = re.compile(
    r"^[ \t　]*(?P<issuer>[一-鿿]{2,30}(?:办公厅|办公室|政府|委员会|国务院|厅|局|部|委|总署|总局|管委会|法院|检察院|会|银行|领导小组))[ \t　]*\r?\n\s*(?:(?:19|20)\d{2}年|[一二]〇)",
    re.MULTILINE,
)
_PLACE = re.compile(
    r"(?:中共)?(?P<place>[一-鿿]{2,11}?(?:特别行政区|自治区|自治州|自治县|省|地区|盟|市|县|旗|区|州)(?:[一-鿿]{2,6}?(?:区|县|市|旗))?)(?=人民政府|委员会|委(?:办|员)|政府|关于|[一-鿿]{0,30}(?:局|厅|委|办))"
)
_NATIONAL = re.compile(r"国务院|中共中央|全国人民代表大会|^国家|^中国|^中央|部$|总局|总署|^最高人民")
_REALITY = re.compile(r"结合(?:我[省市县区州])?(?P<place>[一-鿿]{2,8}?)(?:的)?实际")
_LEVELS: dict[str, Level] = {
    "省": "provincial",
    "自治区": "provincial",
    "市": "municipal",
    "州": "municipal",
    "盟": "municipal",
    "地区": "municipal",
    "县": "county",
    "区": "county",
    "旗": "county",
}


def read_document(text: str, conventions: Sequence[Convention]) -> Document:
    """The facts of the document as a whole; what the text does not say is None."""
    fields = {re.sub(r"[\s　]", "", m.group("label")): _value(text, m) for m in _HEADER_FIELD.finditer(text[:3000])}
    header_end = max((m.end() for m in _HEADER_FIELD.finditer(text[:3000])), default=0)
    title, title_end = _title(text, header_end, fields)
    status = _STATUS.search(title) or _STATUS.search(text, header_end, title_end + 60)
    number = _first_number(text, fields)
    issuer = _issuer(text, title, fields)
    first = conventions[0] if conventions else None
    return Document(
        id=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        title=title,
        status=status.group("status") if status else None,
        issuer=issuer,
        number=number,
        date=_date(text, fields),
        text=text,
        jurisdiction=_jurisdiction(text, title, issuer, number),
        lead_convention=text[first.start : first.end] if first else None,
        lead_convention_start=first.start if first else None,
        lead_convention_end=first.end if first else None,
    )


def jurisdiction_level(place: str | None) -> Level | None:
    """national, provincial, municipal or county for a place's full name, by its ending."""
    if place is None:
        return None
    if place == NATION:
        return "national"
    return next((level for ending, level in _LEVELS.items() if place.endswith(ending)), None)


def _value(text: str, match: re.Match[str]) -> str:
    """A header field's value: on the label's line, or on the next."""
    value = match.group("value").strip()
    if value:
        return value
    line = re.compile(r"\s*\n([^\n]*)").match(text, match.end())
    following = line.group(1).strip() if line else ""
    return "" if re.search(r"[:：]$", following) else following


def _title(text: str, header_end: int, fields: dict[str, str]) -> tuple[str, int]:
    """The title and where it ends: the lines before the first paragraph, up to one that ends like a document's title."""
    parts: list[str] = []
    end = header_end
    for line in re.finditer(r"[^\n]+", text[header_end : header_end + 3000]):
        words = line.group().strip().lstrip("#").strip()
        if not words:
            continue
        stripped = _STATUS.sub("", words).strip()
        if (
            re.search(r"[。；：:，]$", words)
            or len(words) > 90
            or _NUMBER.fullmatch(words)
            or re.match(r"(?:一、|（一）|第一[章条])", words)
        ):
            if parts and not _NUMBER.fullmatch(words):
                break
            if not parts and (len(words) > 90 or words.endswith(("。", "；"))):
                break
            continue
        parts.append(stripped)
        end = header_end + line.end()
        if _TITLE_END.search(stripped) and not stripped.endswith(("发布通知",)):
            break
        if len(parts) >= 6:
            break
    title = re.sub(r"[\s　]+", "", "".join(parts))
    if _TITLE_END.search(title):
        return title[:200], end
    given = re.sub(r"[\s　]+", "", fields.get("标题") or fields.get("名称") or "")
    if given:
        return given, end
    return (re.sub(r"\s+", "", parts[0]) if parts else text.strip().split("\n", 1)[0].strip())[:120], end


def _first_number(text: str, fields: dict[str, str]) -> str | None:
    given = fields.get("发文字号") or fields.get("文号") or ""
    match = _NUMBER.search(given)
    if match:
        return re.sub(r"\s", "", match.group())
    for line in re.finditer(r"^[^\n]+$", text[:2500], re.MULTILINE):
        words = re.sub(r"\s", "", line.group())
        if _NUMBER.fullmatch(words):
            return words
    return None


def _issuer(text: str, title: str, fields: dict[str, str]) -> str | None:
    given = fields.get("发文机关") or fields.get("发布机构")
    if given:
        return given
    match = _ISSUER.match(title)
    if match:
        return match.group("issuer")
    signed = [m.group("issuer") for m in _SIGNED.finditer(text)]
    return signed[0] if signed else None


def _date(text: str, fields: dict[str, str]) -> str | None:
    for source in (fields.get("成文日期", ""), fields.get("生成日期", ""), fields.get("发布日期", "")):
        match = _DATE.search(source)
        if match:
            return _iso(match)
    signed = [m for m in re.finditer(r"^[ \t　]*" + _DATE.pattern + r"[ \t　]*\r?$", text, re.MULTILINE)]
    if signed:
        return _iso(signed[0])
    han = re.search(r"^[ \t　]*" + _HAN_DATE.pattern + r"[ \t　]*\r?$", text, re.MULTILINE)
    if not han:
        return None
    digits = "〇一二三四五六七八九"
    year = "".join(str(max(0, digits.find(c))) for c in han.group("y"))
    return f"{year}-{han_value(han.group('m')):02d}-{han_value(han.group('d')):02d}"


def _iso(match: re.Match[str]) -> str | None:
    month, day = int(match.group("m")), int(match.group("d"))
    return f"{match.group('y')}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _jurisdiction(text: str, title: str, issuer: str | None, number: str | None) -> str | None:
    """The full name of the place a document governs: from its issuer or title, else from how it speaks of its own place."""
    for source in (issuer or "", title):
        if source and _NATIONAL.search(source.split("、")[0]):
            return NATION
        place = _place(source)
        if place:
            return place
    if number and number.startswith("国"):
        return NATION
    counts: Counter[str] = Counter()
    for match in _REALITY.finditer(text):
        place = _full(match.group("place"))
        if place:
            counts[place] += 5
    for match in re.finditer(
        r"(?:人行|人民银行|总局|国网|建设|打造|全市|我市)(?P<p>[一-鿿]{2,6}?)(?:市|省)?(?:分行|支行|分局|监管局|供电)",
        text,
    ):
        place = _full(match.group("p"))
        if place:
            counts[place] += 3
    if counts:
        return counts.most_common(1)[0][0]
    return None


def _place(source: str) -> str | None:
    match = _PLACE.match(source)
    return _full(match.group("place")) if match else None


def _full(name: str) -> str | None:
    """A name that ends like a division's stands for itself; a short one is not completed by guessing."""
    return name if name.endswith(tuple(_LEVELS)) else None
