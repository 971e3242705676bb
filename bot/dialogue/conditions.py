"""Conditions as data: sets of values, so that they can be listed, proved and tested without running anything."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from bot.dialogue.values import Amount

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.dialogue.values import Value


@dataclass(frozen=True, slots=True)
class Within:
    """A number from `low` to `high`, both included."""

    low: float
    high: float

    def holds(self, value: Value | None) -> bool:
        """Whether a number, a scale's answer or an amount lies within."""
        number = value.number if isinstance(value, Amount) else value
        return isinstance(number, int | float) and self.low <= number <= self.high


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these codes; of several chosen codes, any."""

    codes: frozenset[str]

    def holds(self, value: Value | None) -> bool:
        """Whether the code, or one of the chosen codes, is among these."""
        if isinstance(value, tuple):
            return not self.codes.isdisjoint(value)
        return isinstance(value, str) and value in self.codes


class Known(Enum):
    """Whether there is a value at all. An empty list counts as none."""

    KNOWN = True
    UNKNOWN = False

    def holds(self, value: Value | None) -> bool:
        """Whether a value is there, or not, as named."""
        return (value is not None and value != ()) is self.value


Test: TypeAlias = Within | OneOf | Known


@dataclass(frozen=True, slots=True)
class Condition:
    """Tests by the name of their value; all must hold."""

    tests: Mapping[str, Test]

    def holds(self, values: Mapping[str, Value]) -> bool:
        """Whether every test holds for these values."""
        for name, test in self.tests.items():  # noqa: SIM110 - twice as fast as a generator, and asked thousands of times
            if not test.holds(values.get(name)):
                return False
        return True
