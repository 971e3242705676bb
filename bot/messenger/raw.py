"""Updates as they come over the wire. One that cannot be read must not stand in the way of the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from telegram import Update

from bot.conversation.events import Address, Arrival, Tapped, Wrote
from bot.messenger.shapes import read_shape
from bot.messenger.updates import CHANNEL, Incoming, base_language, read_update

if TYPE_CHECKING:
    from telegram import Bot

    from bot.conversation.events import Happening
    from bot.messenger.updates import Reading

Raw: TypeAlias = dict[str, Any]
"""An update as JSON."""


@dataclass(frozen=True, slots=True)
class Garbled:
    """An update that cannot be read. `kind` is the kind of error; `made_out` is for the crisis screen alone."""

    update_id: int
    kind: str
    made_out: Incoming | None


def read_raw(raw: Raw, bot: Bot) -> Reading | Garbled:
    """What an update means for us."""
    incoming = read_shape(raw)
    if incoming:
        return incoming
    try:
        return read_update(Update.de_json(raw, bot))
    except Exception as error:  # noqa: BLE001 - nobody knows what will be in it one day
        return Garbled(raw["update_id"], type(error).__name__, _make_out(raw))


def _make_out(raw: Raw) -> Incoming | None:
    """Someone's words, or the token of their tap, where they are in the usual place."""
    content = raw.get("message") or raw.get("edited_message") or raw.get("callback_query")
    what: Happening
    match content:
        case {"chat": {"id": int(chat_id), "type": "private"}, "text": str(words)}:
            what = Wrote(words)
        case {"chat": {"id": int(chat_id), "type": "private"}, "caption": str(words)}:
            what = Wrote(words)
        case {"from": {"id": int(chat_id)}, "data": str(token)}:
            what = Tapped(token)
        case _:
            return None
    arrival = Arrival(Address(CHANNEL, str(chat_id)), what, raw["update_id"], _make_out_language(content))
    return Incoming(raw["update_id"], arrival)


def _make_out_language(content: object) -> str | None:
    match content:
        case {"from": {"language_code": str(code)}}:
            return base_language(code)
        case _:
            return None
