"""The page of one thing: what is said of it, and what refers to it. All text comes in escaped.

>>> "&lt;b&gt;" in thing_page("https://example.org/id/x", "<b>", [], [])
True
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from graph.iris import PREFIXES

_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Line:
    """A property with its value, and where this service tells of that value."""

    property: str
    value: str
    address: str | None


def thing_page(iri: str, title: str, said: Iterable[Line], referring: Iterable[Line]) -> str:
    """The page as HTML."""
    sections = [_section("所述 Said of it", said), _section("所涉 What refers to it", referring)]
    return _PAGE.format(title=escape(title), iri=escape(iri), sections="\n".join(filter(None, sections)))


def _section(heading: str, lines: Iterable[Line]) -> str:
    rows = "\n".join(
        f'<tr><th title="{escape(line.property)}">{escape(_short(line.property))}</th><td>{_value(line)}</td></tr>'
        for line in lines
    )
    return f"<h2>{heading}</h2>\n<table>\n{rows}\n</table>" if rows else ""


def _value(line: Line) -> str:
    shown = line.value if len(line.value) <= _LONGEST else f"{line.value[:_LONGEST]} …"
    if line.address is not None:
        return f'<a href="{escape(line.address)}">{escape(shown)}</a>'
    return escape(_short(shown) if shown.startswith("http") else shown)


def _short(iri: str) -> str:
    """zt:leads for its IRI, where the prefix is one of the usual ones."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


_PAGE = """<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 16px/1.6 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222 }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #ddd }}
th {{ font-weight: 500; white-space: nowrap; color: #555 }}
td {{ overflow-wrap: anywhere; white-space: pre-wrap }}
code {{ overflow-wrap: anywhere }}
</style>
</head>
<body>
<h1>{title}</h1>
<p><code>{iri}</code></p>
{sections}
</body>
</html>
"""
