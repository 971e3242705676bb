"""Messages as JSON, the form in which they wait in the outbox."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.conversation.outgoing import Bubble, Document
from bot.dialogue.effects import Button
from bot.storage.forms import in_known_form, write_json

if TYPE_CHECKING:
    from bot.conversation.outgoing import Message
    from bot.dialogue.effects import Keyboard

_KINDS: dict[str, type[Message]] = {"bubble": Bubble, "document": Document}


def encode(message: Message) -> bytes:
    """The stored form of a message."""
    match message:
        case Bubble(text, keyboard, visit, source, over):
            fields: dict[str, object] = {
                "is": "bubble",
                "text": text,
                "keyboard": keyboard,
                "visit": visit,
                "source": source,
            }
            if over:
                fields["over"] = over
        case Document(name, content, caption):
            fields = {"is": "document", "name": name, "content": content, "caption": caption}
    return write_json(fields)


def decode(stored: bytes) -> Message:
    """What `encode` wrote.

    Raises:
        Unreadable: it is damaged, or a newer version wrote it.
    """
    with in_known_form("A message in the outbox"):
        fields: dict[str, Any] = json.loads(stored)
        kind = _KINDS[fields.pop("is")]
        if "keyboard" in fields:
            fields["keyboard"] = _to_keyboard(fields["keyboard"])
        return kind(**fields)


def _to_keyboard(rows: list[list[dict[str, str]]]) -> Keyboard:
    return tuple(tuple(Button(**button) for button in row) for row in rows)
