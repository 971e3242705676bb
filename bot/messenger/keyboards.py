"""Buttons as Telegram draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.dialogue.effects import Button

if TYPE_CHECKING:
    from bot.conversation.outgoing import NewButtons
    from bot.dialogue.effects import Keyboard

SETTLED: Final = "done"
"""The token of the button that shows what was chosen. No question has it, so a tap on it is a tap on an old button."""


def draw_keyboard(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """Rows of buttons, or None for none."""
    if not keyboard:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(button.label, callback_data=button.token) for button in row] for row in keyboard]
    )


def draw_new_buttons(message: NewButtons) -> InlineKeyboardMarkup | None:
    """The chosen label alone, where there is one: the text above it is not kept here, so it cannot be rewritten."""
    if message.chosen:
        return draw_keyboard(((Button(f"✓ {message.chosen}", SETTLED),),))
    return draw_keyboard(message.keyboard)
