"""The pieces that SVG figures are made of: lines of text, escaped, and lengths."""

import re
from typing import Final
from xml.sax.saxutils import escape

from graph.layout import CLOSING, breadth
from graph.looks import INK

QUIET: Final = "#52606d"
_WORDS: Final = re.compile(r"[（《“〔]?(?:[0-9A-Za-z.—-]{1,40}|.)", re.DOTALL)


def written(
    x: float,
    y: float,
    words: str,
    size: float,
    *,
    fill: str = INK,
    anchor: str = "start",
    weight: int = 400,
    halo: bool = False,
) -> str:
    """A line of text whose foot is at y; with a halo, lines behind it do not strike it through."""
    style = f' text-anchor="{anchor}"' if anchor != "start" else ""
    style += f' font-weight="{weight}"' if weight != 400 else ""
    style += ' stroke="#ffffff" stroke-width="4" stroke-linejoin="round" paint-order="stroke"' if halo else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{fill}"{style}>{escape(words)}</text>'
    )


def wrapped(words: str, width: float, size: float) -> list[str]:
    """Text in as many lines as it takes, Latin words and numbers whole."""
    lines: list[str] = []
    line = ""
    for word in _WORDS.findall(words):
        if breadth(line + word) * size > width and line and word not in CLOSING:
            lines.append(line)
            line = ""
        line += word
    return [*lines, line]


def dashed(dashes: tuple[int, ...]) -> str:
    """Dashes as an attribute, if any."""
    return f' stroke-dasharray="{" ".join(map(str, dashes))}"' if dashes else ""


def number(value: float) -> str:
    """A length without needless digits."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
