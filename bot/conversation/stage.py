"""The programme that is played now. It changes as a whole, and never within a turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.conversation.programme import Programme


@dataclass(slots=True)
class Stage:
    """Where a programme stands until another takes its place.

    Any thread may look. Whoever takes turns looks once a batch, whoever answers at once looks once an answer, and goes
    on with what they saw: so a turn sees one programme from begin to end.
    """

    programme: Programme
