"""Tells Telegram where to bring updates, and looks now and then whether it still does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog
from telegram.error import BadRequest, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.errors import MessengerError
from bot.messenger.connection import REFUSED
from bot.messenger.fates import seconds
from bot.messenger.updates import WANTED
from bot.messenger.world import World, unless

if TYPE_CHECKING:
    import asyncio
    from datetime import datetime

    from telegram import Bot, WebhookInfo

    from bot.messenger.webhook import WebhookOptions

LOOK: Final = 60.0
"""Seconds between two looks at what Telegram has registered."""
_MOST_WAIT: Final = 30.0

_log = structlog.get_logger()


class Registration:
    """Our webhook at Telegram. It stays when we stop: others may serve it, and nothing is lost if nobody does."""

    def __init__(self, bot: Bot, options: WebhookOptions, world: World) -> None:
        """Nothing is asked for yet."""
        self._bot = bot
        self._options = options
        self._world = world
        self._is_set = False
        self._failures = 0
        self._told_until: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Keep it registered until `stop` is set.

        Raises:
            MessengerError: Telegram refuses the token, or the address.
        """
        while not stop.is_set():
            wait = await unless(stop, self._look())
            if wait:
                await unless(stop, self._world.sleep(wait))

    async def _look(self) -> float:
        """Register where need be; the seconds to wait before the next look."""
        try:
            await self._keep()
        except (InvalidToken, EndPointNotFound):
            raise MessengerError(REFUSED) from None
        except BadRequest as error:
            raise MessengerError(f"Telegram refuses telegram.webhook: {error.message}") from None
        except RetryAfter as error:
            return seconds(error.retry_after)
        except TelegramError as error:
            self._failures += 1
            _log.warning("webhook not looked after", kind=type(error).__name__, failures=self._failures)
            return self._world.backoff(self._failures, _MOST_WAIT)
        self._failures = 0
        return LOOK

    async def _keep(self) -> None:
        if not self._is_set:
            await self._set()  # always at a start: Telegram does not show whether its secret is ours
            return
        info = await self._bot.get_webhook_info()
        self._tell(info)
        if info.url != self._options.url:
            _log.warning("webhook was changed")
            await self._set()

    async def _set(self) -> None:
        await self._bot.set_webhook(
            self._options.url,
            max_connections=self._options.connections,
            allowed_updates=WANTED,
            drop_pending_updates=False,
            secret_token=self._options.secret,
        )
        self._is_set = True
        _log.info("webhook set")

    def _tell(self, info: WebhookInfo) -> None:
        """Say what Telegram's last trouble with us was, once."""
        at, self._told_until = self._told_until, info.last_error_date or self._told_until
        if self._told_until != at:
            _log.warning("Telegram had trouble with the webhook", why=info.last_error_message)
