"""Which updates were seen, so that one seen twice is answered once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, tuple_

from bot.storage.tables import updates

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.storage.session import Session

KEPT = timedelta(hours=48)
"""Telegram keeps an unconfirmed update for 24 hours."""


def note(session: Session, ids: Collection[tuple[str, int]], now: datetime) -> set[tuple[str, int]]:
    """Note these pairs of person and update; those that were noted before."""
    key = tuple_(updates.c.person_id, updates.c.update_id)
    rows = session.fetch(select(updates.c.person_id, updates.c.update_id).where(key.in_(list(ids))))
    seen = {(row.person_id, row.update_id) for row in rows}
    fresh = [{"person_id": person, "update_id": update, "seen_at": now} for person, update in {*ids} - seen]
    session.run_each(insert(updates), fresh)
    return seen


def drop_old(session: Session, now: datetime) -> None:
    """Forget the updates that cannot come again."""
    session.run(delete(updates).where(updates.c.seen_at < now - KEPT))
