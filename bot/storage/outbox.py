"""The messages that wait to leave, are leaving, or left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, or_, select

from bot.conversation.outgoing import Bubble, Outgoing
from bot.storage.messages import encode
from bot.storage.progress import Progress, Rank, is_new, is_unsent
from bot.storage.tables import outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from bot.conversation.events import Address
    from bot.conversation.outgoing import Message, Policy
    from bot.storage.session import Session


def append(
    session: Session,
    written: Mapping[str, Sequence[tuple[Message, Policy]]],
    numbers: Mapping[str, tuple[int, int]],
    places: Mapping[str, Address],
    now: datetime,
    *,
    prompt: Collection[str] = (),
    woken: Collection[str] = (),
) -> list[Outgoing]:
    """Put messages last in the queues of these people; those that this process is to send at once.

    Args:
        session: the open transaction.
        written: each person's messages.
        numbers: of each one, the last answer and message.
        places: the people whom this process sends to, and where they are reached.
        now: when.
        prompt: those who tapped.
        woken: those whom only a timer woke.
    """
    held = _find_held(session, [person_id for person_id in places if written.get(person_id)])
    rows, handed = [], []
    for person_id, queue in written.items():
        place = places.get(person_id)
        for number, (message, policy) in enumerate(queue, numbers[person_id][1] + 1):
            goes = place is not None and (person_id not in held or message.is_urgent)
            rows.append(
                {
                    "person_id": person_id,
                    "number": number,
                    "state": Progress.SENDING if goes else Progress.NEW,
                    "policy": policy,
                    "message": session.sealer.seal(encode(message), person_id, "message"),
                    "visit": message.visit if isinstance(message, Bubble) else 0,
                    "attempts": 0,
                    "not_before": now,
                    "taken_at": now if goes else None,
                    "reason": "",
                    "owner": session.owner if goes else None,
                    "rank": Rank.CRISIS if message.is_urgent else Rank.BULK if person_id in woken else Rank.REPLY,
                    "at": now,
                }
            )
            if place and goes:
                handed.append(Outgoing(person_id, number, place, message, policy, is_prompt=person_id in prompt))
    session.run_each(insert(outbox), rows)
    return handed


def _find_held(session: Session, ids: Collection[str]) -> set[str]:
    """Those of these people whose next messages have to wait behind one that is not in this process's hands."""
    if not ids:
        return set()
    elsewhere = or_(is_new(outbox), outbox.c.owner.is_distinct_from(session.owner))
    waits = select(outbox.c.person_id).where(outbox.c.person_id.in_(ids), is_unsent(outbox), elsewhere)
    return {row.person_id for row in session.fetch(waits)}
