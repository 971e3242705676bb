"""The whole program inside the test: it lives only while it is driven, and can lose its power at any moment."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import time
from contextlib import closing, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from bot import app
from bot.settings import load_settings
from tests.chaos.hasty import HastyLoop

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from datetime import datetime
    from pathlib import Path

    from tests.fake_bot_api import FakeBotApi

T = TypeVar("T")

PATIENCE = 20.0
SPEED, _IN_A_HURRY = 20.0, 1000.0


class Life:
    """From its start, at `now`, to its end; `line` is where its requests come over."""

    def __init__(
        self, api: FakeBotApi, line: str, database: Path, environment: Mapping[str, str], now: datetime
    ) -> None:
        """Start; nothing happens before it is driven."""
        self.line = line
        self.database = database
        self.killed_at: float | None = None
        """In seconds of `time.monotonic`."""
        self._api = api
        self._began = now
        told = {"LEEWARD_TELEGRAM__API_URL": f"{api.url}/{line}", "LEEWARD_DATABASE__URL": f"sqlite:///{database}"}
        self._loop = HastyLoop()
        self._task = self._loop.create_task(app.run(load_settings(None, {**environment, **told}), self.read_clock))

    def read_clock(self) -> datetime:
        """What its clock shows."""
        return self._began + timedelta(seconds=self._loop.time())

    def time_passes(self, time: timedelta) -> None:
        """Set its clock forward."""
        self._began += time

    def drive(self, until: Callable[[], bool], seconds: float = PATIENCE) -> bool:
        """Live until something is true; False if that took so many of our seconds."""
        return self._run(self._wait(until, time.monotonic() + seconds))

    def rest(self, seconds: float) -> None:
        """Live for so many of its own seconds, while nobody wants anything of it."""
        self._run(asyncio.sleep(seconds), _IN_A_HURRY)

    def loses_power(self, copy: Path) -> None:
        """End at once: on disk is what the copy holds, and what comes over the line from now on has never happened."""
        self.killed_at = time.monotonic()
        self._api.cut(self.line)
        with closing(sqlite3.connect(self.database)) as here, closing(sqlite3.connect(copy)) as there:
            here.backup(there)

    def is_buried(self) -> None:
        """Clear away what has lost its power."""
        self._run(_breathe())  # one that is about to open its connections must have them open to close them
        self._task.cancel()
        self._end(_IN_A_HURRY)

    def stops(self) -> None:
        """Finish what can be finished, asked by SIGTERM."""
        self._loop.call_soon(signal.raise_signal, signal.SIGTERM)
        self._end(SPEED)

    def _end(self, speed: float) -> None:
        with suppress(asyncio.CancelledError):
            self._run(asyncio.wait_for(self._task, None), speed)
        self._run(_end_all())
        self._run(self._loop.shutdown_asyncgens())
        self._run(self._loop.shutdown_default_executor())
        self._run(_breathe())
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, T], speed: float = SPEED) -> T:
        self._loop.hurry(speed)
        try:
            return self._loop.run_until_complete(work)
        finally:
            self._loop.hurry(0)

    async def _wait(self, until: Callable[[], bool], deadline: float) -> bool:
        while not until():
            if self._task.done():
                self._task.result()
                raise AssertionError("The program has ended.")
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(0.02)
        return True


async def _breathe() -> None:
    """Let all that is ready go on a little."""
    for _ in range(10):
        await asyncio.sleep(0)


async def _end_all() -> None:
    """What `asyncio.run` does at its end."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
