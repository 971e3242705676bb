"""A conversation played from its beginning, again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.dialogue.model import Choice
from bot.errors import LeewardError
from bot.studio.orders import Opening, Photo
from bot.studio.performance import Performance, perform
from tests.conversation.examples import programme
from tests.dialogue.examples import dialog, step, variable
from tests.studio.examples import MOOD, NOW, OPENING, PROGRAMME, tap, wait, write

if TYPE_CHECKING:
    from bot.studio.orders import Act


def texts(performance: Performance) -> list[str]:
    return [shown.text for shown in performance.rehearsal.chat]


def test_the_same_acts_give_the_same_conversation() -> None:
    acts: list[Act] = [tap("Not so good"), write("slow"), Photo(kind="photo"), wait(60)]
    one, again = perform(PROGRAMME, OPENING, acts), perform(PROGRAMME, OPENING, acts)
    assert texts(one) == texts(again)
    assert texts(one)[:4] == ["How is it?", "It is Not so good.", "What is it like?", "Thank you."]
    assert [turn.until for turn in one.turns] == [1, 3, 4, 5, 5]


def test_what_was_tapped_stands_where_the_buttons_were() -> None:
    asked = perform(PROGRAMME, OPENING, [tap("Not so good")]).rehearsal.chat[0]
    assert (asked.buttons, asked.chosen) == ((), "Not so good")


def test_it_may_begin_at_any_step_with_values_or_with_nothing() -> None:
    opening = Opening(dialog="mood", step="tell", values={"mood": "good"}, at=NOW)
    assert texts(perform(PROGRAMME, opening, []))[0] == "It is Good."
    assert texts(perform(PROGRAMME, Opening(at=NOW), [])) == []


@pytest.mark.parametrize("opening", [Opening(dialog="mod"), Opening(dialog="mood", step="x")])
def test_what_is_not_there_cannot_be_opened(opening: Opening) -> None:
    with pytest.raises(LeewardError):
        perform(PROGRAMME, opening, [])


def test_a_step_that_shows_a_value_wants_it_given() -> None:
    with pytest.raises(LeewardError, match=r"'mood', which has no value.*Values"):
        perform(PROGRAMME, Opening(dialog="mood", step="tell", at=NOW), [])


def test_a_tap_finds_its_button_in_a_changed_dialog_by_its_code_or_else_by_its_label() -> None:
    first = step("greet", "Hello.", ask="words")
    longer = dialog("mood", first, *MOOD.steps.values(), remember=[*MOOD.variables.values()])
    acts: list[Act] = [write("hi"), tap("Renamed since", code="low")]
    assert "It is Not so good." in texts(perform(programme(longer), OPENING, acts))
    recoded = dialog(
        "mood", step("ask", "How?", ask="mood"), remember=[variable("mood", Choice({"bad": "Not so good"}))]
    )
    assert perform(programme(recoded), OPENING, [tap("Not so good")]).stopped == ""


def test_where_a_button_is_gone_the_conversation_stops_before_it_and_says_so() -> None:
    performance = perform(PROGRAMME, OPENING, [tap("Wonderful", code="great"), write("more")])
    assert performance.stopped.startswith("“Wonderful” is not offered here any more")
    assert len(performance.turns) == 1
