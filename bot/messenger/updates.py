"""Telegram's updates as arrivals. Every kind of update has its answer here, and most of them are "nothing"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from telegram.constants import ChatMemberStatus, ChatType, MessageType

from bot.conversation.events import Address, Arrival, Blocked, Edited, SentOther, Tapped, Unblocked, Wrote

if TYPE_CHECKING:
    from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User

    from bot.conversation.events import Happening

CHANNEL: Final = "telegram"

WANTED: Final = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of updates to ask Telegram for."""

_ATTACHED: Final = (
    MessageType.ANIMATION,
    MessageType.AUDIO,
    MessageType.CHECKLIST,
    MessageType.CONTACT,
    MessageType.DICE,
    MessageType.DOCUMENT,
    MessageType.GAME,
    MessageType.GIFT,
    MessageType.GIVEAWAY,
    MessageType.INVOICE,
    MessageType.LIVE_PHOTO,
    MessageType.LOCATION,
    MessageType.PAID_MEDIA,
    MessageType.PASSPORT_DATA,
    MessageType.PHOTO,
    MessageType.POLL,
    MessageType.STICKER,
    MessageType.STORY,
    MessageType.UNIQUE_GIFT,
    MessageType.USERS_SHARED,
    MessageType.CHAT_SHARED,
    MessageType.VENUE,
    MessageType.VIDEO,
    MessageType.VIDEO_NOTE,
    MessageType.VOICE,
    MessageType.WEB_APP_DATA,
)
"""What a person sends on purpose; everything else without words is Telegram's own note (a pin, a timer, a boost)."""

_COMMAND: Final = re.compile(r"(/\w+)@\w+")


@dataclass(frozen=True, slots=True)
class Incoming:
    """Something that happened to a person; `tap_id` is what Telegram wants an answer to, for a tap."""

    update_id: int
    arrival: Arrival
    tap_id: str | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """We are in a chat where we do not talk: leave it; in a group say first why."""

    chat_id: int
    language: str | None
    say_why: bool


Reading: TypeAlias = Incoming | Elsewhere | None


def read_update(update: Update) -> Reading:
    """What an update means for us; None for nothing."""
    if update.callback_query:
        return _read_tap(update.update_id, update.callback_query)
    if update.my_chat_member:
        return _read_membership(update.update_id, update.my_chat_member)
    if update.message:
        return _read_message(update.update_id, update.message)
    if update.edited_message:
        return _read_edit(update.update_id, update.edited_message)
    return None


def _read_tap(update_id: int, tap: CallbackQuery) -> Reading:
    # The message may be missing or too old to be shown to us; the token says all that is needed.
    if tap.data is None or tap.inline_message_id or (tap.message and tap.message.chat.type != ChatType.PRIVATE):
        return None
    return Incoming(update_id, _arrive(update_id, tap.from_user.id, Tapped(tap.data), tap.from_user), tap.id)


def _read_membership(update_id: int, change: ChatMemberUpdated) -> Reading:
    status = change.new_chat_member.status
    if change.chat.type != ChatType.PRIVATE:
        here = status in {ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.RESTRICTED}
        return _elsewhere(change.chat, change.from_user) if here else None
    what: Happening
    if status == ChatMemberStatus.BANNED:
        what = Blocked()
    elif status == ChatMemberStatus.MEMBER:
        what = Unblocked()
    else:
        return None
    return Incoming(update_id, _arrive(update_id, change.chat.id, what, change.from_user))


def _read_message(update_id: int, message: Message) -> Reading:
    if message.from_user and message.from_user.is_bot:
        return None
    if message.chat.type != ChatType.PRIVATE:
        return None if message.left_chat_member else _elsewhere(message.chat, message.from_user)
    what = _read_content(message)
    if what is None:
        return None
    arrival = _arrive(update_id, message.chat.id, what, message.from_user)
    return Incoming(update_id, replace(arrival, message_id=message.message_id))


def _read_content(message: Message) -> Happening | None:
    words = message.text or message.caption  # words below a picture are words: the crisis screen must see them
    if words:
        return Wrote(strip_command(words))
    return SentOther() if any(getattr(message, kind) for kind in _ATTACHED) else None


def _read_edit(update_id: int, message: Message) -> Reading:
    if message.chat.type != ChatType.PRIVATE or (message.from_user and message.from_user.is_bot):
        return None
    words = message.text or message.caption
    if not words:  # a place shared live moves every few seconds
        return None
    return Incoming(update_id, _arrive(update_id, message.chat.id, Edited(words), message.from_user))


def _elsewhere(chat: Chat, who: User | None) -> Elsewhere:
    return Elsewhere(chat.id, _language(who), say_why=chat.type != ChatType.CHANNEL)


def _arrive(update_id: int, chat_id: int, what: Happening, who: User | None) -> Arrival:
    return Arrival(Address(CHANNEL, str(chat_id)), what, update_id, _language(who))


def _language(who: User | None) -> str | None:
    code = who.language_code if who else None
    return base_language(code) if code else None


def strip_command(words: str) -> str:
    """The words, without the name of the bot behind a command: ``/help`` for ``/help@LeewardBot``."""
    return _COMMAND.sub(r"\1", words, count=1) if _COMMAND.match(words) else words


def base_language(code: str) -> str:
    """The language of an app's setting, without its country: ``pt`` for ``pt-BR``."""
    return code.split("-", maxsplit=1)[0].lower()
