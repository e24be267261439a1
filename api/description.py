"""What the SPARQL endpoint says of itself, in the vocabulary of SPARQL 1.1 Service Description.

>>> "sd:UnionDefaultGraph" in describe("http://127.0.0.1:8000/sparql", [], "turtle").decode()
True
"""

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from graph.iris import A, Vocabulary
from graph.worker import TRIPLES as RDF_FORMATS

SD: Final = Vocabulary("http://www.w3.org/ns/sparql-service-description#")
_FORMATS: Final = Vocabulary("http://www.w3.org/ns/formats/")
_WRITTEN: Final = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "JSON-LD", "RDF_XML"),
)


def describe(endpoint: str, graphs: Iterable[str], form: str) -> bytes:
    """The description of the endpoint at that address, whose named graphs are `graphs`, in a format of graph.worker."""
    prefixes = {"sd": SD.namespace, "formats": _FORMATS.namespace} if form in ("turtle", "rdfxml") else None
    written = ox.serialize(_triples(endpoint, graphs), format=RDF_FORMATS[form], prefixes=prefixes)
    return written or b""


def _triples(endpoint: str, graphs: Iterable[str]) -> Iterator[ox.Triple]:
    it = ox.NamedNode(endpoint)
    dataset, union = ox.NamedNode(f"{endpoint}#dataset"), ox.NamedNode(f"{endpoint}#union")
    yield ox.Triple(it, A, SD["Service"])
    yield ox.Triple(it, SD["endpoint"], it)
    yield ox.Triple(it, SD["supportedLanguage"], SD["SPARQL11Query"])
    yield ox.Triple(it, SD["feature"], SD["UnionDefaultGraph"])
    for name in _WRITTEN:
        yield ox.Triple(it, SD["resultFormat"], _FORMATS[name])
    yield ox.Triple(it, SD["defaultDataset"], dataset)
    yield ox.Triple(dataset, A, SD["Dataset"])
    yield ox.Triple(dataset, SD["defaultGraph"], union)
    yield ox.Triple(union, A, SD["Graph"])
    for number, graph in enumerate(graphs, 1):
        named = ox.NamedNode(f"{endpoint}#graph-{number}")
        yield ox.Triple(dataset, SD["namedGraph"], named)
        yield ox.Triple(named, A, SD["NamedGraph"])
        yield ox.Triple(named, SD["name"], ox.NamedNode(graph))
