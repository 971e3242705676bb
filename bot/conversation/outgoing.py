"""What leaves us: messages in a form that any channel can show, written to the outbox with their turn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

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
    """A message with plain text. `visit` names the question it asks, if it asks one.

    With `over` it takes the place of what stands in the bubble that this visit began; where that cannot be changed, or
    nobody knows which it is, it is a message like any other.
    """

    text: str
    keyboard: Keyboard = ()
    visit: int = 0
    source: str = ""
    over: int = 0

    @property
    def bubble(self) -> int:
        """The visit that began the bubble in which it stands; 0 where none did."""
        return self.over or self.visit

    @property
    def is_urgent(self) -> bool:
        """These are words for a crisis, or the way back from them: they wait for nothing."""
        return self.source.startswith("safety.")


@dataclass(frozen=True, slots=True)
class Document:
    """A text file for the person."""

    name: str
    content: str
    caption: str = ""
    is_urgent: ClassVar[bool] = False


Message: TypeAlias = Bubble | Document
"""What waits in the outbox until it has left."""


@dataclass(frozen=True, slots=True)
class NewButtons:
    """The question of `visit` gets other buttons; with `chosen`, none, and the chosen label below its text.

    It is stored nowhere: harmless to repeat, and where it is lost an old button answers with a passing word.
    """

    visit: int
    keyboard: Keyboard = ()
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """New buttons for a message that is there: `target` is the channel's id of it."""

    address: Address
    target: str
    buttons: NewButtons


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
    """So often was it sent without anybody knowing whether it arrived."""
    is_prompt: bool = False
    """It answers a tap: it leaves at once, however short ago the last one left."""
    is_bulk: bool = False
    """Nobody sits waiting for it: the clock alone caused it, for many people at once."""
    target: str = ""
    """The channel's id of the message that is to be changed into this one; empty: a new one is sent."""
    leaves_at: datetime | None = None
    """Its place among what many people get, over all processes: it does not leave before."""


@dataclass(frozen=True, slots=True)
class Handover:
    """What a commit leaves for this process to do at once.

    `messages` are already marked as being sent by it, each person's in order; whatever else waits in the outbox is
    found by `Store.take_outgoing`. `reported` are the reports that this commit has written.
    """

    messages: Sequence[Outgoing] = ()
    edits: Sequence[Edit] = ()
    reported: Sequence[Delivered] = ()
    due_at: datetime | None = None
    """When the earliest of the timers is due that it has set."""
    has_left_some: bool = False
    """The outbox holds messages of these turns that are not among `messages`."""


class Fate(StrEnum):
    """What became of a message."""

    SENT = "sent"
    RETRY = "retry"
    UNKNOWN = "unknown"
    DEAD = "dead"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The report on one outgoing message. `message_id` is the channel's, `retry_after` in seconds.

    With `is_doubtful` nobody knows whether it arrived: such a try counts among its attempts.
    """

    person_id: str
    number: int
    fate: Fate
    message_id: str | None = None
    retry_after: float = 0.0
    reason: str = ""
    is_doubtful: bool = False
