"""`python -m benchmarks.transport`: what one call of the Bot API costs over each HTTP client.

The server is a process of its own that answers at once. CPU is that of this process, all its threads included.
Figures are medians of several runs, the clients taking turns; compare ratios, not absolutes.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import multiprocessing
import statistics
import time
from collections import defaultdict
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.table import Table
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from bot.messenger.transport import AiohttpRequest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from multiprocessing.connection import Connection

RUNS: Final = 7
CALLS: Final = 640
AT_ONCE: Final = (1, 32)
TOKEN: Final = "42:TEST-token"  # noqa: S105 - nobody's

TEXT: Final = "How was today? Whatever it was, you can say it as it is. " * 3
KEYBOARD: Final = InlineKeyboardMarkup(
    [[InlineKeyboardButton(word, callback_data=f"1:7:{word}") for word in ("Good", "Mixed", "Hard")]]
)
MESSAGE: Final = {
    "message_id": 5,
    "date": 1795449600,
    "chat": {"id": 1001, "type": "private", "first_name": "Ana"},
    "from": {"id": 1001, "is_bot": False, "first_name": "Ana", "language_code": "en"},
    "text": TEXT,
}
RESULTS: Final = {
    b"sendMessage": {**MESSAGE, "reply_markup": KEYBOARD.to_dict()},
    b"getUpdates": [{"update_id": 7, "message": MESSAGE}],
}


def _answer(result: object) -> bytes:
    body = json.dumps({"ok": True, "result": result}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


ANSWERS: Final = {method: _answer(result) for method, result in RESULTS.items()}


class Lean(asyncio.Protocol):
    """Just enough of a Bot API, so that it is never the server that limits."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember whom to answer."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for mypy
        self._transport = transport
        self._came = b""

    def data_received(self, data: bytes) -> None:
        """Answer each whole request."""
        self._came += data
        head, _, body = self._came.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        if len(body) >= length > 0:
            self._came = b""
            self._transport.write(ANSWERS[head.split(b" ", 2)[1].rpartition(b"/")[2]])


def serve(port: Connection) -> None:
    """Serve until killed; the port is told first."""

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Lean, "127.0.0.1", 0, backlog=128)
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


@contextmanager
def serving() -> Iterator[str]:
    """The root of a server in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()  # so that we hear it if the process dies
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.terminate()
        process.join()


class _Bare(BaseRequest):
    """The shortest way to a client that was only looked at: no errors mapped, no files."""

    client: Any = None

    @property
    def read_timeout(self) -> float | None:
        """Enough."""
        return 20.0

    async def shutdown(self) -> None:
        """Close the client."""
        await self.client.close()


class PyreqwestRequest(_Bare):
    """Over pyreqwest (Rust's reqwest)."""

    async def initialize(self) -> None:
        """Open it."""
        from pyreqwest.client import ClientBuilder  # noqa: PLC0415 - only where it is installed

        seconds = timedelta(seconds=20)
        self.client = ClientBuilder().max_connections(64).timeout(seconds).follow_redirects(enable=False).build()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        """Send a form."""
        form = request_data.json_parameters if request_data else {}
        response = await self.client.request(method, url).form(form).build().send()
        return response.status, bytes(await response.bytes())


class NiquestsRequest(_Bare):
    """Over niquests (a fork of requests and urllib3)."""

    async def initialize(self) -> None:
        """Open it."""
        from niquests import AsyncSession  # noqa: PLC0415 - only where it is installed

        self.client = AsyncSession(pool_maxsize=64)
        self.client.trust_env = False

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        """Send a form."""
        form = request_data.json_parameters if request_data else {}
        response = await self.client.request(method, url, data=form, timeout=20, allow_redirects=False)
        return response.status_code, response.content


CLIENTS: Final[dict[str, Callable[[], BaseRequest]]] = {
    "httpx": lambda: HTTPXRequest(connection_pool_size=64, read_timeout=20, pool_timeout=20),
    "aiohttp": AiohttpRequest,
    "pyreqwest": PyreqwestRequest,
    "niquests": NiquestsRequest,
}
CALLED: Final[dict[str, Callable[[Bot], Awaitable[object]]]] = {
    "send_message": lambda bot: bot.send_message(1001, TEXT, reply_markup=KEYBOARD),
    "get_updates": lambda bot: bot.get_updates(offset=7, limit=100, timeout=30, allowed_updates=["message"]),
}


async def spend(bot: Bot, call: Callable[[Bot], Awaitable[object]], at_once: int) -> float:
    """Make all calls, so many at once; milliseconds of CPU for one call."""

    async def work() -> None:
        for _ in range(CALLS // at_once):
            await call(bot)

    used = time.process_time()
    await asyncio.gather(*(work() for _ in range(at_once)))
    return 1000 * (time.process_time() - used) / CALLS


async def measure(root: str, make: Callable[[], BaseRequest]) -> dict[tuple[str, int], float]:
    """One run of everything with one client."""
    one, two = make(), make()
    bot = Bot(TOKEN, f"{root}/bot", request=one, get_updates_request=two)
    await asyncio.gather(one.initialize(), two.initialize())
    try:
        figures = {}
        for name, call in CALLED.items():
            for at_once in AT_ONCE:
                await asyncio.gather(*(call(bot) for _ in range(at_once)))
                figures[name, at_once] = await spend(bot, call, at_once)
        return figures
    finally:
        await asyncio.gather(one.shutdown(), two.shutdown())


def main() -> None:
    """Measure and print."""
    clients = {name: make for name, make in CLIENTS.items() if importlib.util.find_spec(name)}
    runs: dict[tuple[str, str, int], list[float]] = defaultdict(list)
    with serving() as root:
        for _ in range(RUNS):
            for client, make in clients.items():
                for (name, at_once), figure in asyncio.run(measure(root, make)).items():
                    runs[client, name, at_once].append(figure)
    columns = [(name, at_once) for name in CALLED for at_once in AT_ONCE]
    titles = (f"{name}, {at_once} at once" for name, at_once in columns)
    table = Table("client", *titles, title=f"CPU ms of one call (ratio to httpx), medians of {RUNS} runs")
    cpu = {key: statistics.median(figures) for key, figures in runs.items()}
    for client in clients:
        cells = (f"{cpu[client, *key]:.2f} ({cpu[client, *key] / cpu['httpx', *key]:.2f})" for key in columns)
        table.add_row(client, *cells)
    Console().print(table)


if __name__ == "__main__":
    main()
