"""A person as the conversation knows them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.dialogue.run import Standing

if TYPE_CHECKING:
    from datetime import datetime

_CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


class QuestionState(StrEnum):
    """Where the newest question's message is."""

    WAITING = "waiting"
    """Not under way: never taken out yet, or to be tried again."""
    UNDER_WAY = "under way"
    SENT = "sent"
    LOST = "lost"
    """It will not arrive by itself any more."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """The message that asked the newest question, so that words written before it are known as such."""

    visit: int
    state: QuestionState
    message_id: str | None = None
    """The channel's id of the message, once it is sent."""
    taken_at: datetime | None = None
    """When it was last taken out to be sent. One that waits again after that may have arrived all the same."""
    is_repeated: bool = False
    """It was tried before, and may have been read before this copy of it arrived."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who talks with us, under an own random id. Settings are kept values of the dialogs."""

    id: str
    created_at: datetime
    standing: Standing = field(default_factory=Standing)
    version: int = 0
    """Counts saves: of two replicas that load the same person only one can save."""
    blocked: bool = False
    leaving: bool = False
    """Everything is deleted; the row waits only until the last words are delivered."""
    paused_until: datetime | None = None
    last_seen_at: datetime | None = None
    asked: AskedQuestion | None = None
    """Read with the person, never saved with them."""

    @property
    def language(self) -> str:
        """The language that the person chose, or that their app showed first."""
        return self._kept("language") or "en"

    @property
    def country(self) -> str | None:
        """The country that numbers and drinks are shown for, as a lower-case code."""
        return self._kept("country")

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone; UTC until they name a city, or where the zone is no longer known."""
        try:
            return ZoneInfo(self._kept("time_zone") or "UTC")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return ZoneInfo("UTC")

    @property
    def checkin_times(self) -> tuple[str, ...]:
        """The times of day, as ``HH:MM``, at which the person wants a check-in."""
        times = self.standing.kept.get("checkin_times")
        return tuple(filter(_CLOCK_TIME.fullmatch, times)) if isinstance(times, tuple) else ()

    def _kept(self, name: str) -> str | None:
        value = self.standing.kept.get(name)
        return value if isinstance(value, str) else None
