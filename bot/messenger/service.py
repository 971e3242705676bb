"""Leeward in Telegram: everything in this room put together and kept running."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.errors import MessengerError
from bot.messenger.connection import REFUSED, TELEGRAM, open_line
from bot.messenger.courier import Courier
from bot.messenger.delivery import Delivery
from bot.messenger.gate import Gate
from bot.messenger.menu import Menu, register_menu
from bot.messenger.pauses import Pauses
from bot.messenger.polling import Poller
from bot.messenger.reception import Reception
from bot.messenger.rescue import Rescue
from bot.messenger.world import World, unless

if TYPE_CHECKING:
    from bot.conversation.outgoing import Handover
    from bot.messenger.connection import Line
    from bot.messenger.ports import Ports
    from bot.messenger.webhook import Webhook, WebhookOptions

_LAST_TURNS: Final = 3.0
"""Seconds that turns under way have when we are asked to stop; what is not taken then comes again."""
_LAST_MESSAGES: Final = 5.0
"""The same for messages on their way."""
_MOST_WAIT: Final = 30.0

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class TelegramOptions:
    """What the operator sets.

    Pauses are in seconds: `pause` is the longest before a second bubble in one go, `chat_pause` between any two in a
    chat. With `webhook` updates are brought, else they are fetched.
    """

    token: str = field(repr=False)
    api_url: str = TELEGRAM
    pause: float = 1.2
    chat_pause: float = 1.0
    paid: bool = False
    """Messages to many people at once are paid for, and faster."""
    proxy: str | None = field(default=None, repr=False)
    connections: int = 64
    webhook: WebhookOptions | None = None


class TelegramService:
    """Takes what comes in and delivers until it is told to stop."""

    def __init__(self, options: TelegramOptions, ports: Ports, menu: Menu, world: World | None = None) -> None:
        """Put the parts together; nothing is sent yet.

        Raises:
            MessengerError: this cannot be a token.
        """
        world = world or World()
        self._world = world
        self._menu = menu
        self._known_as = ports.known_as
        self._registering = asyncio.Lock()
        self._is_known = False
        line = open_line(options.token, options.api_url, options.proxy, options.connections)
        self._bot = line.bot
        rescue = Rescue(line.api, ports.emergency)
        gate = Gate(ports.store, ports.writer, world)
        courier = Courier(line, gate, rescue, world, paid=options.paid)
        pauses = Pauses(options.pause, options.chat_pause, world)
        self._delivery = Delivery(courier, gate, pauses, ports, world)
        reception = Reception(line, ports, rescue)
        self.webhook = _open_webhook(line, options.webhook, reception, world) if options.webhook else None
        """What a server must serve, where updates are brought."""
        self._ingress = self.webhook or Poller(line, reception, ports, world)
        self.is_serving = False
        """Telegram has told who we are, and nobody has asked us to stop."""

    def accept(self, handover: Handover) -> None:
        """Do what a commit has left to be done. Call it from the event loop's thread after each commit."""
        self._delivery.accept(handover)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then finish what is under way.

        Raises:
            MessengerError: Telegram refuses the token, or someone else gets our updates.
        """
        try:
            if await self._connect(stop):
                self._is_known = True
                self._known_as(self._bot.username)
                await self._register_menu()
                await self._serve(stop)
        finally:
            await self._bot.shutdown()

    async def change_menu(self, menu: Menu) -> None:
        """Show these commands from now on."""
        self._menu = menu
        if self._is_known:
            await self._register_menu()

    async def _register_menu(self) -> None:
        async with self._registering:  # the newest is told last
            await register_menu(self._bot, self._menu)

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
        self.is_serving = True
        taking = asyncio.create_task(self._ingress.run(stop))
        delivering = asyncio.create_task(self._delivery.run())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({taking, delivering, stopping}, return_when=asyncio.FIRST_COMPLETED)
            self.is_serving = False
            await asyncio.wait({taking}, timeout=_LAST_TURNS)
        finally:
            self._delivery.finish()
            await asyncio.wait({delivering}, timeout=_LAST_MESSAGES)
            for task in (taking, delivering, stopping):
                task.cancel()
            endings = await asyncio.gather(taking, delivering, return_exceptions=True)
        for ending in endings:
            if isinstance(ending, Exception):
                raise ending


def _open_webhook(line: Line, options: WebhookOptions, reception: Reception, world: World) -> Webhook:
    from bot.messenger.registration import Registration  # noqa: PLC0415 - who polls needs no server
    from bot.messenger.webhook import Webhook  # noqa: PLC0415 - the same

    return Webhook(options, reception, Registration(line.bot, options, world))
