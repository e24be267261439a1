"""From words to a Question: what is asked, and under which conditions.

    understand("市科技局牵头、市经信局参与、2030年完成的任务有哪些？", names)

All content of a question must be accounted for: it is a name in the graph, a word that asks or narrows, or words that
tasks or targets of the graph are about. Where one is none of these the question is refused, and the word is named.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from graph.asking.bearers import Bearers, bearers
from graph.asking.cues import outside
from graph.asking.names import Names, folded
from graph.asking.pieces import Piece, pieces
from graph.asking.questions import (
    Amount,
    Bearing,
    Comparing,
    Gap,
    Kind,
    Language,
    Measure,
    Question,
    Topic,
    Year,
)
from graph.asking.tokens import count_of, cut
from graph.asking.topics import Sought, about
from ontology.terms import Basis, ZoneKind

_MANY_PLACES = 6


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question is not answered: `words` are unknown, may mean several `candidates`, or are outside of the graph."""

    status: Literal["declined", "ambiguous"]
    reason: Literal["outside", "unknown", "several", "nothing", "no document", "two documents"]
    language: Language
    words: str = ""
    told: tuple[str, str] = ("", "")
    candidates: tuple[str, ...] = ()


_NOUNS: Final[dict[str, Kind]] = {
    "task-noun": "tasks",
    "agency-noun": "who",
    "lead-noun": "who",
    "participant-noun": "who",
    "responsible-noun": "who",
    "who": "who",
    "target-noun": "targets",
    "zone-noun": "zones",
    "place-noun": "zones",
    "demonstration-noun": "zones",
    "functional-noun": "zones",
    "region-noun": "zones",
    "document-noun": "documents",
    "document-type": "documents",
}
_ZONE_KINDS: Final[dict[str, tuple[ZoneKind, ...]]] = {
    "demonstration-noun": ("demonstration",),
    "functional-noun": ("functional",),
    "region-noun": ("region",),
    "place-noun": ("division",),
    "zone-noun": (),
}
_FACTS: Final = ("number-of-document", "issuer", "issue", "status", "title-of-document")
_BASES: Final[dict[str, Basis]] = {"inherited": "inherited", "convention": "convention", "explicit": "explicit"}
_COMPARES: Final[dict[str, Comparing]] = {
    "more": ">",
    "at-least": ">=",
    "less": "<",
    "at-most": "<=",
    "equal": "=",
}
_ORDERS: Final[tuple[Measure, ...]] = ("highest", "lowest", "earliest", "latest")
_WHOLE_RANKING: Final = ("排名", "排行", "多到少", "少到多", "ranking", "rank", "ranked")


def language_of(text: str) -> Language:
    """The language that a question is put in: English where its words are, whatever names stand among them.

    >>> language_of("Who leads 加装电梯?"), language_of("skjj牵头哪些任务？")
    ('en', 'zh')
    """
    chinese = sum(not sign.isascii() for sign in text)
    english = sum(sign.isascii() and sign.isalpha() for sign in text)
    asks = any(cue in text for cue in ("谁", "哪", "什么", "多少", "几", "吗", "呢", "牵头", "的"))
    return "zh" if chinese and (asks or chinese * 3 > english) and not _starts_english(text) else "en"


def _starts_english(text: str) -> bool:
    first = text.split(maxsplit=1)[0] if text.split() else ""
    return first.isascii() and first.isalpha() and len(first) > 1 and text[len(first) : len(first) + 1] == " "


Found = Callable[[Question], tuple[str, ...]]


def understand(
    said: str, names: Names, before: Question | None = None, found: Found = lambda _: ()
) -> Question | Refusal:
    """What the question `said` asks, or why that cannot be told.

    `before` is what was asked before it in a session, and `found` gives the agencies that it is about or that it found,
    which 它 and “it” stand for.
    """
    return _Reading(folded(said), names, before, found).read()


class _Reading:
    """One question being read."""

    def __init__(self, text: str, names: Names, before: Question | None, found: Found) -> None:
        self.names = names
        self.before = before
        self.found = found
        self.language = language_of(text)
        tokens = cut(text, names)
        self.tags = {token.tag for token in tokens if token.tag}
        roles = self.tags & {"lead", "participant", "responsible", "bear", "role", "partner", "shared", "who", "most"}
        zones_first = bool(self.tags & {"plan", "about", "zone-noun"}) and not roles
        self.pieces = pieces(tokens, names, zones_first=zones_first)
        self.bearers: Bearers = bearers(self.pieces)

    def read(self) -> Question | Refusal:
        if refused := self._outside():
            return refused
        kind, measure = self._asked()
        follows = self.before is not None and self._follows(kind)
        if kind is None and not follows:
            return Refusal("declined", "nothing", self.language)
        conditions = self._conditions(kind or (self.before.kind if self.before else "tasks"))
        if isinstance(conditions, Refusal):
            return conditions
        question = replace(conditions, kind=kind or conditions.kind, measure=measure)
        if follows and self.before:
            question = self._following(question, kind, self.before)
        return self._checked(question)

    # ---- what is asked

    def _asked(self) -> tuple[Kind | None, Measure]:
        """What is asked and how it is measured; None where no word says it."""
        tags, found = self.tags, self.bearers
        free = [*found.bearings, *found.free]
        documents = [piece for piece in self.pieces if piece.kind == "document"]
        topics = [piece for piece in self.pieces if piece.kind == "about"]
        counted = self._counted()
        measure: Measure = "list"
        for order in _ORDERS:
            if order in tags and not (tags & {"most", "fewest"}):
                measure = order
        if "differ" in tags and (documents or "document-noun" in tags or "document-type" in tags) and not counted:
            return "difference", "list"
        if self._of_document(documents, free, topics):
            return "document", "list"
        if "most" in tags or "fewest" in tags:
            measure = "most" if "most" in tags else "fewest"
            if "partner" in tags or (len(free) == 1 and "shared" in tags and found.asked is not None):
                return "partners", measure
            return self._ranked(), measure
        if "partner" in tags and free and (found.asked is not None or "agency-noun" in tags) and not found.bearings:
            return "partners", "list"
        if counted:
            return counted, "count"
        if "role" in tags and free:
            return "role", "list"
        if self._gap() or self._bases():
            return ("who" if found.asked is not None and not self._has("task-noun") else "tasks"), "list"
        if "when" in tags:
            return "deadline", "list"
        if measure != "list":
            return "targets", measure
        if found.asked is not None:
            return "who", "list"
        if "source" in tags or "basis" in tags:
            return "source", "list"
        if tags & {"target-noun", "how-much", "how-many"} or self._compared():
            return "targets", "list"
        if "whether" in tags and free and (topics or found.bearings):
            return "role", "list"
        return self._thing(free, topics, documents), "list"

    def _thing(self, free: Sequence[Bearing], topics: Sequence[Piece], documents: Sequence[Piece]) -> Kind | None:
        """What is asked for by its noun alone, or by a name alone."""
        zones = [piece for piece in self.pieces if piece.kind == "zone"]
        nouns = [_NOUNS[piece.tag] for piece in self.pieces if piece.tag in _NOUNS]
        asked = self._noun_asked() or (nouns[0] if len(set(nouns)) == 1 else None)
        if asked == "who":
            return "who"
        if asked == "zones" and not (zones and "task-noun" in self.tags):
            return "zones" if not (zones and not self.tags & {"which", "how-many"}) else "tasks"
        if asked == "documents" and not documents and not free and not topics:
            return "documents"
        if "content" in self.tags and (topics or zones):
            return "source"
        if asked == "tasks" or free or zones or "plan" in self.tags or "bear" in self.tags:
            if topics and "bear" in self.tags and not free and not zones and asked != "tasks":
                return "who"
            return "tasks" if free or zones or asked == "tasks" or documents else None
        if documents and not topics:
            return "document"
        if asked == "documents":
            return "documents"
        if topics:
            return "tasks" if self.tags & {"which", "about"} else "who"
        return None

    def _noun_asked(self) -> Kind | None:
        """The kind of the noun behind or before 哪些 or which."""
        for at, piece in enumerate(self.pieces):
            if piece.tag == "which":
                for other in (*self.pieces[at + 1 :], *reversed(self.pieces[:at])):
                    if other.kind in ("function", "sign"):
                        continue
                    if other.tag in _NOUNS:
                        return _NOUNS[other.tag]
                    if other.kind != "cue" or other.tag in ("lead", "participant", "responsible", "bear"):
                        break
                    if other.tag in ("reach", "about"):
                        break
        return None

    def _counted(self) -> Kind | None:
        """What “多少” or “how many” counts, None where it asks for a figure."""
        for at, piece in enumerate(self.pieces):
            if piece.tag != "how-many":
                continue
            for step in (1, -1):
                other = self._beside(at, step)
                if other and other.tag in _NOUNS:
                    return _NOUNS[other.tag]
                if other and other.kind in ("zone", "agency") and self._as_zone_noun(other):
                    return "zones"
                if step == 1 and other and other.kind == "about":
                    return None
            if self.bearers.bearings and not any(it.kind == "about" for it in self.pieces):
                return "tasks"
            nouns = [_NOUNS[it.tag] for it in self.pieces if it.tag in _NOUNS and it.tag != "target-noun"]
            if nouns and not any(it.kind == "about" for it in self.pieces):
                return nouns[0]
        return None

    def _as_zone_noun(self, piece: Piece) -> bool:
        return self._zone_noun(piece.text) is not None

    @staticmethod
    def _zone_noun(text: str) -> str | None:
        from graph.asking.cues import cues

        tag = cues().get(text)
        return tag if tag in _ZONE_KINDS else None

    def _beside(self, at: int, step: int) -> Piece | None:
        at += step
        while 0 <= at < len(self.pieces):
            piece = self.pieces[at]
            if piece.kind not in ("function", "sign") and piece.tag not in ("any-role", "which", "same"):
                return piece
            at += step
        return None

    def _of_document(self, documents: Sequence[Piece], free: Sequence[Bearing], topics: Sequence[Piece]) -> bool:
        """Whether a fact of a document itself is asked: number, issuer, date, status, title."""
        facts = self.tags & set(_FACTS)
        if not facts or free or topics:
            return False
        if documents or self.tags & {"this-document", "document-noun", "document-type"}:
            return True
        return self.before is not None and bool(self.before.documents)

    def _ranked(self) -> Kind:
        nouns = self._noun_asked()
        if nouns in ("tasks", "zones", "documents") and self.bearers.asked is None:
            return nouns
        if self.bearers.asked is None and not self.tags & {"lead", "participant", "responsible", "agency-noun", "bear"}:
            for piece in self.pieces:
                if _NOUNS.get(piece.tag) in ("zones", "documents"):
                    return _NOUNS[piece.tag]
        return "who"

    def _has(self, *tags: str) -> bool:
        return bool(self.tags & set(tags))

    # ---- conditions

    def _gap(self) -> Gap | None:
        """没有牵头单位, no lead; 没有责任单位, no agency; 只有统称, groups only."""
        if "group" in self.tags:
            return "groups only"
        for at, piece in enumerate(self.pieces):
            if piece.tag != "not":
                continue
            for other in self.pieces[at + 1 :]:
                if other.tag in ("lead", "lead-noun"):
                    return "no lead"
                if other.tag in ("agency-noun", "responsible", "responsible-noun", "bear"):
                    return "no agency"
                if other.kind not in ("function", "sign") and other.tag not in ("stated", "who", "any-role", "which"):
                    break
            before = next((it for it in reversed(self.pieces[:at]) if it.kind not in ("function", "sign")), None)
            if before is not None and before.tag in ("lead", "lead-noun"):
                return "no lead"
        return None

    def _bases(self) -> tuple[Basis, ...]:
        return tuple(basis for tag, basis in _BASES.items() if tag in self.tags)

    def _compared(self) -> tuple[Amount, ...]:
        """Figures with what compares them: 超过100亿元, 90%以上, more than 5."""
        found = []
        for at, piece in enumerate(self.pieces):
            if piece.kind != "figure" or piece.figure is None:
                continue
            for other in (self._beside(at, -1), self._beside(at, 1)):
                if other and other.tag in _COMPARES:
                    # “以上” and “以下” take the figure itself in.
                    compares = {"以上": ">=", "以下": "<="}.get(other.text, _COMPARES[other.tag])
                    found.append(replace(piece.figure, compares=compares))  # type: ignore[arg-type]
                    break
        return tuple(found)

    def _conditions(self, kind: Kind) -> Question | Refusal:
        bearings, roles = self._roles(kind)
        documents: dict[str, None] = {}
        for piece in self.pieces:
            if piece.kind == "document":
                if not piece.iris:
                    return Refusal("declined", "no document", self.language, piece.text)
                documents |= dict.fromkeys(piece.iris)
        several = self._several([*bearings, *self.bearers.free])
        if several:
            return several
        topics = self._topics(kind)
        if isinstance(topics, Refusal):
            return topics
        zones, zone_kinds, zone_words = self._zones(kind)
        compared = self._compared()
        return Question(
            kind=kind,
            language=self.language,
            first=self._first(),
            roles=roles,
            bases=self._bases(),
            bearings=bearings,
            topics=topics,
            years=tuple(year for piece in self.pieces for year in piece.years),
            amounts=compared,
            zones=zones,
            zone_kinds=zone_kinds,
            zone_words=zone_words,
            documents=tuple(documents),
            places=tuple(dict.fromkeys(iri for piece in self.pieces if piece.kind == "place" for iri in piece.iris)),
            gap=self._gap(),
            facts=tuple(sorted(self.tags & set(_FACTS))),
            whether="whether" in self.tags,
            cites=bool(self.tags & {"source", "basis"}),
            ranked=self._ranking_of(kind),
        )

    def _ranking_of(self, kind: Kind) -> Literal["agencies", "tasks", "zones", "documents"]:
        ranked: dict[Kind, Literal["agencies", "tasks", "zones", "documents"]] = {
            "tasks": "tasks",
            "zones": "zones",
            "documents": "documents",
        }
        return ranked.get(kind, "agencies")

    def _roles(self, kind: Kind) -> tuple[tuple[Bearing, ...], tuple[str, ...]]:  # type: ignore[type-arg]
        found = self.bearers
        bearings = (*found.bearings, *found.free)
        if "separately" in self.tags and len(bearings) > 1:
            agencies = tuple(dict.fromkeys(iri for bearing in bearings for iri in bearing.agencies))
            bearings = (replace(bearings[0], agencies=agencies, said="、".join(b.said for b in bearings)),)
        return bearings, found.asked or ()

    def _several(self, bearings: Iterable[Bearing]) -> Refusal | None:
        """A short name that offices of very many places bear says too little."""
        for bearing in bearings:
            if len(bearing.agencies) > _MANY_PLACES and "、" not in bearing.said:
                named = (self.names.agencies[iri].name for iri in bearing.agencies)
                return Refusal(
                    "ambiguous", "several", self.language, bearing.said, candidates=tuple(dict.fromkeys(named))
                )
        return None

    def _topics(self, kind: Kind) -> tuple[Topic, ...] | Refusal:
        sought: Sought = "targets" if kind in ("targets", "deadline") else "tasks"
        found: list[Topic] = []
        for piece in self.pieces:
            if piece.kind != "about":
                continue
            topic = about(piece.text, self.names, sought)
            if topic is None and kind == "deadline":
                topic = about(piece.text, self.names, "tasks")
            if topic is None:
                return Refusal("declined", "unknown", self.language, piece.text)
            found.append(topic)
        return tuple(found)

    def _zones(self, kind: Kind) -> tuple[tuple[str, ...], tuple[ZoneKind, ...], str]:
        zones: list[str] = []
        kinds: dict[ZoneKind, None] = {}
        words = ""
        for piece in self.pieces:
            tag = piece.tag if piece.tag in _ZONE_KINDS else None
            if tag is None and kind == "zones" and piece.kind in ("zone", "agency"):
                tag = self._zone_noun(piece.text)
            if tag is not None:
                kinds |= dict.fromkeys(_ZONE_KINDS[tag])
                words = words or (piece.text if tag == "functional-noun" and piece.text in _NAMED_PARKS else "")
            elif piece.kind == "zone":
                zones += piece.iris
        return tuple(dict.fromkeys(zones)), tuple(kinds) if kind == "zones" else (), words if kind == "zones" else ""

    def _first(self) -> int | None:
        """How many are wanted of an order: 前五, top 3, the whole ranking (0)."""
        if any(piece.text in _WHOLE_RANKING for piece in self.pieces):
            first = 0
        else:
            first = None
        compared = set(self._compared())
        for piece in self.pieces:
            if piece.kind == "figure" and piece.figure and not any(c.value == piece.figure.value for c in compared):
                value = int(piece.figure.value)
                if 0 < value <= 1000:
                    first = value
        return first

    def _outside(self) -> Refusal | None:
        for piece in self.pieces:
            if piece.kind == "outside":
                told = next((why for word, why in outside().items() if word in piece.text), None)
                if told:
                    return Refusal(
                        "declined", "outside", self.language, piece.text, told=(told.chinese, told.english)
                    )
        return None

    # ---- what was asked before

    def _follows(self, kind: Kind | None) -> bool:
        names = any(p.kind in ("agency", "zone", "document", "place", "about") for p in self.pieces)
        return bool(self.tags & {"pronoun", "these", "of-the-answer"}) or (
            kind is None or ("follow" in self.tags and not (names and self._has("who", "which", "how-many")))
        )

    def _following(self, question: Question, kind: Kind | None, before: Question) -> Question:
        """The question before, with what this one says instead."""
        said = {
            name: getattr(question, name)
            for name in ("topics", "years", "amounts", "zones", "documents", "places", "bases", "gap")
            if getattr(question, name)
        }
        merged = replace(before, language=question.language, notes=(), **said)
        bearings, roles = question.bearings, question.roles
        if bearings and before.bearings:
            old = before.bearings[0]
            bearings = tuple(replace(b, roles=b.roles or old.roles) for b in bearings)
            merged = replace(merged, bearings=(*bearings, *before.bearings[len(bearings) :]))
        elif bearings and before.kind == "who":
            merged = replace(merged, kind="role", bearings=bearings)
        elif bearings:
            merged = replace(merged, bearings=bearings)
        own = kind if kind is not None and self._strong(kind) else None
        if roles:
            if own == "who" or before.kind == "who":
                merged = replace(merged, roles=roles)
            else:
                merged = replace(merged, bearings=tuple(replace(b, roles=roles) for b in merged.bearings))
                if own == "who":
                    own = None
        if own and not (own == "who" and before.kind == "tasks" and roles and self._has("pronoun")):
            merged = replace(merged, kind=own, measure=question.measure, facts=question.facts, cites=question.cites)
            if own == "who" and before.kind != "who" and not question.bearings:
                merged = replace(merged, roles=roles)
        elif question.cites:
            merged = replace(merged, cites=True)
        return merged

    def _strong(self, kind: Kind) -> bool:
        """Whether words of the question itself say its kind, and not a name alone."""
        if kind == "who":
            return "who" in self.tags or bool(self.tags & {"agency-noun", "lead-noun", "participant-noun"})
        if kind == "role":
            return "role" in self.tags
        if kind == "tasks":
            return self._has("task-noun", "which", "plan", "not", "group")
        return True

    # ---- what no answer can be given to

    def _checked(self, question: Question) -> Question | Refusal:
        if question.kind in ("document", "difference") and not question.documents:
            every = tuple(self.names.documents)
            wanted = 2 if question.kind == "difference" else 1
            places = [iri for iri, it in self.names.documents.items() if it.place in question.places]
            if places:
                question = replace(question, documents=tuple(places))
            elif len(every) == wanted or question.kind == "document":
                question = replace(question, documents=every)
        if question.kind == "difference" and len(question.documents) != 2:
            titles = tuple(f"《{self.names.documents[iri].title}》" for iri in question.documents or self.names.documents)
            status: Literal["declined", "ambiguous"] = "ambiguous" if len(question.documents) > 2 else "declined"
            return Refusal(status, "two documents", self.language, candidates=titles)
        return question


_NAMED_PARKS: Final = (
    "产业园",
    "产业园区",
    "经开区",
    "高新区",
    "工业园",
    "工业园区",
    "物流园",
    "科技园",
    "科技城",
    "保税区",
    "综合保税区",
    "开发区",
    "经济开发区",
    "经济技术开发区",
    "高新技术产业开发区",
    "化工园区",
)
