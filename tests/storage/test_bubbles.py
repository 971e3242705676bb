"""Messages that change a bubble which is there."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from bot.conversation.outgoing import Bubble, Delivered, Fate, Policy
from bot.conversation.ports import Outcome
from bot.dialogue.effects import Button
from bot.storage.store import open_store
from tests.storage.examples import ANA, KEY, NOW, arrival, later, read_all, report, sent, texts, turn

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.conversation.outgoing import Handover
    from bot.storage.store import SqlStore

STOP = ((Button("Stop", "1:3:!stop"),),)
CLOSE = Bubble("Up to you.")


def words(number: int, *, over: int = 3) -> Bubble:
    """The words of this visit, in the bubble that visit 3 began."""
    return Bubble(f"beat {number}", STOP, number, "breath.in", over if number > over else 0)


def change(store: SqlStore, *messages: Bubble, withdrawn: Collection[int] = (3,)) -> Handover:
    """A turn in which these are said, and what waits for the bubble before is not wanted any more."""
    with store.transaction() as batch:
        (person,) = batch.admit([arrival(ANA)], NOW)
        assert person
        said = [(each, Policy.AT_LEAST_ONCE) for each in messages]
        return batch.save([Outcome(person, person, messages=said, withdrawn=withdrawn)], NOW)


def states(url: str) -> list[str]:
    """How far the messages have come, in their order."""
    rows = sorted(read_all(url)["outbox"], key=lambda row: int(str(row[1])))
    return [f"{row[2]} {row[-3]}".strip() for row in rows]


def test_the_message_that_began_the_bubble_is_found(sender: SqlStore) -> None:
    report(sender, turn(sender, "hello", words(3)).messages, Fate.SENT)
    assert change(sender, words(4)).messages == []
    (letter,) = sender.take_outgoing("telegram", NOW, 10)
    assert (letter.message, letter.target) == (words(4), "m2")


def test_it_is_never_handed_over_and_the_outbox_is_to_be_looked_into(sender: SqlStore) -> None:
    report(sender, turn(sender, words(3)).messages, Fate.SENT)
    handover = change(sender, Bubble("A line to call.", source="safety.K6"), words(4), CLOSE)
    assert (texts(handover.messages), handover.has_left_some) == (["A line to call."], True)
    report(sender, handover.messages, Fate.SENT)
    assert texts(sender.take_outgoing("telegram", NOW, 10)) == ["beat 4", "Up to you."]
    assert not turn(sender, address=ANA).has_left_some


def test_after_a_message_that_was_sent_instead_that_one_is_changed(sender: SqlStore) -> None:
    report(sender, turn(sender, words(3)).messages, Fate.SENT)
    for number in (4, 5):
        change(sender, words(number))
        letters = sender.take_outgoing("telegram", NOW, 10)
        assert letters[0].target == f"m{number - 3}"
        report(sender, letters, Fate.SENT)


def test_without_a_message_that_arrived_there_is_none_to_change(sender: SqlStore) -> None:
    report(sender, turn(sender, Bubble("Before?", visit=2), words(3)).messages, Fate.DEAD)
    change(sender, words(4))
    assert [letter.target for letter in sender.take_outgoing("telegram", NOW, 10)] == [""]


def test_the_question_before_the_bubble_is_not_changed(sender: SqlStore) -> None:
    report(sender, turn(sender, Bubble("Before?", visit=2)).messages, Fate.SENT)
    report(sender, turn(sender, words(3)).messages, Fate.DEAD)
    change(sender, words(4))
    assert [letter.target for letter in sender.take_outgoing("telegram", NOW, 10)] == [""]


def test_of_what_waits_for_one_bubble_only_the_newest_leaves(sender: SqlStore, url: str) -> None:
    report(sender, turn(sender, words(3)).messages, Fate.SENT)
    for number in range(4, 20):
        change(sender, words(number))
    assert texts(sender.take_outgoing("telegram", NOW, 100)) == ["beat 19"]
    assert states(url).count("dead overtaken") == 15
    assert sender.counts()["messages_dead"] == 0, "the operator need not look for what went wrong"


def test_what_a_dead_process_had_in_hand_is_overtaken_too(sender: SqlStore, url: str) -> None:
    report(sender, turn(sender, words(3)).messages, Fate.SENT)
    change(sender, words(4))
    sender.take_outgoing("telegram", NOW, 10)
    with closing(open_store(url, KEY, clock=lambda: NOW, sends="telegram")) as heir:
        change(heir, words(5), CLOSE, withdrawn=())
        heir.recover("telegram", later(minutes=6))
        letters = heir.take_outgoing("telegram", later(minutes=6), 10)
        assert [(each.target, text) for each, text in zip(letters, texts(letters), strict=True)] == [
            ("m1", "beat 5"),
            ("", "Up to you."),
        ]


def test_the_last_words_are_not_withdrawn(sender: SqlStore) -> None:
    report(sender, turn(sender, words(3)).messages, Fate.SENT)
    change(sender, words(4))
    change(sender, Bubble("As it likes.", over=3), CLOSE)
    assert texts(sender.take_outgoing("telegram", NOW, 10)) == ["As it likes.", "Up to you."]


def test_what_is_withdrawn_is_never_sent(sender: SqlStore) -> None:
    report(sender, turn(sender, words(3)).messages, Fate.SENT)
    change(sender, words(4))
    change(sender)
    assert sender.take_outgoing("telegram", NOW, 10) == []


def test_what_is_withdrawn_while_it_is_being_sent_is_not_sent_again(sender: SqlStore, url: str) -> None:
    report(sender, turn(sender, words(3)).messages, Fate.SENT)
    change(sender, words(4))
    letters = sender.take_outgoing("telegram", NOW, 10)
    change(sender, CLOSE)
    report(sender, letters, Fate.RETRY)
    assert texts(sender.take_outgoing("telegram", NOW, 10)) == ["Up to you."]
    assert states(url)[1] == "dead"


def test_it_is_withdrawn_in_its_own_bubble_only(sender: SqlStore) -> None:
    report(sender, turn(sender, words(3)).messages, Fate.SENT)
    change(sender, words(4))
    change(sender, Bubble("Another?", visit=7), withdrawn=(8,))
    assert texts(sender.take_outgoing("telegram", NOW, 10)) == ["beat 4", "Another?"]


def test_a_bubble_that_nobody_saw_is_sent_in_its_newest_words(sender: SqlStore) -> None:
    (first,) = turn(sender, words(3)).messages
    report(sender, [first], Fate.RETRY)
    change(sender, words(4))
    (letter,) = sender.take_outgoing("telegram", NOW, 10)
    assert (letter.message, letter.target) == (words(4), "")
    report(sender, [letter], Fate.SENT)
    with sender.transaction() as batch:
        (ana,) = batch.admit([arrival(ANA)], NOW)
    assert ana
    assert ana.asked
    assert (ana.asked.visit, ana.asked.message_id) == (4, "m2")


def test_reports_of_changes_name_the_same_message(sender: SqlStore) -> None:
    write = [Delivered(each.person_id, each.number, Fate.SENT, "77") for each in turn(sender, words(3)).messages]
    turn(sender, reports=write)
    change(sender, words(4))
    letters = sender.take_outgoing("telegram", NOW, 10)
    assert [each.target for each in letters] == ["77"]
    assert [each.message_id for each in sent(*letters)] == ["200"]
