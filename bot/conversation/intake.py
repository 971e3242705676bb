"""Where events become turns: everything that waits, at most one event a person, in one transaction.

One commit serves as many people as happen to be waiting, each person's events keep their order without a lock,
and one person's error or flood stays their own. Reports on what was sent are written by the same commits.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.conversation.backlog import Backlog, Receipt
from bot.conversation.calls import find_call
from bot.conversation.events import Blocked, Flooded, Unblocked
from bot.conversation.rounds import Rounds
from bot.errors import Conflict, StorageError, Unreadable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from bot.conversation.backlog import Waiting
    from bot.conversation.events import Arrival, Happening
    from bot.conversation.outgoing import Delivered, Handover
    from bot.conversation.ports import Store
    from bot.conversation.stage import Stage
    from bot.conversation.tally import Tally
    from bot.conversation.turn import Taken
    from bot.conversation.writer import Writer

__all__ = ["Intake", "Receipt"]

_LARGEST_BATCH = 200
_COMPANY = 0.02
"""Seconds that reports wait for arrivals to share a commit with: nobody waits for a report alone."""
_FIRST_WAIT, _MOST_WAIT = 0.1, 2.0
"""Seconds until reports that could not be written are tried again, doubled from try to try."""

_log = structlog.get_logger()


class Intake:
    """Takes arrivals and reports one by one, and commits them in batches.

    Args:
        store: the database; used in the writer's thread only.
        stage: what the conversation is made of, now.
        writer: runs the batches.
        clock: tells the time, aware.
        committed: called after each commit, with what is to be done at once.
        sleep: waits for so many seconds.
        company: the seconds that reports wait for arrivals to be written with.
    """

    def __init__(  # noqa: PLR0913 - the world that it works in
        self,
        store: Store,
        stage: Stage,
        writer: Writer,
        clock: Callable[[], datetime],
        committed: Callable[[Handover], None],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        company: float = _COMPANY,
    ) -> None:
        """Start with nobody waiting."""
        self._rounds = Rounds(store, stage, clock)
        self._stage = stage
        self._writer = writer
        self._committed = committed
        self._sleep = sleep
        self._company = company
        self._backlog = Backlog(self._must_be_read)
        self._reports: list[Delivered] = []
        self._stuck: list[Delivered] = []
        self._working: asyncio.Task[None] | None = None
        self._mending: asyncio.Task[None] | None = None
        self._later: asyncio.TimerHandle | None = None

    @property
    def tally(self) -> Tally:
        """What has been done so far."""
        return self._rounds.tally

    @property
    def waiting(self) -> int:
        """How many arrivals wait for their turn, beside those in it."""
        return len(self._backlog)

    def take(self, arrival: Arrival) -> asyncio.Future[Receipt]:
        """Take a turn for what arrived; the receipt is there after the commit.

        It holds a StorageError where the database is away and nothing of this turn was kept. All that waits of the
        same person fails with it, so that it comes again in order.
        """
        receipt: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._backlog.add(arrival, receipt)
        self._start()
        return receipt

    def report(self, delivered: Delivered) -> None:
        """Note what became of a message; it is written soon, and not lost while this process lives."""
        if self._stuck:
            self._stuck.append(delivered)  # behind those of the same person
            return
        self._reports.append(delivered)
        self._start_later()

    async def take_due(self, limit: int = _LARGEST_BATCH) -> int:
        """Take a turn for each timer whose time has come, at most one a person; how many there were.

        Raises:
            StorageError: the database is away, and nothing was changed.
        """
        count, handover = await self._writer(lambda: self._rounds.take_due(limit))
        if count:
            self._committed(handover)
        return count

    async def close(self) -> None:
        """Finish what was begun, and try once more to write the reports that wait."""
        if self._working:
            await self._working
        if self._later:
            self._later.cancel()
        if self._mending:
            self._mending.cancel()
            await asyncio.gather(self._mending, return_exceptions=True)
        left = [*self._stuck, *self._reports]
        if left:
            await self._write(left)

    def _must_be_read(self, what: Happening) -> bool:
        return isinstance(what, Blocked | Unblocked) or find_call(self._stage.programme.screen, what) is not None

    def _start(self) -> None:
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())

    def _start_later(self) -> None:
        """Reports wait a little for an arrival that takes them along."""
        if self._later is None:
            self._later = asyncio.get_running_loop().call_later(self._company, self._end_wait)

    def _end_wait(self) -> None:
        self._later = None
        self._start()

    async def _work(self) -> None:
        if self._later:
            self._later.cancel()
            self._later = None
        while True:
            reports, self._reports = self._reports, []
            await self._settle(self._backlog.next_batch(_LARGEST_BATCH), reports)
            if not self._backlog:
                break
        if self._reports:
            self._start_later()

    async def _settle(self, batch: Sequence[Waiting], reports: Sequence[Delivered] = ()) -> None:
        """Commit a batch and tell everyone who waits for it what came of it."""
        arrivals = [each.arrival for each in batch]
        try:
            taken, handover = await self._writer(partial(self._rounds.take, arrivals, reports))
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it, and the next batch goes on
            _log.error("batch failed", kind=type(error).__name__, size=len(batch), reports=len(reports))
            self._hold(reports)
            await self._divide(batch, error, alone=not reports)
        else:
            for each, turn in zip(batch, taken, strict=True):
                each.settle(_write_receipt(each.arrival, turn))
            self._committed(handover)

    async def _divide(self, batch: Sequence[Waiting], error: Exception, *, alone: bool) -> None:
        """Something of one person's cannot be saved: find out whose, the others must not suffer for it."""
        away = isinstance(error, StorageError) and not isinstance(error, Conflict | Unreadable)
        if away or (alone and len(batch) == 1):
            for each in batch:
                each.fail(error)
                if isinstance(error, StorageError):
                    self._backlog.fail(each.arrival.address, error)
            return
        middle = len(batch) // 2 if alone else 0
        for half in (batch[:middle], batch[middle:]):
            if half:
                await self._settle(half)

    def _hold(self, reports: Sequence[Delivered]) -> None:
        """Keep reports that could not be written, and try them again by themselves."""
        if not reports:
            return
        self._stuck += [*reports, *self._reports]
        self._reports = []
        if self._mending is None or self._mending.done():
            self._mending = asyncio.create_task(self._mend())

    async def _mend(self) -> None:
        wait = _FIRST_WAIT
        while self._stuck:
            await self._sleep(wait)
            tried = list(self._stuck)
            if await self._write(tried):
                del self._stuck[: len(tried)]
                wait = _FIRST_WAIT
            else:
                wait = min(2 * wait, _MOST_WAIT)

    async def _write(self, reports: Sequence[Delivered]) -> bool:
        try:
            _, handover = await self._writer(partial(self._rounds.take, (), reports))
        except Exception as error:  # noqa: BLE001 - they must be written some time
            _log.error("reports wait for the database", kind=type(error).__name__, count=len(reports))
            return False
        self._committed(handover)
        return True


def _write_receipt(arrival: Arrival, turn: Taken | None) -> Receipt:
    dropped = isinstance(arrival.what, Flooded)
    return Receipt(turn.toast, dropped=dropped) if turn else Receipt(duplicate=True, dropped=dropped)
