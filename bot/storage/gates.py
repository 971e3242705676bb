"""How fast messages may leave, over all processes: one row says when the next place is free.

The generic cell rate algorithm (ITU-T I.371): each message moves `free_at` on by one step, and whoever comes a little
late may catch up a few steps. So in any second at most 5 % (or one) more leave than the rate allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.storage.tables import EPOCH, gates

if TYPE_CHECKING:
    from datetime import datetime

    from bot.storage.session import Session

_BULK, _PAID = "bulk", "paid"
_SECOND = timedelta(seconds=1)
_CATCH_UP = 0.05
"""Of the messages of a second, so many may leave at once."""
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
        """The time that one message takes."""
        return _SECOND / self.rate

    def is_closed(self, now: datetime) -> bool:
        """Telegram told us to wait."""
        return self.closed_until is not None and self.closed_until > now

    def count_free(self, now: datetime) -> int:
        """How many messages may leave now."""
        start = self._start(now)
        return 0 if self.is_closed(now) or start > now else (now - start) // self.step + 1

    def after(self, count: int, now: datetime) -> datetime:
        """When the next place is free after so many messages."""
        return self._start(now) + count * self.step

    def _start(self, now: datetime) -> datetime:
        return max(self.free_at, now - max(1, int(self.rate * _CATCH_UP)) * self.step)


def look(session: Session, pace: Pace) -> Gate:
    """The gate that messages to many people go through."""
    return _look(session, pace, _PAID if pace.paid_per_second else _BULK)


def reserve(session: Session, pace: Pace, count: int, now: datetime) -> int:
    """Take places for so many messages that leave now; how many of them may."""
    for _ in range(_TRIES):
        gate = look(session, pace)
        granted = min(count, gate.count_free(now))
        if not granted or _move(session, gate, gate.after(granted, now)):
            return granted
    return 0


def charge(session: Session, pace: Pace, count: int, now: datetime) -> None:
    """Messages have left without asking: others wait for them, but for no more than a second."""
    for _ in range(_TRIES if count else 0):
        gate = _look(session, pace, _BULK)
        if _move(session, gate, max(gate.free_at, min(gate.after(count, now), now + _SECOND))):
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
