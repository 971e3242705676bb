"""What the courier does with words that change in their bubble, over real HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.conversation.events import Address
from bot.conversation.outgoing import Bubble, Fate, Outgoing
from bot.dialogue.effects import Button
from tests.fake_bot_api import Drop, FakeBotApi, bad_request, blocked, too_many
from tests.messenger.test_delivery import Bench

if TYPE_CHECKING:
    from tests.fake_bot_api import Fault, Person

ANA = Address("telegram", "1001")
STOP = ((Button("Stop", "1:3:!stop"), Button("Help now", "sos")),)
IN, OUT = Bubble("In.", STOP, 3), Bubble("And out.", STOP, 4, over=3)


def breathe(bench: Bench, *messages: Bubble) -> Person:
    """Send the first, and change it into each of the others."""
    ana = bench.meet(1001)
    bench.serve(lambda: bench.hand_over(bench.store.hand_over(ANA, IN)))
    target = str(ana.messages[0].id)
    for each in messages:
        bench.serve(lambda each=each: bench.hand_over(aim(bench, each, target)))  # type: ignore[misc]
    return ana


def aim(bench: Bench, message: Bubble, target: str) -> list[Outgoing]:
    return [replace(each, target=target) for each in bench.store.hand_over(ANA, message)]


def test_the_bubble_has_other_words_and_its_button(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = breathe(bench, OUT, Bubble("As it likes.", over=3))
    assert ana.texts == ["As it likes."]
    assert ana.messages[0].looks == ["In.", "And out."]
    assert ana.messages[0].labels == []
    assert {report.message_id for report in bench.store.reports} == {str(ana.messages[0].id)}
    assert bench.store.fates() == [Fate.SENT] * 3


def test_the_button_stays_under_each_of_them(api: FakeBotApi) -> None:
    assert breathe(Bench(api), OUT).messages[0].labels == ["Stop", "Help now"]


def test_without_a_message_to_change_it_is_a_new_one(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = bench.meet(1001)
    bench.serve(lambda: bench.hand_over(bench.store.hand_over(ANA, OUT)))
    assert ana.texts == ["And out."]
    assert api.calls("editMessageText") == []


@pytest.mark.parametrize("how", ["deleted", "too old", "no such number", "whatever"])
def test_where_it_cannot_be_changed_a_new_one_is_sent_and_reported(api: FakeBotApi, how: str) -> None:
    bench = Bench(api)
    ana = breathe(bench)
    message = ana.messages[0]
    target = str(message.id)
    if how == "deleted":
        ana.deletes(message)
    elif how == "too old":
        message.is_frozen = True
    elif how == "no such number":
        target = str(2**31)
    else:
        api.fault("editMessageText", bad_request("something new in Telegram"))
    bench.serve(lambda: bench.hand_over(aim(bench, OUT, target)))
    assert ana.texts[-1] == "And out."
    assert bench.store.reports[-1].message_id == str(ana.messages[-1].id) != target


def test_the_same_words_again_count_as_done(api: FakeBotApi) -> None:
    bench = Bench(api)
    ana = breathe(bench, OUT, OUT)
    assert ana.texts == ["And out."]
    assert bench.store.fates() == [Fate.SENT] * 3


@pytest.mark.parametrize(
    ("fault", "fate"),
    [
        (too_many(7), Fate.RETRY),
        (Drop(after=False), Fate.RETRY),
        (Drop(after=True), Fate.RETRY),
        (blocked(), Fate.BLOCKED),
    ],
)
def test_what_keeps_a_message_from_leaving_keeps_a_change_too(api: FakeBotApi, fault: Fault, fate: Fate) -> None:
    bench = Bench(api)
    ana = breathe(bench)
    api.fault("editMessageText", fault)
    target = str(ana.messages[0].id)
    bench.serve(lambda: bench.hand_over(aim(bench, OUT, target)), until=lambda: len(bench.store.reports) == 2)
    assert bench.store.fates() == [Fate.SENT, fate]
    assert len(ana.messages) == 1
