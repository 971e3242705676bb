"""An HTTP server inside our event loop. It writes down no request: addresses, headers and bodies are people's."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Final

import uvicorn
from starlette.applications import Starlette

from bot.errors import ListenError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from starlette.routing import BaseRoute

_LAST_ANSWERS: Final = 3
"""Seconds that requests under way have when we stop."""
_IDLE: Final = 75
"""Seconds that a connection is kept open without a request, longer than a proxy keeps it."""


@asynccontextmanager
async def serve(listen: str, routes: Sequence[BaseRoute]) -> AsyncIterator[None]:
    """Serve `routes` at ``HOST:PORT`` inside the block; requests under way are answered at its end.

    Raises:
        ListenError: the address is taken, or not one of this machine.
    """
    listener = _listen(listen)
    server = _Server(_configure(Starlette(routes=routes)))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await task


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the program."""
        yield


def _configure(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=_LAST_ANSWERS,
    )


def _listen(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    try:
        family, *_ = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        return socket.create_server((host, int(port)), family=family, backlog=1024)
    except OSError as error:
        raise ListenError(f"Nobody can listen at {address}: {error.strerror}. Stop who does, or set another.") from None
