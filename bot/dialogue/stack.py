"""The open dialogs of one person while a turn changes them: the top one talks, those below wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue.effects import Effect, End, Ended
from bot.dialogue.machine import Trigger
from bot.dialogue.run import Frame, Mark, Visited

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.dialogue.model import Dialog, Step
    from bot.dialogue.values import Value

_LONGEST_HISTORY = 30


class Stack:
    """The frames, what can be asked of them, and the changes that say nothing."""

    def __init__(self, dialogs: Mapping[str, Dialog], frames: Iterable[Frame], now: datetime) -> None:
        """Take up the frames as they are stored; their dialogs may have changed since."""
        self._dialogs = dialogs
        self._frames = list(frames)
        self._now = now
        self.effects: list[Effect] = []

    @property
    def is_open(self) -> bool:
        """Whether any dialog is open."""
        return bool(self._frames)

    @property
    def top(self) -> Frame:
        """The dialog that talks."""
        return self._frames[-1]

    @property
    def is_nested(self) -> bool:
        """Whether the top dialog is run by the one below it, which waits for its end."""
        return len(self._frames) > 1 and not self._frames[-2].visit

    @property
    def is_gone(self) -> bool:
        """Whether the top dialog is no longer among the dialogs."""
        return self.top.dialog not in self._dialogs

    @property
    def dialog(self) -> Dialog:
        """The top dialog's content."""
        return self._dialogs[self.top.dialog]

    @property
    def step(self) -> Step:
        """The top dialog's step."""
        return self.dialog.steps[self.top.step]

    @property
    def way_when_due(self) -> Trigger | None:
        """How the open step is left when its time has come; None where it has no such time."""
        if self.step.wait is not None:
            return Trigger.ADVANCE
        return Trigger.FALL_SILENT if self.step.silence else None

    @property
    def is_in_series(self) -> bool:
        """Whether the words of the open step stand in one bubble with those of the steps around it."""
        step = self.dialog.steps.get(self.top.step)
        return step is not None and step.over

    @property
    def is_expired(self) -> bool:
        """Whether the top dialog has waited longer than it allows."""
        return not self.is_gone and is_expired(self.top, self.dialog, self._now)

    def drop_from(self, depth: int, how: End) -> None:
        """Close the dialogs from this depth upwards, saying nothing."""
        while len(self._frames) > depth:
            self.effects.append(Ended(self._frames.pop().dialog, how))

    def drop_below(self) -> None:
        """Close the dialogs under the top one, saying nothing."""
        *below, top = self._frames
        self.effects += [Ended(each.dialog, End.STOPPED) for each in reversed(below)]
        self._frames = [top]

    def drop_stale(self) -> None:
        """Close the top dialog, which is gone or has expired."""
        self.drop_from(len(self._frames) - 1, End.GONE if self.is_gone else End.EXPIRED)

    def questions_before(self, frame: Frame) -> list[Visited]:
        """The questions that were left in this dialog, as far as they are still there."""
        dialog = self._dialogs.get(frame.dialog)
        if dialog is None:
            return []
        today = [each._replace(step=renamed(dialog, each.step)) for each in frame.history]
        return [each for each in today if each.step in dialog.steps and dialog.steps[each.step].ask]

    def move_to(self, step: str, history: tuple[Visited, ...]) -> None:
        """Put the top dialog at a step, as if nothing had been asked there yet."""
        version = self.dialog.version
        self.change(step=step, version=version, history=history, visit=0, tries=0, picked=(), mark=Mark.NONE)
        if not self.is_in_series:
            self.change(series=0, rounds=0)

    def depth_of_last_question(self) -> int | None:
        """The dialog of the question before this one: the top one, or one that ran it, never one it interrupted."""
        for depth in reversed(range(len(self._frames))):
            frame = self._frames[depth]
            if frame.visit and depth < len(self._frames) - 1:
                return None
            if self.questions_before(frame):
                return depth
        return None

    def mark_due(self, visit: int) -> None:
        """Note that the time of a buried question or wait has come."""
        for depth, frame in enumerate(self._frames):
            if frame.visit == visit:
                self._frames[depth] = frame._replace(mark=Mark.DUE)

    def pick(self, codes: tuple[str, ...]) -> None:
        """Note which of several choices are switched on."""
        self.change(picked=codes)

    def visited(self, visited: Visited) -> None:
        """Note that a question was left."""
        self.change(history=(*self.top.history, visited)[-_LONGEST_HISTORY:])

    def set_own(self, name: str, value: Value | None) -> None:
        """Give a value that lives as long as the top dialog, or clear it with None."""
        others = {known: each for known, each in self.top.values.items() if known != name}
        self.change(values=others if value is None else {**others, name: value})

    def change(self, **changes: object) -> None:
        """Change fields of the top frame."""
        self._frames[-1] = self._frames[-1]._replace(**changes)  # type: ignore[arg-type]  # names of Frame's own fields


def is_expired(frame: Frame, dialog: Dialog, now: datetime) -> bool:
    """Whether the question of a frame has waited longer than its dialog allows."""
    return frame.asked_at is not None and now - frame.asked_at > dialog.expires


def renamed(dialog: Dialog, step: str) -> str:
    """The name of a step today; as it is, where it is gone for good."""
    for _ in dialog.renamed:
        if step not in dialog.steps:
            step = dialog.renamed.get(step, step)
    return step
