"""Time and chance, passed in so that tests can hold them."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class World:
    """What the messenger knows of the world: the time, a steady clock, how to sleep (seconds), and chance in [0, 1)."""

    now: Callable[[], datetime] = _now
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random

    def backoff(self, failures: int, most: float, *, factor: float = 2.0) -> float:
        """How long to wait, in seconds, after so many failures in a row (1 or more).

        It grows from about one second to `most`; half of it is chance, so that many waiters do not return at once.
        """
        steady = min(most, factor ** min(failures - 1, 30))
        return steady * (0.5 + self.chance() / 2)


async def unless(stop: asyncio.Event, work: Awaitable[T]) -> T | None:
    """Await `work`, but give it up (cancelled, None) as soon as `stop` is set."""
    task = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        for either in (task, stopping):
            either.cancel()
        await asyncio.gather(task, stopping, return_exceptions=True)
