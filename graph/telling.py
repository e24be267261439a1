"""What a figure tells in words: its facts with their clauses, the documents that it is from, what it is narrowed to.

source_note(view(store, "agencies"))    # '来源 Source：《…实施意见》（…〔2026〕12号，2026-03-05）；由政图 Zhengtu …'
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

from graph.answers import Citation, Duty, TargetLine
from graph.documents import StoredDocument
from graph.network import Fact, all_facts
from graph.phrases import amount, borne, one_line
from graph.tables import printable
from graph.views import View

# A title is not to fill the page, nor a name that no agency bears.
_LONGEST: Final = 160
_ROLE_ORDER: Final = {role: place for place, role in enumerate(("lead", "responsible", "participant"))}
_RTL: Final = dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))


@dataclass(frozen=True, slots=True)
class Told:
    """A fact with its words and where they stand, in words and as it is cited."""

    who: str
    what: str
    words: str
    where: str
    citation: Citation


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Each fact once, as a click lists them: what is led first, and last the targets and zones."""
    return sorted({id(fact): fact for fact in facts}.values(), key=_order)


def _order(fact: Fact) -> tuple[int, str, str, int, int]:
    citation = fact.citation
    if isinstance(fact, Duty):
        return _ROLE_ORDER[fact.role], citation.title, citation.document, fact.order, fact.mention_start
    return 3, citation.title, citation.document, citation.start, citation.end


def told(fact: Fact) -> Told:
    """A fact in words, with its own and where they stand."""
    if isinstance(fact, Duty):
        who = f"{clamped(fact.name)} {borne(fact.role, fact.basis)}"
    elif isinstance(fact, TargetLine):
        who = f"目标 {clamped(fact.indicator)} {amount(fact)}{f'，{fact.year}年' if fact.year else ''}"
    else:
        who = f"区域 {clamped(fact.name)}"
    citation = fact.citation
    return Told(
        who, f"{citation.path} {clamped(citation.heading)}", one_line(citation.words), where(citation), citation
    )


def where(citation: Citation) -> str:
    """The document, the place in its outline and the offsets of the words in its text."""
    return f"《{clamped(citation.title)}》{citation.path} · {citation.start}–{citation.end}"


def source_note(view: View) -> str:
    """Which documents a figure is from, with their numbers and dates, and which version of Zhengtu read them."""
    named = [_sourced(document) for document in view.documents]
    named = named or [
        f"《{clamped(title)}》" for title in sorted({fact.citation.title for fact in all_facts(view.network)})
    ]
    more = f"等 {len(named)} 份文件 documents" if len(named) > 3 else ""
    return f"来源 Source：{'、'.join(named[:3])}{more}；由政图 Zhengtu {version('zhengtu')} 读出"


def clamped(text: str, longest: int = _LONGEST) -> str:
    """Text of a document as one line, no longer than that, without what XML cannot hold or would turn the line about.

    >>> clamped("平江市\\u202e意见\\n通知", 6)
    '平江市意见…'
    """
    line = one_line(printable(text).translate(_RTL))
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def about(view: View) -> str:
    """Below the title: the documents, and what the view is narrowed to."""
    titles = [document.title for document in view.documents] or sorted(
        {fact.citation.title for fact in all_facts(view.network)}
    )
    between = "　↔　" if view.name == "compare" else ""
    shown = between.join(f"《{clamped(title, 60)}》" for title in titles[:2])
    more = f"等 {len(titles)} 份文件 documents" if len(titles) > 2 else ""
    return f"{shown}{more}{f' · {clamped(view.narrowed)}' if view.narrowed else ''}"


def _sourced(document: StoredDocument) -> str:
    said = "，".join(filter(None, (document.number and clamped(document.number, 40), document.date)))
    return f"《{clamped(document.title, 80)}》{f'（{said}）' if said else ''}"
