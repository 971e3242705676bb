"""Whom a change of the dialogs meets in the middle of something: counted, so that an author knows before it is live."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.dialogue.fitting import fits
from bot.dialogue.keeping import is_kept
from bot.dialogue.stack import is_expired, renamed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from bot.dialogue.model import Dialog, Variable
    from bot.dialogue.run import Frame, Standing


@dataclass(slots=True)
class Stranded:
    """How many people meet what is gone, by its name. Someone counts once for each name."""

    people: int = 0
    """All who were looked at."""
    under_way: int = 0
    """Those of them who are in a dialog."""
    steps: Counter[str] = field(default_factory=Counter)
    """``dialog.step`` where someone stands, and which is gone or waits for nobody any more."""
    dialogs: Counter[str] = field(default_factory=Counter)
    """Dialogs that someone is in, and which are gone."""
    later: Counter[str] = field(default_factory=Counter)
    """Dialogs that are to begin after a while, and which are gone."""
    answers: Counter[str] = field(default_factory=Counter)
    """Values that someone gave, and which their declaration no longer allows: ``dialog.value``, or one kept for all."""
    unreadable: int = 0
    """People whose row does not open."""

    def tell(self) -> Iterator[str]:
        """One line for each name, and a last one about how many were looked at."""
        for step, count in sorted(self.steps.items()):
            yield f"step {step} is gone: {_people(count)} there, to be taken up at the question before"
        for dialog, count in sorted(self.dialogs.items()):
            yield f"dialog {dialog} is gone: {_people(count)} in it, to be told that it is closed"
        for dialog, count in sorted(self.later.items()):
            yield f"dialog {dialog} is gone: {_people(count)} were to hear from it later, and will not"
        for value, count in sorted(self.answers.items()):
            yield f"value {value} has another type: {_people(count)} gave an answer that does not fit any more"
        if self.unreadable:
            yield f"{_people(self.unreadable)} could not be read: their rows are damaged"
        found = self.steps or self.dialogs or self.later or self.answers
        yield f"{'' if found else 'Nobody is stranded. '}{_people(self.people)}, {self.under_way} of them in a dialog."


class Census:
    """Goes through people one by one and keeps nothing of them but numbers."""

    def __init__(self, dialogs: Mapping[str, Dialog], now: datetime) -> None:
        """`dialogs` are those that are to be live."""
        self.found = Stranded()
        self._dialogs = dialogs
        self._now = now
        self._kept: defaultdict[str, list[Variable]] = defaultdict(list)
        for dialog in dialogs.values():
            for variable in dialog.variables.values():
                if is_kept(variable) and variable not in self._kept[variable.name]:
                    self._kept[variable.name].append(variable)

    def count(self, standings: Iterable[Standing | None]) -> None:
        """Look at these people; None is someone whose row does not open."""
        for standing in standings:
            self.found.people += 1
            if standing is None:
                self.found.unreadable += 1
            else:
                self._count(standing)

    def count_later(self, dialogs: Mapping[str, int]) -> None:
        """Look at the dialogs that are to begin after a while: so many people for each."""
        self.found.later.update({name: count for name, count in dialogs.items() if name not in self._dialogs})

    def _count(self, standing: Standing) -> None:
        misfits = {*self._kept_misfits(standing)}
        if frames := self._open_frames(standing.run.frames):
            self.found.under_way += 1
            self.found.dialogs.update({frame.dialog for frame in frames if frame.dialog not in self._dialogs})
            there = [(frame, self._dialogs[frame.dialog]) for frame in frames if frame.dialog in self._dialogs]
            self.found.steps.update({f"{at.dialog}.{at.step}" for at, dialog in there if not _stands(at, dialog)})
            misfits.update(name for each in there for name in _own_misfits(*each))
        if misfits:
            self.found.answers.update(misfits)

    def _open_frames(self, frames: tuple[Frame, ...]) -> list[Frame]:
        """Those that are taken up again: a question that waited too long is let go of by itself."""
        kept = list(frames)
        while kept and self._is_expired(kept[-1]):
            kept.pop()
        return [frame for frame in kept if not (frame.visit and self._is_expired(frame))]

    def _is_expired(self, frame: Frame) -> bool:
        dialog = self._dialogs.get(frame.dialog)
        return dialog is not None and is_expired(frame, dialog, self._now)

    def _kept_misfits(self, standing: Standing) -> Iterator[str]:
        for name, value in standing.kept.items():
            declared = self._kept.get(name)
            if declared and not any(fits(value, variable) for variable in declared):
                yield name


def _own_misfits(frame: Frame, dialog: Dialog) -> Iterator[str]:
    for name, value in frame.values.items():
        variable = dialog.variables.get(name)
        if variable and not fits(value, variable):
            yield f"{dialog.name}.{name}"


def _stands(frame: Frame, dialog: Dialog) -> bool:
    """Whether the engine goes on where this frame is."""
    step = dialog.steps.get(renamed(dialog, frame.step))
    if step is None:
        return False
    waits = step.ask is not None or step.wait is not None
    return waits or (not frame.visit and (step.run is not None or step.run_one_of is not None))


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"
