from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from bot.errors import StorageError
from bot.storage.database import connect
from bot.storage.store import open_store
from bot.storage.tables import metadata
from tests.storage.examples import KEY

if TYPE_CHECKING:
    from bot.storage.store import SqlStore


def test_migrations_and_tables_agree(store: SqlStore, url: str) -> None:
    del store
    engine = connect(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused(store: SqlStore, url: str) -> None:
    store.close()
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StorageError, match="newer version"):
        open_store(url, KEY)


def test_processes_that_start_together_all_find_the_tables(url: str) -> None:
    code = f"from bot.storage.store import open_store; open_store({url!r}, {KEY!r}).close()"
    processes = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
