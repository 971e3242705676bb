"""What a person can answer with, as stored values, and their form in JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with the code of its unit: ``Amount(3, "drink")``."""

    number: float
    unit: str


Value: TypeAlias = str | int | float | Amount | tuple[str, ...]
"""A stored answer: a code, words, a time of day as ``HH:MM``, a number, an amount, or several codes or lines."""

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None


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
