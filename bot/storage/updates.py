"""Which updates were seen, so that one seen twice is answered once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from bot.storage.tables import updates

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.storage.session import Session

KEPT = timedelta(hours=48)
"""Telegram keeps an unconfirmed update for 24 hours."""


def note(session: Session, ids: Collection[tuple[str, int]], now: datetime) -> set[tuple[str, int]]:
    """Note these pairs of person and update; those that were noted before."""
    if not ids:
        return set()
    # Updates that come together have neighbouring ids: a range of the key, where a list of pairs reads the whole table.
    people, numbers = {person for person, _ in ids}, [number for _, number in ids]
    near = (updates.c.person_id.in_(people), updates.c.update_id.between(min(numbers), max(numbers)))
    rows = session.fetch(select(updates.c.person_id, updates.c.update_id).where(*near))
    seen = {(row.person_id, row.update_id) for row in rows} & {*ids}
    fresh = [{"person_id": person, "update_id": number, "seen_at": now} for person, number in {*ids} - seen]
    session.run_each(insert(updates), fresh)
    return seen


def drop_old(session: Session, now: datetime) -> None:
    """Forget the updates that cannot come again."""
    session.run(delete(updates).where(updates.c.seen_at < now - KEPT))
