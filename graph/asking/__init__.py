"""Questions in plain Chinese and English, answered from the graph with their sources, or declined with the reason.

    with Store("zhengtu-store", read_only=True) as store:
        answer = ask(store, "离岸科创平台由谁牵头？")
        print(answer.sentence, answer.citations[0].citation.words)

A session takes questions that follow one another:

    session = Session()
    ask(store, "市科技局牵头哪些任务？", session=session)
    ask(store, "那市发改委呢？", session=session)

There is no model in it: a question is cut into names that the graph knows and words that ask (graph.asking.tokens),
read by a grammar (graph.asking.grammar), turned into SPARQL with all values bound (graph.asking.compiling), and told in
a sentence (graph.asking.wording). A question with a word that none of this accounts for is declined, never guessed at.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from graph.asking.answering import COMPARES, agencies_of, answered
from graph.asking.answers import Answer, Cited
from graph.asking.declining import declined, named_in, too_long
from graph.asking.english import in_chinese
from graph.asking.glossary import in_documents_words
from graph.asking.grammar import Refusal, taken_for, understand
from graph.asking.names import Names, folded, names_of
from graph.asking.questions import Question
from graph.asking.repairs import meant
from graph.search import rows_of
from graph.store import Store

if TYPE_CHECKING:
    import opencc

__all__ = ["Answer", "Cited", "Session", "ask"]

_LONGEST: Final = 500
_MOST_SLIPS: Final = 3
_REMEMBERED: Final = 8


class Session:
    """A conversation: the questions `asked` in it, of which the next may follow up the last.

    It is all in its questions, so a client can keep them and a server need not: Session(asked).
    """

    def __init__(self, asked: Sequence[str] = ()) -> None:
        self.asked = tuple(asked)[-_REMEMBERED:]


def ask(store: Store, question: str, *, session: Session | None = None) -> Answer:
    """The answer to a question in Chinese or English; with a `session` it may follow up what was asked in it before.

    Never raises for what a question says: what is not understood, not in the graph or ambiguous has that status, with
    the reason and questions that can be answered. Raises the StoreErrors of graph.errors where the store fails.
    """
    asked = session.asked if session else ()
    said = _plain(question)
    if len(said) > _LONGEST:
        return too_long("en" if said.isascii() else "zh", _LONGEST)
    names = names_of(store)
    before = _understood_before(store, names, asked)
    understood = _understood(store, names, said, before)
    found = _found(store, names, understood)
    if isinstance(found, Refusal):
        return declined(found, named_in(folded(said), names), names, partial(_has_answer, store, names))
    if session:
        # A question that stands by itself begins anew.
        alone = before is None or _understood(store, names, said, None) == understood
        session.asked = (said,) if alone else (*asked, said)[-_REMEMBERED:]
    return found


def _found(store: Store, names: Names, understood: Question | Refusal) -> Answer | Refusal:
    """The answer; nothing for a year that no document speaks of is none."""
    if isinstance(understood, Refusal):
        return understood
    answer = answered(store, names, understood)
    if understood.years and not answer.answers and understood.measure != "count":
        return _no_year(store, understood) or answer
    return answer


def _has_answer(store: Store, names: Names, suggestion: str) -> bool:
    found = _found(store, names, _understood(store, names, suggestion, None))
    return isinstance(found, Answer) and bool(found.answers)


def _no_year(store: Store, question: Question) -> Refusal | None:
    """That no target at all is for the years asked about; None where some are."""
    known = sorted({int(row["year"]) for row in rows_of(store, "asking/years")})
    exact = [year for year in question.years if year.compares == "="]
    bounds = [year for year in question.years if year.compares != "="]
    for it in known:
        within = all(COMPARES[year.compares](it, year.year) for year in bounds)
        if within and (not exact or any(it == year.year for year in exact)):
            return None
    asked = "、".join(str(year.year) for year in question.years)
    return Refusal("declined", "no year", question.language, asked, candidates=tuple(map(str, known)))


def _plain(question: str) -> str:
    """The question on one line, half of a surrogate pair being no character of any name."""
    return " ".join(question.encode(errors="replace").decode().split())


def _understood_before(store: Store, names: Names, asked: Sequence[str]) -> Question | None:
    """What the questions before ask, each read after the one before it."""
    before: Question | None = None
    for said in asked:
        understood = _understood(store, names, _plain(said)[:_LONGEST], before)
        if isinstance(understood, Question):
            before = understood
    return before


def _understood(store: Store, names: Names, said: str, before: Question | None) -> Question | Refusal:
    """The question as it stands, else in simplified script, with slips mended, or with English names in Chinese."""
    read = partial(understand, names=names, before=before, found=partial(agencies_of, store, names))
    understood = read(said)
    if isinstance(understood, Question):
        return understood
    if (simplified := _simplified(said)) != said:
        again = read(simplified)
        if isinstance(again, Question):
            return again
        understood, said = again, simplified
    mended = _mended(names, said, understood, read)
    return mended if isinstance(mended, Question) else _in_chinese(names, said, mended, read)


def _in_chinese(names: Names, said: str, refusal: Refusal, read: "partial[Question | Refusal]") -> Question | Refusal:
    """The question with the documents' names for those in English."""
    written, terms = in_documents_words(folded(in_chinese(folded(said), names)), names)
    if not terms:
        return refusal
    again = read(written)
    if isinstance(again, Refusal):
        again = _mended(names, written, again, read)
    if isinstance(again, Refusal):
        return refusal
    return replace(
        again, language="en", notes=(*again.notes, *(taken_for(english, chinese) for english, chinese in terms))
    )


def _mended(names: Names, said: str, refusal: Refusal, read: "partial[Question | Refusal]") -> Question | Refusal:
    """The question with the unknown names in it replaced by those that they were meant for."""
    first, notes, said = refusal, [], folded(said)
    for _ in range(_MOST_SLIPS):
        if refusal.reason != "unknown" or not (forms := meant(refusal.words, names)):
            break
        if len({names.forms.get(form) for form in forms}) > 1:
            return replace(refusal, status="ambiguous", reason="several", candidates=forms)
        said = said.replace(refusal.words, forms[0], 1)
        notes.append(taken_for(refusal.words, forms[0]))
        again = read(said)
        if isinstance(again, Question):
            return replace(again, notes=(*again.notes, *notes))
        refusal = again
    return first


def _simplified(text: str) -> str:
    return str(_converter().convert(text))


@cache
def _converter() -> "opencc.OpenCC":
    import opencc

    return opencc.OpenCC("t2s")
