"""Fetches updates from Telegram and confirms them only when their turns are committed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.errors import MessengerError
from bot.messenger.connection import REFUSED, explain_conflict
from bot.messenger.errands import Errands
from bot.messenger.fates import seconds
from bot.messenger.updates import WANTED, Elsewhere, Incoming, read_update
from bot.messenger.world import World, unless

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from telegram import Bot, Update

    from bot.conversation.intake import Receipt
    from bot.messenger.ports import PrivateOnly
    from bot.messenger.taking import Taking

LONG_POLL: Final = 30
"""Seconds that Telegram may hold a request for updates open."""
MOST_AT_ONCE: Final = 100
"""Telegram's limit for one batch."""
_MOST_WAIT: Final = 30.0
_LAST_ERRANDS: Final = 2.0

_log = structlog.get_logger()


class Poller:
    """One loop: fetch a batch, take it, move the offset past what is committed."""

    def __init__(self, bot: Bot, taking: Taking, private_only: PrivateOnly, world: World) -> None:
        """`private_only` gives the line for groups."""
        self._bot = bot
        self._taking = taking
        self._private_only = private_only
        self._world = world
        self._errands = Errands()
        self._offset: int | None = None
        self._webhook_gone = False
        self._failures = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; turns under way are waited for.

        Raises:
            MessengerError: Telegram refuses the token, or someone else gets our updates.
        """
        while not stop.is_set():
            wait = await self._try_once(stop)
            if wait:
                await unless(stop, self._world.sleep(wait))
        await self._errands.finish(_LAST_ERRANDS)

    async def _try_once(self, stop: asyncio.Event) -> float:
        """Do one round; the seconds to wait before the next."""
        try:
            done = await self._poll(stop)
        except InvalidToken:
            raise MessengerError(REFUSED) from None
        except Conflict:
            raise explain_conflict(await self._webhook_url()) from None
        except RetryAfter as error:
            return seconds(error.retry_after)
        except Exception as error:  # noqa: BLE001 - polling goes on whatever Telegram sends
            _log.warning("polling failed", kind=type(error).__name__, failures=self._failures + 1)
            done = False
        self._failures = 0 if done else self._failures + 1
        return 0.0 if done else self._world.backoff(self._failures, _MOST_WAIT)

    async def _poll(self, stop: asyncio.Event) -> bool:
        """Whether everything that came was taken."""
        if not self._webhook_gone:
            await self._remove_webhook()
        updates = await unless(
            stop,
            self._bot.get_updates(offset=self._offset, limit=MOST_AT_ONCE, timeout=LONG_POLL, allowed_updates=WANTED),
        )
        if not updates:
            return True
        left = await self._take(updates)
        self._offset = min(left, default=updates[-1].update_id + 1)
        self._taking.forget_before(self._offset)
        return not left

    async def _take(self, updates: Sequence[Update]) -> set[int]:
        """Take a batch; the ids of the updates that must come again."""
        now = self._world.now()
        readings = [read_update(update, now) for update in updates]
        for place in {reading.chat_id: reading for reading in readings if isinstance(reading, Elsewhere)}.values():
            self._errands.send("leave", self._leave(place))
        batch = [reading for reading in readings if isinstance(reading, Incoming)]
        receipts, left = await self._taking.take(batch)
        for incoming in batch:
            if incoming.tap_id and incoming.update_id in receipts:
                self._errands.send("toast", self._answer_tap(incoming.tap_id, receipts[incoming.update_id]))
        return left

    async def _answer_tap(self, tap_id: str, receipt: Receipt) -> None:
        await self._bot.answer_callback_query(tap_id, receipt.toast)

    async def _leave(self, place: Elsewhere) -> None:
        if place.say_why:
            try:
                await self._bot.send_message(place.chat_id, self._private_only(place.language))
            except (Forbidden, BadRequest):
                _log.info("group does not let us speak")
        await self._bot.leave_chat(place.chat_id)

    async def _remove_webhook(self) -> None:
        if (await self._bot.get_webhook_info()).url:
            await self._bot.delete_webhook(drop_pending_updates=False)
            _log.warning("webhook removed")
        self._webhook_gone = True

    async def _webhook_url(self) -> str:
        try:
            return (await self._bot.get_webhook_info()).url
        except TelegramError:
            return ""
