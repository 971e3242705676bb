from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.conversation.events import Arrival, CheckInTimer, Timer, Wrote
from bot.conversation.outgoing import Fate
from bot.conversation.ports import Outcome
from bot.errors import Conflict, StorageError, Unreadable
from bot.storage.sealing import Sealer
from bot.storage.store import open_store
from tests.storage.examples import (
    ANA,
    BEN,
    KEY,
    NOW,
    SECRET,
    admit,
    answer,
    arrival,
    bubbles,
    forget,
    later,
    read_all,
    report,
    save,
    say,
    spoil,
    texts,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.conversation.people import Person
    from bot.conversation.ports import Store
    from bot.storage.store import SqlStore


def test_fulfils_the_port_of_the_conversation(store: SqlStore) -> None:
    port: Store = store
    assert port.next_due_at() is None


def test_someone_new_gets_a_random_id_and_the_language_of_their_app(store: SqlStore) -> None:
    with store.transaction() as batch:
        ana, ben = batch.admit([arrival(ANA, language="pt-BR"), arrival(BEN, language=None)], NOW)
    assert ana
    assert ben
    assert (len(ana.id), ana.language, ana.version, ana.created_at) == (32, "pt", 0, NOW)
    assert ben.standing.kept == {}
    assert ana.id != ben.id


def test_a_known_person_is_found_again_as_saved(store: SqlStore) -> None:
    (ana,) = admit(store, ANA)
    changed = replace(
        ana, standing=ana.standing.with_kept(goal="walk"), paused_until=later(hours=1), last_seen_at=NOW, blocked=True
    )
    save(store, Outcome(ana, changed))
    assert admit(store, ANA) == [replace(changed, version=ana.version + 1)]


def test_people_come_back_in_the_order_of_their_arrivals(store: SqlStore) -> None:
    ana, ben = admit(store, ANA, BEN)
    assert admit(store, BEN, ANA) == [ben, ana]


def test_an_update_seen_twice_is_answered_once(store: SqlStore) -> None:
    first = _answer(store, arrival(update_id=5))
    with store.transaction() as batch:
        again, other = batch.admit([arrival(update_id=5), arrival(BEN, update_id=5)], NOW)
    assert first
    assert again is None
    assert other


def _answer(store: SqlStore, arrived: Arrival, meanwhile: Callable[[], object] = lambda: None) -> Person:
    with store.transaction() as batch:
        (person,) = batch.admit([arrived], NOW)
        assert person
        meanwhile()
        batch.save([Outcome(person, person, messages=bubbles("hello"))], NOW)
    return person


def test_a_stranger_is_kept_once_something_is_said_to_them(store: SqlStore) -> None:
    ana = _answer(store, arrival(ANA))
    assert admit(store, ANA) == [replace(ana, version=1)]


def test_a_stranger_with_whom_nothing_is_shared_leaves_no_trace(store: SqlStore, url: str) -> None:
    with store.transaction() as batch:
        ana, ben = batch.admit([arrival(ANA, 1), arrival(BEN, 2)], NOW)
        assert ana
        assert ben
        timers = [Timer("checkin", NOW, CheckInTimer())]
        batch.save([Outcome(ana, replace(ana, blocked=True)), Outcome(ben, ben, timers=timers)], NOW)
    assert read_all(url) == {}


def test_whoever_meets_a_stranger_second_takes_the_turn_again(postgres_url: str) -> None:
    with closing(open_store(postgres_url, KEY)) as ours, closing(open_store(postgres_url, KEY)) as theirs:
        with pytest.raises(Conflict):
            _answer(ours, arrival(ANA), meanwhile=lambda: _answer(theirs, arrival(ANA)))
        (ana,) = admit(theirs, ANA)
        assert _answer(ours, arrival(ANA)) == ana


@pytest.mark.parametrize(
    "standing",
    [b"junk", b"", Sealer(KEY).seal(b"{}", "someone else", "standing")],
    ids=["junk", "empty", "of someone else"],
)
def test_someone_whose_row_does_not_open_is_told_apart_from_a_database_that_is_away(
    store: SqlStore, url: str, standing: bytes
) -> None:
    ana, ben = admit(store, ANA, BEN)
    spoil(url, ana.id, "people.standing", standing)
    with closing(open_store(url, KEY)) as again:
        with pytest.raises(Unreadable):
            admit(again, ANA, BEN)
        assert admit(again, BEN) == [ben]


@pytest.mark.parametrize("json", ["{}", "[]", "7", "{", '{"n": 1, "v": 1, "f": [{"d": "ruler"}], "k": {}, "r": {}}'])
def test_someone_whose_standing_is_of_another_form_is_unreadable(store: SqlStore, url: str, json: str) -> None:
    (ana,) = admit(store, ANA)
    spoil(url, ana.id, "people.standing", Sealer(KEY).seal(json.encode(), ana.id, "standing"))
    with closing(open_store(url, KEY)) as again, pytest.raises(Unreadable, match="A person's row"):
        admit(again, ANA)


def test_one_row_that_does_not_open_keeps_nobody_from_starting(store: SqlStore, url: str) -> None:
    ana, ben = admit(store, ANA, BEN)
    spoil(url, ana.id, "people.standing")
    with closing(open_store(url, KEY)) as again:
        assert admit(again, BEN) == [ben]


def test_an_update_without_an_id_is_always_new(store: SqlStore) -> None:
    assert admit(store, ANA) == admit(store, ANA)


def test_an_update_is_remembered_for_48_hours(store: SqlStore, url: str) -> None:
    _answer(store, arrival(update_id=5))
    write(store, [], later(hours=47))
    assert "updates" in read_all(url)
    write(store, [], later(hours=49))
    assert "updates" not in read_all(url)


def test_of_two_who_save_the_same_person_only_the_first_can(store: SqlStore) -> None:
    (ana,) = admit(store, ANA)
    save(store, Outcome(ana, ana, messages=bubbles("first")))
    with pytest.raises(Conflict):
        save(store, Outcome(ana, ana, messages=bubbles("second")))
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["first"]


def test_one_conflict_undoes_the_whole_batch(store: SqlStore) -> None:
    ana, ben = admit(store, ANA, BEN)
    say(store, ANA, "meanwhile")
    with pytest.raises(Conflict):
        save(store, Outcome(ben, ben, messages=bubbles("hello")), Outcome(ana, ana))
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["meanwhile"]


def test_an_exception_undoes_the_batch(store: SqlStore, url: str) -> None:
    def fail() -> None:
        with store.transaction() as batch:
            (ana,) = batch.admit([arrival(update_id=1)], NOW)
            assert ana
            batch.save([Outcome(ana, ana, answers=[answer()], messages=bubbles("hello"))], NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert read_all(url) == {}


def test_a_killed_process_leaves_nothing_of_an_unfinished_batch(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/leeward.db"
    code = f"""
import os, signal
from tests.storage.examples import *
from bot.storage.store import open_store
store = open_store({url!r}, KEY)
say(store, ANA, "committed")
with store.transaction() as batch:
    (ben,) = batch.admit([arrival(BEN, 1)], NOW)
    batch.save([Outcome(ben, ben, messages=bubbles("lost"))], NOW)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    store = open_store(url, KEY)
    assert store.counts()["people"] == 1
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["committed"]
    store.close()


def test_what_is_saved_is_there_after_reopening(store: SqlStore, url: str) -> None:
    say(store, ANA, "hello")
    store.close()
    again = open_store(url, KEY)
    assert texts(again.take_outgoing("telegram", NOW, 10)) == ["hello"]
    again.close()


def test_the_database_holds_no_words_in_clear(store: SqlStore, url: str) -> None:
    (ana,) = admit(store, ANA)
    person = replace(ana, standing=ana.standing.with_kept(reason=SECRET))
    answers = [answer(), answer("heroin", code="heroin", sensitive=True)]
    save(store, Outcome(ana, person, answers=answers, messages=bubbles(SECRET), export=True))
    everything = repr(read_all(url))
    assert SECRET not in everything
    assert "heroin" not in everything


def test_the_bytes_of_the_file_hold_no_words_in_clear(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/leeward.db", KEY)
    (ana,) = admit(store, ANA)
    save(store, Outcome(ana, ana, answers=[answer()], messages=bubbles(SECRET)))
    raw = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert ANA.id.encode() in raw
    assert SECRET.encode() not in raw
    store.close()


def test_a_wrong_key_is_told_at_once(store: SqlStore, url: str) -> None:
    admit(store, ANA)
    with pytest.raises(StorageError, match=r"privacy\.key_file") as caught:
        open_store(url, bytes(32))
    assert not isinstance(caught.value, Unreadable)


def test_a_store_in_memory_works_from_another_thread() -> None:
    store = open_store("sqlite://", KEY)
    writer = threading.Thread(target=say, args=(store, ANA, "hello"))
    writer.start()
    writer.join()
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["hello"]
    store.close()


def test_a_store_in_a_file_works_from_another_thread(store: SqlStore) -> None:
    writer = threading.Thread(target=say, args=(store, ANA, "hello"))
    writer.start()
    writer.join()
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["hello"]


def test_two_stores_that_admit_the_same_stranger_make_one_person(store: SqlStore, url: str) -> None:
    with store.transaction() as batch:
        (ana,) = batch.admit([arrival(ANA)], NOW)
        assert ana
        batch.save([Outcome(ana, ana, messages=bubbles("hello"))], NOW)
        rival = threading.Thread(target=_admit_elsewhere, args=(url,))
        rival.start()
        rival.join(timeout=0.2)  # it waits for us, or has yet to begin
    rival.join()
    assert store.counts()["people"] == 1


def _admit_elsewhere(url: str) -> None:
    other = open_store(url, KEY)
    try:
        admit(other, ANA)
    except Conflict:
        admit(other, ANA)
    finally:
        other.close()


def test_counts_people_answers_timers_and_messages(store: SqlStore) -> None:
    ana, ben = admit(store, ANA, BEN)
    active = replace(ana, last_seen_at=NOW - timedelta(days=6), paused_until=later(hours=1))
    idle = replace(ben, last_seen_at=NOW - timedelta(days=8), blocked=True)
    save(store, Outcome(ana, active, answers=[answer()], messages=bubbles("a", "b")), Outcome(ben, idle))
    report(store, store.take_outgoing("telegram", NOW, 1), Fate.DEAD)
    assert store.counts() == {
        "people": 2,
        "active_in_7_days": 1,
        "blocked": 1,
        "paused": 1,
        "answers": 3,
        "timers_waiting": 0,
        "messages_unsent": 1,
        "messages_dead": 1,
    }


def test_someone_forgotten_who_writes_again_is_someone_new(store: SqlStore) -> None:
    (ana,) = admit(store, ANA)
    save(store, Outcome(ana, replace(ana, standing=ana.standing.with_kept(goal="walk"))))
    forget(store, ANA, "goodbye")
    with store.transaction() as batch:
        (again,) = batch.admit([Arrival(ANA, Wrote("hi"), None, "es")], later(days=1))
        assert again
        batch.save([Outcome(again, again, messages=bubbles("hello"))], later(days=1))
    assert not again.leaving
    assert again.standing.kept == {"language": "es"}
    assert again.created_at == later(days=1)
    report(store, store.take_outgoing("telegram", NOW, 10), Fate.SENT)
    assert store.counts()["people"] == 1
