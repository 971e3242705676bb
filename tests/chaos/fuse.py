"""A power cut inside the database's driver: from the n-th statement on nothing is written any more."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

import psycopg
from sqlalchemy import Engine, Pool, event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Fuse:
    """Counts statements and commits; from number `blows_at` on each of them fails."""

    def __init__(self) -> None:
        """Whole, and not counting."""
        self.blows_at: int | None = None
        self.burnt = 0
        self.blown = False

    def arm(self, blows_at: int | None) -> None:
        """Begin to count; None only counts."""
        self.burnt, self.blows_at = 0, blows_at

    def burn(self, error: type[Exception]) -> None:
        """A statement is about to be run.

        Raises:
            Exception: it cannot be: an error of this kind.
        """
        self.burnt += 1
        self.blown = self.blown or self.burnt == self.blows_at
        if self.blown:
            raise error("the power is gone")


@contextmanager
def fused(fuse: Fuse) -> Iterator[None]:
    """Connections that are opened inside the block hang on this fuse for good."""

    def connect(_dialect: object, _record: object, arguments: list[Any], options: dict[str, Any]) -> object:
        file = "check_same_thread" in options
        return sqlite3.connect(*arguments, factory=_make_sqlite(fuse), **options) if file else None

    def prepare(connection: object, _record: object) -> None:
        if isinstance(connection, psycopg.Connection):
            connection.cursor_factory = _make_psycopg(fuse)
            connection.commit = _fused_commit(fuse, connection.commit)  # type: ignore[method-assign]  # of this one

    event.listen(Engine, "do_connect", connect)
    event.listen(Pool, "connect", prepare)
    try:
        yield
    finally:
        event.remove(Pool, "connect", prepare)
        event.remove(Engine, "do_connect", connect)


def _make_sqlite(fuse: Fuse) -> type[sqlite3.Connection]:
    error = sqlite3.OperationalError

    class Cursor(sqlite3.Cursor):
        def execute(self, *args: Any) -> Self:  # noqa: ANN401 - as it comes
            fuse.burn(error)
            return super().execute(*args)

        def executemany(self, *args: Any) -> Self:  # noqa: ANN401 - the same
            fuse.burn(error)
            return super().executemany(*args)

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:  # noqa: ANN401 - the same
            return super().cursor(factory)

        def commit(self) -> None:
            fuse.burn(error)
            super().commit()

    return Connection


def _make_psycopg(fuse: Fuse) -> type[psycopg.Cursor[Any]]:
    error = psycopg.OperationalError

    class Cursor(psycopg.Cursor[Any]):
        def execute(self, *args: Any, **more: Any) -> Self:  # noqa: ANN401 - as it comes
            fuse.burn(error)
            return super().execute(*args, **more)

        def executemany(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 - the same
            fuse.burn(error)
            super().executemany(*args, **more)

    return Cursor


def _fused_commit(fuse: Fuse, commit: Callable[[], None]) -> Callable[[], None]:
    def burn_and_commit() -> None:
        fuse.burn(psycopg.OperationalError)
        commit()

    return burn_and_commit
