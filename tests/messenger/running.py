"""A service that runs beside the test, in a thread with an event loop of its own, so that tests read as a story."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.conversation.outgoing import Handover
from bot.messenger.service import TelegramOptions, TelegramService
from bot.messenger.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.messenger.menu import Menu
    from tests.fake_bot_api import FakeBotApi
    from tests.messenger.fakes import FakeIntake


def eventually(condition: Callable[[], bool]) -> bool:
    """Look again and again, up to five seconds: for what happens in the service's thread."""
    end = time.monotonic() + 5
    while not condition() and time.monotonic() < end:
        time.sleep(0.005)
    return condition()


class Running:
    """The thread, and how it ended."""

    def __init__(self, api: FakeBotApi, intake: FakeIntake, menu: Menu) -> None:
        """Start it."""
        self.error: Exception | None = None
        self.slept: list[float] = []
        """The seconds that it wanted to sleep."""
        self._options = TelegramOptions(api.token, api.url, pause=0, chat_pause=0)
        self._intake = intake
        self._menu = menu
        self._service: TelegramService | None = None
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def stop(self) -> None:
        """Ask it to stop, and wait until it has."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        self.wait_for_end()

    def call(self, act: Callable[[], object]) -> None:
        """Do something in the service's thread."""
        self._loop.call_soon_threadsafe(act)

    def change_menu(self, menu: Menu) -> None:
        """Have other commands from now on."""
        assert self._service
        asyncio.run_coroutine_threadsafe(self._service.change_menu(menu), self._loop).result(10)

    def wait_for_end(self) -> None:
        """Wait until it has ended by itself."""
        self._thread.join(10)
        assert not self._thread.is_alive(), "The service does not end."
        self._loop.close()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        except Exception as error:  # noqa: BLE001 - the test looks at it
            self.error = error

    async def _serve(self) -> None:
        service = TelegramService(self._options, self._intake.plug(), self._menu, World(sleep=self._hurry))
        self._service = service
        self._intake.committed = service.accept
        waking = asyncio.create_task(self._wake(service))
        try:
            await service.run(self._stop)
        finally:
            waking.cancel()

    async def _hurry(self, seconds: float) -> None:
        """Sleep, but not for long."""
        self.slept.append(seconds)
        await asyncio.sleep(min(seconds, 0.02))

    async def _wake(self, service: TelegramService) -> None:
        """What the conversation does after each commit that hands nothing over."""
        while True:
            await asyncio.sleep(0.005)
            service.accept(Handover())


@contextmanager
def serving(api: FakeBotApi, intake: FakeIntake, menu: Menu | None = None) -> Iterator[Running]:
    """A service that is stopped at the end of the block; its error is raised there."""
    running = Running(api, intake, menu or {})
    try:
        yield running
    finally:
        running.stop()
    if running.error:
        raise running.error
