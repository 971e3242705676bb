"""Chats as people see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


@dataclass
class ShownMessage:
    """A message as it looks now, edits applied. `buttons` are rows of (label, token)."""

    id: int
    text: str
    date: int
    from_bot: bool
    buttons: list[list[tuple[str, str]]] = field(default_factory=list)
    document: tuple[str, str] | None = None
    """Its name and content."""
    is_frozen: bool = False
    """It cannot be changed any more: it is too old, or of a kind that nobody can change."""
    looks: list[str] = field(default_factory=list)
    """The words that it had before, the first ones first."""

    @property
    def labels(self) -> list[str]:
        """What its buttons show, from left to right and top to bottom."""
        return [label for row in self.buttons for label, _ in row]

    @property
    def markup(self) -> Json | None:
        """Its buttons as the Bot API tells them."""
        if not self.buttons:
            return None
        rows = [[{"text": label, "callback_data": token} for label, token in row] for row in self.buttons]
        return {"inline_keyboard": rows}


@dataclass
class Chat:
    """A chat; `open` says whether the bot may speak in it."""

    id: int
    kind: str = "private"
    name: str = "Someone"
    open: bool = False
    messages: list[ShownMessage] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    """The replies to taps, empty ones too."""
    typing: int = 0
    """How often the bot was seen typing."""

    def find(self, message_id: int) -> ShownMessage | None:
        """The message with this id."""
        return next((message for message in self.messages if message.id == message_id), None)

    def to_json(self) -> Json:
        """As the Bot API tells it."""
        if self.kind == "private":
            return {"id": self.id, "type": self.kind, "first_name": self.name}
        return {"id": self.id, "type": self.kind, "title": self.name}
