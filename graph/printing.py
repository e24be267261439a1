"""A figure as PDF or PNG for print, its letters embedded: SVG of graph.svg set by Typst.

    Path("figure.pdf").write_bytes(printed(view(store, "agencies"), "pdf"))

Typst (the extra `print`) is one library without others around it; it embeds the used characters of a Chinese font as
text that can be searched and copied, and the same figure gives the same bytes.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

from graph.errors import ViewError
from graph.svg import FONTS, svg
from graph.views import View

PrintForm = Literal["pdf", "png"]

# Journals ask for 300 dots an inch; a picture of many nodes has fewer, so that it can be opened.
_DOTS: Final = 300
_WIDEST: Final = 9000
_PAGE: Final = b'#set page(width: auto, height: auto, margin: 0pt)\n#set document(date: none)\n#image("figure.svg")\n'


def printed(view: View, form: PrintForm, *, limit: int | None = None) -> bytes:
    """The view as a PDF of one page, or as a PNG of 300 dots an inch.

    Raises ViewError, which says what to install, where Typst or a Chinese font is missing.
    """
    try:
        import typst
    except ImportError as error:
        raise ViewError(
            f"{form}: 须装附加组件 needs the extra zhengtu[print]: pip install typst；svg 不需 svg needs none"
        ) from error
    fonts = typst.Fonts(include_embedded_fonts=False)
    if not set(FONTS) & set(fonts.families()):
        raise ViewError(
            f"{form}: 本机没有中文字体 no Chinese font is installed: apt-get install fonts-noto-cjk"
            "，或 or https://github.com/notofonts/noto-cjk"
        )
    drawn = svg(view, limit=limit)
    with TemporaryDirectory() as folder:
        Path(folder, "figure.svg").write_text(drawn, encoding="utf-8")
        Path(folder, "figure.typ").write_bytes(_PAGE)
        made = typst.compile(
            Path(folder, "figure.typ"), root=Path(folder), font_paths=fonts, format=form, ppi=_dots(drawn)
        )
    assert isinstance(made, bytes)
    return made


def _dots(drawn: str) -> float:
    """How many dots an inch make a picture that can be opened."""
    sides = drawn.split('viewBox="0 0 ', 1)[1].split('"', 1)[0].split()
    return min(_DOTS, _WIDEST / max(map(float, sides)) * 96)
