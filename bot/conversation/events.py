"""What can happen to a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime


class Address(NamedTuple):
    """Where a person is reached: a channel (``telegram``, ``terminal``) and the id there."""

    channel: str
    id: str


@dataclass(frozen=True, slots=True)
class Wrote:
    """Typed words, a command among them."""

    text: str


@dataclass(frozen=True, slots=True)
class Tapped:
    """A tap on a button that carries this token."""

    token: str


@dataclass(frozen=True, slots=True)
class SentOther:
    """Something that is no text: a photo, a voice message, a sticker, a place. It is not kept."""


@dataclass(frozen=True, slots=True)
class Edited:
    """An earlier message was changed. The new words are looked through for a crisis, and answer nothing."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person shut the bot out."""


@dataclass(frozen=True, slots=True)
class Unblocked:
    """The person let the bot in again."""


@dataclass(frozen=True, slots=True)
class Flooded:
    """More came at once than is read: what was left out stands here as one."""


Happening: TypeAlias = Wrote | Tapped | SentOther | Edited | Blocked | Unblocked | Flooded


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that reached us from outside. `update_id` is None where the channel never repeats itself."""

    address: Address
    what: Happening
    update_id: int | None = None
    language: str | None = None
    """The language code that the channel tells of the person, for the first words."""
    message_id: int | None = None
    """The channel's number of the message (for a tap, of the one with the button), where they grow within a chat."""


@dataclass(frozen=True, slots=True)
class WakeTimer:
    """Silence has lasted long enough, or a wait is over, at this visit."""

    run: int
    visit: int


@dataclass(frozen=True, slots=True)
class BeginTimer:
    """A dialog that was promised for later."""

    dialog: str


@dataclass(frozen=True, slots=True)
class CheckInTimer:
    """The time of a check-in."""


TimerWhat: TypeAlias = WakeTimer | BeginTimer | CheckInTimer


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer of a person. `id` is unique for the person; setting one with the same id replaces it."""

    id: str
    due_at: datetime
    what: TimerWhat


@dataclass(frozen=True, slots=True)
class Due:
    """A timer whose time has come."""

    person_id: str
    timer: Timer
