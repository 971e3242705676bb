"""One dialog in the terminal for its author: stored nowhere, with what lies behind shown as it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.outgoing import Bubble
from bot.conversation.rehearsal import Rehearsal
from bot.conversation.transcripts import LATER, read_duration
from bot.dialogue.engine import Entry
from bot.dialogue.reading import Misread, read
from bot.errors import LeewardError
from bot.terminal.drawing import Screen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping
    from datetime import datetime

    from bot.conversation.programme import Programme
    from bot.conversation.rehearsal import Shown
    from bot.dialogue.model import Dialog
    from bot.dialogue.values import Value


class Play:
    """A dialog under an author's eyes.

    Args:
        programme: what the dialog is part of.
        now: when it begins, aware.
        write: prints one line.
    """

    def __init__(self, programme: Programme, now: datetime, write: Callable[[str], None]) -> None:
        """Begin with someone nobody knows."""
        self._programme = programme
        self._rehearsal = Rehearsal(programme, now)
        self._screen = Screen()
        self._write = write

    async def run(self, dialog: str, step: str | None, given: Mapping[str, str], lines: AsyncIterator[str]) -> None:
        """Play until the dialog or the lines end. A line such as ``--- 15 minutes later`` lets time pass.

        Raises:
            LeewardError: there is no such dialog, step or value.
        """
        values = self._values(self._dialog(dialog, step), given)
        self._show(self._rehearsal.begin(Entry(dialog, step, values)))
        if not self._is_open():
            return
        async for line in lines:
            self._show(self._react(line.strip()) if line.strip() else [])
            if not self._is_open():
                return

    def _is_open(self) -> bool:
        return self._rehearsal.person.standing.run.top is not None or bool(self._rehearsal.timers)

    def _react(self, line: str) -> list[Shown]:
        if not line.startswith(LATER):
            return self._rehearsal.react(self._screen.meaning(line))
        try:
            return self._rehearsal.wait(read_duration(line))
        except LookupError as error:
            self._write(f"  ({error})")
            return []

    def _show(self, shown: Iterable[Shown]) -> None:
        for each in shown:
            for line in self._screen.show(Bubble(each.text, each.buttons, each.visit)):
                self._write(line)
        if self._rehearsal.toast:
            self._write(f"  ({self._rehearsal.toast})")
        self._write(f"  [{self._behind()}]")

    def _behind(self) -> str:
        """Where the person stands, what is stored, and which timers run."""
        standing = self._rehearsal.person.standing
        place = " > ".join(f"{frame.dialog}.{frame.step}" for frame in standing.run.frames) or "nothing open"
        values = {**standing.kept, **(standing.run.top.values if standing.run.top else {})}
        parts = [place, *(f"{name} = {value}" for name, value in values.items())]
        parts += [f"{timer.id} {timer.due_at:%d %b %H:%M}" for timer in self._rehearsal.timers.values()]
        return " · ".join(parts)

    def _dialog(self, name: str, step: str | None) -> Dialog:
        dialogs = self._programme.books[self._programme.base].dialogs
        if name not in dialogs:
            raise LeewardError(f"There is no dialog '{name}'. There are: {', '.join(sorted(dialogs))}.")
        if step and step not in dialogs[name].steps:
            raise LeewardError(f"'{name}' has no step '{step}'. It has: {', '.join(dialogs[name].steps)}.")
        return dialogs[name]

    def _values(self, dialog: Dialog, given: Mapping[str, str]) -> dict[str, Value]:
        return {name: self._value(dialog, name, text) for name, text in given.items()}

    def _value(self, dialog: Dialog, name: str, text: str) -> Value:
        variable = dialog.variables.get(name)
        if variable is None:
            raise LeewardError(f"'{dialog.name}' declares no value '{name}'. It has: {', '.join(dialog.variables)}.")
        value = (text,) if variable.is_list else read(variable.kind, text, self._programme.books[dialog.language].words)
        if isinstance(value, Misread):
            raise LeewardError(f"--set {name}={text}: {value} for this kind of value.")
        return value
