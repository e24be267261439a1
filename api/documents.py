"""One document under /api/v1/documents: what is known of it, its text with the facts in it, and adding and removing.

    curl -H "Authorization: Bearer $ZHENGTU_TOKEN" --data-binary @意见.docx \
         'http://127.0.0.1:8000/api/v1/documents?name=意见.docx'

Only who has the token that the service was started with may add and remove; without one nobody may.
"""

import hmac
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi import Path as InPath
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.problems import READING, told
from api.receiving import ANY, FORM, TYPES, Added, facts_of, sent, stored, writing
from api.service import Settings
from graph import NotFound, Store
from graph.lines import DocumentLine
from graph.lists import Narrowing, list_documents
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


def documents_router(store: Callable[[], AsyncIterator[Store]], place: Path | str, settings: Settings) -> APIRouter:
    """Documents in the store at `place`, which is read as `store` yields it."""
    router = APIRouter(prefix="/api/v1/documents", tags=["文件 documents"])
    Reading = Annotated[Store, Depends(store)]  # noqa: N806 - a type
    allowed = _nobody if settings.token is None else _whoever_has(settings.token)

    @router.get("/{id}", responses=READING)
    def document(store: Reading, id: Id) -> DocumentLine:
        """一份文件 One document."""
        return document_line(store, id)

    @router.get("/{id}/text", responses=READING)
    def text(store: Reading, id: Id) -> MarkedText:
        """全文及各事实的起止位置 The text, and where in it each fact stands, in code points."""
        return text_of(store, document_line(store, id).iri)

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
        data, name = await sent(request, name, settings.largest)
        extraction = await facts_of(data, name, settings.read_timeout)
        added = await to_thread.run_sync(stored, place, extraction, source)
        response.headers["Location"] = f"/api/v1/documents/{added.id}"
        response.status_code = 200 if added.outcome == "unchanged" else 201
        return added

    @router.delete("/{id}", status_code=204, dependencies=[Depends(allowed)], responses={**_GUARDED, **READING})
    def remove(store: Reading, id: Id) -> None:
        """删除文件 Remove a document with all that was read from it."""
        graph = f"{document_line(store, id).iri}/graph"
        with writing(place) as opened:
            opened.remove([graph])

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


def document_line(store: Store, id: str) -> DocumentLine:
    for line in list_documents(store, Narrowing(document=id), limit=10, offset=0).items:
        if line.hash.startswith(id):
            return line
    raise NotFound("document", id)


_FILE: Final = {"type": "string", "format": "binary"}
_BODY: Final[dict[str, Any]] = {
    "required": True,
    "content": {
        **{media: {"schema": _FILE} for media in (*TYPES, ANY)},
        FORM: {
            "schema": {"type": "object", "required": ["file"], "properties": {"file": _FILE}},
        },
    },
}
