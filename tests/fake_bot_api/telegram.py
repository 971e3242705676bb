"""What Telegram knows: chats, updates that wait, and what the bot told about itself."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fake_bot_api.chats import Chat, Json, ShownMessage
from tests.fake_bot_api.queues import Queues

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ME: Json = {"id": 42, "is_bot": True, "first_name": "Leeward", "username": "LeewardTestBot"}


@dataclass
class Telegram:
    """Everything behind the fake; use it under `changed`, which is notified of every change."""

    changed: threading.Condition = field(default_factory=threading.Condition)
    clock: Callable[[], float] = time.time
    chats: dict[int, Chat] = field(default_factory=dict)
    queues: Queues = field(init=False)
    taps: dict[str, int] = field(default_factory=dict)
    """Taps that wait for an answer: their id and chat."""
    commands: dict[str, list[Json]] = field(default_factory=dict)
    webhook: str = ""
    """Where updates are pushed to; empty while they are polled."""
    secret: str = ""
    connections: int = 40
    """How many updates are pushed at the same time."""
    last_error: str = ""
    """Why an update could not be pushed."""
    pollers: int = 0
    """Counts requests for updates; only the newest is served."""
    closing: bool = False
    longest_poll: float = 60.0
    """Seconds after which a request for updates is answered, whatever it asked for."""
    last_update_id: int = 500_000_000
    last_message_id: int = 100
    last_tap: int = 0
    on_queue: list[Callable[[], None]] = field(default_factory=list)
    """Called when an update has arrived or the webhook has changed."""
    on_show: list[Callable[[Chat, ShownMessage], None]] = field(default_factory=list)
    """Called with each message that appears in a chat."""
    _late: dict[str, list[Json]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The queues read this clock, whoever sets it."""
        self.queues = Queues(self._read_clock)

    @property
    def updates(self) -> list[Json]:
        """Not yet confirmed, oldest first."""
        return [each.update for each in self.queues.look()]

    def queue(self, kind: str, content: Json) -> int:
        """Let an update wait for the bot; its id, or 0 while this kind is late."""
        with self.changed:
            if kind in self._late:
                self._late[kind].append(content)
                return 0
            self.last_update_id += 1
            self.queues.add({"update_id": self.last_update_id, kind: content})
            self.tell_queued()
            return self.last_update_id

    def repeat(self, update_id: int) -> None:
        """Hand out an update once more, even one that was confirmed."""
        with self.changed:
            self.queues.repeat(update_id)
            self.tell_queued()

    @contextmanager
    def late(self, kind: str) -> Iterator[None]:
        """Updates of this kind arrive at the end of the block; others overtake them, as a tap can overtake a text."""
        with self.changed:
            self._late[kind] = []
        try:
            yield
        finally:
            with self.changed:
                for content in self._late.pop(kind):
                    self.queue(kind, content)

    def tell_queued(self) -> None:
        """There is something for who polls, or for the webhook."""
        self.changed.notify_all()
        for listener in self.on_queue:
            listener()

    def show(self, chat: Chat, text: str, *, from_bot: bool, **more: Any) -> ShownMessage:  # noqa: ANN401 - fields of ShownMessage
        """Add a message to a chat."""
        with self.changed:
            self.last_message_id += 1
            message = ShownMessage(self.last_message_id, text, int(self.clock()), from_bot, **more)
            chat.messages.append(message)
            self.changed.notify_all()
            for listener in self.on_show:
                listener(chat, message)
            return message

    def _read_clock(self) -> float:
        return self.clock()

    def wait_until(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Wait for something to become true; False when it took too long."""
        with self.changed:
            return self.changed.wait_for(condition, seconds)
