"""A document made ready for the store: its facts as N-Quads, their fingerprint, and what a load tells of them.

    prepared(extraction, "/home/li/意见.txt").written

All that costs time in a load but the writing itself is done here, with no store at hand, so it can be done elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from extract.facts import Extraction
from graph.fingerprint import fingerprint
from graph.triples import graph_iri, to_quads


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document to be loaded: `hash` is that of its text, `facts` the fingerprint of what is `written`.

    `file` is the hash of the file that it was read from, "" where it came from none.
    """

    source: str
    title: str
    graph: str
    hash: str
    facts: str
    file: str
    written: bytes
    responsibilities: int
    targets: int


def prepared(extraction: Extraction, source: str, file: str = "") -> Prepared:
    """The document as it goes into the store, with the source that it came from."""
    document = extraction.document
    written = n_quads(to_quads(extraction))
    return Prepared(
        source=source,
        title=document.title,
        graph=graph_iri(document),
        hash=document.id,
        facts=fingerprint(written.splitlines()).hash,
        file=file,
        written=written,
        responsibilities=len(extraction.responsibilities),
        targets=len(extraction.targets),
    )


def n_quads(quads: Iterable[ox.Quad]) -> bytes:
    """The quads as lines of N-Quads."""
    written = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert written is not None
    return written
