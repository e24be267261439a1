"""What a question says beside its point, put right before it is read: glosses, examples, exceptions, words of titles.

who leads futures delivery 支持期货交割     →  who leads 支持期货交割
2030年以外到期的目标                        →  除 2030年 以外到期的目标
"""

from collections.abc import Sequence
from typing import Final

from graph.asking.cues import ROLE_NOUNS
from graph.asking.names import Names
from graph.asking.pieces import Piece
from graph.asking.topics import Sought, about
from ontology.terms import ROLES


def clarified(found: list[Piece], names: Names) -> list[Piece]:
    """The pieces of a question without what only says again what others say, and with what it leaves out."""
    made = _with_one_object(_without_mere(_of_titles(found, names)))
    return _with_exceptions(_without_glosses(_in_own_words(_without_examples(made), names), names))


def _of_titles(found: list[Piece], names: Names) -> list[Piece]:
    """With documents for the zones that stand in their titles, unless it is asked what mentions them: 喀什的目标."""
    made: list[Piece] = []
    for piece in found:
        before = _last_word(made)
        mentioned = before is not None and before.tag in ("about", "plan")
        titled = [it.iri for it in names.documents.values() if piece.kind == "zone" and piece.text in it.title]
        made.append(Piece("document", piece.text, iris=tuple(titled)) if titled and not mentioned else piece)
    return made


def _is_known(piece: Piece, names: Names) -> bool:
    """Whether the words are a heading or an indicator, or of one."""
    sought: tuple[Sought, ...] = ("tasks", "targets")
    return any(about(piece.text, names, it, in_text=False) for it in sought)


_BEFORE_GLOSS: Final = (
    *(*ROLES, *ROLE_NOUNS, "bear", "about", "task-noun"),
    *("target-noun", "when", "how-many", "how-much", "reach", "role"),
)


def _without_glosses(found: list[Piece], names: Names) -> list[Piece]:
    """Without English words that no document has, right beside the name that they put in English: leads futures
    delivery 支持期货交割. Behind other words than those that ask they may be what is asked, and are kept.
    """
    left = list(found)
    words = [piece for piece in found if piece.text.strip() and piece.text not in _ARTICLES]
    for at, piece in enumerate(words):
        if piece.kind not in ("about", "agency", "zone") or piece.text.isascii():
            continue
        if piece.kind == "about" and not _is_known(piece, names):
            continue
        before = words[: at - 1 if at and words[at - 1].tag in ("target-noun", "percent") else at]
        if before and _is_gloss(before[-1], names) and (len(before) < 2 or _asks(before[:-1])):
            left.remove(before[-1])
        behind = words[at + 1] if at + 1 < len(words) and piece.kind == "about" else None
        if behind is not None and behind in left and _is_gloss(behind, names) and _asks(words[:at]):
            left.remove(behind)
    return left


_ARTICLES: Final = ("the", "a", "an", "(", ",", "of")


def _is_gloss(piece: Piece, names: Names) -> bool:
    """Whether the piece is English words, two at least: one may well be what is said of the name."""
    return piece.kind == "about" and piece.text.isascii() and " " in piece.text and piece.text not in names.words


def _asks(before: Sequence[Piece]) -> bool:
    """Whether the last word before a gloss is one that asks."""
    last = _last_word(before)
    return last is not None and (last.tag in _BEFORE_GLOSS or last.kind == "document")


def _last_word(found: Sequence[Piece]) -> Piece | None:
    return next((piece for piece in reversed(found) if piece.kind not in ("function", "sign")), None)


def _without_mere(found: list[Piece]) -> list[Piece]:
    """Without the word for only that sets one role against another: lead it or just support it, 牵头还是只是配合."""
    return [piece for at, piece in enumerate(found) if not (piece.tag == "only" and _sets_apart(found, at))]


def _sets_apart(found: Sequence[Piece], at: int) -> bool:
    before, behind = _last_word_or(found[:at]), [it for it in found[at + 1 :] if it.text.strip() and it.text != "是"]
    return before in _OR and bool(behind) and behind[0].tag in ROLES


def _last_word_or(found: Sequence[Piece]) -> str:
    return next((piece.text for piece in reversed(found) if piece.text.strip()), "")


def _with_one_object(found: list[Piece]) -> list[Piece]:
    """With the object of two roles behind both: lead X or support it, lead or support X."""
    words = [piece for piece in found if piece.text.strip()]
    for at in range(len(words) - 4):
        role, told, joint, other, it = words[at : at + 5]
        if role.tag in ROLES and told.kind == "about" and joint.text in _OR and other.tag in ROLES and it.text == "it":
            return [*words[:at], role, joint, other, told, *words[at + 5 :]]
    return found


_OR: Final = ("or", "或", "或者", "还是")


def _without_examples(found: list[Piece]) -> list[Piece]:
    """Without what stands in brackets as an example: 笼统单位（如各有关单位）."""
    for at, piece in enumerate(found[:-1]):
        if piece.text == "(" and found[at + 1].text in _SUCH_AS:
            closes = next((end for end in range(at, len(found)) if found[end].text == ")"), None)
            if closes is not None:
                return [*found[:at], *found[closes + 1 :]]
    return found


_SUCH_AS: Final = ("如", "例如", "比如", "such", "like", "e.g.")


def _with_exceptions(found: list[Piece]) -> list[Piece]:
    """2030年以外到期的, A以外的单位: 除 is put where it is left out."""
    made: list[Piece] = []
    for at, piece in enumerate(found):
        if piece.tag == "outside-of" and not any(it.tag == "except" for it in found[:at]):
            begins = len(made)
            while begins and (made[begins - 1].kind in ("agency", "year") or made[begins - 1].text in _AND):
                begins -= 1
            if begins < len(made):
                made.insert(begins, Piece("cue", "", tag="except"))
        made.append(piece)
    return made


_AND: Final = ("和", "与", "及", "以及", "、", "或", " ")


def _in_own_words(found: list[Piece], names: Names) -> list[Piece]:
    """Without words that others, in brackets or behind 即, say in the document's own: 绿电这块（扩大绿色能源消费）."""
    for at, piece in enumerate(found):
        before = [it for it in found[:at] if it.text.strip()]
        opened = bool(before) and (before[-1].text == "(" or before[-1].tag == "namely")
        if piece.kind == "about" and opened and _is_known(piece, names):
            return [it for other, it in enumerate(found) if it.kind != "about" or other >= at]
    return found
