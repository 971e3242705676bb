"""What can go wrong with one request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Refuse(Exception):
    """The request is answered with an error, and nothing happens."""

    code: int
    description: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Hang:
    """The request is read and never answered; nothing happens."""


@dataclass(frozen=True)
class Slow:
    """It happens at once, and the answer comes so many seconds later."""

    seconds: float


@dataclass(frozen=True)
class Drop:
    """The connection is cut: before anything happened, or after it did but before the answer."""

    after: bool


@dataclass(frozen=True)
class CutShort:
    """It happens, and the answer comes with the second half of its JSON missing."""


Fault: TypeAlias = Refuse | Hang | Slow | Drop | CutShort


def blocked() -> Refuse:
    """What the bot hears of someone who shut it out."""
    return Refuse(403, "Forbidden: bot was blocked by the user")


def too_many(seconds: int) -> Refuse:
    """Telegram's flood control."""
    return Refuse(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def bad_request(words: str = "chat not found") -> Refuse:
    """A request that Telegram will never take."""
    return Refuse(400, f"Bad Request: {words}")


def server_error(code: int = 502) -> Refuse:
    """Telegram is in trouble itself."""
    return Refuse(code, "Bad Gateway")
