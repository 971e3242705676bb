"""What the texts of conditions and of `set` mean for a value of a given type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.content.fields import read_number
from bot.content.validation import suggest
from bot.dialogue.conditions import Known, OneOf, Within
from bot.dialogue.model import Choice, Choices, City, Measure, Number, Scale, Text, TimeOfDay, YesNo
from bot.dialogue.values import Amount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.dialogue.conditions import Test
    from bot.dialogue.model import Kind, Variable
    from bot.dialogue.values import Value

NOTHING = "nothing"
"""The word that clears a value."""
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


def read_test(variable: Variable, texts: Sequence[str]) -> Test:
    """What a condition on this value tests.

    Raises:
        ValueError: it does not fit the value's type.
    """
    if texts in (["known"], ["unknown"]):
        return Known.KNOWN if texts == ["known"] else Known.UNKNOWN
    codes = codes_of(variable.kind)
    if variable.is_list or (codes is None and not isinstance(variable.kind, Scale | Number | Measure)):
        raise ValueError(f"of “{variable.name}” only “known” or “unknown” can be asked")
    if codes is not None:
        return OneOf(frozenset(_check_code(text, codes) for text in texts))
    if len(texts) != 1:
        raise ValueError("write one number or one range, such as 0..3")
    return _read_range(texts[0], variable.kind)


def read_value(variable: Variable, texts: Sequence[str]) -> Value | None:
    """What `set` gives to this value; None clears it.

    Raises:
        ValueError: it does not fit the value's type.
    """
    if texts == [NOTHING]:
        return None
    if variable.is_list:
        raise ValueError(f"“{variable.name}” is a list: it can only be cleared, with “nothing”")
    if isinstance(variable.kind, Choices):
        codes = {_check_code(text, tuple(variable.kind.of)) for text in texts}
        return tuple(code for code in variable.kind.of if code in codes)
    if len(texts) != 1:
        raise ValueError(f"“{variable.name}” takes one value")
    return _read_one(variable.kind, texts[0])


def codes_of(kind: Kind) -> Sequence[str] | None:
    """The codes that can be stored for this type; None where it is no choice."""
    match kind:
        case Choice(of) | Choices(of):
            return tuple(of)
        case YesNo():
            return ("yes", "no")
        case _:
            return None


def _read_one(kind: Kind, text: str) -> Value:
    codes = codes_of(kind)
    if codes is not None:
        return _check_code(text, codes)
    match kind:
        case Scale() | Number():
            return _check_within(read_number(text), kind)
        case TimeOfDay() if not _TIME.fullmatch(text):
            raise ValueError(f"“{text}” is no time of day: write it as 20:30")
        case Measure(units):
            number, _, unit = text.partition(" ")
            return Amount(read_number(number), _check_code(unit, tuple(units)))
        case City(zones) if text not in zones.values():
            raise ValueError(f"“{text}” is no time zone: write it as Europe/Madrid")
        case Text(up_to) if len(text) > up_to:
            raise ValueError(f"this is longer than {up_to} characters")
        case _:
            return text


def _check_code(text: str, codes: Sequence[str]) -> str:
    if text not in codes:
        raise ValueError(f"“{text}” is not one of {', '.join(codes)}{suggest(text, codes)}")
    return text


def _read_range(text: str, kind: Kind) -> Within:
    low, dots, high = text.partition("..")
    try:
        first, last = read_number(low), read_number(high if dots else low)
    except ValueError:
        raise ValueError(f"“{text}” is neither a number nor a range such as 0..3") from None
    if first > last:
        raise ValueError(f"the range {text} runs backwards")
    return Within(_check_within(first, kind), _check_within(last, kind))


def _check_within(number: float, kind: Kind) -> float:
    if not isinstance(kind, Scale | Number):
        return number
    if (isinstance(kind, Scale) or kind.whole) and not float(number).is_integer():
        raise ValueError(f"{number:g} is no whole number")
    below = kind.first is not None and number < kind.first
    above = kind.last is not None and number > kind.last
    if below or above:
        first, last = ("…" if bound is None else f"{bound:g}" for bound in (kind.first, kind.last))
        raise ValueError(f"{number:g} lies outside {first}..{last}")
    return number
