"""The newest question that each person was asked, and where its message is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from bot.conversation.events import Tapped
from bot.conversation.people import AskedQuestion, QuestionState
from bot.storage.progress import Progress, asks
from bot.storage.tables import outbox, people

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.conversation.events import Arrival
    from bot.conversation.people import Person
    from bot.storage.session import Session

_STATES = {
    Progress.NEW: QuestionState.WAITING,
    Progress.SENDING: QuestionState.UNDER_WAY,
    Progress.SENT: QuestionState.SENT,
    Progress.UNKNOWN: QuestionState.LOST,
    Progress.DEAD: QuestionState.LOST,
}

# From the people to the newest question of each: two steps through indexes a person, however long their history.
_earlier = outbox.alias()
_NUMBER = select(func.max(_earlier.c.number)).where(_earlier.c.person_id == people.c.id, asks(_earlier))
NEWEST = (
    select(
        outbox.c.person_id,
        outbox.c.number,
        outbox.c.visit,
        outbox.c.state,
        outbox.c.message_id,
        outbox.c.taken_at,
        outbox.c.attempts,
        outbox.c.owner,
    )
    .join_from(people, outbox)
    .where(people.c.id.in_(bindparam("ids", expanding=True)), outbox.c.number == _NUMBER.scalar_subquery())
)


def find_newest(session: Session, ids: Collection[str]) -> dict[str, tuple[AskedQuestion, int]]:
    """The newest question of each of these people, as long as its message is kept.

    Beside it the message's number, where this process sends it.
    """
    found = {}
    for row in session.fetch(NEWEST, ids=list(ids)) if ids else ():
        state = _STATES[Progress(row.state)]
        is_ours = state is QuestionState.UNDER_WAY and row.owner == session.owner
        asked = AskedQuestion(row.visit, state, row.message_id, row.taken_at, row.attempts > 0)
        found[row.person_id] = asked, row.number if is_ours else 0
    return found


def find_target(visit: int, person: Person, arrival: Arrival | None) -> str | None:
    """The message that asked at this visit, where it is known: it was sent, or its button was just tapped."""
    if person.asked and person.asked.visit == visit and person.asked.message_id:
        return person.asked.message_id
    if arrival and isinstance(arrival.what, Tapped) and arrival.what.token.split(":")[1:2] == [str(visit)]:
        return str(arrival.message_id) if arrival.message_id else None
    return None
