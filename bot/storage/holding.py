"""One bot per SQLite file: two would both answer everything."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from sqlalchemy import inspect

from bot.errors import StorageError
from bot.storage.database import connect, file_of, plain_errors
from bot.storage.tables import leases

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def hold_database(url: str) -> Iterator[None]:
    """Be the only bot on this database file until the end; other databases are shared by leases.

    Whoever was here before is dead: their leases count no more, so that a quick start after a crash waits for nothing.

    Raises:
        StorageError: another bot is running on the file, or the lock cannot be made beside it.
    """
    file = file_of(url)
    if file is None:
        yield
        return
    path = Path(f"{file}.lock")
    lock = FileLock(path, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise StorageError(
            f"Another leeward is running on the database {file} (it holds {path}): stop that one, or give this one"
            " a database of its own with database.url."
        ) from None
    except OSError as error:
        raise StorageError(
            f"The lock {path} cannot be made ({type(error).__name__}): check that its folder is one, and that this"
            " user may write in it."
        ) from None
    try:
        _bury_the_dead(url, file)
        yield
    finally:
        lock.release()


def _bury_the_dead(url: str, file: Path) -> None:
    if not file.exists():
        return
    engine = connect(url)
    try:
        with plain_errors(engine), engine.begin() as connection:
            if inspect(connection).has_table(leases.name):
                connection.execute(leases.delete())
    finally:
        engine.dispose()
