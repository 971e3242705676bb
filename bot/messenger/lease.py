"""The right to fetch updates: of all processes with the same bot and database, one has it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog

from bot.errors import StorageError
from bot.messenger.world import unless

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.messenger.ports import Outbox, Writer
    from bot.messenger.world import World

SECONDS: Final = 10.0
"""So long does it last without a sign of life, and so long at most does nobody poll after the poller has died."""
_RENEW: Final = 2.0
_ASK: Final = 1.0
"""Seconds between two questions while another process has it."""

_log = structlog.get_logger()


class Lease:
    """Kept while `keep` runs. While the database is away it stays as it was: then nobody else can take it either."""

    def __init__(self, name: str, store: Outbox, writer: Writer, world: World, lost: Callable[[], None]) -> None:
        """`lost` is called when another process has it all of a sudden."""
        self._name = name
        self._store = store
        self._writer = writer
        self._world = world
        self._lost = lost
        self._is_told = False
        self.held = asyncio.Event()

    async def keep(self, stop: asyncio.Event) -> None:
        """Ask for it until it is ours, keep it until `stop` is set, then give it up."""
        try:
            while not stop.is_set():
                await self.ask()
                await unless(stop, self._world.sleep(_RENEW if self.held.is_set() else _ASK))
        finally:
            await self._give_up()

    async def ask(self) -> None:
        """Take it or keep it, if it is to be had."""
        try:
            is_ours = await self._writer(lambda: self._store.lead(self._name, self._world.now(), SECONDS))
        except StorageError as error:
            _log.warning("lease waits for the database", kind=type(error).__name__)
            return
        if is_ours:
            self.held.set()
        elif self.held.is_set():
            self.held.clear()
            _log.warning("another process polls now; this one stands by")
            self._lost()
        elif not self._is_told:
            self._is_told = True
            _log.info("another process polls; this one stands by")

    async def _give_up(self) -> None:
        if not self.held.is_set():
            return
        self.held.clear()
        try:
            await self._writer(lambda: self._store.step_down(self._name))
        except StorageError as error:
            _log.warning("lease not given up: it ends by itself", kind=type(error).__name__)
