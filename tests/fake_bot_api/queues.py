"""Updates that wait for the bot, kept as a Bot API server keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from random import Random

    from tests.fake_bot_api.chats import Json

TAP_LIVES = 150.0
"""Seconds after which a tap that nobody fetched is gone."""
UPDATE_LIVES = 24 * 3600.0

Queue: TypeAlias = tuple[str, int]
"""The messages of a chat stand in one queue, the taps of a person in another: a webhook gets each in order."""


@dataclass(frozen=True, eq=False)
class Pending:
    """An update, its queue, and the moment from which it is gone. `extra` comes once more, whatever was confirmed."""

    update: Json
    queue: Queue
    until: float
    extra: bool = False

    @property
    def id(self) -> int:
        """The update's number."""
        return int(self.update["update_id"])


class Queues:
    """All of them together, in order of arrival. Use it under `Telegram.changed`."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Empty; `clock` tells seconds."""
        self._clock = clock
        self._pending: list[Pending] = []
        self._seen: dict[int, Json] = {}
        self.shuffled: Random | None = None
        """With one, updates are handed out in any order."""

    def add(self, update: Json) -> None:
        """Let an update wait."""
        self._seen[update["update_id"]] = update
        self._pending.append(self._make(update))

    def repeat(self, update_id: int) -> None:
        """Hand out an update once more."""
        self._pending.append(self._make(self._seen[update_id], extra=True))

    def look(self) -> list[Pending]:
        """What waits now."""
        now = self._clock()
        self._pending = [each for each in self._pending if now < each.until]
        return list(self._pending)

    def confirm_before(self, offset: int) -> None:
        """Updates before this one are done with."""
        self._pending = [each for each in self._pending if each.extra or each.id >= offset]

    def fetch(self, limit: int) -> list[Json]:
        """A batch for who polls."""
        batch = self.look()[:limit]
        self._pending = [each for each in self._pending if not (each.extra and each in batch)]
        if self.shuffled:
            self.shuffled.shuffle(batch)
        return [each.update for each in batch]

    def find_heads(self, busy: Collection[Queue]) -> list[Pending]:
        """The first of each queue that is not busy, for a webhook."""
        heads: dict[Queue, Pending] = {}
        for each in self.look():
            if each.queue not in busy:
                heads.setdefault(each.queue, each)
        ready = list(heads.values())
        if self.shuffled:
            self.shuffled.shuffle(ready)
        return ready

    def drop(self, pending: Pending) -> None:
        """This one was delivered."""
        self._pending = [each for each in self._pending if each is not pending]

    def clear(self) -> None:
        """Forget all that waits."""
        self._pending.clear()

    def _make(self, update: Json, *, extra: bool = False) -> Pending:
        tap = update.get("callback_query")
        if tap:
            return Pending(update, ("taps", tap["from"]["id"]), self._clock() + TAP_LIVES, extra)
        (content,) = (value for name, value in update.items() if name != "update_id")
        chat = content.get("chat", {}).get("id", 0) if isinstance(content, dict) else 0
        return Pending(update, ("messages", chat), self._clock() + UPDATE_LIVES, extra)
