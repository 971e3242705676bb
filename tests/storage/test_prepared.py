from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, text

from bot.conversation.ports import Outcome
from bot.errors import Conflict, StorageError
from bot.storage.database import connect
from bot.storage.prepared import Prepared
from bot.storage.sealing import Sealer
from bot.storage.session import Session
from bot.storage.tables import updates
from tests.storage.examples import ANA, KEY, admit, answer, save

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.storage.store import SqlStore


@contextmanager
def session_on(url: str) -> Iterator[Session]:
    engine = connect(url)
    with engine.begin() as connection:
        yield Session(connection, Sealer(KEY), "me")
    engine.dispose()


INSERT = Prepared(insert(updates), "person_id", "update_id", "seen_at")


def test_it_tells_how_many_rows_it_touched_and_for_none_it_does_not_run(store: SqlStore, url: str) -> None:
    (ana,) = admit(store, ANA)
    with session_on(url) as session:
        assert INSERT.run(session, [(ana.id, 1, 0), (ana.id, 2, 0)]) == 2
        assert INSERT.run_and_tell(session, [(ana.id, 3, 0)]) == [1]
        assert (INSERT.run(session, []), INSERT.run_and_tell(session, [])) == (0, [])


def test_names_in_another_order_than_its_own_are_a_mistake(url: str) -> None:
    swapped = Prepared(insert(updates), "update_id", "person_id", "seen_at")
    with session_on(url) as session, pytest.raises(AssertionError, match="person_id"):
        swapped.run(session, [(1, "a", 0)])


def test_trouble_of_the_database_is_told_as_ever_and_quotes_nothing(store: SqlStore, url: str) -> None:
    (ana,) = admit(store, ANA)
    with session_on(url) as session:
        session.run(text("DROP TABLE answers"))
    with pytest.raises(StorageError) as caught:
        save(store, Outcome(ana, ana, answers=[answer("my secret")]))
    assert not isinstance(caught.value, Conflict)
    assert "secret" not in repr(caught.value) + repr(caught.value.__cause__)


def test_a_row_that_is_there_already_is_a_conflict(store: SqlStore, url: str) -> None:
    (ana,) = admit(store, ANA)
    with session_on(url) as session:
        session.run(text("UPDATE people SET answers = 0"))
    with pytest.raises(Conflict):
        save(store, Outcome(ana, ana, answers=[answer()]))
