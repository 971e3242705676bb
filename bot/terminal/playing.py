"""One dialog in the terminal for its author: stored nowhere, with what lies behind shown as it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.opening import read_entry
from bot.conversation.outgoing import Bubble, NewButtons
from bot.conversation.rehearsal import Rehearsal
from bot.conversation.transcripts import LATER, read_duration

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping
    from datetime import datetime

    from bot.conversation.outgoing import Message
    from bot.conversation.programme import Programme
    from bot.conversation.rehearsal import Shown
    from bot.terminal.drawing import Screen


class Play:
    """A dialog under an author's eyes.

    Args:
        programme: what the dialog is part of.
        now: when it begins, aware.
        screen: how messages look.
        write: prints one line.
    """

    def __init__(self, programme: Programme, now: datetime, screen: Screen, write: Callable[[str], None]) -> None:
        """Begin with someone nobody knows."""
        self._programme = programme
        self._rehearsal = Rehearsal(programme, now)
        self._screen = screen
        self._write = write

    async def run(self, dialog: str, step: str | None, given: Mapping[str, str], lines: AsyncIterator[str]) -> None:
        """Play until the dialog or the lines end. A line such as ``--- 15 minutes later`` lets time pass.

        Raises:
            LeewardError: there is no such dialog, step or value.
        """
        self._show(self._rehearsal.begin(read_entry(self._programme, dialog, step, given)))
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
            self._write(self._screen.faint(f"({error})"))
            return []

    def _show(self, shown: Iterable[Shown]) -> None:
        for each in shown:
            self._draw(Bubble(each.text, each.buttons, each.visit))
        for asked in [each for each in self._rehearsal.chat if each.visit][-1:]:
            self._draw(NewButtons(asked.visit, asked.buttons))
        if self._rehearsal.toast:
            self._write(self._screen.faint(f"({self._rehearsal.toast})"))
        self._write(self._screen.faint(f"[{self._behind()}]"))

    def _draw(self, message: Message | NewButtons) -> None:
        for line in self._screen.show(message):
            self._write(line)

    def _behind(self) -> str:
        """Where the person stands, what is stored, and which timers run."""
        standing = self._rehearsal.person.standing
        place = " > ".join(f"{frame.dialog}.{frame.step}" for frame in standing.run.frames) or "nothing open"
        values = {**standing.kept, **(standing.run.top.values if standing.run.top else {})}
        parts = [place, *(f"{name} = {value}" for name, value in values.items())]
        parts += [f"{timer.id} {timer.due_at:%d %b %H:%M}" for timer in self._rehearsal.timers.values()]
        return " · ".join(parts)
