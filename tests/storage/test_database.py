from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from bot.errors import StorageError
from bot.storage.database import connect
from bot.storage.store import open_store
from tests.storage.examples import KEY

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


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be used"):
        open_store(f"sqlite:///{tmp_path}/nowhere/leeward.db", KEY)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "leeward.db"
    path.write_text("not a database at all" * 100)
    with pytest.raises(StorageError, match="cannot be used"):
        open_store(f"sqlite:///{path}", KEY)


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StorageError, match=r"leeward\[postgres\]"):
        connect("postgresql://localhost/leeward")
