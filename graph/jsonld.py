"""Quads as JSON-LD under the vocabulary's own context, one object a subject, written as they come.

    write(store_quads, file)

The context stands in the document itself, so that it is read without a network. What the context has no short name for
is written under its prefix or its IRI, so that nothing is lost.
"""

import json
import re
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import IO, Any, Final

import pyoxigraph as ox

from graph.iris import XSD, A
from ontology import context
from ontology.terms import NAMESPACE

_PLAIN: Final = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)


def write(quads: Iterable[ox.Quad], out: IO[bytes]) -> None:
    """The quads, those of one graph and one subject together, as a JSON-LD document of named graphs."""
    out.write(b'{"@context": ' + _json(_context()) + b',\n"@graph": [')
    for at, (name, stated) in enumerate(groupby(quads, key=lambda quad: quad.graph_name)):
        if isinstance(name, ox.DefaultGraph):
            raise TypeError("a default graph has no name to be written under")
        out.write((b"," if at else b"") + b'\n{"@id": ' + _json(name.value) + b', "@graph": [')
        for place, (subject, facts) in enumerate(groupby(stated, key=lambda quad: quad.subject)):
            out.write((b"," if place else b"") + b"\n" + _json(_node(subject, facts)))
        out.write(b"]}")
    out.write(b"]}\n")


def _node(subject: Any, facts: Iterable[ox.Quad]) -> dict[str, Any]:
    node: dict[str, Any] = {"id": _reference(subject)}
    for fact in facts:
        if fact.predicate == A and isinstance(fact.object, ox.NamedNode):
            key, value = "type", _class(fact.object)
        else:
            key, value = _key(fact.predicate), _value(fact.predicate, fact.object)
        if key not in node:
            node[key] = value
        elif isinstance(node[key], list):
            node[key].append(value)
        else:
            node[key] = [node[key], value]
    return node


def _value(predicate: ox.NamedNode, value: Any) -> Any:
    coerced = _terms().get(predicate.value, {})
    if not isinstance(value, ox.Literal):
        reference = _reference(value)
        return reference if coerced.get("@type") == "@id" else {"id": reference}
    if value.language:
        said = {"@value": value.value, "@language": value.language}
        return value.value if coerced.get("@language") == value.language else said
    if coerced.get("@language") or coerced.get("@type") == "@id":
        return {"@value": value.value} | ({} if value.datatype == XSD["string"] else _typed(value))
    kind = coerced.get("@type")
    if value.datatype == XSD["integer"] and kind in (None, "xsd:integer") and value.value == _canonical(value.value):
        return int(value.value)
    if kind is None and value.datatype == XSD["string"]:
        return value.value
    if kind is not None and _expanded(kind) == value.datatype.value:
        return value.value
    # A value that the term would take for another type says its own.
    return {"@value": value.value} | _typed(value)


def _typed(value: ox.Literal) -> dict[str, str]:
    return {"@type": _short(value.datatype)}


def _canonical(digits: str) -> str | None:
    # JSON-LD takes a number of 21 digits or more for a double.
    return str(int(digits)) if re.fullmatch(r"-?[0-9]{1,15}", digits) else None


def _reference(it: Any) -> str:
    return _short(it) if isinstance(it, ox.NamedNode) else f"_:{it.value}"


def _class(kind: ox.NamedNode) -> str:
    local = kind.value.removeprefix(NAMESPACE)
    return local if local != kind.value and local not in _context() and _PLAIN.fullmatch(local) else _short(kind)


@cache
def _key(predicate: ox.NamedNode) -> str:
    return str(_terms().get(predicate.value, {}).get("term", _short(predicate)))


@cache
def _short(iri: ox.NamedNode) -> str:
    """The IRI under a prefix of the context, or in full."""
    for prefix, namespace in _context().items():
        if isinstance(namespace, str) and namespace.endswith(("#", "/")) and iri.value.startswith(namespace):
            local = iri.value.removeprefix(namespace)
            if prefix[0] != "@" and _PLAIN.fullmatch(local):
                return f"{prefix}:{local}"
    return iri.value


@cache
def _context() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(context().read_bytes())["@context"]
    return found


@cache
def _terms() -> dict[str, dict[str, str]]:
    """Each term's definition by its full IRI, its name under `term`."""
    defined = {term: it for term, it in _context().items() if isinstance(it, dict)}
    return {_expanded(it["@id"]): it | {"term": term} for term, it in defined.items()}


def _expanded(short: str) -> str:
    prefix, _, local = short.partition(":")
    return f"{_context()[prefix]}{local}"


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
