from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from structlog.testing import capture_logs

from bot.conversation.events import Address, Arrival, Wrote
from bot.messenger.connection import open_line
from bot.messenger.rescue import LASTS, Rescue
from bot.messenger.updates import Incoming
from tests.fake_bot_api import too_many
from tests.messenger.fakes import HELP, FakeIntake, find_emergency
from tests.messenger.running import eventually, serving

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.fake_bot_api import FakeBotApi

CRY = Incoming(1, Arrival(Address("telegram", "1001"), Wrote("an overdose"), 1, "en"))


def rescue(
    api: FakeBotApi, work: Callable[[Rescue], Awaitable[None]], monotonic: Callable[[], float] = time.monotonic
) -> None:
    """Do something with a rescue, with someone there to be rescued."""
    api.person(1001).sends("hi")

    async def run() -> None:
        line = open_line(api.token, api.url)
        async with line.bot:
            rescue = Rescue(line.api, find_emergency, monotonic)
            await work(rescue)
            await rescue.close()

    with capture_logs():
        asyncio.run(run())


def test_an_update_is_answered_once_however_often_it_comes(api: FakeBotApi) -> None:
    async def answer_twice(rescue: Rescue) -> None:
        rescue.answer(CRY)
        rescue.answer(CRY)

    rescue(api, answer_twice)
    assert api.person(1001).texts == [HELP.text]


def test_words_that_were_refused_are_tried_again(api: FakeBotApi) -> None:
    api.fault("sendMessage", too_many(1))

    async def answer_twice(rescue: Rescue) -> None:
        rescue.answer(CRY)
        await asyncio.sleep(0.1)
        rescue.answer(CRY)

    rescue(api, answer_twice)
    assert api.person(1001).texts == [HELP.text]


def test_the_same_words_to_the_same_chat_can_be_claimed_once(api: FakeBotApi) -> None:
    async def claim(rescue: Rescue) -> None:
        rescue.answer(CRY)
        assert rescue.claim("1002", HELP.text) is None
        assert rescue.claim("1001", "other words") is None
        said = rescue.claim("1001", HELP.text)
        assert said
        assert await said == str(api.person(1001).messages[-1].id)
        assert rescue.claim("1001", HELP.text) is None

    rescue(api, claim)


def test_what_was_settled_cannot_be_claimed(api: FakeBotApi) -> None:
    async def settle(rescue: Rescue) -> None:
        rescue.answer(CRY)
        rescue.settle(1)
        assert rescue.claim("1001", HELP.text) is None

    rescue(api, settle)
    assert api.person(1001).texts == [HELP.text]


def test_words_of_long_ago_do_not_count_as_said(api: FakeBotApi) -> None:
    """The update that they answered was taken by another process; now the person is in need again."""
    now = [0.0]

    async def claim_later(rescue: Rescue) -> None:
        rescue.answer(CRY)
        now[0] = LASTS
        rescue.answer(CRY)
        now[0] = 2 * LASTS + 1
        assert rescue.claim("1001", HELP.text) is None

    rescue(api, claim_later, lambda: now[0])
    assert api.person(1001).texts == [HELP.text]


def test_words_for_an_update_that_still_comes_count_as_said(api: FakeBotApi) -> None:
    now = [0.0]

    async def claim_later(rescue: Rescue) -> None:
        rescue.answer(CRY)
        for _ in range(10):
            now[0] += LASTS - 1
            rescue.answer(CRY)
        assert rescue.claim("1001", HELP.text)

    rescue(api, claim_later, lambda: now[0])


def test_a_turn_after_all_does_not_say_the_same_words_once_more(api: FakeBotApi) -> None:
    intake = FakeIntake(away=True, answer=lambda _text: HELP)
    ana = api.person(1001)
    with serving(api, intake):
        cry = ana.sends("an overdose")
        ana.waits_for("Call 112 now.")
        intake.away = False
        assert eventually(lambda: bool(intake.store.reports))
        assert intake.store.reports[0].message_id == str(ana.messages[-1].id)
        ana.sends("an overdose again")
        assert eventually(lambda: len(intake.store.reports) == 2)
    assert ana.texts == [HELP.text, HELP.text]
    assert intake.tries.count(cry) >= 2
