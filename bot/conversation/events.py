"""What can happen to a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
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


class NewsKind(StrEnum):
    """What someone hears of the person whose contact they are, or of their contact."""

    AGREED = "agreed"
    DECLINED = "declined"
    TOO_LATE = "too late"
    """The invitation was used by someone else meanwhile."""
    ENDED = "ended"
    ALERT = "alert"
    ALL_CLEAR = "all clear"
    UNREACHED = "unreached"
    """The contact has shut us out: an alert did not reach them."""
    LOOK = "look"
    """To oneself: look whether the alert of a while ago could be read."""


@dataclass(frozen=True, slots=True)
class News:
    """What happened between a person and their contact, for the other one: due at once, in a turn of their own."""

    kind: NewsKind
    sender: str
    """The other one's id."""
    words: str = field(default="", repr=False)
    """The prepared words of an alert; the hash of the code of an answered invitation."""
    name: str = field(default="", repr=False)
    """What the person wants to be called."""

    @property
    def timer_id(self) -> str:
        """Under which it waits."""
        return f"news:{self.kind}:{self.sender}"


TimerWhat: TypeAlias = WakeTimer | BeginTimer | CheckInTimer | News


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
