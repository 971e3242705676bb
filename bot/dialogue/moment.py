"""What the world tells a turn, as a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """The time of a turn, and what is true at that time for this person."""

    now: datetime
    facts: Mapping[str, str] = field(default_factory=dict)
    """Facts of the person's country, by name."""
    suggestions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each group (``coping``) the names of its dialogs, the one that fits best first."""
