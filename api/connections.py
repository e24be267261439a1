"""Connections that nobody can hold open for nothing: a request must come, and its answer be taken, within some time.

    uvicorn.Config(app, http=Connection, limit_concurrency=MOST_CONNECTIONS)

Of a client that sends a byte now and then, or that does not read what it asked for, uvicorn itself would wait for ever;
and it would keep a head of any size.
"""

from asyncio import TimerHandle, Transport
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# More get 503 at once.
MOST_CONNECTIONS: Final = 500
LARGEST_HEAD: Final = 65_536
HEAD_SECONDS: Final = 20.0
BODY_SECONDS: Final = 300.0
# For the client to take some of what is ready for it.
TAKING_SECONDS: Final = 60.0
_TOO_LARGE: Final = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Connection(HttpToolsProtocol):
    """One connection, closed where the client takes too long; see the module's text."""

    _reading: TimerHandle | None = None
    _taking: TimerHandle | None = None
    # Bytes of the head that comes, None while none does.
    _head: int | None = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._await(None)
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._head is not None:
            self._head += len(data)
        super().data_received(data)
        if self._head is not None and self._head > LARGEST_HEAD:
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head = self._head or 0
        self._await(HEAD_SECONDS)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._head = None
        self._await(BODY_SECONDS)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._await(None)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._taking = self._taking or self.loop.call_later(TAKING_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._taking:
            self._taking.cancel()
            self._taking = None

    def _await(self, seconds: float | None) -> None:
        """Close the connection after so long, unless told otherwise before."""
        if self._reading:
            self._reading.cancel()
        self._reading = None if seconds is None else self.loop.call_later(seconds, self.transport.abort)
