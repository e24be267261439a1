"""The query and the dataset of a request, as the SPARQL 1.1 protocol (section 2.1) writes them.

    await asked(request, 1_000_000)   # Asked('ASK {}', default=None, named=['https://example.org/g'])

An address and a form are decoded once and as UTF-8, so that %E5%B8%82 in an IRI is 市 and %2541 in a literal is %41.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl

import pyoxigraph as ox
from fastapi import Request

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, and the graphs of its dataset: None where the request names none of either kind."""

    query: str
    default: list[str] | None
    named: list[str] | None


class Refused(Exception):
    """A request that the protocol does not know or that we do not answer; `status` is its HTTP status."""

    def __init__(self, status: int, words: str) -> None:
        self.status = status
        super().__init__(words)


async def asked(request: Request, largest: int) -> Asked | None:
    """What is asked, None where nothing is. Raises Refused."""
    pairs = _pairs(_text(request.scope["query_string"], "the address"), "the address")
    if request.method == "POST":
        media, _, parameters = request.headers.get("content-type", "").partition(";")
        media = media.strip().lower()
        _check(media, parameters, request.headers.get("content-encoding"))
        body = _text(await _body(request, largest), "the body")
        if media == "application/sparql-query":
            pairs.append(("query", body))
        else:
            pairs += _pairs(body, "the form")
    return _asked(pairs, posted=request.method == "POST")


def _asked(pairs: Pairs, *, posted: bool) -> Asked | None:
    if any(name == "update" for name, _ in pairs):
        raise Refused(403, _NO_UPDATE)
    default = _graphs(pairs, "default-graph-uri")
    named = _graphs(pairs, "named-graph-uri")
    queries = [value for name, value in pairs if name == "query"]
    if not queries and not posted:
        return None
    if len(queries) != 1:
        raise Refused(400, f"{'no' if not queries else 'more than one'} query is given; give one")
    return Asked(queries[0], default or None, named or None)


def _graphs(pairs: Pairs, kind: str) -> list[str]:
    graphs = [value for name, value in pairs if name == kind]
    for graph in graphs:
        try:
            ox.NamedNode(graph)
        except ValueError as error:
            raise Refused(400, f"{kind}: {graph!r} is no absolute IRI ({error})") from None
    return graphs


def _check(media: str, parameters: str, encoding: str | None) -> None:
    if media == "application/sparql-update":
        raise Refused(403, _NO_UPDATE)
    if media not in ("application/sparql-query", "application/x-www-form-urlencoded"):
        given = media or "no Content-Type"
        raise Refused(415, f"{given} is not read; send application/sparql-query or application/x-www-form-urlencoded")
    if encoding and encoding.strip().lower() != "identity":
        raise Refused(415, f"a body in {encoding} is not read; send it as it is")
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().lower().partition("=")
        if name == "charset" and value.strip('"') not in ("utf-8", "utf8"):
            raise Refused(415, f"a query in {value} is not read; send it in UTF-8")


async def _body(request: Request, largest: int) -> bytes:
    gathered = bytearray()
    async for chunk in request.stream():
        gathered += chunk
        if len(gathered) > largest:
            raise Refused(413, f"the query is larger than {largest:,} bytes")
    return bytes(gathered)


def _text(data: bytes, what: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(400, f"{what} is not in UTF-8") from None


def _pairs(text: str, what: str) -> Pairs:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except UnicodeDecodeError:
        raise Refused(400, f"{what} is not in UTF-8") from None
    except ValueError as error:
        raise Refused(400, f"{what} has too many parameters ({error})") from None


_NO_UPDATE = "this endpoint only reads; documents enter the store by `zhengtu load`"
