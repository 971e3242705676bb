"""The calls of the Bot API that are made all day: JSON out, and of the answer only what we need.

python-telegram-bot's own methods build objects of whatever they send and get; here nothing is built that is not used.
Its errors are raised all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from bot.messenger.keyboards import draw_keyboard, draw_new_buttons
from bot.messenger.transport import JsonBody

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.outgoing import Bubble, Edit
    from bot.messenger.transport import AiohttpRequest

_NO_PREVIEW: Final = {"is_disabled": True}


class Api:
    """Every method raises a `TelegramError` where Telegram refuses or is not reached."""

    def __init__(self, root: str, request: AiohttpRequest) -> None:
        """`root` is the address to which a method's name is added; it holds the token."""
        self._root = root
        self._request = request

    async def call(
        self,
        method: str,
        parameters: Mapping[str, Any],
        *,
        read_timeout: float | None = None,
        is_urgent: bool = False,
    ) -> Any:  # noqa: ANN401 - JSON of any shape
        """The result of a method, as JSON.

        `read_timeout` is in seconds, where it is not the usual one. What is urgent waits for no free connection.
        """
        body = JsonBody(orjson.dumps(parameters), is_urgent)
        return await self._request.call(f"{self._root}/{method}", body, read_timeout)

    async def send_bubble(self, chat_id: str, bubble: Bubble, *, paid: bool = False) -> str:
        """Send plain text with its buttons; the id of the message.

        Nothing in it is read as markup, no link is opened. `paid` is for more than 30 messages a second.
        """
        message = _write_bubble(chat_id, bubble)
        if paid:
            message["allow_paid_broadcast"] = True
        return _read_id(await self.call("sendMessage", message, is_urgent=bubble.is_urgent))

    async def edit_bubble(self, chat_id: str, message_id: str, bubble: Bubble) -> None:
        """Let a message have this text and these buttons from now on; without buttons, those that it had are gone."""
        await self.call("editMessageText", {**_write_bubble(chat_id, bubble), "message_id": int(message_id)})

    async def edit_buttons(self, edit: Edit) -> None:
        """Give a message other buttons, or none."""
        markup = draw_new_buttons(edit.buttons)
        target = {"chat_id": int(edit.address.id), "message_id": int(edit.target)}
        await self.call("editMessageReplyMarkup", {**target, "reply_markup": markup} if markup else target)

    async def answer_tap(self, tap_id: str, toast: str | None) -> None:
        """Tell Telegram that a tap was heard, with a passing word if there is one."""
        tap = {"callback_query_id": tap_id}
        await self.call("answerCallbackQuery", {**tap, "text": toast} if toast else tap)

    async def show_typing(self, chat_id: str) -> None:
        """Show for some seconds that we write."""
        await self.call("sendChatAction", {"chat_id": int(chat_id), "action": "typing"})


def _write_bubble(chat_id: str, bubble: Bubble) -> dict[str, Any]:
    message: dict[str, Any] = {"chat_id": int(chat_id), "text": bubble.text, "link_preview_options": _NO_PREVIEW}
    if bubble.keyboard:
        message["reply_markup"] = draw_keyboard(bubble.keyboard)
    return message


def _read_id(message: Mapping[str, Any]) -> str:
    return str(message["message_id"])
