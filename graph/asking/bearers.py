"""Who bears in a question: which agency or “who” belongs to which role.

    市科技局牵头、市经信局参与的任务    →  two bearers: 市科技局 as lead, 市经信局 as participant
    Who takes part in tasks led by 市科技局?  →  asked for: participants; a bearer: 市科技局 as lead

In Chinese and in English the agency stands before its verb (A牵头, A leads); after it only behind “by” and behind a
role's noun (牵头单位是A).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.asking.pieces import Piece
from graph.asking.questions import Bearing
from ontology.terms import ROLES, Role

_VERBS: Final[dict[str, tuple[Role, ...]]] = {role: (role,) for role in ROLES} | {"bear": ()}
_NOUNS: Final[dict[str, tuple[Role, ...]]] = {f"{role}-noun": (role,) for role in ROLES}
_OR: Final = ("或", "或者", "or", "either", "还是")
_IS: Final = ("是", "为", "由", "作为", "担任", "担当", "is", "are", "as", "be")


@dataclass(frozen=True, slots=True)
class Bearers:
    """The bearers that are conditions, the roles asked for (None where nobody is), and agencies without a role."""

    bearings: tuple[Bearing, ...]
    asked: tuple[Role, ...] | None
    free: tuple[Bearing, ...]


@dataclass(slots=True)
class _Group:
    """Agencies named together, or a “who”, at the pieces `first` to `last`; `roles` are None while it has none."""

    first: int
    last: int
    who: bool
    members: list[Piece]
    either: bool
    roles: tuple[Role, ...] | None = None


def bearers(found: Sequence[Piece]) -> Bearers:
    """Who bears what in the pieces of a question."""
    groups = _groups(found)
    unbound: list[Role] = []
    latest: _Group | None = None
    latest_at = -1
    for at, piece in enumerate(found):
        if piece.kind != "cue" or (piece.tag not in _VERBS and piece.tag not in _NOUNS):
            continue
        noun = piece.tag in _NOUNS
        roles = _NOUNS[piece.tag] if noun else _VERBS[piece.tag]
        group = _bound(found, at, groups, noun)
        if group is None and latest is not None and _only_between(found, latest_at, at):
            group = latest
        if group is not None:
            group.roles = _joined(group.roles, roles)
            latest, latest_at = group, at
        elif roles:
            unbound += [role for role in roles if role not in unbound]
            latest = None
    return _sorted_out(groups, tuple(unbound))


def _sorted_out(groups: list[_Group], unbound: tuple[Role, ...]) -> Bearers:
    asked: tuple[Role, ...] | None = None
    bearings: list[Bearing] = []
    free: list[Bearing] = []
    for group in groups:
        if group.who:
            asked = _joined(asked, group.roles or ())
            continue
        kept = bearings if group.roles is not None else free
        if group.either:
            iris = tuple(dict.fromkeys(iri for member in group.members for iri in member.iris))
            kept.append(Bearing(iris, group.roles or (), said="、".join(m.text for m in group.members)))
        else:
            kept += [Bearing(member.iris, group.roles or (), said=member.text) for member in group.members]
    if unbound:
        if asked is not None or not free:
            # “由谁牵头” with other words between, and 牵头单位 by itself, ask for the agency.
            asked = _joined(asked or None, unbound)
        else:
            free = [Bearing(bearing.agencies, unbound, said=bearing.said) for bearing in free]
            bearings, free = bearings + free, []
    return Bearers(tuple(bearings), asked, tuple(free))


def _joined(one: tuple[Role, ...] | None, other: tuple[Role, ...]) -> tuple[Role, ...]:
    return tuple(dict.fromkeys((*(one or ()), *other)))


def _groups(found: Sequence[Piece]) -> list[_Group]:
    groups: list[_Group] = []
    for at, piece in enumerate(found):
        who = piece.kind == "cue" and piece.tag == "who"
        if not who and piece.kind != "agency":
            continue
        latest = groups[-1] if groups else None
        if latest and not who and not latest.who and _listed(found, latest.last, at):
            latest.members.append(piece)
            latest.either = latest.either or any(it.text in _OR for it in found[latest.last + 1 : at])
            latest.last = at
        else:
            groups.append(_Group(at, at, who, [piece], either=False))
    return groups


_LISTING: Final = ("和", "与", "及", "以及", "、", "跟", "同", ",", "or", "and", "/", *_OR, " ", "both", "the")


def _listed(found: Sequence[Piece], one: int, other: int) -> bool:
    between = [it for it in found[one + 1 : other] if it.text.strip()]
    return bool(between) and all(it.text in _LISTING or it.tag == "follow" for it in between)


def _bound(found: Sequence[Piece], at: int, groups: list[_Group], noun: bool) -> _Group | None:
    """The group that the role at `at` belongs to."""
    after = _next(found, at, 1)
    by = _word(found, at + 1)
    right = next((group for group in groups if group.first == after), None) if after is not None else None
    if by == "by" and right:
        return right
    before = _next(found, at, -1)
    left = next((group for group in groups if group.last == before), None) if before is not None else None
    between = [it.text for it in found[before + 1 : at] if it.text.strip()] if before is not None else []
    if noun:
        if right and not right.who and any(text in _IS for text in _texts(found, at + 1, right.first)):
            return right
        if left and (left.who or _english(found[at]) or (any(t in _IS for t in between) and "的" not in between)):
            return left
        return right if right and right.who else None
    if left and (left.roles is None or left.who):
        return left
    return right if right and right.who and left is None and _texts(found, at + 1, right.first) != [] else None


def _english(piece: Piece) -> bool:
    return piece.text.isascii()


_ADVERBS: Final = ("shared", "separately", "only", "any-role", "whether", "not", "stated", "role", "reach", "follow")


def _next(found: Sequence[Piece], at: int, step: int) -> int | None:
    """The nearest piece that is more than a function word or an adverb."""
    at += step
    while 0 <= at < len(found):
        piece = found[at]
        if piece.kind not in ("function", "sign") and piece.tag not in _ADVERBS:
            return at
        if piece.kind == "sign" and piece.text in ",;。":
            return None
        at += step
    return None


def _word(found: Sequence[Piece], at: int) -> str:
    return next((it.text for it in found[at:] if it.text.strip()), "")


def _texts(found: Sequence[Piece], start: int, end: int) -> list[str]:
    return [it.text for it in found[start:end] if it.text.strip()]


def _only_between(found: Sequence[Piece], one: int, other: int) -> bool:
    """True where the two roles are said of the same agency: 牵头或参与, leads or takes part in."""
    return all(
        it.kind in ("function", "sign") or it.tag in (*_ADVERBS, "task-noun", "or-else", "which")
        for it in found[one + 1 : other]
    )
