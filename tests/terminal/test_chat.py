from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.errors import StorageError
from bot.storage.store import open_store
from bot.terminal.chat import Chat
from bot.terminal.drawing import Screen
from tests.conversation.examples import ANA, BEN, KEY, World, play

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.conversation.events import Address


async def typed(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


async def talk(world: World, *lines: str, address: Address = ANA) -> list[str]:
    shown: list[str] = []
    await Chat(world.conversation, address, "en", Screen(), shown.append).run(typed(*lines))
    return shown


def test_a_whole_conversation_is_shown_line_by_line() -> None:
    async def story() -> None:
        world = World()
        assert await talk(world, "/start", "fine") == [
            "  Hello, I am Leeward.",
            "",
            "  How are you?",
            "    [Skip]   [Help now]",
            "",
            "  Thanks.",
            "",
        ]
        await world.close()

    play(story())


def test_empty_lines_are_not_taken() -> None:
    async def story() -> None:
        world = World()
        assert await talk(world, "", "  \n") == []
        assert world.commits == 0
        await world.close()

    play(story())


def test_numbers_and_words_tap() -> None:
    async def story() -> None:
        world = World()
        shown = await talk(world, "/pause", "2", "/pause", "a day")
        assert [line for line in shown if "✓" in line or "Paused" in line] == [
            "  ✓ Two weeks",
            "  Paused.",
            "  Paused.",
        ]
        await world.close()

    play(story())


def test_a_passing_word_stands_in_brackets() -> None:
    async def story() -> None:
        world = World()
        await world.tell("/pause")
        shown: list[str] = []
        chat = Chat(world.conversation, ANA, "en", Screen(), shown.append)

        async def lines() -> AsyncIterator[str]:
            yield "/pause"
            await world.take("/stop")
            yield "1"

        await chat.run(lines())
        assert "  (That question is behind us.)" in shown
        await world.close()

    play(story())


def test_a_timer_that_falls_due_is_shown_while_nothing_is_typed() -> None:
    async def story() -> None:
        world = World()
        shown: list[str] = []
        arrived = asyncio.Event()

        def write(line: str) -> None:
            shown.append(line)
            if "And now?" in line:
                loop.call_soon_threadsafe(arrived.set)

        async def lines() -> AsyncIterator[str]:
            yield "/craving"
            yield "strong"
            world.clock.now += timedelta(minutes=15)
            await world.conversation.intake.take_due()
            await arrived.wait()

        loop = asyncio.get_running_loop()
        await Chat(world.conversation, ANA, "en", Screen(), write).run(lines())
        assert "  And now?" in shown
        await world.close()

    play(story())


def test_what_came_while_nobody_was_here_is_shown_first() -> None:
    async def story() -> None:
        world = World()
        await talk(world, "/craving", "strong")
        world.clock.now += timedelta(minutes=15)
        await world.conversation.intake.take_due()
        assert (await talk(world))[0] == "  And now?"
        await world.close()

    play(story())


def test_what_was_being_shown_when_the_program_died_is_shown_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/leeward.db"

    async def story() -> None:
        world = World(open_store(url, KEY))
        await world.take("/help")
        with closing(open_store(url, KEY)) as dead:
            assert dead.take_outgoing("terminal", world.clock.now, 50)
        assert "  Help." in await talk(world)
        await world.close()

    play(story())


def test_someone_elses_messages_wait_for_them() -> None:
    async def story() -> None:
        world = World()
        await world.take("/help", BEN)
        assert await talk(world) == []
        world.clock.now += timedelta(seconds=2)
        assert "  Help." in await talk(world, address=BEN)
        await world.close()

    play(story())


def test_a_lost_database_ends_the_chat_with_its_error() -> None:
    async def story() -> None:
        world = World()

        async def lines() -> AsyncIterator[str]:
            yield "/start"
            await world.conversation.writer(world.store.close)  # the one in memory is gone with it
            yield "hello"

        with pytest.raises(StorageError):
            await Chat(world.conversation, ANA, "en", Screen(), lambda _line: None).run(lines())
        await world.close()

    play(story())
