"""What is kept with a person while a turn changes it: single values, and the lists that answers are collected in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.dialogue.model import Dialog, Variable
    from bot.dialogue.values import Value

_LONGEST_LIST = 50
_LONGEST_COUNTED = 1000
"""Of a list that is shown as counts: no count goes down, not even after years of one a day."""


def is_kept(variable: Variable) -> bool:
    """Whether the value outlives its dialog."""
    return variable.kept or variable.is_list


class Keeping:
    """The kept values. Made for one turn, then thrown away."""

    def __init__(self, kept: Mapping[str, Value]) -> None:
        """Begin with what is kept so far."""
        self._values = dict(kept)

    @property
    def values(self) -> Mapping[str, Value]:
        """All of them, by name."""
        return self._values

    def seen_by(self, dialog: Dialog) -> dict[str, Value]:
        """Those that the dialog declares."""
        names = (each.name for each in dialog.variables.values() if is_kept(each))
        return {name: self._values[name] for name in names if name in self._values}

    def put(self, name: str, value: Value | None) -> None:
        """Keep a value, or with None no longer."""
        if value is None:
            self._values.pop(name, None)
        else:
            self._values[name] = value

    def collect(self, name: str, line: str, *, repeats: bool = False) -> bool:
        """Add a line to a list; whether it was added: what stands there already is not, unless it `repeats`."""
        lines = self._lines(name)
        if line in lines and not repeats:
            return False
        self._values[name] = (*lines, line)[-(_LONGEST_COUNTED if repeats else _LONGEST_LIST) :]
        return True

    def drop_last(self, name: str) -> None:
        """Take the last line from a list."""
        self._values[name] = self._lines(name)[:-1]

    def reword_last(self, name: str, before: str, after: str) -> None:
        """Change the last line of a list, if it is `before`."""
        lines = self._lines(name)
        if lines[-1:] == (before,):
            self._values[name] = (*lines[:-1], after)

    def _lines(self, name: str) -> tuple[str, ...]:
        lines = self._values.get(name, ())
        return lines if isinstance(lines, tuple) else ()
