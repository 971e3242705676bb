from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from structlog.testing import capture_logs

from bot.messenger.gate import Gate
from bot.messenger.world import World
from tests.messenger.fakes import NOW, FakeStore, run_here


def close_one(store: FakeStore, *seconds: float) -> Gate:
    """A gate after so many refusals."""

    async def close() -> Gate:
        gate = Gate(store, run_here, World(now=lambda: NOW))
        for each in seconds:
            gate.close(each)
        await asyncio.sleep(0.01)
        return gate

    with capture_logs():
        return asyncio.run(close())


def test_it_is_closed_at_once_and_for_all() -> None:
    store = FakeStore()
    assert close_one(store, 7).wait == 7
    assert store.closed_until == NOW + timedelta(seconds=7)


def test_a_shorter_wait_does_not_open_it_earlier() -> None:
    store = FakeStore()
    gate = close_one(store, 7, 3)
    gate.hear(NOW + timedelta(seconds=2))
    gate.hear(None)
    assert gate.wait == 7
    assert store.closed_until == NOW + timedelta(seconds=7)


def test_what_others_found_counts() -> None:
    gate = close_one(FakeStore())
    assert gate.wait == 0
    gate.hear(NOW + timedelta(seconds=9))
    assert gate.wait == 9


def test_it_opens_by_itself() -> None:
    now: list[datetime] = [NOW]
    gate = Gate(FakeStore(), run_here, World(now=lambda: now[0]))
    gate.hear(NOW + timedelta(seconds=9))
    now[0] += timedelta(seconds=9)
    assert gate.wait == 0
