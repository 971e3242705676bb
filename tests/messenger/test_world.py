from __future__ import annotations

import asyncio

import pytest

from bot.messenger.world import World, unless


def test_waits_double_up_to_a_bound() -> None:
    world = World(chance=lambda: 1.0)
    assert [world.backoff(failures, 10) for failures in (1, 2, 3, 4, 5, 5000)] == [1, 2, 4, 8, 10, 10]


def test_half_of_a_wait_is_chance() -> None:
    assert World(chance=lambda: 0.0).backoff(3, 10) == 2


def test_work_is_awaited_unless_told_to_stop() -> None:
    async def work() -> str:
        await asyncio.sleep(0)
        return "done"

    async def try_both() -> tuple[str | None, str | None]:
        stop = asyncio.Event()
        first = await unless(stop, work())
        stop.set()
        return first, await unless(stop, asyncio.sleep(60, "late"))

    assert asyncio.run(try_both()) == ("done", None)


def test_an_error_of_the_work_comes_through() -> None:
    async def fail() -> None:
        raise ValueError("from the work")

    async def try_it() -> None:
        await unless(asyncio.Event(), fail())

    with pytest.raises(ValueError, match="from the work"):
        asyncio.run(try_it())
