"""Answers to GET that are given again for as long as the store stays as it was.

    app.add_middleware(Cache, service=service)

A page of a store is the same for all who ask until the store changes, so that it is made once: who asks for what is
being made waits for it. An answer is kept by the number of the store's state, its address, the forms and the language
that are asked for. Not kept are errors, what sets a cookie or says `no-store`, what is very long, and all answers from
a SPARQL server, whose changes nobody tells. What is kept has an ETag, so that who has it need not be sent it again.
"""

from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import anyio
from fastapi import Request, Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.pages.site import language_of
from api.service import Service
from extract.errors import ZhengtuError

_KEPT_BYTES: Final = 128_000_000
_LONGEST: Final = 4_000_000
# What an entry takes beside its body and its key.
_BESIDE: Final = 2_000

_Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """The start of an answer as the server sent it, and its body."""

    start: Message
    body: bytes
    etag: str


class Cache:
    """The answers that were given; see the module's text."""

    def __init__(self, app: ASGIApp, service: Service, most: int = _KEPT_BYTES) -> None:
        self._app = app
        self._service = service
        self._most = most
        self._taken = 0
        self._state = 0
        self._kept: OrderedDict[_Key, Kept] = OrderedDict()
        self._made: dict[_Key, anyio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = self._key(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        if (kept := self._given_again(key)) is None and key in self._made:
            await self._made[key].wait()
            kept = self._given_again(key)
        if kept is not None:
            await _answer(kept, Headers(scope=scope))(scope, receive, send)
        else:
            await self._make(key, scope, receive, send)

    def _key(self, scope: Scope) -> _Key | None:
        """What tells answers apart, None where none is kept."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        # What cannot be read is told by whoever answers.
        with suppress(ZhengtuError), self._service.state() as (_, number):
            if number is None:
                return None
            self._forget_before(number)
            request = Request(scope)
            asked = (str(request.url), request.headers.get("accept", ""), language_of(request))
            return number, *asked
        return None

    async def _make(self, key: _Key, scope: Scope, receive: Receive, send: Send) -> None:
        event = self._made.setdefault(key, anyio.Event())
        body = bytearray()
        start: Message | None = None

        async def passed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                # Whoever the message is sent on to may add headers to its list.
                start = {**message, "headers": [*message["headers"]]} if _may_be_kept(message) else None
            elif start is not None:
                body.extend(message.get("body", b""))
                if len(body) > _LONGEST:
                    start = None
                elif not message.get("more_body", False):
                    self._keep(key, start, bytes(body))
            await send(message)

        try:
            await self._app(scope, receive, passed)
        finally:
            # Others may have begun the same meanwhile, where this was not kept.
            if self._made.get(key) is event:
                del self._made[key]
            event.set()

    def _given_again(self, key: _Key) -> Kept | None:
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def _keep(self, key: _Key, start: Message, body: bytes) -> None:
        """Keep it in place of what was asked for longest ago."""
        if key[0] != self._state or key in self._kept:
            return
        etag = Headers(raw=start["headers"]).get("etag") or f'"{sha256(body).hexdigest()[:32]}"'
        self._kept[key] = Kept(start, body, etag)
        self._taken += _weight(key, self._kept[key])
        while self._taken > self._most:
            self._taken -= _weight(*self._kept.popitem(last=False))

    def _forget_before(self, number: int) -> None:
        if number > self._state:
            self._state = number
            self._kept.clear()
            self._taken = 0


def _weight(key: _Key, kept: Kept) -> int:
    """The bytes that it takes; an address may be longer than what is found at it."""
    return len(kept.body) + _BESIDE + 4 * sum(len(str(part)) for part in key)


def _may_be_kept(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    return start["status"] == 200 and "set-cookie" not in headers and "no-store" not in headers.get("cache-control", "")


def _answer(kept: Kept, asked: Headers) -> Response:
    known = {tag.strip().removeprefix("W/") for tag in asked.get("if-none-match", "").split(",")}
    response = Response(status_code=304) if known & {kept.etag, "*"} else Response(kept.body)
    left_out = (b"etag",) if response.body else (b"etag", b"content-length")
    same = [(name, value) for name, value in kept.start["headers"] if name not in left_out]
    response.raw_headers = [*same, (b"etag", kept.etag.encode())]
    return response
