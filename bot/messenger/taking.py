"""Hands what came in to the conversation: one person's in order, everybody's at once."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog

from bot.errors import StorageError, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.intake import Receipt
    from bot.messenger.ports import Intake
    from bot.messenger.raw import Garbled
    from bot.messenger.rescue import Rescue
    from bot.messenger.updates import Incoming

MOST_TRIES: Final = 3
"""So often is an update tried that our own code fails at; then it is given up, so that it cannot hold up the others."""
PATIENCE: Final = 1.5
"""Seconds after which a turn counts as stuck: it goes on, but nobody waits for it any more."""

_log = structlog.get_logger()


@dataclass(slots=True)
class _Progress:
    """How far we are with one update."""

    turn: asyncio.Task[Receipt] | None = None
    tries: int = 0
    is_done: bool = False
    is_told: bool = False
    """That it waits for the database is in the log."""


class Taking:
    """Takes arrivals, and remembers what it has taken until Telegram does not send it again."""

    def __init__(self, intake: Intake, rescue: Rescue, *, patience: float = PATIENCE) -> None:
        """`patience` is in seconds."""
        self._intake = intake
        self._rescue = rescue
        self._patience = patience
        self._progress: defaultdict[int, _Progress] = defaultdict(_Progress)

    async def take(self, batch: Sequence[Incoming]) -> tuple[dict[int, Receipt], set[int]]:
        """Take them all; where a turn is stuck, leave it and what that person sent after it.

        Returns:
            The receipt of each update that was taken now, and the ids of those that must come again.
        """
        receipts: dict[int, Receipt] = {}
        chains: defaultdict[str, list[Incoming]] = defaultdict(list)
        for incoming in batch:
            if not self._progress[incoming.update_id].is_done:
                chains[incoming.arrival.address.id].append(incoming)
        left = await asyncio.gather(*(self._take_in_order(chain, receipts) for chain in chains.values()))
        return receipts, set().union(*left)

    def pass_over(self, garbled: Garbled) -> bool:
        """Look for an emergency in an update that cannot be read; whether it has come often enough to be given up."""
        progress = self._progress[garbled.update_id]
        if not progress.is_done:
            if garbled.made_out:
                self._rescue.answer(garbled.made_out)
            self._fail(progress)
            _log.error("update not readable", update=garbled.update_id, kind=garbled.kind, tries=progress.tries)
        return progress.is_done

    def forget_before(self, update_id: int) -> None:
        """Updates before this one do not come again."""
        for done in [each for each in self._progress if each < update_id]:
            del self._progress[done]
        self._rescue.forget_before(update_id)

    async def close(self) -> None:
        """Let go of turns that are stuck: what was not taken comes again."""
        stuck = [progress.turn for progress in self._progress.values() if progress.turn]
        for turn in stuck:
            turn.cancel()
        await asyncio.gather(*stuck, return_exceptions=True)
        await self._rescue.close()

    async def _take_in_order(self, chain: Sequence[Incoming], receipts: dict[int, Receipt]) -> set[int]:
        for place, incoming in enumerate(chain):
            progress = self._progress[incoming.update_id]
            receipt = await self._take_one(incoming, progress)
            if receipt:
                receipts[incoming.update_id] = receipt
            if not progress.is_done:
                for later in chain[place:]:
                    self._rescue.answer(later)
                return {later.update_id for later in chain[place:]}
        return set()

    async def _take_one(self, incoming: Incoming, progress: _Progress) -> Receipt | None:
        try:
            receipt = await self._wait_for_turn(incoming, progress)
        except Unreadable as error:  # theirs alone, and it will not get better by waiting
            self._give_up_on(incoming, progress, error)
            return None
        except StorageError as error:
            if not progress.is_told:
                _log.warning("turn waits for the database", update=incoming.update_id, kind=type(error).__name__)
            progress.is_told = True
            return None
        except Exception as error:  # noqa: BLE001 - a mistake of ours with one update must not stop the others
            self._give_up_on(incoming, progress, error)
            return None
        progress.is_done = receipt is not None
        return receipt

    async def _wait_for_turn(self, incoming: Incoming, progress: _Progress) -> Receipt | None:
        """Begin the turn, or look after the one that was stuck when the update came before."""
        is_new = progress.turn is None
        turn = progress.turn = progress.turn or asyncio.ensure_future(self._intake.take(incoming.arrival))
        await asyncio.wait({turn}, timeout=self._patience if is_new else 0)
        if turn.done():
            progress.turn = None
            return turn.result()
        if is_new:
            _log.error("turn stuck", update=incoming.update_id)
        return None

    def _give_up_on(self, incoming: Incoming, progress: _Progress, error: Exception) -> None:
        self._rescue.answer(incoming)
        self._fail(progress)
        _log.error("turn failed", update=incoming.update_id, kind=type(error).__name__, tries=progress.tries)

    def _fail(self, progress: _Progress) -> None:
        progress.tries += 1
        progress.is_done = progress.tries >= MOST_TRIES
