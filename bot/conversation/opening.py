"""Where an author lets a conversation begin: a dialog, one of its steps, and values as if they had been answered."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from bot.dialogue.engine import Entry
from bot.dialogue.reading import Misread, read
from bot.errors import LeewardError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.programme import Programme
    from bot.dialogue.model import Dialog
    from bot.dialogue.values import Value


def find_dialog(programme: Programme, name: str) -> Dialog:
    """The dialog of this name, in the base language.

    Raises:
        LeewardError: there is none.
    """
    dialogs = programme.books[programme.base].dialogs
    if name in dialogs:
        return dialogs[name]
    near = " or ".join(f"'{each}'" for each in get_close_matches(name, dialogs, n=2))
    hint = f"Did you mean {near}?" if near else "A dialog is named as its file is, such as craving."
    raise LeewardError(f"There is no dialog '{name}'. {hint}")


def read_entry(programme: Programme, name: str, step: str | None, given: Mapping[str, str]) -> Entry:
    """The dialog at this step (None: its first), with the given values read as answers are.

    Raises:
        LeewardError: there is no such dialog, step or value.
    """
    dialog = find_dialog(programme, name)
    if step and step not in dialog.steps:
        raise LeewardError(f"'{name}' has no step '{step}'. It has: {', '.join(dialog.steps)}.")
    return Entry(name, step, {each: _read_value(programme, dialog, each, text) for each, text in given.items()})


def _read_value(programme: Programme, dialog: Dialog, name: str, text: str) -> Value:
    variable = dialog.variables.get(name)
    if variable is None:
        raise LeewardError(f"'{dialog.name}' declares no value '{name}'. It has: {', '.join(dialog.variables)}.")
    value = (text,) if variable.is_list else read(variable.kind, text, programme.books[dialog.language].words)
    if isinstance(value, Misread):
        raise LeewardError(f"{name}={text}: {value} for this kind of value.")
    return value
