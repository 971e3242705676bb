"""What Telegram brings, by whichever way: read, taken, and answered where Telegram wants an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog
from telegram.error import BadRequest, Forbidden

from bot.messenger.errands import Errands
from bot.messenger.raw import Garbled, read_raw
from bot.messenger.taking import PATIENCE, Taking
from bot.messenger.updates import Elsewhere, Incoming

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.backlog import Receipt
    from bot.messenger.connection import Line
    from bot.messenger.ports import Ports
    from bot.messenger.raw import Raw
    from bot.messenger.rescue import Rescue

_LAST_ERRANDS: Final = 2.0

_log = structlog.get_logger()


class Reception:
    """Takes updates into the conversation, from polling and from the webhook alike."""

    def __init__(self, line: Line, ports: Ports, rescue: Rescue, *, patience: float = PATIENCE) -> None:
        """`patience` is how long, in seconds, a turn is waited for."""
        self._bot = line.bot
        self._api = line.api
        self._private_only = ports.private_only
        self._taking = Taking(ports.intake, rescue, self._answer_tap, patience=patience)
        self._errands = Errands()
        self._leaving: set[int] = set()

    async def take(self, updates: Sequence[Raw]) -> set[int]:
        """Take them, and answer taps; returns after the commit, with the ids of those that must come again.

        It never raises, and never waits longer than its patience.
        """
        batch: list[Incoming] = []
        left: set[int] = set()
        for raw in updates:
            reading = read_raw(raw, self._bot)
            if isinstance(reading, Incoming):
                batch.append(reading)
            elif isinstance(reading, Elsewhere):
                self._leave_soon(reading)
            elif isinstance(reading, Garbled) and not self._taking.pass_over(reading):
                left.add(reading.update_id)
        return left | await self._taking.take(batch) if batch else left

    async def close(self) -> None:
        """Let go of turns that are stuck; what is under way beside them may end."""
        await self._taking.close()
        await self._errands.finish(_LAST_ERRANDS)

    def _answer_tap(self, tap_id: str, receipt: Receipt) -> None:
        self._errands.send("toast", self._api.answer_tap(tap_id, receipt.toast))

    def _leave_soon(self, place: Elsewhere) -> None:
        if place.chat_id not in self._leaving:
            self._leaving.add(place.chat_id)
            self._errands.send("leave", self._leave(place))

    async def _leave(self, place: Elsewhere) -> None:
        try:
            if place.say_why:
                await self._say_why(place)
            await self._bot.leave_chat(place.chat_id)
        finally:
            self._leaving.discard(place.chat_id)

    async def _say_why(self, place: Elsewhere) -> None:
        try:
            await self._bot.send_message(place.chat_id, self._private_only(place.language))
        except (Forbidden, BadRequest):
            _log.info("group does not let us speak")
