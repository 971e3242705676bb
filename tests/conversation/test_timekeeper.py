"""What wakes the conversation."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.conversation.timekeeper import Timekeeper
from bot.conversation.writer import Writer
from bot.errors import StorageError
from tests.conversation.examples import NOW, Clock, World, play


class Book:
    """Timers, as the timekeeper sees them: what takes them, and what tells of the next one."""

    def __init__(self, *due: datetime, trouble: Exception | None = None) -> None:
        self.due = list(due)
        self.clock = Clock()
        self.taken: list[datetime] = []
        self.trouble = trouble
        self.asleep = asyncio.Event()

    async def take_due(self) -> int:
        if self.trouble:
            trouble, self.trouble = self.trouble, None
            self.asleep.set()
            raise trouble
        ready = [each for each in self.due if each <= self.clock.now]
        self.due = [each for each in self.due if each > self.clock.now]
        self.taken += ready
        return len(ready)

    def next_due_at(self) -> datetime | None:
        self.asleep.set()
        return min(self.due, default=None)


async def keep(book: Book) -> tuple[Timekeeper, asyncio.Event, asyncio.Task[None]]:
    stop = asyncio.Event()
    writer = Writer()
    keeper = Timekeeper(book, book, writer, book.clock)  # type: ignore[arg-type]  # all that it uses of them
    task = asyncio.create_task(keeper.run(stop))
    await book.asleep.wait()
    await writer(lambda: None)  # so the answer that it waited for is there
    await asyncio.sleep(0)
    return keeper, stop, task


def test_all_timers_that_are_due_are_taken_before_it_sleeps() -> None:
    async def story() -> None:
        book = Book(NOW - timedelta(hours=1), NOW, NOW + timedelta(hours=1))
        _, stop, task = await keep(book)
        assert book.taken == [NOW - timedelta(hours=1), NOW]
        stop.set()
        await task

    play(story())


def test_it_wakes_for_an_earlier_timer_and_for_no_later_one() -> None:
    async def story() -> None:
        book = Book(NOW + timedelta(hours=1))
        keeper, stop, task = await keep(book)
        book.due.append(NOW + timedelta(minutes=59))
        book.clock.go_on(minutes=59)
        book.asleep.clear()
        keeper.expect(None)
        keeper.expect(NOW + timedelta(hours=1))
        for _ in range(5):
            await asyncio.sleep(0)
        assert not book.asleep.is_set()
        keeper.expect(NOW + timedelta(minutes=59))
        await book.asleep.wait()
        assert book.taken == [NOW + timedelta(minutes=59)]
        stop.set()
        await task

    play(story())


@pytest.mark.parametrize("trouble", [StorageError("the database is away"), ValueError("my secret")])
def test_trouble_does_not_end_it(trouble: Exception) -> None:
    async def story() -> None:
        book = Book(NOW, trouble=trouble)
        with capture_logs() as logs:
            keeper, stop, task = await keep(book)
            book.asleep.clear()
            keeper.expect(NOW)
            await book.asleep.wait()
            assert book.taken == [NOW]
            stop.set()
            await task
        assert len(logs) == 1
        assert "secret" not in str(logs)

    play(story())


def test_it_ends_when_it_is_told_to() -> None:
    async def story() -> None:
        world = World()
        stop = asyncio.Event()
        task = asyncio.create_task(world.conversation.keep_time(stop))
        await asyncio.sleep(0)
        stop.set()
        await task
        await world.close()

    play(story())
