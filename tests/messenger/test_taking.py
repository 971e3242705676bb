from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from structlog.testing import capture_logs

from bot.conversation.events import Address, Arrival, Happening, Tapped, Wrote
from bot.errors import Unreadable
from bot.messenger.connection import open_bot
from bot.messenger.rescue import Rescue
from bot.messenger.taking import Taking
from bot.messenger.updates import Incoming
from tests.messenger.fakes import FakeIntake, find_emergency

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.fake_bot_api import FakeBotApi

T = TypeVar("T")


def arrive(update_id: int, what: Happening, person: str = "1001") -> Incoming:
    return Incoming(update_id, Arrival(Address("telegram", person), what, update_id, "en"))


def run(api: FakeBotApi, intake: FakeIntake, work: Callable[[Taking], Awaitable[T]], patience: float = 5.0) -> T:
    """Do something with a taking that is closed afterwards."""

    async def run_with_bot() -> T:
        async with open_bot(api.token, api.url) as bot:
            taking = Taking(intake, Rescue(bot, find_emergency), patience=patience)
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
        _, left = await taking.take([arrive(1, Wrote("an overdose"))])
        await asyncio.to_thread(ana.waits_for, "Call 112 now.")
        return left

    assert run(api, intake, take, patience=0.01) == {1}
    assert intake.happenings == []


def test_a_turn_that_is_stuck_is_looked_after_and_not_taken_twice(api: FakeBotApi) -> None:
    intake = FakeIntake(open=asyncio.Event())
    ana = api.person(1001)
    ana.sends("hi")
    stuck, later = arrive(1, Wrote("one")), arrive(2, Wrote("an overdose"))

    async def take(taking: Taking) -> list[tuple[set[int], set[int]]]:
        seen = [await taking.take([stuck])]
        seen.append(await taking.take([stuck, later]))
        await asyncio.to_thread(ana.waits_for, "Call 112 now.")
        intake.let_through()
        await asyncio.sleep(0)
        seen.append(await taking.take([stuck, later]))
        return [(set(receipts), left) for receipts, left in seen]

    assert run(api, intake, take, patience=0.02) == [(set(), {1}), (set(), {1, 2}), ({1, 2}, set())]
    assert intake.tries == [1, 2]
    assert ana.texts == ["Call 112 now."]


def test_turns_that_are_stuck_are_let_go_at_the_end(api: FakeBotApi) -> None:
    intake = FakeIntake(open=asyncio.Event())
    assert run(api, intake, lambda taking: taking.take([arrive(1, Wrote("one"))]), patience=0.01)[1] == {1}


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
        return [(await taking.take([arrive(1, Wrote("one"))]))[1] for _ in range(3)]

    with capture_logs():
        assert run(api, intake, take_often) == [{1}, {1}, set()]


def test_a_screen_that_fails_stops_nobody(api: FakeBotApi) -> None:
    def fail(_what: Happening, _language: str | None) -> None:
        raise ValueError

    async def take() -> set[int]:
        async with open_bot(api.token, api.url) as bot:
            taking = Taking(FakeIntake(away=True), Rescue(bot, fail))
            return (await taking.take([arrive(1, Wrote("one"))]))[1]

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
    _, left = run(api, FakeIntake(away=True), lambda taking: taking.take(batch))
    assert left == {1, 2}
    ana.waits_for("Call 112 now.")


def test_receipts_are_for_what_was_taken_now(api: FakeBotApi) -> None:
    intake = FakeIntake()
    intake.errors["bad"] = [OSError()]
    batch = [arrive(1, Wrote("good")), arrive(2, Wrote("bad"), "1002")]

    async def take_twice(taking: Taking) -> tuple[set[int], set[int], set[int]]:
        first, left = await taking.take(batch)
        second, _ = await taking.take(batch)
        return set(first), left, set(second)

    assert run(api, intake, take_twice) == ({1}, {2}, {2})


def test_what_telegram_will_not_send_again_is_forgotten(api: FakeBotApi) -> None:
    intake = FakeIntake()

    async def take_again(taking: Taking) -> None:
        await taking.take([arrive(1, Wrote("one"))])
        taking.forget_before(2)
        await taking.take([arrive(1, Wrote("one"))])

    run(api, intake, take_again)
    assert intake.tries == [1, 1]
