"""Messages as JSON, the form in which they wait in the outbox."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.conversation.outgoing import Bubble, Document
from bot.dialogue.effects import Button
from bot.storage.forms import in_known_form

if TYPE_CHECKING:
    from bot.conversation.outgoing import Message
    from bot.dialogue.effects import Keyboard

_KINDS: dict[str, type[Message]] = {"bubble": Bubble, "document": Document}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def encode(message: Message) -> str:
    """The stored form of a message."""
    return json.dumps({"is": _NAMES[type(message)]} | asdict(message), ensure_ascii=False)


def decode(text: str) -> Message:
    """What `encode` wrote.

    Raises:
        Unreadable: it is damaged, or a newer version wrote it.
    """
    with in_known_form("A message in the outbox"):
        fields: dict[str, Any] = json.loads(text)
        kind = _KINDS[fields.pop("is")]
        if "keyboard" in fields:
            fields["keyboard"] = _to_keyboard(fields["keyboard"])
        return kind(**fields)


def _to_keyboard(rows: list[list[dict[str, str]]]) -> Keyboard:
    return tuple(tuple(Button(**button) for button in row) for row in rows)
