"""What a query gives back: rows, yes or no, or triples, each with its writers.

>>> store = ox.Store()
>>> result = answered(Source(store.query("SELECT (1 AS ?n) ('市科技局' AS ?agency) {}"), Path("store")))
>>> result.variables
('n', 'agency')
>>> list(result.table())
[('1', '市科技局')]

A result is read once and inside its store's block: rows come as they are found, so that a large answer needs no memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Literal

import pyoxigraph as ox

from graph.errors import StoreError
from graph.folder import failures
from graph.iris import XSD

Found = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Plain = str | int | float | bool | None


class Source:
    """Oxigraph's answer, which holds the store's files open until it is let go."""

    def __init__(self, found: Found, path: Path | str) -> None:
        self._found: Found | None = found
        self.path = path

    @property
    def found(self) -> Found:
        if self._found is None:
            raise StoreError(f"{self.path}: the store was closed before its answer was read")
        return self._found

    def close(self) -> None:
        self._found = None


@dataclass(frozen=True, slots=True)
class Solutions:
    """The rows of a SELECT."""

    variables: tuple[str, ...]
    _source: Source

    def rows(self) -> Iterator[tuple[Term | None, ...]]:
        """The rows as RDF terms, None where a variable is unbound."""
        with failures(self._source.path):
            found = self._source.found
            assert isinstance(found, ox.QuerySolutions)
            for solution in found:
                yield tuple(solution)

    def table(self) -> Iterator[tuple[str, ...]]:
        """The rows as plain text: an IRI without its angle brackets, a literal without its type, "" where unbound."""
        return (tuple(_plain(term) for term in row) for row in self.rows())

    def records(self) -> Iterator[dict[str, Plain]]:
        """The rows by variable, as JSON has them: numbers and booleans as such, all else text, None where unbound."""
        return (dict(zip(self.variables, map(_native, row), strict=True)) for row in self.rows())

    def write(self, form: Literal["csv", "tsv", "json", "xml"]) -> bytes:
        """The rows in one of the W3C's SPARQL result formats, UTF-8."""
        with failures(self._source.path):
            found = self._source.found
            assert isinstance(found, ox.QuerySolutions)
            return _bytes(found.serialize(format=_RESULT_FORMATS[form]))


@dataclass(frozen=True, slots=True)
class Boolean:
    """The answer to an ASK."""

    value: bool
    _found: ox.QueryBoolean

    def write(self, form: Literal["csv", "tsv", "json", "xml"]) -> bytes:
        """The answer in one of the W3C's SPARQL result formats, UTF-8."""
        return _bytes(self._found.serialize(format=_RESULT_FORMATS[form]))


@dataclass(frozen=True, slots=True)
class Triples:
    """The triples of a CONSTRUCT or DESCRIBE."""

    _source: Source

    def rows(self) -> Iterator[tuple[Term, ...]]:
        """The triples as (subject, predicate, object)."""
        with failures(self._source.path):
            found = self._source.found
            assert isinstance(found, ox.QueryTriples)
            for triple in found:
                yield triple.subject, triple.predicate, triple.object

    def table(self) -> Iterator[tuple[str, ...]]:
        """The triples as plain text, see Solutions.table."""
        return (tuple(_plain(term) for term in row) for row in self.rows())

    def write(self, form: Literal["turtle", "ntriples", "jsonld"]) -> bytes:
        """The triples in an RDF format, UTF-8."""
        with failures(self._source.path):
            found = self._source.found
            assert isinstance(found, ox.QueryTriples)
            return _bytes(found.serialize(format=_RDF_FORMATS[form]))


Result = Solutions | Boolean | Triples

_RESULT_FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_RDF_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def answered(source: Source) -> Result:
    """Oxigraph's answer as a Result."""
    found = source.found
    if isinstance(found, ox.QuerySolutions):
        return Solutions(tuple(variable.value for variable in found.variables), source)
    if isinstance(found, ox.QueryBoolean):
        return Boolean(bool(found), found)
    return Triples(source)


def _plain(term: Term | None) -> str:
    if term is None:
        return ""
    return str(term) if isinstance(term, ox.Triple) else term.value


def _native(term: Term | None) -> Plain:
    if term is None or not isinstance(term, ox.Literal):
        return None if term is None else _plain(term)
    if term.datatype == XSD["boolean"]:
        return term.value in ("true", "1")
    if term.datatype == XSD["integer"]:
        return int(term.value)
    if term.datatype in (XSD["decimal"], XSD["double"]):
        number = float(term.value)
        # JSON knows neither infinity nor what is no number.
        return number if isfinite(number) else term.value
    return term.value


def _bytes(written: bytes | None) -> bytes:
    # Only a call that names an output gives None.
    assert written is not None
    return written
