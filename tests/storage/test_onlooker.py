"""Someone who counts people while the bot runs."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.conversation.events import BeginTimer, Timer
from bot.conversation.ports import Outcome
from bot.dialogue.run import Frame, Run
from bot.errors import StorageError
from bot.storage.database import connect, connect_to_read
from bot.storage.holding import hold_database
from bot.storage.onlooker import open_onlooker
from bot.storage.store import open_store
from tests.storage.examples import ANA, BEN, KEY, NOW, admit, save

if TYPE_CHECKING:
    from bot.storage.store import SqlStore


def read_key() -> bytes:
    return KEY


def test_it_sees_where_people_stand_while_the_bot_runs(store: SqlStore, url: str) -> None:
    ana, ben = admit(store, ANA, BEN)
    run = Run(1, 1, (Frame("craving", 1, "ask", visit=1),))
    standing = replace(ana.standing, run=run)
    timer = Timer("later:followup", NOW + timedelta(minutes=15), BeginTimer("followup"))
    save(store, Outcome(ana, replace(ana, standing=standing), timers=[timer]), Outcome(ben, replace(ben, leaving=True)))
    with hold_database(url), open_onlooker(url, read_key) as onlooker:
        assert [*onlooker.see_standings()] == [standing]
        assert onlooker.count_later() == {"followup": 1}


def test_a_row_that_does_not_open_is_seen_as_none_and_a_damaged_timer_not_at_all(store: SqlStore, url: str) -> None:
    ana, ben = admit(store, ANA, BEN)
    save(store, Outcome(ben, ben, timers=[Timer("later:x", NOW, BeginTimer("x"))]))
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE people SET standing = :no WHERE id = :of"), {"no": b"\x01no", "of": ana.id})
        connection.execute(text("UPDATE timers SET what = '{'"))
    engine.dispose()
    with open_onlooker(url, read_key) as onlooker:
        assert sorted(map(bool, onlooker.see_standings())) == [False, True]
        assert onlooker.count_later() == {}


def test_another_key_is_told(store: SqlStore, url: str) -> None:
    admit(store, ANA)
    with pytest.raises(StorageError, match="not the one"), open_onlooker(url, lambda: secrets.token_bytes(32)):
        pass


def test_it_cannot_write(store: SqlStore, url: str) -> None:
    admit(store, ANA)
    engine = connect_to_read(url)
    with engine.connect() as connection, pytest.raises(DBAPIError, match=r"(?i)read.?only"):
        connection.execute(text("DELETE FROM people"))
    engine.dispose()


def test_where_there_is_no_database_none_is_made(tmp_path: Path) -> None:
    with (
        pytest.raises(StorageError, match="There is no database"),
        open_onlooker(f"sqlite:///{tmp_path}/x.db", read_key),
    ):
        pass
    assert not [*tmp_path.iterdir()]


def test_it_leaves_no_file_behind_where_no_bot_runs(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a place#1.db"
    store = open_store(url, KEY)
    admit(store, ANA)
    store.close()
    files = sorted(tmp_path.iterdir())
    with open_onlooker(url, read_key) as onlooker:
        assert len([*onlooker.see_standings()]) == 1
    assert sorted(tmp_path.iterdir()) == files == [Path(tmp_path / "a place#1.db")]
