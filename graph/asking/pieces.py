"""The pieces of a question: tokens put together to agencies, zones, documents, and runs of words about something.

    [(piece.kind, piece.text) for piece in pieces(tokens, names)]
    # agency 市科技局 · cue 牵头 · cue 哪些 · about 动力电池回收

A place before an agency says which one is meant, and words before 方案 or 分工表 are tried as a document's title.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from graph.asking.cues import ROLE_NOUNS
from graph.asking.names import Meaning, Names, Titled, folded, zone_name
from graph.asking.questions import Amount, Year
from graph.asking.tokens import Token
from graph.asking.topics import significant
from ontology.terms import ROLES

Kind = Literal[
    "agency", "zone", "document", "place", "cue", "year", "figure", "unit", "about", "outside", "function", "sign"
]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a question; `iris` are what a name can mean, all of them alternatives.

    `near` are the names that it cuts short, none where it is a name as it stands.
    """

    kind: Kind
    text: str
    tag: str = ""
    iris: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    meaning: Meaning | None = None
    years: tuple[Year, ...] = ()
    figure: Amount | None = None


_NOTHING: Final = Meaning()
# 乡村绿化美化行动方案 is words of a title when it ends so.
_DOCUMENT_TYPES: Final = ("方案", "意见", "计划", "规划", "办法", "纲要", "要点", "分工表", "通知", "措施", "细则")
# From how many characters on words that ask for what no graph holds can be a piece of a heading.
_WHOLE: Final = 4
_PLANS: Final = ("计划", "规划", "plan")
ZONE_NOUNS: Final = ("functional-noun", "demonstration-noun", "region-noun")
_ENDS_OF_ZONES: Final = "区园城带地港廊圈"
# What is asked of one zone, not of all of a kind.
_OF_A_ZONE: Final = (*ROLES, *ROLE_NOUNS, "plan", "bear", "who", "task-noun", "target-noun", "when", "about")


def pieces(tokens: Sequence[Token], names: Names, *, zones_first: bool) -> list[Piece]:
    """The pieces in order; `zones_first` where a name that is a zone's and an agency's means the zone."""
    found: list[Piece] = []
    at = 0
    while at < len(tokens):
        end = _run(tokens, at, names)
        if end > at:
            made, used = _from_run(tokens[at:end], tokens[end : end + 4], found, names)
            found.append(made)
            at = end + used
        else:
            found.append(_from_token(tokens[at], names, zones_first))
            at += 1
    return list(_placed(found, names))


def _run(tokens: Sequence[Token], at: int, names: Names) -> int:
    """Where the run of words that begins at `at` ends, `at` itself where none begins."""
    end = at
    ahead = at
    while ahead < len(tokens):
        token = tokens[ahead]
        if _is_about(token):
            if end > at and token.kind == "name" and tokens[end - 1].kind == "name":
                # Two names as they stand are two things.
                break
            if end > at and _other_script(tokens[end - 1], token, names):
                break
            end = ahead + 1
        elif not (end > at and _may_join(token)):
            break
        ahead += 1
    return end


def _other_script(one: Token, other: Token, names: Names) -> bool:
    """Whether English words and Chinese ones stand beside each other, which no document writes so: delivery支持期货."""
    if one.text.isascii() == other.text.isascii():
        return False
    return not (one.end == other.start and (one.text + other.text[:1] in names.words or one.text[0].isdigit()))


def _is_about(token: Token) -> bool:
    if token.kind == "name":
        meaning = token.meaning or _NOTHING
        return not (meaning.agencies or meaning.zones or meaning.documents or meaning.places)
    return token.kind in ("part", "word", "outside")


def _may_join(token: Token) -> bool:
    """What may stand between two words of one run: 的, 与, 、 and the like, and figures."""
    return token.kind == "function" or (token.kind == "sign" and token.text in " 、·-—+") or token.kind == "figure"


def _from_run(
    run: Sequence[Token], following: Sequence[Token], before: Sequence[Piece], names: Names
) -> tuple[Piece, int]:
    """A document where the words and the word behind them are of its title, else words about something."""
    text = "".join(token.text for token in run)
    behind = next((at for at, token in enumerate(following) if token.kind not in ("function", "sign")), 0)
    if following and (following[behind].tag in ("document-type", "document-noun") or following[behind].text in _PLANS):
        kind = following[behind]
        places = {place for piece in before[-1:] if piece.kind == "place" for place in piece.iris}
        typed = text + kind.text if kind.tag != "document-noun" and not kind.text.isascii() else text
        if documents := titled(typed, names, places):
            return Piece("document", typed, iris=documents), behind + 1
    if text.endswith(_DOCUMENT_TYPES) and (documents := titled(text, names, set())):
        return Piece("document", text, iris=documents), 0
    if any(token.kind == "outside" for token in run) and not (len(text) >= _WHOLE and text in names.parts):
        return Piece("outside", next(token.text for token in run if token.kind == "outside")), 0
    meaning = run[0].meaning if len(run) == 1 else None
    return Piece("about", text, meaning=meaning), 0


def titled(typed: str, names: Names, places: "set[str]") -> tuple[str, ...]:
    """The documents whose title has the words `typed` (folded), those of `places` alone where any is given."""
    known = [it for it in names.documents.values() if not places or it.place in places]
    plain = typed.replace(" ", "")

    def by(means: "list[str]") -> tuple[str, ...]:
        return tuple(it.iri for it in known if all(word in _names(it) for word in means))

    return by([plain]) or (by(words) if (words := significant(typed)) else ())


def _names(document: Titled) -> str:
    title = folded(document.title)
    return f"{title}\n{zone_name(title)}\n{folded(document.number)}\n{folded(document.source)}".replace(" ", "")


def _from_token(token: Token, names: Names, zones_first: bool) -> Piece:
    if token.kind == "title":
        documents = titled(token.text, names, set())
        # Another document than those read is one that tasks are about: 修改完善《企业注销指引》.
        return Piece("document" if documents or token.text not in names.words else "about", token.text, iris=documents)
    if token.kind == "name":
        meaning = token.meaning or _NOTHING
        if meaning.documents:
            return Piece("document", token.text, iris=meaning.documents)
        of_documents = {document.place for document in names.documents.values()}
        if meaning.places and of_documents.intersection(meaning.places):
            return Piece("place", token.text, iris=meaning.places, meaning=meaning)
        if meaning.zones and (zones_first or not meaning.agencies):
            # What is planned for 天子湖镇 is what names it and what it bears.
            return Piece(
                "zone", token.text, iris=(*names.same_zones(meaning.zones), *meaning.agencies), meaning=meaning
            )
        if meaning.agencies:
            return Piece("agency", token.text, iris=meaning.agencies, meaning=meaning, near=token.near)
        return Piece("place", token.text, iris=meaning.places, meaning=meaning)
    if token.kind == "year":
        return Piece("year", token.text, years=token.years)
    if token.kind in ("figure", "unit"):
        return Piece("unit" if token.kind == "unit" else "figure", token.text, figure=token.figure)
    kind: Kind = "cue" if token.kind == "cue" else "sign" if token.kind == "sign" else "function"
    return Piece(kind, token.text, tag=token.tag)


def _placed(found: Sequence[Piece], names: Names) -> Iterator[Piece]:
    """Agencies and zones behind a place are those of that place, and the place is no condition of its own."""
    one_is_named = any(piece.tag in _OF_A_ZONE for piece in found)
    at = 0
    while at < len(found):
        piece = found[at]
        if piece.kind == "place" and (documents := _of_places(found, at, names)):
            listed, at = documents
            yield from listed
            continue
        behind = at + 1
        while behind < len(found) and found[behind].text in ("的", "那份", "这份", "'s"):
            behind += 1
        named = found[behind] if behind < len(found) else None
        of_it = piece.kind in ("zone", "agency") or piece.tag in ZONE_NOUNS
        if of_it and named and _is_document(named):
            # 综合保税区意见: the opinions on it
            typed = piece.text + (named.text if named.tag == "document-type" and not named.text.isascii() else "")
            if of_that := titled(typed, names, set()):
                yield Piece("document", typed, iris=of_that)
                at = behind + 1
                continue
        division = piece.kind == "zone" and piece.text[-1] in "省市县区州"
        if (piece.kind == "place" or division) and named and named.kind == "agency":
            inside = tuple(iri for iri in named.iris if names.agencies[iri].jurisdiction in piece.iris)
            if inside:
                near = tuple(form for form in named.near if {*names.forms[form].agencies} & {*inside})
                yield replace(named, text=piece.text + named.text, iris=inside, near=near)
                at = behind + 1
                continue
            if behind == at + 1:
                # 湖北省发展改革委 is none of another province's.
                yield Piece("about", piece.text + named.text)
                at = behind + 1
                continue
        kind = found[at + 1] if one_is_named and at + 1 < len(found) else None
        place = piece.kind == "place" or (piece.kind == "zone" and piece.text[-1] not in _ENDS_OF_ZONES) or division
        if place and kind and kind.tag in ZONE_NOUNS and not kind.text.isascii():
            # 芜湖综合保税区 is no other zone of 芜湖, nor all that is there.
            yield Piece("about", piece.text + kind.text)
            at += 2
            continue
        yield piece
        at += 1


def _of_places(found: Sequence[Piece], at: int, names: Names) -> tuple[list[Piece], int] | None:
    """The documents of the places listed before 方案 or 文件, and where they end: 汀岚的方案, 山东省和安徽省的文件."""
    places = [found[at]]
    ahead = at + 1
    while ahead < len(found) and (found[ahead].kind in ("place", "sign") or found[ahead].text in _BEFORE_DOCUMENTS):
        places += [found[ahead]] if found[ahead].kind == "place" else []
        ahead += 1
    if ahead == len(found) or not _is_document(found[ahead]):
        return None
    made = []
    for place in places:
        of_place = {it.iri: it for it in names.documents.values() if it.place in place.iris}
        exact = tuple(iri for iri, it in of_place.items() if found[ahead].text in _names(it))
        made.append(Piece("document", place.text + found[ahead].text, iris=exact or tuple(of_place)))
    return made, ahead + 1


_BEFORE_DOCUMENTS: Final = ("的", "那份", "这份", "'s", "和", "与", "及", "跟", "and", "the", "两份", "那个")


def _is_document(piece: Piece) -> bool:
    return piece.tag in ("document-type", "document-noun") or piece.text == "plan"
