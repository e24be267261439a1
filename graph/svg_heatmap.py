"""The heat map of graph.heatmap in SVG: sections at the left, agencies above, written from top to bottom."""

from typing import Final

from graph.heatmap import FILLS, SHADES, Heatmap
from graph.layout import breadth, lines_of
from graph.looks import INK
from graph.svg_elements import QUIET, number, written


def table_of(table: Heatmap) -> tuple[list[str], float, float]:
    """The heat map: sections at the left, agencies above, written from top to bottom."""
    cell, size = 34.0, 14
    heads = [lines_of(name, 12, 1)[0] for name in table.columns]
    above = max(map(len, heads)) * size * 1.12 + 8
    labels = [lines_of(row.label, 26, 2) for row in table.rows]
    aside = max((breadth(line) for label in labels for line in label), default=0) * size + 12
    parts: list[str] = []
    for at, name in enumerate(heads):
        x = aside + (at + 0.5) * cell
        foot = above - 6 - (len(name) - 1) * size * 1.12
        parts += [
            written(x, foot + step * size * 1.12, _UPRIGHT.get(sign, sign), size, anchor="middle")
            for step, sign in enumerate(name)
        ]
    y = above
    document = None
    for row, label, line in zip(table.rows, labels, table.cells, strict=True):
        if table.titled and row.document != document:
            document = row.document
            parts.append(written(0, y + 20, lines_of(f"《{document}》", 50, 1)[0], size, fill=QUIET, weight=600))
            y += 30
        for step, words in enumerate(label):
            middle = y + cell / 2 + (step - (len(label) - 1) / 2) * size * 1.15
            parts.append(written(0, middle + size * 0.36, words, size))
        for at, found in enumerate(line):
            corner = f'x="{number(aside + at * cell + 1)}" y="{number(y + 1)}"'
            sides = f'width="{number(cell - 2)}" height="{number(cell - 2)}"'
            parts.append(f'<rect {corner} {sides} fill="{FILLS[found.shade] if found else "#f5f7f9"}"/>')
            if found:
                said = f"{found.led}/{found.borne}" if found.led else str(found.borne)
                fill = "#ffffff" if found.shade == SHADES else INK
                parts.append(
                    written(aside + (at + 0.5) * cell, y + cell / 2 + 5, said, size, anchor="middle", fill=fill)
                )
        y += cell
    parts.append(written(0, y + cell / 2 + 5, "合计 all", size, fill=QUIET))
    parts += [
        written(aside + (at + 0.5) * cell, y + cell / 2 + 5, str(total), size, anchor="middle", fill=QUIET)
        for at, total in enumerate(table.totals)
    ]
    return parts, aside + cell * len(heads), y + cell


# Signs that turn when a line is written from top to bottom.
_UPRIGHT: Final = {
    "（": "︵",
    "）": "︶",
    "(": "︵",
    ")": "︶",
    "、": "︑",
    "…": "︙",
    "《": "︽",
    "》": "︾",
    "-": "︱",
}


def shades() -> str:
    """The legend of the heat map: a swatch for each shade, above its foot."""
    return "".join(
        f'<rect x="{at * 26}" y="-11" width="24" height="14" fill="{FILLS[at + 1]}"/>' for at in range(SHADES)
    )
