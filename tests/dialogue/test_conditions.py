from __future__ import annotations

import pytest

from bot.dialogue.conditions import Condition, Known, OneOf, Test, Within
from bot.dialogue.values import Amount, Value


@pytest.mark.parametrize(
    ("test", "value", "holds"),
    [
        (Within(0, 3), 3, True),
        (Within(0, 3), 3.1, False),
        (Within(0, 3), Amount(2, "beer"), True),
        (Within(0, 3), "2", False),
        (Within(0, 3), None, False),
        (OneOf(frozenset({"low", "flat"})), "flat", True),
        (OneOf(frozenset({"low", "flat"})), "high", False),
        (OneOf(frozenset({"low"})), ("high", "low"), True),
        (OneOf(frozenset({"low"})), (), False),
        (OneOf(frozenset({"low"})), None, False),
        (Known.KNOWN, 0, True),
        (Known.KNOWN, "", True),
        (Known.KNOWN, (), False),
        (Known.KNOWN, None, False),
        (Known.UNKNOWN, None, True),
        (Known.UNKNOWN, (), True),
        (Known.UNKNOWN, "x", False),
    ],
)
def test_a_test_holds_for_the_values_it_names(test: Test, value: Value | None, *, holds: bool) -> None:
    assert test.holds(value) is holds


def test_all_tests_of_a_condition_must_hold() -> None:
    both = Condition({"importance": Within(7, 10), "goal": Known.KNOWN})
    assert both.holds({"importance": 8, "goal": "rest"})
    assert not both.holds({"importance": 8})
    assert not both.holds({"goal": "rest"})


def test_a_condition_without_tests_always_holds() -> None:
    assert Condition({}).holds({})
