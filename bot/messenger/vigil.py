"""Answers words of a crisis while nothing else can be done, because the database cannot be opened yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.errors import MessengerError
from bot.messenger.connection import REFUSED, open_line
from bot.messenger.raw import read_raw
from bot.messenger.rescue import Rescue
from bot.messenger.updates import WANTED, Incoming
from bot.messenger.world import World, unless

if TYPE_CHECKING:
    import asyncio

    from bot.messenger.ports import Emergency
    from bot.messenger.service import TelegramOptions

_PAUSE: Final = 1.0
"""Seconds between two looks at what waits."""
_MOST_WAIT: Final = 30.0

_log = structlog.get_logger()


class Vigil:
    """Looks at what waits in Telegram and confirms none of it: the turns are taken when the database is there."""

    def __init__(self, options: TelegramOptions, emergency: Emergency, world: World | None = None) -> None:
        """`emergency` finds the words. Nothing is sent yet.

        Raises:
            MessengerError: this cannot be a token.
        """
        self._line = open_line(options.token, options.api_url, options.proxy, options.connections)
        self._rescue = Rescue(self._line.api, emergency)
        self._world = world or World()
        self._failures = 0

    async def keep(self, ended: asyncio.Event) -> None:
        """Keep it until it has ended, or another process fetches the updates: then that one answers.

        Raises:
            MessengerError: Telegram refuses the token.
        """
        _log.error("database away at start: only words for a crisis are answered")
        try:
            while not ended.is_set():
                try:
                    await self._look()
                    self._failures = 0
                except InvalidToken:
                    break  # raised below: this error's text shows the token
                except Conflict:
                    _log.warning("someone else fetches updates")
                    return
                except TelegramError as error:
                    self._failures += 1
                    _log.warning("Telegram is away", kind=type(error).__name__, failures=self._failures)
                wait = self._world.backoff(self._failures, _MOST_WAIT) if self._failures else _PAUSE
                await unless(ended, self._world.sleep(wait))
            if not ended.is_set():
                raise MessengerError(REFUSED)
        finally:
            await self._rescue.close()
            await self._line.bot.shutdown()

    async def _look(self) -> None:
        await self._line.bot.initialize()
        for raw in await self._line.updates.call("getUpdates", {"timeout": 0, "allowed_updates": WANTED}):
            reading = read_raw(raw, self._line.bot)
            if isinstance(reading, Incoming):
                self._rescue.answer(reading)
