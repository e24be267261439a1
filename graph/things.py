"""What the store says of one thing, by its IRI, and what refers to it.

said_of(store, "https://w3id.org/zhengtu/id/agency/平江市教育局")   # triples; none where the IRI names nothing
"""

from collections.abc import Iterator

import pyoxigraph as ox

from graph.search import rows_of
from graph.store import Store


def said_of(store: Store, iri: str) -> tuple[ox.Triple, ...]:
    """All statements about the thing, by property and value."""
    thing = ox.NamedNode(iri)
    found = []
    for _, predicate, value in store.ask("lists/statements", thing=thing).rows():
        assert isinstance(predicate, ox.NamedNode)
        assert value is not None
        found.append(ox.Triple(thing, predicate, value))
    return tuple(found)


def referring_to(store: Store, iri: str) -> Iterator[tuple[str, str]]:
    """What refers to the thing and by which property, at most 200 of them."""
    for row in rows_of(store, "lists/mentions", thing=ox.NamedNode(iri)):
        yield row["subject"], row["property"]
