"""How a person is forgotten: what they said at once, where they are reached after our last words to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, literal_column, not_, tuple_, update

from bot.conversation.outgoing import Policy
from bot.storage.people import State
from bot.storage.progress import Progress, is_unsent
from bot.storage.tables import answers, outbox, people, timers, updates

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.storage.session import Session


def forget(session: Session, ids: Collection[str], keep_updates: Collection[tuple[str, int]]) -> None:
    """Delete what is stored about these people, but their rows, addresses and the updates to keep.

    Without the update of their wish to be forgotten, a repetition of it would make them new.
    """
    if not ids:
        return
    for table in (answers, timers):
        session.run(delete(table).where(table.c.person_id.in_(ids)))
    kept = tuple_(updates.c.person_id, updates.c.update_id).in_(list(keep_updates))
    session.run(delete(updates).where(updates.c.person_id.in_(ids), not_(kept)))
    # A message that is being sent keeps its place in the order until it is reported, but not its words.
    theirs, sending = outbox.c.person_id.in_(ids), outbox.c.state == Progress.SENDING
    session.run(delete(outbox).where(theirs, not_(sending)))
    session.run(update(outbox).where(theirs).values(message=None, policy=Policy.AT_MOST_ONCE))


def sweep(session: Session, ids: Collection[str] | None = None) -> None:
    """Delete the last of those who left and have nothing more to receive: of all, or of these."""
    if ids is not None and not ids:
        return
    is_leaving = people.c.state == literal_column(f"'{State.LEAVING}'")  # as its index says it
    unsent = exists().where(outbox.c.person_id == people.c.id, is_unsent(outbox))
    gone = delete(people).where(is_leaving, not_(unsent))
    if session.run(gone if ids is None else gone.where(people.c.id.in_(ids))).rowcount:
        session.swept = True
