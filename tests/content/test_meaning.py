"""What conditions and `set` mean for each type."""

from __future__ import annotations

import pytest

from bot.content.meaning import read_test, read_value
from bot.dialogue.conditions import Known, OneOf, Within
from bot.dialogue.model import Choice, Choices, City, Kind, Measure, Number, Scale, Text, TimeOfDay, Variable, YesNo
from bot.dialogue.values import Amount

CHOICE = Choice({"low": "Low", "high": "High"})
CHOICES = Choices({"a": "A", "b": "B", "c": "C"})


@pytest.mark.parametrize(
    ("kind", "texts", "test"),
    [
        (Scale(0, 10), ["0..3"], Within(0, 3)),
        (Scale(0, 10), ["7"], Within(7, 7)),
        (Number(), ["-1.5..2"], Within(-1.5, 2)),
        (Measure({"g": "g"}), ["0..0.5"], Within(0, 0.5)),
        (CHOICE, ["low"], OneOf(frozenset({"low"}))),
        (CHOICES, ["a", "b"], OneOf(frozenset({"a", "b"}))),
        (YesNo(), ["yes"], OneOf(frozenset({"yes"}))),
        (Text(), ["known"], Known.KNOWN),
        (City(), ["unknown"], Known.UNKNOWN),
    ],
)
def test_a_condition_is_read_by_the_type_of_its_value(kind: Kind, texts: list[str], test: object) -> None:
    assert read_test(Variable("x", kind), texts) == test


@pytest.mark.parametrize(
    ("kind", "texts", "message"),
    [
        (Scale(0, 10), ["8..11"], "11 lies outside 0..10"),
        (Scale(0, 10), ["1.5"], "no whole number"),
        (Scale(0, 10), ["3..1"], "runs backwards"),
        (Scale(0, 10), ["1", "2"], "one number or one range"),
        (Scale(0, 10), ["low"], "neither a number nor a range"),
        (CHOICE, ["hgh"], "did you mean “high”"),
        (YesNo(), ["true"], "not one of yes, no"),
        (Text(), ["x"], "only “known” or “unknown”"),
    ],
)
def test_a_condition_that_does_not_fit_is_explained(kind: Kind, texts: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_test(Variable("x", kind), texts)


def test_of_a_list_only_its_being_there_can_be_asked() -> None:
    with pytest.raises(ValueError, match="only “known” or “unknown”"):
        read_test(Variable("x", CHOICE, is_list=True), ["low"])


@pytest.mark.parametrize(
    ("kind", "texts", "value"),
    [
        (Scale(0, 10), ["7"], 7),
        (CHOICE, ["low"], "low"),
        (CHOICES, ["c", "a"], ("a", "c")),
        (YesNo(), ["no"], "no"),
        (TimeOfDay(), ["20:30"], "20:30"),
        (Measure({"g": "g"}), ["0.5 g"], Amount(0.5, "g")),
        (City({"madrid": "Europe/Madrid"}), ["Europe/Madrid"], "Europe/Madrid"),
        (Text(), ["some words"], "some words"),
        (Text(), ["nothing"], None),
    ],
)
def test_a_value_is_set_by_its_type(kind: Kind, texts: list[str], value: object) -> None:
    assert read_value(Variable("x", kind), texts) == value


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (Scale(0, 10), ["11"]),
        (CHOICE, ["x"]),
        (CHOICE, ["low", "high"]),
        (TimeOfDay(), ["25:00"]),
        (Measure({"g": "g"}), ["3 kg"]),
        (City({}), ["Europe/Nowhere"]),
        (Text(3), ["long"]),
    ],
)
def test_a_value_that_does_not_fit_is_refused(kind: Kind, texts: list[str]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_value(Variable("x", kind), texts)
