"""The record of a load: a prov:Activity that says what was read, by which version of the tool, when and from where.

Records stand in one provenance graph, apart from the facts, so that the same document gives the same graph on every
machine. A record also has a fingerprint of the facts that were read, by which a store can tell that they are still
those.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version as version_of
from importlib.resources import files
from importlib.resources.abc import Traversable

import pyoxigraph as ox

from graph.iris import PROV, XSD, ZT, A
from ontology.terms import DATA_BASE

# The metadata of a package are parsed anew each time.
version = cache(version_of)

PROVENANCE = ox.NamedNode(f"{DATA_BASE}provenance")


def load_iri(graph: ox.NamedNode) -> ox.NamedNode:
    """The record of the load that made `graph`."""
    return ox.NamedNode(f"{graph.value}/load")


def now() -> str:
    """The time as a record has it."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def record(
    graph: ox.NamedNode, content: str, source: str, facts: str, file: str = "", loaded: str = ""
) -> Iterator[ox.Quad]:
    """The record of one load of a text with the hash `content`, whose facts have the fingerprint `facts`.

    `file` is the hash of the file that the text was read from, "" where it came from none. `loaded` is the time, now
    unless it is given.
    """
    load = load_iri(graph)
    when = ox.Literal(loaded or now(), datatype=XSD["dateTime"])
    for kind in (ZT["Load"], PROV["Activity"]):
        yield ox.Quad(load, A, kind, PROVENANCE)
    yield ox.Quad(load, PROV["generated"], graph, PROVENANCE)
    yield ox.Quad(load, PROV["endedAtTime"], when, PROVENANCE)
    yield ox.Quad(load, ZT["sourceFile"], ox.Literal(source), PROVENANCE)
    yield ox.Quad(load, ZT["contentHash"], ox.Literal(content), PROVENANCE)
    yield ox.Quad(load, ZT["factsHash"], ox.Literal(facts), PROVENANCE)
    if file:
        yield ox.Quad(load, ZT["fileHash"], ox.Literal(file), PROVENANCE)
    yield ox.Quad(load, ZT["toolVersion"], ox.Literal(version("zhengtu")), PROVENANCE)
    yield ox.Quad(load, ZT["lexiconVersion"], ox.Literal(lexicon_version()), PROVENANCE)


def versions() -> tuple[str, str]:
    """The versions of the tool and of its lexicons and rules."""
    return version("zhengtu"), lexicon_version()


@cache
def lexicon_version() -> str:
    """The first 12 hexadecimal digits of a hash over the word lists, reference data and rules that reading rests on.

    With the same version a file gives the same facts, so that one which is known need not be read again.

    >>> len(lexicon_version())
    12
    """
    digest = sha256()
    for room in ("extract", "ontology", "graph"):
        for name, file in sorted(_sources(files(room), room)):
            digest.update(name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _sources(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        below = f"{name}/{entry.name}"
        if entry.is_dir():
            yield from _sources(entry, below)
        elif entry.name.endswith((".txt", ".tsv", ".csv", ".json", ".py")):
            yield below, entry
