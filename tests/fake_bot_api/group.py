"""A chat with many people in it, where Leeward does not talk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fake_bot_api.methods import tell_message
from tests.fake_bot_api.telegram import ME

if TYPE_CHECKING:
    from tests.fake_bot_api.chats import Chat, Json
    from tests.fake_bot_api.telegram import Telegram

_SOMEONE: Json = {"id": 7, "is_bot": False, "first_name": "Zoe", "language_code": "es-ES"}


class Group:
    """A group or a channel."""

    def __init__(self, telegram: Telegram, chat: Chat) -> None:
        """The bot is not in it yet."""
        self._telegram = telegram
        self._chat = chat

    @property
    def texts(self) -> list[str]:
        """What the bot said here."""
        return [message.text for message in self._chat.messages if message.from_bot]

    def adds_bot(self) -> int:
        """Someone takes the bot in."""
        self._chat.open = True
        return self._telegram.queue(
            "my_chat_member",
            {
                "chat": self._chat.to_json(),
                "from": _SOMEONE,
                "date": int(self._telegram.clock()),
                "old_chat_member": {"user": ME, "status": "left"},
                "new_chat_member": {"user": ME, "status": "member"},
            },
        )

    def hears(self, text: str) -> int:
        """Someone says something here."""
        message = self._telegram.show(self._chat, text, from_bot=False)
        return self._telegram.queue("message", {**tell_message(self._chat, message), "from": _SOMEONE})

    def waits_until_left(self, seconds: float = 5.0) -> None:
        """Wait until the bot has left."""
        assert self._telegram.wait_until(lambda: not self._chat.open, seconds), "The bot is still here."
