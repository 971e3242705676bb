"""Statements for many rows, built once and run past SQLAlchemy: looking at each value costs more than writing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ClauseElement
    from sqlalchemy.engine import Dialect
    from sqlalchemy.engine.default import DefaultDialect

    from bot.storage.session import Session


class Prepared:
    """One statement. `names` are its parameters in their order; values are given as the driver takes them.

    So a moment is its microseconds (`bot.storage.tables.count_microseconds`), a day its ISO form, an enum its value.
    """

    def __init__(self, statement: ClauseElement, *names: str) -> None:
        """Build nothing yet: that needs a database."""
        self._statement = statement
        self._names = names
        self._texts: dict[str, str] = {}

    def run(self, session: Session, rows: Sequence[Sequence[object]]) -> int:
        """Run it for each of these rows; the number of rows it touched."""
        return session.write_each(self._text(session.connection.dialect), rows) if rows else 0

    def run_and_tell(self, session: Session, rows: Sequence[Sequence[object]]) -> list[int]:
        """The same; how many rows of the table each one touched."""
        return session.write_and_tell(self._text(session.connection.dialect), rows) if rows else []

    def _text(self, dialect: Dialect) -> str:
        if dialect.name not in self._texts:
            self._texts[dialect.name] = self._compile(dialect)
        return self._texts[dialect.name]

    def _compile(self, dialect: Dialect) -> str:
        kind = cast("type[DefaultDialect]", type(dialect))
        marks = kind(paramstyle="qmark" if dialect.name == "sqlite" else "format")
        compiled = self._statement.compile(dialect=marks, column_keys=list(self._names))
        wanted = getattr(compiled, "positiontup", None)
        if wanted != list(self._names):
            raise AssertionError(f"its parameters are {wanted}")
        return str(compiled)
