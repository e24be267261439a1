"""The header table of a published document, and the one that law databases put under it, by label.

>>> fields = read_header("发文机关：云澜市人民政府\\n发文字号：\\n云政发〔2026〕3号\\n\\n正文。\\n【时效性】 现行有效")
>>> {label: field.value for label, field in fields.items()}
{'发文机关': '云澜市人民政府', '发文字号': '云政发〔2026〕3号', '时效性': '现行有效'}
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.lexicons import entries

HEAD = 4000
_FOOT = 1500
# 标　　题： is 标题.
_LABELS = "|".join(r"[\s　]*".join(label) for label in entries("header_labels.txt"))
FIELD = re.compile(
    rf"^[ \t　*\-—【\[]*(?P<label>{_LABELS})[ 　*】\]]*(?:[:：][ \t　*]*|(?<=】)[ \t　]*)(?P<value>[^\n]*)$",
    re.MULTILINE,
)
_NEXT_LINE = re.compile(r"\s*\n(?P<value>[^\n]*)")
_AROUND = " \t　*\r"


@dataclass(frozen=True, slots=True)
class Field:
    """The value of a field, `text[start:end]`."""

    value: str
    start: int
    end: int


def read_header(text: str) -> dict[str, Field]:
    """The fields by label: the value stands on the label's line or, where that is empty, on the next.

    Under the text only labels in 【】 count, since a table of the document's own may well have a column 名称.
    """
    found: dict[str, Field] = {}
    for match in _fields(text):
        value = match
        if not match.group("value").strip(_AROUND):
            following = _NEXT_LINE.match(text, match.end())
            value = following if following and not FIELD.match(following.group("value")) else match
        words = value.group("value").strip(_AROUND)
        start = value.start("value") + value.group("value").find(words)
        found.setdefault(re.sub(r"[\s　]", "", match.group("label")), Field(words, start, start + len(words)))
    return found


def first_of(fields: dict[str, Field], *labels: str) -> Field | None:
    """The field of the first of the labels that has a value."""
    return next((fields[label] for label in labels if label in fields and fields[label].value), None)


def _fields(text: str) -> Iterator[re.Match[str]]:
    head = min(HEAD, len(text))
    yield from FIELD.finditer(text, 0, head)
    foot = text.find("\n", max(head, len(text) - _FOOT))
    if foot >= 0:
        yield from (match for match in FIELD.finditer(text, foot + 1) if text.find("】", *match.span()) >= 0)
