"""How long we hold back before we speak in a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.conversation.outgoing import Outgoing
    from bot.messenger.world import World

_LONG: Final = 200
"""Characters after which a text gets the whole pause before it."""


class Pauses:
    """Between the bubbles of one go, so that the first can be read; and between any two in a chat.

    Telegram wants no more than about one message a second in one chat.
    """

    def __init__(self, typing: float, chat: float, world: World) -> None:
        """Both in seconds, 0 for none: `typing` is the longest before a second bubble in one go, `chat` the other."""
        self._typing = typing
        self._chat = chat
        self._world = world
        self._spoken_at: dict[str, float] = {}

    def hurry(self) -> None:
        """No more pauses: we are about to stop."""
        self._typing = self._chat = 0.0

    def find_pause(self, outgoing: Outgoing, *, follows: bool) -> float:
        """The seconds before this message; `follows` another one in one go. A longer text takes longer to write."""
        length = len(getattr(outgoing.message, "text", ""))
        pause = self._typing * (1 + min(1.0, length / _LONG)) / 2 if follows else 0.0
        if self._chat and not outgoing.is_prompt:
            spoken_at = self._spoken_at.get(outgoing.address.id)
            if spoken_at is not None:
                pause = max(pause, spoken_at + self._chat - self._world.monotonic())
        if outgoing.leaves_at:
            pause = max(pause, (outgoing.leaves_at - self._world.now()).total_seconds())
        return pause

    def note(self, outgoing: Outgoing) -> None:
        """We speak in this chat now."""
        if self._chat:
            self._spoken_at[outgoing.address.id] = self._world.monotonic()

    def tidy(self) -> None:
        """Forget the chats in which we spoke long enough ago."""
        before = self._world.monotonic() - self._chat
        self._spoken_at = {chat: at for chat, at in self._spoken_at.items() if at > before}
