"""HTTP/1.1 to one server over kept connections: POST and its answer, nothing else, at a fraction of a client's cost."""

from __future__ import annotations

import asyncio
import math
import ssl
from collections import deque
from typing import TYPE_CHECKING, Final, cast

import httptools
from telegram.error import NetworkError, TimedOut

if TYPE_CHECKING:
    from collections.abc import Callable

    from yarl import URL

LARGEST_ANSWER: Final = 32 * 2**20
"""Bytes. A hundred of the largest updates fit, and the largest file that the Bot API hands out (20 MB)."""
_IDLE: Final = 15.0
"""Seconds after which a connection is not used again: servers close them, and then nobody knows what arrived."""
_LAST_INFORMATION: Final = 199


class NotSent(NetworkError):
    """There was no connection: the request has certainly not arrived."""


class Wire:
    """The connections to a server. Whatever goes wrong is told without an address: it may hold a token."""

    def __init__(self, server: URL, size: int) -> None:
        """Nothing is opened yet; at most `size` connections are."""
        self._host = server.raw_host or ""
        self._port = server.port or 0
        self._tls = ssl.create_default_context() if server.scheme == "https" else None
        self._name = server.raw_authority
        self._left = size
        self._queue: deque[asyncio.Future[None]] = deque()
        """Who waits for a connection, in order."""
        self._free: deque[_Connection] = deque()
        self._all: set[_Connection] = set()
        self._heads: dict[tuple[str, str], bytes] = {}

    async def post(  # noqa: PLR0913 - how long each part may take
        self, path: str, content: bytes, kind: str, *, pool: float | None, connect: float | None, answer: float | None,
        is_urgent: bool = False,
    ) -> tuple[int, bytes]:  # fmt: skip
        """Send a request; the status and the body of the answer. Times are in seconds, None is for ever.

        `pool` is the wait for a free connection. Who is urgent waits for none, but opens one more.

        Raises:
            NotSent: there was no connection.
            TimedOut: no answer came in time.
            NetworkError: the connection was cut, or what came was no HTTP.
        """
        head = self._heads.get((path, kind)) or self._make_head(path, kind)
        request = b"%s%d\r\n\r\n%s" % (head, len(content), content)
        if is_urgent:
            return await self._exchange(request, connect, answer)
        if self._left:
            self._left -= 1
        else:
            await self._queue_up(pool)
        try:
            return await self._exchange(request, connect, answer)
        finally:
            self._make_room()

    async def close(self) -> None:
        """Close every connection; whoever waits on one hears of it."""
        connections = list(self._all)
        for connection in connections:
            connection.close()
        await asyncio.gather(*(connection.closed for connection in connections))

    def _make_head(self, path: str, kind: str) -> bytes:
        head = self._heads[path, kind] = (
            f"POST {path} HTTP/1.1\r\nHost: {self._name}\r\nContent-Type: {kind}\r\nContent-Length: "
        ).encode()
        return head

    async def _queue_up(self, seconds: float | None) -> None:
        """Return when it is our turn."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            async with asyncio.timeout(seconds):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():  # it came at the same moment: the next one has it
                self._make_room()
            if isinstance(error, TimeoutError):
                raise NotSent("no free connection") from None
            raise

    def _make_room(self) -> None:
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._left += 1

    async def _exchange(self, request: bytes, connect: float | None, seconds: float | None) -> tuple[int, bytes]:
        connection = self._find_free() or await self._connect(connect)
        answer = connection.send(request, seconds)
        try:
            result = await answer
        except asyncio.CancelledError:
            connection.close()  # the answer that is still to come must not be taken for another one's
            raise
        if connection.is_free:
            self._free.append(connection)
        return result

    def _find_free(self) -> _Connection | None:
        now = asyncio.get_running_loop().time()
        while self._free and (not self._free[0].is_free or self._free[0].idle_since < now - _IDLE):
            self._free.popleft().close()
        while self._free:
            connection = self._free.pop()
            if connection.is_free:
                return connection
        return None

    async def _connect(self, seconds: float | None) -> _Connection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(seconds):
                _, connection = await loop.create_connection(
                    lambda: _Connection(loop, self._all.discard),
                    self._host, self._port, ssl=self._tls, happy_eyeballs_delay=0.25,
                )  # fmt: skip
        except (OSError, ValueError) as error:  # a time-out too, and a certificate that nobody vouches for
            name = type(error).__name__
        else:
            if not connection.closed.done():
                self._all.add(connection)
            return connection
        raise NotSent(name)  # out here it has no context


class _Connection(asyncio.Protocol):
    """One request and its answer at a time."""

    def __init__(self, loop: asyncio.AbstractEventLoop, gone: Callable[[_Connection], None]) -> None:
        self._loop = loop
        self._gone = gone
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._clock: asyncio.TimerHandle | None = None
        self._late_at = 0.0
        self._body = bytearray()
        self.closed: asyncio.Future[None] = loop.create_future()
        self.is_free = False
        self.idle_since = 0.0

    def send(self, request: bytes, seconds: float | None) -> asyncio.Future[tuple[int, bytes]]:
        """Send a request, and wait so long for its answer."""
        self.is_free = False
        answer = self._answer = self._loop.create_future()
        self._late_at = self._loop.time() + (math.inf if seconds is None else seconds)
        self._watch()
        if self._transport is None or self._transport.is_closing():
            self._fail(NotSent("cut"))
        else:
            self._transport.write(request)
        return answer

    def close(self) -> None:
        """Whoever waits for an answer hears that none will come."""
        self._fail(NetworkError("closed"))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self.is_free = True

    def data_received(self, data: bytes) -> None:
        if self._answer is None:  # nobody asked
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(NetworkError(type(error).__name__))

    def eof_received(self) -> None:
        self.is_free = False

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(NetworkError(type(exc).__name__ if exc else "cut"))
        self._stop_clock()
        self._gone(self)
        if not self.closed.done():
            self.closed.set_result(None)

    def on_body(self, body: bytes) -> None:
        self._body += body
        if len(self._body) > LARGEST_ANSWER:
            self._fail(NetworkError("too large"))

    def on_message_complete(self) -> None:
        status, body = self._parser.get_status_code(), bytes(self._body)
        self._body.clear()
        if status <= _LAST_INFORMATION:  # the answer itself comes after it
            return
        answer = self._finish()
        if self._parser.should_keep_alive():
            self.is_free, self.idle_since = True, self._loop.time()
        elif self._transport:
            self._transport.close()
        if answer and not answer.done():
            answer.set_result((status, body))

    def _watch(self) -> None:
        """One timer serves many requests: it is only set anew when it has run out, or would come too late."""
        if self._clock and self._clock.when() <= self._late_at:
            return
        self._stop_clock()
        self._clock = self._loop.call_at(self._late_at, self._look_at_clock)

    def _look_at_clock(self) -> None:
        self._clock = None
        if self._answer is None:
            return
        if self._loop.time() < self._late_at:
            self._watch()
        else:
            self._fail(TimedOut())

    def _stop_clock(self) -> None:
        if self._clock:
            self._clock.cancel()
            self._clock = None

    def _fail(self, error: NetworkError) -> None:
        self.is_free = False
        answer = self._finish()
        if answer and not answer.done():
            answer.set_exception(error)
        if self._transport:
            self._transport.abort()

    def _finish(self) -> asyncio.Future[tuple[int, bytes]] | None:
        answer, self._answer = self._answer, None
        return answer
