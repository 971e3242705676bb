"""Which updates were seen, so that one seen twice is answered once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from bot.storage.prepared import Prepared
from bot.storage.tables import count_microseconds, updates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.storage.session import Session

KEPT = timedelta(hours=48)
"""Telegram keeps an unconfirmed update for 24 hours."""


_NOTE = Prepared(insert(updates).on_conflict_do_nothing(), *updates.c.keys())  # SQLite knows PostgreSQL's words


def note(session: Session, keys: Sequence[tuple[str, int]], now: datetime) -> set[tuple[str, int]]:
    """Note these pairs of person and update; those that were noted before."""
    at = count_microseconds(now)
    noted = _NOTE.run_and_tell(session, [(*key, at) for key in keys])
    return {key for key, count in zip(keys, noted, strict=True) if not count}


def drop_old(session: Session, now: datetime) -> None:
    """Forget the updates that cannot come again."""
    session.run(delete(updates).where(updates.c.seen_at < now - KEPT))
