"""What a store asks of the place that its documents are kept in: a folder (graph.disk) or a server (graph.remote)."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from graph.results import Found

if TYPE_CHECKING:
    import rdflib


GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


class Holding(Protocol):
    """Documents as named graphs. What fails raises a StoreError or, where the query is at fault, a QueryError."""

    name: str
    """The place as messages name it."""
    most: int
    """How many bytes of N-Quads to add at once."""
    shared: bool
    """True where others may write while we do."""

    def query(self, sparql: str) -> Found:
        """The answer over all documents taken together, the usual prefixes being known."""

    def add(self, written: bytes) -> None:
        """Add N-Quads, all or none."""

    def replace(self, gone: Sequence[ox.NamedNode], written: bytes) -> None:
        """Drop graphs with their records and add N-Quads, all or nothing."""

    def graphs(self) -> list[GraphName]:
        """The graphs that hold anything, in any order."""

    def graph(self, name: GraphName) -> list[ox.Quad]:
        """What stands in one of them."""

    def full(self) -> bool:
        """True where there is anything that a backup could clash with."""

    def fill(self, quads: Iterable[ox.Quad]) -> None:
        """Take a whole backup, graph by graph. Its documents are there once all of it is, and none of them before."""

    def dataset(self) -> "rdflib.Dataset":
        """The same through rdflib's interface, its default graph being the union of all documents."""

    def close(self) -> None:
        """Write all that is not yet on disk, and let go."""
