"""A document made ready for the store: its facts as N-Quads, their fingerprint, and what a load tells of them.

    prepared(extraction, "/home/li/意见.txt").written

All that costs time in a load but the writing itself is done here, with no store at hand, so it can be done elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from extract.facts import Extraction
from graph.fingerprint import fingerprint
from graph.triples import Triple, graph_iri, to_triples


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
    graph = graph_iri(document)
    lines = _lines(to_triples(extraction), graph)
    return Prepared(
        source=source,
        title=document.title,
        graph=graph,
        hash=document.id,
        facts=fingerprint(lines).hash,
        file=file,
        written=b"\n".join([*lines, b""]),
        responsibilities=len(extraction.responsibilities),
        targets=len(extraction.targets),
    )


def _lines(triples: Iterable[Triple], graph: str) -> list[bytes]:
    """The triples in this graph as lines of N-Quads, without their ends.

    Oxigraph writes a term by itself as its serializer does, and to join terms takes less time than to make quads, have
    them serialized and part the lines for their fingerprint.
    """
    end = f" <{graph}> .".encode()
    predicates: dict[ox.NamedNode, bytes] = {}
    lines: list[bytes] = []
    last: ox.NamedNode | None = None
    subject = b""
    for it, predicate, value in triples:
        if it is not last:
            last, subject = it, str(it).encode()
        if predicate not in predicates:
            predicates[predicate] = f" {predicate} ".encode()
        lines.append(b"".join((subject, predicates[predicate], str(value).encode(), end)))
    return lines


def n_quads(quads: Iterable[ox.Quad]) -> bytes:
    """The quads as lines of N-Quads."""
    written = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert written is not None
    return written
