from __future__ import annotations

from contextlib import closing, suppress
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from bot.conversation.events import Address, BeginTimer, CheckInTimer, Due, Timer, WakeTimer
from bot.conversation.ports import Outcome
from bot.errors import Conflict
from bot.storage.store import open_store
from bot.storage.timers import PUT_OFF
from tests.storage.examples import ANA, BEN, KEY, NOW, admit, later, save, spoil

if TYPE_CHECKING:
    from bot.conversation.events import TimerWhat
    from bot.conversation.people import Person
    from bot.storage.store import SqlStore


def _set(store: SqlStore, address: Address, *timers: Timer, cancelled: tuple[str, ...] = ()) -> Person:
    (person,) = admit(store, address)
    save(store, Outcome(person, person, timers=timers, cancelled=cancelled))
    return person


def _claim(store: SqlStore, *due: Due) -> list[str | None]:
    with store.transaction() as batch:
        return [person.id if person else None for person in batch.claim(due, NOW)]


@pytest.mark.parametrize("what", [WakeTimer(3, 7), BeginTimer("ruler"), CheckInTimer()])
def test_a_timer_falls_due_as_it_was_set(store: SqlStore, what: TimerWhat) -> None:
    timer = Timer("a", later(microseconds=1), what)
    ana = _set(store, ANA, timer)
    assert store.due_timers(NOW, 10) == []
    assert store.due_timers(later(microseconds=1), 10) == [Due(ana.id, timer)]
    assert store.next_due_at() == timer.due_at


def test_the_longest_overdue_comes_first_and_one_for_each_person(store: SqlStore) -> None:
    early, late = Timer("x", later(hours=1), CheckInTimer()), Timer("y", later(hours=2), CheckInTimer())
    ana = _set(store, ANA, late, Timer("z", later(hours=3), CheckInTimer()))
    ben = _set(store, BEN, early)
    assert store.due_timers(later(days=1), 10) == [Due(ben.id, early), Due(ana.id, late)]
    assert store.due_timers(later(days=1), 1) == [Due(ben.id, early)]


def test_setting_a_timer_again_replaces_it(store: SqlStore) -> None:
    _set(store, ANA, Timer("a", later(hours=1), CheckInTimer()))
    _set(store, ANA, Timer("a", later(hours=2), CheckInTimer()), cancelled=("a",))
    assert store.next_due_at() == later(hours=2)
    assert store.counts()["timers_waiting"] == 1


def test_a_cancelled_timer_is_gone_for_its_person_alone(store: SqlStore) -> None:
    _set(store, ANA, Timer("a", later(hours=1), CheckInTimer()))
    _set(store, BEN, Timer("a", later(hours=2), CheckInTimer()))
    _set(store, ANA, cancelled=("a", "never set"))
    assert store.next_due_at() == later(hours=2)


@pytest.mark.parametrize(
    ("column", "junk"), [("timers.kind", "sundial"), ("timers.what", "{"), ("timers.what", '{"colour": "red"}')]
)
def test_a_timer_that_does_not_open_is_put_off_and_the_others_go_on(
    store: SqlStore, url: str, column: str, junk: str
) -> None:
    ana = _set(store, ANA, Timer("a", NOW, BeginTimer("ruler")))
    ben = _set(store, BEN, Timer("b", NOW, CheckInTimer()))
    spoil(url, ana.id, column, junk)
    with capture_logs() as logs:
        assert [due.person_id for due in store.due_timers(NOW, 10)] == [ben.id]
    assert logs == [{"event": "timer put off", "log_level": "error", "person": ana.id, "timer": "a"}]
    _set(store, BEN, cancelled=("b",))
    assert store.next_due_at() == NOW + PUT_OFF


def test_a_timer_can_be_claimed_beside_one_that_does_not_open(store: SqlStore, url: str) -> None:
    ana = _set(store, ANA, Timer("bad", NOW, CheckInTimer()))
    spoil(url, ana.id, "timers.kind", "sundial")
    _set(store, ANA, good := Timer("good", NOW, CheckInTimer()))
    assert _claim(store, Due(ana.id, good)) == [ana.id]


def test_the_timer_of_someone_whose_row_does_not_open_is_put_off(store: SqlStore, url: str) -> None:
    ana = _set(store, ANA, Timer("a", NOW, CheckInTimer()))
    ben = _set(store, BEN, Timer("b", NOW, CheckInTimer()))
    spoil(url, ana.id, "people.standing")
    due = store.due_timers(NOW, 10)
    with capture_logs() as logs:
        assert sorted(map(str, _claim(store, *due))) == sorted([ben.id, "None"])
    assert [log["person"] for log in logs] == [ana.id]
    assert store.next_due_at() == NOW + PUT_OFF


def test_processes_that_claim_at_the_same_time_never_take_the_same_timer(store: SqlStore, url: str) -> None:
    people = admit(store, *(Address("telegram", str(place)) for place in range(60)))
    save(store, *(Outcome(person, person, timers=[Timer("a", NOW, CheckInTimer())]) for person in people))
    claimed: list[str] = []

    def keep_time() -> None:
        with closing(open_store(url, KEY)) as keeper:
            while due := keeper.due_timers(NOW, 7):
                with suppress(Conflict):
                    claimed.extend(filter(None, _claim(keeper, *due)))

    threads = [Thread(target=keep_time) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == sorted(person.id for person in people)


def test_a_timer_is_claimed_once(store: SqlStore) -> None:
    ana = _set(store, ANA, Timer("a", NOW, CheckInTimer()))
    ben = _set(store, BEN, Timer("b", NOW, WakeTimer(1, 2)))
    due = store.due_timers(NOW, 10)
    assert sorted(filter(None, _claim(store, *due))) == sorted([ana.id, ben.id])
    assert _claim(store, *due) == [None, None]
    assert store.next_due_at() is None


@pytest.mark.parametrize(
    "changed",
    [Timer("a", later(hours=1), WakeTimer(1, 2)), Timer("a", NOW, WakeTimer(1, 3)), Timer("a", NOW, CheckInTimer())],
)
def test_a_timer_that_was_changed_is_not_claimed(store: SqlStore, changed: Timer) -> None:
    ana = _set(store, ANA, Timer("a", NOW, WakeTimer(1, 2)))
    _set(store, ANA, changed)
    assert _claim(store, Due(ana.id, Timer("a", NOW, WakeTimer(1, 2)))) == [None]
    assert store.counts()["timers_waiting"] == 1
