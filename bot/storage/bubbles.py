"""Messages that change a bubble which is there: which of them still count, and which message it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, null, select, update

from bot.conversation.outgoing import Bubble
from bot.storage.progress import IS_ROW, Progress, asks, is_new, is_sending, is_unsent
from bot.storage.tables import outbox, people

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bot.conversation.outgoing import Outgoing
    from bot.storage.session import Session

OVERTAKEN = "overtaken"
"""Why a message was not sent: in its bubble stands something newer by now, or nothing more is wanted there."""
_GIVEN_UP = {"state": Progress.DEAD, "message": null(), "reason": OVERTAKEN}
_SINCE = update(outbox).where(
    outbox.c.person_id == bindparam("of"), outbox.c.visit >= bindparam("since"), asks(outbox), is_unsent(outbox)
)
_WITHDRAW = _SINCE.where(is_new(outbox)).values(**_GIVEN_UP)
_MUTE = _SINCE.where(is_sending(outbox)).values(message=null())
"""What is just being sent is sent once at most: without its words it cannot be sent again."""
_DROP = update(outbox).where(IS_ROW).values(**_GIVEN_UP)

# From the people to their newest question that has arrived, through indexes, however long their history.
_earlier = outbox.alias()
_NUMBER = select(func.max(_earlier.c.number)).where(
    _earlier.c.person_id == people.c.id, asks(_earlier), _earlier.c.message_id.is_not(None)
)
_SHOWN = (
    select(outbox.c.person_id, outbox.c.visit, outbox.c.message_id)
    .join_from(people, outbox)
    .where(people.c.id.in_(bindparam("ids", expanding=True)), outbox.c.number == _NUMBER.scalar_subquery())
)


def withdraw(session: Session, series: Collection[tuple[str, int]]) -> None:
    """Give up what waits of these people's bubbles, each by the visit that began it: all since then stands in it."""
    rows = [{"of": person_id, "since": visit} for person_id, visit in series]
    session.run_each(_WITHDRAW, rows)
    session.run_each(_MUTE, rows)


def drop_overtaken(session: Session, queues: Iterable[Sequence[Outgoing]]) -> list[Outgoing]:
    """Of what would be shown in one bubble, one after the other, only the last; the rest is not sent any more."""
    left: list[Outgoing] = []
    overtaken: list[Outgoing] = []
    for queue in queues:
        kept: list[Outgoing] = []
        replaced: set[int] = set()
        for letter in reversed(queue):
            bubble, over = _places(letter)
            (overtaken if bubble in replaced else kept).append(letter)
            replaced |= {over} - {0}
        left += reversed(kept)
    session.run_each(_DROP, [{"of": each.person_id, "counted": each.number} for each in overtaken])
    return left


def find_targets(session: Session, letters: Sequence[Outgoing]) -> list[Outgoing]:
    """The same; those that change a bubble with the id of its message, where that is known."""
    ids = {each.person_id for each in letters if _places(each)[1]}
    rows = session.fetch(_SHOWN, ids=list(ids)) if ids else ()
    shown = {row.person_id: (row.visit, row.message_id) for row in rows}
    return [_aim(each, *shown.get(each.person_id, (0, ""))) for each in letters]


def _places(letter: Outgoing) -> tuple[int, int]:
    """The visit that began the bubble of a message; and the same where it changes what is there, else 0."""
    message = letter.message
    return (message.bubble, message.over) if isinstance(message, Bubble) else (0, 0)


def _aim(letter: Outgoing, visit: int, message_id: str) -> Outgoing:
    """What was shown last belongs to this bubble, if it was asked since the bubble began."""
    over = _places(letter)[1]
    return replace(letter, target=message_id) if 0 < over <= visit else letter
