"""The question box: a question in plain Chinese or English, its answer, and the passages that say so.

GET /ask?q=加装电梯由谁牵头？
GET /ask?q=那谁配合？&before=加装电梯由谁牵头？
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from api.asking import asked
from api.lines import answer_cell, answer_columns
from api.pages.site import Site, language_of
from api.whole import Whole
from api.wording import Wording, told
from graph import Citation
from graph.asking import Cited

_LONGEST: Final = 2000
# As many passages as one reads; the JSON has all of them.
_SHOWN: Final = 50
_AROUND: Final = 240


@dataclass(frozen=True, slots=True)
class Passage:
    """A citation, its words cut into those that it is cited for (True) and the others."""

    citation: Citation
    words: tuple[tuple[str, bool], ...]


def asking_page(site: Site, whole: Whole) -> APIRouter:
    """The page, answered by `whole`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/ask")
    async def ask(
        request: Request,
        q: Annotated[str, Query(max_length=_LONGEST)] = "",
        before: Annotated[list[str] | None, Query(max_length=20)] = None,
    ) -> Response:
        if not q.strip():
            return site.show(request, "ask.html", question="", answer=None, session=[])
        answer, session = await asked(whole, q, before or ())
        columns = answer_columns(answer.answers) if len(answer.answers) > 1 else []
        t = Wording(language_of(request))
        return site.show(
            request,
            "ask.html",
            question=q,
            answer=answer,
            columns=columns,
            rows=[[told(t, name, answer_cell(found, name)) for name in columns] for found in answer.answers],
            passages=[_passage(cited) for cited in answer.citations[:_SHOWN]],
            more=max(0, len(answer.citations) - _SHOWN),
            session=list(session.asked),
            before=before or [],
            twin=f"/api/v1/ask?{urlencode({'q': q})}",
        )

    return router


def _passage(cited: Cited) -> Passage:
    """The words, of a long passage those around what it is cited for."""
    words = cited.citation.words
    mentions = [(start, end) for start, end in sorted(cited.mentions) if start < end]
    first = max(0, min((start for start, _ in mentions), default=0) - _AROUND)
    last = min(len(words), max((end for _, end in mentions), default=0) + _AROUND)
    cuts = sorted({first, last, *(cut for mention in mentions for cut in mention)})
    pieces = [(words[a:b], any(start <= a and b <= end for start, end in mentions)) for a, b in pairwise(cuts) if a < b]
    before, after = [("…", False)] if first else [], [("…", False)] if last < len(words) else []
    return Passage(cited.citation, (*before, *pieces, *after))
