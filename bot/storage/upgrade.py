"""Brings a database to the tables of this version.

Alembic is loaded only where something is to be changed: it costs a tenth of a second and ten megabytes.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from bot.errors import StorageError
from bot.storage.database import reshaping

if TYPE_CHECKING:
    from sqlalchemy import Engine

FOLDER = Path(__file__).parent / "migrations"
NEWEST = "0002"
"""The newest migration in that folder."""

_ALONE = threading.Lock()
"""Alembic tells a migration its connection through a global: of two at once, one would wait for the other forever."""


def upgrade(engine: Engine, folder: Path = FOLDER) -> None:
    """Run the migrations of the folder that are missing, all in one transaction.

    Raises:
        StorageError: the database was written by a newer version, or a migration would leave rows of nobody.
    """
    with _ALONE:
        current = _read_revision(engine)
        if folder != FOLDER or current != NEWEST:
            _migrate(engine, folder, current)


def _read_revision(engine: Engine) -> str | None:
    """The newest migration that the database has gone through; None where it has no tables yet."""
    with engine.begin() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return revision


def _migrate(engine: Engine, folder: Path, current: str | None) -> None:
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - the same
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    if current not in {None, *(script.revision for script in scripts.walk_revisions())}:
        raise StorageError(f"The database is of a newer version ({current}) than this program: update the program.")
    with reshaping(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
