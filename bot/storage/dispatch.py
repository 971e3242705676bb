"""Which messages of the outbox leave next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import and_, bindparam, exists, func, literal_column, not_, or_, select, update

from bot.errors import Conflict
from bot.storage import gates, letters
from bot.storage.leaving import sweep
from bot.storage.people import find_addresses
from bot.storage.prepared import Prepared
from bot.storage.progress import IS_ROW, Progress, Rank, is_new, is_sending, is_unsent
from bot.storage.tables import Moment, addresses, count_microseconds, outbox, people

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row

    from bot.conversation.outgoing import Outgoing
    from bot.storage.gates import Pace
    from bot.storage.session import Session

AT_ONCE = 5
"""So many messages of one person are taken together."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Load:
    """Messages to send now, each person's in order; and when there is room for those that had to wait at the gate."""

    messages: Sequence[Outgoing] = ()
    more_at: datetime | None = None


def goes_to(channel: str | ColumnElement[str]) -> ColumnElement[bool]:
    """The message is for someone of this channel."""
    return exists().where(addresses.c.person_id == outbox.c.person_id, addresses.c.channel == channel)


# The statements are built once: building costs as much as running them.
_NOW = bindparam("now", type_=Moment)
_other = outbox.alias()
_THEIRS = _other.c.person_id == outbox.c.person_id
_EARLIER = and_(_THEIRS, _other.c.number < outbox.c.number)
_HELD = exists().where(_THEIRS, is_sending(_other), is_unsent(_other))
"""Something of the person's is being sent."""
_BEHIND = exists().where(
    _EARLIER, is_new(_other), is_unsent(_other), or_(_other.c.rank <= outbox.c.rank, _other.c.not_before > _NOW)
)
"""It has to wait for one before it. A reply that waits behind bulk takes that along."""
_READY = select(outbox.c.person_id, outbox.c.number, outbox.c.rank, _HELD.label("held")).where(
    is_new(outbox), outbox.c.not_before <= _NOW, goes_to(bindparam("channel"))
)
_READY = _READY.order_by(outbox.c.rank, outbox.c.not_before).limit(bindparam("most"))
# Of rows that another process is just taking, PostgreSQL need not tell.
_READY = _READY.with_for_update(skip_locked=True, of=outbox)
_CRISES = _READY.where(outbox.c.rank == Rank.CRISIS)
_REPLIES = _READY.where(
    outbox.c.rank <= Rank.REPLY, or_(outbox.c.rank == Rank.CRISIS, and_(not_(_HELD), not_(_BEHIND)))
)
_BULK = _READY.where(outbox.c.rank == Rank.BULK, not_(_HELD), not_(_BEHIND))

# From the people to the first messages of each: however long their queues are.
_next = outbox.alias()
_LAST_OF_ROUND = func.coalesce(
    select(_next.c.number)
    .where(_next.c.person_id == people.c.id, is_new(_next), is_unsent(_next))
    .order_by(_next.c.number)
    .offset(AT_ONCE - 1)
    .limit(1)
    .scalar_subquery(),
    2**31 - 1,
)
_ROUNDS = (
    select(outbox)
    .join_from(people, outbox)
    .where(people.c.id.in_(bindparam("ids", expanding=True)), is_new(outbox), is_unsent(outbox))
    .where(outbox.c.number <= _LAST_OF_ROUND)
    .order_by(outbox.c.person_id, outbox.c.number)
)
_URGENT = select(outbox).where(
    outbox.c.person_id.in_(bindparam("ids", expanding=True)),
    outbox.c.number.in_(bindparam("numbers", expanding=True)),
    is_new(outbox),
    outbox.c.rank == Rank.CRISIS,
)
_TAKE = Prepared(
    update(outbox)
    .where(IS_ROW, is_new(outbox))
    .values(state=literal_column("'sending'"), taken_at=bindparam("now"), owner=bindparam("me")),
    "now",
    "me",
    "of",
    "counted",
)


def take(session: Session, channel: str, now: datetime, limit: int, pace: Pace) -> Load:
    """Mark messages of a channel as being sent by this process.

    Words for a crisis first, whatever of the person's waits before them and whether or not the gate is closed. Then
    replies, each person's oldest messages in order, and what many people get as fast as the gate allows. Someone of
    whose messages one is being sent is left alone.

    Raises:
        Conflict: another process takes some of them.
    """
    gate = gates.look(session, pace)
    if gate.is_closed(now):
        urgent = session.fetch(_CRISES, channel=channel, now=now, most=limit)
        return Load(_load(session, channel, now, _find_urgent(session, urgent)), gate.closed_until)
    first = session.fetch(_REPLIES, channel=channel, now=now, most=limit)
    rows = _find_urgent(session, [row for row in first if row.rank == Rank.CRISIS])
    rows += _find_rounds(session, list(dict.fromkeys(row.person_id for row in first if not row.held)), now)
    rows = list({(row.person_id, row.number): row for row in rows}.values())[:limit]
    bulk, more_at = _find_bulk(session, channel, now, limit - len(rows), pace)
    return Load(_load(session, channel, now, rows, bulk), more_at)


def _find_urgent(session: Session, found: Sequence[Row[Any]]) -> list[Row[Any]]:
    ids, numbers = {row.person_id for row in found}, {row.number for row in found}
    return list(session.fetch(_URGENT, ids=list(ids), numbers=list(numbers))) if found else []


def _find_rounds(session: Session, ids: Sequence[str], now: datetime) -> list[Row[Any]]:
    """Of each person the oldest messages up to one that has to wait, in the order of the people."""
    rounds = _find_queues(session, ids, now)
    return [row for person_id in ids for row in _up_to_last_reply(rounds.get(person_id, ()))]


def _find_bulk(
    session: Session, channel: str, now: datetime, room: int, pace: Pace
) -> tuple[list[Row[Any]], datetime | None]:
    """As much of what many people get as the gate lets through, and when it lets the next one through."""
    gate = gates.look(session, pace)
    free = min(room, gate.count_free(now))
    found = session.fetch(_BULK, channel=channel, now=now, most=max(free, 1))
    if not free or not found:
        return [], gate.after(0, now) if found else None
    ids = [row.person_id for row in found]
    rounds = _find_queues(session, ids, now)
    wanted = [row for person_id in ids for row in rounds.get(person_id, ())]
    granted = gates.reserve(session, pace, min(len(wanted), free), now)
    is_all = len(wanted) <= granted and len(found) < free
    return wanted[:granted], None if is_all else gates.look(session, pace).after(0, now)


def _find_queues(session: Session, ids: Sequence[str], now: datetime) -> dict[str, list[Row[Any]]]:
    rows = session.fetch(_ROUNDS, ids=list(ids)) if ids else ()
    queues = groupby(rows, lambda row: str(row.person_id))
    return {person_id: list(takewhile(lambda row: row.not_before <= now, theirs)) for person_id, theirs in queues}


def _up_to_last_reply(queue: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    last = max((place for place, row in enumerate(queue, 1) if row.rank != Rank.BULK), default=0)
    return queue[:last]


def _load(
    session: Session, channel: str, now: datetime, prompt: Sequence[Row[Any]], bulk: Sequence[Row[Any]] = ()
) -> list[Outgoing]:
    rows = [*prompt, *bulk]
    if not rows:
        return []
    places = find_addresses(session, {row.person_id for row in rows}, channel)
    opened, unreadable = letters.read(session, rows, places)
    _give_up(session, unreadable)
    in_bulk = {(row.person_id, row.number) for row in bulk}
    chosen = [
        replace(letter, is_bulk=True) if (letter.person_id, letter.number) in in_bulk else letter
        for queue in opened.values()
        for letter in queue
    ]
    at = count_microseconds(now)
    if _TAKE.run(session, [(at, session.owner, each.person_id, each.number) for each in chosen]) != len(chosen):
        raise Conflict("Another process takes the same messages.")
    return chosen


def _give_up(session: Session, unreadable: Sequence[Row[Any]]) -> None:
    for row in unreadable:
        _log.error("message unreadable", person=row.person_id, number=row.number)
    dead = update(outbox).where(IS_ROW).values(state=Progress.DEAD, message=None, reason="unreadable")
    session.run_each(dead, [{"of": row.person_id, "counted": row.number} for row in unreadable])
    sweep(session, {row.person_id for row in unreadable})
