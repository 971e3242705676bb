"""Whether a value that was stored earlier can still be an answer, now that its declaration may be another one."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from bot.dialogue.model import Choice, Choices, City, Measure, Number, Scale, Text, TimeOfDay, YesNo
from bot.dialogue.values import Amount

if TYPE_CHECKING:
    from bot.dialogue.model import Kind, Variable
    from bot.dialogue.values import Value

_TIME = re.compile(r"\d\d:\d\d")


def fits(value: Value, variable: Variable) -> bool:
    """Whether this could have been answered, or collected, as the value is declared now."""
    if variable.is_list:
        return isinstance(value, tuple)
    return _fits(value, variable.kind)


def _fits(value: Value, kind: Kind) -> bool:  # noqa: PLR0911 - one return for each kind
    match kind, value:
        case Scale(first, last), int():
            return first <= value <= last
        case Number(first, last), int() | float():
            return (-math.inf if first is None else first) <= value <= (math.inf if last is None else last)
        case Choice(of), str():
            return value in of
        case Choices(of), tuple():
            return all(code in of for code in value)
        case YesNo(), str():
            return value in {"yes", "no"}
        case TimeOfDay(), str():
            return _TIME.fullmatch(value) is not None
        case Measure(units), Amount(_, unit):
            return unit in units
        case Text() | City(), str():
            return True
        case _:
            return False
