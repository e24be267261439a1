"""The files that pages use, held in memory: none of them waits for the pages that are being made.

router.include_router(statics())     # /static/zhengtu.css, /static/yasqe/yasqe.min.js
"""

from dataclasses import dataclass
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from typing import Final

from fastapi import APIRouter, HTTPException, Request, Response

_FOLDER: Final = Path(__file__).with_name("static")


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    kind: str
    etag: str


def statics() -> APIRouter:
    """The files of the package's folder `static`, by their path below it, with an ETag."""
    held = {file.relative_to(_FOLDER).as_posix(): _file(file) for file in _FOLDER.rglob("*") if file.is_file()}
    router = APIRouter(include_in_schema=False)

    @router.api_route("/static/{path:path}", methods=["GET", "HEAD"])
    async def static(path: str, request: Request) -> Response:
        if path not in held:
            raise HTTPException(404)
        file = held[path]
        if request.headers.get("if-none-match") == file.etag:
            return Response(status_code=304, headers={"ETag": file.etag})
        return Response(file.content, media_type=file.kind, headers={"ETag": file.etag})

    return router


def _file(path: Path) -> _File:
    content = path.read_bytes()
    return _File(
        content, guess_type(path.name)[0] or "application/octet-stream", f'"{sha256(content).hexdigest()[:32]}"'
    )
