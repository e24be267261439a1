"""Markdown becomes text: its signs go, its lines stay lines, and a table is one line a row with cells parted by tabs.

>>> read("# 工作方案\\n\\n1. **建设平台**。统筹布局。\\n".encode(), "a.md").text
'工作方案\\n1.建设平台。统筹布局。\\n'
"""

import re
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from extract.encodings import decode
from extract.formats.grid import GridCell, write_table
from extract.places import Reading, Transcript

# Metadata between two rules at the very start, as site generators keep it.
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?=[\w-]+:)(?P<fields>.*?)^---[ \t]*\r?\n", re.DOTALL | re.MULTILINE)

_TITLE = re.compile(r"^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*\r?$", re.MULTILINE)


def read(data: bytes, name: str) -> Reading:
    """The text that a reader sees, the numbers of ordered lists as they are written."""
    text = decode(data, name)
    front = _FRONT.match(text)
    lines = [line for line in _lines(text[front.end() if front else 0 :].removeprefix("\ufeff")) if line.strip()]
    title = (
        re.search(r"^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*\r?$", front.group("fields"), re.MULTILINE) if front else None
    )
    if title and not any(title.group(1) in line for line in lines[:10]):
        lines.insert(0, title.group(1))
    return Reading("\n".join(lines) + "\n")


def _lines(text: str) -> Iterator[str]:
    tokens = iter(MarkdownIt("commonmark").enable("table").parse(text))
    lists: list[int | None] = []
    marker = ""
    for token in tokens:
        if token.type == "ordered_list_open":
            lists.append(int(token.attrs.get("start", 1)))
        elif token.type == "bullet_list_open":
            lists.append(None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            lists.pop()
        elif token.type == "list_item_open" and lists[-1] is not None:
            marker = f"{token.info or lists[-1]}{token.markup}"
        elif token.type == "inline":
            words = _words(token.children or ())
            # 1. 2026年: the space keeps the number from running into the year.
            space = " " if marker and words[:1].isdigit() else ""
            yield from f"{marker}{space}{words}".split("\n")
            marker = ""
        elif token.type in ("fence", "code_block"):
            yield from token.content.split("\n")
        elif token.type == "html_block":
            from extract.formats.html import fragment

            yield from fragment(token.content).split("\n")
        elif token.type == "table_open":
            transcript = Transcript()
            write_table(transcript, list(_cells(tokens)))
            yield from transcript.reading().text.split("\n")


def _cells(tokens: Iterable[Token]) -> Iterator[GridCell]:
    row, column = -1, -1
    for token in tokens:
        if token.type == "table_close":
            return
        if token.type == "tr_open":
            row, column = row + 1, -1
        elif token.type in ("th_open", "td_open"):
            column += 1
        elif token.type == "inline":
            yield GridCell(row, column, _words(token.children or ()))


def _words(tokens: Iterable[Token]) -> str:
    """The words of a paragraph, without emphasis, links and pictures."""
    parts = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak") or (
            token.type == "html_inline" and re.match(r"<br\b", token.content, re.IGNORECASE)
        ):
            parts.append("\n")
        elif token.type in ("text", "code_inline"):
            parts.append(token.content)
    return "".join(parts)
