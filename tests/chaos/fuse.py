"""A power cut inside the database's driver: from the n-th point on nothing is written any more.

There is a point before each statement, one before each commit, and one behind it, where nobody hears that it was done.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import psycopg
from sqlalchemy import Engine, Pool, event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Fuse:
    """Counts the points; from number `blows_at` on each of them fails."""

    def __init__(self) -> None:
        """Whole, and not counting."""
        self.blows_at: int | None = None
        self.burnt = 0
        self.blown = False
        self.blown_behind_commit = False

    def arm(self, blows_at: int | None) -> None:
        """Begin to count; None only counts."""
        self.burnt, self.blows_at = 0, blows_at

    def burn(self, error: type[Exception]) -> None:
        """Something is about to be done.

        Raises:
            Exception: it cannot be: an error of this kind.
        """
        self.burnt += 1
        self.blown = self.blown or self.burnt == self.blows_at
        if self.blown:
            raise error("the power is gone")

    def commit(self, commit: Callable[[], None], error: type[Exception]) -> None:
        """Commit.

        Raises:
            Exception: it cannot be done, or nobody hears that it was.
        """
        self.burn(error)
        commit()
        self.blown_behind_commit = self.burnt + 1 == self.blows_at
        self.burn(error)


@contextmanager
def fused(fuse: Fuse) -> Iterator[None]:
    """Connections that are opened inside the block hang on this fuse for good."""

    def connect(_dialect: object, _record: object, arguments: list[Any], options: dict[str, Any]) -> object:
        file = "check_same_thread" in options
        return sqlite3.connect(*arguments, factory=_make_sqlite(fuse), **options) if file else None

    def prepare(connection: object, _record: object) -> None:
        if isinstance(connection, psycopg.Connection):
            connection.cursor_factory = _make_psycopg(fuse)
            commit = partial(fuse.commit, connection.commit, psycopg.OperationalError)
            connection.commit = commit  # type: ignore[method-assign]  # of this one

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
            fuse.commit(super().commit, error)

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
