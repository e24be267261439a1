"""One document under /api/v1/documents: what is known of it, its text with the facts in it, and adding and removing.

    curl -H "Authorization: Bearer $ZHENGTU_TOKEN" --data-binary @意见.docx \
         'http://127.0.0.1:8000/api/v1/documents?name=意见.docx'

Only who has the token that the service was started with may add and remove; without one nobody may. A file is read in a
process of its own, so that one that takes too long, or takes its process down, is refused like any other bad file.
"""

import hmac
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Final

import anyio
from anyio import BrokenWorkerProcess, to_process, to_thread
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi import Path as InPath
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException

from api.problems import READING, told
from api.service import Settings
from extract import Extraction, extract, read
from extract.errors import DocumentError
from graph import NotFound, Store, StoreHeld
from graph.lines import DocumentLine
from graph.lists import Narrowing, list_documents
from graph.store import Outcome
from graph.texts import MarkedText, text_of

Id = Annotated[str, InPath(pattern="^[0-9a-f]{16,64}$", description="散列值或其开头 The hash or its first 16 digits.")]
Name = Annotated[
    str | None,
    Query(min_length=1, max_length=200, description="文件名 The file's name, whose ending tells its format."),
]
Source = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=500,
        description="来源：同一来源的文件后来者代替先前者 Whence: a later document from the same source replaces it.",
    ),
]
# The endings of files by the media types that a body can have.
_TYPES: Final = {
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
_ANY: Final = "application/octet-stream"
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


_GUARDED: Final = told(
    s422="参数有误 A parameter is none of those described.",
    s401="令牌不符 The token is missing or wrong.",
    s403="未开放增删 The service only reads.",
    s503="库正被写入 Another process writes the store.",
)
_REFUSED: Final = {
    **_GUARDED,
    **told(
        s400="表单有误 The form is malformed.",
        s413="文件过大 The document is too large.",
        s415="格式不读 The media type is not read.",
        s422="文件读不了 The document cannot be read.",
    ),
}


def documents_router(store: Callable[[], Iterator[Store]], place: Path | str, settings: Settings) -> APIRouter:
    """Documents in the store at `place`, which is read as `store` yields it."""
    router = APIRouter(prefix="/api/v1/documents", tags=["文件 documents"])
    Reading = Annotated[Store, Depends(store)]  # noqa: N806 - a type
    allowed = _nobody if settings.token is None else _whoever_has(settings.token)

    @router.get("/{id}", responses=READING)
    def document(store: Reading, id: Id) -> DocumentLine:
        """一份文件 One document."""
        return _document(store, id)

    @router.get("/{id}/text", responses=READING)
    def text(store: Reading, id: Id) -> MarkedText:
        """全文及各事实的起止位置 The text, and where in it each fact stands, in code points."""
        return text_of(store, _document(store, id).iri)

    @router.post(
        "",
        status_code=201,
        response_model=Added,
        dependencies=[Depends(allowed)],
        responses={200: {"model": Added, "description": "已在库 It was there already."}, **_REFUSED},
        openapi_extra={"requestBody": _BODY},
    )
    async def add(request: Request, response: Response, name: Name = None, source: Source = None) -> Added:
        """添加文件：表单或原样正文 Add a document, as a form with a file or as it is in the body."""
        data, name = await _sent(request, name, settings.largest)
        extraction = await _read(data, name, settings.read_timeout)
        added = await to_thread.run_sync(_stored, place, extraction, source)
        response.headers["Location"] = f"/api/v1/documents/{added.id}"
        response.status_code = 200 if added.outcome == "unchanged" else 201
        return added

    @router.delete("/{id}", status_code=204, dependencies=[Depends(allowed)], responses={**_GUARDED, **READING})
    def remove(store: Reading, id: Id) -> None:
        """删除文件 Remove a document with all that was read from it."""
        graph = f"{_document(store, id).iri}/graph"
        with _writing(place) as writing:
            writing.remove([graph])

    return router


def _nobody() -> None:
    raise HTTPException(403, "this service only reads; start it with --token to add and remove documents")


def _whoever_has(token: str) -> Callable[[HTTPAuthorizationCredentials | None], None]:
    bearer = HTTPBearer(auto_error=False, description="启动服务时给定 The token that the service was started with.")

    def allowed(given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> None:
        # A header's bytes come as Latin-1, whatever they were written in.
        if given is None or not hmac.compare_digest(given.credentials.encode("latin-1"), token.encode()):
            raise HTTPException(
                401, "give the service's token: Authorization: Bearer …", {"WWW-Authenticate": "Bearer"}
            )

    return allowed


def _document(store: Store, id: str) -> DocumentLine:
    for line in list_documents(store, Narrowing(), limit=10**9, offset=0).items:
        if line.hash.startswith(id):
            return line
    raise NotFound("document", id)


async def _sent(request: Request, name: str | None, largest: int) -> tuple[bytes, str]:
    """The bytes of the document, and a name whose ending tells its format."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    form = media == "multipart/form-data"
    if not form and media not in _TYPES and media != _ANY:
        there = ", ".join((*_TYPES, _ANY, "multipart/form-data"))
        raise HTTPException(415, f"{media or 'no Content-Type'} is not read; send one of {there}")
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > largest + _FORM_ALLOWANCE * form:
            raise HTTPException(413, f"the document is larger than {largest:,} bytes")
    if form:
        return await _file(request, bytes(data), name)
    return bytes(data), _plain(name or f"document{_TYPES.get(media, '')}")


async def _file(request: Request, body: bytes, name: str | None) -> tuple[bytes, str]:
    """The file of a form, and its name."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    try:
        async with Request(request.scope, receive).form(max_files=1, max_fields=10) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise HTTPException(422, "the form has no file in its field “file”")
            return await file.read(), _plain(name or file.filename or "document.txt")
    except MultiPartException as error:
        raise HTTPException(400, f"the form is malformed: {error.message}") from error


def _plain(name: str) -> str:
    """The name of a file without folders, and without signs that no name has and a stranger's might."""
    return PurePosixPath(re.sub(r"[\x00-\x1f\x7f]", "", name).replace("\\", "/")).name or "document.txt"


async def _read(data: bytes, name: str, seconds: float) -> Extraction:
    """The facts of the document, read in a process that can be ended."""
    try:
        with anyio.fail_after(seconds):
            return await to_process.run_sync(_extracted, data, name, cancellable=True)
    except TimeoutError:
        raise HTTPException(422, f"{name}: reading takes longer than {seconds:g} s; give the text alone") from None
    except BrokenWorkerProcess:
        raise HTTPException(422, f"{name}: reading it took a process down; give the text alone") from None


def _extracted(data: bytes, name: str) -> Extraction:
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


def _stored(place: Path | str, extraction: Extraction, source: str | None) -> Added:
    document = extraction.document
    # A text without a lasting place is a source of its own.
    with _writing(place) as store:
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
def _writing(place: Path | str) -> Iterator[Store]:
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


_FILE: Final = {"type": "string", "format": "binary"}
_BODY: Final[dict[str, Any]] = {
    "required": True,
    "content": {
        **{media: {"schema": _FILE} for media in (*_TYPES, _ANY)},
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["file"], "properties": {"file": _FILE}},
        },
    },
}
