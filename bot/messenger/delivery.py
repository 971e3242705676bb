"""From the database to the rounds: what commits hand over, and what has to be fetched from the outbox."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog

from bot.errors import StorageError
from bot.messenger.errands import Errands
from bot.messenger.rounds import ENDS, Rounds
from bot.messenger.updates import CHANNEL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.conversation.outgoing import Handover, Outgoing
    from bot.messenger.courier import Courier
    from bot.messenger.gate import Gate
    from bot.messenger.pauses import Pauses
    from bot.messenger.ports import Ports
    from bot.messenger.world import World

_MOST_PEOPLE: Final = 500
"""So many are served from the outbox at once, those among them whose place in the rate lies a little ahead."""
_IDLE: Final = 1.0
"""Seconds after which the outbox is looked into without being woken, and the other processes hear that we live."""
_MORE: Final = 0.1
"""The same while there was something: there may be more."""
_SOON: Final = 0.02
"""Not sooner than that is looked for what the rate allows next."""
_RECOVER: Final = 5.0
"""Seconds between two looks for what a dead process left behind."""
_MOST_WAIT: Final = 2.0
_LAST_ERRANDS: Final = 1.0

_log = structlog.get_logger()


class Delivery:
    """Brings messages into their rounds, and what became of them back to the conversation."""

    def __init__(self, courier: Courier, gate: Gate, pauses: Pauses, ports: Ports, world: World) -> None:
        """Nothing is sent before the first handover, or `run`."""
        self._courier = courier
        self._gate = gate
        self._pauses = pauses
        self._store = ports.store
        self._writer = ports.writer
        self._world = world
        self._errands = Errands()
        self._rounds = Rounds(courier, pauses, self._errands, ports.intake.report, world)
        self._awake = asyncio.Event()
        self._finishing = False
        self._failures = 0
        self._charged = 0
        self._recovered_at: float | None = None

    def accept(self, handover: Handover) -> None:
        """Do what a commit has left to be done. Call it from the event loop's thread."""
        endings = [each for each in handover.reported if each.fate in ENDS]
        for ending in endings:
            self._rounds.note_written(ending)
            self._wake_in(ending.retry_after)
        for edit in handover.edits:
            self._errands.send("buttons", self._courier.edit(edit))
        self._rounds.begin(handover.messages)
        # A turn hands over its messages. Where there are none, the clock may have left some for many people.
        if endings or handover.has_left_some or not (handover.messages or handover.reported):
            self.wake()

    def wake(self) -> None:
        """There may be something new in the outbox."""
        self._awake.set()

    def finish(self) -> None:
        """Let `run` return when all is sent that was begun."""
        self._finishing = True
        self._pauses.hurry()
        self.wake()

    async def run(self) -> None:
        """Look into the outbox until `finish`; cancelled, it leaves what is on its way marked as being sent."""
        try:
            while not self._finishing:
                self._awake.clear()
                await self._rest(await self._look())
            await self._rounds.drain()
            await self._errands.finish(_LAST_ERRANDS)
        finally:
            await self._rounds.abandon()

    async def _look(self) -> float:
        """Begin what waits in the outbox, and tell the other processes that we live; seconds until the next look."""
        limit = max(_MOST_PEOPLE - len(self._rounds), 1)
        replies = self._rounds.replies - self._charged
        try:
            closed_until, taken, more_at = await self._writer(lambda: self._look_now(limit, replies))
        except StorageError as error:
            self._failures += 1
            _log.error("outbox waits for the database", kind=type(error).__name__, failures=self._failures)
            return self._world.backoff(self._failures, _MOST_WAIT)
        self._failures = 0
        self._charged += replies
        self._gate.hear(closed_until)
        self._rounds.begin(taken)
        self._pauses.tidy()
        if more_at:
            return max((more_at - self._world.now()).total_seconds(), _SOON)
        return _MORE if taken else _IDLE

    def _look_now(self, limit: int, replies: int) -> tuple[datetime | None, Sequence[Outgoing], datetime | None]:
        now = self._world.now()
        closed_until = self._store.beat(now, replies)
        if self._recovered_at is None or self._world.monotonic() - self._recovered_at >= _RECOVER:
            self._store.recover(CHANNEL, now)
            self._recovered_at = self._world.monotonic()
        return closed_until, self._store.take_outgoing(CHANNEL, now, limit), self._store.more_outgoing_at()

    async def _rest(self, seconds: float) -> None:
        if self._failures:  # not even woken: the database has to come back
            await self._world.sleep(seconds)
            return
        try:
            await asyncio.wait_for(self._awake.wait(), min(seconds, _IDLE))
        except TimeoutError:
            return

    def _wake_in(self, seconds: float) -> None:
        if seconds:
            asyncio.get_running_loop().call_later(seconds, self.wake)
