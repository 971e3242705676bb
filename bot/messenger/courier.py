"""Carries one message to Telegram, and says what became of it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import structlog
from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.conversation.outgoing import Bubble, Delivered, Fate
from bot.messenger.fates import judge, seconds

if TYPE_CHECKING:
    from bot.conversation.outgoing import Edit, Outgoing
    from bot.messenger.connection import Line
    from bot.messenger.gate import Gate
    from bot.messenger.rescue import Rescue
    from bot.messenger.world import World

_AGAIN: Final = 1.0
"""Seconds after which buttons that could not be changed are tried again, once."""

_AS_IT_IS: Final = "message is not modified"

_LEVELS: Final = {Fate.SENT: logging.DEBUG, Fate.BLOCKED: logging.INFO, Fate.RETRY: logging.INFO}

_log = structlog.get_logger()


class Courier:
    """Sends whatever it is given, at once, as long as the gate is open."""

    def __init__(self, line: Line, gate: Gate, rescue: Rescue, world: World, *, paid: bool = False) -> None:
        """`paid` messages to many people cost Telegram's stars, and may be more than 30 a second."""
        self._bot = line.bot
        self._api = line.api
        self._gate = gate
        self._rescue = rescue
        self._world = world
        self._paid = paid

    async def deliver(self, outgoing: Outgoing) -> Delivered:
        """Send a message; it never raises."""
        is_urgent = outgoing.message.is_urgent
        wait = 0.0 if is_urgent else self._gate.wait
        if wait:
            return Delivered(outgoing.person_id, outgoing.number, Fate.RETRY, None, wait, "gate-closed")
        try:
            message_id = await (self._send_urgent(outgoing) if is_urgent else self._send(outgoing))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one message must not stop the others
            return self._explain(error, outgoing)
        return Delivered(outgoing.person_id, outgoing.number, Fate.SENT, message_id)

    async def show_typing(self, outgoing: Outgoing) -> None:
        """Show that more is to come."""
        await self._api.show_typing(outgoing.address.id)

    async def edit(self, edit: Edit) -> None:
        """Change buttons, with one more try: old ones harm nobody."""
        if self._gate.wait:
            return
        try:
            await self._edit(edit)
        except (BadRequest, Forbidden):
            return  # the same buttons again, or the message is gone
        except Exception:  # noqa: BLE001 - the second try tells
            await self._world.sleep(_AGAIN)
            if not self._gate.wait:
                await self._edit(edit)

    async def _edit(self, edit: Edit) -> None:
        try:
            await self._api.edit_buttons(edit)
        except RetryAfter as error:
            self._gate.close(seconds(error.retry_after))
            raise

    async def _send_urgent(self, outgoing: Outgoing) -> str:
        """Send words for a crisis, unless the same are said already because the database was away."""
        said = self._rescue.claim(outgoing.address.id, getattr(outgoing.message, "text", ""))
        return (said and await said) or await self._send(outgoing)

    async def _send(self, outgoing: Outgoing) -> str:
        message, chat_id = outgoing.message, outgoing.address.id
        if isinstance(message, Bubble) and outgoing.target and await self._change(outgoing, message):
            return outgoing.target
        if isinstance(message, Bubble):
            return await self._api.send_bubble(chat_id, message, paid=self._paid and outgoing.is_bulk)
        sent = await self._bot.send_document(
            int(chat_id), message.content.encode(), caption=message.caption or None, filename=message.name
        )
        return str(sent.message_id)

    async def _change(self, outgoing: Outgoing, bubble: Bubble) -> bool:
        """Change the message that is there; False where that cannot be: it was deleted, or is too old."""
        try:
            await self._api.edit_bubble(outgoing.address.id, outgoing.target, bubble)
        except BadRequest as error:
            return _AS_IT_IS in error.message.lower()  # changed before, and nobody heard of it
        return True

    def _explain(self, error: Exception, outgoing: Outgoing) -> Delivered:
        if isinstance(error, RetryAfter):
            self._gate.close(seconds(error.retry_after))
        verdict = judge(error, outgoing, self._world)
        _log.log(
            _LEVELS.get(verdict.fate, logging.ERROR),
            "message not sent",
            person=outgoing.person_id,
            number=outgoing.number,
            source=getattr(outgoing.message, "source", ""),
            fate=verdict.fate.value,
            reason=verdict.reason,
        )
        return Delivered(
            outgoing.person_id,
            outgoing.number,
            verdict.fate,
            None,
            verdict.retry_after,
            verdict.reason,
            verdict.is_doubtful,
        )
