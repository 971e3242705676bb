"""The updates that Telegram keeps for us."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog
from telegram.error import TelegramError

from bot.messenger.updates import WANTED

if TYPE_CHECKING:
    from telegram import Bot

    from bot.messenger.raw import Raw

LONG_POLL: Final = 30
"""Seconds that Telegram may hold a request for updates open."""
MOST_AT_ONCE: Final = 100
"""Telegram's limit for one batch."""
_SLOW_ANSWER: Final = 10.0

# The library's own `Bot.get_updates` loses the whole batch where it cannot parse one update. `do_api_request` gives raw
# JSON, and warns at names of methods that the library knows: this spelling becomes "getUpdates" only after that.
_GET_UPDATES: Final = "get__updates"

_log = structlog.get_logger()


class Mailbox:
    """Fetches updates; asking for them from an offset confirms all before it."""

    def __init__(self, bot: Bot) -> None:
        """Nothing is asked for yet."""
        self._bot = bot
        self._is_ours = False

    async def fetch(self, offset: int | None) -> list[Raw]:
        """Wait for updates.

        Raises:
            TelegramError: of any kind.
        """
        if not self._is_ours:
            await self._remove_webhook()
        wanted = {"limit": MOST_AT_ONCE, "timeout": LONG_POLL, "allowed_updates": WANTED}
        updates: list[Raw] = await self._bot.do_api_request(
            _GET_UPDATES,
            wanted if offset is None else {**wanted, "offset": offset},
            read_timeout=LONG_POLL + _SLOW_ANSWER,
        )
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
