"""Who bears in a question: which agency or “who” belongs to which role.

    市科技局牵头、市经信局参与的任务    →  two bearers: 市科技局 as lead, 市经信局 as participant
    Who takes part in tasks led by 市科技局?  →  asked for: participants; a bearer: 市科技局 as lead

In Chinese and in English the agency stands before its verb (A牵头, A leads); after it only behind “by” and behind a
role's noun (牵头单位是A). What is denied (A参与但不牵头, 不是A牵头的, 除A外) is kept apart from what is said, and the
words that deny are told, so that none of them is overlooked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from graph.asking.cues import ROLE_NOUNS
from graph.asking.pieces import Piece
from graph.asking.questions import Bearing
from ontology.terms import Role

# Whoever leads a task or takes part in it answers for it too: 负责 says no more than 承担.
_VERBS: Final[dict[str, tuple[Role, ...]]] = {
    "lead": ("lead",),
    "participant": ("participant",),
    "responsible": (),
    "bear": (),
    "joint": ("lead",),
}
_NOUNS: Final[dict[str, tuple[Role, ...]]] = {noun: (role,) for noun, role in ROLE_NOUNS.items()}
_OR: Final = ("或", "或者", "or", "either", "还是")
_IS: Final = ("是", "为", "由", "作为", "担任", "担当", "is", "are", "as", "be")


@dataclass(frozen=True, slots=True)
class Bearers:
    """The bearers that are conditions, the roles asked for (None where nobody is), and agencies without a role.

    `denied` are the bearers that a task must not have, `without` the roles that the agencies asked for must not have
    (empty for any, None where none is denied), `excepted` the agencies that are left out of the answer, and `denials`
    the places of the words, 不 or “other than”, that say so.
    """

    bearings: tuple[Bearing, ...]
    asked: tuple[Role, ...] | None
    free: tuple[Bearing, ...]
    denied: tuple[Bearing, ...] = ()
    without: tuple[Role, ...] | None = None
    excepted: tuple[Bearing, ...] = ()
    denials: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Group:
    """Agencies named together, or a “who”, at the pieces `first` to `last`; `roles` are None while it has none.

    `denied` are the roles that it is said not to have, None where nothing is denied.
    """

    first: int
    last: int
    who: bool
    members: list[Piece]
    either: bool
    roles: tuple[Role, ...] | None = None
    denied: tuple[Role, ...] | None = None
    excepted: bool = False


def bearers(found: Sequence[Piece]) -> Bearers:
    """Who bears what in the pieces of a question."""
    groups = _groups(found)
    denials: set[int] = set()
    for named in groups:
        if not named.who and (at := _excepting(found, named)) is not None:
            named.excepted = True
            denials.add(at)
    unbound: list[Role] = []
    latest: _Group | None = None
    latest_at = -1
    for at, piece in enumerate(found):
        if not _bears(found, at, groups):
            continue
        noun = piece.tag in _NOUNS
        if (noun or piece.text == "lead") and _lacking(found, at):
            continue
        roles = _NOUNS[piece.tag] if noun else _VERBS.get(piece.tag, ())
        group: _Group | None = _bound(found, at, groups, noun)
        if group is not None and group.excepted and _outside_of(found, group, at):
            group = next((it for it in groups if it.who), None)
        if group is None and latest is not None and _only_between(found, latest_at, at):
            group = latest
        if group is None:
            group = _object(found, at, groups) or _bearing_none(found, at, groups)
        denial = _denial(found, at, group)
        if group is not None and denial is not None and denial not in denials:
            denials.add(denial)
            # Who does not take part in a task does not lead it either, unless it is said to.
            any_role = roles == ("participant",) and not group.roles
            denied = () if any_role else roles
            # Without any role is without each.
            group.denied = () if () in (group.denied, denied) else _joined(group.denied, denied)
            latest, latest_at = group, at
        elif group is not None:
            group.roles = _joined(group.roles, roles)
            latest, latest_at = group, at
        elif roles and denial is None:
            unbound += [role for role in roles if role not in unbound]
            latest = None
    _neither(found, groups, denials)
    return _sorted_out(groups, tuple(unbound), frozenset(denials))


def _neither(found: Sequence[Piece], groups: list[_Group], denials: set[int]) -> None:
    """既不由A也不由B牵头: what is denied of the one is denied of the other before it. 不属于A的: A bears none."""
    for one, other in zip_longest(groups, groups[1:]):
        at = _denial(found, one.first, None)
        if at is None:
            at = next((it for it in range(one.last + 1, len(found)) if found[it].text in _NOTHING_OF), None)
        if one.who or at is None or at in denials or one.roles is not None or one.denied is not None:
            continue
        if other is not None and other.denied is not None:
            one.denied = other.denied
        elif found[at].text in _NOT_OF:
            one.denied = ()
        elif found[at].text == "not" and _next(found, at, 1) == one.first:
            # mentions A but not B, led by A but not B
            one.denied = next((it.roles for it in reversed(groups) if it.roles and it.last < at), ())
        else:
            continue
        denials.add(at)


_NOTHING_OF: Final = ("无关", "不相关")
_NOT_OF: Final = ("不属于", "不归", *_NOTHING_OF)


def _lacking(found: Sequence[Piece], at: int) -> bool:
    """Whether a role's noun is what is not there: 没有配合单位, no participants."""
    before = [it for it in found[:at] if it.text.strip() and it.kind != "function"]
    if found[at].text == "lead":
        # neither a target nor a lead
        article = next((it.text for it in reversed(found[:at]) if it.text.strip()), "")
        return article == "a" and any(it.text == "neither" for it in before)
    none = bool(before) and before[-1].tag == "not" and before[-1].text in _NONE
    after = _next(found, at, 1)
    named = after is not None and found[after].kind == "agency" and any(t in _IS for t in _texts(found, at + 1, after))
    return none and not named


_NONE: Final = (
    "没有",
    "无",
    "没",
    "缺",
    "缺少",
    "缺乏",
    "尚无",
    "并无",
    "还没有",
    "no",
    "without",
    "lack",
    "lacks",
    "lacking",
)


def _bears(found: Sequence[Piece], at: int, groups: list[_Group]) -> bool:
    """Whether the piece says that someone bears something: a role's verb or noun, 联合牵头 of agencies, 不涉及 one."""
    piece = found[at]
    if piece.kind != "cue":
        return False
    if piece.tag == "joint":
        return _says_lead(piece) and any(not group.who for group in groups)
    if piece.tag == "about":
        return _denial(found, at, None) is not None and _object(found, at, groups) is not None
    return piece.tag in _VERBS or piece.tag in _NOUNS


def _says_lead(piece: Piece) -> bool:
    return any(word in piece.text for word in _LEADING)


def _sorted_out(groups: list[_Group], unbound: tuple[Role, ...], denials: frozenset[int]) -> Bearers:
    asked: tuple[Role, ...] | None = None
    without: tuple[Role, ...] | None = None
    bearings: list[Bearing] = []
    free: list[Bearing] = []
    denied: list[Bearing] = []
    excepted: list[Bearing] = []
    any_role = False
    for group in groups:
        if group.who:
            if group.roles == () and asked:
                # Who leads it, and who is responsible: all of them.
                any_role = True
            if group.roles is not None or group.denied is None:
                asked = _joined(asked, group.roles or ())
            if group.denied is not None:
                asked, without = _joined(asked, ()), _joined(without, group.denied)
            continue
        if group.excepted:
            # 除A牵头的外 leaves tasks out, 除A外 the agency.
            (excepted if group.roles is None else denied).extend(_members(group, group.roles or ()))
            continue
        if group.denied is not None:
            denied += _members(group, group.denied)
        if group.roles is not None:
            bearings += _members(group, group.roles)
        elif group.denied is None:
            free += _members(group, ())
    if unbound:
        if asked is not None or not free:
            # “由谁牵头” with other words between, and 牵头单位 by itself, ask for the agency.
            asked = _joined(asked or None, unbound)
        else:
            free = [Bearing(bearing.agencies, unbound, said=bearing.said) for bearing in free]
            bearings, free = bearings + free, []
    return Bearers(
        tuple(bearings), () if any_role else asked, tuple(free), tuple(denied), without, tuple(excepted), denials
    )


def _members(group: _Group, roles: tuple[Role, ...]) -> list[Bearing]:
    if group.either:
        iris = tuple(dict.fromkeys(iri for member in group.members for iri in member.iris))
        return [Bearing(iris, roles, said="、".join(member.text for member in group.members))]
    return [Bearing(member.iris, roles, said=member.text) for member in group.members]


def _joined(one: tuple[Role, ...] | None, other: tuple[Role, ...]) -> tuple[Role, ...]:
    return tuple(dict.fromkeys((*(one or ()), *other)))


def _groups(found: Sequence[Piece]) -> list[_Group]:
    groups: list[_Group] = []
    for at, piece in enumerate(found):
        who = piece.kind == "cue" and (piece.tag == "who" or (piece.tag == "agency-noun" and _asks_whom(found, at)))
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


def _asks_whom(found: Sequence[Piece], at: int) -> bool:
    """只配合不牵头的单位: the agencies of which something is denied are asked for by their noun."""
    before = [it for it in found[:at] if it.text.strip()]
    if _english(found[at]) and any(it.tag == "not" for it in found):
        # Which Huangshi agencies never lead?
        last = next((it for it in reversed(before) if it.kind not in ("place", "document", "function")), None)
        return last is not None and last.tag == "which"
    return (
        not any(it.tag == "who" or it.kind in ("agency", "about") for it in found)
        and any(it.tag == "not" for it in before)
        and any(it.tag in _VERBS for it in before)
        and before[-1].text == "的"
    )


def _excepting(found: Sequence[Piece], group: _Group) -> int | None:
    """Where 除 or “other than” stands before the group, None where neither does."""
    for at in range(group.first - 1, -1, -1):
        if found[at].tag == "except":
            return at
        led_by = found[at].tag == "these" or (found[at].tag in _VERBS and _english(found[at]))
        if found[at].text.strip() and found[at].kind != "function" and not led_by:
            return None
    return None


def _object(found: Sequence[Piece], at: int, groups: list[_Group]) -> _Group | None:
    """The agencies that a denied verb of no agency before it is said of: do not involve A, 不涉及A."""
    if _denial(found, at, None) is None:
        return None
    after = _next(found, at, 1)
    return next((group for group in groups if group.first == after and not group.who), None)


def _bearing_none(found: Sequence[Piece], at: int, groups: list[_Group]) -> _Group | None:
    """哪个单位一个任务都不牵头: who is asked for, with the tasks between it and the verb."""
    if _denial(found, at, None) is None:
        return None
    before = next((group for group in reversed(groups) if group.who and group.last < at), None)
    between = [it for it in found[before.last + 1 : at] if it.text.strip()] if before else []
    over = all(
        it.tag in (*_ADVERBS, *_VERBS, "task-noun", "which") or it.kind in ("figure", "function", "place", "document")
        for it in between
    )
    return before if over and not any(it.text == "的" for it in between) else None


def _outside_of(found: Sequence[Piece], group: _Group, at: int) -> bool:
    """Whether the role at `at` stands outside of the exception: 除A外牵头的, other than A lead."""
    if at < group.first:
        return False
    between = found[group.last + 1 : at]
    return _english(found[at]) or any(it.text in _OUTSIDE for it in between)


_OUTSIDE: Final = ("外", "以外", "之外", "外的")


def _denial(found: Sequence[Piece], at: int, group: _Group | None) -> int | None:
    """Where 不 or “not” stands that denies the role at `at`: before it, before the agencies it is said of, or, as in
    “lead no tasks”, behind it."""
    for behind in range(at + 1, len(found)):
        if found[behind].tag == "not":
            after = _next(found, behind, 1)
            if found[behind].text in ("nothing", "none") or (after is not None and found[after].tag == "task-noun"):
                return behind
        if found[behind].text.strip() and found[behind].kind != "function":
            break
    for start in (at, *((group.first,) if group and not group.who else ())):
        for before in range(start - 1, -1, -1):
            piece = found[before]
            if piece.tag == "not":
                return before
            if piece.text.strip() and piece.kind != "function" and piece.tag not in _BESIDE_NOT:
                break
    return None


_LEADING: Final = ("牵头", "lead", "led")
_BESIDE_NOT: Final = ("any-role", "stated", "which", "shared")
_LISTING: Final = ("和", "与", "及", "以及", "、", "跟", "同", ",", "or", "nor", "and", "/", *_OR, " ", "both", "the")


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
