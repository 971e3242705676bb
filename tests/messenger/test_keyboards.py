from __future__ import annotations

from bot.conversation.outgoing import NewButtons
from bot.dialogue.effects import Button
from bot.messenger.keyboards import SETTLED, draw_keyboard, draw_new_buttons


def test_rows_stay_rows() -> None:
    assert draw_keyboard(((Button("Yes", "1:1:yes"), Button("No", "1:1:no")), (Button("Skip", "1:1:skip"),))) == {
        "inline_keyboard": [
            [{"text": "Yes", "callback_data": "1:1:yes"}, {"text": "No", "callback_data": "1:1:no"}],
            [{"text": "Skip", "callback_data": "1:1:skip"}],
        ]
    }


def test_no_new_buttons_are_no_markup() -> None:
    assert draw_new_buttons(NewButtons(1)) is None


def test_what_was_chosen_stands_alone() -> None:
    assert draw_new_buttons(NewButtons(1, ((Button("No", "1:1:no"),),), chosen="Yes")) == {
        "inline_keyboard": [[{"text": "✓ Yes", "callback_data": SETTLED}]]
    }
