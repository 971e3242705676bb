"""What becomes of messages whose process died while it was sending them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, null, or_, update

from bot.conversation.outgoing import Policy
from bot.storage import leases
from bot.storage.dispatch import goes_to
from bot.storage.leaving import sweep
from bot.storage.progress import AGAIN, IS_ROW, Progress, is_sending, is_unsent
from bot.storage.tables import outbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.storage.session import Session, Taken

LOST = timedelta(minutes=5)
"""Nobody has a message in hand for so long: it got lost on a way that we did not think of."""
_SETTLED = timedelta(seconds=5)

_PUT_BACK = (
    update(outbox)
    .where(IS_ROW, is_sending(outbox), outbox.c.taken_at == bindparam("then"), outbox.c.owner == bindparam("me"))
    .values(state=AGAIN, taken_at=null())
)


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


def put_back(session: Session, taken: Sequence[Taken]) -> None:
    """Let messages wait again that this process never learned to have in hand: the answer to a commit got lost."""
    rows = [{"of": each.person_id, "counted": each.number, "then": each.at, "me": session.owner} for each in taken]
    session.run_each(_PUT_BACK, rows)


def _knows_the_living(session: Session, now: datetime) -> bool:
    """When the database comes back after an outage, everyone must have had the time to give a sign of life."""
    since = leases.find_since(session)
    return since is None or session.connection.dialect.name == "sqlite" or now - since >= _SETTLED
