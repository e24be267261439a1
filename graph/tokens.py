r"""What must be known of a SPARQL query before it is run, read from its tokens.

>>> form = read_form("SELECT * FROM <https://example.org/g> { ?s ?p 'SERVICE' } # SERVICE")
>>> form.services, form.dataset
(False, True)
>>> read_form("ASK { { SELECT ?s { SERVICE SILENT ?s { ?s ?p ?o } } } }").services
True

Oxigraph gives its parsed algebra to nobody, and another parser would read another language, so that what one of them
passes the other might run. The tokens are enough: FROM stands nowhere but before a graph of the dataset, LIMIT outside
all brackets nowhere but at the query's end, and SERVICE nowhere but before an IRI or a variable and a brace. Oxigraph
asks for no space around its keywords (`1e5SERVICEex:a{}` is a number and a service), so a token that holds the word and
stands before such a brace counts too. None can hide in an IRI, since what Oxigraph reads as one has no braces; nor
behind a quotation mark or a # that is part of a name (`ex:a\#b`), nor behind a string without an end, which is refused.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

from graph.errors import QueryError

QueryKind = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]
DEEPEST = 500

_TOKEN = re.compile(
    r"""
    (?P<skip>\s+|\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
  | (?P<string>'''(?:'{0,2}+(?:[^'\\]|\\.))*+'''|\"\"\"(?:"{0,2}+(?:[^"\\]|\\.))*+\"\"\"
      |'(?!'')(?:[^'\\\n\r]|\\.)*+'|"(?!"")(?:[^"\\\n\r]|\\.)*+")
  | (?P<unclosed>['"].*)
  | (?P<open>[({\[])
  | (?P<close>[)}\]])
  | (?P<variable>[?$]\w+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<name>(?:\w[\w.-]{0,200}+)?:(?:[\w.:%-]|\\.)*+)
  | (?P<word>\w+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token; its kind is the name of its group above."""

    kind: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Form:
    """What the tokens of a query say of it.

    `services` is true where another server would be asked, `dataset` where the query names its own graphs, `unclosed`
    where a string has no end, so that no more is known of it; `depth` is how deep its brackets nest. `limit` is the
    number of the query's own LIMIT, `end` where one can be added.
    """

    kind: QueryKind | None
    services: bool
    dataset: bool
    unclosed: bool
    depth: int
    limit: Token | None
    end: int


def answerable(query: str) -> Form:
    """What `query` says of itself, where it may be run.

    Raises QueryError where it would ask another server, for no answer depends on the network, and where it nests so
    deep that Oxigraph's parser could overflow the stack.
    """
    form = read_form(query)
    if form.unclosed:
        raise QueryError("malformed SPARQL: a string in it has no end; close its quotation mark")
    if form.services:
        raise QueryError("SERVICE is refused: no other server is asked from here; ask that one yourself")
    if form.depth > DEEPEST:
        raise QueryError(f"the query nests {form.depth} deep; no more than {DEEPEST} brackets or signs are answered")
    return form


def read_form(query: str) -> Form:
    """What `query` says of itself, whether or not it is well-formed."""
    tokens = list(_tokens(query))
    depth = deepest = signs = 0
    outside: list[Token] = []
    for token in tokens:
        # One ! inside another nests too.
        signs = signs + 1 if token.kind == "other" else 0
        if token.kind == "open":
            depth += 1
        elif token.kind == "close":
            depth -= 1
        elif depth == 0:
            outside.append(token)
        deepest = max(deepest, depth + signs)
    words = [token for token in outside if token.kind == "word"]
    kind = next((word.text.upper() for word in words if word.text.upper() in get_args(QueryKind)), None)
    limit = next((after for word, after in pairwise(outside) if _is(word, "LIMIT") and after.text.isdecimal()), None)
    values = next((word.start for word in words if _is(word, "VALUES")), None)
    last = tokens[-1].start + len(tokens[-1].text) if tokens else 0
    return Form(
        kind=kind,  # type: ignore[arg-type]
        services=any(_asks_a_service(tokens, at) for at in range(len(tokens))),
        dataset=any(_is(word, "FROM") for word in words),
        unclosed=bool(tokens) and tokens[-1].kind == "unclosed",
        depth=deepest,
        limit=limit,
        end=last if values is None else values,
    )


def limited(query: str, rows: int, form: Form) -> str:
    """The query with no more than `rows` rows, as if it had said so itself.

    >>> query = "SELECT * { ?s ?p ?o } LIMIT 500 OFFSET 10"
    >>> limited(query, 100, read_form(query))
    'SELECT * { ?s ?p ?o } LIMIT 100 OFFSET 10'
    """
    if form.limit is None:
        return f"{query[: form.end]} LIMIT {rows} {query[form.end :]}"
    start, end = form.limit.start, form.limit.start + len(form.limit.text)
    return query if int(form.limit.text) <= rows else f"{query[:start]}{rows}{query[end:]}"


def _tokens(query: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(query):
        if match.lastgroup and match.lastgroup != "skip":
            yield Token(match.lastgroup, match.group(), match.start())


def _is(token: Token, word: str) -> bool:
    return token.kind == "word" and token.text.upper() == word


def _asks_a_service(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if token.kind not in ("word", "name") or "SERVICE" not in token.text.upper():
        return False
    if _is(token, "SERVICE"):
        return True
    # The name of a graph may hold the word: GRAPH ex:services { … }
    if at and any(_is(tokens[at - 1], word) for word in ("GRAPH", "FROM", "NAMED")):
        return False
    following = tokens[at + 1 : at + 4]
    while following and following[0].kind in ("iri", "variable", "name", "word"):
        following = following[1:]
    return bool(following) and following[0].text == "{"
