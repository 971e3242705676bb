"""One person's conversation in a terminal."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from bot.conversation.events import Arrival
from bot.conversation.outgoing import Delivered, Fate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.conversation.events import Address
    from bot.conversation.outgoing import Edit, Handover, Message, NewButtons, Outgoing
    from bot.conversation.service import Conversation
    from bot.terminal.drawing import Screen

_AT_ONCE = 50
_PUT_OFF = 1.0
"""Seconds for which the messages of people at other terminals are left alone."""


class Chat:
    """One person's chat.

    Args:
        conversation: takes what is typed, and keeps what is to be shown.
        address: the person at this terminal.
        language: the first language, until they choose.
        screen: how messages look.
        write: prints one line.
    """

    def __init__(
        self,
        conversation: Conversation,
        address: Address,
        language: str | None,
        screen: Screen,
        write: Callable[[str], None],
    ) -> None:
        """Listen for messages; nothing is shown yet."""
        self._conversation = conversation
        self._address = address
        self._language = language
        self._screen = screen
        self._write = write
        self._delivering = asyncio.Lock()
        self._news = asyncio.Event()
        self._edits: list[Edit] = []
        conversation.on_commit(self._hear)

    async def run(self, lines: AsyncIterator[str]) -> None:
        """Talk until the lines end."""
        store, channel, now = self._conversation.store, self._address.channel, self._conversation.clock()
        await self._conversation.writer(lambda: store.recover(channel, now))
        showing = asyncio.create_task(self._show_news())
        try:
            await self._deliver()
            async for line in lines:
                if line.strip():
                    await self._say(line)
        finally:
            showing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await showing

    async def _say(self, line: str) -> None:
        arrival = Arrival(self._address, self._screen.meaning(line), language=self._language)
        receipt = await self._conversation.intake.take(arrival)
        if receipt.toast:
            self._write(self._screen.faint(f"({receipt.toast})"))
        await self._deliver()

    def _hear(self, handover: Handover) -> None:
        self._edits += handover.edits
        self._news.set()

    async def _show_news(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            await self._deliver()

    async def _deliver(self) -> None:
        """Show every message that waits for this channel's people; only ours are printed."""
        async with self._delivering:
            edits, self._edits = self._edits, []
            for edit in edits:
                self._show(edit.address, edit.buttons)
            while await self._conversation.writer(self._show_some):
                pass

    def _show_some(self) -> int:
        store, now = self._conversation.store, self._conversation.clock()
        outgoing = store.take_outgoing(self._address.channel, now, _AT_ONCE)
        for each in outgoing:
            self._show(each.address, each.message)
        with store.transaction() as transaction:
            transaction.report([self._report(each) for each in outgoing], now)
        return len(outgoing)

    def _show(self, address: Address, message: Message | NewButtons) -> None:
        if address == self._address:
            for line in self._screen.show(message):
                self._write(line)

    def _report(self, each: Outgoing) -> Delivered:
        if each.address == self._address:
            return Delivered(each.person_id, each.number, Fate.SENT, message_id=str(each.number))
        return Delivered(each.person_id, each.number, Fate.RETRY, retry_after=_PUT_OFF)
