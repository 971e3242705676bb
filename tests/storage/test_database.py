from __future__ import annotations

import stat
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.errors import Away, StorageError
from bot.storage.database import connect, is_there, plain_errors
from bot.storage.store import open_store
from tests.storage.examples import ANA, KEY, say

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 2000)]
)
def test_sqlite_is_set_to_lose_nothing(tmp_path: Path, pragma: str, value: object) -> None:
    engine = connect(f"sqlite:///{tmp_path}/leeward.db")
    with engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    engine.dispose()


@pytest.mark.parametrize("url", ["postgres://localhost/leeward", "postgresql://localhost/leeward"])
def test_postgresql_is_reached_through_psycopg_3(url: str) -> None:
    assert connect(url).url.drivername == "postgresql+psycopg"


@pytest.mark.parametrize("url", ["mysql://localhost/leeward", "leeward.db", "", "postgresql://localhost:port/leeward"])
def test_an_url_that_cannot_be_used_is_refused_without_its_text(url: str) -> None:
    with pytest.raises(StorageError, match="sqlite:///"):
        connect(url)


def test_a_database_that_is_away_is_told_without_its_password() -> None:
    with pytest.raises(StorageError, match=r"postgresql://127\.0\.0\.1:1/leeward cannot be used") as caught:
        open_store("postgresql://ana:hunter2@127.0.0.1:1/leeward?password=hunter3", KEY)
    assert "hunter" not in str(caught.value)


def test_it_can_be_asked_whether_a_database_is_there(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/leeward.db"
    assert is_there(url)
    engine = connect(url)
    with engine.begin():
        assert not is_there(url)
        with pytest.raises(Away), plain_errors(other := connect(url)), other.begin():
            pass
    assert is_there(url)
    other.dispose()
    engine.dispose()


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be used"):
        open_store(f"sqlite:///{tmp_path}/nowhere/leeward.db", KEY)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "leeward.db"
    path.write_text("not a database at all" * 100)
    with pytest.raises(StorageError, match="cannot be used"):
        open_store(f"sqlite:///{path}", KEY)


def test_a_new_database_is_its_owners_alone(tmp_path: Path) -> None:
    with closing(open_store(f"sqlite:///{tmp_path}/leeward.db", KEY)) as store:
        say(store, ANA, "hello")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"leeward.db": 0o600, "leeward.db-wal": 0o600, "leeward.db-shm": 0o600}


def test_the_rights_of_a_database_that_is_there_are_the_operators(tmp_path: Path) -> None:
    path = tmp_path / "leeward.db"
    path.touch()
    path.chmod(0o640)
    open_store(f"sqlite:///{path}", KEY).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("setting", "value"), [("statement_timeout", "5s"), ("lock_timeout", "4s"), ("tcp_user_timeout", "5000")]
)
def test_a_stuck_postgresql_is_given_up_in_seconds(postgres_url: str, setting: str, value: str) -> None:
    engine = connect(postgres_url)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver
        told = driver.info.get_parameters()
        assert value in {told.get(setting), connection.exec_driver_sql(f"SHOW {setting}").scalar()}
    engine.dispose()


def test_a_locked_table_is_told_as_trouble_after_the_time_that_the_operator_gives(postgres_url: str) -> None:
    with closing(open_store(f"{postgres_url}&options=-clock_timeout%3D20", KEY)) as store:
        other = connect(postgres_url)
        with other.begin() as connection:
            connection.exec_driver_sql("LOCK TABLE people")
            with pytest.raises(StorageError, match="cannot be used"):
                store.counts()
        other.dispose()
        assert store.counts()["people"] == 0


def test_a_server_that_does_not_answer_is_given_up(postgres_url: str) -> None:
    engine = connect(f"{postgres_url}&options=-cstatement_timeout%3D0")

    def wait() -> None:
        with plain_errors(engine), engine.begin() as connection:
            driver = connection.connection.driver_connection
            assert driver
            assert driver.patience > 5
            driver.patience = 0.1
            connection.exec_driver_sql("SELECT pg_sleep(60)")

    with pytest.raises(StorageError, match="cannot be used"):
        wait()
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    engine.dispose()


def test_a_server_that_restarted_is_reached_by_the_next_try(postgres_url: str) -> None:
    engine = connect(postgres_url)
    with engine.begin() as connection:
        mine = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
    other = connect(postgres_url)
    with other.begin() as connection:
        connection.exec_driver_sql("SELECT pg_terminate_backend(%s)", (mine,))
    other.dispose()
    with pytest.raises(StorageError), plain_errors(engine), engine.begin() as connection:
        connection.exec_driver_sql("SELECT 1")
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    engine.dispose()


def test_no_limits_are_asked_for_at_the_start_of_a_connection(postgres_url: str) -> None:
    """PgBouncer refuses a connection that asks for what it does not know."""
    engine = connect(postgres_url.partition("&options")[0])
    assert "options" not in engine.url.query
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "5s"
    engine.dispose()


@pytest.mark.parametrize(("wish", "threshold"), [("none", None), ("3", 3)])
def test_prepared_statements_can_be_switched_off_for_a_pooler(
    postgres_url: str, wish: str, threshold: int | None
) -> None:
    engine = connect(f"{postgres_url}&prepare_threshold={wish}")
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver
        assert driver.prepare_threshold == threshold
    engine.dispose()


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StorageError, match=r"leeward\[postgres\]"):
        connect("postgresql://localhost/leeward")
