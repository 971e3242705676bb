"""What every part of the storage works with: an open transaction and the seal."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, CursorResult, Executable, Row

    from bot.storage.sealing import Sealer


class Taken(NamedTuple):
    """A message, and the moment at which it was marked as being sent."""

    person_id: str
    number: int
    at: datetime


@dataclass
class Session:
    """One open transaction."""

    connection: Connection
    sealer: Sealer
    owner: str
    """The process that this is, as the messages that it sends name it."""
    swept: bool = False
    """Something was deleted that must not stay behind in the database's log either."""
    taken: list[Taken] = field(default_factory=list)
    """The messages that this process has in hand once all is committed."""

    def fetch(self, statement: Executable, **parameters: object) -> Sequence[Row[Any]]:
        """All rows of one statement."""
        return self.connection.execute(statement, parameters).fetchall()

    def run(self, statement: Executable) -> CursorResult[Any]:
        """Run a statement once."""
        return self.connection.execute(statement)

    def run_each(self, statement: Executable, rows: Sequence[Mapping[str, object]]) -> int:
        """Run a statement for each of these rows at once; the number of rows it touched."""
        return self.connection.execute(statement, rows).rowcount if rows else 0

    def write_each(self, text: str, rows: Sequence[Sequence[object]]) -> int:
        """The same past SQLAlchemy, for a text and values as the driver takes them."""
        with self._as_alchemy():
            self._cursor.executemany(text, rows)
        count: int = self._cursor.rowcount
        return count

    def write_and_tell(self, text: str, rows: Sequence[Sequence[object]]) -> list[int]:
        """The same; how many rows of the table each one touched."""
        with self._as_alchemy():
            if self.connection.dialect.name == "sqlite":
                return [self._cursor.execute(text, row).rowcount for row in rows]
            self._cursor.executemany(text, rows, returning=True)
            return [result.rowcount for result in self._cursor.results()]

    @cached_property
    def _cursor(self) -> Any:  # noqa: ANN401 - each driver has its own kind
        return self.connection.connection.cursor()

    @contextmanager
    def _as_alchemy(self) -> Iterator[None]:
        """The driver's errors as SQLAlchemy's own ways raise them."""
        driver = self.connection.dialect.loaded_dbapi
        try:
            yield
        except driver.Error as error:
            raise DBAPIError.instance(
                None, None, error, driver.Error, hide_parameters=True, dialect=self.connection.dialect
            ) from error
