"""Carries the messages of one person to Telegram, one after the other."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

import structlog
from telegram import LinkPreviewOptions
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.conversation.outgoing import Bubble, Delivered, Document, Fate, NewButtons, Policy
from bot.messenger.fates import judge
from bot.messenger.keyboards import draw_keyboard, draw_new_buttons

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from telegram import Bot
    from telegram import Message as SentMessage

    from bot.conversation.outgoing import Message, Outgoing
    from bot.messenger.pacing import RateGate
    from bot.messenger.world import World

AT_ONCE: Final = 24
"""So many requests are under way at the same time."""

_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
_EDIT_TIMEOUT: Final = 3.0
"""Seconds to wait for an answer about buttons: the next words wait behind them."""
_LONG: Final = 200
"""Characters after which a text gets the whole pause before it."""

_LEVELS: Final = {Fate.SENT: logging.DEBUG, Fate.BLOCKED: logging.INFO, Fate.RETRY: logging.INFO}

_log = structlog.get_logger()


async def send_bubble(bot: Bot, chat_id: str, bubble: Bubble) -> SentMessage:
    """Send plain text with its buttons; nothing in it is read as markup, no link is opened."""
    return await bot.send_message(
        int(chat_id), bubble.text, reply_markup=draw_keyboard(bubble.keyboard), link_preview_options=_NO_PREVIEW
    )


class Courier:
    """Sends, and says what became of each message."""

    def __init__(self, bot: Bot, gate: RateGate, world: World, pause: float) -> None:
        """`pause` is the longest pause, in seconds, before a second bubble in one go; 0 means none."""
        self._bot = bot
        self._gate = gate
        self._world = world
        self._pause = pause
        self._places = asyncio.Semaphore(AT_ONCE)

    def hurry(self) -> None:
        """No more pauses: we are about to stop."""
        self._pause = 0.0

    @property
    def room(self) -> int:
        """How many more messages may be brought without making a queue of more than a second; at least one."""
        return self._gate.room

    async def carry(self, messages: Sequence[Outgoing]) -> AsyncIterator[Delivered]:
        """Send one person's messages in order, words for a crisis first; behind one that must wait all wait."""
        spoke = False
        for outgoing in sorted(messages, key=lambda each: not _is_crisis(each.message)):
            message = outgoing.message
            if isinstance(message, Bubble):
                if spoke:
                    await self._breathe(outgoing.address.id, message.text)
                spoke = True
            delivered = await self._deliver(outgoing)
            yield delivered
            if delivered.fate in {Fate.RETRY, Fate.BLOCKED}:
                return

    async def _breathe(self, chat_id: str, text: str) -> None:
        """Let the person read; a longer text takes longer to write."""
        if not self._pause:
            return
        try:
            await self._bot.send_chat_action(int(chat_id), ChatAction.TYPING)
        except TelegramError as error:
            _log.debug("typing not shown", kind=type(error).__name__)
        await self._world.sleep(self._pause * (1 + min(1.0, len(text) / _LONG)) / 2)

    async def _deliver(self, outgoing: Outgoing) -> Delivered:
        try:
            if not isinstance(outgoing.message, NewButtons):
                await self._gate.enter(_rank(outgoing))
            async with self._places:
                message_id = await self._send(outgoing)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one message must not stop the others
            return self._explain(error, outgoing)
        return Delivered(outgoing.person_id, outgoing.number, Fate.SENT, message_id)

    async def _send(self, outgoing: Outgoing) -> str | None:
        chat_id = outgoing.address.id
        match outgoing.message:
            case Bubble() as bubble:
                return str((await send_bubble(self._bot, chat_id, bubble)).message_id)
            case Document(name, content, caption):
                sent = await self._bot.send_document(
                    int(chat_id), content.encode(), caption=caption or None, filename=name
                )
                return str(sent.message_id)
            case NewButtons() as change:
                if outgoing.target:  # else the question never arrived, and there is nothing to change
                    await self._bot.edit_message_reply_markup(
                        int(chat_id),
                        int(outgoing.target),
                        reply_markup=draw_new_buttons(change),
                        read_timeout=_EDIT_TIMEOUT,
                    )
                return outgoing.target

    def _explain(self, error: Exception, outgoing: Outgoing) -> Delivered:
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
            outgoing.target if verdict.fate is Fate.SENT else None,
            verdict.retry_after,
            verdict.reason,
        )


def _is_crisis(message: Message) -> bool:
    return isinstance(message, Bubble) and message.source.startswith("safety.")


def _rank(outgoing: Outgoing) -> int:
    """Who goes first at the gate: words for a crisis, then replies, then what the clock alone sends to many at once."""
    if _is_crisis(outgoing.message):
        return 0
    return 2 if outgoing.policy is Policy.AT_MOST_ONCE else 1
