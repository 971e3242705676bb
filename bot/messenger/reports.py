"""Reports on messages on their way back into the database, many in one transaction."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import structlog

from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.outgoing import Delivered
    from bot.conversation.ports import Store
    from bot.messenger.ports import Writer
    from bot.messenger.world import World

_MOST_WAIT: Final = 2.0
_LAST_WRITE: Final = 2.0

_log = structlog.get_logger()


class Reports:
    """Writes whatever has been reported meanwhile in one go; when the database is away they wait here."""

    def __init__(self, store: Store, writer: Writer, world: World, written: Callable[[], None]) -> None:
        """`written` is called after each batch."""
        self._store = store
        self._writer = writer
        self._world = world
        self._written = written
        self._waiting: list[Delivered] = []
        self._task: asyncio.Task[None] | None = None

    def __bool__(self) -> bool:
        """Whether anything still waits to be written."""
        return bool(self._waiting)

    def add(self, delivered: Delivered) -> None:
        """Report on a message; it is written soon."""
        self._waiting.append(delivered)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write_all())

    async def close(self) -> None:
        """Try once more to write what waits, then let go."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._waiting:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._write(), _LAST_WRITE)

    async def _write_all(self) -> None:
        failures = 0
        while self._waiting:
            if await self._write():
                failures = 0
                self._written()
            else:
                failures += 1
                await self._world.sleep(self._world.backoff(failures, _MOST_WAIT))

    async def _write(self) -> bool:
        batch = tuple(self._waiting)
        try:
            await self._writer(lambda: self._store.report(batch, self._world.now()))
        except StorageError:
            _log.error("reports wait for the database", count=len(batch))
            return False
        del self._waiting[: len(batch)]
        return True
