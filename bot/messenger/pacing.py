"""How fast we may speak: a token bucket over all chats."""

from __future__ import annotations

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

    async def enter(self) -> None:
        """Return when one more message may leave; whoever comes first leaves first."""
        self._refill()
        self._tokens -= 1  # below zero: a place in the queue
        if self._tokens < 0:
            await self._world.sleep(-self._tokens / self._per_second)

    def _refill(self) -> None:
        now = self._world.monotonic()
        self._tokens = min(self._most, self._tokens + (now - self._filled_at) * self._per_second)
        self._filled_at = now
