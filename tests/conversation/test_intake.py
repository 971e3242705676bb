"""Where events become turns."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from bot.conversation.backlog import MOST
from bot.conversation.events import Address, Arrival, Tapped, Wrote
from bot.conversation.intake import Intake
from bot.conversation.outgoing import Bubble, Delivered, Fate
from bot.conversation.stage import Stage
from bot.conversation.turn import take_turn
from bot.conversation.writer import Writer
from bot.errors import Conflict, StorageError, Unreadable
from bot.storage.database import connect
from bot.storage.gates import Pace
from bot.storage.sealing import Sealer
from bot.storage.store import SqlStore
from tests.conversation.examples import ANA, BEN, KEY, Clock, World, play, programme

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.conversation.outgoing import Handover
    from bot.conversation.ports import Outcome
    from bot.storage.batch import Batch


class UnluckyStore(SqlStore):
    """The database in memory, with the next transactions going wrong; it notes who is in each."""

    def __init__(self, sends: str | None = None) -> None:
        super().__init__(connect("sqlite://"), Sealer(KEY), Clock(), sends, Pace())
        self.prepare()
        self.troubles: list[Exception] = []
        self.poison: Address | None = None
        self.poisoning: Exception = ValueError("cannot be stored")
        self.bad_report: Delivered | None = None
        self.batches: list[list[Address]] = []

    @contextmanager
    def transaction(self) -> Iterator[Batch]:
        with super().transaction() as batch:
            yield _Watched(batch, self)  # type: ignore[misc]  # it has the same methods
            if self.troubles:
                raise self.troubles.pop(0)


class _Watched:
    def __init__(self, batch: Batch, store: UnluckyStore) -> None:
        self._batch = batch
        self._store = store

    def admit(self, arrivals: Sequence[Arrival], now: datetime) -> Sequence[object]:
        addresses = [each.address for each in arrivals]
        self._store.batches.append(addresses)
        if self._store.poison in addresses:
            raise self._store.poisoning
        return self._batch.admit(arrivals, now)

    def report(self, reports: Sequence[Delivered], now: datetime) -> None:
        if self._store.bad_report in reports:
            raise self._store.poisoning
        self._batch.report(reports, now)

    def claim(self, *args: object) -> Sequence[object]:
        return self._batch.claim(*args)  # type: ignore[arg-type]  # handed on as they came

    def save(self, outcomes: Sequence[Outcome], now: datetime) -> Handover:
        return self._batch.save(outcomes, now)


def test_whoever_waits_is_served_in_one_transaction() -> None:
    async def story() -> None:
        world = World(store := UnluckyStore())
        await asyncio.gather(*(world.take("hello", Address("terminal", str(number))) for number in range(20)))
        assert sorted(map(len, store.batches)) == [20]
        assert world.commits == 1
        await world.close()

    play(story())


def test_a_batch_holds_one_event_of_each_person_and_keeps_their_order() -> None:
    async def story() -> None:
        world = World(store := UnluckyStore())
        await asyncio.gather(*(world.take(words, who) for words in ("hello", "one", "/help") for who in (ANA, BEN)))
        assert store.batches == [[ANA, BEN]] * 3
        assert await world.said(ANA) == ["Hello, I am Leeward.", "How are you?", "Thanks.", "Help."]
        await world.close()

    play(story())


def test_a_flood_of_one_person_does_not_hold_up_the_others() -> None:
    async def story() -> None:
        world = World(store := UnluckyStore())
        flood = [asyncio.create_task(world.take("hm")) for _ in range(30)]
        await world.take("hello", BEN)
        assert BEN in store.batches[0]
        await asyncio.gather(*flood)
        assert all(batch.count(ANA) <= 1 for batch in store.batches)
        await world.close()

    play(story())


def test_an_update_seen_twice_is_answered_once() -> None:
    async def story() -> None:
        world = World()
        assert not (await world.take("hello", update_id=7)).duplicate
        assert (await world.take("hello", update_id=7)).duplicate
        assert await world.said() == ["Hello, I am Leeward.", "How are you?"]
        await world.close()

    play(story())


def test_a_toast_comes_back_to_whoever_tapped() -> None:
    async def story() -> None:
        world = World()
        assert (await world.take(Tapped("1:1:old"))).toast == "That question is behind us."
        await world.close()

    play(story())


def test_a_lost_race_is_run_again() -> None:
    async def story() -> None:
        world = World(store := UnluckyStore())
        store.troubles = [Conflict("faster")] * 4
        await world.take("hello")
        assert await world.said() == ["Hello, I am Leeward.", "How are you?"]
        await world.close()

    play(story())


def test_trouble_of_the_database_reaches_everyone_who_waits_and_nothing_is_kept() -> None:
    async def story() -> None:
        world = World(store := UnluckyStore())
        store.troubles = [StorageError("the database is away")]
        results = await asyncio.gather(world.take("hello"), world.take("hello", BEN), return_exceptions=True)
        assert [type(each) for each in results] == [StorageError] * 2
        assert store.counts()["people"] == 0
        assert await world.tell("hello") == ["Hello, I am Leeward.", "How are you?"]
        await world.close()

    play(story())


@pytest.mark.parametrize("trouble", [ValueError("cannot be stored: my secret"), Unreadable("a row does not open")])
def test_someone_who_cannot_be_stored_or_read_does_not_take_the_others_along(trouble: Exception) -> None:
    async def story() -> None:
        world = World(store := UnluckyStore())
        store.poison, store.poisoning = BEN, trouble
        with capture_logs() as logs:
            ana, ben = await asyncio.gather(world.take("hello"), world.take("my secret", BEN), return_exceptions=True)
        assert ben is trouble
        assert not isinstance(ana, BaseException)
        assert await world.said() == ["Hello, I am Leeward.", "How are you?"]
        assert "secret" not in str(logs)
        await world.close()

    play(story())


def test_a_failed_turn_apologises_while_the_others_go_on_and_nothing_written_is_logged() -> None:
    async def story() -> None:
        world = World()
        await world.tell("hello")
        await world.tell("my secret")
        with capture_logs() as logs:
            await asyncio.gather(world.take("/broken my secret"), world.take("hello", BEN))
        assert await world.said(ANA) == ["Sorry, that was my fault."]
        assert [each["event"] for each in logs] == ["turn failed"]
        assert "secret" not in str(logs)
        assert "ana" not in str(logs)
        await world.close()

    play(story())


def test_where_even_the_apology_fails_nothing_changes_and_the_others_go_on() -> None:
    async def story() -> None:
        world = World()
        world.conversation.stage.programme.books.clear()  # type: ignore[attr-defined]  # a dict here
        with capture_logs():
            await world.take("hello")
        assert await world.said() == []
        await world.close()

    play(story())


def test_a_person_goes_through_the_database_unchanged() -> None:
    async def story() -> None:
        world = World(store := UnluckyStore())
        for words in ("hello", "fine", "/craving"):
            await world.take(words)
        with store.transaction() as batch:
            (stored,) = batch.admit([Arrival(ANA, Wrote(""))], world.clock.now)
        assert stored
        (bubble,) = (
            message
            for message, _ in take_turn(programme(), stored, Wrote("strong"), world.clock.now).outcome.messages
            if isinstance(message, Bubble)
        )
        assert bubble.text == "It will pass."
        await world.close()

    play(story())


@pytest.mark.parametrize(
    "trouble", [ValueError("cannot be stored"), Conflict("never saved")], ids=["error", "conflict"]
)
def test_a_batch_that_fails_is_split_until_the_one_that_fails_stands_alone(trouble: Exception) -> None:
    async def story() -> None:
        world = World(store := UnluckyStore())
        store.poisoning = trouble
        store.poison = Address("terminal", "5")
        people = [Address("terminal", str(number)) for number in range(16)]
        with capture_logs():
            results = await asyncio.gather(*(world.take("hello", each) for each in people), return_exceptions=True)
        assert [each for each, result in zip(people, results, strict=True) if result is store.poisoning] == [
            store.poison
        ]
        tries = 5 if isinstance(trouble, Conflict) else 1  # a race that was lost is run again
        assert len([batch for batch in store.batches if store.poison not in batch]) == 4
        assert len([batch for batch in store.batches if store.poison in batch]) == 5 * tries
        await world.close()

    play(story())


def test_what_a_person_sent_after_something_that_cannot_be_kept_now_comes_again_with_it() -> None:
    async def story() -> None:
        world = World(store := UnluckyStore())
        store.troubles = [StorageError("the database is away")]
        with capture_logs():
            waits = [
                world.conversation.intake.take(Arrival(ANA, Wrote(text), number)) for number, text in enumerate("ab")
            ]
            results = await asyncio.gather(*waits, return_exceptions=True)
        assert [type(each) for each in results] == [StorageError] * 2
        assert store.batches == [[ANA]]
        await world.close()

    play(story())


def test_a_flood_is_answered_once_and_a_call_for_help_in_it_is_heard() -> None:
    async def story() -> None:
        world = World()
        await world.tell("hello")
        await world.tell("fine")
        receipts = await asyncio.gather(
            *(world.take(text) for text in [*["/help"] * MOST, *["hm"] * 20, "kill myself"])
        )
        assert [each.dropped for each in receipts] == [False] * MOST + [True] * 20 + [False]
        assert (await world.said()).count("K1 en None") == 1
        await world.close()

    play(story())


# -- reports ----------------------------------------------------------------------------------------------------------


class Desk:
    """An intake whose waits end when told, over a database that may be away."""

    def __init__(self, company: float = 3600.0) -> None:
        self.store = UnluckyStore(sends="terminal")
        self.handed: list[Handover] = []
        self.slept: list[float] = []
        self.writer = Writer()
        self.intake = Intake(
            self.store, Stage(programme()), self.writer, Clock(), self.handed.append, sleep=self._sleep, company=company
        )

    async def hear(self, text: str, update_id: int) -> list[Delivered]:
        """Someone writes; reports on what was said, all of it sent."""
        await self.intake.take(Arrival(ANA, Wrote(text), update_id, "en"))
        return [
            Delivered(each.person_id, each.number, Fate.SENT, str(each.number)) for each in self.handed[-1].messages
        ]

    def reported(self) -> list[int]:
        return [each.number for handover in self.handed for each in handover.reported]

    async def wait_for_reports(self, count: int) -> None:
        while len(self.reported()) < count:  # noqa: ASYNC110 - every commit is told, and these alone are of interest
            await asyncio.sleep(0)

    async def close(self) -> None:
        await self.intake.close()
        self.writer.close()

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


def test_reports_are_written_with_the_next_arrival() -> None:
    async def story() -> None:
        desk = Desk()
        for each in await desk.hear("hello", 1):
            desk.intake.report(each)
        await desk.hear("fine", 2)
        assert desk.reported() == [1, 2]
        assert [each.number for each in desk.handed[-1].messages] == [3]
        assert len(desk.handed) == 2
        await desk.close()

    play(story())


def test_reports_alone_are_written_soon_and_together() -> None:
    async def story() -> None:
        desk = Desk(company=0.001)
        for each in await desk.hear("hello", 1):
            desk.intake.report(each)
        await desk.wait_for_reports(2)
        assert len(desk.handed) == 2
        await desk.close()

    play(story())


def test_what_is_reported_while_a_batch_is_under_way_is_written_too() -> None:
    async def story() -> None:
        desk = Desk(company=0.0)
        first, second = await desk.hear("hello", 1)
        arrival = desk.intake.take(Arrival(ANA, Wrote("fine"), 2, "en"))
        await asyncio.sleep(0)
        desk.intake.report(first)
        await arrival
        desk.intake.report(second)
        await desk.wait_for_reports(2)
        await desk.close()

    play(story())


def test_reports_outlast_a_database_that_is_away_and_keep_their_order() -> None:
    async def story() -> None:
        desk = Desk()
        first, second = await desk.hear("hello", 1)
        desk.store.troubles = [StorageError("the database is away") for _ in range(7)]
        desk.intake.report(first)
        with capture_logs():
            with pytest.raises(StorageError):
                await desk.hear("fine", 2)
            desk.intake.report(second)
            await desk.wait_for_reports(2)
        assert desk.reported() == [1, 2]
        assert desk.slept == [0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0]
        assert [each.number for each in await desk.hear("fine", 2)] == [3]
        await desk.close()

    play(story())


def test_arrivals_go_on_while_a_report_cannot_be_written() -> None:
    async def story() -> None:
        desk = Desk()
        (first, _) = await desk.hear("hello", 1)
        desk.store.bad_report = first
        desk.intake.report(first)
        with capture_logs():
            assert [each.number for each in await desk.hear("fine", 2)] == [3]
            assert [each.number for each in await desk.hear("/help", 3)] == [4]
        desk.store.bad_report = None
        await desk.wait_for_reports(1)
        await desk.close()

    play(story())


def test_reports_that_wait_are_written_at_the_end() -> None:
    async def story() -> None:
        desk = Desk()
        for each in await desk.hear("hello", 1):
            desk.intake.report(each)
        await desk.intake.close()
        assert desk.reported() == [1, 2]
        desk.writer.close()

    play(story())
