"""From words to a Question: what is asked, and under which conditions.

    understand("市科技局牵头、市经信局参与、2030年完成的任务有哪些？", names)

All content of a question must be accounted for: it is a name in the graph, a word that asks or narrows, or words that
tasks or targets of the graph are about. Where one is none of these the question is refused, and the word is named.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal

from extract.lexicons import entries
from graph.asking.asked import FACTS, Asked, asked, bases, by_targets, denied_years, gaps, keeps_up, lacks
from graph.asking.bearers import bearers
from graph.asking.clarifying import clarified
from graph.asking.compiling import spelt
from graph.asking.counts import COMPARING, counts, ordinal
from graph.asking.cues import ROLE_NOUNS, cues, outside
from graph.asking.english import in_chinese
from graph.asking.following import follows, merged
from graph.asking.months import in_year
from graph.asking.names import Names, folded, zone_name
from graph.asking.narrowing import amounts, numbers, only_roles, overlooked, ranks, targeted
from graph.asking.pieces import Piece, pieces
from graph.asking.questions import Bearing, Kind, Language, Question, Ranked, Topic, Year
from graph.asking.said import Said
from graph.asking.tokens import Token, cut
from graph.asking.topics import Sought, about, in_titled, widely
from ontology.terms import ROLES, Role, ZoneKind

_MANY_PLACES: Final = 6


Reason = Literal[
    "outside",
    "unknown",
    "elsewhere",
    "several",
    "nothing",
    "no document",
    "two documents",
    "no subject",
    "no year",
    "overlooked",
    "month",
    "which year",
]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question is not answered: `words` are unknown, can mean several `candidates`, or ask for what none has."""

    status: Literal["declined", "ambiguous"]
    reason: Reason
    language: Language
    words: str = ""
    told: tuple[str, str] = ("", "")
    candidates: tuple[str, ...] = ()


_ZONE_KINDS: Final[dict[str, tuple[ZoneKind, ...]]] = {
    "demonstration-noun": ("demonstration",),
    "functional-noun": ("functional",),
    "region-noun": ("region",),
    "place-noun": ("division",),
    "zone-noun": (),
}
# These say more of a zone's kind than that it is a functional one: its name ends in them.
_GENERAL_PARKS: Final = ("功能区", "园区")
_WHOLE_RANKING: Final = (
    "排个名",
    "排名次",
    "排个名次",
    "排名",
    "排行",
    "多到少",
    "少到多",
    "ranking",
    "rank",
    "ranked",
)
_OPENS_WHETHER: Final = re.compile(r"^(?:is|are|does|do|did|was|has|have)(?![a-z])")
_OPENS_FORECAST: Final = re.compile(r"^(?:will|would|can|could|should|shall)(?![a-z])(?! you)")
_OPENS_PAST: Final = re.compile(r"^(did|has|have|had|was|were)(?![a-z])")
# which tasks were finished, but not those that are to be finished
_TELLS_PAST: Final = re.compile(
    r"(?<![a-z])(?:was|were|ha[sd]|have)(?: been| already)*"
    r" (?:finished|completed|done|met|achieved|reached|built|delivered|fulfilled)(?![a-z])"
)
_OPENS_NOW: Final = re.compile(r"^(?:so )?now,? ")

Found = Callable[[Question], tuple[str, ...]]


def understand(
    said: str, names: Names, before: Question | None = None, found: Found = lambda _: ()
) -> Question | Refusal:
    """What the question `said` asks, or why that cannot be told.

    `before` is what was asked before it in a session, and `found` gives the agencies that it is about or that it found,
    which 它 and “it” stand for.
    """
    text = _OPENS_NOW.sub("", folded(in_chinese(folded(said), names)))
    if before is not None and len(years := {year.year for year in before.years}) == 1:
        text = in_year(text, years.pop())
    tokens = cut(text, names)
    language = language_of(tokens)
    read = _said(text, tokens, language, names, before, found)
    for piece in read.pieces:
        if len(piece.near) > 1:
            return Refusal("ambiguous", "several", language, piece.text, candidates=piece.near)
    if refused := _outside(read):
        return refused
    if language == "en" and _OPENS_FORECAST.match(text):
        return Refusal("declined", "nothing", language)
    if any(one.text == "谁在" and other.kind == "agency" for one, other in pairwise(read.pieces)):
        return Refusal("declined", "outside", language, "谁在", told=_told("谁当"))
    if language == "en" and read.has("reach") and (past := _OPENS_PAST.match(text) or _TELLS_PAST.search(text)):
        return Refusal("declined", "outside", language, past[0], told=_told("progress"))
    what = asked(read)
    after = before is not None and follows(read, what)
    if what.kind is None and not after:
        return Refusal("declined", "nothing", language)
    kind = what.kind or (before.kind if before else "tasks")
    conditions = _conditions(read, replace(what, kind=kind), names, after=after)
    if isinstance(conditions, Refusal):
        return conditions
    if after and before:
        conditions = _of_tasks(_elsewhere(merged(conditions, what, read, before), before, names), names)
    elif _leans(read, what):
        return Refusal("declined", "no subject", language)
    if refused := _undue(read, conditions):
        return refused
    if words := overlooked(read, conditions):
        return Refusal("declined", "overlooked", language, words)
    return _whole(conditions, names)


def _undue(said: Said, question: Question) -> Refusal | None:
    """That a month is named which no time can be told from: that of a target, or of no year."""
    months = [piece.text for piece in said.pieces if piece.tag == "month"]
    months += [piece.text for piece in said.of("year") if any(year.months for year in piece.years)]
    if months and question.kind not in _DATED_BY_MONTH and not (question.timed and question.whether):
        return Refusal("declined", "month", said.language, months[0])
    if said.has("month"):
        return Refusal("declined", "which year", said.language, months[0])
    if any(year.months and year.compares == "!=" for year in question.years):
        return Refusal("declined", "overlooked", said.language, months[0])
    return None


_DATED_BY_MONTH: Final[tuple[Kind, ...]] = ("tasks", "who", "zones", "partners")


def _elsewhere(question: Question, before: Question, names: Names) -> Question:
    """The question with the offices of the place that is named now: 市科技局 of another city than before."""
    if question.bearings != before.bearings or (question.places, question.documents) == (
        before.places,
        before.documents,
    ):
        return question
    places = {*question.places, *(names.documents[iri].place for iri in question.documents)}
    bearings = []
    for bearing in question.bearings:
        named = names.forms.get(folded(bearing.said))
        there = [iri for iri in named.agencies if names.agencies[iri].jurisdiction in places] if named else []
        bearings.append(replace(bearing, agencies=tuple(there) or bearing.agencies))
    return replace(question, bearings=tuple(bearings))


def _of_tasks(question: Question, names: Names) -> Question:
    """The question with the tasks of the targets that were spoken of, where it asks for no targets."""
    if question.kind in ("targets", "deadline"):
        return question

    def of(topic: Topic) -> Topic:
        tasks = dict.fromkeys(names.goals[target].task for target in topic.targets)
        return topic if topic.tasks or not tasks else replace(topic, tasks=tuple(tasks))

    return replace(question, topics=tuple(map(of, question.topics)))


def _leans(said: Said, what: Asked) -> bool:
    """Whether the question leans on one before it, though there is none: 它由谁牵头, 那市发改委呢."""
    if said.has("follow") and not what.sure:
        return True
    alone = said.names_anything() or said.has("most", "fewest") or gaps(said) or bases(said)
    return said.has("pronoun", "these") and not alone


def language_of(tokens: Sequence[Token]) -> Language:
    """The language that a question is put in: that of the words that ask, whatever names stand among them."""
    asking = "".join(token.text for token in tokens if token.kind in ("cue", "function", "year"))
    others = "".join(token.text for token in tokens if token.kind != "sign")
    for text in (asking, others):
        chinese = sum(not sign.isascii() for sign in text)
        english = sum(sign.isascii() and sign.isalpha() for sign in text)
        if chinese or english:
            return "zh" if chinese * 2 >= english else "en"
    return "zh"


# ---- the pieces


def _said(
    text: str, tokens: Sequence[Token], language: Language, names: Names, before: Question | None, found: Found
) -> Said:
    tags = {token.tag for token in tokens if token.tag}
    roles = tags & {"lead", "participant", "responsible", "bear", "role", "partner", "shared", "who", "most"}
    made = pieces(tokens, names, zones_first=bool(tags & {"plan", "about", "zone-noun"}) and not roles)
    if language == "en" and _OPENS_WHETHER.match(text):
        made = [Piece("cue", "", tag="whether"), *made]
    made = clarified(made, names)
    if before is not None and "pronoun" in tags:
        made = _meant_by_pronouns(made, before, found, names)
    return Said(tuple(made), bearers(made), language)


def _meant_by_pronouns(found: list[Piece], before: Question, answer: Found, names: Names) -> list[Piece]:
    """它 before a role's verb, or beside another agency, is the agency that was spoken of."""
    made: list[Piece] = []
    for at, piece in enumerate(found):
        following = next((it for it in found[at + 1 :] if it.kind not in ("function", "sign")), None)
        acts = following is not None and (
            following.tag in (*ROLES, "bear", "partner", "shared", "role", "only") or following.kind == "agency"
        )
        if piece.tag == "pronoun" and acts and (iris := answer(before)):
            made.append(Piece("agency", _spelt(iris, names), iris=iris))
        else:
            made.append(piece)
    return made


def _spelt(iris: tuple[str, ...], names: Names) -> str:
    agencies = [names.agencies[iri] for iri in iris if iri in names.agencies]
    return "、".join(dict.fromkeys(min(it.aliases, key=len, default=it.name) for it in agencies))


def _outside(said: Said) -> Refusal | None:
    """That something is asked which no graph holds; that a year is not written out says least of it."""
    found = [piece.text for piece in said.of("outside") if piece.text in outside()]
    for words in sorted(found, key=lambda it: outside()[it] == outside()["今年"]):
        return Refusal("declined", "outside", said.language, words, told=_told(words))
    return None


def _told(words: str) -> tuple[str, str]:
    why = outside()[words]
    return why.chinese, why.english


# ---- conditions


def _conditions(said: Said, what: Asked, names: Names, *, after: bool) -> Question | Refusal:
    kind = what.kind
    assert kind is not None
    if not after and _asks_of_no_kind(said, what):
        return Refusal("declined", "nothing", said.language)
    for piece in said.of("document"):
        if not piece.iris:
            return Refusal("declined", "no document", said.language, piece.text)
    bearings = tuple(
        replace(it, roles=_widened(it.roles, said))
        for it in _bearings(said, (*said.bearers.bearings, *said.bearers.free), names)
    )
    denied = _bearings(said, said.bearers.denied, names)
    excepted = _bearings(said, said.bearers.excepted, names)
    roles = _widened(said.bearers.asked or (), said)
    missing = gaps(said)
    if "several leads" in missing:
        roles = ()
    if said.has("or-else") and kind == "who" and len(bearings) > 1:
        roles, bearings = tuple(dict.fromkeys(role for it in bearings for role in it.roles)), ()
    if refused := _too_many((*bearings, *denied, *excepted), names, said.language) or _unaccounted(said, kind, what):
        return refused
    topics = _topics(said, kind, bearings, names)
    if isinstance(topics, Refusal):
        return topics
    if (
        not what.sure
        and kind == "tasks"
        and said.has("which")
        and all(it.matched == "words" for it in topics)
        and topics
    ):
        # 北斗企业有哪些 asks for companies, of which the text speaks, not for tasks.
        return Refusal("declined", "nothing", said.language)
    topics, told = _with_figures(said, topics, names)
    if (
        kind == "who"
        and not after
        and not _subject(said, (*bearings, *denied, *excepted), topics)
        and what.measure == "list"
    ):
        return Refusal("declined", "no subject", said.language)
    if unit := next((it.unit for it in amounts(said, what) if it.unit and spelt(it.unit) not in names.measures), None):
        return Refusal("declined", "unknown", said.language, unit)
    among = _beside_each_other(said, what, bearings, roles)
    if among:
        kind, what, bearings = "who", replace(what, kind="who", measure="most"), ()
    documents = tuple(dict.fromkeys(iri for piece in said.of("document") for iri in piece.iris))
    led = any("lead" in it.roles for it in bearings)
    if (said.bearers.without is not None and bearings) or (led and "no lead" in missing):
        return Refusal("declined", "nothing", said.language)
    if any(_contradict(one, other) for one in bearings for other in denied):
        return Refusal("declined", "nothing", said.language)
    zones, zone_kinds, zone_words = _zones(said, kind)
    if kind in ("targets", "deadline") and (ranks_of := _of_zones(said, names)):
        # The target of a zone itself: 黄石未来科技城 in 黄石未来科技城全国排名.
        topics, zones, bearings = (*topics, *ranks_of), (), tuple(it for it in bearings if it.roles)
    return Question(
        kind=kind,
        language=said.language,
        measure=what.measure,
        ranked=_BY_TARGETS.get(kind, "agencies") if by_targets(said) else _RANKED.get(kind, "agencies"),
        first=0 if among else _first(said, what),
        roles=among[0].roles if among else roles,
        bases=bases(said),
        bearings=bearings,
        denied=denied,
        excepted=excepted,
        without=said.bearers.without if said.bearers.without is not None else only_roles(said, kind),
        topics=topics,
        years=_years(said),
        amounts=amounts(said, what) if "several leads" not in missing else (),
        numbers=numbers(said, what, bearings) if "several leads" not in missing else (),
        targeted=targeted(said, kind),
        among=tuple(iri for it in among for iri in it.agencies),
        everywhere=kind == "who" and said.has("shared", "same") and len(documents) > 1,
        units=_units(said, kind),
        counted=any(piece.tag == "how-many" and piece.text.endswith(_CLASSIFIERS) for piece in said.pieces),
        yearly=said.has("yearly"),
        ongoing=keeps_up(said),
        timed=kind == "deadline" and not said.has("target-noun") and not said.of("figure", "unit"),
        zones=zones,
        zone_kinds=zone_kinds,
        zone_words=zone_words,
        documents=documents,
        places=tuple(dict.fromkeys(iri for piece in said.of("place") for iri in piece.iris)),
        gaps=missing,
        facts=_facts(said, kind),
        whether=said.has("whether"),
        cites=said.has("source", "basis"),
        told=told,
        notes=tuple(taken_for(piece.text, _spelt(piece.iris, names)) for piece in said.pieces if piece.near),
    )


def taken_for(typed: str, form: str) -> tuple[str, str]:
    """What is said of a name that was answered for another, in Chinese and in English."""
    return f"图谱中没有“{typed}”，按“{form}”回答：", f"Nothing is called “{typed}”; answered for “{form}”:"


def _facts(said: Said, kind: Kind) -> tuple[str, ...]:
    """The facts asked of a document or, of two, what alone is to be told of their differences."""
    if kind == "difference":
        wanted = {"task-noun": "task", "target-noun": "target", "agency-noun": "agency", "who": "agency"}
        one_side = ("dropped",) if said.has("not") else ()
        return (*one_side, *dict.fromkeys(wanted[it.tag] for it in said.pieces if it.tag in wanted))
    return tuple(sorted(said.tags & set(FACTS)))


_BY_TARGETS: Final[dict[Kind, Ranked]] = {
    "who": "agencies by targets",
    "tasks": "tasks by targets",
    "documents": "documents by targets",
}
_RANKED: Final[dict[Kind, Ranked]] = {
    "tasks": "tasks",
    "zones": "zones",
    "documents": "documents",
}


def _bearings(said: Said, found: tuple[Bearing, ...], names: Names) -> tuple[Bearing, ...]:
    """The bearers, those of the places that are named where they have offices of that name."""
    places = {iri for piece in said.of("place") for iri in piece.iris}
    places |= {names.documents[iri].place for piece in said.of("document") for iri in piece.iris}
    for piece in said.of("agency"):
        of_one = {names.agencies[iri].jurisdiction or "" for iri in piece.iris}
        places |= of_one if len(of_one) == 1 else set()
    inside = (tuple(iri for iri in it.agencies if names.agencies[iri].jurisdiction in places) for it in found)
    found = tuple(replace(it, agencies=of or it.agencies) for it, of in zip(found, inside, strict=True))
    if said.has("separately") and len(found) > 1 and not said.has("how-many"):
        agencies = tuple(dict.fromkeys(iri for bearing in found for iri in bearing.agencies))
        return (replace(found[0], agencies=agencies, said="、".join(bearing.said for bearing in found)),)
    return found


def _widened(roles: tuple[Role, ...], said: Said) -> tuple[Role, ...]:
    """Whoever takes part may be a participant or, where a document parts no roles, be responsible."""
    loose = any(piece.tag == "participant" and piece.text in _TAKING_PART for piece in said.pieces)
    plain = loose and not said.bearers.denials and not said.has("most", "fewest")
    return ("participant", "responsible") if roles == ("participant",) and plain else roles


_TAKING_PART: Final = (
    "参与",
    "参加",
    "take part",
    "takes part",
    "take part in",
    "takes part in",
    "taking part",
    "taking part in",
    "participate",
    "participates",
    "participate in",
    "participates in",
)


def _too_many(bearings: Iterable[Bearing], names: Names, language: Language) -> Refusal | None:
    """A short name that offices of very many places bear says too little."""
    for bearing in bearings:
        if len(bearing.agencies) > _MANY_PLACES and "、" not in bearing.said:
            named = dict.fromkeys(names.agencies[iri].name for iri in bearing.agencies)
            return Refusal("ambiguous", "several", language, bearing.said, candidates=tuple(named))
    return None


def _unaccounted(said: Said, kind: Kind, what: Asked) -> Refusal | None:
    """Words that have no place in the question: 国家 right before 发展改革委, a verb that is no role's behind 谁."""
    for at, piece in enumerate(said.pieces[:-1]):
        place = piece.tag == "place-noun" and len(piece.text) == 1
        behind = said.pieces[at + 1]
        office = behind.kind == "about" and behind.text.endswith(entries("office_endings.txt"))
        if (behind.kind == "agency" and (place or piece.kind == "about")) or (piece.tag == "place-noun" and office):
            whole = piece.text + said.pieces[at + 1].text
            return Refusal("declined", "unknown", said.language, whole)
    if kind != "difference" and not _denials_bound(said, kind):
        return Refusal("declined", "nothing", said.language)
    role = said.has(*ROLES, *ROLE_NOUNS, "bear", "partner", "shared", "any-role", "about", "agency-noun")
    if kind == "who" and what.sure and said.has("who") and not role and said.bearers.free:
        return Refusal("declined", "nothing", said.language)
    return None


def _asks_of_no_kind(said: Said, what: Asked) -> bool:
    """Whether what is asked for is nothing that a graph holds: which enterprises, how many people an agency has, or the
    document that is most in force."""
    if said.has("most", "fewest") and what.kind == "document":
        return True
    if what.kind == "targets" and what.measure == "list" and not said.of("about", "year", "zone"):
        given = said.has("target-noun", "reach", "money", "percent", "yearly", "plan") or said.of("figure")
        named = any("target" in piece.text for piece in said.pieces if piece.tag == "how-much")
        return said.has("how-much", "how-many") and not (given or named or said.has("task-noun"))
    if what.kind != "tasks" or said.has(*ROLES, "bear", "plan", "about", "task-noun"):
        return False
    # 投资了哪些企业: the last words are what is asked for.
    last = [piece for piece in said.pieces if piece.kind not in ("function", "sign")][-2:]
    return len(last) == 2 and last[0].text == "哪些" and last[1].kind == "about"


def _denials_bound(said: Said, kind: Kind) -> bool:
    """Whether all that is denied or left out is a condition of the question, so that no such word is passed over."""
    lacking = list(lacks(said))
    bound = {*said.bearers.denials, *(at for at, _ in (*lacking, *denied_years(said)))}
    if kind not in ("tasks", "targets", "deadline") and any(denied_years(said)):
        return False
    every = all(at in bound for at, piece in enumerate(said.pieces) if piece.tag in ("not", "except"))
    agencies = said.bearers.denied or said.bearers.excepted or said.bearers.without is not None
    if agencies and said.has("whether"):
        return False
    allowed = _DENIABLE if agencies else (*_DENIABLE, "documents", "source")
    return every and (kind in allowed or not bound)


_DENIABLE: Final[tuple[Kind, ...]] = ("who", "tasks", "targets", "deadline", "zones", "partners", "documents")


def _years(said: Said) -> tuple[Year, ...]:
    others = {id(piece) for _, piece in denied_years(said)}
    return tuple(
        replace(year, compares="!=") if id(piece) in others else year for piece in said.pieces for year in piece.years
    )


def _subject(said: Said, bearings: Sequence[Bearing], topics: Sequence[Topic]) -> bool:
    """Whether a question for agencies says of what: 由谁牵头 alone says nothing."""
    nouns = ("agency-noun", "lead-noun", "participant-noun", "responsible-noun", "task-noun", "any-role")
    named = said.names_anything() or said.of("figure") or said.has("zone-noun", "document-noun", "this-document")
    roles = said.bearers.without is not None or only_roles(said, "who") is not None
    return bool(bearings or topics or named or roles or said.has(*nouns) or gaps(said) or bases(said))


def _topics(said: Said, kind: Kind, bearings: Sequence[Bearing], names: Names) -> tuple[Topic, ...] | Refusal:
    sought: Sought = "targets" if kind in ("targets", "deadline") else "tasks"
    roles = (*ROLES, *ROLE_NOUNS, "bear", "agency-noun", "any-role", "about")
    # A verb that is no role's may stand in a task's text, but says nothing of who bears the task: 谁审批加装电梯.
    in_text = not (kind == "who" and not said.has(*roles))
    found: list[Topic] = []
    graphs = _graphs(said, names)
    latest = -1
    for at, piece in enumerate(said.pieces):
        if piece.kind != "about":
            continue
        if _of_title(piece, said, graphs, names):
            continue
        if piece.text.endswith(entries("office_endings.txt")) and piece.text not in names.words:
            # An office that no document names, or a mistyped one: it is no topic.
            return Refusal("declined", "unknown", said.language, piece.text)
        if kind == "tasks" and bearings:
            topic = widely(piece.text, names)
        else:
            topic = about(piece.text, names, sought, graphs, in_text=in_text)
        if topic is None and sought == "targets":
            topic = about(piece.text, names, "tasks", graphs, in_text=kind == "deadline")
        if topic is None:
            topic = in_titled(piece.text, names, sought)
        if topic is None:
            elsewhere = bool(graphs) and about(piece.text, names, sought, in_text=in_text) is not None
            reason: Reason = "elsewhere" if elsewhere else "unknown"
            return Refusal("declined", reason, said.language, piece.text)
        if kind == "deadline":
            topic = replace(topic, headed=_headed(piece.text, graphs, names))
        # 甲和乙 are both meant; other conditions narrow each other.
        if latest >= 0 and _listed(said.pieces[latest + 1 : at]):
            found[-1] = _either(found[-1], topic)
        else:
            found.append(topic)
        latest = at
    return tuple(found)


def _headed(words: str, graphs: frozenset[str], names: Names) -> tuple[str, ...]:
    """The tasks with the words in their heading; none where they are an indicator as it stands."""
    meaning = names.forms.get(words)
    headed = None if meaning and meaning.targets else about(words, names, "tasks", graphs, in_text=False)
    return headed.tasks if headed and headed.matched == "heading" else ()


def _of_title(piece: Piece, said: Said, graphs: frozenset[str], names: Names) -> bool:
    """Whether the words only say which document of a place is meant: 北斗 in 上海北斗的上市企业目标."""
    others = any(it is not piece for it in said.of("about"))
    titles = [zone_name(it.title) for it in names.documents.values() if it.graph in graphs]
    return others and not piece.meaning and any(piece.text in title for title in titles)


def _of_zones(said: Said, names: Names) -> tuple[Topic, ...]:
    """The targets whose indicator has the name of a zone that is asked about."""
    named = [piece for piece in said.of("zone", "agency") if piece.meaning and piece.meaning.zones]
    found = [about(piece.text, names, "targets", _graphs(said, names), in_text=False) for piece in named]
    return tuple(topic for topic in found if topic and topic.matched == "indicator")


def _beside_each_other(
    said: Said, what: Asked, bearings: Sequence[Bearing], roles: tuple[Role, ...]
) -> tuple[Bearing, ...]:
    """The agencies of which each is counted: 市科技局和市发改委各牵头几项, 两家谁牵头的任务更多."""
    each = said.has("separately") or sum(piece.tag == "how-many" for piece in said.pieces) > 1
    each = (each and what.measure == "count" and what.kind == "tasks") or said.has("against")
    if not each or len(said.of("agency")) < 2 or said.of("about") or len({it.roles for it in bearings}) != 1:
        return ()
    return tuple(replace(it, roles=it.roles or roles) for it in bearings)


def _contradict(one: Bearing, other: Bearing) -> bool:
    """Whether the same is said and denied, so that it was not understood."""
    return bool({*one.agencies} & {*other.agencies}) and one.roles == other.roles


def _with_figures(said: Said, topics: tuple[Topic, ...], names: Names) -> tuple[tuple[Topic, ...], tuple[int, ...]]:
    """The topics narrowed by the figures that their own words have (100项校企合作项目), and where these stand."""
    told: list[int] = []
    for at, piece in enumerate(said.pieces):
        beside = [it for it in (said.beside(at, -1), said.beside(at, 1)) if it is not None]
        if piece.kind != "figure" or ordinal(said, at) or any(it.tag in _FIGURE_CUES for it in beside):
            continue
        words = _written(piece)
        narrowed = [_saying(topic, words, names) for topic in topics]
        if any(narrowed):
            topics = tuple(new or old for new, old in zip(narrowed, topics, strict=True))
            told.append(at)
    return topics, tuple(told)


_FIGURE_CUES: Final = (*COMPARING, "only")


def _written(figure: Piece) -> re.Pattern[str]:
    """How documents write the figure: 100项, and 15,000 tonnes as 1.5万吨."""
    spelt = [figure.text.replace(" ", "")]
    if (it := figure.figure) and figure.text.isascii():
        spelt += [f"{it.value / by:.15g}{sign}{it.unit}" for by, sign in ((1, ""), (1e4, "万"), (1e8, "亿"))]
    return re.compile(rf"(?<![\d.])(?:{'|'.join(map(re.escape, spelt))})(?![\d.])")


def _saying(topic: Topic, words: re.Pattern[str], names: Names) -> Topic | None:
    """The topic as far as its own words have these; None where none of them has."""
    tasks = tuple(task for task in topic.tasks if words.search(names.own_words(task)))
    targets = tuple(target for target in topic.targets if words.search(names.goals[target].words))
    return replace(topic, tasks=tasks or topic.tasks, targets=targets or topic.targets) if tasks or targets else None


def _listed(between: Sequence[Piece]) -> bool:
    said = [piece.text for piece in between if piece.text.strip()]
    return bool(said) and all(text in ("和", "与", "及", "以及", "、", "and", "or", "或") for text in said)


def _either(one: Topic, other: Topic) -> Topic:
    words = f"{one.words}、{other.words}"
    tasks, targets = (*one.tasks, *other.tasks), (*one.targets, *other.targets)
    return Topic(words, tasks, targets, one.matched, (*one.headed, *other.headed))


def _graphs(said: Said, names: Names) -> frozenset[str]:
    """The graphs of the documents and places named, none where all may be meant."""
    documents = {iri for piece in said.of("document") for iri in piece.iris}
    places = {iri for piece in said.of("place") for iri in piece.iris}
    return frozenset(it.graph for it in names.documents.values() if it.iri in documents or it.place in places)


def _units(said: Said, kind: Kind) -> tuple[str, ...]:
    """The units of the figures asked for: 金额最大, 家数最多."""
    units = [unit for tag, unit in (("money", "元"), ("percent", "%")) if said.has(tag)]
    units += [piece.figure.unit for piece in said.of("unit") if piece.figure]
    if kind == "targets" and said.has("most", "fewest"):
        units += [piece.text[0] for piece in said.pieces if piece.text in _NUMBERS_OF]
    return tuple(units)


_CLASSIFIERS: Final = ("家", "个", "项", "份", "处", "件", "种", "名", "how many")
_NUMBERS_OF: Final = ("家数", "项数", "个数")


def _zones(said: Said, kind: Kind) -> tuple[tuple[str, ...], tuple[ZoneKind, ...], str]:
    """The zones named and, where zones are asked for, of which kinds and with which words in their names."""
    zones: dict[str, None] = {}
    kinds: dict[ZoneKind, None] = {}
    parks: list[str] = []
    for piece in said.pieces:
        tag = piece.tag if piece.tag in _ZONE_KINDS else None
        if (
            tag is None
            and kind == "zones"
            and piece.kind in ("zone", "agency")
            and cues().get(piece.text) in _ZONE_KINDS
        ):
            tag = cues()[piece.text]
        if tag is not None:
            kinds |= dict.fromkeys(_ZONE_KINDS[tag])
            parks += [piece.text] if _ends_names(tag, piece.text) else []
        elif piece.kind == "zone":
            zones |= dict.fromkeys(piece.iris)
    if kind != "zones":
        # 提到园区的任务
        named = said.has("about") and kind in ("tasks", "targets", "who", "documents")
        return tuple(zones), tuple(kinds) if named else (), ""
    words = parks[0] if len(parks) == 1 and parks[0] not in _GENERAL_PARKS else ""
    return tuple(zones), tuple(kinds), words


def _ends_names(tag: str, word: str) -> bool:
    """Whether the names of the zones asked for have the word: 产业园, 区."""
    return not word.isascii() and (tag == "functional-noun" or (tag == "place-noun" and len(word) == 1))


def _first(said: Said, what: Asked) -> int | None:
    """How many are wanted of an order: 前五, top 3; 0 for the whole ranking, -2 for the second alone."""
    if said.has("second"):
        return -2
    places = [it.value for it in counts(said) if ranks(it, what.measure)]
    if places:
        return int(places[0])
    return 0 if any(piece.text in _WHOLE_RANKING for piece in said.pieces) else None


# ---- the whole


def _whole(question: Question, names: Names) -> Question | Refusal:
    """The question with the documents that it must have, or why it cannot be answered."""
    if question.kind in ("document", "difference") and not question.documents:
        of_place = tuple(iri for iri, it in names.documents.items() if it.place in question.places)
        every = tuple(names.documents)
        if of_place or question.kind == "document" or len(every) == 2:
            question = replace(question, documents=of_place or every)
    if question.kind == "difference" and len(question.documents) != 2:
        titles = tuple(f"《{names.documents[iri].title}》" for iri in question.documents or names.documents)
        status: Literal["declined", "ambiguous"] = "ambiguous" if len(question.documents) > 2 else "declined"
        return Refusal(status, "two documents", question.language, candidates=titles)
    return question
