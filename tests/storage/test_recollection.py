"""What the store remembers from turn to turn."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from bot.conversation.events import Address
from bot.conversation.outgoing import Bubble, Delivered, Fate
from bot.conversation.people import AskedQuestion, QuestionState
from bot.conversation.ports import Outcome
from bot.errors import Conflict
from bot.storage.store import open_store
from tests.storage.examples import (
    ANA,
    BEN,
    KEY,
    NOW,
    arrival,
    forget,
    known,
    later,
    read_all,
    report,
    save,
    say,
    sent,
    turn,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.storage.store import SqlStore


@contextmanager
def counting_reads(store: SqlStore) -> Iterator[list[str]]:
    """The statements that read something."""
    reads: list[str] = []

    def note(*happened: object) -> None:
        reads.extend(str(each) for each in happened[2:3] if str(each).startswith("SELECT"))

    engine = store._engine  # noqa: SLF001 - no other way to see what is asked of the database
    event.listen(engine, "before_cursor_execute", note)
    yield reads
    event.remove(engine, "before_cursor_execute", note)


def test_a_turn_of_someone_lately_seen_reads_nothing(sender: SqlStore) -> None:
    reports = sent(*turn(sender, Bubble("one?", visit=1), update_id=1).messages)
    with counting_reads(sender) as reads:
        reports = sent(*turn(sender, Bubble("two?", visit=2), update_id=2, reports=reports).messages)
        turn(sender, Bubble("three?", visit=3), update_id=3, reports=reports)
    assert reads == []


def test_what_is_remembered_is_what_is_stored(sender: SqlStore, url: str) -> None:
    reports = sent(*turn(sender, Bubble("one?", visit=1), now=later(seconds=1)).messages)
    for step in range(2, 5):
        with closing(open_store(url, KEY, sends="telegram")) as fresh:
            asked = known(fresh).asked
            assert asked
            assert (asked.visit, asked.state) == (step - 1, QuestionState.UNDER_WAY)
            assert known(sender) == known(fresh)
        write(sender, reports)
        with closing(open_store(url, KEY, sends="telegram")) as fresh:
            assert known(sender) == known(fresh)
            assert known(fresh).asked == AskedQuestion(
                step - 1, QuestionState.SENT, f"{step - 1}00", later(seconds=step - 1)
            )
        reports = sent(*turn(sender, Bubble("?", visit=step), now=later(seconds=step)).messages)


@pytest.mark.parametrize("fate", [Fate.DEAD, Fate.UNKNOWN, Fate.RETRY, Fate.BLOCKED])
def test_any_other_fate_of_a_question_is_read_anew(sender: SqlStore, url: str, fate: Fate) -> None:
    asked = turn(sender, Bubble("one?", visit=1), "two").messages
    report(sender, asked[:1], fate)
    with closing(open_store(url, KEY, sends="telegram")) as fresh:
        assert known(sender) == known(fresh)


def test_a_question_that_was_not_handed_over_is_read_anew(sender: SqlStore, store: SqlStore) -> None:
    say(store, ANA, "one")
    turn(sender, Bubble("two?", visit=1))
    taken = sender.take_outgoing("telegram", later(seconds=1), 10)
    asked = known(sender).asked
    assert asked == AskedQuestion(1, QuestionState.UNDER_WAY, None, later(seconds=1))
    write(sender, sent(*taken))
    asked = known(sender).asked
    assert asked
    assert asked.state is QuestionState.SENT


def test_an_update_seen_twice_changes_nothing_for_someone_lately_seen(sender: SqlStore) -> None:
    turn(sender, "one", update_id=1)
    turn(sender, "two", update_id=2)
    turn(sender, "for ben", update_id=2, address=BEN)
    with sender.transaction() as batch:
        admitted = batch.admit([arrival(ANA, 1), arrival(BEN, 3)], NOW)
        assert [person is None for person in admitted] == [True, False]
        batch.save([Outcome(person, person) for person in admitted if person], NOW)
    with sender.transaction() as batch:
        assert batch.admit([arrival(ANA, 2), arrival(BEN, 3)], NOW) == [None, None]
    assert known(sender).version == 2


def test_who_was_changed_by_another_process_is_read_anew_after_the_conflict(sender: SqlStore, store: SqlStore) -> None:
    turn(sender, "one")
    ana = known(store)
    save(store, Outcome(ana, replace(ana, standing=ana.standing.with_kept(goal="walk"))))
    with pytest.raises(Conflict):
        turn(sender, "two")
    assert known(sender).standing.kept["goal"] == "walk"
    assert [each.number for each in turn(sender, "two").messages] == [2]


def test_who_was_forgotten_by_another_process_is_met_anew_after_the_conflict(
    sender: SqlStore, store: SqlStore, url: str
) -> None:
    report(sender, turn(sender, "one").messages, Fate.SENT)
    forget(store, ANA)
    assert read_all(url).get("people") is None
    with pytest.raises(Conflict):
        turn(sender, "two", update_id=5)
    assert [each.number for each in turn(sender, "hello", update_id=5).messages] == [1]


def test_a_conflict_costs_everyone_of_the_batch_a_reading_and_nobody_else(sender: SqlStore, store: SqlStore) -> None:
    cleo = Address("telegram", "1000000009")
    for address in (ANA, BEN, cleo):
        turn(sender, "hello", address=address)
    ana, theirs = known(sender, ANA), known(store, BEN)
    save(store, Outcome(theirs, theirs))
    ben = known(sender, BEN)
    with pytest.raises(Conflict):
        save(sender, Outcome(ana, ana), Outcome(ben, ben))
    with counting_reads(sender) as reads:
        known(sender, cleo)
        assert reads == []
        known(sender, ANA)
        assert reads


def test_what_was_undone_is_not_remembered(sender: SqlStore) -> None:
    asked = turn(sender, Bubble("one?", visit=1)).messages
    with pytest.raises(UnicodeEncodeError):
        turn(sender, "half a character: \ud800", reports=sent(*asked))
    again = known(sender)
    assert again.version == 1
    assert again.asked
    assert again.asked.state is QuestionState.UNDER_WAY
    assert [each.number for each in turn(sender, "two").messages] == [2]


def test_who_left_is_not_remembered(sender: SqlStore) -> None:
    turn(sender, "hello")
    forget(sender, ANA, "goodbye")
    with counting_reads(sender) as reads:
        assert known(sender).standing.run.number == 0
    assert reads


def test_who_refused_a_message_is_known_to_have_blocked_us_in_the_same_batch(sender: SqlStore) -> None:
    (one,) = turn(sender, "one").messages
    with sender.transaction() as batch:
        batch.report([Delivered(one.person_id, one.number, Fate.BLOCKED)], NOW)
        (ana,) = batch.admit([arrival(ANA)], NOW)
        assert ana
        assert ana.blocked
        batch.save([Outcome(ana, replace(ana, blocked=False))], NOW)
    assert not known(sender).blocked
