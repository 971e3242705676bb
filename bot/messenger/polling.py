"""Confirms updates to Telegram only when their turns are committed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog
from telegram.error import BadRequest, Conflict, EndPointNotFound, Forbidden, InvalidToken, RetryAfter

from bot.errors import MessengerError
from bot.messenger.connection import REFUSED, explain_conflict
from bot.messenger.errands import Errands
from bot.messenger.fates import seconds
from bot.messenger.mailbox import Mailbox
from bot.messenger.raw import Garbled, read_raw
from bot.messenger.updates import Elsewhere, Incoming
from bot.messenger.world import World, unless

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from telegram import Bot

    from bot.conversation.intake import Receipt
    from bot.messenger.ports import PrivateOnly
    from bot.messenger.raw import Raw
    from bot.messenger.taking import Taking

MOST_CONFLICTS: Final = 5
"""So many in a row end the program; fewer are another one of ours that is just being replaced."""
_AFTER_CONFLICT: Final = 2.5
_AGAIN: Final = 1.0
"""Seconds after which updates that were not taken are fetched again, and with them what came meanwhile."""
_MOST_WAIT: Final = 30.0
_LAST_ERRANDS: Final = 2.0

_log = structlog.get_logger()


class Poller:
    """One loop: fetch a batch, take it, move the offset past what is committed."""

    def __init__(self, bot: Bot, taking: Taking, private_only: PrivateOnly, world: World) -> None:
        """`private_only` gives the line for groups."""
        self._bot = bot
        self._mailbox = Mailbox(bot)
        self._taking = taking
        self._private_only = private_only
        self._world = world
        self._errands = Errands()
        self._offset: int | None = None
        self._places_left: set[int] = set()
        self._failures = 0
        self._conflicts = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; turns that are not stuck are waited for.

        Raises:
            MessengerError: Telegram refuses the token, or someone else gets our updates.
        """
        try:
            while not stop.is_set():
                wait = await self._try_once(stop)
                if wait:
                    await unless(stop, self._world.sleep(wait))
        finally:
            await self._taking.close()
            await self._errands.finish(_LAST_ERRANDS)

    async def _try_once(self, stop: asyncio.Event) -> float:
        """Do one round; the seconds to wait before the next."""
        try:
            all_taken = await self._poll(stop)
        except (InvalidToken, EndPointNotFound):
            raise MessengerError(REFUSED) from None
        except Conflict:
            return await self._bear_conflict()
        except RetryAfter as error:
            return seconds(error.retry_after)
        except Exception as error:  # noqa: BLE001 - polling goes on whatever Telegram sends
            self._failures += 1
            _log.warning("polling failed", kind=type(error).__name__, failures=self._failures)
            return self._world.backoff(self._failures, _MOST_WAIT)
        self._failures = self._conflicts = 0
        return 0.0 if all_taken else _AGAIN

    async def _bear_conflict(self) -> float:
        self._conflicts += 1
        _log.warning("someone else fetches updates", times=self._conflicts)
        if self._conflicts >= MOST_CONFLICTS:
            raise explain_conflict(await self._mailbox.find_webhook()) from None
        return _AFTER_CONFLICT

    async def _poll(self, stop: asyncio.Event) -> bool:
        """Whether everything that came was taken."""
        updates = await unless(stop, self._mailbox.fetch(self._offset))
        if not updates:
            # All is confirmed. After a week of silence ids may begin anew, below an offset that we kept.
            self._offset = None
            return True
        left = await self._take(updates)
        self._offset = min(left, default=updates[-1]["update_id"] + 1)
        self._taking.forget_before(self._offset)
        if not left:
            self._places_left.clear()
        return not left

    async def _take(self, updates: Sequence[Raw]) -> set[int]:
        """Take a batch; the ids of the updates that must come again."""
        readings = [read_raw(raw, self._bot) for raw in updates]
        self._leave_all([reading for reading in readings if isinstance(reading, Elsewhere)])
        garbled = [reading for reading in readings if isinstance(reading, Garbled)]
        unread = {each.update_id for each in garbled if not self._taking.pass_over(each)}
        batch = [reading for reading in readings if isinstance(reading, Incoming)]
        receipts, left = await self._taking.take(batch)
        for incoming in batch:
            if incoming.tap_id and incoming.update_id in receipts:
                self._errands.send("toast", self._answer_tap(incoming.tap_id, receipts[incoming.update_id]))
        return left | unread

    async def _answer_tap(self, tap_id: str, receipt: Receipt) -> None:
        await self._bot.answer_callback_query(tap_id, receipt.toast)

    def _leave_all(self, places: Sequence[Elsewhere]) -> None:
        for place in places:
            if place.chat_id not in self._places_left:
                self._places_left.add(place.chat_id)
                self._errands.send("leave", self._leave(place))

    async def _leave(self, place: Elsewhere) -> None:
        if place.say_why:
            try:
                await self._bot.send_message(place.chat_id, self._private_only(place.language))
            except (Forbidden, BadRequest):
                _log.info("group does not let us speak")
        await self._bot.leave_chat(place.chat_id)
