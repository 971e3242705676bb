"""Takes messages out of the outbox and sends them: each chat in order, many chats at once."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import structlog

from bot.errors import StorageError
from bot.messenger.reports import Reports
from bot.messenger.updates import CHANNEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.outgoing import Outgoing
    from bot.conversation.ports import Store
    from bot.messenger.courier import Courier
    from bot.messenger.ports import Writer
    from bot.messenger.world import World

_MOST_CHATS: Final = 200
_IDLE: Final = 1.0
"""Seconds after which the outbox is looked into without being woken: for messages that were told to wait."""
_MOST_WAIT: Final = 2.0

_log = structlog.get_logger()


class Delivery:
    """The loop between the outbox and the courier."""

    def __init__(self, courier: Courier, store: Store, writer: Writer, world: World) -> None:
        """`writer` runs functions in the one thread that may use `store`."""
        self._courier = courier
        self._store = store
        self._writer = writer
        self._world = world
        self._reports = Reports(store, writer, world, self.wake)
        self._under_way: set[asyncio.Task[None]] = set()
        self._awake = asyncio.Event()
        self._finishing = False
        self._failures = 0
        self._recovered = False

    def wake(self) -> None:
        """There may be something new in the outbox. Call it from the event loop's thread."""
        self._awake.set()

    def finish(self) -> None:
        """Let `run` return when all that can be sent now is sent and reported."""
        self._finishing = True
        self._courier.hurry()
        self.wake()

    async def run(self) -> None:
        """Deliver until `finish`; cancelled earlier, it leaves what is under way marked as being sent."""
        try:
            while True:
                self._awake.clear()
                found = await self._start_some()
                if self._finishing and not (found or self._under_way or self._reports):
                    return
                await self._rest()
        finally:
            await self._abandon()

    async def _start_some(self) -> bool:
        taken = await self._take(min(_MOST_CHATS - len(self._under_way), self._courier.room))
        by_person: defaultdict[str, list[Outgoing]] = defaultdict(list)
        for outgoing in taken:
            by_person[outgoing.person_id].append(outgoing)
        for messages in by_person.values():
            task = asyncio.create_task(self._carry(messages))
            self._under_way.add(task)
            task.add_done_callback(self._put_away)
        return bool(taken)

    async def _take(self, limit: int) -> Sequence[Outgoing]:
        if limit <= 0:
            return ()
        try:
            taken = await self._writer(lambda: self._take_now(limit))
        except StorageError:
            self._failures += 1
            _log.error("outbox waits for the database", failures=self._failures)
            return ()
        self._failures = 0
        return taken

    def _take_now(self, limit: int) -> Sequence[Outgoing]:
        now = self._world.now()
        if not self._recovered:
            self._store.recover(CHANNEL, now)
            self._recovered = True
        return self._store.take_outgoing(CHANNEL, now, limit)

    async def _carry(self, messages: Sequence[Outgoing]) -> None:
        async for delivered in self._courier.carry(messages):
            self._reports.add(delivered)

    def _put_away(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if self._finishing:
            self.wake()
        if not task.cancelled() and (error := task.exception()):
            _log.error("courier failed", kind=type(error).__name__)

    async def _rest(self) -> None:
        if self._failures:
            await self._world.sleep(self._world.backoff(self._failures, _MOST_WAIT))
            return
        try:
            await asyncio.wait_for(self._awake.wait(), _IDLE)
        except TimeoutError:
            return

    async def _abandon(self) -> None:
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._reports.close()
