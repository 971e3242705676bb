"""Who may talk with the studio: its own page, opened with the address that it printed, and nobody else."""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 500_000
"""A longer request is refused."""

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; font-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class Guard:
    """Lets requests through to `app` that come from the author's own page.

    Args:
        app: what is guarded.
        port: the port it is served at; names that only resolve to this machine are turned away.
        token: the secret in the address that was printed.
    """

    def __init__(self, app: ASGIApp, port: int, token: str) -> None:
        """Stand before `app`."""
        self._app, self._token = app, token
        self._cookie = f"leeward_studio_{port}"
        self._hosts = {f"{host}:{port}" for host in ("127.0.0.1", "localhost", "[::1]")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        if scope["type"] != "http":
            return
        answer = self._judge(Request(scope))
        await (answer or self._app)(scope, receive, send_guarded)

    def _judge(self, request: Request) -> Response | None:
        """The answer to a request that goes no further; None lets it through."""
        has_key = request.url.path == "/" and self._is_right(request.query_params.get("token", ""))
        for is_wrong, status, why in self._list_doubts(request, has_key=has_key):
            if is_wrong:
                return PlainTextResponse(why, status)
        return self._let_in() if has_key else None

    def _list_doubts(self, request: Request, *, has_key: bool) -> Iterator[tuple[bool, int, str]]:
        host, length = request.headers.get("host", ""), request.headers.get("content-length", "0")
        yield host not in self._hosts, 421, "The studio answers to 127.0.0.1 and localhost only."
        yield request.method not in {"GET", "POST"}, 405, "Only GET and POST."
        known = has_key or self._is_right(request.cookies.get(self._cookie, ""))
        yield not known, 403, "Open the address that 'leeward studio' printed: it holds the key."
        is_own = request.headers.get("origin") == f"http://{host}"
        yield request.method == "POST" and not is_own, 403, "Another page asked for this."
        is_told = length.isdecimal() and "transfer-encoding" not in request.headers
        yield not is_told, 411, "A request must say how long it is."
        yield is_told and int(length) > MOST_BYTES, 413, "This is too long."

    def _let_in(self) -> Response:
        """To the same page without the secret in its address."""
        answer = RedirectResponse("/", 303)
        answer.set_cookie(self._cookie, self._token, httponly=True, samesite="strict")
        return answer

    def _is_right(self, token: str) -> bool:
        return compare_digest(token.encode(), self._token.encode())
