"""The agencies of a document: one for all the forms of its name, with the names its responsibilities go under.

>>> from extract.clauses import read_clauses
>>> (clause,) = read_clauses("建成中心。（市科技局牵头，科技局负责日常工作）")
>>> duties = [Duty("1", bearer, "lead", "explicit", clause) for bearer in clause.bearers]
>>> [(agency.name, agency.mentions) for agency in enrol(duties, set(), "黄石市", None)[1]]
[('黄石市科学技术局', ('市科技局', '科技局'))]
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from extract.facts import Agency, Responsibility
from extract.resolution import Resolved, resolve
from extract.roles import Duty
from extract.territory import located, whole

_PREFIXES = "省市州县区"
_GOVERNMENT = "政府"


def enrol(
    found: Iterable[Duty], groups: set[str], place: str | None, year: int | None
) -> tuple[list[Responsibility], tuple[Agency, ...]]:
    """The responsibilities under their agencies' names, and the agencies in the order of the text.

    `groups` are the mentions that name bearers collectively, `place` is the document's jurisdiction, `year` its own.
    """
    duties = list(found)
    in_order = sorted(duties, key=lambda duty: duty.bearer.start)
    known = _resolved(in_order, groups, place, year)
    mentions: dict[str, dict[str, None]] = {}
    for duty in in_order:
        mentions.setdefault(known[duty.bearer.mention].name, {})[duty.bearer.mention] = None
    agencies = []
    for name, forms in mentions.items():
        first = known[next(iter(forms))]
        group = any(form in groups for form in forms)
        agencies.append(Agency(name, tuple(forms), first.level, group, first.jurisdiction, first.type))
    return [_of(duty, known[duty.bearer.mention].name) for duty in duties], tuple(agencies)


def _of(duty: Duty, agency: str) -> Responsibility:
    bearer, clause = duty.bearer, duty.clause
    return Responsibility(
        duty.task, agency, bearer.mention, duty.role, duty.basis, bearer.start, bearer.end,
        clause.start, clause.end, f"{clause.form}.{bearer.word}",
    )  # fmt: skip


def _resolved(duties: Sequence[Duty], groups: set[str], place: str | None, year: int | None) -> dict[str, Resolved]:
    """What each mention is; 产投集团 is 市产投集团 where the document names it so too."""
    mentions = {duty.bearer.mention for duty in duties}
    shared = _share_an_ending(duties)
    home = located(place)
    known: dict[str, Resolved] = {}
    for mention in mentions:
        if mention in groups:
            known[mention] = Resolved(mention, None, None, whole(home) if home else place)
            continue
        found = resolve(mention + _GOVERNMENT if mention in shared else mention, place, year)
        longer = next((prefix + mention for prefix in _PREFIXES if prefix + mention in mentions), None)
        known[mention] = resolve(longer, place, year) if longer and found.name == mention else found
    return known


def _share_an_ending(duties: Sequence[Duty]) -> set[str]:
    """The bare names of places in a list whose last member ends in 政府 for all: 济南、青岛、烟台市政府."""
    shared: set[str] = set()
    for _, same in groupby(duties, key=lambda duty: duty.clause.start):
        names = [duty.bearer.mention for duty in same]
        for at, name in enumerate(names):
            following = next((later for later in names[at:] if not _bare(later)), "")
            if _bare(name) and following.endswith(_GOVERNMENT):
                shared.add(name)
    return shared


def _bare(name: str) -> bool:
    """True for a place's short name: 济南, not 济南市."""
    place = located(name)
    return place is not None and bool(place.code) and name != place.name
