"""Buttons as the Bot API wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from bot.dialogue.effects import Button

if TYPE_CHECKING:
    from bot.conversation.outgoing import NewButtons
    from bot.dialogue.effects import Keyboard

Markup: TypeAlias = dict[str, Any]
"""An InlineKeyboardMarkup as JSON."""

SETTLED: Final = "done"
"""The token of the button that shows what was chosen. No question has it, so a tap on it is a tap on an old button."""


def draw_keyboard(keyboard: Keyboard) -> Markup:
    """Rows of buttons."""
    rows = [[{"text": button.label, "callback_data": button.token} for button in row] for row in keyboard]
    return {"inline_keyboard": rows}


def draw_new_buttons(buttons: NewButtons) -> Markup | None:
    """The chosen label alone, where there is one: the text above it is not kept here, so it cannot be rewritten."""
    if buttons.chosen:
        return draw_keyboard(((Button(f"✓ {buttons.chosen}", SETTLED),),))
    return draw_keyboard(buttons.keyboard) if buttons.keyboard else None
