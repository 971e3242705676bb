"""Wakes the conversation when a timer is due."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.conversation.intake import Intake
    from bot.conversation.ports import Store
    from bot.conversation.writer import Writer

_LONGEST_NAP = 30.0
"""Seconds after which the clock is looked at again, whatever was planned: clocks get set."""
_SHORTEST_NAP = 0.05
"""The same when something is due still: another process is just taking it."""
_AFTER_FAILURE = 2.0

_log = structlog.get_logger()


class Timekeeper:
    """Sleeps until the next timer is due, or until it is told that there may be an earlier one."""

    def __init__(self, intake: Intake, store: Store, writer: Writer, clock: Callable[[], datetime]) -> None:
        """Start asleep."""
        self._intake = intake
        self._store = store
        self._writer = writer
        self._clock = clock
        self._changed = asyncio.Event()
        self._sleeps_until: datetime | None = None

    def expect(self, due_at: datetime | None) -> None:
        """A timer was set for this moment, if any was: wake up for it."""
        if due_at and (self._sleeps_until is None or due_at < self._sleeps_until):
            self._changed.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Take due timers until `stop` is set."""
        while not stop.is_set():
            self._changed.clear()
            self._sleeps_until = None
            try:
                while await self._intake.take_due() and not stop.is_set():
                    pass
                nap = await self._until_next()
            except StorageError as error:
                _log.warning("timers wait for the database", why=str(error))
                nap = _AFTER_FAILURE
            except Exception as error:  # noqa: BLE001 - everybody's check-ins hang on this loop
                _log.error("timers failed", kind=type(error).__name__)
                nap = _AFTER_FAILURE
            await _first_of(stop, self._changed, nap)

    async def _until_next(self) -> float:
        self._sleeps_until = due_at = await self._writer(self._store.next_due_at)
        if due_at is None:
            return _LONGEST_NAP
        return min(max((due_at - self._clock()).total_seconds(), _SHORTEST_NAP), _LONGEST_NAP)


async def _first_of(stop: asyncio.Event, changed: asyncio.Event, seconds: float) -> None:
    waits = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(changed.wait())]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
