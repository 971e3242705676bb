from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from bot.conversation.events import CheckInTimer, Due, Timer
from bot.conversation.outgoing import Bubble, Document, Fate, Policy
from bot.conversation.ports import Outcome
from bot.storage.dispatch import AT_ONCE
from bot.storage.store import open_store
from tests.storage.examples import (
    ANA,
    BEN,
    KEY,
    NOW,
    admit,
    bubbles,
    later,
    read_all,
    report,
    save,
    say,
    spoil,
    texts,
)

if TYPE_CHECKING:
    from bot.conversation.outgoing import Message
    from bot.storage.store import SqlStore


def test_messages_leave_in_the_order_of_their_turns(store: SqlStore) -> None:
    say(store, ANA, "one", "two")
    say(store, ANA, "three")
    taken = store.take_outgoing("telegram", NOW, 10)
    assert texts(taken) == ["one", "two", "three"]
    assert [letter.number for letter in taken] == [1, 2, 3]
    assert {letter.address for letter in taken} == {ANA}


def test_every_kind_of_message_comes_out_as_it_went_in(store: SqlStore) -> None:
    messages: list[Message] = [Document("a.json", "{}", "yours"), Bubble("?", (), 4, "dialog.step")]
    (ana,) = admit(store, ANA)
    save(store, Outcome(ana, ana, messages=[(message, Policy.AT_LEAST_ONCE) for message in messages]))
    assert [letter.message for letter in store.take_outgoing("telegram", NOW, 10)] == messages


def test_nobody_is_sent_anything_while_their_last_round_is_unreported(store: SqlStore) -> None:
    say(store, ANA, "one")
    taken = store.take_outgoing("telegram", NOW, 10)
    say(store, ANA, "two")
    assert store.take_outgoing("telegram", NOW, 10) == []
    report(store, taken, Fate.SENT)
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["two"]


def test_a_long_queue_leaves_in_rounds(store: SqlStore) -> None:
    words = [str(number) for number in range(AT_ONCE + 2)]
    say(store, ANA, *words)
    first = store.take_outgoing("telegram", NOW, 100)
    report(store, first, Fate.SENT)
    assert texts(first) == words[:AT_ONCE]
    assert texts(store.take_outgoing("telegram", NOW, 100)) == words[AT_ONCE:]


def test_the_limit_counts_messages_of_all_people(store: SqlStore) -> None:
    say(store, ANA, "a", "b")
    say(store, BEN, "c", "d")
    assert len(store.take_outgoing("telegram", NOW, 3)) == 3


def test_a_message_to_retry_waits_and_holds_back_what_comes_after_it(store: SqlStore) -> None:
    say(store, ANA, "one", "two", "three")
    one, two, _ = store.take_outgoing("telegram", NOW, 10)
    report(store, [one], Fate.SENT)
    report(store, [two], Fate.RETRY, retry_after=30)
    assert store.take_outgoing("telegram", later(seconds=29), 10) == []
    again = store.take_outgoing("telegram", later(seconds=30), 10)
    assert texts(again) == ["two", "three"]
    assert [letter.attempts for letter in again] == [0, 0]


def test_one_who_must_wait_holds_up_nobody_else(store: SqlStore) -> None:
    say(store, ANA, "a")
    report(store, store.take_outgoing("telegram", NOW, 10), Fate.RETRY, retry_after=30)
    say(store, BEN, "b")
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["b"]


@pytest.mark.parametrize(
    ("column", "junk"),
    [("outbox.message", b"junk"), ("outbox.message", None), ("outbox.policy", "when it rains")],
)
def test_a_message_that_does_not_open_holds_up_nobody(store: SqlStore, url: str, column: str, junk: object) -> None:
    say(store, ANA, "lost")
    (ana,) = admit(store, ANA)
    spoil(url, ana.id, column, junk)
    say(store, ANA, "for ana")
    say(store, BEN, "for ben")
    with capture_logs() as logs:
        assert texts(store.take_outgoing("telegram", NOW, 10)) == ["for ana", "for ben"]
    assert logs == [{"event": "message unreadable", "log_level": "error", "person": ana.id, "number": 1}]
    assert store.counts()["messages_dead"] == 1
    assert any("unreadable" in row for row in read_all(url)["outbox"])


def test_replies_leave_before_what_a_timer_caused(store: SqlStore) -> None:
    (ana,) = admit(store, ANA)
    timer = Timer("check-in", NOW, CheckInTimer())
    save(store, Outcome(ana, ana, timers=[timer]))
    with store.transaction() as batch:
        (woken,) = batch.claim([Due(ana.id, timer)], NOW)
        assert woken
        batch.save([Outcome(woken, woken, messages=bubbles("check-in"))], NOW)
    say(store, BEN, "reply")
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["reply", "check-in"]


def test_two_processes_never_take_the_same_message(store: SqlStore, url: str) -> None:
    say(store, ANA, "one", "two", "three")
    other = open_store(url, KEY)
    assert texts(store.take_outgoing("telegram", NOW, 2)) == ["one", "two"]
    assert other.take_outgoing("telegram", NOW, 10) == []
    other.close()


def test_words_for_a_crisis_leave_past_everything(store: SqlStore) -> None:
    say(store, ANA, "in hand", "waits")
    store.take_outgoing("telegram", NOW, 1)
    _cry(store, "help")
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["help"]


def test_words_for_a_crisis_leave_before_what_waits_with_them(store: SqlStore) -> None:
    say(store, ANA, "one", "two")
    _cry(store, "help")
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["help", "one", "two"]


def test_words_for_a_crisis_leave_past_a_message_that_waits_and_through_a_closed_gate(store: SqlStore) -> None:
    say(store, ANA, "later")
    report(store, store.take_outgoing("telegram", NOW, 10), Fate.RETRY, retry_after=60)
    store.close_gate(later(seconds=60))
    say(store, BEN, "reply")
    _cry(store, "help")
    assert texts(store.take_outgoing("telegram", later(seconds=1), 10)) == ["help"]


def test_what_comes_after_words_for_a_crisis_waits_for_them(store: SqlStore) -> None:
    _cry(store, "help")
    report(store, store.take_outgoing("telegram", NOW, 10), Fate.RETRY, retry_after=5)
    say(store, ANA, "more")
    assert store.take_outgoing("telegram", later(seconds=1), 10) == []
    assert texts(store.take_outgoing("telegram", later(seconds=5), 10)) == ["help", "more"]


def _cry(store: SqlStore, words: str) -> None:
    (ana,) = admit(store, ANA)
    save(store, Outcome(ana, ana, messages=[(Bubble(words, source="safety.K1"), Policy.AT_LEAST_ONCE)]))
