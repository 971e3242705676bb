"""One dialog in the terminal for its author: stored nowhere, with what lies behind shown as it goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.events import Tapped, Wrote
from bot.conversation.opening import read_entry
from bot.conversation.outgoing import Bubble, NewButtons
from bot.conversation.personas import choose_act
from bot.conversation.recording import write_tap, write_transcript, write_wait, write_words
from bot.conversation.rehearsal import Rehearsal
from bot.conversation.transcripts import LATER, YOU, read_duration
from bot.errors import LeewardError
from bot.terminal.lines import PROMPT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping
    from pathlib import Path

    from bot.conversation.outgoing import Message
    from bot.conversation.personas import Act
    from bot.conversation.programme import Programme
    from bot.conversation.recording import Beginning
    from bot.conversation.rehearsal import Shown
    from bot.dialogue.values import Value
    from bot.terminal.drawing import Screen

_MOST_ACTS = 100
"""Someone who plays by themselves and finds no end is stopped here."""


@dataclass(frozen=True, slots=True)
class PlayOptions:
    """What an author wants to have played."""

    dialog: str
    step: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    record: Path | None = None
    """Where its transcript is written; None: nowhere."""
    replace: bool = False
    """Whether that file may be there already."""
    persona: str | None = None
    """Who plays; None: whoever sits at the terminal."""
    seed: int = 1
    language: str = ""
    """Empty: the first of the bot."""


class Play:
    """A dialog under an author's eyes.

    Args:
        programme: what the dialog is part of.
        beginning: where it begins, and with which values.
        screen: how messages look.
        write: prints one line.

    Raises:
        LeewardError: there is no such dialog, step, value or language.
    """

    def __init__(
        self, programme: Programme, beginning: Beginning, screen: Screen, write: Callable[[str], None]
    ) -> None:
        """Begin with someone of whom nothing is known; nothing is said yet."""
        self._programme = programme
        self._beginning = beginning
        self._entry = read_entry(programme, beginning.dialog, beginning.step, beginning.values)
        kept: dict[str, Value] = {"language": beginning.language} if beginning.language else {}
        if beginning.language and beginning.language not in programme.books:
            raise LeewardError(f"There is no language '{beginning.language}'; there are {', '.join(programme.books)}.")
        self._rehearsal = Rehearsal(programme, beginning.at, kept, is_known=True)
        self._screen = screen
        self._write = write
        self._acts: list[str] = []

    @property
    def transcript(self) -> str:
        """What was played so far, as a transcript."""
        return write_transcript(self._beginning, self._acts, self._programme)

    async def run(self, lines: AsyncIterator[str]) -> None:
        """Play until the dialog or the lines end. A line such as ``--- 15 minutes later`` lets time pass."""
        self._show(self._rehearsal.begin(self._entry))
        if not self._is_open():
            return
        async for line in lines:
            if line.strip():
                self._take(line.strip())
            if not self._is_open():
                return

    def play_alone(self, persona: str, seed: int) -> None:
        """Let a persona play until there is nothing more to do."""
        self._show(self._rehearsal.begin(self._entry))
        for number in range(_MOST_ACTS):
            act = choose_act(persona, self._programme, self._rehearsal, seed=seed, number=number)
            if act is None:
                return
            self._write(f"{PROMPT}{self._in_words(act).removeprefix(YOU)}")
            self._do(act)

    def _is_open(self) -> bool:
        return self._rehearsal.person.standing.run.top is not None or bool(self._rehearsal.timers)

    def _take(self, line: str) -> None:
        try:
            act = read_duration(line) if line.startswith(LATER) else self._screen.meaning(line)
        except LookupError as error:
            self._write(self._screen.faint(f"({error})"))
        else:
            self._do(act)

    def _do(self, act: Act) -> None:
        written = self._in_words(act)
        self._rehearsal.toast = None
        self._show(self._rehearsal.wait(act) if isinstance(act, timedelta) else self._rehearsal.react(act))
        self._acts.append(written)

    def _in_words(self, act: Act) -> str:
        match act:
            case Wrote(text):
                return write_words(text)
            case Tapped(token):
                return write_tap(self._rehearsal.label(token))
            case time:
                return write_wait(time)

    def _show(self, shown: Iterable[Shown]) -> None:
        for each in shown:
            self._draw(Bubble(each.text, each.buttons, each.visit, over=int(each.is_change)))
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
