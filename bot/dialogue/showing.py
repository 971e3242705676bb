"""From stored values to the words a person reads, and placeholders filled with them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from bot.dialogue.model import Choice, Choices, City, Measure, YesNo
from bot.dialogue.values import Amount

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.dialogue.model import Variable
    from bot.dialogue.values import Value
    from bot.dialogue.words import Words

PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*(?:\.[a-z0-9_]+)*)\}")
"""``{name}``, ``{name.one}`` and ``{fact.name}``; group 1 is what stands between the braces."""


def fill(text: str, value_of: Callable[[str], str]) -> str:
    """The text with each placeholder replaced once; what comes in is never looked at again."""
    return PLACEHOLDER.sub(lambda match: value_of(match[1]), text) if "{" in text else text


def show(value: Value, variable: Variable, words: Words) -> str:  # noqa: PLR0911 - one return for each kind
    """The words for a value: labels for codes, lines for a list."""
    kind = variable.kind
    match kind, value:
        case _, tuple() if variable.is_list:
            labels = kind.of if isinstance(kind, Choice) else {}
            return "\n".join(_list_line(labels.get(line, line), times) for line, times in Counter(value).items())
        case Choice() | Choices(), str():
            return kind.of.get(value, value)
        case Choices(), tuple():
            return ", ".join(kind.of.get(code, code) for code in value)
        case YesNo(), str():
            return (kind.yes or words.yes) if value == "yes" else (kind.no or words.no)
        case Measure(), Amount(number, unit):
            return f"{number:g} {kind.units.get(unit, unit)}"
        case City(), str():
            return value.rpartition("/")[2].replace("_", " ")
        case _, float():
            return f"{value:g}"
        case _:
            return str(value)


def _list_line(line: str, times: int) -> str:
    return f"• {line} ({times}x)" if times > 1 else f"• {line}"
