"""The buttons under a question. A token is ``run:visit:code``; codes of our own begin with ``!``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue.effects import Button, Keyboard
from bot.dialogue.model import Choice, Choices, Scale, YesNo

if TYPE_CHECKING:
    from bot.dialogue.model import Kind
    from bot.dialogue.words import Words

SKIP, DONE, GO_ON, STOP = "!skip", "!done", "!go", "!stop"
SOS_TOKEN = "sos"  # noqa: S105 - the token of a button, no secret
"""The help button works from any question, however old."""
SAFE_TOKEN = "safe"  # noqa: S105 - the same
"""The way back from the words for a crisis."""
OPEN_TOKEN = "open:"  # noqa: S105 - the same
"""Before a command: the button opens it, from anywhere and however old."""

_IN_A_ROW = 8
"""Telegram shows at most eight inline buttons in a row."""
_SHORT = 14
"""Labels up to this many characters stand two in a row on a narrow phone."""


def question_keyboard(kind: Kind, words: Words, mark: str, picked: tuple[str, ...] = ()) -> Keyboard:
    """The rows for a question; `mark` is ``run:visit``, `picked` the codes switched on so far."""
    rows = _options(kind, words, picked)
    bottom = [(words.done, DONE)] if isinstance(kind, Choices) else []
    bottom += [(words.skip, SKIP)]
    return _with_help([*rows, bottom], words, mark)


def waiting_keyboard(words: Words, mark: str) -> Keyboard:
    """The row under a wait."""
    return _with_help([[(words.go_on_now, GO_ON)]], words, mark)


def stopping_keyboard(words: Words, mark: str) -> Keyboard:
    """The row under words that change by themselves; `mark` is that of the first of them, in all of them."""
    return _with_help([[(words.stop_here, STOP)]], words, mark)


def options(kind: Kind, words: Words) -> dict[str, str]:
    """What can be tapped as an answer: code to label."""
    return {code: label for row in _options(kind, words, ()) for label, code in row}


def _options(kind: Kind, words: Words, picked: tuple[str, ...]) -> list[list[tuple[str, str]]]:
    match kind:
        case Scale(first, last):
            return _rows([(str(number), str(number)) for number in range(first, last + 1)], _IN_A_ROW)
        case YesNo(yes, no):
            return [[(yes or words.yes, "yes"), (no or words.no, "no")]]
        case Choice(of):
            width = 2 if all(len(label) <= _SHORT for label in of.values()) else 1
            return _rows([(label, code) for code, label in of.items()], width)
        case Choices(of):
            return [[(f"{'✓ ' if code in picked else ''}{label}", code)] for code, label in of.items()]
        case _:
            return []


def _rows(buttons: list[tuple[str, str]], width: int) -> list[list[tuple[str, str]]]:
    """As few rows as fit, of nearly equal length: eleven numbers stand as six and five."""
    count = -(-len(buttons) // width)
    size = -(-len(buttons) // count)
    return [buttons[start : start + size] for start in range(0, len(buttons), size)]


def _with_help(rows: list[list[tuple[str, str]]], words: Words, mark: str) -> Keyboard:
    keyboard = [tuple(Button(label, f"{mark}:{code}") for label, code in row) for row in rows]
    keyboard[-1] += (Button(words.help_now, SOS_TOKEN),)
    return tuple(keyboard)
