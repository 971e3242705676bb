"""How fast messages leave, over all processes."""

from __future__ import annotations

import threading
from contextlib import ExitStack, closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.conversation.events import Address, CheckInTimer, Due, Timer
from bot.conversation.ports import Outcome
from bot.storage.gates import AHEAD, LEAD, Pace
from bot.storage.store import open_store
from tests.storage.examples import ANA, KEY, NOW, admit, bubbles, later, save, say, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.storage.store import SqlStore

RATE = 30.0


@pytest.fixture
def three(url: str) -> Iterator[list[SqlStore]]:
    """Three processes on one database."""
    with ExitStack() as stack:
        yield [stack.enter_context(closing(open_store(url, KEY, pace=Pace(RATE)))) for _ in range(3)]


def check_in(store: SqlStore, number: int, *words: str) -> None:
    """Give so many people a check-in to be sent."""
    people = admit(store, *(Address("telegram", str(place)) for place in range(number)))
    timer = Timer("checkin", NOW, CheckInTimer())
    save(store, *(Outcome(person, person, timers=[timer]) for person in people))
    with store.transaction() as batch:
        woken = batch.claim([Due(person.id, timer) for person in people], NOW)
        batch.save([Outcome(each, each, messages=bubbles(*words or ("check-in",))) for each in woken if each], NOW)


def test_any_second_holds_no_more_than_the_rate_and_hardly_less_over_three_processes(three: list[SqlStore]) -> None:
    check_in(three[0], 120)
    left = []
    for step in range(150):  # every process looks every 60 milliseconds, each at another moment
        letters = three[step % 3].take_outgoing("telegram", later(milliseconds=20 * step), 100)
        assert all(letter.is_bulk for letter in letters)
        left += [letter.leaves_at for letter in letters if letter.leaves_at]
    seconds = [sum(start <= each < start + timedelta(seconds=1) for each in left) for start in left]
    assert max(seconds) <= RATE
    assert RATE * 3 <= len(left) <= RATE * 3.2 + 1


def test_places_are_given_out_a_little_ahead_and_then_it_is_told_when_there_are_more(three: list[SqlStore]) -> None:
    store, other, _ = three
    check_in(store, 9)
    places = [letter.leaves_at for letter in store.take_outgoing("telegram", NOW, 100)]
    step = timedelta(microseconds=33_334)
    assert places == [NOW + LEAD + place * step for place in range(6)]
    assert store.more_outgoing_at() == NOW + LEAD + 6 * step - 2 * LEAD
    assert other.take_outgoing("telegram", NOW, 100) == []
    assert other.more_outgoing_at() == store.more_outgoing_at()
    assert len(other.take_outgoing("telegram", later(seconds=1), 100)) == 3
    assert other.more_outgoing_at() is None


def test_places_that_nobody_took_are_not_caught_up_on(three: list[SqlStore]) -> None:
    store, other, _ = three
    check_in(store, 30)
    assert len(store.take_outgoing("telegram", NOW, 1)) == 1
    assert [letter.leaves_at for letter in other.take_outgoing("telegram", later(seconds=5), 1)] == [later(seconds=5.1)]


def test_processes_that_look_at_the_same_moment_get_no_more_together(three: list[SqlStore]) -> None:
    check_in(three[0], 20)
    places: list[datetime | None] = []

    def look(store: SqlStore) -> None:
        places.extend(letter.leaves_at for _ in range(8) for letter in store.take_outgoing("telegram", NOW, 3))

    threads = [threading.Thread(target=look, args=[store]) for store in three]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({*places}) == len(places) <= RATE * (AHEAD - LEAD).total_seconds() + 1


def test_a_reply_waits_for_no_gate_and_takes_along_what_waits_before_it(three: list[SqlStore]) -> None:
    store = three[0]
    check_in(store, 3)
    served = {letter.address.id for letter in store.take_outgoing("telegram", NOW, 2)}
    (late,) = {"0", "1", "2"} - served
    say(store, Address("telegram", late), "reply")
    letters = store.take_outgoing("telegram", NOW, 100)
    assert texts(letters) == ["check-in", "reply"]
    assert not any(letter.is_bulk for letter in letters)


def test_replies_take_the_places_of_what_many_people_get(three: list[SqlStore]) -> None:
    store, other, _ = three
    check_in(store, 10)
    store.beat(NOW, 15)
    assert other.take_outgoing("telegram", NOW, 100) == []
    (letter,) = other.take_outgoing("telegram", later(seconds=0.31), 1)
    assert letter.leaves_at
    assert later(seconds=0.59) < letter.leaves_at < later(seconds=0.61)


def test_many_replies_hold_up_the_others_for_no_more_than_a_second(three: list[SqlStore]) -> None:
    store = three[0]
    check_in(store, 10)
    store.beat(NOW, 10_000)
    assert store.take_outgoing("telegram", later(seconds=0.6), 100) == []
    assert [letter.leaves_at for letter in store.take_outgoing("telegram", later(seconds=0.7), 1)] == [later(seconds=1)]


def test_a_closed_gate_is_closed_for_all_processes(three: list[SqlStore]) -> None:
    store, other, _ = three
    say(store, ANA, "reply")
    store.close_gate(later(seconds=30))
    store.close_gate(later(seconds=10))
    assert other.beat(NOW, 0) == later(seconds=30)
    assert other.take_outgoing("telegram", NOW, 10) == []
    assert other.more_outgoing_at() == later(seconds=30)
    assert other.beat(later(seconds=30), 0) is None
    assert texts(other.take_outgoing("telegram", later(seconds=30), 10)) == ["reply"]


def test_paid_messages_go_by_their_own_rate(url: str) -> None:
    with closing(open_store(url, KEY, pace=Pace(RATE, 1000.0))) as store:
        check_in(store, 60)
        store.beat(NOW, 100)
        assert len(store.take_outgoing("telegram", NOW, 50)) == 50
        assert store.more_outgoing_at() == later(milliseconds=50) - LEAD
        store.close_gate(later(seconds=30))
        assert store.take_outgoing("telegram", later(seconds=1), 100) == []
