"""What a commit hands over, and what the store remembers from turn to turn."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.events import Address, Arrival, CheckInTimer, Due, Tapped, Timer
from bot.conversation.outgoing import Bubble, Delivered, Document, Edit, Fate, Handover, NewButtons, Outgoing
from bot.conversation.ports import Outcome
from bot.storage.store import open_store
from tests.storage.examples import (
    ANA,
    KEY,
    NOW,
    arrival,
    bubbles,
    forget,
    known,
    later,
    read_all,
    report,
    save,
    say,
    sent,
    texts,
    turn,
    write,
)

if TYPE_CHECKING:
    from bot.storage.store import SqlStore


def test_what_is_said_is_handed_over_as_being_sent(sender: SqlStore) -> None:
    handover = turn(sender, "one", Document("a.json", "{}"))
    one, file = handover.messages
    assert [(each.address, each.number, each.attempts) for each in (one, file)] == [(ANA, 1, 0), (ANA, 2, 0)]
    assert (one.message, file.message) == (Bubble("one"), Document("a.json", "{}"))
    assert sender.take_outgoing("telegram", NOW, 10) == []
    report(sender, [one, file], Fate.SENT)
    assert sender.counts()["messages_unsent"] == 0


def test_an_export_is_handed_over_last(sender: SqlStore) -> None:
    turn(sender, "hello")
    with sender.transaction() as batch:
        (ana,) = batch.admit([arrival(ANA)], NOW)
        assert ana
        handover = batch.save([Outcome(ana, ana, messages=bubbles("here it is"), export=True)], NOW)
    assert [type(each.message) for each in handover.messages] == [Bubble, Document]
    assert [each.number for each in turn(sender, "more").messages] == [4]


def test_more_is_handed_over_behind_what_this_process_is_sending(sender: SqlStore) -> None:
    turn(sender, "one")
    assert [each.number for each in turn(sender, "two", "three").messages] == [2, 3]


def test_a_process_that_does_not_send_to_a_channel_hands_nothing_of_it_over(sender: SqlStore, store: SqlStore) -> None:
    assert turn(store, "for the terminal", address=Address("terminal", "ana")).messages == []
    assert turn(sender, "for the terminal", address=Address("terminal", "ben")).messages == []
    assert texts(sender.take_outgoing("terminal", NOW, 10)) == ["for the terminal"] * 2


def test_an_answer_to_a_tap_is_prompt(sender: SqlStore) -> None:
    tapped = Arrival(ANA, Tapped("1:1:yes"), 1)
    assert [each.is_prompt for each in turn(sender, "hm", tapped=tapped).messages] == [True]
    assert [each.is_prompt for each in turn(sender, "hm").messages] == [False]


def test_what_a_timer_caused_waits_in_the_outbox_and_holds_back_what_follows(sender: SqlStore) -> None:
    turn(sender, "hello")
    ana = known(sender)
    timer = Timer("checkin", NOW, CheckInTimer())
    save(sender, Outcome(ana, ana, timers=[timer]))
    with sender.transaction() as batch:
        (woken,) = batch.claim([Due(ana.id, timer)], NOW)
        assert woken
        assert batch.save([Outcome(woken, woken, messages=bubbles("how was today?"))], NOW).messages == []
    assert turn(sender, "a reply").messages == []
    report(sender, [Outgoing(ana.id, 1, ANA, Bubble("hello"))], Fate.SENT)
    assert texts(sender.take_outgoing("telegram", NOW, 10)) == ["how was today?", "a reply"]


def test_a_message_to_be_tried_again_holds_back_what_follows(sender: SqlStore) -> None:
    (one,) = turn(sender, "one").messages
    again = Delivered(one.person_id, one.number, Fate.RETRY, retry_after=5)
    assert turn(sender, "two", reports=[again]).messages == []
    assert texts(sender.take_outgoing("telegram", later(seconds=5), 10)) == ["one", "two"]


def test_what_another_process_is_sending_holds_back_what_follows(sender: SqlStore, url: str) -> None:
    with closing(open_store(url, KEY, clock=lambda: NOW, sends="telegram")) as other:
        (one,) = turn(other, "one").messages
        assert turn(sender, "two").messages == []
        report(other, [one], Fate.SENT)
        assert texts(sender.take_outgoing("telegram", NOW, 10)) == ["two"]


def test_words_for_a_crisis_wait_for_nothing(sender: SqlStore, store: SqlStore) -> None:
    say(store, ANA, "one")
    crisis = Bubble("a line to call", source="safety.K1")
    handover = turn(sender, "two", crisis, "three")
    assert [(each.number, each.message) for each in handover.messages] == [(3, crisis)]
    report(sender, handover.messages, Fate.SENT)
    assert texts(sender.take_outgoing("telegram", NOW, 10)) == ["one", "two", "three"]


def test_a_crisis_refused_for_now_leaves_alone_what_another_process_is_sending(sender: SqlStore, url: str) -> None:
    with closing(open_store(url, KEY, clock=lambda: NOW, sends="telegram")) as other:
        turn(other, "one")
        (crisis,) = turn(sender, Bubble("a line to call", source="safety.K1")).messages
        report(sender, [crisis], Fate.RETRY)
        assert texts(sender.take_outgoing("telegram", NOW, 10)) == ["a line to call"]


def test_the_last_words_are_handed_over_and_nothing_is_left_after_them(sender: SqlStore, url: str) -> None:
    report(sender, turn(sender, "hello").messages, Fate.SENT)
    with sender.transaction() as batch:
        (ana,) = batch.admit([arrival(ANA, 7)], NOW)
        assert ana
        gone = replace(ana, leaving=True)
        handover = batch.save([Outcome(ana, gone, messages=bubbles("goodbye"), forget=True)], NOW)
    report(sender, handover.messages, Fate.SENT)
    assert read_all(url) == {}


def test_someone_whom_another_process_forgets_meanwhile_is_swept_away_within_the_hour(
    sender: SqlStore, store: SqlStore, url: str
) -> None:
    handover = turn(sender, "hello")
    write(sender, [])  # tidies up for the first time
    forget(store, ANA)
    report(sender, handover.messages, Fate.SENT)
    write(sender, [], later(hours=1))
    assert ANA.id not in repr(read_all(url))


def test_reports_of_a_batch_are_handed_back(sender: SqlStore) -> None:
    reports = sent(*turn(sender, "one").messages)
    assert turn(sender, "two", reports=reports).reported == reports
    with sender.transaction() as batch:
        batch.report(reports, NOW)
        assert batch.save([], NOW) == Handover([], [], reports)


def test_new_buttons_go_to_the_message_that_asked(sender: SqlStore) -> None:
    asked = turn(sender, Bubble("how much?", visit=3)).messages
    chosen = NewButtons(3, chosen="7")
    handover = turn(sender, "thank you", reports=sent(*asked), buttons=[chosen, NewButtons(2)])
    assert handover.edits == [Edit(ANA, "100", chosen)]


def test_new_buttons_go_to_the_message_that_was_tapped_where_nobody_knows_that_it_arrived(sender: SqlStore) -> None:
    turn(sender, Bubble("how much?", visit=3))
    chosen = NewButtons(3, chosen="7")
    assert turn(sender, "thank you", buttons=[chosen]).edits == []
    tapped = Arrival(ANA, Tapped("1:3:7"), 1, message_id=55)
    assert turn(sender, "thank you", buttons=[chosen, NewButtons(4)], tapped=tapped).edits == [Edit(ANA, "55", chosen)]


def test_buttons_of_someone_on_another_channel_are_not_for_this_process(sender: SqlStore, store: SqlStore) -> None:
    there = Address("terminal", "ana")
    tapped = Arrival(there, Tapped("1:3:7"), message_id=55)
    assert turn(sender, "?", tapped=tapped, buttons=[NewButtons(3)]).edits == []
    assert turn(store, "?", tapped=tapped, buttons=[NewButtons(3)]).edits == [Edit(there, "55", NewButtons(3))]
