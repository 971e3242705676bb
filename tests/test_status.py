from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from bot.errors import StorageError
from bot.status import Status
from bot.storage.store import open_store
from tests.conversation.examples import KEY, World, play

if TYPE_CHECKING:
    from pathlib import Path


def test_what_was_done_and_what_waits_is_told_and_nobody_named() -> None:
    async def story() -> None:
        world = World()
        await world.take("hello", update_id=1)
        await world.take("hello", update_id=1)
        figures = await Status(world.conversation, lambda: True).read_figures()
        told = {each.name: each.value for each in figures}
        assert told["arrivals"] == 2
        assert told["duplicates"] == 1
        assert told["backlog"] == {"messages": 2, "timers": 0}
        assert "ana" not in str(figures)
        await world.close()

    play(story())


def test_a_database_that_is_away_leaves_the_other_figures(tmp_path: Path) -> None:
    async def story() -> None:
        world = World(open_store(f"sqlite:///{tmp_path}/leeward.db", KEY))
        status = Status(world.conversation, lambda: True)
        assert await status.reach_database()
        with sqlite3.connect(tmp_path / "leeward.db") as connection:
            connection.execute("ALTER TABLE timers RENAME TO away")
        with pytest.raises(StorageError):
            await status.reach_database()
        assert "backlog" not in {each.name for each in await status.read_figures()}
        connection.close()
        await world.close()

    play(story())


def test_telegram_is_known_while_it_is_served() -> None:
    async def story() -> None:
        world = World()
        assert await Status(world.conversation, lambda: True).know_telegram()
        assert not await Status(world.conversation, lambda: False).know_telegram()
        await world.close()

    play(story())
