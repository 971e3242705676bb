"""The words that must go out in an emergency even when no turn can be taken."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.outgoing import Bubble
    from bot.messenger.api import Api
    from bot.messenger.ports import Emergency
    from bot.messenger.updates import Incoming

LASTS: Final = 60.0
"""Seconds after which words that were said here no longer count as said for a turn: another process took the one that
they were for, and this is a new one."""
_KEPT: Final = 3600.0
"""Seconds for which it is remembered which updates were answered."""
_LAST_WORDS: Final = 2.0
"""Seconds that words on their way have when we stop."""

_log = structlog.get_logger()


@dataclass(slots=True)
class _Answer:
    chat_id: str
    text: str
    sending: asyncio.Task[str | None]
    """Gives the id of the message; None where it could not be sent."""
    seen_at: float
    """When the update last came."""


class Rescue:
    """Answers a text or a tap directly, past the database, once for each update; nobody waits for it."""

    def __init__(self, api: Api, emergency: Emergency, monotonic: Callable[[], float] = time.monotonic) -> None:
        """`emergency` finds the words; `monotonic` tells seconds."""
        self._monotonic = monotonic
        self._api = api
        self._emergency = emergency
        self._answers: dict[int, _Answer] = {}
        self._under_way: set[asyncio.Task[str | None]] = set()

    def answer(self, incoming: Incoming) -> None:
        """Send the words if it calls for them and has not been answered so yet."""
        if answer := self._answers.get(incoming.update_id):
            answer.seen_at = self._monotonic()
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
            self._forget_old()
            self._answers[incoming.update_id] = _Answer(chat_id, bubble.text, sending, self._monotonic())

    def claim(self, chat_id: str, text: str) -> asyncio.Task[str | None] | None:
        """These very words, where they are on their way to this chat or arrived: they need not be said once more."""
        since = self._monotonic() - LASTS
        for update_id, answer in self._answers.items():
            if (answer.chat_id, answer.text) == (chat_id, text) and answer.seen_at >= since:
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

    def _forget_old(self) -> None:
        """Updates that another process has taken do not come here again."""
        since = self._monotonic() - _KEPT
        self._answers = {update_id: answer for update_id, answer in self._answers.items() if answer.seen_at >= since}

    async def _send(self, update_id: int, chat_id: str, bubble: Bubble) -> str | None:
        try:
            message_id = await self._api.send_bubble(chat_id, bubble)
        except Exception as error:  # noqa: BLE001 - whatever it was, it is tried again when the update comes again
            self._answers.pop(update_id, None)
            _log.error("rescue failed", update=update_id, kind=type(error).__name__)
            return None
        _log.warning("rescue sent", update=update_id)
        return message_id
