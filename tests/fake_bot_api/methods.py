"""The methods of the Bot API that Leeward calls. Each takes its parameters and returns the result, or raises Refuse."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.fake_bot_api.faults import Refuse, blocked
from tests.fake_bot_api.telegram import ME, Telegram

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.fake_bot_api.chats import Chat, Json, ShownMessage

LONGEST_TEXT = 4096
LONGEST_TOKEN = 64
MOST_MESSAGES = 2**31
MOST_CONNECTIONS = 100


def call(telegram: Telegram, method: str, params: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON of any shape
    """Do what a request asks for.

    Raises:
        Refuse: as Telegram would.
    """
    act = _METHODS.get(method)
    if act is None:
        raise Refuse(404, "Not Found")
    with telegram.changed:
        result = act(telegram, params)
        telegram.changed.notify_all()
        return result


def _get_me(_telegram: Telegram, _params: Mapping[str, str]) -> Json:
    return ME


def _get_updates(telegram: Telegram, params: Mapping[str, str]) -> list[Json]:
    if telegram.webhook:
        raise Refuse(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
    offset = int(params.get("offset", 0))

    def confirm() -> list[Json]:
        telegram.queues.confirm_before(offset)
        return telegram.updates

    telegram.pollers += 1
    mine = telegram.pollers
    telegram.changed.notify_all()  # an older request for updates ends now
    telegram.changed.wait_for(
        lambda: confirm() or telegram.closing or telegram.webhook or telegram.pollers != mine,
        min(float(params.get("timeout", 0)), telegram.longest_poll),
    )
    if telegram.webhook:
        raise Refuse(409, "Conflict: terminated by setWebhook request")
    if telegram.pollers != mine:
        raise Refuse(
            409,
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        )
    return telegram.queues.fetch(int(params.get("limit", 100)))


def _send_message(telegram: Telegram, params: Mapping[str, str]) -> Json:
    chat = _find_open_chat(telegram, params)
    text = _read_text(params)
    return tell_message(chat, telegram.show(chat, text, from_bot=True, buttons=_read_buttons(params)))


def _read_text(params: Mapping[str, str]) -> str:
    text = params.get("text", "").strip()
    if not text:
        raise Refuse(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        raise Refuse(400, "Bad Request: message is too long")
    return text


def _send_document(telegram: Telegram, params: Mapping[str, str]) -> Json:
    chat = _find_open_chat(telegram, params)
    name, content = json.loads(params["document"])
    message = telegram.show(chat, params.get("caption", ""), from_bot=True, document=(name, content))
    return {**tell_message(chat, message), "document": {"file_id": "f", "file_unique_id": "f", "file_name": name}}


def _edit_reply_markup(telegram: Telegram, params: Mapping[str, str]) -> Json:
    return _edit(telegram, params, None)


def _edit_text(telegram: Telegram, params: Mapping[str, str]) -> Json:
    return _edit(telegram, params, _read_text(params))


def _edit(telegram: Telegram, params: Mapping[str, str], text: str | None) -> Json:
    chat = _find_open_chat(telegram, params)
    number = int(params.get("message_id", 0))
    if not 0 < number < MOST_MESSAGES:
        raise Refuse(400, "Bad Request: MESSAGE_ID_INVALID")
    message = chat.find(number)
    if message is None:
        raise Refuse(400, "Bad Request: message to edit not found")
    if not message.from_bot or message.is_frozen:
        raise Refuse(400, "Bad Request: message can't be edited")
    buttons = _read_buttons(params)
    if buttons == message.buttons and text in (None, message.text):
        raise Refuse(
            400,
            "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
            "same as a current content and reply markup of the message",
        )
    message.buttons = buttons
    if text not in {None, message.text}:
        message.looks.append(message.text)
    message.text = message.text if text is None else text
    return tell_message(chat, message)


def _answer_tap(telegram: Telegram, params: Mapping[str, str]) -> bool:
    chat_id = telegram.taps.pop(params["callback_query_id"], None)
    if chat_id is None:
        raise Refuse(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    telegram.chats[chat_id].toasts.append(params.get("text", ""))
    return True


def _send_chat_action(telegram: Telegram, params: Mapping[str, str]) -> bool:
    _find_open_chat(telegram, params).typing += 1
    return True


def _leave_chat(telegram: Telegram, params: Mapping[str, str]) -> bool:
    _find_open_chat(telegram, params).open = False
    return True


def _set_my_commands(telegram: Telegram, params: Mapping[str, str]) -> bool:
    telegram.commands[params.get("language_code", "")] = json.loads(params["commands"])
    return True


def _get_my_commands(telegram: Telegram, params: Mapping[str, str]) -> list[Json]:
    return telegram.commands.get(params.get("language_code", ""), [])


def _get_webhook_info(telegram: Telegram, _params: Mapping[str, str]) -> Json:
    told: Json = {
        "url": telegram.webhook,
        "has_custom_certificate": False,
        "pending_update_count": len(telegram.updates),
    }
    if telegram.webhook:
        told["max_connections"] = telegram.connections
    if telegram.last_error:
        told |= {"last_error_date": int(telegram.clock()), "last_error_message": telegram.last_error}
    return told


def _set_webhook(telegram: Telegram, params: Mapping[str, str]) -> bool:
    """On loopback plain HTTP will do."""
    url = params.get("url", "")
    if url and not url.startswith(("https://", "http://127.0.0.1:")):
        raise Refuse(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    connections = int(params.get("max_connections", 40))
    if not 1 <= connections <= MOST_CONNECTIONS:
        raise Refuse(400, "Bad Request: bad webhook: max_connections is out of range")
    if params.get("drop_pending_updates") == "true":
        telegram.queues.clear()
    telegram.webhook, telegram.secret = url, params.get("secret_token", "")
    telegram.connections, telegram.last_error = connections, ""
    telegram.tell_queued()
    return True


def _delete_webhook(telegram: Telegram, params: Mapping[str, str]) -> bool:
    return _set_webhook(telegram, {"drop_pending_updates": params.get("drop_pending_updates", "")})


def _find_open_chat(telegram: Telegram, params: Mapping[str, str]) -> Chat:
    chat = telegram.chats.get(int(params["chat_id"]))
    if chat is None:
        raise Refuse(400, "Bad Request: chat not found")
    if not chat.open:
        raise blocked() if chat.kind == "private" else Refuse(403, "Forbidden: bot is not a member of the chat")
    return chat


def _read_buttons(params: Mapping[str, str]) -> list[list[tuple[str, str]]]:
    markup = json.loads(params.get("reply_markup", "{}"))
    rows = [[(button["text"], button["callback_data"]) for button in row] for row in markup.get("inline_keyboard", [])]
    if any(not 1 <= len(token.encode()) <= LONGEST_TOKEN for row in rows for _, token in row):
        raise Refuse(400, "Bad Request: BUTTON_DATA_INVALID")
    return rows


def tell_message(chat: Chat, message: ShownMessage) -> Json:
    """A message as the Bot API tells it."""
    told: Json = {"message_id": message.id, "date": message.date, "chat": chat.to_json(), "text": message.text}
    if message.from_bot:
        told["from"] = ME
    if message.markup:
        told["reply_markup"] = message.markup
    return told


_METHODS: Mapping[str, Callable[[Telegram, Mapping[str, str]], Any]] = {
    "getMe": _get_me,
    "getUpdates": _get_updates,
    "sendMessage": _send_message,
    "sendDocument": _send_document,
    "editMessageReplyMarkup": _edit_reply_markup,
    "editMessageText": _edit_text,
    "answerCallbackQuery": _answer_tap,
    "sendChatAction": _send_chat_action,
    "leaveChat": _leave_chat,
    "setMyCommands": _set_my_commands,
    "getMyCommands": _get_my_commands,
    "getWebhookInfo": _get_webhook_info,
    "setWebhook": _set_webhook,
    "deleteWebhook": _delete_webhook,
}
