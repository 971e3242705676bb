"""From a commit or the outbox to the chat, over real HTTP."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from bot.conversation.events import Address
from bot.conversation.outgoing import Bubble, Edit, Fate, Handover, NewButtons, Outgoing, Policy
from bot.dialogue.effects import Button
from bot.messenger.connection import open_line
from bot.messenger.courier import Courier
from bot.messenger.delivery import Delivery
from bot.messenger.gate import Gate
from bot.messenger.pauses import Pauses
from bot.messenger.rescue import Rescue
from bot.messenger.world import World
from tests.fake_bot_api import Drop, FakeBotApi, Refuse, Slow, blocked, too_many
from tests.messenger.fakes import NOW, FakeIntake, find_emergency

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.outgoing import Delivered
    from tests.fake_bot_api import Fault, Person
    from tests.messenger.fakes import FakeStore

ANA = Address("telegram", "1001")
BEN = Address("telegram", "1002")
CRISIS = Bubble("Call 112 now.", source="safety.K1")


@dataclass
class Bench:
    """A delivery between a database and a Bot API, in a world whose clock the test turns."""

    api: FakeBotApi
    pause: float = 0.0
    chat_pause: float = 0.0
    paid: bool = False
    now: datetime = NOW
    slept: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.intake = FakeIntake(now=lambda: self.now)
        self.gate: Gate | None = None
        self._delivery: Delivery | None = None

    @property
    def store(self) -> FakeStore:
        """What lies in the database."""
        return self.intake.store

    @property
    def delivery(self) -> Delivery:
        """The one that runs."""
        assert self._delivery
        return self._delivery

    def meet(self, person_id: int) -> Person:
        """Someone who has opened a chat with the bot."""
        person = self.api.person(person_id)
        self.api.telegram.chats[person_id].open = True
        return person

    def commit(self, address: Address, *texts: str, is_prompt: bool = False) -> None:
        """Commit bubbles that are sent at once."""
        self.hand_over(self.store.hand_over(address, *map(Bubble, texts), is_prompt=is_prompt))

    def hand_over(self, messages: list[Outgoing]) -> None:
        """Hand these over."""
        self.delivery.accept(Handover(messages))

    def serve(self, *acts: Callable[[], object], until: Callable[[], bool] | None = None) -> None:
        """Serve while these things are done one after the other, then until something holds, and finish.

        What returns False is done again until it does not.
        """
        asyncio.run(self._serve(acts, until))

    async def _serve(self, acts: tuple[Callable[[], object], ...], until: Callable[[], bool] | None) -> None:
        line = open_line(self.api.token, self.api.url)
        world = World(lambda: self.now, sleep=self._sleep, chance=lambda: 1.0)
        ports = self.intake.plug()
        self.gate = gate = Gate(ports.store, ports.writer, world)
        courier = Courier(line, gate, Rescue(line.api, find_emergency), world, paid=self.paid)
        pauses = Pauses(self.pause, self.chat_pause, world)
        self._delivery = Delivery(courier, gate, pauses, ports, world)
        self.intake.committed = self._delivery.accept
        async with line.bot.request:
            running = asyncio.create_task(self._delivery.run())
            for act in acts:
                await until_it_holds(lambda act=act: act() is not False)  # type: ignore[misc]
            await until_it_holds(until or (lambda: not self.store.sending and not self.store.waiting))
            self._delivery.finish()
            await running
            await until_it_holds(lambda: not self.store.sending)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


async def until_it_holds(condition: Callable[[], bool]) -> None:
    """Look again and again."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.005)


def test_each_chat_is_served_in_order(api: FakeBotApi) -> None:
    bench = Bench(api)
    people = [bench.meet(1000 + number) for number in range(40)]

    def commit_all() -> None:
        for person in people:
            bench.commit(Address("telegram", str(person.id)), "one", "two", "three")

    bench.serve(commit_all)
    assert all(person.texts == ["one", "two", "three"] for person in people)
    assert bench.store.fates() == [Fate.SENT] * 120


def test_what_a_later_commit_hands_over_comes_behind(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    bench.serve(lambda: bench.commit(ANA, "one", "two"), lambda: bench.commit(ANA, "three"))
    assert ana.texts == ["one", "two", "three"]


def test_what_no_commit_handed_over_is_fetched(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    bench.store.put(ANA, Bubble("one"))
    bench.serve()
    assert ana.texts == ["one"]
    assert bench.store.recovered == ["telegram"]


def test_a_commit_that_hands_nothing_over_may_have_left_something(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    bench.serve(until=lambda: bool(bench.store.beats))

    def leave() -> None:
        bench.store.put(ANA, Bubble("How are you?"), is_bulk=True)
        bench.delivery.accept(Handover())

    begun = time.monotonic()
    bench.serve(leave, until=lambda: bool(ana.texts))
    assert time.monotonic() - begun < 0.9


def test_a_commit_that_hands_not_all_over_has_left_something(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    bench.meet(1002)
    bench.serve(until=lambda: bool(bench.store.beats))

    def leave() -> None:
        handed = bench.store.hand_over(BEN, Bubble("one"))
        bench.store.put(ANA, Bubble("two"))
        bench.delivery.accept(Handover(handed, has_left_some=True))

    begun = time.monotonic()
    bench.serve(leave, until=lambda: bool(ana.texts))
    assert time.monotonic() - begun < 0.9


def test_the_channels_id_of_a_message_is_reported(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    bench.serve(lambda: bench.commit(ANA, "hi"))
    assert bench.store.reports[0].message_id == str(ana.messages[0].id)


def test_a_chat_that_is_stuck_holds_up_nobody_else(api: FakeBotApi) -> None:
    bench = Bench(api)
    ben = bench.meet(1002)
    bench.meet(1001)

    def begin() -> None:
        bench.commit(ANA, "hi")
        bench.commit(BEN, "hi", "there")

    api.fault("sendMessage", Slow(1.0))
    bench.serve(begin, until=lambda: len(bench.store.reports) >= 2)
    assert ben.texts == ["hi", "there"]


def test_too_many_requests_close_the_gate_for_all_and_the_order_is_kept(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana, ben = bench.meet(1001), bench.meet(1002)
    api.fault("sendMessage", too_many(7))

    def let_time_pass() -> None:
        bench.now += timedelta(seconds=6)

    bench.serve(
        lambda: bench.commit(ANA, "one", "two"),
        lambda: bool(bench.store.reports),
        let_time_pass,
        lambda: bench.commit(BEN, "Good."),
        until=lambda: len(bench.store.reports) == 2,
    )
    assert ana.texts == ben.texts == []
    assert [(report.fate, report.retry_after, report.reason) for report in bench.store.reports] == [
        (Fate.RETRY, 7.0, "too-many-requests"),
        (Fate.RETRY, 1.0, "gate-closed"),
    ]
    assert bench.store.closed_until == NOW + timedelta(seconds=7)

    bench.now += timedelta(seconds=2)
    bench.serve()
    assert (ana.texts, ben.texts) == (["one", "two"], ["Good."])


def test_words_for_a_crisis_leave_while_the_gate_is_closed(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    bench.store.closed_until = NOW + timedelta(seconds=60)
    bench.serve(lambda: bench.hand_over(bench.store.hand_over(ANA, CRISIS)), until=lambda: bool(bench.store.reports))
    assert ana.texts == ["Call 112 now."]


def test_what_another_process_found_closed_is_closed(api: FakeBotApi) -> None:
    bench = Bench(api)
    bench.meet(1001)
    bench.store.closed_until = NOW + timedelta(seconds=60)
    bench.serve(until=lambda: bool(bench.store.beats))
    assert bench.gate
    assert bench.gate.wait == 60


def test_words_for_a_crisis_overtake_a_queue_and_its_pauses(api: FakeBotApi) -> None:
    bench = Bench(api, pause=2.0, chat_pause=2.0)
    ana = bench.meet(1001)
    bench.serve(lambda: bench.hand_over(bench.store.hand_over(ANA, Bubble("one"), Bubble("two"), CRISIS)))
    assert ana.texts.index("Call 112 now.") < ana.texts.index("two")


def test_what_is_handed_over_before_the_end_of_a_round_is_written_comes_from_the_database(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    api.fault("sendMessage", Drop(after=False))
    report, told = bench.intake.report, []

    def commit_meanwhile(delivered: Delivered) -> None:
        told.append(delivered)
        report(delivered)
        if len(told) == 1:
            bench.hand_over(bench.store.hand_over(ANA, CRISIS))
            bench.commit(ANA, "two")

    bench.intake.report = commit_meanwhile  # type: ignore[method-assign]
    bench.serve(lambda: bench.commit(ANA, "one"), until=lambda: bool(ana.texts))
    assert ana.texts == ["Call 112 now."]
    bench.now += timedelta(seconds=2)
    bench.serve()
    assert ana.texts == ["Call 112 now.", "one", "two"]


def test_who_shut_us_out_gets_nothing_more(api: FakeBotApi) -> None:
    bench = Bench(api)
    bench.meet(1001)
    api.fault("sendMessage", blocked())
    bench.serve(lambda: bench.commit(ANA, "one", "two"))
    assert bench.store.fates() == [Fate.BLOCKED]
    assert len(api.calls("sendMessage")) == 1


def test_a_refused_message_is_dead_and_the_next_ones_go_on(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    messages = [Bubble("x" * 5000, source="craving.ask"), Bubble("two")]
    bench.serve(lambda: bench.hand_over(bench.store.hand_over(ANA, *messages)))
    assert [(report.fate, report.reason) for report in bench.store.reports] == [
        (Fate.DEAD, "too-long craving.ask"),
        (Fate.SENT, ""),
    ]
    assert ana.texts == ["two"]


def test_nothing_that_was_said_is_logged(api: FakeBotApi) -> None:
    bench = Bench(api)
    bench.meet(1001)
    api.fault("sendMessage", Refuse(400, "Bad Request: can't parse 'my secret'"))
    secret = Bubble("my secret", source="craving.ask")
    with capture_logs() as logs:
        bench.serve(lambda: bench.hand_over(bench.store.hand_over(ANA, secret)))
    assert logs == [
        {
            "event": "message not sent",
            "log_level": "error",
            "person": "p1001",
            "number": 1,
            "source": "craving.ask",
            "fate": "dead",
            "reason": "bad-request craving.ask",
        }
    ]


def test_at_most_once_is_never_sent_twice(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    api.fault("sendMessage", Drop(after=True))
    for text in ("one", "two"):
        bench.store.put(ANA, Bubble(text), Policy.AT_MOST_ONCE)
    bench.serve()
    assert bench.store.fates() == [Fate.UNKNOWN, Fate.SENT]
    assert ana.texts == ["one", "two"]


def test_at_least_once_is_sent_again_when_nobody_knows(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    api.fault("sendMessage", Drop(after=False), Drop(after=True))
    bench.store.put(ANA, Bubble("one"))
    for tries in (1, 2, 3):
        bench.serve(until=lambda: len(bench.store.reports) == tries)  # noqa: B023 - called at once
        bench.now += timedelta(hours=1)
    assert bench.store.fates() == [Fate.RETRY, Fate.RETRY, Fate.SENT]
    assert ana.texts == ["one", "one"]


def test_without_a_connection_messages_wait() -> None:
    with FakeBotApi() as api:
        bench = Bench(api)
        bench.store.put(ANA, Bubble("one"), Policy.AT_MOST_ONCE)
    bench.serve(until=lambda: bool(bench.store.reports))
    assert [(report.fate, report.reason) for report in bench.store.reports] == [(Fate.RETRY, "not-connected")]


def test_the_first_bubble_comes_at_once_and_the_next_ones_after_a_pause(api: FakeBotApi) -> None:
    bench = Bench(api, pause=1.2)
    ana = bench.meet(1001)
    bench.serve(lambda: bench.commit(ANA, "short", "short", "long " * 100))
    assert [round(seconds, 2) for seconds in bench.slept] == [0.61, 1.2]
    assert len(ana.texts) == 3
    assert ana.typing_seen == 2


def test_two_messages_in_a_chat_keep_their_distance_unless_one_answers_a_tap(api: FakeBotApi) -> None:
    bench = Bench(api, chat_pause=1.0)
    ana = bench.meet(1001)
    bench.serve(lambda: bench.commit(ANA, "one"), lambda: bench.commit(ANA, "two"))
    assert [round(seconds, 1) for seconds in bench.slept] == [1.0]
    bench.slept.clear()
    bench.serve(lambda: bench.commit(ANA, "three"), lambda: bench.commit(ANA, "four", is_prompt=True))
    assert bench.slept == []
    assert ana.texts == ["one", "two", "three", "four"]


def test_typing_that_cannot_be_shown_stops_nothing(api: FakeBotApi) -> None:
    bench = Bench(api, pause=1.2)
    ana = bench.meet(1001)
    api.fault("sendChatAction", Refuse(500, "Internal Server Error"))
    bench.serve(lambda: bench.commit(ANA, "one", "two"))
    assert ana.texts == ["one", "two"]
    assert len(bench.slept) == 1


def test_what_goes_to_many_people_may_be_paid_for(api: FakeBotApi) -> None:
    bench = Bench(api, paid=True)
    bench.meet(1001)
    bench.meet(1002)
    bench.store.put(ANA, Bubble("How are you?"), is_bulk=True)
    bench.serve(lambda: bench.commit(BEN, "A reply."))
    paid = {call.params["text"]: call.params.get("allow_paid_broadcast") for call in api.calls("sendMessage")}
    assert paid == {"How are you?": "true", "A reply.": None}


def test_replies_are_charged_to_the_rate_of_all(api: FakeBotApi) -> None:
    bench = Bench(api)
    bench.meet(1001)
    bench.serve(lambda: bench.commit(ANA, "one", "two"), until=lambda: sum(bench.store.beats) == 2)


@pytest.mark.parametrize(
    ("faults", "tries"),
    [
        ((Refuse(500, "Internal Server Error"),), 2),
        ((Drop(after=False), Drop(after=False)), 2),
        ((Refuse(400, "Bad Request: message is not modified"),), 1),
        ((too_many(300),), 1),
    ],
    ids=["once", "twice", "nothing to do", "too many"],
)
def test_buttons_are_tried_twice_at_most_and_hold_up_nothing(
    api: FakeBotApi, faults: tuple[Fault, ...], tries: int
) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    bench.serve(
        lambda: bench.hand_over(bench.store.hand_over(ANA, Bubble("Ready?", ((Button("Yes", "1:1:yes"),),), visit=1)))
    )
    edit = Edit(ANA, str(ana.messages[0].id), NewButtons(1, chosen="Yes"))
    api.fault("editMessageReplyMarkup", *faults)

    def answer() -> None:
        bench.delivery.accept(Handover(bench.store.hand_over(ANA, Bubble("Good.")), [edit]))

    bench.serve(answer, until=lambda: "Good." in ana.texts and len(api.calls("editMessageReplyMarkup")) >= tries)
    assert len(api.calls("editMessageReplyMarkup")) == tries
    assert bench.store.fates() == [Fate.SENT] * 2


def test_a_change_of_buttons_leaves_with_the_next_question(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    bench.serve(lambda: bench.commit(ANA, "Ready?"))
    edit = Edit(ANA, str(ana.messages[0].id), NewButtons(1, chosen="Yes"))
    with api.hold("editMessageReplyMarkup"):
        bench.serve(
            lambda: bench.delivery.accept(Handover(bench.store.hand_over(ANA, Bubble("Good.")), [edit])),
            until=lambda: "Good." in ana.texts,
        )
    assert ana.messages[0].labels == []


def test_the_outbox_is_looked_into_again_when_the_database_is_back(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    bench.store.put(ANA, Bubble("one"))
    bench.store.away = 4
    bench.serve()
    assert ana.texts == ["one"]
    assert bench.slept == [1, 2, 2, 2]


def test_there_are_no_pauses_while_it_stops(api: FakeBotApi) -> None:
    bench = Bench(api, pause=1.2, chat_pause=1.0)
    ana = bench.meet(1001)

    def commit_and_finish() -> None:
        bench.delivery.finish()
        bench.commit(ANA, "one", "two")

    bench.serve(commit_and_finish)
    assert ana.texts == ["one", "two"]
    assert bench.slept == []


def test_what_waits_in_the_database_is_left_for_the_next_start(api: FakeBotApi) -> None:
    bench = Bench(api)
    bench.store.put(ANA, Bubble("later"))
    bench.serve(lambda: bench.delivery.finish(), until=lambda: True)  # noqa: PLW0108 - there is none before it serves
    assert len(bench.store.waiting) == 1
