"""A SPARQL 1.1 server by its URL: the addresses of its query, update and graph store protocols, and requests to them.

    with Endpoint("http://127.0.0.1:7878") as endpoint:
        endpoint.query("ASK {}", [], "application/sparql-results+json")

The URL may be the server's (`oxigraph serve`), a data set's (Fuseki), a repository's (GraphDB, RDF4J) or that of
queries themselves: what answers at it, or at the usual places beside it, is found once by asking. Where a server is
laid out otherwise, ZHENGTU_STORE_UPDATE is the address of updates and ZHENGTU_STORE_GRAPHS that of the graph store
protocol.

ZHENGTU_STORE_USER and ZHENGTU_STORE_PASSWORD, or ZHENGTU_STORE_TOKEN (a bearer token), say who asks; they are sent to
these addresses alone and stand in no message. ZHENGTU_STORE_TIMEOUT is how many seconds to wait for an answer.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import IO, Self

import httpx2 as httpx

from graph.errors import NotAStore, QueryError, StoreError, StoreForbidden, StoreUnreachable

RESULTS, TRIPLES = "application/sparql-results+json", "application/n-triples"
# Where servers have their protocols, by the URL of queries and by what stands before a last /query or /sparql in it.
_PLACES = {
    "query": ("{url}", "{url}/query", "{url}/sparql"),
    "update": ("{base}/update", "{url}/statements", "{url}"),
    "graphs": ("{base}/store", "{base}/data", "{url}/rdf-graphs/service", "{url}-graph-crud"),
}
_NAMED_BY = {"update": "ZHENGTU_STORE_UPDATE", "graphs": "ZHENGTU_STORE_GRAPHS"}
_TAKEN = {"update": "updates", "graphs": "graph store protocol"}
_IN_MEMORY = 16_000_000
_WAIT = 60.0
# The addresses found, by those given: a server is asked for them once.
_found: dict[tuple[str, str], str] = {}


def is_url(place: object) -> bool:
    """True where a store's name is a URL and not a folder.

    >>> is_url("http://127.0.0.1:7878"), is_url("zhengtu-store")
    (True, False)
    """
    return isinstance(place, str) and place.lower().startswith(("http://", "https://"))


class Endpoint:
    """The server at `url`, open inside a `with` block; see the module's text.

    Raises StoreUnreachable, StoreForbidden, NotAStore for what is no SPARQL server, and StoreError where it fails.
    """

    def __init__(self, url: str) -> None:
        try:
            parsed = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise NotAStore(f"{url.rpartition('@')[2]}: no URL of a server ({error})") from error
        self.name = str(parsed.copy_with(userinfo=b"")).rstrip("/")
        self.login = _login(parsed)
        self.wait = _seconds(os.environ.get("ZHENGTU_STORE_TIMEOUT", ""))
        # A server on this machine is never asked by way of a proxy.
        here = parsed.host in ("127.0.0.1", "localhost", "::1")
        self._client = httpx.Client(auth=self.login, headers=_token(), timeout=self.wait, trust_env=not here)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def query(self, sparql: str, dataset: Sequence[tuple[str, str]], accept: str) -> IO[bytes]:
        """The answer in the format asked for; `dataset` has the protocol's parameters that name the graphs."""
        return self._query(self.address("query"), sparql, dataset, accept)

    def update(self, sparql: str) -> None:
        """Change the graphs, all or nothing where the server takes a request as a transaction, as the standard asks."""
        self._update(self.address("update"), sparql)

    def graph(self, name: str) -> IO[bytes]:
        """What stands in the named graph, as N-Triples."""
        headers = {"Accept": TRIPLES}
        return self._read("GET", self.address("graphs"), TRIPLES, params={"graph": name}, headers=headers)

    def put(self, name: str, triples: bytes) -> None:
        """Make these N-Triples the content of the named graph."""
        headers = {"Content-Type": TRIPLES}
        with self._sent("PUT", self.address("graphs"), params={"graph": name}, headers=headers, content=triples):
            pass

    def address(self, protocol: str) -> str:
        """The address of the `query`, `update` or `graphs` protocol."""
        named = os.environ.get(_NAMED_BY.get(protocol, ""))
        if named:
            return named
        known = _found.get((self.name, protocol))
        if known is None:
            known = _found[self.name, protocol] = self._look_for(protocol)
        return known

    def _query(self, address: str, sparql: str, dataset: Sequence[tuple[str, str]], accept: str) -> IO[bytes]:
        form: dict[str, list[str]] = {"query": [sparql]}
        for key, value in dataset:
            form.setdefault(key, []).append(value)
        return self._read("POST", address, accept, data=form, headers={"Accept": accept})

    def _update(self, address: str, sparql: str) -> None:
        headers = {"Content-Type": "application/sparql-update"}
        with self._sent("POST", address, content=sparql.encode(), headers=headers):
            pass

    def _look_for(self, protocol: str) -> str:
        """The first of the usual addresses that answers as it should."""
        url = self.name if protocol == "query" else self.address("query")
        head, _, last = url.rpartition("/")
        base = head if last in ("query", "sparql") else url
        refusals: list[str] = []
        for address in (place.format(url=url, base=base) for place in _PLACES[protocol]):
            try:
                self._try(protocol, address)
            except (NotAStore, QueryError) as error:
                refusals.append(str(error))
            else:
                return address
        if protocol == "query":
            raise NotAStore(refusals[0])
        taken, variable = _TAKEN[protocol], _NAMED_BY[protocol]
        raise NotAStore(f"{self.name}: takes no {taken} at the usual addresses; set {variable} to the right one")

    def _try(self, protocol: str, address: str) -> None:
        """Ask for what changes nothing and says nothing."""
        if protocol == "query":
            self._query(address, "ASK {}", [], RESULTS).close()
        elif protocol == "update":
            self._update(address, "INSERT DATA {}")
        else:
            # Not HEAD: Oxigraph answers that with a body, and the connection is lost. What begins to come is not read.
            with self._sent("GET", address, params={"default": ""}, headers={"Accept": TRIPLES}):
                pass

    def _read(self, method: str, address: str, media_type: str, **request: object) -> IO[bytes]:
        """The whole answer, in memory or, where it is long, in a file that goes when it is closed."""
        with self._sent(method, address, **request) as response:
            given = response.headers.get("content-type", "").partition(";")[0].strip()
            if given != media_type:
                raise NotAStore(f"{self.name}: answers, but not as a SPARQL endpoint ({given or 'no media type'})")
            body = _Body(_IN_MEMORY)
            for part in response.iter_bytes():
                body.write(part)
        body.seek(0)
        return body

    @contextmanager
    def _sent(self, method: str, address: str, **request: object) -> Iterator[httpx.Response]:
        try:
            with self._client.stream(method, address, **request) as response:  # type: ignore[arg-type]
                if not response.is_success:
                    raise self._refusal(response)
                yield response
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise StoreUnreachable(f"{self.name}: no server answers here ({_cause(error)}); is it running?") from error
        except httpx.TimeoutException as error:
            longer = "ZHENGTU_STORE_TIMEOUT=600 waits longer"
            raise StoreUnreachable(f"{self.name}: no answer within {self.wait:g} seconds; {longer}") from error
        except httpx.UnsupportedProtocol as error:
            raise NotAStore(f"{self.name}: no URL of a server") from error
        except httpx.HTTPError as error:
            raise StoreUnreachable(f"{self.name}: the connection broke ({_cause(error)}); try again") from error

    def _refusal(self, response: httpx.Response) -> StoreError | QueryError:
        status, name = response.status_code, self.name
        if status == 401:
            who = "ZHENGTU_STORE_USER and ZHENGTU_STORE_PASSWORD, or ZHENGTU_STORE_TOKEN"
            return StoreForbidden(f"{name}: the server wants to know who asks (401); set {who}")
        if status == 403:
            return StoreForbidden(f"{name}: the server does not allow this to whoever asks (403)")
        if response.is_redirect:
            return NotAStore(f"{name}: has moved to {response.headers.get('location', 'elsewhere')}; name that address")
        words = _said(response)
        if status == 400:
            return QueryError(f"{name}: the server refused the request{words}")
        if status >= 500:
            return StoreError(f"{name}: the server failed ({status}){words}")
        return NotAStore(f"{name}: answers, but not as a SPARQL endpoint ({status})")


class _Body(tempfile.SpooledTemporaryFile[bytes]):
    """An answer, which goes with whoever reads it, be it to the end or only its first rows."""

    def __del__(self) -> None:
        self.close()


def _login(url: httpx.URL) -> tuple[str, str] | None:
    """The user and the password: those of the environment or, where there are none, those in the URL."""
    user = os.environ.get("ZHENGTU_STORE_USER")
    if user:
        return user, os.environ.get("ZHENGTU_STORE_PASSWORD", "")
    return (url.username, url.password) if url.userinfo else None


def _token() -> dict[str, str]:
    token = os.environ.get("ZHENGTU_STORE_TOKEN")
    return {"Authorization": f"Bearer {token}"} if token else {}


def _seconds(written: str) -> float:
    if not written:
        return _WAIT
    try:
        seconds = float(written)
    except ValueError:
        seconds = 0.0
    if not seconds > 0:
        raise StoreError(f"ZHENGTU_STORE_TIMEOUT={written}: no number of seconds")
    return seconds


def _cause(error: Exception) -> str:
    words = " ".join(str(error).split())
    return words[:120] or type(error).__name__


def _said(response: httpx.Response) -> str:
    """The first line of what the server says is wrong."""
    body = b""
    for part in response.iter_bytes():
        body += part
        if len(body) > 2000:
            break
    lines = body.decode(errors="replace").strip().splitlines()
    return f": {' '.join(lines[0].split())[:160]}" if lines else ""
