"""All that is understood of free words."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.support.change_talk import Ear
from bot.support.intents import Wishes


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Frozen, and read anew with the dialogs. Without any patterns it understands nothing."""

    wishes: Wishes = field(default_factory=Wishes)
    ear: Ear = field(default_factory=Ear)
