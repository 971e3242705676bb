"""Where events become turns: everything that waits, at most one event a person, in one transaction.

One commit serves as many people as happen to be waiting, each person's events keep their order without a lock,
and one person's error or flood stays their own.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.conversation.ports import Outcome
from bot.conversation.turn import Taken, take_due_turn, take_failed_turn, take_turn
from bot.errors import Conflict, LeewardError, StorageError, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.conversation.events import Arrival, Due, Timer
    from bot.conversation.people import Person
    from bot.conversation.ports import Store, Transaction
    from bot.conversation.programme import Programme
    from bot.conversation.writer import Writer

_LARGEST_BATCH = 200
_TRIES = 5
"""How often a batch is taken again when another replica was faster."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of an arrival, after its commit."""

    toast: str | None = None
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class _Waiting:
    arrival: Arrival
    receipt: asyncio.Future[Receipt]


class Intake:
    """Takes arrivals one by one, and commits them in batches.

    Args:
        store: the database; used in the writer's thread only.
        programme: what the conversation is made of.
        writer: runs the batches.
        clock: tells the time, aware.
        committed: called after each commit: there may be messages to deliver and timers to wait for.
    """

    def __init__(
        self,
        store: Store,
        programme: Programme,
        writer: Writer,
        clock: Callable[[], datetime],
        committed: Callable[[], None],
    ) -> None:
        """Start with nobody waiting."""
        self._store = store
        self._programme = programme
        self._writer = writer
        self._clock = clock
        self._committed = committed
        self._waiting: deque[_Waiting] = deque()
        self._working: asyncio.Task[None] | None = None

    async def take(self, arrival: Arrival) -> Receipt:
        """Take a turn for what arrived; returns after the commit.

        Raises:
            StorageError: the database is away, and nothing of this turn was kept.
        """
        waiting = _Waiting(arrival, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await waiting.receipt

    async def take_due(self, limit: int = _LARGEST_BATCH) -> int:
        """Take a turn for each timer whose time has come, at most one a person; how many there were."""
        count = await self._writer(lambda: self._commit_due(limit))
        if count:
            self._committed()
        return count

    async def _work(self) -> None:
        while self._waiting:
            await self._settle(self._next_batch())

    async def _settle(self, batch: Sequence[_Waiting]) -> None:
        """Commit a batch and tell everyone who waits for it what came of it."""
        try:
            receipts = await self._writer(partial(self._commit, [each.arrival for each in batch]))
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it, and the next batch goes on
            _log.error("batch failed", kind=type(error).__name__, size=len(batch))
            away = isinstance(error, StorageError) and not isinstance(error, Unreadable)
            if away or len(batch) == 1:
                _fail(batch, error)
                return
            for each in batch:  # something of one person's cannot be saved: the others must not suffer for it
                await self._settle([each])
        else:
            for each, receipt in zip(batch, receipts, strict=True):
                if not each.receipt.done():
                    each.receipt.set_result(receipt)
            self._committed()

    def _next_batch(self) -> list[_Waiting]:
        """The first event of each person that waits; the others keep their places."""
        batch: list[_Waiting] = []
        people = set()
        rest: deque[_Waiting] = deque()
        while self._waiting:
            each = self._waiting.popleft()
            if each.arrival.address in people or len(batch) == _LARGEST_BATCH:
                rest.append(each)
            else:
                batch.append(each)
            people.add(each.arrival.address)
        self._waiting = rest
        return batch

    def _commit(self, arrivals: Sequence[Arrival]) -> list[Receipt]:
        def turns(transaction: Transaction, now: datetime) -> list[Taken | None]:
            people = transaction.admit(arrivals, now)
            pairs = zip(arrivals, people, strict=True)
            return [self._take(person, arrival, now) if person else None for arrival, person in pairs]

        taken = self._in_transaction(turns)
        return [Receipt(each.toast) if each else Receipt(duplicate=True) for each in taken]

    def _commit_due(self, limit: int) -> int:
        due = self._store.due_timers(self._clock(), limit)

        def turns(transaction: Transaction, now: datetime) -> list[Taken | None]:
            people = transaction.claim(due, now)
            return [
                self._take_due(person, each, now) if person else None for each, person in zip(due, people, strict=True)
            ]

        if due:
            self._in_transaction(turns)
        return len(due)

    def _in_transaction(self, turns: Callable[[Transaction, datetime], list[Taken | None]]) -> list[Taken | None]:
        for last in (*[False] * (_TRIES - 1), True):
            try:
                now = self._clock()
                with self._store.transaction() as transaction:
                    taken = turns(transaction, now)
                    transaction.save([each.outcome for each in taken if each], now)
            except Conflict:
                if last:
                    raise
            else:
                return taken
        raise AssertionError("the last try returns or raises")

    def _take(self, person: Person, arrival: Arrival, now: datetime) -> Taken:
        try:
            return take_turn(self._programme, person, arrival.what, now, arrival.message_id)
        except Exception as error:  # noqa: BLE001 - one person's error must not harm the others
            _log_failed_turn(person, error)
            return self._apologise(person, now)

    def _take_due(self, person: Person, due: Due, now: datetime) -> Taken:
        try:
            return take_due_turn(self._programme, person, due.timer, now)
        except Exception as error:  # noqa: BLE001 - the same
            _log_failed_turn(person, error)
            return self._apologise(person, now, due.timer)

    def _apologise(self, person: Person, now: datetime, timer: Timer | None = None) -> Taken:
        try:
            return take_failed_turn(self._programme, person, now, timer=timer)
        except Exception as error:  # noqa: BLE001 - the same; then nothing changes for this person
            _log_failed_turn(person, error)
            return Taken(Outcome(person, person))


def _fail(batch: Sequence[_Waiting], error: BaseException) -> None:
    for each in batch:
        if not each.receipt.done():
            each.receipt.set_exception(error)


def _log_failed_turn(person: Person, error: Exception) -> None:
    """Our own errors never carry what a person wrote; of others only the kind and the place are told."""
    top = person.standing.run.top
    place = f"{top.dialog}.{top.step}" if top else ""
    said = str(error) if isinstance(error, LeewardError) else ""
    _log.error("turn failed", person=person.id, at=place, kind=type(error).__name__, why=said, where=_where(error))


def _where(error: Exception) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
