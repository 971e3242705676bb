"""What has arrived and waits for its turn: each person's in order, and not without end."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from bot.conversation.events import Flooded

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from bot.conversation.events import Address, Arrival, Happening

MOST = 30
"""So many arrivals of one person wait at most: of what comes beyond, only that it came."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of an arrival, after its commit. `dropped`: it was more than is read."""

    toast: str | None = None
    duplicate: bool = False
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """An arrival, and who waits for what comes of it."""

    arrival: Arrival
    receipts: list[asyncio.Future[Receipt]] = field(default_factory=list)

    def settle(self, receipt: Receipt) -> None:
        """Tell everyone who waits."""
        for each in self.receipts:
            if not each.done():
                each.set_result(receipt)

    def fail(self, error: Exception) -> None:
        """Tell everyone who waits that nothing came of it."""
        for each in self.receipts:
            if not each.done():
                each.set_exception(error)


class Backlog:
    """The arrivals of all people, in the order in which they are taken."""

    def __init__(self, must_be_read: Callable[[Happening], bool]) -> None:
        """`must_be_read` tells what is taken however much waits already."""
        self._must_be_read = must_be_read
        self._queues: dict[Address, deque[Waiting]] = {}
        self._floods: dict[Address, Waiting] = {}

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._queues)

    def __len__(self) -> int:
        """How many arrivals wait."""
        return sum(map(len, self._queues.values()))

    def add(self, arrival: Arrival, receipt: asyncio.Future[Receipt]) -> None:
        """Put an arrival last in its person's queue; where that is full, into the one event for all that is dropped."""
        queue = self._queues.setdefault(arrival.address, deque())
        if len(queue) < MOST or self._must_be_read(arrival.what):
            queue.append(Waiting(arrival, [receipt]))
            return
        if arrival.address not in self._floods:
            self._floods[arrival.address] = flood = Waiting(replace(arrival, what=Flooded()))
            queue.append(flood)
        self._floods[arrival.address].receipts.append(receipt)

    def next_batch(self, size: int) -> list[Waiting]:
        """The first arrival of each person; whoever has more waiting comes after the others the next time."""
        batch = []
        for address in list(islice(self._queues, size)):
            queue = self._queues.pop(address)
            batch.append(first := queue.popleft())
            if first is self._floods.get(address):
                del self._floods[address]
            if queue:
                self._queues[address] = queue
        return batch

    def fail(self, address: Address, error: Exception) -> None:
        """Let go of all that waits of a person: it has to come again in order."""
        self._floods.pop(address, None)
        for each in self._queues.pop(address, ()):
            each.fail(error)
