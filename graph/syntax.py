"""What is wrong with a query that Oxigraph cannot parse, in one line that says where.

>>> str(malformed("SELECT ?a { ?a", SyntaxError("error at 1:15: expected ?")))
'malformed SPARQL at line 1, column 15: expected ?'
>>> type(malformed("DROP ALL", SyntaxError("error at 1:1: expected BASE"))).__name__
'UpdateRefused'
"""

import re

from graph.errors import QueryError, UpdateRefused

PROLOGUE = re.compile(r"(?:\s|#[^\n]*(?:\n|$)|PREFIX\s+[^\s:]*:\s*<[^>]*>|BASE\s*<[^>]*>)*+", re.IGNORECASE)
_UPDATE = re.compile(r"(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b", re.IGNORECASE)
_POSITION = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_KNOWN_CAUSE = re.compile(r"Prefix not found|IRI parsing failed|The SELECT contains a variable that is unbound")


def malformed(sparql: str, error: SyntaxError) -> QueryError:
    """Oxigraph's `error` about a query in one short line; UpdateRefused where it is an update."""
    prologue = PROLOGUE.match(sparql)
    if prologue and _UPDATE.match(sparql, prologue.end()):
        return UpdateRefused("a query only reads; documents enter the store by `zhengtu load`")
    position = _POSITION.search(str(error))
    if not position:
        return QueryError(f"malformed SPARQL: {' '.join(str(error).split())}")
    line, column, expected = position.groups()
    cause = _KNOWN_CAUSE.search(expected)
    # The parser's own list of what it expected can fill a screen with ranges of characters.
    told = cause.group().lower() if cause else " ".join(expected.replace(", [_]", "").replace("[_]", "").split())
    hint = f": {told if cause else 'expected ' + told}" if told and (cause or len(told) <= 80) else ""
    return QueryError(f"malformed SPARQL at line {line}, column {column}{hint}")
