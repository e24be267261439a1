"""A view in each of the forms that it can be taken away in: pages, figures for print, networks and tables.

    Path("figure.svg").write_bytes(rendered(view(store, "agencies"), "svg"))

| form | what it holds |
| --- | --- |
| html | a page to look around in, which asks for nothing, see graph.drawing |
| svg, pdf, png | a figure for print, see graph.svg and graph.printing |
| gexf, graphml | the whole network with measures and citations, see graph.gephi |
| csv | the nodes with their measures, see graph.measures; of the matrix its cells, see graph.heatmap |
"""

import io
from pathlib import Path
from typing import Final, Literal, get_args

from graph import heatmap, measures
from graph.errors import ViewError
from graph.tables import csv_bytes
from graph.views import View

RenderForm = Literal["html", "svg", "pdf", "png", "gexf", "graphml", "csv"]
FORMS: Final[tuple[RenderForm, ...]] = get_args(RenderForm)
MEDIA_TYPES: Final[dict[RenderForm, str]] = {
    "html": "text/html; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
    "pdf": "application/pdf",
    "png": "image/png",
    "gexf": "application/gexf+xml; charset=utf-8",
    "graphml": "application/graphml+xml; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}


def form_of(file: str | Path) -> RenderForm:
    """The form that a file's name asks for; raises ViewError where it names none."""
    suffix = Path(file).suffix.lower()
    found = {f".{form}": form for form in FORMS}.get(suffix)
    if found is None:
        known = " ".join(f".{form}" for form in FORMS)
        raise ViewError(f"{file}: 文件名须以格式结尾，或另指明格式 end the name in a format, or name it: {known}")
    return found


def rendered(view: View, form: RenderForm, *, limit: int | None = None) -> bytes:
    """The view in that form, the same bytes for the same view; pages and figures draw at most `limit` nodes.

    Raises ViewError where what a form needs is not installed.
    """
    # Each form loads what it alone needs.
    if form == "html":
        from graph.drawing import page

        return page(view, limit=limit).encode("utf-8")
    if form == "svg":
        from graph.svg import svg

        return svg(view, limit=limit).encode("utf-8")
    if form == "pdf" or form == "png":
        from graph.printing import printed

        return printed(view, form, limit=limit)
    if form == "csv":
        return csv_bytes(heatmap.table(view) if view.name == "matrix" else measures.table(view))
    from graph import gephi

    out = io.BytesIO()
    gephi.write(view.network, form, out)
    return out.getvalue()
