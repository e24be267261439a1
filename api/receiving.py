"""A document that is sent to the service: its bytes are taken in, read, and put in the store.

data, name = await sent(request, None, settings.largest)
added = stored(place, await facts_of(data, name, settings.read_timeout), None)

A file is read in a process of its own, so that one that takes too long, or takes its process down, is refused like any
other bad file.
"""

import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

import anyio
from anyio import BrokenWorkerProcess, to_process
from fastapi import HTTPException, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException

from extract import Extraction, extract, read
from extract.errors import DocumentError
from graph import Store, StoreHeld
from graph.process import MEMORY, bound_memory
from graph.store import Outcome

# The endings of files by the media types that a body can have.
TYPES: Final = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
ANY: Final = "application/octet-stream"
FORM: Final = "multipart/form-data"
# What the boundaries and headers of a form may add to a document's size.
_FORM_ALLOWANCE = 10_000
# How long a load waits for another process that writes the store.
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Added:
    """What adding did; `replaced` are the titles of the documents that gave way."""

    outcome: Outcome
    id: str
    iri: str
    title: str
    replaced: tuple[str, ...]
    responsibilities: int
    targets: int


async def sent(request: Request, name: str | None, largest: int) -> tuple[bytes, str]:
    """The bytes of the document in the request's body or form, and a name whose ending tells its format.

    Raises HTTPException: 400, 413, 415 or 422, each with what is wrong.
    """
    media = _media(request)
    if media == FORM:
        data, sent_as, _ = await sent_form(request, largest)
        return data, _plain(name) if name else sent_as
    if media not in TYPES and media != ANY:
        there = ", ".join((*TYPES, ANY, FORM))
        raise HTTPException(415, f"{media or 'no Content-Type'} is not read; send one of {there}")
    return await _body(request, largest), _plain(name or f"document{TYPES.get(media, '')}")


async def sent_form(request: Request, largest: int) -> tuple[bytes, str, dict[str, str]]:
    """The bytes and name of the file in a form, and its other fields; raises HTTPException as `sent`."""
    if _media(request) != FORM:
        raise HTTPException(415, f"send the document as a form, {FORM}")
    body = await _body(request, largest, _FORM_ALLOWANCE)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    try:
        async with Request(request.scope, receive).form(max_files=1, max_fields=10) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise HTTPException(422, "the form has no file in its field “file”")
            fields = {key: value for key, value in form.items() if isinstance(value, str)}
            return await file.read(), _plain(file.filename or "document.txt"), fields
    except MultiPartException as error:
        raise HTTPException(400, f"the form is malformed: {error.message}") from error


def _media(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _body(request: Request, largest: int, allowance: int = 0) -> bytes:
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > largest + allowance:
            raise HTTPException(413, f"the document is larger than {largest:,} bytes")
    return bytes(data)


def _plain(name: str) -> str:
    """The name of a file without folders, and without signs that no name has and a stranger's might."""
    return PurePosixPath(re.sub(r"[\x00-\x1f\x7f]", "", name).replace("\\", "/")).name or "document.txt"


async def facts_of(data: bytes, name: str, seconds: float) -> Extraction:
    """The facts of the document, read in a process that can be ended."""
    try:
        with anyio.fail_after(seconds):
            return await to_process.run_sync(_extracted, data, name, cancellable=True)
    except TimeoutError:
        raise HTTPException(422, f"{name}: reading takes longer than {seconds:g} s; give the text alone") from None
    except (BrokenWorkerProcess, MemoryError):
        raise HTTPException(422, f"{name}: reading it took a process down; give the text alone") from None


def _extracted(data: bytes, name: str) -> Extraction:
    bound_memory(MEMORY)
    with tempfile.TemporaryDirectory() as folder:
        ending = PurePosixPath(name).suffix.lower()
        file = Path(folder) / f"document{ending if ending.isascii() and len(ending) <= 10 else ''}"
        file.write_bytes(data)
        try:
            reading = read(file)
        except DocumentError as error:
            # It is known by the name that it was sent under.
            raise type(error)(str(error).replace(str(file), name)) from None
        return extract(reading, PurePosixPath(name).stem)


def stored(place: Path | str, extraction: Extraction, source: str | None) -> Added:
    """Put the facts in the store; a text without a `source` is one of its own, and replaces none."""
    document = extraction.document
    with writing(place) as store:
        done = store.load(extraction, source=source or f"urn:sha256:{document.id}")
    iri = done.graph.removesuffix("/graph")
    return Added(
        outcome=done.outcome,
        id=iri.rpartition("/")[2],
        iri=iri,
        title=done.title,
        replaced=done.replaced,
        responsibilities=len(extraction.responsibilities),
        targets=len(extraction.targets),
    )


@contextmanager
def writing(place: Path | str) -> Iterator[Store]:
    """The store, once whoever writes it has ended; raises StoreHeld where that takes long."""
    until = time.monotonic() + _PATIENCE
    with ExitStack() as opened:
        while True:
            try:
                store = opened.enter_context(Store(place))
                break
            except StoreHeld:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
        yield store
