"""Brings a database to the tables of this version."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.errors import StorageError
from bot.storage.database import reshaping

if TYPE_CHECKING:
    from sqlalchemy import Engine

FOLDER = Path(__file__).parent / "migrations"

_ALONE = threading.Lock()
"""Alembic tells a migration its connection through a global: of two at once, one would wait for the other forever."""


def upgrade(engine: Engine, folder: Path = FOLDER) -> None:
    """Run the migrations of the folder that are missing, all in one transaction.

    Raises:
        StorageError: the database was written by a newer version, or a migration would leave rows of nobody.
    """
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    with engine.begin() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == scripts.get_current_head():
        return
    if current not in {None, *(script.revision for script in scripts.walk_revisions())}:
        raise StorageError(f"The database is of a newer version ({current}) than this program: update the program.")
    with _ALONE, reshaping(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
