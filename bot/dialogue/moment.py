"""What the world tells a turn, as a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime


def _suggest_nothing(_group: str) -> Sequence[str]:
    return ()


def _hear_nothing(_text: str) -> str:
    return UNSURE


def _make_no_link() -> str:
    return ""


CHANGE, SUSTAIN, UNSURE = HEARD = ("change", "sustain", "unsure")
"""What can be heard in someone's words: talk for change, for leaving things as they are, or neither for sure."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The time of a turn, and what is true at that time for this person."""

    now: datetime
    facts: Mapping[str, str] = field(default_factory=dict)
    """Facts of the person's country, by name."""
    suggest: Callable[[str], Sequence[str]] = _suggest_nothing
    """Tells of a group (``coping``) the names of its dialogs, the one that fits best first. Few turns ask."""
    hear: Callable[[str], str] = _hear_nothing
    """Tells of someone's words which of `HEARD` they are."""
    invite: Callable[[], str] = _make_no_link
    """Makes a link with a new code, by which someone can be invited. Few turns ask."""
