from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.dialogue.fitting import fits
from bot.dialogue.model import Choice, Choices, City, Measure, Number, Scale, Text, TimeOfDay, YesNo
from bot.dialogue.values import Amount
from tests.dialogue.examples import variable

if TYPE_CHECKING:
    from bot.dialogue.model import Kind
    from bot.dialogue.values import Value

OF = {"a": "A", "b": "B"}


@pytest.mark.parametrize(
    ("kind", "fitting", "not_fitting"),
    [
        (Scale(0, 10), 10, 11),
        (Scale(0, 10), 0, "0"),
        (Number(first=1), 1.5, 0),
        (Number(), -3, "many"),
        (Choice(OF), "a", "c"),
        (Choice(OF), "b", ("b",)),
        (Choices(OF), ("a", "b"), ("a", "c")),
        (Choices(OF), (), "a"),
        (YesNo(), "yes", "maybe"),
        (TimeOfDay(), "07:45", "in the morning"),
        (Measure({"drink": "drinks"}), Amount(3, "drink"), Amount(3, "gram")),
        (Measure({"drink": "drinks"}), Amount(0, "drink"), 3),
        (Text(), "anything", 3),
        (City(), "Europe/Lisbon", ("Europe/Lisbon",)),
    ],
)
def test_a_value_fits_where_it_could_have_been_answered(kind: Kind, fitting: Value, not_fitting: Value) -> None:
    assert fits(fitting, variable("it", kind))
    assert not fits(not_fitting, variable("it", kind))


def test_a_collected_list_is_a_list_whatever_its_answers_were() -> None:
    times = replace(variable("times", Text()), is_list=True)
    assert fits(("07:45",), times)
    assert not fits("07:45", times)
