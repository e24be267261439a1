"""Figures in a question: what each counts, and what it is compared with.

    参与单位超过5家的任务      agencies of a task, > 5      |  at least 3 tasks      tasks of an agency, >= 3
    超过100亿元的目标          the value of a target, > 100 |  前五名, the top 5     a place in an order

A figure counts what stands right behind it (三个单位), else what stands before it (单位超过5家). 只有 before one says
that it is no more, and a figure of things (牵头3项任务的) means just so many.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from graph.asking.cues import ROLE_NOUNS
from graph.asking.pieces import Piece
from graph.asking.questions import Comparing
from graph.asking.said import Said
from ontology.terms import ROLES, Role

What = Literal["value", "agencies", "tasks", "targets", "others", "nothing"]

_COMPARES: Final[dict[str, Comparing]] = {"more": ">", "at-least": ">=", "less": "<", "at-most": "<=", "equal": "="}
COMPARING: Final = tuple(_COMPARES)
# “以上” and “以下” take the figure itself in, “不含” leaves it out.
_INCLUSIVE: Final[dict[str, Comparing]] = {"以上": ">=", "以下": "<="}
_EXCLUSIVE: Final[dict[Comparing, Comparing]] = {">=": ">", "<=": "<"}
_COUNTED: Final[dict[str, What]] = {
    "agency-noun": "agencies",
    "who": "agencies",
    "task-noun": "tasks",
    "target-noun": "targets",
    "zone-noun": "others",
    "document-noun": "others",
    "document-type": "others",
}
# 至少牵头3项, 任务超过5项: what may stand between a figure and its comparison.
_BETWEEN: Final = (*ROLES, *ROLE_NOUNS, "bear", "reach", "task-noun", "target-noun", "agency-noun", "only", "any-role")
_OF_AGENCIES: Final = ("家", "个", "")
_OF_TASKS: Final = ("项", "件", "条", "个", "")
_RANGE: Final = ("到", "至", "-", "—", "–", "~", "～", "and", "to")


@dataclass(frozen=True, slots=True)
class Counted:
    """The figure of the piece at `at`; `compares` is None where nothing says how, `roles` are those counted.

    `used` are the places of the pieces that say how it is compared.
    """

    at: int
    what: What
    value: float
    unit: str
    compares: Comparing | None
    roles: tuple[Role, ...] = ()
    used: tuple[int, ...] = ()


def counts(said: Said) -> tuple[Counted, ...]:
    """What each figure of a question counts, in order."""
    return tuple(_ranges(said, [_counted(said, at) for at, piece in enumerate(said.pieces) if piece.kind == "figure"]))


def _counted(said: Said, at: int) -> Counted:
    figure = said.pieces[at].figure
    assert figure is not None
    compares, used = _comparison(said, at)
    what, roles = _what(said, at, figure.unit)
    if compares is None and ordinal(said, at):
        # 前三项任务 are three of an order, whatever that is.
        return Counted(at, "others", figure.value, figure.unit, None)
    only = _only(said, at)
    if compares is None and only is not None and what != "value":
        compares, used = "=", (only,)
    if compares is None and figure.value == 1 and figure.unit not in ("%", "元"):
        what = "nothing"
    return Counted(at, what, figure.value, figure.unit, compares, roles, used)


def ordinal(said: Said, at: int) -> bool:
    """Whether the figure says which of an order is meant: 第5项, 前三项."""
    before = next((piece.text for piece in reversed(said.pieces[:at]) if piece.text.strip()), "")
    return before in ("前", "第", "首", "first", "top")


def _comparison(said: Said, at: int) -> tuple[Comparing | None, tuple[int, ...]]:
    behind = next(said.places(at, 1), None)
    if behind is not None and behind[1].text in _POSTFIXED:
        return _compared(said, behind[1]), (behind[0],)
    for step in (-1, 1):
        over = _BETWEEN if step == -1 else ()
        for place, other in said.places(at, step):
            if other.tag in _COMPARES:
                return _compared(said, other), (place,)
            if other.tag not in over:
                break
    return None, ()


def _compared(said: Said, cue: Piece) -> Comparing:
    compares = _INCLUSIVE.get(cue.text, _COMPARES[cue.tag])
    return _EXCLUSIVE.get(compares, compares) if said.has("excluded") else compares


_POSTFIXED: Final = ("以上", "以下", "以内", "之下", "or more", "or less", "or fewer")


def _only(said: Said, at: int) -> int | None:
    """Where 只 stands before the figure, with nothing but a verb between: 只参与了一项任务."""
    for place, other in said.places(at, -1):
        if other.tag == "only":
            return place
        if other.tag not in _BETWEEN:
            break
    for place, other in said.places(at, 1):
        # lead one task only
        if other.tag == "only":
            return place
        if other.tag != "task-noun":
            break
    return None


def _what(said: Said, at: int, unit: str) -> tuple[What, tuple[Role, ...]]:
    of_things = unit in (*_OF_AGENCIES, *_OF_TASKS)
    behind = _adjacent(said, at, 1)
    if behind is not None and of_things:
        if behind.tag in ROLE_NOUNS:
            return "agencies", (ROLE_NOUNS[behind.tag],)
        if behind.text in ("leads", "lead") and not unit:
            return "agencies", ("lead",)
        if behind.tag in _COUNTED:
            what = _COUNTED[behind.tag]
            roles = _role_behind(said, at, over=(behind.tag,)) or _role_before(said, at)
            return what, roles if what == "agencies" else ()
        if unit == "家" and (roles := _role_behind(said, at)) is not None and behind.tag in (*ROLES, "bear"):
            return "agencies", roles
    for _, other in said.places(at, -1):
        if other.tag in _COMPARES or other.tag in ("shared", "only", "any-role"):
            continue
        if other.tag in ROLE_NOUNS and unit in _OF_AGENCIES:
            return "agencies", (ROLE_NOUNS[other.tag],)
        if other.tag == "agency-noun" and unit in _OF_AGENCIES:
            return "agencies", ()
        if other.tag == "target-noun" and unit in ("个", "项") and said.has("task-noun"):
            return "targets", ()
        if other.tag in ("task-noun", *ROLES, "bear") and unit in _OF_TASKS and (unit or other.tag == "task-noun"):
            return "tasks", ()
        break
    return "value", ()


def _role_behind(said: Said, at: int, over: tuple[str, ...] = ()) -> tuple[Role, ...]:
    """The role in which agencies are counted: 三个单位参与, five agencies that take part."""
    for _, other in said.places(at, 1):
        if other.tag in ("lead", "participant"):
            return ("lead",) if other.tag == "lead" else ("participant",)
        if other.tag not in (*over, *_COMPARES, "shared", "only", "any-role"):
            break
    return ()


def _role_before(said: Said, at: int) -> tuple[Role, ...]:
    """led by two agencies"""
    for _, other in said.places(at, -1):
        if other.tag in ("lead", "participant") and other.text.isascii():
            return ("lead",) if other.tag == "lead" else ("participant",)
        if other.tag not in _COMPARES:
            break
    return ()


def _adjacent(said: Said, at: int, step: int) -> Piece | None:
    """What stands right beside the figure, over what compares it: 5家以上单位, but not 5项的单位."""
    for place in range(at + step, len(said.pieces) if step > 0 else -1, step):
        piece = said.pieces[place]
        over = piece.tag in (*_COMPARES, "shared", "excluded") or (piece.kind == "function" and piece.text != "的")
        if piece.text.strip() and not over:
            return piece
    return None


def _ranges(said: Said, found: list[Counted]) -> Iterator[Counted]:
    """3到5项 is at least three and at most five."""
    for at, one in enumerate(found):
        before = found[at - 1] if at else None
        after = found[at + 1] if at + 1 < len(found) else None
        if after is not None and _ranging(said, one, after):
            what = after if one.what == "value" else one
            yield Counted(one.at, what.what, one.value, after.unit, ">=", what.roles)
        elif before is not None and _ranging(said, before, one):
            what = before if one.what == "value" else one
            yield Counted(one.at, what.what, one.value, one.unit, "<=", what.roles)
        else:
            yield one


def _ranging(said: Said, one: Counted, other: Counted) -> bool:
    between = [piece.text for piece in said.pieces[one.at + 1 : other.at] if piece.text.strip()]
    return one.compares is None and len(between) == 1 and between[0] in _RANGE and one.value < other.value
