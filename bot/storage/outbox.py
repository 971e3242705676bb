"""The messages that wait to leave, are leaving, or left."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, insert, or_, select

from bot.conversation.outgoing import Bubble, Outgoing
from bot.storage.messages import encode
from bot.storage.prepared import Prepared
from bot.storage.progress import Progress, Rank, is_new, is_unsent
from bot.storage.session import Taken
from bot.storage.tables import count_microseconds, outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from bot.conversation.outgoing import Message, Policy
    from bot.storage.lately_seen import Familiar
    from bot.storage.session import Session

_INSERT = Prepared(insert(outbox), *outbox.c.keys())
_HELD = select(outbox.c.person_id).where(
    outbox.c.person_id.in_(bindparam("ids", expanding=True)),
    is_unsent(outbox),
    or_(is_new(outbox), outbox.c.owner.is_distinct_from(bindparam("me"))),
)
_NEW, _SENDING = Progress.NEW.value, Progress.SENDING.value
_CRISIS, _REPLY, _BULK = Rank.CRISIS.value, Rank.REPLY.value, Rank.BULK.value


class Queue(NamedTuple):
    """What a turn says to someone. `is_ours`: this process sends it; `is_bulk`: only a timer woke them."""

    whom: Familiar
    messages: Sequence[tuple[Message, Policy]]
    is_ours: bool
    is_prompt: bool
    is_bulk: bool


def append(session: Session, queues: Iterable[Queue], now: datetime) -> list[Outgoing]:
    """Put messages last in the queues of these people; those that this process is to send at once.

    That is all of its own, but only the words for a crisis for someone who has other messages waiting, and beside
    what changes a bubble: which one, is looked up when it is taken.
    """
    at = count_microseconds(now)
    rows, handed = [], []
    for queue in queues:
        person_id = queue.whom.person.id
        is_clear = queue.whom.is_clear and not any(isinstance(each, Bubble) and each.over for each, _ in queue.messages)
        for number, (message, policy) in enumerate(queue.messages, queue.whom.messages + 1):
            goes = queue.is_ours and (is_clear or message.is_urgent)
            rows.append(
                (
                    person_id,
                    number,
                    _SENDING if goes else _NEW,
                    policy.value,
                    session.sealer.seal(encode(message), person_id, "message"),
                    None,  # the channel's id
                    message.visit if isinstance(message, Bubble) else 0,
                    0,  # attempts
                    at,  # not before
                    at if goes else None,  # taken
                    session.owner if goes else None,
                    "",  # reason
                    _CRISIS if message.is_urgent else _BULK if queue.is_bulk else _REPLY,
                    at,
                )
            )
            if goes:
                place = queue.whom.address
                handed.append(Outgoing(person_id, number, place, message, policy, is_prompt=queue.is_prompt))
    _INSERT.run(session, rows)
    session.taken += [Taken(letter.person_id, letter.number, now) for letter in handed]
    return handed


def find_held(session: Session, ids: Collection[str]) -> set[str]:
    """Those of these people whose next messages have to wait behind one that is not in this process's hands."""
    return {row.person_id for row in session.fetch(_HELD, ids=list(ids), me=session.owner)} if ids else set()
