"""A person at a keyboard, or a script on standard input."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from typing import TYPE_CHECKING, Protocol

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.patch_stdout import patch_stdout

from bot.conversation.events import Arrival
from bot.conversation.outgoing import Delivered, Fate
from bot.terminal.drawing import Screen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from bot.conversation.events import Address
    from bot.conversation.service import Conversation

_AT_ONCE = 50


class Lines(Protocol):
    """Where typed lines come from."""

    def __aiter__(self) -> AsyncIterator[str]:
        """The lines, until the person leaves."""
        ...


class Chat:
    """One person's chat.

    Args:
        conversation: takes what is typed, and keeps what is to be shown.
        address: the person at this terminal.
        language: the first language, until they choose.
        write: prints one line.
    """

    def __init__(
        self, conversation: Conversation, address: Address, language: str | None, write: Callable[[str], None]
    ) -> None:
        """Begin with an empty screen."""
        self._conversation = conversation
        self._address = address
        self._language = language
        self._write = write
        self._screen = Screen()
        self._delivering = asyncio.Lock()
        self._news = asyncio.Event()
        conversation.on_commit(self._news.set)

    async def run(self, lines: Lines) -> None:
        """Talk until the lines end."""
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
        now = self._conversation.clock()
        arrival = Arrival(self._address, self._screen.meaning(line), now, language=self._language)
        receipt = await self._conversation.intake.take(arrival)
        if receipt.toast:
            self._write(f"  ({receipt.toast})")
        await self._deliver()

    async def _show_news(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            await self._deliver()

    async def _deliver(self) -> None:
        """Show every message that waits for this channel's people; only ours are printed."""
        async with self._delivering:
            while await self._conversation.writer(self._show_some):
                pass

    def _show_some(self) -> int:
        store, now = self._conversation.store, self._conversation.clock()
        outgoing = store.take_outgoing(self._address.channel, now, _AT_ONCE)
        for each in outgoing:
            if each.address == self._address:
                for line in self._screen.show(each.message):
                    self._write(line)
        reports = [Delivered(each.person_id, each.number, Fate.SENT, message_id=str(each.number)) for each in outgoing]
        store.report(reports, now)
        return len(outgoing)


async def typed_lines(commands: Sequence[str]) -> AsyncIterator[str]:
    """Lines typed at a terminal, with the commands completed; messages that arrive appear above the prompt."""
    completer = WordCompleter([f"/{command}" for command in commands], sentence=True)
    session: PromptSession[str] = PromptSession(HTML("<ansicyan>you ▸ </ansicyan>"), completer=completer)
    with patch_stdout():
        while True:
            try:
                yield await session.prompt_async()
            except (EOFError, KeyboardInterrupt):
                return


async def piped_lines() -> AsyncIterator[str]:
    """Lines from standard input that is no terminal, each shown before it is taken."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        if line.strip():
            sys.stdout.write(f"you ▸ {line.rstrip()}\n")
        yield line
