"""The updates that Telegram keeps for us."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog
from telegram.error import TelegramError

from bot.messenger.updates import WANTED

if TYPE_CHECKING:
    from bot.messenger.connection import Line
    from bot.messenger.raw import Raw

LONG_POLL: Final = 30
"""Seconds that Telegram may hold a request for updates open."""
MOST_AT_ONCE: Final = 100
"""Telegram's limit for one batch."""
_SLOW_ANSWER: Final = 10.0
_WISH: Final = {"limit": MOST_AT_ONCE, "timeout": LONG_POLL, "allowed_updates": WANTED}

_log = structlog.get_logger()


class Mailbox:
    """Fetches updates; asking for them from an offset confirms all before it."""

    def __init__(self, line: Line) -> None:
        """Nothing is asked for yet."""
        self._bot = line.bot
        self._api = line.updates
        self._is_ours = False

    async def fetch(self, offset: int | None) -> list[Raw]:
        """Wait for updates.

        Raises:
            TelegramError: of any kind.
        """
        if not self._is_ours:
            await self._remove_webhook()
        wish = _WISH if offset is None else {**_WISH, "offset": offset}
        # python-telegram-bot's own method loses the whole batch where it cannot parse one update.
        updates: list[Raw] = await self._api.call("getUpdates", wish, read_timeout=LONG_POLL + _SLOW_ANSWER)
        return updates

    async def find_webhook(self) -> str:
        """Where updates go instead of to us; empty where nothing says so."""
        try:
            return (await self._bot.get_webhook_info()).url
        except TelegramError:
            return ""

    async def _remove_webhook(self) -> None:
        if (await self._bot.get_webhook_info()).url:
            await self._bot.delete_webhook(drop_pending_updates=False)
            _log.warning("webhook removed")
        self._is_ours = True
