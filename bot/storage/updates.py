"""Which updates were seen, so that one seen twice is answered once."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import delete

from bot.storage.tables import count_microseconds, updates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.storage.session import Session

KEPT = timedelta(hours=48)
"""Telegram keeps an unconfirmed update for 24 hours."""


def note(session: Session, keys: Sequence[tuple[str, int]], now: datetime) -> set[tuple[str, int]]:
    """Note these pairs of person and update; those that were noted before."""
    if not keys:
        return set()
    at = count_microseconds(now)
    values = [value for person_id, update_id in keys for value in (person_id, update_id, at)]
    new = session.write(_insert(session.connection.dialect.name, len(keys)), values)
    return {*keys} - {(person_id, update_id) for person_id, update_id in new}


def drop_old(session: Session, now: datetime) -> None:
    """Forget the updates that cannot come again."""
    session.run(delete(updates).where(updates.c.seen_at < now - KEPT))


@cache
def _insert(dialect: str, count: int) -> str:
    """One statement for so many rows, as it alone can tell which of them are new."""
    row = "(?, ?, ?)" if dialect == "sqlite" else "(%s, %s, %s)"
    rows = ", ".join([row] * count)
    return (
        f"INSERT INTO updates (person_id, update_id, seen_at) VALUES {rows}"  # noqa: S608 - nothing but marks
        " ON CONFLICT DO NOTHING RETURNING person_id, update_id"
    )
