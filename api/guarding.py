"""What holds for every request and answer: how large a body may be, and what a browser may do with what it gets.

app.add_middleware(Guarded)
"""

from typing import Final

from fastapi.middleware.cors import CORSMiddleware
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What other sites' pages may read, though never with the cookies or the token of whoever reads them.
DATA: Final = ("/api/", "/sparql", "/id/", "/openapi.json", "/context.jsonld")
# Where documents are sent to, which have a bound of their own.
_UPLOADS: Final = ("/documents", "/api/v1/documents")
LARGEST_BODY: Final = 2_000_000
# For whatever has no policy of its own, see api.pages.site: it is no page, and nothing in it runs or is framed.
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "X-Frame-Options": "SAMEORIGIN",
}


class Guarded(CORSMiddleware):
    """The data is open to every site; the pages, which hold forms, are this site's alone."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            app,
            allow_origins=["*"],
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=["Accept", "Content-Type"],
            expose_headers=["Link", "Zhengtu-Row-Limit"],
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        open_data = scope["path"].startswith(DATA)
        resources = "cross-origin" if open_data else "same-origin"

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**HEADERS, "Cross-Origin-Resource-Policy": resources}.items():
                    headers.setdefault(name, value)
            await send(message)

        bounded = receive if scope["path"] in _UPLOADS else _bounded(scope, receive)
        if open_data:
            await super().__call__(scope, bounded, guarded)
        else:
            await self.app(scope, bounded, guarded)


def _bounded(scope: Scope, receive: Receive) -> Receive:
    """The body, as long as it is no larger than it may be; raises HTTPException 413."""
    said = Headers(scope=scope).get("content-length", "")
    got = int(said) if said.isdecimal() and int(said) > LARGEST_BODY else 0

    async def bounded() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > LARGEST_BODY:
            raise HTTPException(413, f"the request is larger than {LARGEST_BODY:,} bytes")
        return message

    return bounded
