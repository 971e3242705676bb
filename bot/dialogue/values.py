"""What a person can answer with, as stored values, and their form in JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with the code of its unit: ``Amount(3, "drink")``."""

    number: float
    unit: str


Value: TypeAlias = str | int | float | Amount | tuple[str, ...]
"""A stored answer: a code, words, a time of day as ``HH:MM``, a number, an amount, or several codes or lines."""

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None


def read_length(code: str) -> timedelta | None:
    """The time that a code such as ``2_hours`` or ``1_day`` names; None where it names none."""
    number, _, unit = code.partition("_")
    length = _UNITS.get(unit.removesuffix("s"))
    return length * int(number) if length and number.isdecimal() else None


def to_json(value: Value) -> Json:
    """The JSON form of a value; `from_json` reads it back."""
    match value:
        case Amount(number, unit):
            return {"number": number, "unit": unit}
        case tuple():
            return list(value)
        case _:
            return value


def from_json(data: Json) -> Value:
    """The value that `to_json` wrote.

    Raises:
        ValueError: the data is no stored value.
    """
    match data:
        case {"number": int() | float() as number, "unit": str() as unit}:
            return Amount(number, unit)
        case list():
            return tuple(str(item) for item in data)
        case bool() | None | dict():
            msg = f"not a stored value: {type(data).__name__}"
            raise ValueError(msg)
        case _:
            return data
