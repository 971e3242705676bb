"""Which messages of the outbox leave next."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import and_, bindparam, exists, false, literal_column, not_, or_, select, true, update

from bot.errors import Conflict
from bot.storage import bubbles, gates, letters
from bot.storage.leaving import sweep
from bot.storage.people import find_addresses
from bot.storage.prepared import Prepared
from bot.storage.progress import IS_ROW, Progress, Rank, is_new, is_sending, is_unsent
from bot.storage.session import Taken
from bot.storage.tables import Moment, addresses, count_microseconds, outbox

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row, Select

    from bot.conversation.outgoing import Outgoing
    from bot.storage.gates import Pace
    from bot.storage.session import Session

AT_ONCE = 5
"""So many messages of one person are taken together."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Load:
    """Messages to send, each person's in order; and when to look for those that had to wait at the gate."""

    messages: Sequence[Outgoing] = ()
    more_at: datetime | None = None


def goes_to(channel: str | ColumnElement[str]) -> ColumnElement[bool]:
    """The message is for someone of this channel."""
    return exists().where(addresses.c.person_id == outbox.c.person_id, addresses.c.channel == channel)


# The statements are built once: building costs as much as running them.
_NOW = bindparam("now", type_=Moment)
_other = outbox.alias()
_queue = outbox.alias()
_THEIRS = _other.c.person_id == outbox.c.person_id
_HELD = exists().where(_THEIRS, is_sending(_other), is_unsent(_other))
"""Something of the person's is being sent."""
_BEHIND = exists().where(
    and_(_THEIRS, _other.c.number < outbox.c.number, is_new(_other), is_unsent(_other)),
    or_(_other.c.rank <= outbox.c.rank, _other.c.not_before > _NOW),
)
"""It has to wait for one before it. A reply that waits behind bulk takes that along."""


def _find(alone: ColumnElement[bool], *chosen: ColumnElement[bool]) -> Select[Any]:
    """Messages that can leave, each with a few of the person's around it, or `alone`."""
    heads = select(outbox.c.person_id, outbox.c.number, outbox.c.rank, outbox.c.not_before, alone.label("alone"))
    heads = heads.where(is_new(outbox), outbox.c.not_before <= _NOW, goes_to(bindparam("channel")), *chosen)
    heads = heads.order_by(outbox.c.rank, outbox.c.not_before).limit(bindparam("most"))
    # Of rows that another process is just taking, PostgreSQL need not tell.
    head = heads.with_for_update(skip_locked=True, of=outbox).subquery()
    around = and_(_queue.c.person_id == head.c.person_id, _queue.c.number < head.c.number + AT_ONCE, is_new(_queue))
    found = select(_queue).join_from(head, _queue, and_(around, is_unsent(_queue)))
    found = found.where(or_(not_(head.c.alone), _queue.c.number == head.c.number))
    return found.order_by(head.c.rank, head.c.not_before)


_IS_CRISIS = outbox.c.rank == Rank.CRISIS
_CRISES = _find(true(), _IS_CRISIS)
_REPLIES = _find(_HELD, outbox.c.rank <= Rank.REPLY, or_(_IS_CRISIS, and_(not_(_HELD), not_(_BEHIND))))
_BULK = _find(false(), outbox.c.rank == Rank.BULK, not_(_HELD), not_(_BEHIND))
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
    first = _CRISES if gate.is_closed(now) else _REPLIES
    rows = session.fetch(first, channel=channel, now=now, most=limit)
    prompt = [row for queue in _queues(rows) for row in _choose_prompt(queue, now)][:limit]
    if gate.is_closed(now):
        return Load(_load(session, channel, now, prompt), gate.closed_until)
    room = min(limit - len(prompt), gate.count_free(now))
    rows = session.fetch(_BULK, channel=channel, now=now, most=max(room, 1))
    served = {row.person_id for row in prompt}  # bulk that a reply takes along among it
    others = [row for row in rows if row.person_id not in served]
    bulk, more_at = _find_places(session, pace, others, room, now)
    return Load(_load(session, channel, now, prompt, bulk), more_at)


def _find_places(
    session: Session, pace: Pace, rows: Sequence[Row[Any]], room: int, now: datetime
) -> tuple[list[tuple[Row[Any], datetime]], datetime | None]:
    """As much of what many people get as there is room for, each message with its place; and when there is more."""
    if not rows:
        return [], None
    wanted = [row for queue in _queues(rows) for row in takewhile(lambda row: _is_ready_bulk(row, now), queue)]
    places = gates.reserve(session, pace, min(len(wanted), room), now)
    is_all = len(wanted) == len(places) < room
    return list(zip(wanted, places, strict=False)), None if is_all else gates.find_next(session, pace)


def _queues(rows: Sequence[Row[Any]]) -> Iterable[Sequence[Row[Any]]]:
    """Each person's messages in their order."""
    queues: defaultdict[str, dict[int, Row[Any]]] = defaultdict(dict)
    for row in rows:
        queues[row.person_id][row.number] = row
    return [[queue[number] for number in sorted(queue)] for queue in queues.values()]


def _choose_prompt(queue: Sequence[Row[Any]], now: datetime) -> Iterable[Row[Any]]:
    """Words for a crisis, then what comes before the first that has to wait, up to the last that someone waits for."""
    ready = list(takewhile(lambda row: row.not_before <= now, queue))
    last = max((place for place, row in enumerate(ready, 1) if row.rank != Rank.BULK), default=0)
    urgent = [row for row in queue if row.rank == Rank.CRISIS and row.not_before <= now]
    return [*urgent, *(row for row in ready[:last] if row.rank != Rank.CRISIS)]


def _is_ready_bulk(row: Row[Any], now: datetime) -> bool:
    return bool(row.rank == Rank.BULK and row.not_before <= now)


def _load(
    session: Session,
    channel: str,
    now: datetime,
    prompt: Sequence[Row[Any]],
    bulk: Sequence[tuple[Row[Any], datetime]] = (),
) -> list[Outgoing]:
    rows = [*prompt, *(row for row, _ in bulk)]
    if not rows:
        return []
    places = find_addresses(session, {row.person_id for row in rows}, channel)
    opened, unreadable = letters.read(session, rows, places)
    _give_up(session, unreadable)
    chosen = bubbles.find_targets(session, bubbles.drop_overtaken(session, opened.values()))
    if bulk:
        leaving = {(row.person_id, row.number): place for row, place in bulk}
        chosen = [_with_place(letter, leaving.get((letter.person_id, letter.number))) for letter in chosen]
    at = count_microseconds(now)
    if _TAKE.run(session, [(at, session.owner, each.person_id, each.number) for each in chosen]) != len(chosen):
        raise Conflict("Another process takes the same messages.")
    session.taken += [Taken(each.person_id, each.number, now) for each in chosen]
    return chosen


def _with_place(letter: Outgoing, place: datetime | None) -> Outgoing:
    return replace(letter, is_bulk=True, leaves_at=place) if place else letter


def _give_up(session: Session, unreadable: Sequence[Row[Any]]) -> None:
    for row in unreadable:
        _log.error("message unreadable", person=row.person_id, number=row.number)
    dead = update(outbox).where(IS_ROW).values(state=Progress.DEAD, message=None, reason="unreadable")
    session.run_each(dead, [{"of": row.person_id, "counted": row.number} for row in unreadable])
    sweep(session, {row.person_id for row in unreadable})
