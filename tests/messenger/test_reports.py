from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from bot.conversation.outgoing import Delivered, Fate
from bot.messenger.reports import Reports
from bot.messenger.world import World
from tests.messenger.fakes import FakeStore

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


async def never_return(work: Callable[[], T], /) -> T:
    """A writer whose database never answers again."""
    await asyncio.Event().wait()
    return work()


def test_the_end_does_not_wait_for_a_database_that_never_answers() -> None:
    async def add_and_close() -> None:
        reports = Reports(FakeStore(), never_return, World(), lambda: None)
        reports.add(Delivered("p1", 1, Fate.SENT))
        await asyncio.wait_for(reports.close(), 4)

    asyncio.run(add_and_close())
