"""Which updates were seen, so that one seen twice is answered once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select

from bot.storage.tables import updates

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.storage.session import Session

KEPT = timedelta(hours=48)
"""Telegram keeps an unconfirmed update for 24 hours."""

# Updates that come together have neighbouring ids: a range of the key, where a list of pairs reads the whole table.
_NEAR = select(updates.c.person_id, updates.c.update_id).where(
    updates.c.person_id.in_(bindparam("people", expanding=True)),
    updates.c.update_id.between(bindparam("first"), bindparam("last")),
)


def note(session: Session, ids: Collection[tuple[str, int]], now: datetime) -> set[tuple[str, int]]:
    """Note these pairs of person and update; those that were noted before."""
    if not ids:
        return set()
    people, numbers = {person for person, _ in ids}, [number for _, number in ids]
    rows = session.fetch(_NEAR, people=people, first=min(numbers), last=max(numbers))
    seen = {(row.person_id, row.update_id) for row in rows} & {*ids}
    fresh = [{"person_id": person, "update_id": number, "seen_at": now} for person, number in {*ids} - seen]
    session.run_each(insert(updates), fresh)
    return seen


def drop_old(session: Session, now: datetime) -> None:
    """Forget the updates that cannot come again."""
    session.run(delete(updates).where(updates.c.seen_at < now - KEPT))
