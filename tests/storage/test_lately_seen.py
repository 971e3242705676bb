from __future__ import annotations

from bot.conversation.events import Address
from bot.conversation.people import AskedQuestion, Person, QuestionState
from bot.storage.lately_seen import Familiar, LatelySeen
from tests.storage.examples import NOW


def familiar(name: str) -> Familiar:
    return Familiar(Address("telegram", name), Person(f"id of {name}", NOW))


def test_someone_is_found_by_address_and_by_id() -> None:
    lately = LatelySeen()
    lately.keep(ana := familiar("ana"))
    assert lately.find(ana.address) is lately.find_by_id(ana.person.id) is ana
    assert lately.find(Address("terminal", "ana")) is None
    assert lately.find_by_id("ana") is None


def test_who_was_longest_away_is_let_go_first() -> None:
    lately = LatelySeen(most=2)
    for name in ("ana", "ben", "ana", "cleo"):
        lately.keep(familiar(name))
    assert [lately.find_by_id(f"id of {name}") is not None for name in ("ana", "ben", "cleo")] == [True, False, True]


def test_who_is_dropped_is_a_stranger() -> None:
    lately = LatelySeen()
    lately.keep(ana := familiar("ana"))
    lately.drop(ana.person.id)
    lately.drop(ana.person.id)
    assert lately.find(ana.address) is lately.find_by_id(ana.person.id) is None


def test_a_question_on_its_way_is_followed_by_the_process_that_sends_it_alone() -> None:
    ana = familiar("ana")
    assert ana.is_followed
    for state, question, followed in (
        (QuestionState.SENT, 0, True),
        (QuestionState.LOST, 0, True),
        (QuestionState.UNDER_WAY, 3, True),
        (QuestionState.UNDER_WAY, 0, False),
        (QuestionState.WAITING, 0, False),
    ):
        asked = Person(ana.person.id, NOW, asked=AskedQuestion(1, state))
        assert ana._replace(person=asked, question=question).is_followed == followed
    assert not ana._replace(is_clear=False).is_followed
