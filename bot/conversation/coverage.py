"""Which steps and branches of the dialogs a conversation comes by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from transitions.core import Condition as Guard

from bot.dialogue.conditions import Condition
from bot.dialogue.machine import Trigger
from bot.dialogue.playbook import Playbook

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from bot.conversation.programme import Programme
    from bot.dialogue.model import Dialog, Phrase, Step
    from bot.dialogue.run import Run
    from bot.dialogue.values import Value

_WORDS = {Trigger.ADVANCE: "go", Trigger.SKIP: "skip", Trigger.GIVE_UP: "stuck", Trigger.FALL_SILENT: "silence"}


class Spot(NamedTuple):
    """A step, or one of its branches: ``go`` and ``pick`` have numbered cases, from 0."""

    dialog: str
    step: str
    branch: str = ""
    """``go``, ``pick``, ``skip``, ``stuck`` or ``silence``; empty: the step itself."""
    case: int = 0


def list_spots(dialog: Dialog) -> list[Spot]:
    """The steps of a dialog, each followed by its branches.

    A lone case of `go` or `pick` is no branch, nor is `stuck` where it is not written.
    """
    return [spot for step in dialog.steps.values() for spot in _list_step(dialog.name, step)]


def _list_step(dialog: str, step: Step) -> Iterator[Spot]:
    yield Spot(dialog, step.name)
    for branch, cases in (("pick", len(step.phrases)), ("go", len(step.go))):
        yield from (Spot(dialog, step.name, branch, case) for case in range(cases if cases > 1 else 0))
    written = (("skip", step.skip), ("stuck", step.stuck), ("silence", step.silence))
    yield from (Spot(dialog, step.name, branch) for branch, target in written if target)


class Watch:
    """A programme that notes where the conversations come by that are played from it.

    It says and does what the given one does. Each phrase that is said and each way that is taken has a condition more,
    which always holds, and notes that it was asked.
    """

    def __init__(self, programme: Programme) -> None:
        """Begin with nothing visited."""
        self.visited: set[Spot] = set()
        books = {language: self._watched_book(book) for language, book in programme.books.items()}
        self.programme = replace(programme, books=books)

    @property
    def dialogs(self) -> Collection[Dialog]:
        """All that can be visited, in the base language."""
        return self.programme.books[self.programme.base].dialogs.values()

    def look(self, run: Run) -> None:
        """Note where someone stands after a turn: a step that says nothing may wait for a dialog that it runs."""
        self.visited.update(Spot(frame.dialog, frame.step) for frame in run.frames)

    def _watched_book(self, book: Playbook) -> Playbook:
        watched = Playbook({name: self._watched_dialog(dialog) for name, dialog in book.dialogs.items()}, book.words)
        for name in watched.dialogs:
            self._watch_ways(watched, name)
        return watched

    def _watched_dialog(self, dialog: Dialog) -> Dialog:
        steps = {
            name: replace(step, phrases=tuple(self._watched_phrases(dialog.name, step)))
            for name, step in dialog.steps.items()
        }
        return replace(dialog, steps=steps)

    def _watched_phrases(self, dialog: str, step: Step) -> Iterator[Phrase]:
        for case, phrase in enumerate(step.phrases):
            note = self._noting(Spot(dialog, step.name), Spot(dialog, step.name, "pick", case))
            yield replace(phrase, when=_Watched(phrase.when.tests if phrase.when else {}, note))

    def _watch_ways(self, book: Playbook, dialog: str) -> None:
        for trigger, event in book.machine(dialog).events.items():
            for step, ways in event.transitions.items():
                for case, way in enumerate(ways):
                    spot = Spot(dialog, step, _WORDS[Trigger(trigger)], case)
                    way.conditions.append(Guard(self._noting(Spot(dialog, step), spot, Spot(dialog, str(way.dest)))))

    def _noting(self, *spots: Spot) -> Callable[[Mapping[str, Value]], bool]:
        def note(_values: Mapping[str, Value]) -> bool:
            self.visited.update(spots)
            return True

        return note


@dataclass(frozen=True, slots=True)
class _Watched(Condition):
    """A condition that tells when it holds."""

    note: Callable[[Mapping[str, Value]], bool]

    def holds(self, values: Mapping[str, Value]) -> bool:
        return Condition.holds(self, values) and self.note(values)
