"""Rules on what a step does with values besides asking: options offered, words listened to, times waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.lint.subject import Finding
from bot.content.schema import TalkFile
from bot.content.validation import suggest
from bot.dialogue.model import Choice, Choices, Text, TimeOfDay
from bot.dialogue.values import read_length

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.content.lint.subject import Subject
    from bot.content.yaml_reader import Where
    from bot.dialogue.model import Later


def find_unknown_offers(subject: Subject) -> Iterator[Finding]:
    """`offer` names options of the choice that the step asks for."""
    for name, step in subject.dialog.steps.items():
        kind = subject.dialog.variables[step.ask].kind if step.ask else None
        options = kind.of if isinstance(kind, Choice | Choices) else {}
        for code in step.offer:
            message = (
                f"there is no option “{code}”{suggest(code, options)}" if options else "“offer” needs a choice to ask"
            )
            if code not in options:
                yield Finding(("steps", name, "offer", code), message, at_key=True)


def find_empty_offers(subject: Subject) -> Iterator[Finding]:
    """A question always has an option to offer."""
    for name, step in subject.dialog.steps.items():
        kind = subject.dialog.variables[step.ask].kind if step.ask else None
        if not isinstance(kind, Choice | Choices) or any(code not in step.offer for code in kind.of):
            continue
        for values in subject.graph.states.get(name, []):
            if not any(condition.holds(values) for condition in step.offer.values()):
                message = "there may be no option to offer: leave one without a condition"
                yield Finding(("steps", name, "offer"), message, at_key=True)
                break


def find_deaf_values(subject: Subject) -> Iterator[Finding]:
    """A value of the type `talk` listens to a text of this dialog, and nobody asks for it."""
    remembered = subject.file.remember
    for name, value in remembered.items():
        if isinstance(value, TalkFile):
            heard = subject.dialog.variables.get(value.of)
            if heard is None or not isinstance(heard.kind, Text):
                texts = [each.name for each in subject.dialog.variables.values() if isinstance(each.kind, Text)]
                message = f"“{value.of}” is no text that this dialog asks for{suggest(value.of, texts)}"
                yield Finding(("remember", name, "of"), message)
    for name, step in subject.dialog.steps.items():
        if step.ask and subject.dialog.variables[step.ask].heard_in:
            yield Finding(("steps", name, "ask"), f"“{step.ask}” is heard, not asked for")


def find_timeless_promises(subject: Subject) -> Iterator[Finding]:
    """What begins later waits for a duration or a time of day."""
    for name, step in subject.dialog.steps.items():
        if step.later:
            yield from _check_later(subject, ("steps", name, "later"), step.later)


def _check_later(subject: Subject, where: Where, later: Later) -> Iterator[Finding]:
    for key, name in (("in", later.after), ("at", later.at)):
        if not isinstance(name, str):
            continue
        variable = subject.dialog.variables.get(name)
        if variable is None:
            message = f"“{name}” is not declared in “remember”{suggest(name, subject.dialog.variables)}"
            yield Finding((*where, key), message)
        elif key == "at" and not isinstance(variable.kind, TimeOfDay):
            yield Finding((*where, key), f"“{name}” is no time of day: declare it with “is: time”")
        elif key == "in" and not (isinstance(variable.kind, Choice) and all(map(read_length, variable.kind.of))):
            yield Finding((*where, key), f"“{name}” is no choice of durations: its codes are such as 2_hours or 1_day")
