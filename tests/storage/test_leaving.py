from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.conversation.events import BeginTimer, CheckInTimer, Timer, WakeTimer
from bot.conversation.outgoing import Document, Fate
from bot.conversation.ports import Outcome
from bot.dialogue.run import Frame, Run
from bot.storage.export import NAME
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
    from pathlib import Path

    from bot.conversation.people import Person
    from bot.storage.store import SqlStore


def _live(store: SqlStore) -> Person:
    with store.transaction() as batch:
        ana, ben = batch.admit([arrival(ANA, 1), arrival(BEN, 2)], NOW)
        assert ana
        assert ben
        known = replace(ana, standing=ana.standing.with_kept(goal="walk", checkin_times=("20:00",)))
        timers = [Timer("later", later(hours=3), BeginTimer("ruler"))]
        outcome = Outcome(ana, known, [answer(), answer("7", code="7")], bubbles("one", "two"), timers=timers)
        batch.save([outcome, Outcome(ben, ben, [answer("mine")], bubbles("for ben"))], NOW)
    return known


def test_what_a_person_said_is_gone_at_once(store: SqlStore, url: str) -> None:
    ana = _live(store)
    forget(store, ANA, "goodbye", update_id=3)
    rows = {name: [row for row in found if ana.id in row] for name, found in read_all(url).items()}
    assert {name: len(found) for name, found in rows.items() if found} == {
        "people": 1,
        "addresses": 1,
        "updates": 1,
        "outbox": 1,
    }
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["for ben", "goodbye"]


def test_nothing_is_left_once_the_last_words_are_sent(store: SqlStore, url: str) -> None:
    ana = _live(store)
    forget(store, ANA, "goodbye", update_id=3)
    report(store, store.take_outgoing("telegram", NOW, 10), Fate.SENT)
    everything = repr(read_all(url))
    assert ana.id not in everything
    assert ANA.id not in everything
    assert BEN.id in everything
    assert store.counts()["answers"] == 1


def test_a_repeated_wish_to_be_forgotten_makes_nobody_new(store: SqlStore) -> None:
    _live(store)
    forget(store, ANA, "goodbye", update_id=3)
    with store.transaction() as batch:
        assert batch.admit([arrival(ANA, 3)], NOW) == [None]


def test_a_wish_to_be_forgotten_that_comes_again_after_all_is_gone_leaves_nothing(store: SqlStore, url: str) -> None:
    forget(store, ANA, "goodbye", update_id=3)
    report(store, store.take_outgoing("telegram", NOW, 10), Fate.SENT)
    assert read_all(url) == {}
    with store.transaction() as batch:
        (stranger,) = batch.admit([arrival(ANA, 3)], NOW)
        assert stranger
        batch.save([Outcome(stranger, stranger)], NOW)
    assert read_all(url) == {}


def test_a_tap_while_the_last_words_are_on_their_way_keeps_nobody_here(store: SqlStore, url: str) -> None:
    forget(store, ANA, "goodbye", update_id=3)
    with store.transaction() as batch:
        (newcomer,) = batch.admit([arrival(ANA, 4)], NOW)
        assert newcomer
        batch.save([Outcome(newcomer, newcomer)], NOW)
    report(store, store.take_outgoing("telegram", NOW, 10), Fate.SENT)
    assert read_all(url) == {}


def test_last_words_that_do_not_open_are_no_reason_to_stay(store: SqlStore, url: str) -> None:
    ana = _live(store)
    forget(store, ANA, "goodbye")
    spoil(url, ana.id, "outbox.message")
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["for ben"]
    assert ANA.id not in repr(read_all(url))


def test_where_someone_was_reached_is_in_no_file_of_sqlite_after_they_left(tmp_path: Path) -> None:
    def read_files() -> bytes:
        return b"".join(file.read_bytes() for file in tmp_path.iterdir())

    with closing(open_store(f"sqlite:///{tmp_path}/leeward.db", KEY)) as store:
        _live(store)
        forget(store, ANA, "goodbye", update_id=3)
        assert ANA.id.encode() in read_files()
        report(store, store.take_outgoing("telegram", NOW, 10), Fate.SENT)
        assert ANA.id.encode() not in read_files()
        assert BEN.id.encode() in read_files()


def test_a_backup_that_is_being_read_is_waited_for_until_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "leeward.db"
    with closing(open_store(f"sqlite:///{path}?timeout=0", KEY)) as store:
        say(store, ANA, "hello")
        with closing(sqlite3.connect(path, isolation_level=None)) as backup:
            backup.execute("BEGIN")
            backup.execute("SELECT * FROM addresses").fetchall()
            write(store, [])
            forget(store, ANA)
        report(store, store.take_outgoing("telegram", NOW, 10), Fate.SENT)
        write(store, [], later(hours=1))
        assert not any(ANA.id.encode() in file.read_bytes() for file in tmp_path.iterdir())


def test_last_words_that_cannot_arrive_are_no_reason_to_stay(store: SqlStore, url: str) -> None:
    _live(store)
    forget(store, ANA, "goodbye")
    report(
        store, [letter for letter in store.take_outgoing("telegram", NOW, 10) if letter.address == ANA], Fate.BLOCKED
    )
    assert ANA.id not in repr(read_all(url))


def test_without_last_words_everything_goes_at_once(store: SqlStore, url: str) -> None:
    _live(store)
    forget(store, ANA)
    assert ANA.id not in repr(read_all(url))


def test_a_message_on_its_way_loses_its_words_and_is_not_repeated(store: SqlStore, url: str) -> None:
    _live(store)
    on_the_way = [letter for letter in store.take_outgoing("telegram", NOW, 10) if letter.address == ANA]
    forget(store, ANA, "goodbye")
    assert sum(isinstance(cell, bytes) for row in read_all(url)["outbox"] for cell in row) == 2
    report(store, on_the_way[:1], Fate.RETRY)
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["goodbye"]


def test_after_a_crash_those_who_left_are_swept_away(store: SqlStore, url: str) -> None:
    _live(store)
    taken = store.take_outgoing("telegram", NOW, 10)
    assert len(taken) == 3
    forget(store, ANA)
    assert ANA.id in repr(read_all(url))
    store.close()
    again = open_store(url, KEY)
    again.recover("telegram", NOW)
    assert ANA.id not in repr(read_all(url))
    again.close()


def test_an_export_holds_all_that_is_stored_and_comes_last(store: SqlStore) -> None:
    _live(store)
    report(store, store.take_outgoing("telegram", NOW, 10), Fate.SENT)
    (ana,) = admit(store, ANA)
    save(store, Outcome(ana, ana, [answer("newest")], bubbles("Here it is."), export=True))
    words, file = store.take_outgoing("telegram", NOW, 10)
    assert texts([words]) == ["Here it is."]
    assert isinstance(file.message, Document)
    assert file.message.name == NAME
    told = json.loads(file.message.content)
    assert told["about_you"] == {
        "first_seen_at": NOW.isoformat(),
        "last_seen_at": None,
        "paused_until": None,
        "telegram": ANA.id,
    }
    assert told["kept"] == {"language": "en", "goal": "walk", "checkin_times": ["20:00"]}
    assert [given["answer"] for given in told["answers"]] == [SECRET, "7", "newest"]
    assert told["answers"][1] == {
        "at": NOW.isoformat(),
        "local_day": "2026-11-23",
        "dialog": "ruler",
        "version": 3,
        "step": "ask_why",
        "name": "reason",
        "code": "7",
        "answer": "7",
    }
    assert told["timers"] == [{"due_at": later(hours=3).isoformat(), "what": "begin the dialog ruler"}]


def test_an_export_is_told_in_plain_words(store: SqlStore) -> None:
    frame = Frame("ruler", 3, "ask_why", visit=2, asked_at=NOW, picked=("a",))
    with store.transaction() as batch:
        (ana,) = batch.admit([arrival(ANA)], NOW)
        assert ana
        standing = replace(ana.standing, run=Run(1, 2, (frame,))).with_kept(**{"safety.K2": NOW.isoformat()})
        ana = replace(ana, standing=standing)
        timers = [Timer("wake:2", NOW, WakeTimer(1, 2)), Timer("checkin", later(hours=1), CheckInTimer())]
        batch.save([Outcome(ana, ana, messages=bubbles("Not sent yet."), timers=timers)], NOW)
    told = _export(store)
    assert told["open_dialogs"] == [{"dialog": "ruler", "step": "ask_why", "since": NOW.isoformat()}]
    assert told["kept"] == {"language": "en"}
    assert told["crisis_words_last_shown"] == {"K2": NOW.isoformat()}
    assert [timer["what"] for timer in told["timers"]] == ["come back to the open question", "check in"]
    assert told["messages_waiting"] == ["Not sent yet."]


def test_an_export_holds_the_rest_when_something_does_not_open(store: SqlStore, url: str) -> None:
    ana = _live(store)
    for column, junk in (("answers.raw", b"junk"), ("timers.kind", "sundial"), ("outbox.message", b"junk")):
        spoil(url, ana.id, column, junk)
    told = _export(store)
    assert [given["answer"] for given in told["answers"]] == ["(cannot be read any more)"] * 2
    assert [timer["what"] for timer in told["timers"]] == ["something that cannot be read any more"]
    assert told["kept"]["goal"] == "walk"
    assert told["messages_waiting"] == []


def _export(store: SqlStore) -> dict[str, Any]:
    (ana,) = admit(store, ANA)
    save(store, Outcome(ana, ana, export=True))
    *_, file = [letter.message for letter in store.take_outgoing("telegram", NOW, 10) if letter.person_id == ana.id]
    assert isinstance(file, Document)
    told: dict[str, Any] = json.loads(file.content)
    return told


def test_an_export_tells_nothing_of_others(store: SqlStore) -> None:
    _live(store)
    (ben,) = admit(store, BEN)
    save(store, Outcome(ben, ben, export=True))
    (file,) = [
        letter.message for letter in store.take_outgoing("telegram", NOW, 10) if isinstance(letter.message, Document)
    ]
    assert "mine" in file.content
    assert SECRET not in file.content
    assert ANA.id not in file.content
