"""The SPARQL that a store is asked and changed with: the questions in `queries/`, prefixes, and the one kind of update.

A question is SPARQL as it stands in its file: any endpoint runs it. What may be bound in it stands there open, as
`VALUES ?agency { UNDEF }`, in every subquery that should start from it, since the engine reads each by itself. Terms
take the place of UNDEF, each written by Oxigraph's own serializer, and no word that a person typed comes into a query
in any other way. So one text asks every store, whereas the SPARQL protocol has no way to bind a variable.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Final

import pyoxigraph as ox

from graph import iris
from graph.records import PROVENANCE, load_iri
from graph.syntax import PROLOGUE
from ontology.terms import DATA_BASE

Value = ox.NamedNode | ox.Literal
Bound = Value | tuple[Value, ...]

# Ready in every query, so that a researcher's question stays one line long.
PREFIXES: Final = {
    **iris.PREFIXES,
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
_OPEN = re.compile(r"VALUES \?(\w+) \{ UNDEF \}")
_DECLARED = re.compile(r"<[^<>]*>|#[^\n]*|PREFIX\s+([^\s:]*):", re.IGNORECASE)


def question(name: str, values: Mapping[str, Bound]) -> str:
    """The text of `queries/<name>.rq` with what is open in it bound, see `bound`."""
    return bound(_text(name), values)


def bound(sparql: str, values: Mapping[str, Bound]) -> str:
    """The query with terms in place of UNDEF, and open to all where `values` has none; a tuple is any of its terms.

    >>> bound("ASK { VALUES ?year { UNDEF } ?target zt:dueYear ?year }", {"year": ox.Literal(2028)})
    'ASK { VALUES ?year { "2028"^^<http://www.w3.org/2001/XMLSchema#integer> } ?target zt:dueYear ?year }'
    >>> bound("ASK { VALUES ?year { UNDEF } ?target zt:dueYear ?year }", {})
    'ASK {  ?target zt:dueYear ?year }'
    """
    if unknown := values.keys() - set(_OPEN.findall(sparql)):
        raise ValueError(f"the query has no VALUES ?{min(unknown)} {{ UNDEF }}")

    def block(found: re.Match[str]) -> str:
        given = values.get(found[1])
        # Without UNDEF the engine need not allow for a variable that may be unbound.
        if given is None:
            return ""
        terms = given if isinstance(given, tuple) else (given,)
        return f"VALUES ?{found[1]} {{ {' '.join(map(str, terms))} }}"

    return _OPEN.sub(block, sparql)


@cache
def _text(name: str) -> str:
    return files("graph").joinpath("queries", f"{name}.rq").read_text(encoding="utf-8")


def with_prefixes(sparql: str) -> str:
    """The query with the base of the data, and the usual prefixes that it does not declare itself.

    Some servers refuse a second declaration of a prefix.

    >>> text = with_prefixes("PREFIX zt: <https://example.org/mine#> ASK { ?a zt:leads ?b }")
    >>> text.count("PREFIX zt:"), text.count("PREFIX skos:")
    (1, 1)
    """
    prologue = PROLOGUE.match(sparql)
    own = set(_DECLARED.findall(prologue.group() if prologue else ""))
    declared = (f"PREFIX {prefix}: <{iri}>" for prefix, iri in PREFIXES.items() if prefix not in own)
    return " ".join((f"BASE <{DATA_BASE}>", *declared)) + "\n" + sparql


def replacement(gone: Iterable[ox.NamedNode], written: bytes) -> str:
    """One update that drops the graphs `gone` with their records and adds the N-Quads `written`, all or nothing.

    It takes no substitutions, so its terms are written by Oxigraph's own serializer, which has checked them; no text of
    a document is pasted.
    """
    steps = []
    for graph in gone:
        steps.append(f"DROP SILENT GRAPH {graph}")
        steps.append(f"DELETE WHERE {{ GRAPH {PROVENANCE} {{ {load_iri(graph)} ?p ?o }} }}")
    if written:
        steps.append(f"INSERT DATA {{\n{''.join(_blocks(written))}}}")
    return ";\n".join(steps)


def _blocks(written: bytes) -> Iterable[str]:
    for name, quads in groupby(ox.parse(written, ox.RdfFormat.N_QUADS), key=lambda quad: quad.graph_name):
        stated = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)
        assert stated is not None
        yield f"GRAPH {name} {{\n{stated.decode()}}}\n"
