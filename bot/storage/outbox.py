"""The messages that wait to leave, are leaving, or left."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import exists, insert, not_, or_, select, update

from bot.conversation.outgoing import Bubble, NewButtons
from bot.errors import Conflict
from bot.storage import letters
from bot.storage.leaving import sweep
from bot.storage.messages import encode
from bot.storage.people import find_addresses
from bot.storage.progress import IS_ROW, Progress, is_new, is_unsent
from bot.storage.tables import addresses, outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row

    from bot.conversation.outgoing import Message, Outgoing, Policy
    from bot.storage.session import Session

AT_ONCE = 5
"""So many messages of one person are taken together."""

_log = structlog.get_logger()


def goes_to(channel: str) -> ColumnElement[bool]:
    """The message is for someone of this channel."""
    return exists().where(addresses.c.person_id == outbox.c.person_id, addresses.c.channel == channel)


def append(
    session: Session,
    written: Mapping[str, Sequence[tuple[Message, Policy]]],
    numbers: Mapping[str, tuple[int, int]],
    woken: Collection[str],
    now: datetime,
) -> None:
    """Put messages last in the queues of these people.

    `numbers` holds the number of each one's last message, `woken` those whom only a timer woke.
    """
    rows = [
        {
            "person_id": person_id,
            "number": number,
            "state": Progress.NEW,
            "policy": policy,
            "message": session.sealer.seal(encode(message), person_id, "message"),
            "visit": message.visit if isinstance(message, Bubble) else 0,
            "attempts": 0,
            "not_before": now,
            "reason": "",
            "bulk": person_id in woken,
            "at": now,
        }
        for person_id, queue in written.items()
        for number, (message, policy) in enumerate(queue, numbers[person_id][1] + 1)
    ]
    session.run_each(insert(outbox), rows)


def take(session: Session, channel: str, now: datetime, limit: int) -> list[Outgoing]:
    """Mark messages of a channel as being sent: of each person the oldest in order, replies before what timers caused.

    Raises:
        Conflict: another process takes some of them.
    """
    ids = _find_ready(session, channel, now, limit)
    taken, unreadable = letters.read(session, _find_oldest(session, ids), find_addresses(session, ids, channel))
    _give_up(session, unreadable)
    chosen = [letter for person_id in ids for letter in _without_early_buttons(taken[person_id])][:limit]
    _mark(session, chosen, now)
    targets = _find_targets(session, chosen)
    return [replace(letter, target=targets.get((letter.person_id, _asked_by(letter)))) for letter in chosen]


def _find_ready(session: Session, channel: str, now: datetime, limit: int) -> list[str]:
    # Those who have a message to send now, and none that is being sent or has to wait.
    other = outbox.alias()
    held = exists().where(
        other.c.person_id == outbox.c.person_id,
        is_unsent(other),
        or_(other.c.state == Progress.SENDING, other.c.not_before > now),
    )
    ready = select(outbox.c.person_id).where(is_new(outbox), outbox.c.not_before <= now, not_(held), goes_to(channel))
    rows = session.fetch(ready.order_by(outbox.c.bulk, outbox.c.not_before).limit(limit))
    return list(dict.fromkeys(row.person_id for row in rows))


def _find_oldest(session: Session, ids: Collection[str]) -> list[Row[Any]]:
    query = select(outbox).where(outbox.c.person_id.in_(ids), is_unsent(outbox))
    rows = session.fetch(query.order_by(outbox.c.person_id, outbox.c.number))
    queues = [list(islice(theirs, AT_ONCE)) for _, theirs in groupby(rows, lambda row: str(row.person_id))]
    return [
        row
        for queue in queues
        if all(row.state == Progress.NEW for row in queue)  # else another process was here since `_find_ready`
        for row in queue
    ]


def _give_up(session: Session, unreadable: Sequence[Row[Any]]) -> None:
    for row in unreadable:
        _log.error("message unreadable", person=row.person_id, number=row.number)
    dead = update(outbox).where(IS_ROW).values(state=Progress.DEAD, message=None, reason="unreadable")
    session.run_each(dead, [{"of": row.person_id, "counted": row.number} for row in unreadable])
    sweep(session, {row.person_id for row in unreadable})


def _without_early_buttons(queue: Sequence[Outgoing]) -> Iterator[Outgoing]:
    # Buttons change on a message whose id is known: not in the round in which it is sent.
    asked: set[int] = set()
    for letter in queue:
        if _asked_by(letter) in asked:
            return
        if isinstance(letter.message, Bubble):
            asked.add(letter.message.visit)
        yield letter


def _asked_by(letter: Outgoing) -> int | None:
    return letter.message.visit if isinstance(letter.message, NewButtons) else None


def _mark(session: Session, chosen: Sequence[Outgoing], now: datetime) -> None:
    rows = [{"of": letter.person_id, "counted": letter.number} for letter in chosen]
    mine = update(outbox).where(IS_ROW, is_new(outbox)).values(state=Progress.SENDING, taken_at=now)
    if session.run_each(mine, rows) != len(rows):
        raise Conflict("Another process takes the same messages.")


def _find_targets(session: Session, chosen: Sequence[Outgoing]) -> dict[tuple[str, int | None], str]:
    wanted = [(letter.person_id, visit) for letter in chosen if (visit := _asked_by(letter)) is not None]
    if not wanted:
        return {}
    people, visits = {person_id for person_id, _ in wanted}, {visit for _, visit in wanted}
    asked = (outbox.c.person_id.in_(people), outbox.c.visit.in_(visits), outbox.c.message_id.is_not(None))
    query = select(outbox.c.person_id, outbox.c.visit, outbox.c.message_id).where(*asked).order_by(outbox.c.number)
    return {(row.person_id, row.visit): row.message_id for row in session.fetch(query)}
