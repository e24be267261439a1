"""The SPARQL that a store is asked and changed with: the questions in `queries/`, prefixes, and the one kind of update.

A question is SPARQL as it stands in its file, and any variable in it may be bound: each WHERE then begins with
`VALUES ?agency { <…> }`, the term written by Oxigraph's own serializer. So one text asks every store, whereas the
SPARQL protocol has no way to bind a variable; and the engine, which reads a subquery by itself, starts from the term
there too.
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

Value = ox.NamedNode | ox.Literal

# Ready in every query, so that a researcher's question stays one line long.
PREFIXES: Final = {
    **iris.PREFIXES,
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
_DECLARED = re.compile(r"<[^>]*>|#[^\n]*|PREFIX\s+([^\s:]*):", re.IGNORECASE)


def question(name: str, values: Mapping[str, Value]) -> str:
    """The text of `queries/<name>.rq` with variables bound.

    >>> "WHERE { VALUES ?agency { <https://example.org/a> }" in question("responsibilities", {"agency": _example})
    True
    """
    text = _text(name)
    for variable, value in values.items():
        if not re.search(rf"\?{variable}\b", text):
            raise ValueError(f"{name}.rq has no ?{variable}")
        text = text.replace("WHERE {", f"WHERE {{ VALUES ?{variable} {{ {value} }}")
    return text


_example = ox.NamedNode("https://example.org/a")


@cache
def _text(name: str) -> str:
    return files("graph").joinpath("queries", f"{name}.rq").read_text(encoding="utf-8")


def with_prefixes(sparql: str) -> str:
    """The query with the usual prefixes that it does not declare itself, for servers that refuse a second declaration.

    >>> text = with_prefixes("PREFIX zt: <https://example.org/mine#> ASK { ?a zt:leads ?b }")
    >>> text.count("PREFIX zt:"), text.count("PREFIX skos:")
    (1, 1)
    """
    prologue = PROLOGUE.match(sparql)
    own = set(_DECLARED.findall(prologue.group() if prologue else ""))
    declared = (f"PREFIX {prefix}: <{iri}>" for prefix, iri in PREFIXES.items() if prefix not in own)
    return " ".join(declared) + "\n" + sparql


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
