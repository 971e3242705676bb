"""What the rules need to know of all dialogs together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.content.lint.circles import list_circles
from bot.dialogue.model import END

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.dialogue.model import Dialog, Step


@dataclass(frozen=True)
class Folder:
    """Facts about every dialog, by its name."""

    dialogs: Mapping[str, Dialog]
    changes: Mapping[str, frozenset[str]]
    """Kept values and lists that a dialog, or one that it runs, may change."""
    quiet: frozenset[str]
    """Dialogs that can pass from their beginning to their end without waiting for the person."""

    @cached_property
    def runners(self) -> Mapping[str, frozenset[str]]:
        """The dialogs that run a dialog, at once or later, by its name."""
        found: dict[str, set[str]] = {}
        for name, dialog in self.dialogs.items():
            for step in dialog.steps.values():
                for other in (*run_by(step, self.dialogs), *((step.later.dialog,) if step.later else ())):
                    found.setdefault(other, set()).add(name)
        return {name: frozenset(others) for name, others in found.items()}

    @cached_property
    def run_circles(self) -> list[list[str]]:
        """Dialogs that run each other in a circle, and never wait for the person."""
        ahead = {}
        for name, dialog in self.dialogs.items():
            reached = [dialog.steps[step] for step in reach(dialog, self.can_pass) if step in dialog.steps]
            ahead[name] = [other for step in reached for other in run_by(step, self.dialogs) if not step.ask]
        return list_circles(ahead)

    def can_pass(self, step: Step) -> bool:
        """Whether a step can be passed without waiting for the person."""
        others = run_by(step, self.dialogs)
        return not pauses(step) and (not others or any(name in self.quiet for name in others))


def know(dialogs: Mapping[str, Dialog]) -> Folder:
    """Work all of it out."""
    changes = {name: _own_changes(dialog) for name, dialog in dialogs.items()}
    return Folder(dialogs, _spread(changes, dialogs), _find_quiet(dialogs))


def pauses(step: Step) -> bool:
    """Whether a step itself waits for the person."""
    return step.ask is not None or step.wait is not None


def run_by(step: Step, dialogs: Mapping[str, Dialog]) -> list[str]:
    """The dialogs that a step may run."""
    if step.run_one_of:
        return [name for name, dialog in dialogs.items() if dialog.coping]
    return [step.run] if step.run and step.run in dialogs else []


def targets(step: Step) -> Iterator[str]:
    """Every step, or the end, that can follow."""
    yield from (branch.to for branch in step.go)
    yield from (to for to in (step.skip, step.stuck, step.silence and step.silence.to) if to)


def reach(dialog: Dialog, may_pass: Callable[[Step], bool]) -> set[str]:
    """The steps that are reached from the first one, the end among them, through steps that may be passed."""
    reached: set[str] = set()
    ahead = [dialog.first]
    while ahead:
        name = ahead.pop()
        if name in reached:
            continue
        reached.add(name)
        if name in dialog.steps and may_pass(dialog.steps[name]):
            ahead += targets(dialog.steps[name])
    return reached


def _own_changes(dialog: Dialog) -> frozenset[str]:
    kept = {name for name, variable in dialog.variables.items() if variable.kept or variable.is_list}
    changed = {name for step in dialog.steps.values() for name in (*step.set, step.ask) if name}
    collected = {dialog.variables[name].collected_as for name in changed if name in dialog.variables}
    return frozenset(kept & {*changed, *collected})


def _spread(changes: Mapping[str, frozenset[str]], dialogs: Mapping[str, Dialog]) -> dict[str, frozenset[str]]:
    """Each dialog's changes with those of all dialogs it runs."""
    runs = {
        name: {other for step in dialog.steps.values() for other in run_by(step, dialogs)}
        for name, dialog in dialogs.items()
    }
    spread = dict(changes)
    before: dict[str, frozenset[str]] = {}
    while spread != before:
        before = spread
        spread = {name: before[name].union(*(before[other] for other in runs[name])) for name in before}
    return spread


def _find_quiet(dialogs: Mapping[str, Dialog]) -> frozenset[str]:
    folder = Folder(dialogs, {}, frozenset())
    while True:
        quiet = frozenset(name for name, dialog in dialogs.items() if END in reach(dialog, folder.can_pass))
        if quiet == folder.quiet:
            return quiet
        folder = Folder(dialogs, {}, quiet)
