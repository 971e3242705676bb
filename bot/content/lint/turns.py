"""L3, L4, L10 and L17: what a turn of the bot holds after what came before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.content.lint.graph import OVER
from bot.content.lint.subject import Finding
from bot.content.lint.volleys import QUESTIONS, REFLECTIONS
from bot.content.lint.walks import find_on_paths
from bot.dialogue.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.content.lint.graph import Spot, Way
    from bot.content.lint.subject import Subject

MOST_IN_A_ROW = 2
"""So many answers may go by without a reflection before the next question."""


class _Trap(NamedTuple):
    """Answers so far that were not reflected, what the turn holds so far, and whose words wait for an echo."""

    row: int = 0
    reflected: bool = False
    asked: bool = False
    owed: str | None = None


class _Mind(NamedTuple):
    """The step whose answer is not taken up yet, and whether this turn has asked something."""

    unheard: str | None = None
    asked: bool = False


def find_question_traps(subject: Subject) -> Iterator[Finding]:
    """After two answers without a reflection comes no third question, and free words are reflected at once."""
    if not subject.interviews:
        return
    free = {name for name, step in subject.dialog.steps.items() if step.ask and _asks_freely(subject, step.ask)}

    def watch(trap: _Trap, spot: Spot, way: Way) -> tuple[_Trap, Finding | None]:
        code = spot.code
        trap = trap._replace(
            reflected=trap.reflected or code in REFLECTIONS, asked=trap.asked or code in (*QUESTIONS, "SEEK")
        )
        answered = way.how == "answer"
        owed = spot.step.name if answered and spot.step.name in free else None
        if not (spot.ends_turn or way.to == OVER):
            return trap, None
        row = 0 if trap.reflected or spot.runs else trap.row
        after = _Trap(row + (answered and trap.asked), owed=owed)
        if trap.owed and not trap.reflected:
            return after, _tell_unheard(trap.owed)
        if owed and way.to == OVER:
            return after, _tell_unheard(owed)
        if row >= MOST_IN_A_ROW and trap.asked and spot.step.ask:
            message = "a third question in a row, and no answer was reflected: put a reflection before it"
            return _Trap(owed=owed), Finding(("steps", spot.step.name), message, at_key=True)
        return after, None

    yield from find_on_paths(subject.graph, _Trap(), watch)


def _asks_freely(subject: Subject, value: str) -> bool:
    return isinstance(subject.dialog.variables[value].kind, Text)


def _tell_unheard(step: str) -> Finding:
    message = f"what the person wrote at “{step}” is not reflected in the next turn: answer with SR or CR, or sum up"
    return Finding(("steps", step), message, at_key=True)


def find_crowded_turns(subject: Subject) -> Iterator[Finding]:
    """Before the person is waited for one question is asked, in however many messages."""

    def watch(asked: str | None, spot: Spot, _way: Way) -> tuple[str | None, Finding | None]:
        asks = spot.code in (*QUESTIONS, "SEEK")
        after = spot.step.name if asks else asked
        if not (asks and asked):
            return None if spot.ends_turn else after, None
        message = f"a second question in the same turn, after “{asked}”: ask one, and wait for the answer"
        return after, Finding(("steps", spot.step.name), message, at_key=True)

    yield from find_on_paths(subject.graph, None, watch)


def find_bound_ends(subject: Subject) -> Iterator[Finding]:
    """The last words on every path leave the choice with the person; a dialog that is run may have the last word."""
    if not subject.interviews:
        return

    def watch(last: str | None, spot: Spot, way: Way) -> tuple[str | None, Finding | None]:
        if spot.phrase:
            last = None if spot.code == "AUT" else spot.step.name
        if spot.runs or way.how == "silence":
            last = None
        if way.to != OVER or last is None:
            return last, None
        message = f"“{last}” can have the last word, and it is not autonomy: end with AUT, in the person's hands"
        return last, Finding(("steps", last), message, at_key=True)

    yield from find_on_paths(subject.graph, None, watch)


def find_unheard_ends(subject: Subject) -> Iterator[Finding]:
    """Before every end the last answer is reflected, best in a summary."""
    if not subject.interviews:
        return

    def watch(mind: _Mind, spot: Spot, way: Way) -> tuple[_Mind, Finding | None]:
        open_, asked = mind
        if spot.code in REFLECTIONS or spot.runs:
            open_ = None
        asked = asked or spot.code in QUESTIONS
        if way.how == "answer" and asked:
            open_ = spot.step.name
        after = _Mind(open_, asked=asked and not spot.ends_turn)
        if way.to != OVER or open_ is None:
            return after, None
        message = f"the dialog can end, and the answer to “{open_}” is not taken up: sum up (CR) before the last words"
        return after, Finding(("steps", spot.step.name), message, at_key=True)

    yield from find_on_paths(subject.graph, _Mind(), watch)
