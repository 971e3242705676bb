from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.conversation.outgoing import Bubble, Fate, Policy
from bot.conversation.people import AskedQuestion, QuestionState
from bot.conversation.ports import Outcome
from bot.storage import questions
from bot.storage.database import connect
from bot.storage.store import open_store
from tests.storage.examples import ANA, BEN, KEY, NOW, admit, later, report, save

if TYPE_CHECKING:
    from pathlib import Path

    from bot.conversation.events import Address
    from bot.conversation.outgoing import Message
    from bot.storage.store import SqlStore


def _send(store: SqlStore, address: Address, *messages: Message) -> None:
    (person,) = admit(store, address)
    save(store, Outcome(person, person, messages=[(message, Policy.AT_MOST_ONCE) for message in messages]))


def _asked(store: SqlStore, *addresses: Address) -> list[AskedQuestion | None]:
    return [person.asked for person in admit(store, *addresses)]


def test_who_was_never_asked_has_no_question(store: SqlStore) -> None:
    _send(store, ANA, Bubble("Hello."))
    assert _asked(store, ANA) == [None]


def test_a_question_is_followed_until_it_is_sent(store: SqlStore) -> None:
    _send(store, ANA, Bubble("How much?", visit=3), Bubble("Take your time."))
    assert _asked(store, ANA) == [AskedQuestion(3, QuestionState.WAITING)]
    taken = store.take_outgoing("telegram", later(seconds=1), 10)
    assert _asked(store, ANA) == [AskedQuestion(3, QuestionState.UNDER_WAY, None, later(seconds=1))]
    report(store, taken, Fate.SENT)
    assert _asked(store, ANA) == [AskedQuestion(3, QuestionState.SENT, "m1", later(seconds=1))]


@pytest.mark.parametrize("fate", [Fate.DEAD, Fate.UNKNOWN, Fate.BLOCKED])
def test_a_question_that_will_not_arrive_is_lost(store: SqlStore, fate: Fate) -> None:
    _send(store, ANA, Bubble("How much?", visit=3))
    report(store, store.take_outgoing("telegram", NOW, 10), fate)
    assert _asked(store, ANA) == [AskedQuestion(3, QuestionState.LOST, None, NOW)]


def test_a_question_that_was_tried_in_vain_waits_and_tells_when_it_was_tried(store: SqlStore) -> None:
    _send(store, ANA, Bubble("Hello."), Bubble("How much?", visit=3))
    hello, question = store.take_outgoing("telegram", NOW, 10)
    report(store, [hello], Fate.RETRY)
    assert _asked(store, ANA) == [AskedQuestion(3, QuestionState.WAITING)]
    store.take_outgoing("telegram", later(seconds=1), 10)
    report(store, [question], Fate.RETRY)
    assert _asked(store, ANA) == [AskedQuestion(3, QuestionState.WAITING, None, later(seconds=1))]


def test_a_question_that_is_sent_again_is_known_as_a_repeated_one(store: SqlStore) -> None:
    (person,) = admit(store, ANA)
    save(store, Outcome(person, person, messages=[(Bubble("How much?", visit=3), Policy.AT_LEAST_ONCE)]))
    store.take_outgoing("telegram", NOW, 10)
    store.recover("telegram", later(hours=1))
    again = store.take_outgoing("telegram", later(hours=1), 10)
    report(store, again, Fate.SENT)
    assert _asked(store, ANA) == [AskedQuestion(3, QuestionState.SENT, "m1", later(hours=1), is_repeated=True)]


def test_the_newest_question_counts(store: SqlStore) -> None:
    _send(store, ANA, Bubble("How much?", visit=3), Bubble("Why?", visit=4), Bubble("Hm."))
    _send(store, BEN, Bubble("When?", visit=1))
    assert _asked(store, BEN, ANA) == [
        AskedQuestion(1, QuestionState.WAITING),
        AskedQuestion(4, QuestionState.WAITING),
    ]


def test_it_is_found_through_indexes_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/leeward.db"
    open_store(url, KEY).close()
    engine = connect(url)
    query = questions.NEWEST.params(ids=["a", "b"]).compile(engine, compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        steps = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
    engine.dispose()
    assert not [step for step in steps if step.startswith("SCAN")]
    assert any("outbox_asked" in step for step in steps)
