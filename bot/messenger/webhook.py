"""Updates that Telegram brings over HTTP. Its answer confirms an update, so it is given after the turn is committed."""

from __future__ import annotations

import asyncio
import hmac
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Protocol

import structlog
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Route

from bot.messenger.transport import read_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from bot.messenger.raw import Raw
    from bot.messenger.registration import Registration

LARGEST_UPDATE: Final = 2**20
"""Bytes; Telegram's largest updates are far below."""
PATIENCE: Final = 10.0
"""Seconds that an update may take to arrive."""
_SECRET: Final = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of the header
_AGAIN: Final = {"Retry-After": "1"}
_CLOSE: Final = {"Connection": "close"}

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class WebhookOptions:
    """What the operator sets. Requests arrive at the path of `url`, and prove by `secret` that Telegram makes them."""

    url: str
    path: str
    secret: str = field(repr=False)
    connections: int = 40


class Taker(Protocol):
    """Takes updates into the conversation, and answers taps."""

    async def take(self, updates: Sequence[Raw]) -> set[int]:
        """Take them; the ids of those that must come again. It never raises, and never takes long."""
        ...

    async def close(self) -> None:
        """Take no more."""
        ...


class Webhook:
    """One request, one update, of which nothing is ever written down. While it does not run, all must come again.

    `route` is what a server must serve.
    """

    def __init__(
        self, options: WebhookOptions, taker: Taker, registration: Registration, *, patience: float = PATIENCE
    ) -> None:
        """Nothing is taken yet."""
        self._patience = patience
        self._secret = options.secret.encode()
        self._taker = taker
        self._registration = registration
        self._is_open = False
        self._is_warned = False
        self._under_way: set[asyncio.Task[object] | None] = set()
        self.route = Route(options.path, self._receive, methods=["POST"])

    async def run(self, stop: asyncio.Event) -> None:
        """Take what Telegram brings until `stop` is set; turns that are not stuck are waited for.

        Raises:
            MessengerError: Telegram refuses the token, or the address.
        """
        self._is_open = True
        try:
            await self._registration.run(stop)
        finally:
            self._is_open = False
            while self._under_way:
                await asyncio.wait({task for task in self._under_way if task})
            await self._taker.close()

    async def _receive(self, request: Request) -> Response:
        try:
            return await self._answer(request)
        except ClientDisconnect:  # whoever it was does not wait for an answer
            return _say(HTTPStatus.BAD_REQUEST)
        except Exception as error:  # noqa: BLE001 - the server would write it down with its traceback
            _log.error("webhook failed", kind=type(error).__name__)
            return _say(HTTPStatus.SERVICE_UNAVAILABLE, _AGAIN)

    async def _answer(self, request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(_SECRET, "").encode(), self._secret):
            self._warn()
            return _say(HTTPStatus.FORBIDDEN, _CLOSE)
        if not self._is_open:
            return _say(HTTPStatus.SERVICE_UNAVAILABLE, _AGAIN)
        try:
            async with asyncio.timeout(self._patience):
                body = await _read(request)
        except TimeoutError:
            return _say(HTTPStatus.REQUEST_TIMEOUT, _CLOSE)
        if body is None:
            _log.error("update too large")
            return _say(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _CLOSE)
        return await self._confirm(body)

    async def _confirm(self, body: bytes) -> Response:
        match read_json(body):
            case None:
                return _say(HTTPStatus.BAD_REQUEST)
            case {"update_id": int()} as update:
                is_taken = await self._take(update)
                return _say(HTTPStatus.OK) if is_taken else _say(HTTPStatus.SERVICE_UNAVAILABLE, _AGAIN)
            case _:
                _log.error("not an update")
                return _say(HTTPStatus.OK)

    async def _take(self, update: Raw) -> bool:
        if not self._is_open:  # it closed while the body came
            return False
        task = asyncio.current_task()
        self._under_way.add(task)
        try:
            return not await self._taker.take([update])
        finally:
            self._under_way.discard(task)

    def _warn(self) -> None:
        if not self._is_warned:
            _log.warning("call without the secret", told="once")
        self._is_warned = True


async def _read(request: Request) -> bytes | None:
    """The body; None when it is too large."""
    if int(request.headers.get("content-length", 0)) > LARGEST_UPDATE:
        return None
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_UPDATE:
            return None
    return bytes(body)


def _say(status: HTTPStatus, headers: dict[str, str] | None = None) -> Response:
    return Response(status_code=status, headers=headers)
