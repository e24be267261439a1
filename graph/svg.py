"""A view as an SVG figure for print: title, legend, picture, what is left out, and where it is from.

    Path("figure.svg").write_text(svg(view(store, "agencies")), encoding="utf-8")

Text stays text, in the first of FONTS that the reader's machine has; graph.printing embeds it. Lengths are in pixels,
96 to the inch, so that letters of 16 are 12 points. All text of documents is escaped.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import atan2, cos, hypot, sin
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from graph.figure import CAPTION, Figure, figure
from graph.figure import Line as Edge
from graph.heatmap import SHADES, Heatmap, heatmap
from graph.layout import breadth
from graph.looks import INK, LINE, Look, Mark
from graph.svg_elements import QUIET, dashed, number, wrapped, written
from graph.svg_heatmap import shades, table_of
from graph.views import View

FONTS: Final = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "SimHei",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
)
_MARGIN: Final = 28.0
_LEAST: Final = 720.0
_SMALL: Final = 13
_GAP: Final = 22.0


def svg(view: View, *, limit: int | None = None) -> str:
    """The view drawn, of at most `limit` nodes; equal views give equal figures."""
    if view.name == "matrix":
        table = heatmap(view)
        body, width, height = table_of(table)
        return _page(
            table, body, width, height, [_keyed(shades(), SHADES * 26 + 6, "任务由少到多 from few tasks to many")]
        )
    drawn = figure(view, limit=limit)
    body, width, height = _network(drawn)
    hidden = [f"{count} 条{look.words}" for _, look, count, on in drawn.edges if not on]
    notes = (f"未画 Not drawn：{'、'.join(hidden)}。",) if hidden else ()
    return _page(drawn, body, width, height, _legend(drawn), notes)


def _page(
    drawn: Figure | Heatmap,
    body: Iterable[str],
    width: float,
    height: float,
    legend: Sequence[tuple[float, str]],
    notes: tuple[str, ...] = (),
) -> str:
    """The frame around a picture of that width and height, whose upper left corner is 0, 0."""
    inner = max(width, _LEAST)
    parts: list[str] = []
    y = _MARGIN + 20
    for line in wrapped(drawn.title, inner, 20):
        parts.append(written(_MARGIN, y, line, 20, weight=600))
        y += 28
    for line in wrapped(drawn.about, inner, 14):
        parts.append(written(_MARGIN, y, line, 14, fill=QUIET))
        y += 21
    y += 8
    x = 0.0
    for wide, item in legend:
        if x and x + wide > inner:
            x, y = 0.0, y + 24
        parts.append(f'<g transform="translate({number(_MARGIN + x)} {number(y)})">{item}</g>')
        x += wide + _GAP
    y += 26
    parts.append(f'<g transform="translate({number(_MARGIN + (inner - width) / 2)} {number(y)})">')
    parts += body
    parts.append("</g>")
    y += height + 26
    for said in (*notes, *drawn.notes, f"{drawn.source}。"):
        for line in wrapped(said, inner, _SMALL):
            parts.append(written(_MARGIN, y, line, _SMALL, fill=QUIET))
            y += 19
    whole, high = inner + 2 * _MARGIN, y - 19 + _MARGIN
    family = ", ".join(f"'{font}'" for font in FONTS) + ", sans-serif"
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(whole)}" height="{number(high)}" '
            f'viewBox="0 0 {number(whole)} {number(high)}" font-family={quoteattr(family)} role="img">',
            f"<title>{escape(drawn.title)} {escape(drawn.about)}</title>",
            f'<rect width="{number(whole)}" height="{number(high)}" fill="#ffffff"/>',
            *parts,
            "</svg>\n",
        )
    )


def _network(drawn: Figure) -> tuple[list[str], float, float]:
    """What is drawn at first, edges below nodes, and its width and height."""
    marks = {mark.node: mark for mark in drawn.marks}
    left = min(mark.x - mark.box.width / 2 for mark in drawn.marks)
    right = max(mark.x + mark.box.width / 2 for mark in drawn.marks)
    top = min(_top(mark) for mark in drawn.marks)
    bottom = max(_top(mark) + mark.box.height for mark in drawn.marks)
    if drawn.captions:
        top = min(top, *(caption.y - CAPTION for caption in drawn.captions))
    parts = [f'<g transform="translate({number(-left)} {number(-top)})">']
    # Wide lines below narrow ones, so that none is hidden.
    parts += [
        _edge(line, marks[line.source], marks[line.target], curved=drawn.in_columns)
        for line in sorted(drawn.lines, key=lambda line: -line.width)
        if line.on
    ]
    parts += [_shape(mark) for mark in drawn.marks]
    parts += [label for mark in drawn.marks for label in _label(mark)]
    parts += [
        written(caption.x, caption.y, caption.text, CAPTION, fill=QUIET, weight=600, halo=True)
        for caption in drawn.captions
    ]
    parts.append("</g>")
    return parts, right - left, bottom - top


def _top(mark: Mark) -> float:
    return mark.y - (mark.box.height / 2 if mark.look.shape == "box" else mark.radius)


def _shape(mark: Mark) -> str:
    look, x, y = mark.look, mark.x, mark.y
    border = INK if mark.bold else look.border or look.fill
    stroke = f'fill="{look.fill}" stroke="{border}" stroke-width="{3 if mark.bold else 1}"{dashed(look.dashes)}'
    if look.shape == "box":
        width, height = mark.box.width, mark.box.height - 2
        corner = f'x="{number(x - width / 2)}" y="{number(y - height / 2)}"'
        return f'<rect {corner} width="{number(width)}" height="{number(height)}" rx="4" {stroke}/>'
    radius = mark.radius
    if look.shape == "diamond":
        out, back = number(radius), number(-radius)
        return f'<path d="M{number(x)} {number(y - radius)}l{out} {out} {back} {out} {back} {back}z" {stroke}/>'
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" {stroke}/>'


def _label(mark: Mark) -> Iterator[str]:
    high = mark.text * LINE
    box = mark.look.shape == "box"
    # Of a line of text about 0.36 of its size lies between its middle and its foot.
    first = (
        mark.y - (len(mark.lines) - 1) * high / 2 if box else mark.y + mark.radius + 6 + high / 2
    ) + mark.text * 0.36
    weight = 600 if mark.bold else 400
    for at, line in enumerate(mark.lines):
        yield written(mark.x, first + at * high, line, mark.text, anchor="middle", halo=not box, weight=weight)
    if mark.digit:
        size = max(11.0, mark.radius * 0.8)
        yield written(mark.x, mark.y + size * 0.36, mark.digit, size, anchor="middle", fill="#ffffff", weight=600)


def _edge(line: Edge, source: Mark, target: Mark, *, curved: bool) -> str:
    stroke = f'fill="none" stroke="{line.colour}" stroke-width="{number(line.width)}"{dashed(line.dashes)}'
    if curved:
        one, other = (source, target) if source.x <= target.x else (target, source)
        left, right = one.x + one.box.width / 2, other.x - other.box.width / 2
        bend = (right - left) / 2
        return (
            f'<path d="M{number(left)} {number(one.y)}C{number(left + bend)} {number(one.y)} '
            f'{number(right - bend)} {number(other.y)} {number(right)} {number(other.y)}" {stroke}/>'
        )
    size = 9.0 + 1.6 * line.width
    angle = atan2(target.y - source.y, target.x - source.x)
    reach = hypot(target.x - source.x, target.y - source.y)
    # An arrow's line ends in the middle of its head.
    begin = _rim(source, angle) + (size * 0.6 if line.heads[0] else 0)
    end = reach - _rim(target, angle) - (size * 0.6 if line.heads[1] else 0)
    if end <= begin:
        return ""
    at = [(source.x + cos(angle) * way, source.y + sin(angle) * way) for way in (begin, end)]
    drawn = f'<path d="M{number(at[0][0])} {number(at[0][1])}L{number(at[1][0])} {number(at[1][1])}" {stroke}/>'
    if line.heads[0]:
        drawn += _head(source, angle + 3.141592653589793, _rim(source, angle), size, line.colour)
    if line.heads[1]:
        drawn += _head(target, angle, _rim(target, angle), size, line.colour)
    return drawn


def _head(mark: Mark, angle: float, rim: float, size: float, colour: str) -> str:
    """An arrow's head that points at a mark's rim, along that angle."""
    tip = mark.x - cos(angle) * rim, mark.y - sin(angle) * rim
    wings = [(tip[0] - cos(angle + turn) * size, tip[1] - sin(angle + turn) * size) for turn in (0.38, -0.38)]
    points = " ".join(f"{number(x)},{number(y)}" for x, y in (tip, *wings))
    return f'<polygon points="{points}" fill="{colour}"/>'


def _rim(mark: Mark, angle: float) -> float:
    """How far from its middle a line at that angle leaves a mark."""
    if mark.look.shape == "dot":
        return mark.radius
    along, across = abs(cos(angle)), abs(sin(angle))
    if mark.look.shape == "diamond":
        return mark.radius / (along + across)
    half = mark.box.width / 2, (mark.box.height - 2) / 2
    return min(half[0] / along if along > 1e-9 else 1e9, half[1] / across if across > 1e-9 else 1e9)


def _legend(drawn: Figure) -> list[tuple[float, str]]:
    items = [_keyed(_key(look), 24, look.words) for look in drawn.nodes]
    for _, look, count, on in drawn.edges:
        if on:
            items.append(_keyed(_stroke(look), 42, f"{look.words} · {count}"))
    return items


def _keyed(key: str, room: float, words: str) -> tuple[float, str]:
    return room + breadth(words) * _SMALL, key + written(room, 0, words, _SMALL)


def _key(look: Look) -> str:
    stroke = f'fill="{look.fill}" stroke="{look.border or look.fill}"{dashed(look.dashes)}'
    if look.shape == "dot":
        return f'<circle cx="9" cy="-5" r="7" {stroke}/>'
    if look.shape == "diamond":
        return f'<path d="M9 -13l8 8-8 8-8-8z" {stroke}/>'
    return f'<rect x="1" y="-11" width="16" height="12" rx="2" {stroke}/>'


def _stroke(look: Look) -> str:
    end = 26 if look.shape == "arrow" else 34
    stroke = f'stroke="{look.fill}" stroke-width="{look.width or 2}"{dashed(look.dashes)}'
    line = f'<path d="M0 -5h{end}" fill="none" {stroke}/>'
    return line + (f'<path d="M23 -11 34 -5 23 1z" fill="{look.fill}"/>' if look.shape == "arrow" else "")
