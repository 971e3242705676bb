"""Hands what came in to the conversation: one person's in order, everybody's at once."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

import structlog

from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.intake import Receipt
    from bot.messenger.ports import Intake
    from bot.messenger.rescue import Rescue
    from bot.messenger.updates import Incoming

MOST_TRIES: Final = 3
"""So often is an update tried that our own code fails at; then it is given up, so that it cannot hold up the others."""
PATIENCE: Final = 1.5
"""Seconds after which a turn counts as stuck: words of an emergency then go out without it."""

_log = structlog.get_logger()


class Taking:
    """Takes arrivals, and remembers what it has taken until Telegram does not send it again."""

    def __init__(self, intake: Intake, rescue: Rescue, *, patience: float = PATIENCE) -> None:
        """`patience` is in seconds."""
        self._intake = intake
        self._rescue = rescue
        self._patience = patience
        self._taken: set[int] = set()
        self._tries: Counter[int] = Counter()

    async def take(self, batch: Sequence[Incoming]) -> tuple[dict[int, Receipt], set[int]]:
        """Take them all.

        Returns:
            The receipt of each update that was taken now, and the ids of those that must come again.
        """
        receipts: dict[int, Receipt] = {}
        chains: defaultdict[str, list[Incoming]] = defaultdict(list)
        for incoming in batch:
            if incoming.update_id not in self._taken:
                chains[incoming.arrival.address.id].append(incoming)
        left = await asyncio.gather(*(self._take_in_order(chain, receipts) for chain in chains.values()))
        return receipts, set().union(*left)

    def forget_before(self, update_id: int) -> None:
        """Updates before this one do not come again."""
        self._taken = {taken for taken in self._taken if taken >= update_id}
        self._tries = Counter({tried: times for tried, times in self._tries.items() if tried >= update_id})
        self._rescue.forget_before(update_id)

    async def _take_in_order(self, chain: Sequence[Incoming], receipts: dict[int, Receipt]) -> set[int]:
        for place, incoming in enumerate(chain):
            if not await self._take_one(incoming, receipts):
                await asyncio.gather(*(self._rescue.answer(later) for later in chain[place:]))
                return {later.update_id for later in chain[place:]}
            self._taken.add(incoming.update_id)
        return set()

    async def _take_one(self, incoming: Incoming, receipts: dict[int, Receipt]) -> bool:
        """Whether this update is done with."""
        update_id = incoming.update_id
        try:
            receipts[update_id] = await self._wait_for_turn(incoming)
        except StorageError as error:
            _log.warning("turn waits for the database", update=update_id, kind=type(error).__name__)
            return False
        except Exception as error:  # noqa: BLE001 - a mistake of ours with one update must not stop the others
            self._tries[update_id] += 1
            _log.error("turn failed", update=update_id, kind=type(error).__name__, tries=self._tries[update_id])
            await self._rescue.answer(incoming)
            return self._tries[update_id] >= MOST_TRIES
        return True

    async def _wait_for_turn(self, incoming: Incoming) -> Receipt:
        turn = asyncio.ensure_future(self._intake.take(incoming.arrival))
        done, _ = await asyncio.wait({turn}, timeout=self._patience)
        if not done:
            _log.error("turn stuck", update=incoming.update_id)
            await self._rescue.answer(incoming)
        return await turn
