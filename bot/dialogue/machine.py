"""One state machine per dialog, shared by everybody: states are steps, nobody's cursor is registered with it."""

from __future__ import annotations

import logging
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from transitions import Event, Machine

from bot.dialogue.model import END
from bot.errors import DialogueError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.dialogue.model import Dialog, Step
    from bot.dialogue.values import Value

# It logs each state's name at INFO, and where a person stands is nobody's business.
logging.getLogger("transitions").setLevel(logging.WARNING)


class Trigger(StrEnum):
    """What moves a person from one step to another."""

    ADVANCE = "advance"
    SKIP = "skip"
    GIVE_UP = "give_up"
    FALL_SILENT = "fall_silent"


class Cursor(Protocol):
    """What the machine moves: a name of a step, and the values that guards look at."""

    state: str

    @property
    def values(self) -> Mapping[str, Value]:
        """The values known at this step."""
        ...


class _Ways(Event):
    """A trigger with its ways out of each step. Without the callbacks that we have none of, it costs a tenth."""

    def trigger(self, model: Any, *_args: object, **_kwargs: object) -> bool:  # noqa: ANN401 - as the library has it
        """Move along the first way whose guards hold; whether there is one."""
        ways = self.transitions.get(model.state, ())
        values = model.values if any(way.conditions for way in ways) else {}
        for way in ways:
            if all(callable(guard.func) and guard.func(values) for guard in way.conditions):
                model.state = way.dest
                return True
        return False


class _Machine(Machine):
    event_cls = _Ways


def build_machine(dialog: Dialog) -> Machine:
    """The machine of a dialog. Guards are conditions as data; no text of the dialog becomes code."""
    machine = _Machine(model=None, states=[*dialog.steps, END], initial=dialog.first, auto_transitions=False)
    for step in dialog.steps.values():
        _add_ways(machine, step)
    return machine


def move(machine: Machine, trigger: Trigger, cursor: Cursor) -> None:
    """Move the cursor along the first way that is open.

    Raises:
        DialogueError: there is none; a checked dialog always has one.
    """
    event = machine.events.get(trigger)
    if event is None or not event.trigger(cursor):
        raise DialogueError(f"step '{cursor.state}' has no way to {trigger.replace('_', ' ')}: run 'leeward check'")


def _add_ways(machine: Machine, step: Step) -> None:
    for branch in step.go:
        guard = branch.when.holds if branch.when else None
        machine.add_transition(Trigger.ADVANCE, step.name, branch.to, conditions=guard)
    others = {Trigger.SKIP: step.skip, Trigger.GIVE_UP: step.stuck or step.skip}
    if step.silence:
        others[Trigger.FALL_SILENT] = step.silence.to
    for trigger, target in others.items():
        if target:
            machine.add_transition(trigger, step.name, target)
