"""Who may add and remove documents by the pages, and that it is them who ask.

On a person's own machine (served to it alone, without a token) its browsers may; elsewhere whoever has given the
service's token. A session is a cookie that other sites cannot send (SameSite=Strict) and scripts cannot read, and
each form holds a token that only that session's pages have. So no other site can have a form sent in a person's name:
it can read neither, and the request must come from this very host.
"""

import hmac
import secrets
from hashlib import sha256
from ipaddress import ip_address
from typing import Final

from fastapi import HTTPException, Request, Response

from api.service import Settings

# What a proxy says of whom it asks for: then the one who asks is not on this machine.
_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class Writers:
    """The sessions of one run of the service: those of another run hold no more."""

    def __init__(self, settings: Settings) -> None:
        self._token = settings.token
        self._own_machine = settings.own_machine
        self._secret = secrets.token_bytes(32)

    def can_sign_in(self) -> bool:
        """Whether there is a token by which one becomes a writer."""
        return self._token is not None

    def form_token(self, request: Request, admitted: str | None = None) -> str | None:
        """What the forms of the session hold that is admitted or goes on; None where it may not write."""
        session = admitted or self._session(request)
        return self._signed("form", session) if session else None

    def admitted(self, request: Request) -> str | None:
        """A new session for who may write without more, None for others and for who has one."""
        if self._token is None and self._at_own_machine(request) and self._session(request) is None:
            return self._new()
        return None

    def sign_in(self, request: Request, given: str) -> str:
        """A new session for who has the token; raises HTTPException 403."""
        self._same_origin(request)
        if self._token is None or not hmac.compare_digest(given.encode(), self._token.encode()):
            raise HTTPException(403, "令牌不符 that is not the token the service was started with")
        return self._new()

    def remember(self, request: Request, response: Response, session: str) -> None:
        """Set the session's cookie."""
        secure = request.url.scheme == "https"
        response.set_cookie(self._cookie(request), session, httponly=True, samesite="strict", secure=secure)

    def check(self, request: Request, form_token: str) -> None:
        """Raises HTTPException 403 unless the form comes from a page of a session that may write."""
        self.check_session(request)
        expected = self.form_token(request) or ""
        if not hmac.compare_digest(form_token.encode(), expected.encode()):
            raise HTTPException(403, _RELOAD)

    def check_session(self, request: Request) -> None:
        """The same of all but the form, before that is read."""
        self._same_origin(request)
        if self._token is None and not self._at_own_machine(request):
            raise HTTPException(
                403, "本服务只供阅读 this service only reads; start it with --token to add and remove documents"
            )
        if self._session(request) is None:
            raise HTTPException(403, _RELOAD)

    def _session(self, request: Request) -> str | None:
        session = request.cookies.get(self._cookie(request), "")
        name, _, signature = session.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signed("session", name).encode()):
            return None
        return session if self._token is not None or self._at_own_machine(request) else None

    def _new(self) -> str:
        name = secrets.token_urlsafe(16)
        return f"{name}.{self._signed('session', name)}"

    def _signed(self, use: str, text: str) -> str:
        return hmac.new(self._secret, f"{use}:{text}".encode(), sha256).hexdigest()

    def _at_own_machine(self, request: Request) -> bool:
        """Asked from this machine, under this machine's own name (no name that another site had made to lead here)."""
        if not self._own_machine or any(name in request.headers for name in _FORWARDED):
            return False
        return _is_loopback(request.client.host if request.client else "") and _is_loopback(request.url.hostname or "")

    @staticmethod
    def _cookie(request: Request) -> str:
        # Cookies do not tell ports apart: two services on one machine must not take each other's.
        return f"zhengtu-{request.url.port or request.url.scheme}"

    @staticmethod
    def _same_origin(request: Request) -> None:
        origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
        here = f"{request.url.scheme}://{request.url.netloc}"
        if (origin is not None and origin != here) or site not in (None, "same-origin"):
            raise HTTPException(403, "此请求来自别的网站 this request comes from another site")


def _is_loopback(host: str) -> bool:
    """Whether a name or number means this very machine.

    >>> _is_loopback("127.0.0.1"), _is_loopback("localhost"), _is_loopback("[::1]"), _is_loopback("example.org")
    (True, True, True, False)
    """
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


_READS: Final = "本服务只供阅读 this service only reads; start it with --token to add and remove documents"
_RELOAD: Final = "页面已失效，请刷新后再试 this page is no longer valid; reload it and try again"
