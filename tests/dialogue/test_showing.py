from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.model import Choice, Choices, City, Kind, Measure, Number, Scale, Text, TimeOfDay, YesNo
from bot.dialogue.showing import fill, show
from bot.dialogue.values import Amount, Value
from bot.dialogue.words import Words
from tests.dialogue.examples import variable


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Scale(), 7, "7"),
        (Number(), 2.5, "2.5"),
        (Choice({"a": "Apple"}), "a", "Apple"),
        (Choice({"a": "Apple"}), "gone", "gone"),
        (Choices({"a": "Apple", "b": "Bread"}), ("a", "b"), "Apple, Bread"),
        (YesNo(), "yes", "Yes"),
        (YesNo("I do", "Not me"), "no", "Not me"),
        (Text(), "{words}", "{words}"),
        (TimeOfDay(), "20:30", "20:30"),
        (Measure({"beer": "beers"}), Amount(3, "beer"), "3 beers"),
        (Measure({"g": "grams"}), Amount(0.5, "g"), "0.5 grams"),
        (City(), "America/Sao_Paulo", "Sao Paulo"),
    ],
)
def test_a_value_is_shown_in_the_words_of_its_kind(kind: Kind, value: Value, shown: str) -> None:
    assert show(value, variable("it", kind), Words()) == shown


def test_a_list_is_shown_as_lines() -> None:
    lines = replace(variable("reasons", Text()), is_list=True)
    assert show(("sleep", "children"), lines, Words()) == "• sleep\n• children"


def test_a_list_of_codes_is_shown_as_labels_with_how_often() -> None:
    steps = replace(variable("steps", Choice({"told": "Told someone"})), is_list=True)
    assert show(("told", "gone", "told"), steps, Words()) == "• Told someone (2x)\n• gone"


def test_placeholders_are_filled_once() -> None:
    values = {"name": "{other}", "fact.help": "112"}
    assert fill("{name}, call {fact.help}.", values.__getitem__) == "{other}, call 112."


@pytest.mark.parametrize("text", ["{ name }", "{Name}", "{}", "{0}", "{name!r}", "{name:>9}", "{a.}"])
def test_only_plain_names_are_placeholders(text: str) -> None:
    assert fill(text, lambda _: "filled") == text


@given(st.text())
def test_words_come_through_unchanged(words: str) -> None:
    assert fill("“{reason}”", lambda _: words) == f"“{words}”"
