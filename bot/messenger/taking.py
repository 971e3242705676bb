"""Hands what came in to the conversation, and looks after what could not be taken."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog

from bot.errors import Conflict, StorageError, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.conversation.backlog import Receipt
    from bot.conversation.events import Address
    from bot.messenger.ports import Intake
    from bot.messenger.raw import Garbled
    from bot.messenger.rescue import Rescue
    from bot.messenger.updates import Incoming

MOST_TRIES: Final = 3
"""So often is an update tried that our own code fails at; then it is given up, so that it cannot hold up the others."""
MOST_TROUBLES: Final = 10_000
"""So many updates that were not taken are remembered: some of them may come to another process the next time."""
PATIENCE: Final = 1.5
"""Seconds after which a turn counts as stuck: it goes on, but nobody waits for it any more."""

_log = structlog.get_logger()


@dataclass(slots=True)
class _Trouble:
    """How far we are with an update that was not taken at once."""

    turn: asyncio.Future[Receipt] | None = None
    tries: int = 0
    is_told: bool = False
    """That it waits for the database is in the log."""


class Taking:
    """Takes many arrivals at once. The conversation keeps each person's in order."""

    def __init__(
        self, intake: Intake, rescue: Rescue, answer_tap: Callable[[str, Receipt], None], *, patience: float = PATIENCE
    ) -> None:
        """`answer_tap` is called when the turn of a tap is committed. `patience` is in seconds."""
        self._intake = intake
        self._rescue = rescue
        self._answer_tap = answer_tap
        self._patience = patience
        self._troubles: dict[int, _Trouble] = {}

    async def take(self, batch: Sequence[Incoming]) -> set[int]:
        """Take them all, and wait for the commit; the ids of those that must come again."""
        stuck = [self._look_after(incoming) for incoming in batch]
        # In this order: what failed before begins again ahead of what came after it.
        turns = [turn or self._begin(incoming) for turn, incoming in zip(stuck, batch, strict=True)]
        fresh = [turn for turn, before in zip(turns, stuck, strict=True) if before is None]
        if fresh:
            await asyncio.wait(fresh, timeout=self._patience)
        left: set[int] = set()
        failed: set[Address] = set()
        for incoming, turn in zip(batch, turns, strict=True):
            if turn.done() and turn.exception() is None:
                if self._troubles:
                    self._forget(incoming.update_id)
            elif not self._bear(incoming, turn, failed):
                left.add(incoming.update_id)
        return left

    def pass_over(self, garbled: Garbled) -> bool:
        """Look for an emergency in an update that cannot be read; whether it has come often enough to be given up."""
        trouble = self._find_trouble(garbled.update_id)
        if garbled.made_out:
            self._rescue.answer(garbled.made_out)
        is_over = self._fail(garbled.update_id, trouble)
        _log.error("update not readable", update=garbled.update_id, kind=garbled.kind, tries=trouble.tries)
        return is_over

    async def close(self) -> None:
        """Let go of turns that are stuck: what was not taken comes again."""
        for trouble in self._troubles.values():
            if trouble.turn:
                trouble.turn.cancel()
        await self._rescue.close()

    def _begin(self, incoming: Incoming) -> asyncio.Future[Receipt]:
        turn = self._intake.take(incoming.arrival)
        if incoming.tap_id:
            turn.add_done_callback(partial(self._hear, incoming.tap_id))
        return turn

    def _hear(self, tap_id: str, turn: asyncio.Future[Receipt]) -> None:
        if not turn.cancelled() and turn.exception() is None:
            self._answer_tap(tap_id, turn.result())

    def _look_after(self, incoming: Incoming) -> asyncio.Future[Receipt] | None:
        """The turn that was stuck when the update came before; one that failed since is begun anew, in its place."""
        trouble = self._troubles.get(incoming.update_id)
        turn = trouble.turn if trouble else None
        return None if turn and turn.done() and turn.exception() else turn

    def _find_trouble(self, update_id: int) -> _Trouble:
        if len(self._troubles) >= MOST_TROUBLES and update_id not in self._troubles:
            del self._troubles[next(iter(self._troubles))]
        return self._troubles.setdefault(update_id, _Trouble())

    def _bear(self, incoming: Incoming, turn: asyncio.Future[Receipt], failed: set[Address]) -> bool:
        """Do what can be done without a turn; whether the update is given up."""
        trouble = self._find_trouble(incoming.update_id)
        self._rescue.answer(incoming)
        if not turn.done():
            if trouble.turn is None:
                _log.error("turn stuck", update=incoming.update_id)
            trouble.turn = turn
            return False
        trouble.turn, error = None, turn.exception()
        is_behind = incoming.arrival.address in failed  # it failed along with an earlier one
        failed.add(incoming.arrival.address)
        if is_behind or (isinstance(error, StorageError) and not isinstance(error, Conflict | Unreadable)):
            if not trouble.is_told:
                _log.warning("turn waits for the database", update=incoming.update_id, kind=type(error).__name__)
            trouble.is_told = True
            return False
        is_over = self._fail(incoming.update_id, trouble)
        # A mistake of ours with one update, or a row that does not open or cannot be saved: waiting makes it no better.
        _log.error("turn failed", update=incoming.update_id, kind=type(error).__name__, tries=trouble.tries)
        return is_over

    def _fail(self, update_id: int, trouble: _Trouble) -> bool:
        """Count a try; whether it was the last."""
        trouble.tries += 1
        if trouble.tries < MOST_TRIES:
            return False
        self._forget(update_id)
        return True

    def _forget(self, update_id: int) -> None:
        self._troubles.pop(update_id, None)
        self._rescue.settle(update_id)
