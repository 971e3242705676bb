"""What becomes of messages whose process died while it was sending them."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.engine.default import DefaultDialect

from bot.conversation.events import Address
from bot.conversation.outgoing import Bubble, Fate, Policy
from bot.conversation.ports import Outcome
from bot.errors import StorageError
from bot.storage.leases import ALIVE
from bot.storage.recovery import LOST
from bot.storage.store import open_store
from tests.storage.examples import ANA, BEN, KEY, NOW, admit, later, read_all, report, save, say, texts

if TYPE_CHECKING:
    from bot.storage.store import SqlStore


def _lose(url: str, channel: str = "telegram") -> None:
    """Another process takes what there is, and dies."""
    with closing(open_store(url, KEY)) as other:
        other.take_outgoing(channel, NOW, 10)


def test_after_a_crash_each_message_goes_by_its_policy(store: SqlStore, url: str) -> None:
    (ana,) = admit(store, ANA)
    once, again = (Bubble("never twice"), Policy.AT_MOST_ONCE), (Bubble("again"), Policy.AT_LEAST_ONCE)
    save(store, Outcome(ana, ana, messages=[once, again]))
    _lose(url)
    store.recover("telegram", NOW)
    (letter,) = store.take_outgoing("telegram", NOW, 10)
    assert texts([letter]) == ["again"]
    assert letter.attempts == 1


def test_a_channel_takes_and_recovers_only_its_own(store: SqlStore, url: str) -> None:
    say(store, ANA, "by telegram")
    say(store, Address("terminal", "ana"), "by terminal")
    _lose(url, "terminal")
    store.recover("telegram", NOW)
    assert store.take_outgoing("terminal", NOW, 10) == []
    store.recover("terminal", NOW)
    assert texts(store.take_outgoing("terminal", NOW, 10)) == ["by terminal"]
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["by telegram"]


def test_what_a_living_process_is_sending_is_left_alone_until_it_gives_no_sign_any_more(
    store: SqlStore, url: str
) -> None:
    say(store, ANA, "hello")
    with closing(open_store(url, KEY)) as other:
        other.beat(NOW, 0)
        assert texts(other.take_outgoing("telegram", NOW, 10)) == ["hello"]
    store.recover("telegram", later(seconds=ALIVE))
    assert store.take_outgoing("telegram", later(seconds=ALIVE), 10) == []
    store.recover("telegram", later(seconds=ALIVE + 1))
    assert texts(store.take_outgoing("telegram", later(seconds=ALIVE + 1), 10)) == ["hello"]


def test_a_process_that_gives_signs_of_life_again_leaves_the_others_time_to_do_so(store: SqlStore, url: str) -> None:
    """After an outage of the database nobody has a lease, and nobody is dead."""
    if url.startswith("sqlite"):
        return  # whoever holds the file is alone
    say(store, ANA, "hello")
    with closing(open_store(url, KEY)) as other:
        other.beat(NOW, 0)
        store.beat(NOW, 0)
        other.take_outgoing("telegram", NOW, 10)
        store.beat(later(minutes=1), 0)
        store.recover("telegram", later(minutes=1))
        other.beat(later(minutes=1, seconds=1), 0)
        store.beat(later(minutes=1, seconds=5), 0)
        store.recover("telegram", later(minutes=1, seconds=5))
        assert store.take_outgoing("telegram", later(minutes=1, seconds=5), 10) == []


def test_what_a_process_has_in_hand_itself_is_left_alone(store: SqlStore) -> None:
    say(store, ANA, "hello")
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["hello"]
    store.recover("telegram", NOW)
    assert store.take_outgoing("telegram", NOW, 10) == []


def test_what_a_process_does_not_know_to_be_in_its_hands_is_found_in_the_end(store: SqlStore) -> None:
    say(store, ANA, "hello")
    store.take_outgoing("telegram", NOW, 10)  # and the answer to its commit got lost
    late = NOW + LOST + timedelta(seconds=1)
    store.recover("telegram", late)
    assert texts(store.take_outgoing("telegram", late, 10)) == ["hello"]


def test_messages_long_done_with_are_deleted(store: SqlStore, url: str) -> None:
    say(store, ANA, "sent", "dead", "waits")
    report(store, store.take_outgoing("telegram", NOW, 1), Fate.SENT)
    report(store, store.take_outgoing("telegram", NOW, 1), Fate.DEAD)
    store.recover("telegram", later(days=31))
    assert len(read_all(url)["outbox"]) == 1
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["waits"]


def test_the_others_go_on_while_someones_messages_wait_for_a_dead_process(store: SqlStore, url: str) -> None:
    say(store, ANA, "for ana")
    _lose(url)
    say(store, ANA, "more for ana")
    say(store, BEN, "for ben")
    assert texts(store.take_outgoing("telegram", NOW, 10)) == ["for ben"]


def test_messages_of_a_commit_whose_answer_got_lost_wait_again(
    store: SqlStore, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(dialect: DefaultDialect, connection: Any) -> None:  # noqa: ANN401 - the driver's
        connection.commit()
        raise dialect.loaded_dbapi.OperationalError

    say(store, ANA, "to be taken")
    with closing(open_store(url, KEY, sends="telegram")) as sender:
        (ben,) = admit(sender, BEN)
        with monkeypatch.context() as patch:
            patch.setattr(DefaultDialect, "do_commit", lose)
            with pytest.raises(StorageError):
                sender.take_outgoing("telegram", NOW, 10)
            with pytest.raises(StorageError):
                save(sender, Outcome(ben, ben, messages=[(Bubble("handed over"), Policy.AT_MOST_ONCE)]))
        again = sender.take_outgoing("telegram", NOW, 10)
        assert sorted(texts(again)) == ["handed over", "to be taken"]
        assert {letter.attempts for letter in again} == {0}
        sender.recover("telegram", NOW)
        assert sender.take_outgoing("telegram", NOW, 10) == []
