"""People who play the same acts at the same time, each going on when the bot's next message is there."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.ten import Act

TRIES: Final = 5
"""So often does a person try before they give the bot up."""


@dataclass(frozen=True, slots=True)
class Order:
    """How they play: every person all the acts once.

    With `at_once` so many always wait for the bot: as soon as one is answered, whoever has read longest goes on.
    With `per_second` people go on by chance, so many in a second, however fast the bot is.
    """

    people: int
    acts: Sequence[Act]
    reading: float = 0.0
    """Seconds that a person takes at least to read what they waited for."""
    at_once: int = 1
    per_second: float = 0.0
    patience: float = 3.0
    """Seconds after which a person does the same once more, and then waits longer; it is counted."""


@dataclass(slots=True)
class Tally:
    """What happened: seconds in all, those from each act to what it waited for, and acts done again."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    repeated: int = 0
    stuck: str = ""
    """Why it could not be played to the end, if so."""


@dataclass(slots=True)
class _Person:
    number: int
    acts: deque[Act]
    began_at: float = 0.0
    tries: int = 0
    impatience: asyncio.TimerHandle | None = None


class Play:
    """One order carried out. `do` tells the API what a person (by number) does."""

    def __init__(self, order: Order, do: Callable[[int, Act], None]) -> None:
        """Everybody is ready to begin."""
        self._order = order
        self._do = do
        self._loop = asyncio.get_running_loop()
        self._people = {number: _Person(number, deque(order.acts)) for number in range(1000, 1000 + order.people)}
        self._ready = deque(self._people.values())
        self._waiting = 0
        self._left = order.people
        self._done = asyncio.Event()
        self._chance = random.Random(1)  # noqa: S311 - no secret is made of it
        self._tally = Tally()

    async def run(self) -> dict[str, Any]:
        """Play to the end; a `Tally`."""
        began_at = self._loop.time()
        if self._order.per_second:
            self._go_on_by_chance()
        else:
            self._fill()
        await self._done.wait()
        self._tally.seconds = self._loop.time() - began_at
        return asdict(self._tally)

    def hears(self, number: int, text: str) -> None:
        """The bot has said something to a person."""
        person = self._people.get(number)
        if person is None or not person.impatience or person.acts[0].awaited not in text:
            return
        person.impatience.cancel()
        person.impatience = None
        self._tally.latencies.append(self._loop.time() - person.began_at)
        person.acts.popleft()
        self._waiting -= 1
        if person.acts:
            self._loop.call_later(self._order.reading, self._is_ready, person)
        else:
            self._left -= 1
        if not self._left:
            self._done.set()
        self._fill()

    def _is_ready(self, person: _Person) -> None:
        self._ready.append(person)
        self._fill()

    def _fill(self) -> None:
        while not self._order.per_second and self._ready and self._waiting < self._order.at_once:
            self._begin(self._ready.popleft())

    def _go_on_by_chance(self) -> None:
        if not self._left:
            return
        if self._ready:
            self._begin(self._ready.popleft())
        self._loop.call_later(self._chance.expovariate(self._order.per_second), self._go_on_by_chance)

    def _begin(self, person: _Person) -> None:
        self._waiting += 1
        person.began_at, person.tries = self._loop.time(), 0
        self._loop.call_soon(self._try, person)

    def _try(self, person: _Person) -> None:
        if person.tries == TRIES:
            self._tally.stuck = f"nobody said: {person.acts[0].awaited}"
            self._done.set()
            return
        self._tally.repeated += person.tries > 0
        person.tries += 1
        person.impatience = self._loop.call_later(self._order.patience * person.tries, self._try, person)
        self._do(person.number, person.acts[0])
