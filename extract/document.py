"""What a document says of itself: title, issuer, number, date, standing, and the place it governs.

>>> about = read_document("云澜市人民政府关于推进科技创新的实施意见\\n云政发〔2026〕3号\\n各县区人民政府：", ())
>>> about.title, about.issuer, about.number, about.jurisdiction
('云澜市人民政府关于推进科技创新的实施意见', '云澜市人民政府', '云政发〔2026〕3号', '云澜市')
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from extract.conventions import Convention
from extract.dates import ANY_DAY, DAY, HAN_DAY, iso
from extract.facts import Document
from extract.lexicons import alternation, entries
from ontology import divisions
from ontology.terms import Level

NATION = "中华人民共和国"
_HEAD = 4000
_TYPE = alternation(entries("document_types.txt"))
_STATUS_WORD = alternation(entries("statuses.txt"))
_STATUS = re.compile(rf"[（(【\[]\s*(?P<status>[^（）()\n]{{0,8}}{_STATUS_WORD})\s*[）)】\]]")
# 实施意见 · 行动方案（2026—2028年） · 暂行办法（试行）
_TITLE_END = re.compile(rf"{_TYPE}(?:[（(《][^（）()\n]{{2,20}}[）)》])*$")
_LABELS = "|".join(r"[\s　]*".join(label) for label in entries("header_labels.txt"))
_FIELD = re.compile(
    rf"^[ \t　*\-—【\[]*(?P<label>{_LABELS})[ 　*】\]]*(?:[:：][ \t　*]*|(?<=】)[ \t　]*)(?P<value>[^\n]*)$",
    re.MULTILINE,
)
# 云政发〔2026〕3号 · 国办函〔2005〕57号 · 国务院令第706号
_YEAR_IN_BRACKETS = r"[〔［\[【（(]\s*(?:19|20)\d{2}\s*[〕］\]】）)]"
_NUMBER = re.compile(
    rf"[一-鿿]{{1,14}}[ \t]*{_YEAR_IN_BRACKETS}[ \t]*第?\s*\d{{1,5}}[ \t]*号"
    r"|[一-鿿]{2,10}令(?:（第\s*\d+\s*号）|第\s*\d+\s*号)"
)
_DATE_LINES = [re.compile(rf"^[ \t　]*{day.pattern}[ \t　]*\r?$", re.MULTILINE) for day in (DAY, HAN_DAY)]
_YEARS_LINE = re.compile(rf"\s*[（(]\d{{4}}\s*[-—–－~～至]+\s*\d{{4}}年?[）)](?:的?{_TYPE})?[ \t　\r]*(?=\n|$)")
# A Markdown heading, 附件 or a date on a line of its own: what stands above is no part of a title below.
_STARTS_ANEW = re.compile(rf"[ \t　]*(?:#|附件[\d一二三四五：:]*\s*$|{ANY_DAY})")
_BODY = alternation(entries("issuer_endings.txt"))
_ISSUER = re.compile(rf"(?P<issuer>[一-鿿、 　]{{2,80}}?{_BODY})[ 　]*关于")
_SIGNED = re.compile(
    rf"^[ \t　]*(?P<issuer>[一-鿿]{{2,30}}{_BODY})[ \t　]*\r?\n\s*(?:(?:19|20)\d{{2}}年|[一二]〇)", re.MULTILINE
)
_PLACE_END = r"(?:特别行政区|自治区|自治州|自治县|省|地区|盟|市|县|旗|区|州)"
_PLACE = re.compile(
    rf"(?:中共)?(?P<place>[一-鿿]{{2,11}}?{_PLACE_END}(?:[一-鿿]{{2,6}}?[区县市旗])?)"
    rf"(?=人民政府|委员会|委(?:办|员)|政府|关于|[一-鿿]{{0,30}}(?:局|厅|委|办))"
)
_NATIONAL = re.compile(r"国务院|中共中央|全国人民代表大会|^国家|^中国|^中央|部$|总局|总署|^最高人民")
_REALITY = re.compile(r"结合(?P<place>[一-鿿]{2,8}?)(?:的)?实际")
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
_OWN = {"provincial": re.compile(r"[全我]省|全区|自治区"), "municipal": re.compile(r"[全我][市州]")}


def read_document(text: str, conventions: Sequence[Convention], name: str | None = None) -> Document:
    """The facts of the document as a whole; what the text does not say is None.

    `name` is the title of a document whose text gives none.
    """
    fields = _fields(text)
    title, written, end = _title(text, fields)
    status = _STATUS.search(title) or _STATUS.search(text, 0, end + 60)
    number = _number(text, fields)
    issuer = _issuer(text, written, fields)
    first = conventions[0] if conventions else None
    return Document(
        id=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        title=title or name or _first_words(text),
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


def _fields(text: str) -> dict[str, str]:
    """The header table's fields: the value stands on the label's line or, where that is empty, on the next."""
    found: dict[str, str] = {}
    for match in _FIELD.finditer(text, 0, min(_HEAD, len(text))):
        value = match.group("value").strip(" \t　*")
        if not value:
            following = re.compile(r"\s*\n([^\n]*)").match(text, match.end())
            value = following.group(1).strip() if following else ""
            value = "" if _FIELD.match(value) else value
        found.setdefault(re.sub(r"[\s　]", "", match.group("label")), value)
    return found


def _title(text: str, fields: dict[str, str]) -> tuple[str, str, int]:
    """The title without spaces, as written, and where it ends: lines up to one that ends as titles of documents do."""
    given = fields.get("标题") or fields.get("名称") or fields.get("文件名称") or ""
    if _TITLE_END.search(re.sub(r"[\s　]+", "", given)):
        return re.sub(r"[\s　]+", "", given), given, 0
    parts: list[str] = []
    for line in _heading_lines(text):
        if _STARTS_ANEW.match(line.group()):
            parts = []
        words = _STATUS.sub("", re.sub(r"^【[^】]*】", "", line.group().strip(" \t　\r\ufeff#*"))).strip()
        if (
            not words
            or len(words) > 90
            or re.search(r"[。；：:，]$", words)
            or _NUMBER.fullmatch(re.sub(r"\s", "", words))
        ):
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
    for line in re.finditer(r"[^\n]+", text[:_HEAD]):
        words = line.group().strip()
        if re.match(r"#*\s*(?:一、|（一）|第[一1][章条]|1[.．、])", words):
            return
        field = _FIELD.match(line.group())
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


def _number(text: str, fields: dict[str, str]) -> str | None:
    match = _NUMBER.search(
        re.sub(r"\s", "", fields.get("发文字号") or fields.get("文号") or fields.get("文件编号") or "")
    )
    if match:
        return match.group()
    for line in re.finditer(r"[^\n]+", text[:_HEAD]):
        words = re.sub(r"[\s　]", "", line.group()).strip("（()）")
        if _NUMBER.fullmatch(words):
            return words
    return None


def _issuer(text: str, title: str, fields: dict[str, str]) -> str | None:
    given = next((fields[f] for f in ("发文机关", "发布机构", "制定机关", "发布单位") if fields.get(f)), None)
    if given:
        return given
    match = _ISSUER.match(title)
    if match:
        return "、".join(re.split(r"[\s　、]+", match.group("issuer").strip()))
    signed = [m.group("issuer") for m in _SIGNED.finditer(text)]
    return signed[0] if signed else None


def _date(text: str, fields: dict[str, str]) -> str | None:
    for label in ("成文日期", "发文日期", "生成日期", "印发日期", "发布日期"):
        if given := iso(DAY.search(fields.get(label, ""))):
            return given
    for line in _DATE_LINES:
        if signed := iso(line.search(text)):
            return signed
    compact = re.fullmatch(r"((?:19|20)\d{2})(\d{2})(\d{2})", fields.get("颁布时间", ""))
    return "-".join(compact.groups()) if compact else None


def _jurisdiction(text: str, title: str, issuer: str | None, number: str | None) -> str | None:
    """The full name of the place a document governs: from its issuer or title, else from how it speaks of its own."""
    for source in (issuer or "", title):
        if source and _NATIONAL.search(source.split("、")[0]):
            return NATION
        match = _PLACE.match(source)
        if match and match.group("place").endswith(tuple(_LEVELS)):
            return match.group("place")
        if place := _listed_at_start(source):
            return place
    if number and number.startswith("国"):
        return NATION
    for match in _REALITY.finditer(text):
        if place := _whole(match.group("place")):
            return place
    return _spoken_of(text)


def _listed_at_start(source: str) -> str | None:
    """上海市北斗产业行动计划 begins with the place it governs."""
    source = source.removeprefix("中共").removeprefix("关于印发").lstrip("《")
    return next(
        (source[:n] for n in range(11, 2, -1) if any(d.name == source[:n] for d in divisions.by_name(source[:n]))), None
    )


def _whole(name: str) -> str | None:
    """黄石 is 黄石市 where one division alone is called so; 霁川市, that no list holds, is what it says."""
    found = divisions.by_name(name)
    if len(found) == 1:
        return found[0].name
    return name if not found and re.search(r"[省市县州]$", name) and name[0] not in "我全本各" else None


def _spoken_of(text: str) -> str | None:
    """The province or city that a text without issuer and title keeps naming, at the level it calls its own (全市)."""
    level = max(_OWN, key=lambda level: len(_OWN[level].findall(text)))
    if not _OWN[level].search(text):
        return None
    counts: Counter[str] = Counter()
    for name, found in divisions.names().items():
        municipality = found[0].level == "provincial" and found[0].name.endswith("市")
        if len(found) == 1 and (found[0].level == level or (municipality and level == "municipal")):
            counts[found[0].name] += text.count(name) if name in text else 0
    ranked = counts.most_common(2)
    return ranked[0][0] if ranked and ranked[0][1] >= 5 and ranked[0][1] > 2 * ranked[1][1] else None
