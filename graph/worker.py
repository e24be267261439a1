"""A process that answers SPARQL queries one at a time, so that one which runs too long or crashes can be ended.

    python -m graph.worker       # started by graph.pool

A job is a line of JSON on standard input, see Job; an answer is a series of frames on standard output, each one letter,
four bytes of length and as many bytes: K the kind of answer and its format as JSON, D bytes of the answer, E its end, X
what went wrong as JSON; R comes first of all, when the process is ready.

Oxigraph cannot be interrupted, its parser overflows the stack on queries that nest too deep, and its SERVICE asks any
server there is. So the process may be killed at any moment, it has an alarm of its own for when nobody is left to kill
it, a bound on its memory, and, where the system allows, no network at all.
"""

import ctypes
import json
import os
import struct
import sys
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import IO, Any, TypedDict, cast

import pyoxigraph as ox

from graph.endpoint import is_url
from graph.errors import QueryError, StoreError
from graph.process import alarm, bound_memory
from graph.remote import Remote, remote
from graph.results import Found
from graph.sparql import PREFIXES
from graph.syntax import malformed
from graph.tokens import Form, answerable, limited
from ontology.terms import DATA_BASE

FRAME = struct.Struct(">cI")
_CHUNK = 65536
_CLONE_NEWNET, _CLONE_NEWUSER = 0x40000000, 0x10000000

RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
TRIPLES = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}


class Job(TypedDict):
    """One query on the store at `place`: a folder, whose state has the `number`, or the URL of a server.

    `default` and `named` are the IRIs of the graphs that the protocol names, None where it names none. `results`,
    `boolean` and `triples` are the format for each kind of answer, None where the client takes none that there is.
    """

    place: str
    number: int
    query: str
    default: list[str] | None
    named: list[str] | None
    results: str | None
    boolean: str | None
    triples: str | None
    rows: int
    seconds: float


class _Frames:
    """Bytes as frames of some size; what Oxigraph's serializers write to.

    While nothing is written an alarm runs, since the parent that would end this process may itself have been killed.
    """

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._gathered = bytearray()
        self.seconds = 0.0
        # A serializer asks no more of a file than that it can be written to.
        self.file = cast("IO[bytes]", self)

    def write(self, data: bytes) -> int:
        self._gathered += data
        if len(self._gathered) >= _CHUNK:
            self.flush()
        return len(data)

    def flush(self) -> None:
        if self._gathered:
            self.send(b"D", bytes(self._gathered))
            self._gathered.clear()
            alarm(0)
            self._output.flush()
            alarm(self.seconds)

    def send(self, kind: bytes, data: bytes = b"") -> None:
        self._output.write(FRAME.pack(kind, len(data)) + data)

    def end(self) -> None:
        alarm(0)
        if self._gathered:
            self.send(b"D", bytes(self._gathered))
            self._gathered.clear()
        self.send(b"E")
        self._output.flush()

    def refuse(self, error: str, words: str) -> None:
        alarm(0)
        self._gathered.clear()
        self.send(b"X", json.dumps({"error": error, "words": words}).encode())
        self._output.flush()


def main() -> None:
    """Answer until standard input ends; the arguments are a bound on the memory, in bytes, and "alone" or "online"."""
    bound_memory(int(sys.argv[1]))
    if sys.argv[2] == "alone":
        _leave_the_network()
    frames = _Frames(sys.stdout.buffer)
    frames.send(b"R")
    sys.stdout.buffer.flush()
    opened: tuple[tuple[str, int], ox.Store] | None = None
    with suppress(BrokenPipeError):
        for line in sys.stdin.buffer:
            job: Job = json.loads(line)
            frames.seconds = job["seconds"]
            alarm(frames.seconds)
            try:
                key = (job["place"], job["number"])
                if is_url(job["place"]):
                    with remote(job["place"], read_only=True) as server:
                        _answer(server, job, frames)
                else:
                    if opened is None or opened[0] != key:
                        opened = None
                        opened = (key, ox.Store.read_only(job["place"]))
                    _answer(opened[1], job, frames)
                frames.end()
            except (QueryError, StoreError) as error:
                frames.refuse(type(error).__name__, str(error))
            except BrokenPipeError:
                raise
            except (OSError, RuntimeError, ValueError) as error:
                frames.refuse("StoreError", " ".join(str(error).split()))
    # What is still to be written nobody will read.
    os._exit(0)


def _answer(store: ox.Store | Remote, job: Job, frames: _Frames) -> None:
    found = _found(store, job)
    if isinstance(found, ox.QuerySolutions):
        if form := _agreed(frames, "SELECT", job["results"]):
            found.serialize(frames.file, RESULTS[form])
    elif isinstance(found, ox.QueryBoolean):
        if form := _agreed(frames, "ASK", job["boolean"]):
            found.serialize(frames.file, RESULTS[form])
    elif form := _agreed(frames, "CONSTRUCT", job["triples"]):
        prefixes = PREFIXES if form in ("turtle", "rdfxml") else None
        ox.serialize(islice(found, job["rows"]), frames.file, TRIPLES[form], prefixes=prefixes)


def _found(store: ox.Store | Remote, job: Job) -> Found:
    query = job["query"]
    form = answerable(query)
    ask = partial(_ask_server, store) if isinstance(store, Remote) else partial(_ask_folder, store)
    try:
        if form.kind == "SELECT":
            with suppress(SyntaxError):
                return ask(limited(query, job["rows"], form), form, job)
        answer = ask(query, form, job)
    except SyntaxError as error:
        raise malformed(query, error) from error
    if isinstance(answer, ox.QuerySolutions):
        raise QueryError("the query's LIMIT cannot be told; write it apart from what stands around it")
    return answer


def _ask_folder(store: ox.Store, query: str, form: Form, job: Job) -> Found:
    # Where the query names its own graphs, Oxigraph's union would go before them.
    dataset: dict[str, Any] = {"use_default_graph_as_union": not form.dataset}
    if (named := _named(job)) is not None:
        dataset = {"default_graph": named[0], "named_graphs": named[1]}
    return store.query(query, base_iri=DATA_BASE, prefixes=PREFIXES, **dataset)


def _ask_server(server: Remote, query: str, form: Form, job: Job) -> Found:
    if (named := _named(job)) is not None:
        keys = ("default-graph-uri", "named-graph-uri")
        return server.query(query, [(key, iri.value) for key, iris in zip(keys, named, strict=True) for iri in iris])
    return server.query(query, [] if form.dataset else None)


def _named(job: Job) -> tuple[list[ox.NamedNode], list[ox.NamedNode]] | None:
    """The default and the named graphs that the protocol names, None where it names none."""
    if job["default"] is None and job["named"] is None:
        return None
    default, named = ([ox.NamedNode(iri) for iri in given or ()] for given in (job["default"], job["named"]))
    return default, named


def _agreed(frames: _Frames, kind: str, form: str | None) -> str | None:
    frames.send(b"K", json.dumps({"kind": kind, "form": form}).encode())
    return form


def _leave_the_network() -> None:
    """A network of its own, with nobody on it; systems that forbid this still have the check on SERVICE."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


if __name__ == "__main__":
    main()
