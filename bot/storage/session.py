"""What every part of the storage works with: an open transaction and the seal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, CursorResult, Executable, Row

    from bot.storage.sealing import Sealer


@dataclass(slots=True)
class Session:
    """One open transaction."""

    connection: Connection
    sealer: Sealer
    owner: str
    """The process that this is, as the messages that it sends name it."""
    swept: bool = False
    """Something was deleted that must not stay behind in the database's log either."""

    def fetch(self, statement: Executable, **parameters: object) -> Sequence[Row[Any]]:
        """All rows of one statement."""
        return self.connection.execute(statement, parameters).fetchall()

    def run(self, statement: Executable) -> CursorResult[Any]:
        """Run a statement once."""
        return self.connection.execute(statement)

    def run_each(self, statement: Executable, rows: Sequence[Mapping[str, object]]) -> int:
        """Run a statement for each of these rows at once; the number of rows it touched."""
        return self.connection.execute(statement, rows).rowcount if rows else 0
