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
    machines: Mapping[str, Machine] = field(init=False)

    def __post_init__(self) -> None:
        """Build each machine once."""
        machines = {name: build_machine(dialog) for name, dialog in self.dialogs.items()}
        object.__setattr__(self, "machines", machines)
