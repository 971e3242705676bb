from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, TypeVar

from structlog.testing import capture_logs

from bot.conversation.events import Address, Arrival, Happening, Tapped, Wrote
from bot.errors import StorageError, Unreadable
from bot.messenger.connection import open_line
from bot.messenger.rescue import Rescue
from bot.messenger.taking import Taking
from bot.messenger.updates import Incoming
from tests.messenger.fakes import FakeIntake, find_emergency

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.conversation.backlog import Receipt
    from tests.fake_bot_api import FakeBotApi

T = TypeVar("T")


def arrive(update_id: int, what: Happening, person: str = "1001", tap_id: str | None = None) -> Incoming:
    return Incoming(update_id, Arrival(Address("telegram", person), what, update_id, "en"), tap_id)


def run(
    api: FakeBotApi,
    intake: FakeIntake,
    work: Callable[[Taking], Awaitable[T]],
    patience: float = 5.0,
    answer_tap: Callable[[str, Receipt], None] = lambda _tap_id, _receipt: None,
) -> T:
    """Do something with a taking that is closed afterwards."""

    async def run_with_bot() -> T:
        line = open_line(api.token, api.url)
        async with line.bot:
            taking = Taking(intake, Rescue(line.api, find_emergency), answer_tap, patience=patience)
            try:
                return await work(taking)
            finally:
                await taking.close()

    return asyncio.run(run_with_bot())


def test_a_turn_that_is_stuck_does_not_keep_back_words_for_an_emergency(api: FakeBotApi) -> None:
    intake = FakeIntake(open=asyncio.Event())
    ana = api.person(1001)
    ana.sends("an overdose")

    async def take(taking: Taking) -> set[int]:
        left = await taking.take([arrive(1, Wrote("an overdose"))])
        await asyncio.to_thread(ana.waits_for, "Call 112 now.")
        return left

    assert run(api, intake, take, patience=0.01) == {1}
    assert intake.happenings == []


def test_a_turn_that_is_stuck_is_looked_after_and_not_taken_twice(api: FakeBotApi) -> None:
    intake = FakeIntake(open=asyncio.Event())
    ana = api.person(1001)
    ana.sends("hi")
    stuck, later = arrive(1, Wrote("one")), arrive(2, Wrote("an overdose"))

    async def take(taking: Taking) -> list[set[int]]:
        left = [await taking.take([stuck]), await taking.take([stuck, later])]
        await asyncio.to_thread(ana.waits_for, "Call 112 now.")
        intake.let_through()
        await asyncio.sleep(0.01)
        return [*left, await taking.take([stuck, later])]

    assert run(api, intake, take, patience=0.02) == [{1}, {1, 2}, set()]
    assert intake.tries == [1, 2]
    assert ana.texts == ["Call 112 now."]


def test_a_stuck_turn_that_failed_meanwhile_is_taken_before_what_came_later(api: FakeBotApi) -> None:
    intake = FakeIntake(open=asyncio.Event())
    intake.errors["one"] = [StorageError("the database is away")]
    first, later = arrive(1, Wrote("one")), arrive(2, Wrote("two"))

    async def take(taking: Taking) -> list[set[int]]:
        left = await taking.take([first])
        intake.let_through()
        await asyncio.sleep(0.01)
        return [left, await taking.take([first, later])]

    with capture_logs():
        assert run(api, intake, take, patience=0.02) == [{1}, set()]
    assert intake.happenings == [Wrote("one"), Wrote("two")]


def test_turns_that_are_stuck_are_let_go_at_the_end(api: FakeBotApi) -> None:
    intake = FakeIntake(open=asyncio.Event())
    assert run(api, intake, lambda taking: taking.take([arrive(1, Wrote("one"))]), patience=0.01) == {1}


def test_a_batch_is_waited_for_once_and_not_one_by_one(api: FakeBotApi) -> None:
    batch = [arrive(number, Wrote("hi"), str(number)) for number in range(50)]
    begun = time.monotonic()
    left = run(api, FakeIntake(open=asyncio.Event()), lambda taking: taking.take(batch), patience=0.1)
    assert len(left) == 50
    assert time.monotonic() - begun < 2


def test_a_tap_is_answered_when_its_turn_is_committed_even_if_it_was_stuck(api: FakeBotApi) -> None:
    intake = FakeIntake(open=asyncio.Event(), toast="Noted.")
    answered: list[tuple[str, str | None]] = []

    async def take(taking: Taking) -> None:
        await taking.take([arrive(1, Tapped("1:1:yes"), tap_id="t1")])
        assert answered == []
        intake.let_through()
        await asyncio.sleep(0.01)

    run(api, intake, take, 0.01, lambda tap_id, receipt: answered.append((tap_id, receipt.toast)))
    assert answered == [("t1", "Noted.")]


def test_a_tap_whose_turn_failed_is_not_answered_yet(api: FakeBotApi) -> None:
    tap = arrive(1, Tapped("1:1:yes"), tap_id="t1")
    answered: list[str] = []
    run(api, FakeIntake(away=True), lambda taking: taking.take([tap]), 1.0, lambda tap_id, _: answered.append(tap_id))
    assert answered == []


def test_that_a_turn_waits_for_the_database_is_told_once(api: FakeBotApi) -> None:
    async def take_twice(taking: Taking) -> None:
        for _ in range(2):
            await taking.take([arrive(1, Wrote("one"))])

    with capture_logs() as logs:
        run(api, FakeIntake(away=True), take_twice)
    assert [line["event"] for line in logs] == ["turn waits for the database"]


def test_someone_whose_row_does_not_open_is_given_up_after_three_tries(api: FakeBotApi) -> None:
    intake = FakeIntake()
    intake.errors["one"] = [Unreadable("a row does not open")] * 3

    async def take_often(taking: Taking) -> list[set[int]]:
        return [await taking.take([arrive(1, Wrote("one"))]) for _ in range(3)]

    with capture_logs():
        assert run(api, intake, take_often) == [{1}, {1}, set()]


def test_what_fails_along_with_an_earlier_one_is_not_given_up(api: FakeBotApi) -> None:
    intake = FakeIntake()
    intake.errors["poison"] = [ValueError()] * 3
    batch = [arrive(1, Wrote("poison")), arrive(2, Wrote("after"))]

    async def take_often(taking: Taking) -> list[set[int]]:
        return [await taking.take(batch), await taking.take(batch), await taking.take(batch)]

    with capture_logs():
        assert run(api, intake, take_often) == [{1, 2}, {1, 2}, {2}]


def test_a_screen_that_fails_stops_nobody(api: FakeBotApi) -> None:
    def fail(_what: Happening, _language: str | None) -> None:
        raise ValueError

    async def take() -> set[int]:
        line = open_line(api.token, api.url)
        async with line.bot:
            taking = Taking(FakeIntake(away=True), Rescue(line.api, fail), lambda _tap_id, _receipt: None)
            return await taking.take([arrive(1, Wrote("one"))])

    assert asyncio.run(take()) == {1}


def test_a_tap_on_help_counts_as_an_emergency_too(api: FakeBotApi) -> None:
    ana = api.person(1001)
    ana.sends("hi")
    run(api, FakeIntake(away=True), lambda taking: taking.take([arrive(1, Tapped("sos"))]))
    ana.waits_for("Call 112 now.")


def test_words_that_wait_behind_a_failure_are_screened_as_well(api: FakeBotApi) -> None:
    ana = api.person(1001)
    ana.sends("hi")
    batch = [arrive(1, Wrote("hi")), arrive(2, Wrote("an overdose"))]
    assert run(api, FakeIntake(away=True), lambda taking: taking.take(batch)) == {1, 2}
    ana.waits_for("Call 112 now.")
