from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from bot.conversation.events import Address, CheckInTimer, Due, Timer
from bot.conversation.outgoing import Bubble, Delivered, Document, Fate, NewButtons, Policy
from bot.conversation.ports import Outcome
from bot.storage.outbox import AT_ONCE
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


def _ask(store: SqlStore, *messages: Message) -> None:
    (ana,) = admit(store, ANA)
    save(store, Outcome(ana, ana, messages=[(message, Policy.AT_LEAST_ONCE) for message in messages]))


def test_messages_leave_in_the_order_of_their_turns(store: SqlStore) -> None:
    say(store, ANA, "one", "two")
    say(store, ANA, "three")
    taken = store.take_outgoing("telegram", NOW, 10)
    assert texts(taken) == ["one", "two", "three"]
    assert [letter.number for letter in taken] == [1, 2, 3]
    assert {letter.address for letter in taken} == {ANA}


def test_every_kind_of_message_comes_out_as_it_went_in(store: SqlStore) -> None:
    messages: list[Message] = [Document("a.json", "{}", "yours"), Bubble("?", (), 4, "dialog.step"), NewButtons(9)]
    _ask(store, *messages)
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


def test_what_is_sent_loses_its_words_and_keeps_its_id(store: SqlStore, url: str) -> None:
    say(store, ANA, "hello")
    report(store, store.take_outgoing("telegram", NOW, 10), Fate.SENT)
    (row,) = read_all(url)["outbox"]
    assert "sent" in row
    assert "m1" in row
    assert not any(isinstance(cell, bytes) for cell in row)
    assert store.take_outgoing("telegram", NOW, 10) == []


def test_a_message_to_retry_waits_and_holds_back_what_comes_after_it(store: SqlStore) -> None:
    say(store, ANA, "one", "two", "three")
    one, two, _ = store.take_outgoing("telegram", NOW, 10)
    report(store, [one], Fate.SENT)
    report(store, [two], Fate.RETRY, retry_after=30)
    assert store.take_outgoing("telegram", later(seconds=29), 10) == []
    again = store.take_outgoing("telegram", later(seconds=30), 10)
    assert texts(again) == ["two", "three"]
    assert [letter.attempts for letter in again] == [1, 0]


def test_one_who_must_wait_holds_up_nobody_else(store: SqlStore) -> None:
    say(store, ANA, "a")
    report(store, store.take_outgoing("telegram", NOW, 10), Fate.RETRY, retry_after=30)
    say(store, BEN, "b")
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["b"]


def test_dead_and_unknown_messages_do_not_come_again(store: SqlStore, url: str) -> None:
    say(store, ANA, "one", "two", "three")
    one, two, three = store.take_outgoing("telegram", NOW, 10)
    store.report([Delivered(one.person_id, one.number, Fate.DEAD, reason="too long")], NOW)
    report(store, [two], Fate.UNKNOWN)
    report(store, [three], Fate.SENT)
    assert store.take_outgoing("telegram", later(days=1), 10) == []
    rows = read_all(url)["outbox"]
    assert any("too long" in row for row in rows)
    assert not any(isinstance(cell, bytes) for row in rows for cell in row)


def test_one_who_blocked_us_is_known_as_such_and_the_refused_message_is_given_up(store: SqlStore) -> None:
    say(store, ANA, "one", "two")
    (person,) = admit(store, ANA)
    report(store, store.take_outgoing("telegram", NOW, 1), Fate.BLOCKED)
    assert store.counts()["messages_dead"] == 1
    (blocked,) = admit(store, ANA)
    assert blocked.blocked
    assert blocked.version == person.version + 1


def test_messages_before_a_refused_one_are_given_up_with_it_and_later_ones_are_tried_alone(store: SqlStore) -> None:
    say(store, ANA, "one", "two", "three")
    one, two, three = store.take_outgoing("telegram", NOW, 10)
    report(store, [two], Fate.BLOCKED)
    assert store.counts()["messages_dead"] == 2
    assert [letter.number for letter in store.take_outgoing("telegram", NOW, 10)] == [three.number]
    report(store, [three], Fate.BLOCKED)
    assert store.counts()["messages_dead"] == 3
    assert one.number < two.number


def test_a_refusal_that_comes_late_harms_nobody_who_is_back(store: SqlStore) -> None:
    say(store, ANA, "before")
    refused = store.take_outgoing("telegram", NOW, 10)
    (ana,) = admit(store, ANA)
    save(store, Outcome(ana, replace(ana, last_seen_at=later(seconds=1)), messages=bubbles("welcome back")))
    report(store, refused, Fate.BLOCKED)
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["welcome back"]
    (back,) = admit(store, ANA)
    assert not back.blocked
    assert back.version == ana.version + 1


def test_a_round_that_stops_leaves_nothing_behind_as_being_sent(store: SqlStore) -> None:
    say(store, ANA, "one", "two")
    one, two = store.take_outgoing("telegram", NOW, 10)
    report(store, [two], Fate.RETRY)  # a courier may have something that cannot wait go first
    assert store.take_outgoing("telegram", NOW, 10) == [one, replace(two, attempts=1)]


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


def test_after_a_crash_each_message_goes_by_its_policy(store: SqlStore) -> None:
    (ana,) = admit(store, ANA)
    save(
        store,
        Outcome(
            ana, ana, messages=[(Bubble("never twice"), Policy.AT_MOST_ONCE), (Bubble("again"), Policy.AT_LEAST_ONCE)]
        ),
    )
    store.take_outgoing("telegram", NOW, 10)
    store.recover("telegram", NOW)
    (again,) = store.take_outgoing("telegram", NOW, 10)
    assert texts([again]) == ["again"]
    assert again.attempts == 1


def test_new_buttons_know_the_message_that_asked(store: SqlStore) -> None:
    _ask(store, Bubble("How much?", visit=3))
    report(store, store.take_outgoing("telegram", NOW, 10), Fate.SENT)
    _ask(store, NewButtons(3, chosen="7"), Bubble("Thank you."))
    assert [letter.target for letter in store.take_outgoing("telegram", NOW, 10)] == ["m1", None]


def test_new_buttons_wait_until_their_question_is_sent(store: SqlStore) -> None:
    _ask(store, Bubble("How much?", visit=3), NewButtons(3, chosen="7"), Bubble("Thank you."))
    first = store.take_outgoing("telegram", NOW, 10)
    report(store, first, Fate.SENT)
    assert texts(first) == ["How much?"]
    assert [letter.target for letter in store.take_outgoing("telegram", NOW, 10)] == ["m1", None]


def test_new_buttons_of_a_question_that_never_arrived_have_no_target(store: SqlStore) -> None:
    _ask(store, Bubble("How much?", visit=3), NewButtons(3))
    report(store, store.take_outgoing("telegram", NOW, 10), Fate.DEAD)
    assert [letter.target for letter in store.take_outgoing("telegram", NOW, 10)] == [None]


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


def test_a_channel_takes_and_recovers_only_its_own(store: SqlStore) -> None:
    say(store, ANA, "by telegram")
    say(store, Address("terminal", "ana"), "by terminal")
    assert texts(store.take_outgoing("terminal", NOW, 10)) == ["by terminal"]
    store.recover("telegram", NOW)
    assert store.take_outgoing("terminal", NOW, 10) == []
    store.recover("terminal", NOW)
    assert texts(store.take_outgoing("terminal", NOW, 10)) == ["by terminal"]
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["by telegram"]


def test_two_processes_never_take_the_same_message(store: SqlStore, url: str) -> None:
    say(store, ANA, "one", "two", "three")
    other = open_store(url, KEY)
    assert texts(store.take_outgoing("telegram", NOW, 2)) == ["one", "two"]
    assert other.take_outgoing("telegram", NOW, 10) == []
    other.close()


def test_messages_long_done_with_are_deleted(store: SqlStore, url: str) -> None:
    say(store, ANA, "sent", "dead", "waits")
    report(store, store.take_outgoing("telegram", NOW, 1), Fate.SENT)
    report(store, store.take_outgoing("telegram", NOW, 1), Fate.DEAD)
    store.recover("telegram", later(days=31))
    assert len(read_all(url)["outbox"]) == 1
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["waits"]
