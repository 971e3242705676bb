"""The words that must go out in an emergency even when no turn can be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from telegram.error import TelegramError

from bot.conversation.events import Edited, Tapped, Wrote
from bot.messenger.courier import send_bubble

if TYPE_CHECKING:
    from telegram import Bot

    from bot.conversation.events import Happening
    from bot.messenger.ports import Emergency
    from bot.messenger.updates import Incoming

_log = structlog.get_logger()


class Rescue:
    """Answers a text or a tap directly, past the database, once for each update."""

    def __init__(self, bot: Bot, emergency: Emergency) -> None:
        """`emergency` finds the words."""
        self._bot = bot
        self._emergency = emergency
        self._answered: set[int] = set()

    async def answer(self, incoming: Incoming) -> None:
        """Send the words if it calls for them and has not been answered so yet."""
        arrival = incoming.arrival
        words = _words(arrival.what)
        if incoming.update_id in self._answered or not words:
            return
        bubble = self._emergency(words, arrival.language)
        if bubble is None:
            return
        try:
            await send_bubble(self._bot, arrival.address.id, bubble)
        except TelegramError as error:
            _log.error("rescue failed", update=incoming.update_id, kind=type(error).__name__)
            return
        self._answered.add(incoming.update_id)
        _log.warning("rescue sent", update=incoming.update_id)

    def forget_before(self, update_id: int) -> None:
        """Updates before this one do not come again."""
        self._answered = {answered for answered in self._answered if answered >= update_id}


def _words(what: Happening) -> str:
    match what:
        case Wrote(text) | Edited(text):
            return text
        case Tapped(token):  # the help button
            return token
        case _:
            return ""
