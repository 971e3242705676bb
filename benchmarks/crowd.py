"""People who play the same acts over and over, each going on when the bot's next message is there and has been read."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from benchmarks.ten import Act

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TRIES: Final = 5
"""So often does a person try before they give the bot up."""
FLOODER: Final = 999
"""The number of the one who floods."""
_FIRST: Final = 1000


@dataclass(frozen=True, slots=True)
class Order:
    """How they play.

    With `seconds` they play round after round until then, each going on in the next order where they stand. Without,
    every person plays all the acts once.

    With `at_once` so many always wait for the bot: as soon as one is answered, whoever has read longest goes on.
    With `per_second` people go on by chance, so many in a second, however fast the bot is.
    """

    people: int
    acts: Sequence[Act]
    reading: float = 0.0
    """Seconds that a person takes at least to read what they waited for."""
    at_once: int = 1
    per_second: float = 0.0
    seconds: float = 0.0
    patience: float = 3.0
    """Seconds after which a person does the same once more, and then waits longer; it is counted."""
    after: int = 0
    """So many others stay out of it."""
    flood: int = 0
    """So many words one more person writes meanwhile, evenly over `seconds`, and waits for nothing."""


def greet(people: int, acts: Sequence[Act], at_once: int, after: int = 0) -> Order:
    """So many strangers come and say the first thing; a bot that greets strangers has done so then."""
    return Order(people, acts[:1], at_once=at_once, after=after, patience=30.0)


@dataclass(slots=True)
class Tally:
    """What happened: seconds in all, those from each act to what it waited for, and acts done again."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    answers: int = 0
    """How many of the acts answered a question: all but the first of each round."""
    repeated: int = 0
    stuck: str = ""
    """Why it could not be played to the end, if so."""


@dataclass(slots=True)
class Person:
    """Someone, and what they have still to do in this round."""

    number: int
    acts: deque[Act] = field(default_factory=deque)
    began_at: float = 0.0
    tries: int = 0
    impatience: asyncio.TimerHandle | None = None


class Play:
    """One order carried out. `do` tells the API what a person (by number) does; `people` are those of earlier plays."""

    def __init__(self, order: Order, people: dict[int, Person], do: Callable[[int, Act], None]) -> None:
        """Everybody is ready to begin."""
        self._order = order
        self._do = do
        self._people = people
        self._loop = asyncio.get_running_loop()
        self._ends_at = self._loop.time() + order.seconds
        self._waiting = 0
        self._done = asyncio.Event()
        self._chance = random.Random(1)  # noqa: S311 - no secret is made of it
        self._tally = Tally()
        numbers = range(_FIRST + order.after, _FIRST + order.after + order.people)
        self._ready = deque(people.setdefault(number, Person(number)) for number in numbers)
        self._unfinished = order.people
        if not order.seconds:
            for person in self._ready:
                person.acts = deque(order.acts)

    async def run(self) -> dict[str, Any]:
        """Play to the end; a `Tally`."""
        began_at = self._loop.time()
        for index in range(self._order.flood):
            self._loop.call_at(began_at + self._order.seconds * index / self._order.flood, self._flood, index)
        if self._order.per_second:
            self._go_on_by_chance()
        else:
            self._fill()
        if self._order.seconds:
            self._loop.call_at(self._ends_at, self._end_if_all_are_answered)
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
        self._tally.answers += person.acts.popleft() != self._order.acts[0]
        self._waiting -= 1
        self._unfinished -= not person.acts
        if person.acts or self._order.seconds:
            self._loop.call_later(self._order.reading, self._is_ready, person)
        self._fill()
        self._end_if_all_are_answered()

    def _is_ready(self, person: Person) -> None:
        self._ready.append(person)
        self._fill()

    def _fill(self) -> None:
        while not self._order.per_second and self._ready and self._waiting < self._order.at_once:
            if self._is_over():
                return
            self._begin(self._ready.popleft())

    def _go_on_by_chance(self) -> None:
        if self._is_over():
            return
        if self._ready:
            self._begin(self._ready.popleft())
        self._loop.call_later(self._chance.expovariate(self._order.per_second), self._go_on_by_chance)

    def _is_over(self) -> bool:
        return self._loop.time() >= self._ends_at if self._order.seconds else self._unfinished == 0

    def _end_if_all_are_answered(self) -> None:
        if not self._waiting and self._is_over():
            self._done.set()

    def _begin(self, person: Person) -> None:
        self._waiting += 1
        person.began_at, person.tries = self._loop.time(), 0
        person.acts = person.acts or deque(self._order.acts)
        self._try(person)

    def _try(self, person: Person) -> None:
        if person.tries == TRIES:
            self._tally.stuck = f"nobody said: {person.acts[0].awaited}"
            self._done.set()
            return
        self._tally.repeated += person.tries > 0
        person.tries += 1
        person.impatience = self._loop.call_later(self._order.patience * person.tries, self._try, person)
        self._do(person.number, person.acts[0])

    def _flood(self, index: int) -> None:
        self._do(FLOODER, Act(f"and another thing, number {index}", tapped=False, awaited=""))
