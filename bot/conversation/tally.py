"""What has been done since the start, as plain numbers that name nobody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.conversation.outgoing import Fate


@dataclass(slots=True)
class Tally:
    """Counted in the writer's thread; any other may read it. `lateness` is the sum of seconds over all `timers`."""

    commits: int = 0
    arrivals: int = 0
    duplicates: int = 0
    failures: int = 0
    """Turns that a fault of ours broke."""
    timers: int = 0
    lateness: float = 0.0
    worst_lateness: float = 0.0
    fates: Counter[Fate] = field(default_factory=Counter)
    """What became of messages."""
