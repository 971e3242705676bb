"""The updates that come all day, read straight from their JSON: some microseconds each.

Only what looks exactly as expected is read here; all else is left to python-telegram-bot and `bot.messenger.updates`,
which give the same for these shapes too, a hundred times slower.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from telegram.constants import ChatMemberStatus, ChatType

from bot.conversation.events import Address, Arrival, Blocked, Edited, Tapped, Unblocked, Wrote
from bot.messenger.updates import CHANNEL, Incoming, base_language, strip_command

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.conversation.events import Happening
    from bot.messenger.raw import Raw

_TEXT: Final = frozenset({"message_id", "from", "chat", "date", "text"})
_TEXTS: Final = (_TEXT, _TEXT | {"entities"})
_EDIT: Final = _TEXT | {"edit_date"}
_TAP: Final = frozenset({"id", "from", "message", "chat_instance", "data"})
_MEMBERSHIP: Final = frozenset({"chat", "from", "date", "old_chat_member", "new_chat_member"})
_MEMBERS: Final[dict[str, Happening]] = {ChatMemberStatus.BANNED: Blocked(), ChatMemberStatus.MEMBER: Unblocked()}
_PRIVATE: Final = str(ChatType.PRIVATE)


def read_shape(raw: Raw) -> Incoming | None:
    """What the update means for us; None where it has to be read with care."""
    try:
        first, kind = raw
        update_id = raw["update_id"]
        read = _READERS.get(kind)
        return read(update_id, raw[kind]) if read and first == "update_id" and type(update_id) is int else None
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _read_text(update_id: int, message: dict[str, Any]) -> Incoming | None:
    names, text, number = message.keys(), message["text"], message["message_id"]
    if names not in _TEXTS or not _is_private(message) or not _is_text(text):
        return None
    if type(number) is not int:
        return None
    what = Wrote(strip_command(text))
    return _arrive(update_id, message["chat"]["id"], what, message["from"], message_id=number)


def _read_edit(update_id: int, message: dict[str, Any]) -> Incoming | None:
    text = message["text"]
    if message.keys() != _EDIT or not _is_private(message) or not _is_text(text):
        return None
    return _arrive(update_id, message["chat"]["id"], Edited(text), message["from"])


def _read_tap(update_id: int, tap: dict[str, Any]) -> Incoming | None:
    who, token = tap["from"], tap["data"]
    if tap.keys() != _TAP or type(tap["id"]) is not str or type(token) is not str or not _is_whole(tap["message"]):
        return None
    if type(who["is_bot"]) is not bool:
        return None
    return _arrive(update_id, who["id"], Tapped(token), who, tap_id=tap["id"])


def _read_membership(update_id: int, change: dict[str, Any]) -> Incoming | None:
    what = _MEMBERS.get(change["new_chat_member"]["status"])
    if what is None or change.keys() != _MEMBERSHIP or not _is_private(change):
        return None
    return _arrive(update_id, change["chat"]["id"], what, change["from"])


def _is_private(content: dict[str, Any]) -> bool:
    """A person and no bot, in their own chat, at some time."""
    return content["chat"]["type"] == _PRIVATE and content["from"]["is_bot"] is False and type(content["date"]) is int


def _is_whole(message: dict[str, Any]) -> bool:
    """The message below which a button was tapped is one of ours in a private chat."""
    return message["chat"]["type"] == _PRIVATE and type(message["message_id"]) is int and type(message["date"]) is int


def _is_text(text: object) -> bool:
    return type(text) is str and text != ""


def _arrive(  # noqa: PLR0913, PLR0917 - all there is to tell
    update_id: int, chat_id: int, what: Happening, who: dict[str, Any], tap_id: str | None = None,
    message_id: int | None = None,
) -> Incoming | None:  # fmt: skip
    code = who.get("language_code")
    if type(chat_id) is not int or type(who["id"]) is not int or type(code) not in {str, type(None)}:
        return None
    language = base_language(code) if code else None
    return Incoming(update_id, Arrival(Address(CHANNEL, str(chat_id)), what, update_id, language, message_id), tap_id)


_READERS: Final[Mapping[str, Callable[[int, dict[str, Any]], Incoming | None]]] = {
    "message": _read_text,
    "callback_query": _read_tap,
    "edited_message": _read_edit,
    "my_chat_member": _read_membership,
}
