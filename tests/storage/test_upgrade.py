from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.errors import StorageError
from bot.storage.database import connect
from bot.storage.store import open_store
from bot.storage.tables import metadata
from bot.storage.upgrade import FOLDER, NEWEST, upgrade
from tests.storage.examples import ANA, KEY, read_all, say

if TYPE_CHECKING:
    from pathlib import Path

    from bot.storage.store import SqlStore


def test_migrations_and_tables_agree(store: SqlStore, url: str) -> None:
    del store
    engine = connect(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_newest_migration_is_known_without_alembic() -> None:
    assert ScriptDirectory(str(FOLDER)).get_current_head() == NEWEST


def test_a_database_that_is_up_to_date_needs_no_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/leeward.db"
    open_store(url, KEY).close()
    code = (
        "import sys; from bot.storage.store import open_store;"
        f" open_store({url!r}, {KEY!r}).close(); sys.exit('alembic' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_database_of_a_newer_version_is_refused(store: SqlStore, url: str) -> None:
    store.close()
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StorageError, match="newer version"):
        open_store(url, KEY)


_REBUILT = """
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    recreate = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("people", recreate=recreate) as table:
        table.add_column(sa.Column("nickname", sa.Text))
"""

_ORPHANED = """
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("DELETE FROM people")
"""


def _add_revision(folder: Path, code: str) -> Path:
    copy = folder / "migrations"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "versions" / "one_more.py").write_text(code)
    return copy


def test_a_table_that_is_built_anew_keeps_every_row_of_the_others(store: SqlStore, url: str, tmp_path: Path) -> None:
    say(store, ANA, "hello")
    before = read_all(url)
    engine = connect(url)
    upgrade(engine, _add_revision(tmp_path, _REBUILT))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT nickname FROM people")).all() == [(None,)]
    engine.dispose()
    assert read_all(url) == before
    assert {"people", "addresses", "answers", "outbox"} <= {*before}


def test_a_database_of_the_first_version_gets_its_invitations_and_keeps_the_rest(store: SqlStore, url: str) -> None:
    say(store, ANA, "hello")
    store.close()
    before = read_all(url)
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE invitations"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    open_store(url, KEY).close()
    assert read_all(url) == before


def test_foreign_keys_are_on_again_after_an_upgrade(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/leeward.db")
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    engine.dispose()


def test_a_migration_that_leaves_rows_of_nobody_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/leeward.db"
    with closing(open_store(url, KEY)) as store:
        say(store, ANA, "hello")
    before = read_all(url)
    engine = connect(url)
    with pytest.raises(StorageError, match="nothing was changed"):
        upgrade(engine, _add_revision(tmp_path, _ORPHANED))
    engine.dispose()
    assert read_all(url) == before
    open_store(url, KEY).close()


def test_stores_that_are_opened_from_threads_at_once_all_find_the_tables(url: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        stores = list(threads.map(lambda _: open_store(url, KEY), range(4)))
    for store in stores:
        assert store.counts()["people"] == 0
        store.close()


def test_processes_that_start_together_all_find_the_tables(url: str) -> None:
    code = f"from bot.storage.store import open_store; open_store({url!r}, {KEY!r}).close()"
    processes = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
