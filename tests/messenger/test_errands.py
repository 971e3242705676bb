from __future__ import annotations

import asyncio

from structlog.testing import capture_logs
from telegram.error import BadRequest

from bot.messenger.errands import Errands


def test_those_under_way_are_waited_for_a_little() -> None:
    ended: list[str] = []

    async def end(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        ended.append(name)

    async def run() -> None:
        errands = Errands()
        errands.send("quick", end("quick", 0))
        errands.send("late", end("late", 60))
        await errands.finish(0.05)

    asyncio.run(run())
    assert ended == ["quick"]


def test_one_that_fails_is_only_logged_and_without_its_words() -> None:
    async def fail() -> None:
        raise BadRequest("my secret")

    async def run() -> None:
        errands = Errands()
        errands.send("toast", fail())
        await errands.finish(1)

    with capture_logs() as logs:
        asyncio.run(run())
    assert logs == [{"event": "errand failed", "errand": "toast", "kind": "BadRequest", "log_level": "info"}]
