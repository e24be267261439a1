"""Which agencies a name that a person types can mean.

>>> science = Named("1", "平江市科学技术局", ("市科技局",), "平江市")
>>> known = [science, Named("2", "平江市发展和改革委员会", ("市发展改革委",), "平江市")]
>>> [agency.name for agency in matching("科技局", known)]
['平江市科学技术局']
>>> [agency.name for agency in matching("发改委", known)]
['平江市发展和改革委员会']
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from extract.resolution import resolve

# The prefix that says which level an office is of: 市科技局, 省教育厅. Not a place's name, which says more.
_LEVEL = re.compile(r"^(?:自治区|全国|国家|[省市县区州盟旗])(?=..)")


@dataclass(frozen=True, slots=True)
class Named:
    """An agency with its names; `iri` tells apart those of the same name in different places."""

    iri: str
    name: str
    aliases: tuple[str, ...]
    jurisdiction: str | None


def matching(typed: str, known: Iterable[Named]) -> list[Named]:
    """The agencies that `typed` means: by a name they bear or that the registry gives them in their place, else one
    without its place or level, else an abbreviation.

    The first of these that finds any decides; only when none does is the level in `typed` itself left out, so that
    市科技局 finds a 县科技局 only where no city has one. An abbreviation has the full name's characters in its order
    and the same first one: 发改委 for 发展和改革委员会.
    """
    typed = tidy(typed)
    if not typed:
        return []
    agencies = list(known)
    # 发改委 is 发展和改革委员会 in every place, whichever form its documents use.
    places = {agency.jurisdiction for agency in agencies}
    registered = {resolve(typed, place).name for place in places if place}
    exact = [
        agency for agency in agencies if typed == agency.name or typed in agency.aliases or agency.name in registered
    ]
    if exact:
        return exact
    known_as = {agency.iri: stems(agency) for agency in agencies}
    for name in dict.fromkeys((typed, _LEVEL.sub("", typed))):
        for means in (str.__eq__, abbreviates):
            found = [agency for agency in agencies if any(means(name, full) for full in known_as[agency.iri])]
            if found:
                return found
    return []


def nearest(typed: str, names: Iterable[str], count: int = 5) -> tuple[str, ...]:
    """The names most like `typed`, the likeliest first; those that share no character are none."""
    typed = tidy(typed)
    shared = ((len(set(typed) & set(name)) / (len(name) + 4), name) for name in set(names))
    # Comparing in full is slow: only those that share most characters come to it.
    likely = sorted((share for share in shared if share[0] > 0), key=lambda share: (-share[0], share[1]))[:300]
    matcher = SequenceMatcher(b=typed, autojunk=False)
    scored = []
    for _, name in likely:
        matcher.set_seq1(name)
        scored.append((-matcher.ratio(), name))
    return tuple(name for score, name in sorted(scored)[:count] if score <= -0.3)


def tidy(typed: str) -> str:
    """`typed` without the spaces and quotation marks that come with copying."""
    return re.sub(r"[\s“”\"'《》]", "", typed)


def stems(agency: Named) -> set[str]:
    """The agency's names without the place or level they begin with, beside the names themselves."""
    names = {agency.name, *agency.aliases}
    stems = {_LEVEL.sub("", name) for name in names}
    if place := agency.jurisdiction:
        for prefix in (place, place[:-1]):
            stems |= {name.removeprefix(prefix) for name in names if len(name) - len(prefix) >= 2}
        # 市科技局 of 平江市 is 平江市科技局 in full.
        stems |= {place[:-1] + name for name in names if name[0] == place[-1]}
    return names | stems


def abbreviates(short: str, full: str) -> bool:
    if not 3 <= len(short) < len(full) or full[0] != short[0]:
        return False
    rest = iter(full)
    return all(character in rest for character in short)
