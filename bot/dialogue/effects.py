"""What a turn asks of the world, in order. The engine only names effects; others carry them out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import timedelta

    from bot.dialogue.model import Act
    from bot.dialogue.values import Value


@dataclass(frozen=True, slots=True)
class Button:
    """A button: what it shows, and the token (at most 64 bytes) that a tap on it sends."""

    label: str
    token: str


Keyboard: TypeAlias = tuple[tuple[Button, ...], ...]
"""Rows of buttons, as the person sees them."""


@dataclass(frozen=True, slots=True)
class Say:
    """One bubble. `source` is ``dialog.step``, for the operator.

    `over` is the visit whose bubble it takes the place of; 0: it is a bubble of its own.
    """

    text: str
    source: str = ""
    over: int = 0


@dataclass(frozen=True, slots=True)
class Ask:
    """A bubble that waits for an answer (or, in a wait, for impatience). `over` as in `Say`."""

    text: str
    keyboard: Keyboard
    visit: int
    source: str = ""
    over: int = 0


@dataclass(frozen=True, slots=True)
class Redraw:
    """The open question's buttons look different now: a choice among several was switched."""

    visit: int
    keyboard: Keyboard


@dataclass(frozen=True, slots=True)
class Settle:
    """The question is answered: its buttons give way to `label` (empty: they only vanish)."""

    visit: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """What has not left yet of the bubble that this visit began is not wanted any more."""

    visit: int


@dataclass(frozen=True, slots=True)
class Toast:
    """A passing word in reply to a tap."""

    text: str


@dataclass(frozen=True, slots=True)
class Remember:
    """An answer to store. `code` is what statistics count (empty for free text), `raw` what the person sent."""

    run: int
    visit: int
    dialog: str
    version: int
    step: str
    name: str
    value: Value
    code: str
    raw: str
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Wake:
    """Come back to this visit: its silence has lasted long enough, or its wait is over."""

    after: timedelta
    run: int
    visit: int


@dataclass(frozen=True, slots=True)
class BeginLater:
    """Begin a dialog after a while, or when it is a time of day (``HH:MM``) next."""

    when: timedelta | str
    dialog: str


@dataclass(frozen=True, slots=True)
class Do:
    """One of the acts beyond talk. `argument` is the value it needs, such as how long to pause."""

    act: Act
    argument: str = ""


class End(StrEnum):
    """How a dialog came to its end."""

    DONE = "done"
    STOPPED = "stopped"
    EXPIRED = "expired"
    REPLACED = "replaced"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Began:
    """A dialog was opened."""

    dialog: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A dialog was closed."""

    dialog: str
    how: End


Effect: TypeAlias = Say | Ask | Redraw | Settle | Withdraw | Toast | Remember | Wake | BeginLater | Do | Began | Ended
