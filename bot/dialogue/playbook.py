"""All that the engine plays from, in one language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.dialogue.machine import build_machine
from bot.dialogue.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from transitions import Machine

    from bot.dialogue.model import Dialog


@dataclass(frozen=True, slots=True)
class Playbook:
    """The dialogs by name, their machines, and the interface's words."""

    dialogs: Mapping[str, Dialog]
    words: Words = field(default_factory=Words)
    _machines: dict[str, Machine] = field(default_factory=dict, init=False, repr=False, compare=False)

    def machine(self, dialog: str) -> Machine:
        """The machine of a dialog, built when somebody first moves in it."""
        if dialog not in self._machines:
            self._machines[dialog] = build_machine(self.dialogs[dialog])
        return self._machines[dialog]
