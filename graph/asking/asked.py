"""What a question asks: its kind and its measure, by its cues and nouns.

“多少项任务”     → tasks, count             “which agencies lead most” → who, most
“由谁牵头”       → who                      “by when”                  → deadline
“目标是多少”     → targets                  “加装电梯” alone            → who, and not sure of it
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graph.asking.counts import COMPARING
from graph.asking.pieces import Piece
from graph.asking.questions import Gap, Kind, Measure
from graph.asking.said import Said
from ontology.terms import Basis

NOUNS: Final[dict[str, Kind]] = {
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
FACTS: Final = ("number-of-document", "issuer", "issue", "status", "title-of-document")
BASES: Final[dict[str, Basis]] = {"inherited": "inherited", "convention": "convention", "explicit": "explicit"}
ORDERS: Final[tuple[Measure, ...]] = ("highest", "lowest", "earliest", "latest")
_WHAT_IS: Final = ("是什么", "what is", "what are", "what's")
_THROUGH: Final = ("any-role", "which", "same", "shared", "only", "separately", "how-many", "stated", "reach")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked; `kind` is None where nothing says it, and `sure` false where a name alone does."""

    kind: Kind | None
    measure: Measure = "list"
    sure: bool = True


def asked(said: Said) -> Asked:
    """The kind and measure of a question."""
    found = _by_cues(said)
    if found is not None:
        return found
    kind = _by_noun(said)
    if kind is not None:
        return Asked(kind)
    return Asked(_by_name(said), sure=False)


def gaps(said: Said) -> tuple[Gap, ...]:
    """没有牵头单位, no lead; 没有责任单位, no agency; 没有目标, no target; 没有年份, no year; 只有统称, groups only;
    联合牵头, several leads."""
    if said.has("group"):
        return ("groups only",)
    if not said.of("agency") and _several_leads(said):
        return ("several leads",)
    return tuple(dict.fromkeys(lacking for _, lacking in lacks(said)))


def lacks(said: Said) -> Iterator[tuple[int, Gap]]:
    """What tasks or targets are said to lack, each with the place of the word that says so."""
    for at, piece in enumerate(said.pieces):
        if piece.tag != "not" or at in said.bearers.denials:
            continue
        behind = said.beside(at, 1, over=("stated", "who", "any-role", "which", "source", "percent", "about"))
        before = said.beside(at, -1)
        if behind is not None and (lacking := _LACKING.get(behind.tag)):
            yield at, lacking
            if piece.text == "neither":
                others = (said.beside(nor, 1) for nor, it in enumerate(said.pieces) if nor > at and it.text == "nor")
                yield from ((at, _LACKING[it.tag]) for it in others if it is not None and it.tag in _LACKING)
        elif before is not None and before.tag in ("lead", "lead-noun"):
            yield at, "no lead"


_LACKING: Final[dict[str, Gap]] = {
    "lead": "no lead",
    "lead-noun": "no lead",
    "participant-noun": "no participant",
    **dict.fromkeys(("agency-noun", "responsible", "responsible-noun", "bear"), "no agency"),
    "target-noun": "no target",
    **dict.fromkeys(("when", "year-noun"), "no year"),
}


def denied_years(said: Said) -> Iterator[tuple[int, Piece]]:
    """The years that are not meant, each with the place of the word that says so: 不是2030年到期, 除2030年外."""
    for at, piece in enumerate(said.pieces):
        if piece.tag == "except" or (piece.tag == "not" and piece.text in _IS_NOT):
            behind = said.beside(at, 1, over=("reach",))
            if behind is not None and behind.kind == "year" and [year.compares for year in behind.years] == ["="]:
                yield at, behind


_IS_NOT: Final = ("不", "不是", "非", "not", "isn't", "aren't")


def _several_leads(said: Said) -> bool:
    """由多家联合牵头, jointly led, 共同牵头的任务."""
    if not said.has("lead", "lead-noun", "joint"):
        return False
    if said.has("joint"):
        return True
    of_tasks = said.has("task-noun") and not said.has("who")
    return of_tasks and any(_led_together(said, at) for at in range(len(said.pieces)))


def _led_together(said: Said, at: int) -> bool:
    """共同牵头, share the lead"""
    if said.pieces[at].tag not in ("lead", "lead-noun"):
        return False
    return any((it := said.beside(at, step)) is not None and it.tag == "shared" for step in (-1, 1))


def bases(said: Said) -> tuple[Basis, ...]:
    """The bases that are asked for: 继承, by convention, explicitly."""
    return tuple(basis for tag, basis in BASES.items() if said.has(tag))


def compares(said: Said) -> bool:
    """Whether a figure is compared with."""
    return bool(said.of("figure")) and said.has(*COMPARING)


def _by_cues(said: Said) -> Asked | None:
    bearers = said.bearers
    borne = [*bearers.bearings, *bearers.free]
    who = bearers.asked is not None
    documents = said.of("document")
    counted = None if _also_counts(said) else _counted(said)
    noun = _noun_asked(said)
    if len(documents) > 1 and said.has("not") and (noun in ("who", "tasks", "targets") or said.has("who")):
        return Asked("difference")
    if said.has("differ") and (documents or said.has("document-noun", "document-type")) and not counted:
        return Asked("difference")
    if _of_document(said):
        return Asked("document")
    if said.has("most", "fewest", "second"):
        measure: Measure = "fewest" if said.has("fewest") else "most"
        if by_targets(said):
            return Asked(_ranked(said), measure)
        if said.has("target-noun") and not said.has("who", "agency-noun", "task-noun"):
            return Asked("targets", "lowest" if measure == "fewest" else "highest")
        if _works_with(said) and borne:
            return Asked("partners", measure)
        if (said.has("partner") and borne) or (len(borne) == 1 and not bearers.bearings and said.has("shared") and who):
            return Asked("partners", measure)
        return Asked(_ranked(said), measure)
    if said.has("partner") and borne and (who or said.has("agency-noun")) and not bearers.bearings:
        return Asked("partners")
    if counted:
        return Asked(counted, "count")
    if said.has("role") and borne and not (who and bearers.asked):
        return Asked("role")
    if said.has("or-else") and borne and not said.has("who"):
        return Asked("who" if len(borne) > 1 else "role")
    missing = gaps(said)
    if "no year" in missing:
        return Asked("tasks" if noun == "tasks" or _head_is_task(said) else "targets")
    if bearers.without is not None:
        return Asked("who")
    if missing and noun == "targets":
        return Asked("targets")
    if missing or bases(said):
        return Asked("who" if said.has("who") and not said.has("task-noun") and not missing else "tasks")
    order = next((order for order in ORDERS if said.has(order)), None)
    if said.has("when") and not _dated(said):
        return Asked("deadline", order or "list")
    if order in ("earliest", "latest") and noun == "tasks" and not said.has("target-noun"):
        return Asked("deadline", order)
    if order:
        return Asked("targets", order)
    if noun == "documents" and not documents and (borne or said.of("about", "zone")):
        return Asked("documents")
    if said.has("whether") and said.of("year") and said.of("about") and not (borne or who):
        return Asked("deadline")
    if who and not (noun == "tasks" and not said.has("who")):
        return Asked("who")
    if said.has("basis") or _sourced(said):
        return Asked("source")
    if noun in ("tasks", "zones"):
        return None
    if said.has("how-many") and not said.names_anything() and not any(it.tag in NOUNS for it in said.pieces):
        return Asked(None, "count")
    if said.has("how-much", "how-many", "yearly"):
        return Asked("targets")
    if said.has("reach") and said.has("which") and said.of("year") and not said.names_bearers() and noun is None:
        return Asked("tasks" if in_months(said) else "targets")
    if compares(said) and not said.has("task-noun"):
        return Asked("targets")
    if said.has("target-noun") and (noun == "targets" or not _head_is_task(said)):
        return Asked("targets")
    if said.has("whether") and borne and (said.of("about") or bearers.bearings) and not said.has("which"):
        return Asked("role")
    return None


def _sourced(said: Said) -> bool:
    """Whether it is asked where something stands; in “tasks where A leads” it is not."""
    for at, piece in enumerate(said.pieces):
        before = said.beside(at, -1)
        relative = piece.text == "where" and before is not None and before.tag in NOUNS
        if piece.tag == "source" and not relative:
            return True
    return False


def _works_with(said: Said) -> bool:
    """Whether work is no noun: who works most with A."""
    return any(
        piece.text in ("work", "works", "worked") and said.pieces[at + 1 :] and _next_tag(said, at) == "most"
        for at, piece in enumerate(said.pieces)
    ) and any(piece.text == "with" for piece in said.pieces)


def _next_tag(said: Said, at: int) -> str:
    behind = said.beside(at, 1)
    return behind.tag if behind else ""


def _dated(said: Said) -> bool:
    """Whether the deadline is told, not asked for: tasks of which the deadline is 2030."""
    asks = any(piece.tag == "when" and any(word in piece.text for word in _ASKS_WHEN) for piece in said.pieces)
    return bool(said.of("year") or keeps_up(said)) and not asks and said.has("task-noun", "target-noun")


def in_months(said: Said) -> bool:
    """Whether a month of a year is named: 2026年9月底前."""
    return any(year.months for piece in said.of("year") for year in piece.years)


def keeps_up(said: Said) -> bool:
    """Whether tasks are asked for that are kept up: 长期推进的任务, but not 持续推进错时停车."""
    for at, piece in enumerate(said.pieces):
        if piece.tag == "ongoing":
            behind = said.beside(at, 1)
            return behind is None or behind.kind not in ("about", "agency", "zone")
    return False


_ASKS_WHEN: Final = ("何", "哪", "什么", "几", "啥", "多会", "when", "what", "which", "how")


def _head_is_task(said: Said) -> bool:
    """Whether the noun that the question is about is 任务: the last one in Chinese, the first one in English."""
    nouns = [piece.tag for piece in said.pieces if piece.tag in NOUNS]
    return bool(nouns) and nouns[-1 if said.language == "zh" else 0] == "task-noun"


def _by_noun(said: Said) -> Kind | None:
    """What is asked for by its noun."""
    borne = [*said.bearers.bearings, *said.bearers.free]
    zones, topics, documents = said.of("zone"), said.of("about"), said.of("document")
    nouns = [NOUNS[piece.tag] for piece in said.pieces if piece.tag in NOUNS]
    noun = _noun_asked(said) or (nouns[0] if len(set(nouns)) == 1 else None)
    if said.has("content") and (topics or zones):
        return "source"
    if noun == "who" and (not borne or said.has("who", "agency-noun")):
        return "who"
    if noun == "zones" and not borne:
        return "tasks" if zones and (said.has("plan", "task-noun") or not said.has("which")) else "zones"
    if noun == "documents" and not documents and not borne:
        return "documents"
    if noun == "tasks" or _head_is_task(said):
        return "tasks"
    if noun == "targets":
        return "targets"
    if borne and said.has("which", "bear", "lead", "participant", "responsible", "plan"):
        return "tasks"
    if zones and said.has("plan", "which", "bear", "about"):
        return "tasks"
    if topics and said.has("bear") and not said.has("which"):
        return "who"
    if topics and said.has("plan") and not said.has("role"):
        return "targets"
    return None


def _by_name(said: Said) -> Kind | None:
    """What is asked by a name alone."""
    if said.bearers.bearings or said.bearers.free or said.of("zone"):
        return "tasks"
    if said.of("about"):
        if all(piece.meaning and piece.meaning.targets and not piece.meaning.tasks for piece in said.of("about")):
            return "targets"
        # “北斗是什么” asks for what a word means.
        if any(piece.text in _WHAT_IS for piece in said.pieces) and not said.has("about"):
            return None
        return "tasks" if said.has("which", "about") else "who"
    return "document" if said.of("document") else None


def _noun_asked(said: Said) -> Kind | None:
    """The kind of the noun behind or before 哪些 or which."""
    for at, piece in enumerate(said.pieces):
        if piece.tag != "which":
            continue
        for step in (1, -1):
            for other in said.walk(at, step, over=_THROUGH):
                if other.tag in NOUNS and not (step == -1 and other.tag in ("who", "agency-noun")):
                    return NOUNS[other.tag]
                if step == -1 and other.tag in NOUNS:
                    return NOUNS[other.tag]
                if other.kind not in ("figure", "year", "place", "document"):
                    break
    return _head(said)


def _head(said: Said) -> Kind | None:
    """What a Chinese question that only names something asks for, its last noun: 五个以上单位参与的任务."""
    if said.language != "zh" or said.has("which", "who", "how-many", "how-much", "whether", "most", "fewest", "differ"):
        return None
    words = [piece for piece in said.pieces if piece.text.strip() and piece.kind != "sign"]
    if len(words) < 2 or words[-2].text != "的":
        return None
    kind = NOUNS.get(words[-1].tag)
    return kind if kind in ("tasks", "documents") else None


def _counted(said: Said) -> Kind | None:
    """What “多少” or “how many” counts, None where it asks for a figure."""
    topics = said.of("about")
    for at, piece in enumerate(said.pieces):
        if piece.tag != "how-many":
            continue
        if piece.text == "任务数":
            return "tasks"
        before = said.pieces[at - 1] if at else None
        if piece.text == "多少" and before is not None and before.tag == "target-noun":
            # 总产值目标多少 asks for the figure, 目标有多少 and 多少个目标 for the number.
            return None
        for step in (1, -1):
            other = next(
                (
                    it
                    for it in said.walk(at, step, over=("any-role", "which", "same", "stated", "reach"))
                    if it.kind not in ("year", "place", "document")
                ),
                None,
            )
            if other and other.tag in NOUNS:
                return NOUNS[other.tag]
            if step == 1 and other and other.kind == "about":
                return None
        if said.bearers.bearings and not topics:
            return "tasks"
        nouns = [NOUNS[it.tag] for it in said.pieces if it.tag in NOUNS and it.tag != "target-noun"]
        if nouns and not topics:
            return nouns[0]
    return None


def _also_counts(said: Said) -> bool:
    """Whether how many is asked behind what there is: 有哪些单位？一共多少个. The list tells its number."""
    ends = [at for at, piece in enumerate(said.pieces) if piece.text in ("?", "。", ";")]
    first = next((at for at in ends if any(it.tag in ("which", "who") for it in said.pieces[:at])), None)
    return first is not None and not any(it.tag == "how-many" for it in said.pieces[:first])


def _of_document(said: Said) -> bool:
    """Whether a fact of a document itself is asked: number, issuer, date, status, title."""
    if not said.has(*FACTS) or said.bearers.bearings or said.bearers.free or said.of("about") or bases(said):
        return False
    own = any(piece.tag in FACTS and "document" in piece.text for piece in said.pieces)
    named = said.has("this-document", "document-noun", "document-type", "pronoun")
    return own or named or bool(said.of("document", "place"))


def by_targets(said: Said) -> bool:
    """Whether the number of targets is what makes the order: 目标最多的任务, the document with most targets."""
    order = next((at for at, it in enumerate(said.pieces) if it.tag in ("most", "fewest")), None)
    if order is None or not said.has(*_WITH_TARGETS):
        return False
    step = -1 if said.language == "zh" else 1
    beside = said.beside(order, step)
    return beside is not None and beside.tag == "target-noun"


_WITH_TARGETS: Final = (
    "who",
    "agency-noun",
    "lead-noun",
    "participant-noun",
    "responsible-noun",
    "task-noun",
    "document-noun",
)


def _ranked(said: Said) -> Kind:
    """What is put in order: agencies, unless a noun says otherwise and nobody is asked for."""
    noun = _noun_asked(said)
    if by_targets(said):
        asks = [NOUNS[it.tag] for it in said.pieces if it.tag in _WITH_TARGETS]
        return noun if noun in ("tasks", "documents", "who") else asks[0]
    if noun == "tasks" and not said.has("who"):
        return noun
    if said.bearers.asked is None or not said.has("who", "agency-noun"):
        if noun in ("tasks", "zones", "documents") and said.bearers.asked is None:
            return noun
        if not said.has("lead", "participant", "responsible", "agency-noun", "bear"):
            for kind in _kinds(said):
                if kind in ("zones", "documents"):
                    return kind
    return "who"


def _kinds(said: Said) -> Sequence[Kind]:
    return [NOUNS[piece.tag] for piece in said.pieces if piece.tag in NOUNS]
