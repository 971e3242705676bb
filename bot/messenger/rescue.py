"""The words that must go out in an emergency even when no turn can be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog

from bot.messenger.courier import send_bubble
from bot.messenger.errands import Errands

if TYPE_CHECKING:
    from telegram import Bot

    from bot.conversation.outgoing import Bubble
    from bot.messenger.ports import Emergency
    from bot.messenger.updates import Incoming

_LAST_WORDS: Final = 2.0
"""Seconds that words on their way have when we stop."""

_log = structlog.get_logger()


class Rescue:
    """Answers a text or a tap directly, past the database, once for each update; nobody waits for it."""

    def __init__(self, bot: Bot, emergency: Emergency) -> None:
        """`emergency` finds the words."""
        self._bot = bot
        self._emergency = emergency
        self._errands = Errands()
        self._answered: set[int] = set()

    def answer(self, incoming: Incoming) -> None:
        """Send the words if it calls for them and has not been answered so yet."""
        if incoming.update_id in self._answered:
            return
        try:
            bubble = self._emergency(incoming.arrival.what, incoming.arrival.language)
        except Exception as error:  # noqa: BLE001 - words that cannot be screened must not stop the others
            _log.error("rescue failed", update=incoming.update_id, kind=type(error).__name__)
            return
        if bubble:
            self._answered.add(incoming.update_id)
            self._errands.send("rescue", self._send(incoming, bubble))

    def forget_before(self, update_id: int) -> None:
        """Updates before this one do not come again."""
        self._answered = {answered for answered in self._answered if answered >= update_id}

    async def close(self) -> None:
        """Wait a little for words on their way."""
        await self._errands.finish(_LAST_WORDS)

    async def _send(self, incoming: Incoming, bubble: Bubble) -> None:
        try:
            await send_bubble(self._bot, incoming.arrival.address.id, bubble)
        except Exception as error:  # noqa: BLE001 - whatever it was, it is tried again when the update comes again
            self._answered.discard(incoming.update_id)
            _log.error("rescue failed", update=incoming.update_id, kind=type(error).__name__)
        else:
            _log.warning("rescue sent", update=incoming.update_id)
