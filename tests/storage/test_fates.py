from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.outgoing import Delivered, Fate
from bot.conversation.ports import Outcome
from tests.storage.examples import (
    ANA,
    NOW,
    admit,
    bubbles,
    later,
    read_all,
    report,
    save,
    say,
    texts,
    write,
)

if TYPE_CHECKING:
    from bot.storage.store import SqlStore


def test_what_is_sent_loses_its_words_and_keeps_its_id(store: SqlStore, url: str) -> None:
    say(store, ANA, "hello")
    report(store, store.take_outgoing("telegram", NOW, 10), Fate.SENT)
    (row,) = read_all(url)["outbox"]
    assert "sent" in row
    assert "m1" in row
    assert not any(isinstance(cell, bytes) for cell in row)
    assert store.take_outgoing("telegram", NOW, 10) == []


def test_dead_and_unknown_messages_do_not_come_again(store: SqlStore, url: str) -> None:
    say(store, ANA, "one", "two", "three")
    one, two, three = store.take_outgoing("telegram", NOW, 10)
    write(store, [Delivered(one.person_id, one.number, Fate.DEAD, reason="too long")])
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
    assert store.take_outgoing("telegram", NOW, 10) == [one, two]


def test_only_tries_that_may_have_arrived_are_counted(store: SqlStore) -> None:
    say(store, ANA, "one")
    for is_doubtful, attempts in ((False, 0), (True, 1), (False, 1)):
        (letter,) = store.take_outgoing("telegram", NOW, 10)
        write(store, [Delivered(letter.person_id, letter.number, Fate.RETRY, is_doubtful=is_doubtful)])
        (again,) = store.take_outgoing("telegram", NOW, 10)
        assert again.attempts == attempts
        write(store, [Delivered(again.person_id, again.number, Fate.RETRY)])
