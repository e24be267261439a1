"""A view in a Jupyter notebook: the page of graph.drawing in a frame, which asks for nothing either."""

from html import escape

from graph.views import View

_HEIGHT = 640


def framed(view: View) -> str:
    """The view's page in a frame of its own, whose scripts see nothing of the notebook."""
    from graph.drawing import page

    return (
        f'<iframe srcdoc="{escape(page(view))}" sandbox="allow-scripts" width="100%" height="{_HEIGHT}" '
        f'title="{escape(view.title[0])}" style="border: 1px solid #d9dee3"></iframe>'
    )
