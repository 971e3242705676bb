"""Many players in front of one fake Bot API, each in their own time."""

from __future__ import annotations

import heapq
import threading
import time
from itertools import count
from typing import TYPE_CHECKING, Self

from tests.chaos.players import Mixer, Player, Tapper, Watcher, Writer

if TYPE_CHECKING:
    from random import Random

    from tests.chaos.players import Act
    from tests.fake_bot_api import FakeBotApi
    from tests.fake_bot_api.chats import Chat, ShownMessage

CROWD: dict[type[Player], int] = {Writer: 14, Tapper: 8, Mixer: 8, Watcher: 8}
_FIRST_ID = 3001


class Crowd:
    """Plays in a thread of its own, between `__enter__` and `__exit__`."""

    def __init__(self, api: FakeBotApi, chance: Random) -> None:
        """Nobody has begun."""
        self._telegram = api.telegram
        self._chance = chance
        kinds = [kind for kind, count in CROWD.items() for _ in range(count)]
        people = [(kind, api.person(number)) for number, kind in enumerate(kinds, _FIRST_ID)]
        self._players = {person.id: kind(person) for kind, person in people}
        self._acts: list[tuple[float, int, Act]] = []
        self._numbers = count()
        self._resting = False
        self._ended = False
        self._thread = threading.Thread(target=self._play)

    def __enter__(self) -> Self:
        self._telegram.on_show.append(self._hear)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._telegram.changed:
            self._ended = True
            self._telegram.on_show.remove(self._hear)
            self._telegram.changed.notify_all()
        self._thread.join()

    @property
    def players(self) -> list[Player]:
        """All of them."""
        return list(self._players.values())

    @property
    def answering(self) -> list[Player]:
        """Those who answer as long as they are asked."""
        return [each for each in self.players if not isinstance(each, Watcher)]

    @property
    def watching(self) -> list[Player]:
        """Those who get check-ins."""
        return [each for each in self.players if isinstance(each, Watcher)]

    def begins(self) -> None:
        """Everyone opens their dialog."""
        for player in self.players:
            player.begins()

    def rests(self) -> None:
        """From now on nobody answers any more."""
        with self._telegram.changed:
            self._resting = True
            self._acts.clear()

    def _hear(self, chat: Chat, message: ShownMessage) -> None:
        player = self._players.get(chat.id)
        act = player.hears(message) if player and message.from_bot else None
        if player and act and not self._resting:
            due = time.monotonic() + self._chance.uniform(*player.thought)
            heapq.heappush(self._acts, (due, next(self._numbers), act))

    def _play(self) -> None:
        changed = self._telegram.changed
        with changed:
            while not self._ended:
                now = time.monotonic()
                while self._acts and self._acts[0][0] <= now:
                    heapq.heappop(self._acts)[2]()
                changed.wait(self._acts[0][0] - now if self._acts else None)
