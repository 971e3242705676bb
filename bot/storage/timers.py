"""The timers of all people, found by when they are due."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, assert_never

from sqlalchemy import bindparam, delete, func, insert, select

from bot.conversation.events import BeginTimer, CheckInTimer, Due, Timer, WakeTimer
from bot.errors import Conflict, StorageError
from bot.storage.tables import timers

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from bot.conversation.events import TimerWhat
    from bot.conversation.ports import Outcome
    from bot.dialogue.values import Json
    from bot.storage.session import Session

_DELETE = delete(timers).where(timers.c.person_id == bindparam("of"), timers.c.id == bindparam("named"))


def find_due(session: Session, now: datetime, limit: int) -> list[Due]:
    """Timers whose time has come, the longest overdue first, at most one for each person."""
    query = select(timers).where(timers.c.due_at <= now).order_by(timers.c.due_at).limit(limit)
    first: dict[str, Due] = {}
    for row in session.fetch(query):
        first.setdefault(row.person_id, Due(row.person_id, _to_timer(row)))
    return list(first.values())


def find_next(session: Session) -> datetime | None:
    """When the next timer is due."""
    moment: datetime | None = session.run(select(func.min(timers.c.due_at))).scalar()
    return moment


def claim(session: Session, due: Sequence[Due]) -> set[tuple[str, str]]:
    """Take these timers away; the person and id of each that was still there and the same.

    Raises:
        Conflict: another process claims some of them.
    """
    people = {one.person_id for one in due}
    rows = session.fetch(select(timers).where(timers.c.person_id.in_(people)))
    taken = {*due} & {Due(row.person_id, _to_timer(row)) for row in rows}
    keys = {(one.person_id, one.timer.id) for one in taken}
    if _delete(session, keys) != len(keys):
        raise Conflict("Another process claims the same timers: take the turns again.")
    return keys


def change(session: Session, outcomes: Sequence[Outcome]) -> None:
    """Take away the timers that are cancelled or replaced, and set the new ones."""
    gone = {
        (outcome.before.id, id_)
        for outcome in outcomes
        for id_ in [*outcome.cancelled, *(timer.id for timer in outcome.timers)]
    }
    rows = [_to_row(outcome.before.id, timer) for outcome in outcomes for timer in outcome.timers]
    _delete(session, gone)
    session.run_each(insert(timers), rows)


def tell(session: Session, ids: Collection[str]) -> dict[str, list[Json]]:
    """All timers of these people, as a person would read them."""
    told: dict[str, list[Json]] = {id_: [] for id_ in ids}
    for row in session.fetch(select(timers).where(timers.c.person_id.in_(ids)).order_by(timers.c.due_at)):
        told[row.person_id].append({"due_at": row.due_at.isoformat(), "kind": row.kind} | json.loads(row.what))
    return told


def _delete(session: Session, keys: Collection[tuple[str, str]]) -> int:
    return session.run_each(_DELETE, [{"of": person_id, "named": id_} for person_id, id_ in keys])


def _to_row(person_id: str, timer: Timer) -> dict[str, object]:
    kind, what = _encode(timer.what)
    return {"person_id": person_id, "id": timer.id, "due_at": timer.due_at, "kind": kind, "what": what}


def _to_timer(row: Row[Any]) -> Timer:
    return Timer(row.id, row.due_at, _decode(row.kind, json.loads(row.what)))


def _encode(what: TimerWhat) -> tuple[str, str]:
    match what:
        case WakeTimer(run, visit):
            return "wake", json.dumps({"run": run, "visit": visit})
        case BeginTimer(dialog):
            return "begin", json.dumps({"dialog": dialog})
        case CheckInTimer():
            return "check-in", "{}"
        case _:
            assert_never(what)


def _decode(kind: str, what: dict[str, Any]) -> TimerWhat:
    match kind:
        case "wake":
            return WakeTimer(**what)
        case "begin":
            return BeginTimer(**what)
        case "check-in":
            return CheckInTimer()
        case _:
            raise StorageError(f"A timer is of a kind that this version does not know: {kind}.")
