"""A web page becomes a document: the table of its facts (索引号, 发文机关 …), its title and its body, without the site.

The body is the element that content management systems put documents in or, on other pages, the smallest that holds
nearly all running text. What stands outside it is left out but for the lines that say 发文字号：… and the like.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring, fragment_fromstring

from extract.encodings import decode
from extract.errors import EmptyFile, UnknownEncoding
from extract.formats.grid import GridCell, write_table
from extract.lexicons import entries, patterns
from extract.limits import TALLEST_CELL, WIDEST_CELL
from extract.places import Reading, Transcript

_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*+=\s*+["']?\s*+([\w-]+)""", re.IGNORECASE)
_NEVER_SHOWN = frozenset(entries("page_unseen_tags.txt"))
_BLOCKS = frozenset(entries("page_block_tags.txt"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LABELS = "|".join(r"\s*".join(word) for word in sorted(entries("header_labels.txt"), key=len, reverse=True))
# 发文字号：云政发〔2026〕3号 · 【文　号】 · 成 文 日 期
_FACT = re.compile(rf"[【\[\s]*(?P<label>{_LABELS})\s*(?:(?P<sign>[:：】\]])[\s:：]*(?P<value>.*))?", re.DOTALL)
_HAN = "\u3400-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef“”‘’—…·"
_BREAK_IN_TEXT = re.compile(rf"(?<=[{_HAN}])[ \t\f\v]*[\r\n][ \t\r\n\f\v]*(?=[{_HAN}])")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_RUNNING = re.compile(r"[，。；：、！？（）]")
# What one element must hold of the running text around it to be looked into alone.
_NEARLY_ALL = 0.85


def read(data: bytes, name: str) -> Reading:
    """The page's document; tables are lines of cells parted by tabs."""
    markup = _INVISIBLE.sub("", _decoded(data, name).replace("\x00", ""))
    markup = re.sub(r"^\s*<\?xml[^>]*>", "", markup)
    try:
        page = document_fromstring(markup, parser=HTMLParser(huge_tree=True))
    except (ValueError, etree.ParserError) as error:
        raise EmptyFile(f"{name}: 没有文字 holds no text; nothing to read") from error
    named = _names(page)
    _prune(page)
    body = _body(page)
    inside = _lines(body)
    known = frozenset(inside)
    around = [line for line in _facts_around(page, body) if line not in known]
    text = "\n".join([*around, *_title(named, around, inside), *inside])
    if not text.strip():
        raise EmptyFile(
            f"{name}: 网页没有文字，请保存浏览器所显示的 "
            f"is a page without text; what it shows is loaded by scripts: save what the browser shows"
        )
    return Reading(text + "\n")


def fragment(markup: str) -> str:
    """The lines of a piece of HTML, such as a table inside a Markdown document."""
    page = fragment_fromstring(markup, create_parent="div")
    _prune(page)
    return "\n".join(_lines(page))


def _decoded(data: bytes, name: str) -> str:
    """The markup, in the encoding that it states; gb2312 and gbk mean GB18030, as browsers know."""
    stated = _CHARSET.search(data[:4096])
    encoding = stated.group(1).decode("ascii").lower() if stated else ""
    if encoding in ("gb2312", "gbk", "gb_2312-80", "x-gbk"):
        encoding = "gb18030"
    if encoding and not encoding.startswith("utf-16"):
        try:
            text = data.decode(encoding, "replace")
        except LookupError:
            return decode(data, name)
        # A page may hold a broken character or two, a wrong statement breaks many.
        if text.count("\ufffd") * 500 <= len(text):
            return text
    try:
        return decode(data, name)
    except UnknownEncoding:
        text = data.decode("utf-8", "replace")
        if text.count("\ufffd") * 500 <= len(text):
            return text
        raise


def _names(page: HtmlElement) -> list[str]:
    """What the page calls its document: its first heading, the meta tags that government sites must have, its title."""
    found = [str(value) for value in page.xpath("//meta[@name='ArticleTitle' or @property='og:title']/@content")]
    found = [" ".join(h.text_content().split()) for h in page.iter("h1")] + found
    # 标题_某市人民政府门户网站
    title = re.split(r"[_|]|\s-+\s|-(?=[^-]*(?:网|政府)$)", page.findtext(".//title") or "")[0]
    return [*found, " ".join(title.split())]


def _prune(page: HtmlElement) -> None:
    """Take out what a reader does not see, and the site around the document."""
    whole = len(page.text_content())
    for element in [*page.iter()]:
        tag = element.tag
        unseen = not isinstance(tag, str) or tag in _NEVER_SHOWN or "hidden" in element.attrib
        unseen = unseen or _HIDDEN.search(element.get("style") or "") is not None
        if unseen or (_is_furniture(element) and len(element.text_content()) < 0.3 * whole):
            _drop(element)


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _is_furniture(element: HtmlElement) -> bool:
    if element.tag == "footer":
        return True
    if element.tag not in _BLOCKS or element.tag in ("html", "body", "tbody", "tr", "td"):
        return False
    named = f"{element.get('id') or ''} {element.get('class') or ''}"
    return any(word.lower() in _furniture() for word in _WORD.findall(named))


@cache
def _furniture() -> frozenset[str]:
    return frozenset(entries("page_furniture.txt"))


def _body(page: HtmlElement) -> HtmlElement:
    """The element that holds the document."""
    running = _running(page)
    whole = running[page]
    known = frozenset(entries("page_bodies.txt"))
    marked = [
        element
        for element in page.iter(*_BLOCKS)
        if {(element.get("id") or "").lower(), *(element.get("class") or "").lower().split()} & known
    ]
    best = max(marked, key=lambda element: running[element], default=None)
    if best is not None and running[best] * 2 >= whole:
        return best
    element = page
    while True:
        # A document whose every paragraph is a cell must not shrink to one of them.
        child = max((c for c in element if c in running), key=lambda c: running[c], default=None)
        if child is None or running[child] < _NEARLY_ALL * running[element] or child.tag not in _BLOCKS:
            return element
        if child.tag == "p" or (child.tag == "table" and not _is_layout(child)):
            return element
        element = child


def _running(page: HtmlElement) -> dict[HtmlElement, int]:
    """For each element how much running text it holds: marks of sentences, outside links."""
    found: dict[HtmlElement, int] = {}
    for element in [*page.iter()][::-1]:
        own = 0 if element.tag == "a" else len(_RUNNING.findall(element.text or ""))
        for child in element:
            own += (0 if child.tag == "a" else found[child]) + len(_RUNNING.findall(child.tail or ""))
        found[element] = own
    return found


def _lines(element: HtmlElement) -> list[str]:
    """The element's text as a reader sees it, without blank lines and what the site adds."""
    transcript = Transcript()
    _write(element, transcript)
    furniture = patterns("page_lines.txt")
    lines = (re.sub(r"[ \xa0]+", " ", line).strip(" \u3000\r\f\v") for line in transcript.reading().text.split("\n"))
    return [line for line in lines if line.strip() and not furniture.fullmatch(re.sub(r"\s", "", line))]


def _write(element: HtmlElement, transcript: Transcript) -> None:
    walk = etree.iterwalk(element, events=("start", "end"))
    preformatted = 0
    items: Counter[HtmlElement] = Counter()
    for event, at in walk:
        tag = at.tag
        if event == "end":
            preformatted -= tag == "pre"
            if tag in _BLOCKS or tag == "br":
                transcript.write("\n")
            if at is not element:
                transcript.write(_spaced(at.tail, preformatted=preformatted > 0))
            continue
        preformatted += tag == "pre"
        if tag in _BLOCKS:
            transcript.write("\n")
        if tag == "table" and not _is_layout(at):
            _write_table(at, transcript)
            walk.skip_subtree()
            continue
        if tag == "li":
            transcript.write(_list_number(at, items))
        transcript.write(_spaced(at.text, preformatted=preformatted > 0))


def _spaced(text: str | None, *, preformatted: bool) -> str:
    """Text as it is shown: the source's line ends are spaces, and nothing between two Chinese characters."""
    if not text or preformatted:
        return text or ""
    return re.sub(r"[ \t\r\n\f\v]+", " ", _BREAK_IN_TEXT.sub("", text))


def _list_number(item: HtmlElement, items: Counter[HtmlElement]) -> str:
    """The number that an ordered list shows before its item; `items` counts those of each list as they come."""
    around = item.getparent()
    if around is None or around.tag != "ol":
        return ""
    items[around] += 1
    if not (item.text_content() or "").strip():
        return ""
    start = around.get("start") or "1"
    return f"{items[around] - 1 + (int(start) if re.fullmatch(r'[0-9]{1,9}', start) else 1)}."


def _is_layout(table: HtmlElement) -> bool:
    """True for a table that only places the parts of a page: it holds others, one cell a row, or nearly all in one."""
    if table.find(".//table") is not None:
        return True
    rows = [[len(cell.text_content().strip()) for cell in row.iterchildren("td", "th")] for row in table.iter("tr")]
    if max((sum(1 for length in row if length) for row in rows), default=0) <= 1:
        return True
    longest = max(max(row, default=0) for row in rows)
    return longest > 600 and longest > 0.8 * sum(map(sum, rows))


def _write_table(table: HtmlElement, transcript: Transcript) -> None:
    cells = [cell for cell in _cells(table) if cell.text]
    facts = [_FACT.fullmatch(cell.text) for cell in cells]
    if len(cells) < 2 or sum(1 for fact in facts if fact) * 3 < len(cells):
        write_table(transcript, cells)
        return
    # 索引号 | 000014349/2018-00230 | 主题分类 | …
    for cell, fact in zip(cells, facts, strict=True):
        transcript.write(f"\n{_stated(fact)}" if fact else " ".join(cell.text.split()))


def _stated(fact: re.Match[str]) -> str:
    return f"{fact.group('label')}：{' '.join((fact.group('value') or '').split())}"


def _cells(table: HtmlElement) -> Iterator[GridCell]:
    # By column the first row that no cell above reaches into.
    free: dict[int, int] = {}
    for at, row in enumerate(table.iter("tr")):
        column = 0
        for cell in row.iterchildren("td", "th"):
            while free.get(column, 0) > at:
                column += 1
            rows, columns = _span(cell, "rowspan", TALLEST_CELL), _span(cell, "colspan", WIDEST_CELL)
            free |= dict.fromkeys(range(column, column + columns), at + rows)
            yield GridCell(at, column, "\n".join(_lines(cell)), rows, columns)
            column += columns


def _span(cell: HtmlElement, kind: str, most: int) -> int:
    stated = re.match(r"\s*+(\d{1,9})", cell.get(kind) or "")
    return min(max(1, int(stated.group(1))), most) if stated else 1


def _facts_around(page: HtmlElement, body: HtmlElement) -> list[str]:
    """The lines outside the body that state a fact of the document: 发文字号：云政发〔2026〕3号."""
    holder = body.getparent()
    if holder is None:
        return []
    at = holder.index(body)
    stand_in = fragment_fromstring("<div></div>")
    stand_in.tail, body.tail = body.tail, None
    holder[at] = stand_in
    lines = _lines(page)
    holder[at] = body
    found = []
    for line, following in itertools.pairwise([*lines, ""]):
        fact = _FACT.fullmatch(line)
        if fact and fact.group("value"):
            found.append(_stated(fact))
        elif fact and following and not _FACT.fullmatch(following):
            # The value stands in the next cell or line.
            found.append(_stated(fact) + following)
    return found


def _title(named: list[str], around: list[str], inside: list[str]) -> list[str]:
    """The page's name for the document, where neither its facts nor the start of its body give the title."""
    start = re.sub(r"\s", "", "".join([*around, *inside])[:3000])
    for name in named:
        words = re.sub(r"\s", "", name)
        # A title that the site has cut short (…) is none.
        if len(words) >= 6 and not words.endswith(("…", "...")):
            return [] if words in start else [name]
    return []
