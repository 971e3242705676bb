"""Leeward in Telegram: everything in this room put together and kept running."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.errors import MessengerError
from bot.messenger.connection import REFUSED, TELEGRAM, open_bot
from bot.messenger.courier import Courier
from bot.messenger.delivery import Delivery
from bot.messenger.menu import Menu, register_menu
from bot.messenger.pacing import RateGate
from bot.messenger.polling import Poller
from bot.messenger.rescue import Rescue
from bot.messenger.taking import Taking
from bot.messenger.world import World, unless

if TYPE_CHECKING:
    from bot.messenger.ports import Ports

_LAST_TURNS: Final = 3.0
"""Seconds that turns under way have when we are asked to stop; what is not taken then comes again."""
_LAST_MESSAGES: Final = 5.0
"""The same for messages on their way."""
_MOST_WAIT: Final = 30.0

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class TelegramOptions:
    """What the operator sets. `pause` is the longest pause, in seconds, before a second bubble in one go."""

    token: str = field(repr=False)
    api_url: str = TELEGRAM
    messages_per_second: float = 30.0
    pause: float = 1.2
    proxy: str | None = field(default=None, repr=False)


class TelegramService:
    """Polls and delivers until it is told to stop."""

    def __init__(self, options: TelegramOptions, ports: Ports, menu: Menu, world: World | None = None) -> None:
        """Put the parts together; nothing is sent yet.

        Raises:
            MessengerError: this cannot be a token.
        """
        world = world or World()
        self._world = world
        self._menu = menu
        self._bot = open_bot(options.token, options.api_url, options.proxy)
        courier = Courier(self._bot, RateGate(options.messages_per_second, world), world, options.pause)
        self._delivery = Delivery(courier, ports.store, ports.writer, world)
        taking = Taking(ports.intake, Rescue(self._bot, ports.emergency))
        self._poller = Poller(self._bot, taking, ports.private_only, world)

    def wake(self) -> None:
        """There are new messages in the outbox. Call it from the event loop's thread after a commit."""
        self._delivery.wake()

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then finish what is under way.

        Raises:
            MessengerError: Telegram refuses the token, or someone else gets our updates.
        """
        try:
            if await self._connect(stop):
                await register_menu(self._bot, self._menu)
                await self._serve(stop)
        finally:
            await self._bot.shutdown()

    async def _connect(self, stop: asyncio.Event) -> bool:
        """Ask Telegram who we are, until it answers; False when told to stop before."""
        failures = 0
        while not stop.is_set():
            try:
                await unless(stop, self._bot.initialize())
            except InvalidToken:
                break  # raised below: this error's text shows the token, and must not even be a context
            except TelegramError as error:
                failures += 1
                _log.warning("Telegram is away", kind=type(error).__name__, failures=failures)
                await unless(stop, self._world.sleep(self._world.backoff(failures, _MOST_WAIT)))
            else:
                return not stop.is_set()
        if stop.is_set():
            return False
        raise MessengerError(REFUSED)

    async def _serve(self, stop: asyncio.Event) -> None:
        polling = asyncio.create_task(self._poller.run(stop))
        delivering = asyncio.create_task(self._delivery.run())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({polling, delivering, stopping}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({polling}, timeout=_LAST_TURNS)
        finally:
            self._delivery.finish()
            await asyncio.wait({delivering}, timeout=_LAST_MESSAGES)
            for task in (polling, delivering, stopping):
                task.cancel()
            endings = await asyncio.gather(polling, delivering, return_exceptions=True)
        for ending in endings:
            if isinstance(ending, Exception):
                raise ending
