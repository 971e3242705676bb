"""From the outbox to the chat, over real HTTP."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.conversation.events import Address
from bot.conversation.outgoing import Bubble, Fate, NewButtons, Policy
from bot.dialogue.effects import Button
from bot.messenger.connection import open_bot
from bot.messenger.courier import AT_ONCE, Courier
from bot.messenger.delivery import Delivery
from bot.messenger.pacing import RateGate
from bot.messenger.world import World
from tests.fake_bot_api import Drop, FakeBotApi, Hang, Refuse, blocked, too_many
from tests.messenger.fakes import NOW, FakeStore, run_here

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fake_bot_api import Fault, Person

ANA = Address("telegram", "1001")
BEN = Address("telegram", "1002")


@dataclass
class Bench:
    """A delivery from a store to a Bot API, in a world whose clock the test turns."""

    api: FakeBotApi
    store: FakeStore = field(default_factory=FakeStore)
    pause: float = 0.0
    per_second: float = 1000
    now: datetime = NOW
    slept: list[float] = field(default_factory=list)

    def meet(self, person_id: int) -> Person:
        """Someone who has opened a chat with the bot."""
        person = self.api.person(person_id)
        self.api.telegram.chats[person_id].open = True
        return person

    def put(self, address: Address, *texts: str, policy: Policy = Policy.AT_LEAST_ONCE) -> None:
        """Put bubbles in someone's queue."""
        for text in texts:
            self.store.put(address, Bubble(text), policy)

    def deliver(self, bot: Bot | None = None) -> None:
        """Send all that can be sent now."""
        asyncio.run(self.deliver_with(bot or open_bot(self.api.token, self.api.url)))

    def make_delivery(self, bot: Bot, world: World | None = None) -> Delivery:
        """A delivery in this world."""
        world = world or World(lambda: self.now, sleep=self._sleep, chance=lambda: 1.0)
        return Delivery(Courier(bot, RateGate(self.per_second, world), world, self.pause), self.store, run_here, world)

    async def deliver_with(self, bot: Bot) -> None:
        """The same with this bot, inside an event loop."""
        await bot.request.initialize()
        delivery = self.make_delivery(bot)
        delivery.finish()
        await delivery.run()
        await bot.request.shutdown()

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


def impatient_bot(api: FakeBotApi) -> Bot:
    """A bot that does not wait long for an answer."""
    return Bot(api.token, f"{api.url}/bot", request=HTTPXRequest(read_timeout=0.2))


def test_each_chat_is_served_in_order(api: FakeBotApi) -> None:
    bench = Bench(api)
    people = [bench.meet(1000 + number) for number in range(40)]
    for word in ("one", "two", "three"):
        for person in people:
            bench.put(Address("telegram", str(person.id)), word)
    bench.deliver()
    assert all(person.texts == ["one", "two", "three"] for person in people)
    assert bench.store.fates() == [Fate.SENT] * 120


def test_reports_are_written_many_at_once(api: FakeBotApi) -> None:
    bench = Bench(api)
    for number in range(40):
        bench.meet(1000 + number)
        bench.put(Address("telegram", str(1000 + number)), "hi")
    bench.deliver()
    assert sum(bench.store.batches) == 40
    assert len(bench.store.batches) <= 40


def test_the_channels_id_of_a_message_is_reported(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    bench.put(ANA, "hi")
    bench.deliver()
    assert bench.store.reports[0].message_id == str(ana.messages[0].id)


def test_a_chat_that_is_stuck_holds_up_nobody_else(api: FakeBotApi) -> None:
    bench = Bench(api)
    people = [bench.meet(1001), bench.meet(1002)]
    api.fault("sendMessage", Hang())  # for the one whose message happens to be there first
    for where in (ANA, BEN):
        bench.put(where, "hi", "there")
    bench.deliver(impatient_bot(api))
    assert sorted(person.texts for person in people) == [[], ["hi", "there"]]
    assert sorted(bench.store.fates()) == [Fate.RETRY, Fate.SENT, Fate.SENT]


def test_only_so_many_requests_are_under_way_at_once(api: FakeBotApi) -> None:
    bench = Bench(api)
    for number in range(AT_ONCE * 2):
        bench.meet(1000 + number)
        bench.put(Address("telegram", str(1000 + number)), "hi")
    asyncio.run(deliver_held_up(bench))
    assert api.most_at_once == AT_ONCE
    assert bench.store.fates() == [Fate.SENT] * AT_ONCE * 2


async def deliver_held_up(bench: Bench) -> None:
    """Deliver, but let no message through before as many as may be are waiting."""
    with bench.api.hold("sendMessage"):
        delivering = asyncio.create_task(bench.deliver_with(open_bot(bench.api.token, bench.api.url)))
        full = await asyncio.to_thread(bench.api.telegram.wait_until, lambda: bench.api.most_at_once >= AT_ONCE, 5)
    await delivering
    assert full


def test_too_many_requests_wait_and_the_order_is_kept(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    api.fault("sendMessage", too_many(7))
    bench.put(ANA, "one", "two")
    bench.deliver()
    assert ana.texts == []
    assert [(report.fate, report.retry_after) for report in bench.store.reports] == [(Fate.RETRY, 7.0)]
    bench.now += timedelta(seconds=6)
    bench.deliver()
    assert ana.texts == []
    bench.now += timedelta(seconds=2)
    bench.deliver()
    assert ana.texts == ["one", "two"]


def test_who_shut_us_out_gets_nothing_more(api: FakeBotApi) -> None:
    bench = Bench(api)
    bench.meet(1001)
    api.fault("sendMessage", blocked())
    bench.put(ANA, "one", "two")
    bench.deliver()
    assert bench.store.fates() == [Fate.BLOCKED]
    assert len(api.calls("sendMessage")) == 1


def test_a_refused_message_is_dead_and_the_next_ones_go_on(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    bench.put(ANA, "x" * 5000, "two")
    bench.deliver()
    assert [(report.fate, report.reason) for report in bench.store.reports] == [
        (Fate.DEAD, "too-long"),
        (Fate.SENT, ""),
    ]
    assert ana.texts == ["two"]


def test_nothing_that_was_said_is_logged(api: FakeBotApi) -> None:
    bench = Bench(api)
    bench.meet(1001)
    api.fault("sendMessage", Refuse(400, "Bad Request: can't parse 'my secret'"))
    bench.store.put(ANA, Bubble("my secret", source="craving.ask"))
    with capture_logs() as logs:
        bench.deliver()
    assert logs == [
        {
            "event": "message not sent",
            "log_level": "error",
            "person": "p1001",
            "number": 1,
            "source": "craving.ask",
            "fate": "dead",
            "reason": "bad-request",
        }
    ]


def test_at_most_once_is_never_sent_twice(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    api.fault("sendMessage", Drop(after=True))
    bench.put(ANA, "one", "two", policy=Policy.AT_MOST_ONCE)
    bench.deliver()
    assert bench.store.fates() == [Fate.UNKNOWN, Fate.SENT]
    assert ana.texts == ["one", "two"]


def test_at_least_once_is_sent_again_when_nobody_knows(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    api.fault("sendMessage", Drop(after=False), Drop(after=True))
    bench.put(ANA, "one")
    for _ in range(3):
        bench.deliver()
        bench.now += timedelta(hours=1)
    assert bench.store.fates() == [Fate.RETRY, Fate.RETRY, Fate.SENT]
    assert ana.texts == ["one", "one"]


def test_without_a_connection_messages_wait() -> None:
    with FakeBotApi() as api:
        bench = Bench(api)
        bench.put(ANA, "one", policy=Policy.AT_MOST_ONCE)
    bench.deliver()
    assert [(report.fate, report.reason) for report in bench.store.reports] == [(Fate.RETRY, "not-connected")]


def test_the_first_bubble_comes_at_once_and_the_next_ones_after_a_pause(api: FakeBotApi) -> None:
    bench = Bench(api, pause=1.2)
    ana = bench.meet(1001)
    bench.put(ANA, "short", "short", "long " * 100)
    asyncio.run(serve_until(bench, lambda: len(ana.texts) == 3))
    assert [round(seconds, 2) for seconds in bench.slept] == [0.61, 1.2]
    assert ana.typing_seen == 2
    order = [call.method for call in api.calls("sendMessage", "sendChatAction")]
    assert order == ["sendMessage", "sendChatAction", "sendMessage", "sendChatAction", "sendMessage"]


def test_there_are_no_pauses_while_it_stops(api: FakeBotApi) -> None:
    bench = Bench(api, pause=1.2)
    ana = bench.meet(1001)
    bench.put(ANA, "one", "two")
    bench.deliver()
    assert ana.texts == ["one", "two"]
    assert bench.slept == []


def test_a_change_of_buttons_needs_no_pause(api: FakeBotApi) -> None:
    bench = Bench(api, pause=1.2)
    ana = bench.meet(1001)
    bench.store.put(ANA, Bubble("Ready?", ((Button("Yes", "1:1:yes"),),), visit=1))
    bench.deliver()
    bench.store.put(ANA, NewButtons(1, chosen="Yes"))
    bench.put(ANA, "Good.")
    asyncio.run(serve_until(bench, lambda: "Good." in ana.texts))
    assert bench.slept == []


def test_typing_that_cannot_be_shown_stops_nothing(api: FakeBotApi) -> None:
    bench = Bench(api, pause=1.2)
    ana = bench.meet(1001)
    api.fault("sendChatAction", Refuse(500, "Internal Server Error"))
    bench.put(ANA, "one", "two")
    asyncio.run(serve_until(bench, lambda: ana.texts == ["one", "two"]))
    assert len(bench.slept) == 1


def test_buttons_of_a_question_that_never_arrived_change_nothing(api: FakeBotApi) -> None:
    bench = Bench(api)
    bench.meet(1001)
    bench.store.put(ANA, NewButtons(5, chosen="Yes"))
    bench.deliver()
    assert bench.store.fates() == [Fate.SENT]
    assert not api.calls("editMessageReplyMarkup")


def test_the_same_change_of_buttons_twice_is_no_fault(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    bench.store.put(ANA, Bubble("Ready?", ((Button("Yes", "1:1:yes"),),), visit=1))
    bench.deliver()
    for _ in range(2):
        bench.store.put(ANA, NewButtons(1, chosen="Yes"))
        bench.deliver()
    assert bench.store.fates() == [Fate.SENT] * 3
    assert ana.messages[0].labels == ["✓ Yes"]


@pytest.mark.parametrize("fault", [too_many(300), Refuse(500, "Internal Server Error"), Drop(after=False)], ids=str)
def test_buttons_that_cannot_be_changed_hardly_hold_up_what_is_said_next(api: FakeBotApi, fault: Fault) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    bench.store.put(ANA, Bubble("Ready?", ((Button("Yes", "1:1:yes"),),), visit=1))
    bench.deliver()
    bench.store.put(ANA, NewButtons(1, chosen="Yes"))
    bench.put(ANA, "Good.")
    api.fault("editMessageReplyMarkup", fault, fault)
    bench.deliver()
    assert ana.texts == ["Ready?"]
    bench.now += timedelta(seconds=1)
    bench.deliver()
    assert ana.texts == ["Ready?", "Good."]
    assert [(report.fate, report.reason) for report in bench.store.reports[2:]] == [
        (Fate.DEAD, "edit"),
        (Fate.SENT, ""),
    ]


def test_buttons_that_telegram_never_answers_about_are_soon_given_up(api: FakeBotApi) -> None:
    bench = Bench(api)
    bench.meet(1001)
    bench.store.put(ANA, Bubble("Ready?", ((Button("Yes", "1:1:yes"),),), visit=1))
    bench.deliver()
    bench.store.put(ANA, NewButtons(1, chosen="Yes"))
    api.fault("editMessageReplyMarkup", Hang())
    begun = time.monotonic()
    bench.deliver()
    assert time.monotonic() - begun < 5
    assert bench.store.fates() == [Fate.SENT, Fate.RETRY]


def test_words_for_a_crisis_go_first(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    bench.put(ANA, "one", "two")
    bench.store.put(ANA, Bubble("Call 112 now.", source="safety.K1"))
    bench.deliver()
    assert ana.texts == ["Call 112 now.", "one", "two"]


def test_words_for_a_crisis_that_must_wait_still_go_first(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    bench.put(ANA, "one", "two")
    bench.store.put(ANA, Bubble("Call 112 now.", source="safety.K1"))
    api.fault("sendMessage", too_many(2))
    bench.deliver()
    assert not bench.store.sending
    bench.now += timedelta(seconds=2)
    bench.deliver()
    assert ana.texts == ["Call 112 now.", "one", "two"]


def test_a_reply_overtakes_what_the_clock_sends_to_many(api: FakeBotApi) -> None:
    bench = Bench(api, per_second=5)
    ben = bench.meet(5000)
    for number in range(40):
        bench.meet(1000 + number)
        bench.put(Address("telegram", str(1000 + number)), "How are you?", policy=Policy.AT_MOST_ONCE)
    on_their_way = asyncio.run(deliver_a_burst_and_one_more(bench, Address("telegram", "5000")))
    assert on_their_way <= 3 * 5
    assert len(api.calls("sendMessage")) == 5 + 1
    assert ben.texts == ["A reply."]


async def until(condition: Callable[[], bool]) -> None:
    """Look again and again."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.01)


async def deliver_a_burst_and_one_more(bench: Bench, where: Address) -> int:
    """Open the gate for one message after the first burst and a reply; how many were on their way before."""
    steps: asyncio.Queue[None] = asyncio.Queue()

    async def sleep(_seconds: float) -> None:
        await steps.get()

    bot = open_bot(bench.api.token, bench.api.url)
    await bot.request.initialize()
    delivery = bench.make_delivery(bot, World(lambda: NOW, monotonic=lambda: 0.0, sleep=sleep))
    running = asyncio.create_task(delivery.run())
    await asyncio.to_thread(bench.api.wait_for_calls, "sendMessage", 5)
    await until(lambda: len(bench.store.reports) == 5)
    on_their_way = len(bench.store.sending)
    bench.put(where, "A reply.")
    delivery.wake()
    await until(lambda: bench.store.waiting[-1].address != where)
    steps.put_nowait(None)
    await asyncio.to_thread(bench.api.wait_for_calls, "sendMessage", 6)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await bot.request.shutdown()
    return on_their_way


def test_what_was_being_sent_when_we_died_is_looked_at_first(api: FakeBotApi) -> None:
    bench = Bench(api)
    bench.deliver()
    assert bench.store.recovered == ["telegram"]


def test_reports_wait_for_the_database(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    bench.put(ANA, "one")
    bench.store.failing_reports = 4
    bench.deliver()
    assert ana.texts == ["one"]
    assert bench.store.fates() == [Fate.SENT]
    assert bench.slept == [1, 2, 2, 2]


def test_the_outbox_is_looked_into_again_when_the_database_is_back(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    bench.put(ANA, "one")
    bench.store.failing_takes = 4
    asyncio.run(serve_until(bench, lambda: bool(ana.texts)))
    assert ana.texts == ["one"]
    assert bench.slept == [1, 2, 2, 2]


def test_a_new_message_leaves_as_soon_as_delivery_is_woken(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    bench.put(ANA, "one")
    begun = time.monotonic()
    asyncio.run(serve_until(bench, lambda: bool(ana.texts)))
    assert time.monotonic() - begun < 0.5


async def serve_until(bench: Bench, seen: Callable[[], bool]) -> None:
    """Let a delivery run as it does in service until something was seen."""
    bot = open_bot(bench.api.token, bench.api.url)
    await bot.request.initialize()
    delivery = bench.make_delivery(bot)
    running = asyncio.create_task(delivery.run())
    assert await asyncio.to_thread(bench.api.telegram.wait_until, seen, 5)
    delivery.finish()
    await running
    await bot.request.shutdown()
