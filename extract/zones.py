"""Zones that a document speaks of: demonstration and functional zones, regions, administrative divisions.

>>> [(z.zone, z.kind) for z in read_zones("支持黄石云港综合保税区建设，融入长三角。", lambda _: "1")]
[('黄石云港综合保税区', 'functional'), ('长三角', 'region')]
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from extract.facts import Zone
from extract.lexicons import alternation, entries, table
from ontology import divisions
from ontology.terms import ZoneKind

_KINDS = {suffix: kind for suffix, (kind,) in table("zone_suffixes.tsv").items()}
_SUFFIX = re.compile(alternation(list(_KINDS)))
_REGION = re.compile(alternation(entries("regions.txt")))
_BREAK = re.compile(alternation(entries("zone_breaks.txt")))
_GENERIC = re.compile(rf"(?:{alternation(entries('zone_generic.txt'))})*")
_RUN = re.compile(r"[\w（）()·]+")
_LONGEST = 24


def read_zones(text: str, task_at: Callable[[int], str | None]) -> tuple[Zone, ...]:
    """Each mention of a zone inside a unit, one zone for a name and its short forms."""
    named = _without_lead(text, sorted(_named(text)))
    found = [*named, *_divisions(text, named)]
    canonical = _canonical({(kind, text[a:b]) for a, b, kind, _ in found})
    zones = []
    for start, end, kind, code in sorted(found):
        task = task_at(start)
        if task is not None:
            mention = text[start:end]
            zones.append(Zone(canonical[kind, mention], kind, mention, task, start, end, code, f"zone.{kind}"))
    return tuple(zones)


_Span = tuple[int, int, ZoneKind, str | None]


def _named(text: str) -> Iterator[_Span]:
    """Zones known by the end of their name, and regions by the whole of it."""
    for run in _RUN.finditer(text):
        done = run.start()
        regions = [(m.start(), m.end()) for m in _REGION.finditer(text, *run.span())]
        yield from ((a, b, "region", None) for a, b in regions)
        suffixes = [m for m in _SUFFIX.finditer(text, *run.span()) if not any(a < m.end() <= b for a, b in regions)]
        for order, suffix in enumerate(suffixes):
            following = suffixes[order + 1] if order + 1 < len(suffixes) else None
            if (
                following
                and following.start() - suffix.end() <= 4
                and not _BREAK.search(text, suffix.end(), following.start())
            ):
                continue
            start = max(done, suffix.start() - _LONGEST)
            start = max([start, *(m.end() for m in _BREAK.finditer(text, start, suffix.start()))])
            start = max([start, *(b for _, b in regions if b <= suffix.start())])
            done = suffix.end()
            prefix = text[start : suffix.start()]
            generic = _GENERIC.fullmatch(prefix) or _GENERIC.fullmatch(re.sub(r"^全[国省市县区]", "", prefix))
            if len(prefix) >= 2 and not generic and not re.search(r"[（）()]", prefix):
                kind: ZoneKind = _KINDS[suffix.group()]  # type: ignore[assignment]
                yield start, suffix.end(), kind, None


def _without_lead(text: str, named: list[_Span]) -> list[_Span]:
    """Names cut to a shorter one of the document where what stands before it is no place: 增强|雄安新区."""
    forms = sorted({text[a:b] for a, b, _, _ in named}, key=len)
    cut = []
    for start, end, kind, code in named:
        name = text[start:end]
        short = next(
            (f for f in forms if len(f) < len(name) and name.endswith(f) and not _placed(name[: -len(f)])), name
        )
        cut.append((end - len(short), end, kind, code))
    return cut


def _placed(words: str) -> bool:
    """True where the words hold the name of a place, so that they belong to the zone's name."""
    if re.match(r"全[国省市县区州]", words) or re.search(r"[省市县区州镇湖江]$", words):
        return True
    return any(words[i : i + n] in divisions.names() for i in range(len(words)) for n in range(2, 7))


@cache
def _by_start() -> dict[str, list[str]]:
    """The names of divisions by their first two signs, the longest first."""
    index: dict[str, list[str]] = {}
    for name in divisions.names():
        if len(name) > 2 or divisions.by_name(name)[0].short == name:
            index.setdefault(name[:2], []).append(name)
    return {key: sorted(found, key=lambda n: -len(n)) for key, found in index.items()}


def _divisions(text: str, named: Sequence[_Span]) -> Iterator[_Span]:
    taken = bytearray(len(text) + 1)
    for start, end, _, _ in named:
        taken[start:end] = b"\x01" * (end - start)
    index = _by_start()
    at = 0
    while at < len(text) - 1:
        name = next((n for n in index.get(text[at : at + 2], ()) if text.startswith(n, at)), None)
        if name is None or taken[at]:
            at += 1
            continue
        found = divisions.by_name(name)
        yield at, at + len(name), "division", found[0].code if len(found) == 1 else None
        at += len(name)


def _canonical(names: set[tuple[ZoneKind, str]]) -> dict[tuple[ZoneKind, str], str]:
    """The fullest form in the document: 云港高新区 is 黄石云港高新区 where only one longer name ends so."""
    result: dict[tuple[ZoneKind, str], str] = {}
    for kind, name in names:
        if kind == "division":
            longer = [n for k, n in names if k == kind and n[:-1] == name]
        else:
            longer = [n for k, n in names if k == kind and n != name and n.endswith(name)]
        result[kind, name] = longer[0] if len(longer) == 1 else name
    return result
