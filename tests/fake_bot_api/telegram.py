"""What Telegram knows: chats, updates that wait, and what the bot told about itself."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fake_bot_api.chats import Chat, Json, ShownMessage

if TYPE_CHECKING:
    from collections.abc import Callable

ME: Json = {"id": 42, "is_bot": True, "first_name": "Leeward", "username": "LeewardTestBot"}


@dataclass
class Telegram:
    """Everything behind the fake; use it under `changed`, which is notified of every change."""

    changed: threading.Condition = field(default_factory=threading.Condition)
    clock: Callable[[], float] = time.time
    chats: dict[int, Chat] = field(default_factory=dict)
    updates: list[Json] = field(default_factory=list)
    """Not yet confirmed, oldest first."""
    taps: dict[str, int] = field(default_factory=dict)
    """Taps that wait for an answer: their id and chat."""
    commands: dict[str, list[Json]] = field(default_factory=dict)
    webhook: str = ""
    pollers: int = 0
    """Counts requests for updates; only the newest is served."""
    closing: bool = False
    longest_poll: float = 60.0
    """Seconds after which a request for updates is answered, whatever it asked for."""
    last_update_id: int = 500_000_000
    last_message_id: int = 100

    def queue(self, kind: str, content: Json) -> int:
        """Let an update wait for the bot; its id."""
        with self.changed:
            self.last_update_id += 1
            self.updates.append({"update_id": self.last_update_id, kind: content})
            self.changed.notify_all()
            return self.last_update_id

    def show(self, chat: Chat, text: str, *, from_bot: bool, **more: Any) -> ShownMessage:  # noqa: ANN401 - fields of ShownMessage
        """Add a message to a chat."""
        with self.changed:
            self.last_message_id += 1
            message = ShownMessage(self.last_message_id, text, int(self.clock()), from_bot, **more)
            chat.messages.append(message)
            self.changed.notify_all()
            return message

    def wait_until(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Wait for something to become true; False when it took too long."""
        with self.changed:
            return self.changed.wait_for(condition, seconds)
