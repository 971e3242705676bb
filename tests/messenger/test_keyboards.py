from __future__ import annotations

from bot.conversation.outgoing import NewButtons
from bot.dialogue.effects import Button
from bot.messenger.keyboards import SETTLED, draw_keyboard, draw_new_buttons


def test_rows_stay_rows() -> None:
    markup = draw_keyboard(((Button("Yes", "1:1:yes"), Button("No", "1:1:no")), (Button("Skip", "1:1:skip"),)))
    assert markup
    assert [[(button.text, button.callback_data) for button in row] for row in markup.inline_keyboard] == [
        [("Yes", "1:1:yes"), ("No", "1:1:no")],
        [("Skip", "1:1:skip")],
    ]


def test_no_buttons_are_no_markup() -> None:
    assert draw_keyboard(()) is None
    assert draw_new_buttons(NewButtons(1)) is None


def test_what_was_chosen_stands_alone() -> None:
    markup = draw_new_buttons(NewButtons(1, ((Button("No", "1:1:no"),),), chosen="Yes"))
    assert markup
    ((button,),) = markup.inline_keyboard
    assert (button.text, button.callback_data) == ("✓ Yes", SETTLED)
