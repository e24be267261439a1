"""What narrows a question besides names and years: figures, 单独, 只, 有目标. And what does and was not understood.

    overlooked(said, question)      # “三个” in 三个文件都提到的单位, which no condition has taken up

A word that narrows and is passed over makes an answer to another question, so a question with such a word is refused.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from graph.asking.asked import ORDERS, Asked
from graph.asking.compiling import ranked
from graph.asking.counts import COMPARING, Counted, counts
from graph.asking.questions import Amount, Bearing, Comparing, Kind, Measure, Number, Question
from graph.asking.said import Said
from ontology.terms import ROLES, Role

_RANKING: Final[tuple[Measure, ...]] = ("most", "fewest", *ORDERS)
# Asked when a figure will be exceeded, the target is meant that sets this very figure.
_REACHED: Final[dict[Comparing, Comparing]] = {">": ">=", "<": "<="}
_AND: Final = ("和", "与", "及", "以及", "、", "and", "or", "或", "/", ",")


def ranks(figure: Counted, measure: Measure) -> bool:
    """Whether the figure says how many of an order are wanted: 前五名, the top 3."""
    return figure.compares is None and measure in _RANKING and 0 < figure.value <= 1000


def amounts(said: Said, what: Asked) -> tuple[Amount, ...]:
    """The figures that values of targets are compared with, and for agencies how many tasks they have."""
    found = []
    for it in counts(said):
        if not _compares(said, it, what):
            continue
        compares = it.compares or "="
        if what.kind == "deadline":
            compares = _REACHED.get(compares, compares)
        found.append(Amount(compares, it.value, it.unit if it.what == "value" else ""))
    if what.kind in ("targets", "deadline"):
        # 单位为亿元: what comes to one and more.
        found += [piece.figure for piece in said.of("unit") if piece.figure and piece.figure.value]
    return tuple(dict.fromkeys(found))


def _compares(said: Said, it: Counted, what: Asked) -> bool:
    if ranks(it, what.measure):
        return False
    if what.kind == "who":
        return it.what == "tasks"
    if what.kind in ("targets", "deadline", "tasks") and it.what == "value":
        if what.kind == "tasks" and not it.unit and not said.has("target-noun"):
            return False
        before = said.beside(it.at, -1)
        return it.compares is not None or (before is not None and before.tag in ("reach", "target-noun"))
    return False


def numbers(said: Said, what: Asked, bearings: Sequence[Bearing]) -> tuple[Number, ...]:
    """How many agencies a task has: 参与单位超过5家, 只有一个牵头单位, 由A单独承担."""
    found = []
    if what.kind in ("tasks", "documents"):
        found = [
            Number(it.compares or "=", it.value, it.roles, "targets" if it.what == "targets" else "agencies")
            for it in counts(said)
            if it.what in ("agencies", "targets") and not _named(said, it) and not ranks(it, what.measure)
        ]
    if (_alone(said) is not None) and (roles := _sole_roles(said, what, bearings)) is not None:
        found.append(Number("=", max(1, sum(it.roles == roles for it in bearings)), roles))
    return tuple(found)


def _alone(said: Said) -> int | None:
    """Where it is said that whoever is named is the only one: 单独承担, 只由A牵头."""
    for at, piece in enumerate(said.pieces):
        if piece.tag == "sole":
            return at
        if piece.tag == "only" and not _free_only(said, at):
            beside = said.beside(at, 1)
            if beside is not None and (
                beside.kind == "agency" or (beside.tag in (*ROLES, "bear") and said.bearers.bearings)
            ):
                return at
    return None


def _sole_roles(said: Said, what: Asked, bearings: Sequence[Bearing]) -> tuple[Role, ...] | None:
    """The roles that nobody else has in the task; None where 单独 is said of no such thing."""
    roles = {bearing.roles for bearing in bearings}
    if what.kind == "tasks" and len(roles) == 1:
        return roles.pop()
    if what.kind == "tasks" and (at := _alone(said)) is not None:
        beside = said.beside(at, 1)
        named = [it.roles for it in bearings if beside is not None and it.said == beside.text]
        return named[0] if len(named) == 1 else None
    if what.kind in ("tasks", "who") and not bearings and said.has("sole"):
        return said.bearers.asked or ()
    return None


def _free_only(said: Said, at: int) -> bool:
    """Whether 只 narrows nothing: it stands by what asks (只看, just list), or denies with 不 (只配合不牵头)."""
    beside = said.beside(at, 1)
    asks = beside is not None and beside.tag in ("which", "how-many", "who", "whether", "content", "source")
    spoken = any(piece.text in _SPOKEN for piece in said.pieces[at + 1 : at + 3])
    return asks or spoken or bool(said.bearers.denials) or said.has("group")


_SPOKEN: Final = ("看", "说", "要", "想", "问", "need", "want", "me", "我")


def only_roles(said: Said, kind: Kind) -> tuple[Role, ...] | None:
    """The roles that agencies must not have which 只 bear in another: 哪些单位只牵头; None where nothing is said so."""
    asked = said.bearers.asked
    if kind != "who" or not asked or len(asked) != 1 or _only_verb(said) is None or said.bearers.bearings:
        return None
    return tuple(role for role in ROLES if role not in asked)


def _only_verb(said: Said) -> int | None:
    for at, piece in enumerate(said.pieces):
        beside = said.beside(at, 1)
        if piece.tag == "only" and beside is not None and beside.tag in ROLES and not _free_only(said, at):
            counted = any(it.figure for it in list(said.walk(at, 1))[1:2])
            return None if counted else at
    return None


def targeted(said: Said, kind: Kind) -> bool:
    """Whether tasks are asked for that have a target: 有目标的任务, but not 任务和目标."""
    if kind != "tasks" or said.has("most", "fewest"):
        return False
    for at, piece in enumerate(said.pieces):
        if piece.tag == "target-noun":
            before, behind = (said.beside(at, step) for step in (-1, 1))
            denied = before is not None and before.tag == "not"
            counted = any(it.what == "targets" for it in counts(said))
            undated = behind is not None and behind.tag == "not" and said.has("when", "year-noun")
            return not (denied or counted or undated or _listed(said, at))
    return False


def _listed(said: Said, at: int) -> bool:
    """Whether the noun is one of several asked for: 任务和目标."""
    words = [piece for piece in said.pieces if piece.text.strip()]
    place = words.index(said.pieces[at])
    return any(
        0 <= place + step < len(words)
        and words[place + step].text in _AND
        and 0 <= place + 2 * step < len(words)
        and words[place + 2 * step].tag == "task-noun"
        for step in (-1, 1)
    )


def overlooked(said: Said, question: Question) -> str | None:
    """The first word that narrows the question and that no condition of it has taken up, None where there is none."""
    return next(iter(_overlooked(said, question)), None)


def _overlooked(said: Said, question: Question) -> Iterator[str]:
    if "several leads" in question.gaps:
        return
    what = Asked(question.kind, question.measure)
    taken: set[int] = set()
    for it in counts(said):
        if it.at not in question.told and not _taken(said, it, what):
            yield said.pieces[it.at].text
        taken.update(it.used)
    if question.numbers and (alone := _alone(said)) is not None:
        taken.add(alone)
    if question.without is not None and (only := _only_verb(said)) is not None:
        taken.add(only)
    second, several_years = _second(said), _several_years(question)
    for at, piece in enumerate(said.pieces):
        narrows = {
            "comparison": piece.tag in COMPARING and at not in taken and not _asks_beyond(said, at),
            "excluded": piece.tag == "excluded" and not taken,
            "exception": piece.tag == "outside-of" and not any(it.tag == "except" for it in said.pieces[:at]),
            "only": piece.tag in ("only", "sole") and at not in taken and not _free_only(said, at),
            "of targets": piece.tag in _OF_TARGETS and question.kind not in ("targets", "deadline"),
            "ranked": piece.tag == "target-noun" and ranked(question) and "by targets" not in question.ranked,
            "within": piece.tag in ("earliest", "latest") and any(it.compares == "=" for it in question.years),
            "both": (piece.text in ("既有", "又有") or piece.tag == "shared") and several_years,
            "second": at in second,
            "kept up": piece.tag == "ongoing" and not question.ongoing,
            "unit": piece.kind == "unit" and question.kind not in ("targets", "deadline"),
            "against": piece.tag == "against" and not question.among,
            "status": piece.tag == "status" and question.kind not in ("document", "documents"),
            "compared": question.kind == "difference" and piece.kind in ("agency", "zone", "about"),
        }
        if any(narrows.values()):
            yield piece.text


def _several_years(question: Question) -> bool:
    """Whether the years are alternatives, which 都 and 既有…又有 would not have them be."""
    return question.kind == "tasks" and len([it for it in question.years if it.compares == "="]) > 1


def _second(said: Said) -> tuple[int, ...]:
    """Where a second question begins that is asked in the same breath: 由谁牵头，2025年目标是多少."""
    asks = {
        at: "who" if piece.tag == "who" else "how much"
        for at, piece in enumerate(said.pieces)
        if piece.tag in ("who", "how-much")
        or (piece.tag == "when" and _asks_when(piece.text))
        or _asks_target(said, at)
    }
    return tuple(asks)[1:] if len(set(asks.values())) > 1 else ()


def _asks_target(said: Said, at: int) -> bool:
    """目标是多少, what is its target"""
    piece, before = said.pieces[at], said.beside(at, -1)
    if piece.tag != "target-noun":
        return False
    return "多少" in piece.text or (before is not None and before.tag in ("which", "pronoun") and said.language == "en")


def _asks_when(words: str) -> bool:
    return any(word in words for word in ("何", "哪", "什么", "几", "when", "what", "which"))


def _asks_beyond(said: Said, at: int) -> bool:
    """Whether what is to be exceeded is what is asked for, 要突破多少, or nothing is: targets under 自然资源局."""
    behind = said.beside(at, 1)
    if said.pieces[at].text in ("under", "over", "above", "below") and not said.of("figure"):
        return True
    return behind is not None and behind.tag in ("how-much", "how-many")


def _taken(said: Said, it: Counted, what: Asked) -> bool:
    """Whether a figure has become a condition, or is none."""
    if ranks(it, what.measure) or _compares(said, it, what) or _named(said, it) or it.what == "nothing":
        return True
    return it.what in ("agencies", "targets") and what.kind in ("tasks", "documents")


_OF_TARGETS: Final = ("money", "percent", "yearly")


def _named(said: Said, it: Counted) -> bool:
    """Whether the figure is how many are named or there are: 市科技局和市财政局两家, 这两份文件."""
    named = {len(said.of("agency")), len(said.of("document")), len(said.of("zone"))}
    return it.compares is None and it.value > 1 and it.value in named
