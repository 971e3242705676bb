"""The words that must go out in an emergency even when no turn can be taken."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog

if TYPE_CHECKING:
    from bot.conversation.outgoing import Bubble
    from bot.messenger.api import Api
    from bot.messenger.ports import Emergency
    from bot.messenger.updates import Incoming

_LAST_WORDS: Final = 2.0
"""Seconds that words on their way have when we stop."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Answer:
    chat_id: str
    text: str
    sending: asyncio.Task[str | None]
    """Gives the id of the message; None where it could not be sent."""


class Rescue:
    """Answers a text or a tap directly, past the database, once for each update; nobody waits for it."""

    def __init__(self, api: Api, emergency: Emergency) -> None:
        """`emergency` finds the words."""
        self._api = api
        self._emergency = emergency
        self._answers: dict[int, _Answer] = {}
        self._under_way: set[asyncio.Task[str | None]] = set()

    def answer(self, incoming: Incoming) -> None:
        """Send the words if it calls for them and has not been answered so yet."""
        if incoming.update_id in self._answers:
            return
        try:
            bubble = self._emergency(incoming.arrival.what, incoming.arrival.language)
        except Exception as error:  # noqa: BLE001 - words that cannot be screened must not stop the others
            _log.error("rescue failed", update=incoming.update_id, kind=type(error).__name__)
            return
        if bubble:
            chat_id = incoming.arrival.address.id
            sending = asyncio.create_task(self._send(incoming.update_id, chat_id, bubble))
            self._under_way.add(sending)
            sending.add_done_callback(self._under_way.discard)
            self._answers[incoming.update_id] = _Answer(chat_id, bubble.text, sending)

    def claim(self, chat_id: str, text: str) -> asyncio.Task[str | None] | None:
        """These very words, where they are on their way to this chat or arrived: they need not be said once more."""
        for update_id, answer in self._answers.items():
            if (answer.chat_id, answer.text) == (chat_id, text):
                del self._answers[update_id]
                return answer.sending
        return None

    def settle(self, update_id: int) -> None:
        """The update will not come again."""
        self._answers.pop(update_id, None)

    async def close(self) -> None:
        """Wait a little for words on their way."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=_LAST_WORDS)
            for task in late:
                task.cancel()

    async def _send(self, update_id: int, chat_id: str, bubble: Bubble) -> str | None:
        try:
            message_id = await self._api.send_bubble(chat_id, bubble)
        except Exception as error:  # noqa: BLE001 - whatever it was, it is tried again when the update comes again
            self._answers.pop(update_id, None)
            _log.error("rescue failed", update=update_id, kind=type(error).__name__)
            return None
        _log.warning("rescue sent", update=update_id)
        return message_id
