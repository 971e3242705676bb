"""Which words are said: the phrase that fits, the variant whose turn it is, and no fact that has expired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue.keeping import is_kept
from bot.dialogue.model import ROUNDS_LEFT
from bot.dialogue.showing import PLACEHOLDER, fill, show
from bot.errors import DialogueError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.dialogue.model import Dialog, Step
    from bot.dialogue.values import Value
    from bot.dialogue.words import Words

_FACT, _ANY_FACT = "fact", "{fact"
_CLEARED_MEANWHILE = "…"
"""For a kept value that was there when the dialog looked, and that the person cleared in an interruption."""


class Wording:
    """Finds words for one person. Made for one turn, then thrown away.

    Args:
        rotation: how often each set of variants has had its turn.
        facts: what may be shown as ``{fact.name}``; one that is not there makes its variant unsayable.
        words: the interface's own words, for "yes" and "no".
    """

    def __init__(self, rotation: Mapping[str, int], facts: Mapping[str, str], words: Words) -> None:
        """Begin with whose turn it is."""
        self._rotation = dict(rotation)
        self._facts = facts
        self._words = words

    @property
    def rotation(self) -> Mapping[str, int]:
        """How often each set of variants has had its turn."""
        return self._rotation

    def say(self, dialog: Dialog, step: Step, values: Mapping[str, Value], *, again: bool = False) -> str:
        """The words of a step for these values; empty where none of its phrases fits. `again`: the very same words.

        Raises:
            DialogueError: a value is shown that is not there; a checked dialog never does that.
        """
        for number, phrase in enumerate(step.phrases):
            variants = tuple(each for each in phrase.variants if self._can_be_said(each))
            if variants and (phrase.when is None or phrase.when.holds(values)):
                key = f"{dialog.name}.{step.name}.{number}"
                text = self._last_of(key, variants) if again else self.turn_of(key, variants)
                return fill(text, lambda placeholder: self._shown(placeholder, dialog, values))
        return ""

    def turn_of(self, key: str, variants: tuple[str, ...]) -> str:
        """The variant whose turn it is: each is said before any is said again."""
        if len(variants) < 2:  # noqa: PLR2004 - one variant, or none
            return variants[0] if variants else ""
        return variants[self.count(key) % len(variants)]

    def _last_of(self, key: str, variants: tuple[str, ...]) -> str:
        return variants[max(self._rotation.get(key, 0) - 1, 0) % len(variants)]

    def count(self, key: str) -> int:
        """Note one more turn; how many there were before."""
        before = self._rotation.get(key, 0)
        self._rotation[key] = before + 1
        return before

    def _can_be_said(self, text: str) -> bool:
        if _ANY_FACT not in text:
            return True
        parts = (placeholder.partition(".") for placeholder in PLACEHOLDER.findall(text))
        return all(name != _FACT or fact in self._facts for name, _, fact in parts)

    def _shown(self, placeholder: str, dialog: Dialog, values: Mapping[str, Value]) -> str:
        name, _, part = placeholder.partition(".")
        if name == _FACT:
            return self._facts[part]
        if name == ROUNDS_LEFT and name in values:
            return str(values[name])
        variable, value = dialog.variables.get(name), values.get(name)
        if value is None and variable is not None and is_kept(variable):
            return _CLEARED_MEANWHILE
        if variable is None or value is None:
            raise DialogueError(f"dialog '{dialog.name}' shows '{name}', which has no value: run 'leeward check'")
        if part == "one" and isinstance(value, tuple):
            return self.turn_of(f"{name}.one", value)
        return show(value, variable, self._words)
