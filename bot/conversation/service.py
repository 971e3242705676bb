"""The conversation as a whole: what a messenger or a terminal is plugged into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.calls import find_call
from bot.conversation.intake import Intake
from bot.conversation.outcomes import crisis_bubble
from bot.conversation.stage import Stage
from bot.conversation.timekeeper import Timekeeper
from bot.conversation.writer import Writer

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from datetime import datetime

    from bot.conversation.events import Happening
    from bot.conversation.outgoing import Bubble, Handover
    from bot.conversation.ports import Store
    from bot.conversation.programme import Programme


class Conversation:
    """Takes what arrives, comes back when timers are due, and leaves messages in the store's outbox.

    Args:
        store: the database.
        programme: what is said, until another is put on the stage.
        clock: tells the time, aware.
    """

    def __init__(self, store: Store, programme: Programme, clock: Callable[[], datetime]) -> None:
        """Plug the parts together; nothing runs yet."""
        self.store = store
        self.stage = Stage(programme)
        self.clock = clock
        self.writer = Writer()
        self.intake = Intake(store, self.stage, self.writer, clock, self._committed)
        self._timekeeper = Timekeeper(self.intake, store, self.writer, clock)
        self._listeners: list[Callable[[Handover], None]] = []

    def on_commit(self, listener: Callable[[Handover], None]) -> None:
        """Call `listener` after each commit: it hands over what is to be sent at once, and there may be more."""
        self._listeners.append(listener)

    async def keep_time(self, stop: asyncio.Event) -> None:
        """Take due timers until `stop` is set."""
        await self._timekeeper.run(stop)

    def emergency(self, what: Happening, language: str | None) -> Bubble | None:
        """The words for a crisis or a call for help, which must be answered even while nothing can be stored."""
        return find_emergency(self.stage.programme, what, language)

    def private_only(self, language: str | None) -> str:
        """What to say in a group."""
        programme = self.stage.programme
        return programme.books[programme.language(language)].words.groups_only_private

    async def close(self) -> None:
        """Finish what was begun and let go of the database."""
        await self.intake.close()
        await self.writer(self.store.close)
        self.writer.close()

    def _committed(self, handover: Handover) -> None:
        self._timekeeper.expect(handover.due_at)
        for listener in self._listeners:
            listener(handover)


def find_emergency(programme: Programme, what: Happening, language: str | None) -> Bubble | None:
    """The words for a crisis or a call for help; needs nothing but what was read before."""
    call = find_call(programme.screen, what)
    return crisis_bubble(programme, call, language, programme.country) if call else None
