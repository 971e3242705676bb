"""The values that a dialog can tell apart, one example of each kind: enough to prove something for all."""

from __future__ import annotations

import math
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING

from bot.dialogue.conditions import Within
from bot.dialogue.model import Choice, Choices, Measure, Number, Scale, YesNo
from bot.dialogue.values import Amount

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from bot.dialogue.conditions import Condition, Test
    from bot.dialogue.model import Kind, Variable
    from bot.dialogue.values import Value

SOMETHING = "something"
"""Stands for a free text and the like: all that matters is that it is there."""


def partition(variable: Variable, tests: Collection[Test]) -> tuple[Value, ...]:
    """One known value for each way in which these tests can turn out."""
    if variable.is_list:
        return ((SOMETHING,),)
    if isinstance(variable.kind, Choices):
        return _list_choices(variable.kind, tests)
    bounds = [bound for test in tests if isinstance(test, Within) for bound in (test.low, test.high)]
    return _one_of_each(_list_values(variable.kind, bounds), tests)


def _one_of_each(values: Iterable[Value], tests: Collection[Test]) -> tuple[Value, ...]:
    by_outcome: dict[tuple[bool, ...], Value] = {}
    for value in values:
        by_outcome.setdefault(tuple(test.holds(value) for test in tests), value)
    return tuple(by_outcome.values())


def _list_choices(kind: Choices, tests: Collection[Test]) -> tuple[Value, ...]:
    """Up to three codes at once: a test fits as soon as one of its codes is chosen, so more show nothing new."""
    singles = [(code,) for code in kind.of]
    codes = [code for chosen in _one_of_each(singles, tests) if isinstance(chosen, tuple) for code in chosen]
    most = min(kind.at_most or len(codes), len(codes), 3)
    several = (chosen for size in range(1, most + 1) for chosen in combinations(codes, size))
    return _one_of_each(several, tests)


def tests_by_name(conditions: Iterable[Condition | None]) -> dict[str, list[Test]]:
    """What these conditions test, by the name of the value."""
    found: dict[str, list[Test]] = {}
    for condition in conditions:
        for name, test in condition.tests.items() if condition else ():
            found.setdefault(name, []).append(test)
    return found


def combine(choices: Mapping[str, Sequence[Value | None]]) -> Iterator[dict[str, Value]]:
    """Every combination of one value for each name; None leaves a name out."""
    for values in product(*choices.values()):
        yield {name: value for name, value in zip(choices, values, strict=True) if value is not None}


def describe(values: Mapping[str, Value], names: Iterable[str]) -> str:
    """The values of these names in words, for a message."""
    return " and ".join(f"{name} is {_describe_one(values.get(name))}" for name in names)


def _describe_one(value: Value | None) -> str:
    match value:
        case None:
            return "unknown"
        case Amount(number):
            return f"{number:g}"
        case int() | float():
            return f"{value:g}"
        case tuple():
            return " + ".join(value)
        case str():
            return value


def _list_values(kind: Kind, bounds: Sequence[float]) -> Iterable[Value]:
    match kind:
        case Choice(of):
            return of
        case YesNo():
            return ("yes", "no")
        case Scale(first, last):
            return range(first, last + 1)
        case Number(first, last, whole):
            return _list_numbers(bounds, first, last, whole=whole)
        case Measure(units):
            unit = next(iter(units))
            return [Amount(number, unit) for number in _list_numbers(bounds, 0, None, whole=False)]
        case _:
            return [SOMETHING]


def _list_numbers(bounds: Sequence[float], first: float | None, last: float | None, *, whole: bool) -> list[float]:
    """The bounds themselves, and a number on each side of each of them."""
    marks = sorted({*bounds, *(end for end in (first, last) if end is not None)} or {0})
    around = [marks[0] - 1, *marks, marks[-1] + 1]
    if whole:
        around += [mark + step for mark in marks for step in (-1, 1)]
    else:
        around += [(low + high) / 2 for low, high in pairwise(marks)]
    low, high = -math.inf if first is None else first, math.inf if last is None else last
    return [number for number in sorted(set(around)) if low <= number <= high]
