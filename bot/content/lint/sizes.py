"""Rules on what fits: messages, buttons, labels, numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.lint.subject import Finding
from bot.content.lint.utterances import list_said
from bot.content.placeholders import find_placeholders
from bot.content.schema import ChoiceFile, ChoicesFile, NumberFile, ScaleFile, YesNoFile
from bot.dialogue.model import Choice, Choices, Measure, Scale, Text, YesNo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.content.lint.subject import Subject
    from bot.content.placeholders import Placeholder
    from bot.dialogue.model import Kind, Variable

LONGEST_MESSAGE = 4096
"""Telegram's limit, counted as it does in UTF-16 units."""
LONGEST_CODE = 40
"""A button's token holds at most 64 bytes: two numbers of up to ten digits, two colons, and the code."""
LONGEST_LABEL = 40
MOST_OPTIONS = 6
MOST_NUMBERS = 21
_ANY_NUMBER = 12
_LONGEST_CITY = 30


def find_long_messages(subject: Subject) -> Iterator[Finding]:
    """A message fits, however long the values in it are."""
    variables = subject.dialog.variables
    for said in list_said(subject):
        asked = variables[said.step.ask].kind if said.step and said.step.ask else None
        added = len(asked.low) + len(asked.high) if isinstance(asked, Scale) else 0
        found = [each for each in find_placeholders(said.text) if each.name in variables]
        length = _measure(said.text) + added + sum(_longest(variables[each.name], each) for each in found)
        if length > LONGEST_MESSAGE:
            message = f"may become {length} characters long; {LONGEST_MESSAGE} fit in a message"
            yield Finding(said.where, message, language=said.language)


def find_long_codes(subject: Subject) -> Iterator[Finding]:
    """A code fits into a button."""
    for name, value in subject.file.remember.items():
        for code in value.of if isinstance(value, ChoiceFile | ChoicesFile) else ():
            if len(code.encode()) > LONGEST_CODE:
                yield Finding(("remember", name, "of", code), f"codes have at most {LONGEST_CODE} bytes", at_key=True)


def find_long_labels(subject: Subject) -> Iterator[Finding]:
    """A label fits on a button."""
    for name, value in subject.file.remember.items():
        labels: dict[tuple[str, ...], str] = {}
        if isinstance(value, ChoiceFile | ChoicesFile):
            labels = {("of", code): label for code, label in value.of.items()}
        elif isinstance(value, YesNoFile):
            labels = {("yes",): value.yes, ("no",): value.no}
        for where, label in labels.items():
            if len(label) > LONGEST_LABEL:
                message = f"{len(label)} characters: at most {LONGEST_LABEL} fit on a button"
                yield Finding(("remember", name, *where), message)


def find_crowded_questions(subject: Subject) -> Iterator[Finding]:
    """A question has at most six options."""
    asked = [step.ask for step in subject.dialog.steps.values() if step.ask]
    for name in dict.fromkeys(asked):
        kind = subject.dialog.variables[name].kind
        if isinstance(kind, Choice | Choices) and len(kind.of) > MOST_OPTIONS:
            message = f"{len(kind.of)} options: ask for at most {MOST_OPTIONS} at once, in two steps if need be"
            yield Finding(("remember", name, "of"), message, at_key=True)


def find_backward_ranges(subject: Subject) -> Iterator[Finding]:
    """A scale or a number runs from low to high, and a scale fits under a question."""
    for name, value in subject.file.remember.items():
        if not isinstance(value, ScaleFile | NumberFile) or value.first is None or value.last is None:
            continue
        where = ("remember", name, "to")
        if value.first >= value.last:
            yield Finding(where, f"{value.last:g} is not above {value.first:g}")
        elif isinstance(value, ScaleFile) and value.last - value.first >= MOST_NUMBERS:
            yield Finding(where, f"a scale has at most {MOST_NUMBERS} numbers; take a number instead")


def find_late_silences(subject: Subject) -> Iterator[Finding]:
    """Silence ends before the dialog expires."""
    for name, step in subject.dialog.steps.items():
        if step.silence and step.silence.after > subject.dialog.expires:
            message = "the dialog expires before this: raise “expires”"
            yield Finding(("steps", name, "silence", "after"), message)


def _measure(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _longest(variable: Variable, shown: Placeholder) -> int:
    """How much longer than its placeholder a value can be; of a whole list nobody knows."""
    if variable.is_list and not shown.part:
        return 0
    return _longest_value(variable.kind) - len(shown.name) - 2


def _longest_value(kind: Kind) -> int:
    match kind:
        case Text(up_to):
            return up_to
        case Choice(of):
            return max(map(_measure, of.values()))
        case Choices(of):
            return sum(_measure(label) + 2 for label in of.values())
        case YesNo(yes, no):
            return max(_measure(yes), _measure(no), _ANY_NUMBER)
        case Measure(units):
            return _ANY_NUMBER + max(map(_measure, units.values()))
        case _:
            return _LONGEST_CITY
