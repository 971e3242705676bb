"""How fast we may speak: a token bucket over all chats."""

from __future__ import annotations

import asyncio
import math
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.messenger.world import World


class RateGate:
    """Lets at most so many messages through per second, after a first burst of one second's worth.

    Telegram allows about 30 messages a second over all chats: https://core.telegram.org/bots/faq#broadcasting-to-users
    """

    def __init__(self, per_second: float, world: World) -> None:
        """Begin with a full bucket."""
        self._per_second = per_second
        self._most = max(1.0, per_second)
        self._world = world
        self._tokens = self._most
        self._filled_at = world.monotonic()
        self._queue: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = count()
        self._doorman: asyncio.Task[None] | None = None

    @property
    def room(self) -> int:
        """How many more may come before the queue is longer than a second; at least one, for it may be urgent."""
        return max(1, math.ceil(self._per_second) - len(self._queue))

    async def enter(self, rank: int = 0) -> None:
        """Return when one more message may leave: the lowest rank first, among equals whoever came first."""
        self._refill()
        if not self._queue and self._tokens >= 1:
            self._tokens -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        heappush(self._queue, (rank, next(self._numbers), turn))
        if self._doorman is None or self._doorman.done():
            self._doorman = asyncio.create_task(self._let_in())
        await turn

    async def _let_in(self) -> None:
        while self._queue:
            await self._world.sleep(max(0.0, (1 - self._tokens) / self._per_second))
            self._refill()
            self._tokens -= 1
            self._call_next()

    def _call_next(self) -> None:
        while self._queue:
            _, _, turn = heappop(self._queue)
            if not turn.done():  # else whoever waited has given up
                turn.set_result(None)
                return

    def _refill(self) -> None:
        now = self._world.monotonic()
        self._tokens = min(self._most, self._tokens + (now - self._filled_at) * self._per_second)
        self._filled_at = now
