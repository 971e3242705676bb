from __future__ import annotations

import pytest

from bot.dialogue.keyboards import options, question_keyboard, waiting_keyboard
from bot.dialogue.model import Choice, Choices, Kind, Scale, Text, YesNo
from bot.dialogue.words import Words


def rows(kind: Kind, picked: tuple[str, ...] = ()) -> list[list[str]]:
    return [[button.label for button in row] for row in question_keyboard(kind, Words(), "1:1", picked)]


BOTTOM = ["Skip", "Help now"]


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        (Scale(0, 10), [["0", "1", "2", "3", "4", "5"], ["6", "7", "8", "9", "10"], BOTTOM]),
        (Scale(1, 5), [["1", "2", "3", "4", "5"], BOTTOM]),
        (YesNo(), [["Yes", "No"], BOTTOM]),
        (Choice({"a": "Short", "b": "Shorter", "c": "Third"}), [["Short", "Shorter"], ["Third"], BOTTOM]),
        (Choice({"a": "A label that is long", "b": "B"}), [["A label that is long"], ["B"], BOTTOM]),
        (Choices({"a": "A", "b": "B"}), [["A"], ["B"], ["Done", *BOTTOM]]),
        (Text(), [BOTTOM]),
    ],
)
def test_each_kind_has_its_rows(kind: Kind, labels: list[list[str]]) -> None:
    assert rows(kind) == labels


def test_what_is_picked_carries_a_mark() -> None:
    assert rows(Choices({"a": "A", "b": "B"}), ("b",))[:2] == [["A"], ["✓ B"]]


def test_help_works_from_any_question_however_old() -> None:
    assert question_keyboard(Text(), Words(), "7:9")[-1][-1].token == "sos"


def test_the_other_tokens_carry_their_question() -> None:
    assert [button.token for button in waiting_keyboard(Words(), "7:9")[0]] == ["7:9:!go", "sos"]


def test_free_text_offers_nothing_to_tap() -> None:
    assert options(Text(), Words()) == {}
