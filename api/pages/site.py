"""What all pages share: templates, languages, the addresses of things, and the headers that keep a page to itself.

site = Site(DATA_BASE)
site.show(request, "documents.html", documents=lines)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final
from urllib.parse import quote

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse

from api.wording import LANGUAGES, Language, Wording
from graph.answers import Citation
from graph.iris import PREFIXES
from graph.phrases import amount

# No page loads or sends anything to another host, runs a script that stands in it, or stands in another site's frame.
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Vary": "Accept, Cookie",
}
_COOKIE: Final = "zhengtu-lang"
_YEAR: Final = 365 * 24 * 3600
# Percent signs in an IRI are part of it; the rest of what an address may hold stays.
KEPT: Final = "/%:()~,;=@!$&'*+"
_LONGEST: Final = 160


def short(text: str, longest: int = _LONGEST) -> str:
    """The text on one line, its end left out where it is very long.

    >>> short("一\\n二三四", 3)
    '一 …'
    """
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def compact(iri: str) -> str:
    """zt:leads for its IRI, where the prefix is one of the usual ones; what is no such IRI stays.

    >>> compact("https://w3id.org/zhengtu/ontology#leads")
    'zt:leads'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def language_of(request: Request) -> Language:
    """The language that is asked for, or was last; Chinese at first."""
    for asked in (request.query_params.get("lang"), request.cookies.get(_COOKIE)):
        if asked in LANGUAGES:
            return asked
    return "zh"


_TEMPLATES: Final = jinja2.Environment(
    loader=jinja2.PackageLoader("api.pages"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)
_TEMPLATES.filters |= {"short": short, "amount": amount, "compact": compact}


@dataclass(frozen=True, slots=True)
class Site:
    """The pages over data whose IRIs begin with `base`."""

    base: str

    def address(self, iri: str) -> str | None:
        """Where this service tells of the thing, None where it has nothing to tell."""
        return f"/id/{quote(iri.removeprefix(self.base), safe=KEPT)}" if iri.startswith(self.base) else None

    def passage(self, document: str, start: int, end: int) -> str:
        """Where `text[start:end]` of a document is read in its place, highlighted."""
        return f"{self.address(document) or ''}?at={start}-{end}#{start}-{end}"

    def source(self, citation: Citation) -> str:
        """Where a citation is read in its place."""
        return self.passage(citation.document, citation.start, citation.end)

    def show(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **shown: Any,
    ) -> HTMLResponse:
        """A page in the language of the request; `shown` is what its template shows."""
        language = language_of(request)
        page = _TEMPLATES.get_template(template).render(
            t=Wording(language),
            lang=language,
            languages={name: f"?{request.url.include_query_params(lang=name).query}" for name in LANGUAGES},
            path=request.url.path,
            address=self.address,
            passage=self.passage,
            source=self.source,
            version=version("zhengtu"),
            status=status,
            **{"twin": None, "data": (), **shown},
        )
        response = HTMLResponse(page, status, {**HEADERS, **(headers or {})})
        if request.query_params.get("lang") in LANGUAGES:
            response.set_cookie(_COOKIE, language, max_age=_YEAR, samesite="lax", httponly=True)
        return response
