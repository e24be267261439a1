"""The record of a load: a prov:Activity that says what was read, by which version of the tool, when and from where.

Records stand in one provenance graph, apart from the facts, so that the same document gives the same graph on every
machine. A record also has a fingerprint of the facts that were read, by which a store can tell that they are still
those.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

import pyoxigraph as ox

from graph.iris import PROV, XSD, ZT, A
from ontology.terms import DATA_BASE

PROVENANCE = ox.NamedNode(f"{DATA_BASE}provenance")


def load_iri(graph: ox.NamedNode) -> ox.NamedNode:
    """The record of the load that made `graph`."""
    return ox.NamedNode(f"{graph.value}/load")


def record(graph: ox.NamedNode, content: str, source: str, facts: str) -> Iterator[ox.Quad]:
    """The record of one load of a text with the hash `content`, whose facts have the fingerprint `facts`."""
    load = load_iri(graph)
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    when = ox.Literal(now, datatype=XSD["dateTime"])
    for kind in (ZT["Load"], PROV["Activity"]):
        yield ox.Quad(load, A, kind, PROVENANCE)
    yield ox.Quad(load, PROV["generated"], graph, PROVENANCE)
    yield ox.Quad(load, PROV["endedAtTime"], when, PROVENANCE)
    yield ox.Quad(load, ZT["sourceFile"], ox.Literal(source), PROVENANCE)
    yield ox.Quad(load, ZT["contentHash"], ox.Literal(content), PROVENANCE)
    yield ox.Quad(load, ZT["factsHash"], ox.Literal(facts), PROVENANCE)
    yield ox.Quad(load, ZT["toolVersion"], ox.Literal(version("zhengtu")), PROVENANCE)
    yield ox.Quad(load, ZT["lexiconVersion"], ox.Literal(lexicon_version()), PROVENANCE)


def versions() -> tuple[str, str]:
    """The versions of the tool and of its lexicons."""
    return version("zhengtu"), lexicon_version()


@cache
def lexicon_version() -> str:
    """The first 12 hexadecimal digits of a hash over the word lists and reference data that reading rests on.

    >>> len(lexicon_version())
    12
    """
    digest = sha256()
    for room in ("extract", "ontology"):
        for file in sorted(_data_files(files(room)), key=lambda file: file.name):
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _data_files(folder: Traversable) -> Iterator[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _data_files(entry)
        elif entry.name.endswith((".txt", ".tsv", ".csv", ".json")):
            yield entry
