"""What leaves us: messages in a form that any channel can show, written to the outbox with their turn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from bot.conversation.events import Address
    from bot.dialogue.effects import Keyboard


LONGEST = 4096
"""What fits into one message of Telegram's, in UTF-16 units."""


def split(text: str) -> list[str]:
    """The text in parts that each fit into one message, cut between lines or words where that is possible."""
    parts = []
    while _length(text) > LONGEST:
        end = next(place for place in range(LONGEST, 0, -1) if _length(text[:place]) <= LONGEST)
        cut = max(text.rfind("\n", 1, end), 0) or max(text.rfind(" ", 1, end), 0) or end
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*parts, text]


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


class Policy(StrEnum):
    """What to do when nobody knows whether a message arrived."""

    AT_LEAST_ONCE = "at least once"
    """Send it again: at most one duplicate for each crash."""
    AT_MOST_ONCE = "at most once"
    """Never send it again: the person's next act asks anew."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message with plain text. `visit` names the question it asks, if it asks one."""

    text: str
    keyboard: Keyboard = ()
    visit: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class NewButtons:
    """The question of `visit` gets other buttons; with `chosen`, none, and the chosen label below its text."""

    visit: int
    keyboard: Keyboard = ()
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A text file for the person."""

    name: str
    content: str
    caption: str = ""


Message: TypeAlias = Bubble | NewButtons | Document


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way: its row in the outbox, whom it goes to, and what happened to it so far."""

    person_id: str
    number: int
    """Counts a person's messages; they leave in this order."""
    address: Address
    message: Message
    policy: Policy = Policy.AT_LEAST_ONCE
    attempts: int = 0
    target: str | None = None
    """For `NewButtons`: the channel's id of the message that asked, where known."""


class Fate(StrEnum):
    """What became of a message."""

    SENT = "sent"
    RETRY = "retry"
    UNKNOWN = "unknown"
    DEAD = "dead"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The report on one outgoing message. `message_id` is the channel's, `retry_after` in seconds."""

    person_id: str
    number: int
    fate: Fate
    message_id: str | None = None
    retry_after: float = 0.0
    reason: str = ""
