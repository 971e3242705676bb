"""How fast messages leave, over all processes: one row says when the next place is free.

The generic cell rate algorithm (ITU-T I.371) without a burst: each message gets a place, one step after the one before,
and nobody catches up on places that were not taken. Places are given out a little ahead, so that the rate holds though
processes look only now and then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.storage.tables import EPOCH, gates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.storage.session import Session

_BULK, _PAID = "bulk", "paid"
_SECOND = timedelta(seconds=1)
LEAD = timedelta(seconds=0.1)
"""A place lies so far ahead at least: what is taken for it is there when its moment comes."""
AHEAD = timedelta(seconds=0.3)
"""And so far at most: a process that is killed has no more in hand."""
_TRIES = 10
"""How often a gate is tried that other processes go through at the same moment."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many messages leave in a second; with `paid_per_second`, what many people get goes by that instead."""

    messages_per_second: float = 30.0
    paid_per_second: float = 0.0


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate as it was found."""

    name: str
    rate: float
    free_at: datetime
    closed_until: datetime | None = None

    @property
    def step(self) -> timedelta:
        """The time that one message takes, rounded up: so many of them are never less than a second."""
        return timedelta(microseconds=ceil(1_000_000 / self.rate))

    def is_closed(self, now: datetime) -> bool:
        """Telegram told us to wait."""
        return self.closed_until is not None and self.closed_until > now

    def count_free(self, now: datetime) -> int:
        """How many places there are to give out now."""
        start, last = max(self.free_at, now + LEAD), now + AHEAD
        return 0 if self.is_closed(now) or start > last else (last - start) // self.step + 1

    def give_out(self, count: int, now: datetime) -> Sequence[datetime]:
        """The next places, and the one that is free then."""
        start = max(self.free_at, now + LEAD)
        return [start + place * self.step for place in range(count + 1)]


def look(session: Session, pace: Pace) -> Gate:
    """The gate that messages to many people go through."""
    return _look(session, pace, _PAID if pace.paid_per_second else _BULK)


def reserve(session: Session, pace: Pace, count: int, now: datetime) -> Sequence[datetime]:
    """Take places for so many messages: when each may leave. There may be fewer places than messages."""
    for _ in range(_TRIES):
        gate = look(session, pace)
        *places, free_at = gate.give_out(min(count, gate.count_free(now)), now)
        if not places or _move(session, gate, free_at):
            return places
    return ()


def find_next(session: Session, pace: Pace) -> datetime:
    """When there is something to give out again, so early that no place stays empty."""
    return look(session, pace).free_at - 2 * LEAD


def charge(session: Session, pace: Pace, count: int, now: datetime) -> None:
    """Messages have left without a place: others wait for them, but for no more than a second."""
    for _ in range(_TRIES if count else 0):
        gate = _look(session, pace, _BULK)
        *_, free_at = gate.give_out(count, now)
        if _move(session, gate, max(gate.free_at, min(free_at, now + _SECOND))):
            return


def close(session: Session, until: datetime) -> None:
    """Nothing leaves before this moment, from no process."""
    closed = insert(gates).values(name=_BULK, free_at=EPOCH, closed_until=until)
    is_later = or_(gates.c.closed_until.is_(None), gates.c.closed_until < until)
    session.run(closed.on_conflict_do_update(index_elements=["name"], set_={"closed_until": until}, where=is_later))


def find_closed(session: Session, now: datetime) -> datetime | None:
    """Until when nothing may leave, if that is so."""
    closed = select(gates.c.closed_until).where(gates.c.name == _BULK, gates.c.closed_until > now)
    until: datetime | None = session.run(closed).scalar()
    return until


def _look(session: Session, pace: Pace, name: str) -> Gate:
    rows = {row.name: row for row in session.fetch(select(gates))}
    rate = pace.paid_per_second if name == _PAID else pace.messages_per_second
    free_at = rows[name].free_at if name in rows else EPOCH
    return Gate(name, rate, free_at, rows[_BULK].closed_until if _BULK in rows else None)


def _move(session: Session, gate: Gate, free_at: datetime) -> bool:
    """Whether nobody else went through the gate since it was looked at."""
    moved = update(gates).where(gates.c.name == gate.name, gates.c.free_at == gate.free_at).values(free_at=free_at)
    if session.run(moved).rowcount:
        return True
    made = insert(gates).values(name=gate.name, free_at=free_at).on_conflict_do_nothing().returning(gates.c.name)
    return gate.free_at == EPOCH and bool(session.fetch(made))
