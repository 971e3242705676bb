"""What becomes of messages whose process died while it was sending them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import null, or_, update

from bot.conversation.outgoing import Policy
from bot.storage import leases
from bot.storage.dispatch import goes_to
from bot.storage.leaving import sweep
from bot.storage.progress import AGAIN, Progress, is_sending, is_unsent
from bot.storage.tables import outbox

if TYPE_CHECKING:
    from datetime import datetime

    from bot.storage.session import Session

LOST = timedelta(minutes=5)
"""Nobody has a message in hand for so long: who took it never learned that it had (the commit's answer got lost)."""
_SETTLED = timedelta(seconds=5)


def recover(session: Session, channel: str, now: datetime) -> None:
    """Decide by its policy what happens to each message of the channel that a dead process was sending."""
    if not _knows_the_living(session, now):
        return
    dead = or_(
        outbox.c.owner.is_(None),
        outbox.c.owner.not_in(leases.find_living(session, now)),
        outbox.c.taken_at < now - LOST,
    )
    theirs = update(outbox).where(is_sending(outbox), is_unsent(outbox), dead, goes_to(channel))
    again = theirs.where(outbox.c.policy == Policy.AT_LEAST_ONCE).values(state=AGAIN, attempts=outbox.c.attempts + 1)
    lost = theirs.values(state=Progress.UNKNOWN, message=null())
    touched = [row.person_id for each in (again, lost) for row in session.fetch(each.returning(outbox.c.person_id))]
    sweep(session, touched)
    leases.drop_dead(session, now)


def _knows_the_living(session: Session, now: datetime) -> bool:
    """When the database comes back after an outage, everyone must have had the time to give a sign of life."""
    since = leases.find_since(session)
    return since is None or session.connection.dialect.name == "sqlite" or now - since >= _SETTLED
