"""Brings updates to webhooks, as Telegram and the proxy in front of several processes do."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import orjson

if TYPE_CHECKING:
    from collections.abc import Sequence

_AGAIN: Final = 0.5
"""Seconds until an update that was not taken is brought once more."""


@dataclass(slots=True)
class _Door:
    """A webhook, and the connections to it that nobody uses now."""

    host: str
    port: int
    head: str
    idle: list[_Line] = field(default_factory=list)


class Postman:
    """Each update goes to the next webhook in turn, over as many connections as it takes."""

    def __init__(self, loop: asyncio.AbstractEventLoop, urls: Sequence[str], secret: str) -> None:
        """Nothing is brought yet."""
        self._loop = loop
        doors = [_open_door(url, secret) for url in urls]
        self._turns = itertools.cycle(doors)
        self._under_way: set[asyncio.Task[None]] = set()

    def bring(self, update: dict[str, Any]) -> None:
        """Bring an update until it is taken."""
        task = self._loop.create_task(self._bring(next(self._turns), orjson.dumps(update)))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _bring(self, door: _Door, body: bytes) -> None:
        while True:
            line = door.idle.pop() if door.idle else await self._connect(door)
            if line is not None:
                taken = await line.ask(f"{door.head}{len(body)}\r\n\r\n".encode() + body)
                if taken is not None:
                    door.idle.append(line)
                if taken:
                    return
            await asyncio.sleep(_AGAIN)

    async def _connect(self, door: _Door) -> _Line | None:
        try:
            _, line = await self._loop.create_connection(_Line, door.host, door.port)
        except OSError:
            return None
        return line


class _Line(asyncio.Protocol):
    """One connection: a request, its answer, the next request."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[bool | None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        # An answer is a line and a few headers without a body: it comes in one piece.
        if self._answer and not self._answer.done():
            self._answer.set_result(data.split(b" ", 2)[1] == b"200")

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._answer and not self._answer.done():
            self._answer.set_result(None)

    async def ask(self, request: bytes) -> bool | None:
        """Whether it was taken; None where the connection is gone."""
        if self._transport is None or self._transport.is_closing():
            return None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer


def _open_door(url: str, secret: str) -> _Door:
    parts = urlsplit(url)
    head = (
        f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
        f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: "
    )
    return _Door(str(parts.hostname), parts.port or 80, head)
