"""Whether Telegram lets us speak at all, over all processes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from bot.messenger.errands import Errands

if TYPE_CHECKING:
    from bot.messenger.ports import Outbox, Writer
    from bot.messenger.world import World

_log = structlog.get_logger()


class Gate:
    """Closed by "too many requests" for as long as Telegram says; only words for a crisis are tried meanwhile."""

    def __init__(self, store: Outbox, writer: Writer, world: World) -> None:
        """It is open."""
        self._store = store
        self._writer = writer
        self._errands = Errands()
        self._world = world
        self._closed_until: datetime | None = None

    @property
    def wait(self) -> float:
        """Seconds until it opens; 0 when it is open."""
        if self._closed_until is None:
            return 0.0
        wait = (self._closed_until - self._world.now()).total_seconds()
        if wait <= 0:
            self._closed_until = None
        return max(wait, 0.0)

    def close(self, seconds: float) -> None:
        """Close it for so long: here at once, for the other processes as soon as it is written."""
        until = self._world.now() + timedelta(seconds=seconds)
        if self._closed_until is None or until > self._closed_until:
            _log.warning("too many requests", seconds=seconds)
            self._closed_until = until
            self._errands.send("close gate", self._write(until))

    def hear(self, closed_until: datetime | None) -> None:
        """What another process has found, if anything."""
        if closed_until and (self._closed_until is None or closed_until > self._closed_until):
            self._closed_until = closed_until

    async def _write(self, until: datetime) -> None:
        await self._writer(lambda: self._store.close_gate(until))
