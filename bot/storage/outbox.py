"""The messages that wait to leave, are leaving, or left."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, insert, literal_column, not_, or_, select, update

from bot.conversation.outgoing import Bubble, NewButtons, Outgoing, Policy
from bot.errors import Conflict
from bot.storage.messages import decode, encode
from bot.storage.people import find_addresses
from bot.storage.tables import addresses, outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, FromClause, Row

    from bot.conversation.events import Address
    from bot.conversation.outgoing import Message
    from bot.storage.session import Session

AT_ONCE = 5
"""So many messages of one person are taken together."""


class Progress(StrEnum):
    """How far a message has come."""

    NEW = "new"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    DEAD = "dead"


IS_ROW = (outbox.c.person_id == bindparam("of")) & (outbox.c.number == bindparam("counted"))
"""One message, by the parameters `of` (the person) and `counted`."""


# Written out, not passed as parameters: a database uses a partial index only where it sees its condition.
def is_new(table: FromClause) -> ColumnElement[bool]:
    """The message waits."""
    return table.c.state == literal_column("'new'")


def is_unsent(table: FromClause) -> ColumnElement[bool]:
    """The message waits or is being sent."""
    return table.c.state.in_([literal_column("'new'"), literal_column("'sending'")])


def goes_to(channel: str) -> ColumnElement[bool]:
    """The message is for someone of this channel."""
    return exists().where(addresses.c.person_id == outbox.c.person_id, addresses.c.channel == channel)


def append(
    session: Session,
    letters: Mapping[str, Sequence[tuple[Message, Policy]]],
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
        for person_id, letter in letters.items()
        for number, (message, policy) in enumerate(letter, numbers[person_id][1] + 1)
    ]
    session.run_each(insert(outbox), rows)


def take(session: Session, channel: str, now: datetime, limit: int) -> list[Outgoing]:
    """Mark messages of a channel as being sent: of each person the oldest in order, replies before what timers caused.

    Raises:
        Conflict: another process takes some of them.
    """
    ids = _find_ready(session, channel, now, limit)
    letters = _find_oldest(session, channel, ids)
    chosen = [letter for person_id in ids for letter in _without_early_buttons(letters.get(person_id, ()))][:limit]
    _mark(session, chosen)
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


def _find_oldest(session: Session, channel: str, ids: Collection[str]) -> dict[str, list[Outgoing]]:
    places = find_addresses(session, ids, channel)
    query = select(outbox).where(outbox.c.person_id.in_(ids), is_unsent(outbox))
    rows = session.fetch(query.order_by(outbox.c.person_id, outbox.c.number))
    queues = {id_: list(islice(theirs, AT_ONCE)) for id_, theirs in groupby(rows, lambda row: str(row.person_id))}
    return {
        id_: [_to_outgoing(session, row, places[id_]) for row in queue]
        for id_, queue in queues.items()
        if all(row.state == Progress.NEW for row in queue)  # else another process was here since `_find_ready`
    }


def _to_outgoing(session: Session, row: Row[Any], address: Address) -> Outgoing:
    message = decode(session.sealer.open(row.message, row.person_id, "message"))
    return Outgoing(row.person_id, row.number, address, message, Policy(row.policy), row.attempts)


def _without_early_buttons(letters: Sequence[Outgoing]) -> Iterator[Outgoing]:
    # Buttons change on a message whose id is known: not in the round in which it is sent.
    asked: set[int] = set()
    for letter in letters:
        if _asked_by(letter) in asked:
            return
        if isinstance(letter.message, Bubble):
            asked.add(letter.message.visit)
        yield letter


def _asked_by(letter: Outgoing) -> int | None:
    return letter.message.visit if isinstance(letter.message, NewButtons) else None


def _mark(session: Session, letters: Sequence[Outgoing]) -> None:
    rows = [{"of": letter.person_id, "counted": letter.number} for letter in letters]
    mine = update(outbox).where(IS_ROW, is_new(outbox)).values(state=Progress.SENDING)
    if session.run_each(mine, rows) != len(rows):
        raise Conflict("Another process takes the same messages.")


def _find_targets(session: Session, letters: Sequence[Outgoing]) -> dict[tuple[str, int | None], str]:
    wanted = [(letter.person_id, visit) for letter in letters if (visit := _asked_by(letter)) is not None]
    if not wanted:
        return {}
    people, visits = {person_id for person_id, _ in wanted}, {visit for _, visit in wanted}
    asked = (outbox.c.person_id.in_(people), outbox.c.visit.in_(visits), outbox.c.message_id.is_not(None))
    query = select(outbox.c.person_id, outbox.c.visit, outbox.c.message_id).where(*asked).order_by(outbox.c.number)
    return {(row.person_id, row.visit): row.message_id for row in session.fetch(query)}
