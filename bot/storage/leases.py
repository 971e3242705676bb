"""Who may do what only one process does at a time, and which processes are alive.

A lease ends by itself when its holder keeps it no longer. Whoever asks first after that has it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, case, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.storage.tables import Moment, leases

if TYPE_CHECKING:
    from datetime import datetime

    from bot.storage.session import Session

ALIVE = 10.0
"""Seconds without a sign of life after which a process counts as dead."""

_FRESH = timedelta(seconds=ALIVE - 2)
"""A sign of life is written again when it lasts no longer than that: not at every look at the database."""

_PROCESS = "process:"

_NOW = bindparam("now", type_=Moment)
_KEEP = (
    update(leases)
    .where(
        leases.c.name == bindparam("named"),
        or_(leases.c.holder == bindparam("me"), leases.c.until < _NOW),
    )
    .values(
        holder=bindparam("me"),
        since=case((leases.c.until < _NOW, _NOW), else_=leases.c.since),
        until=bindparam("new_end", type_=Moment),
    )
)
# PostgreSQL's words for a conflict, which SQLite knows too.
_MAKE = insert(leases).on_conflict_do_nothing().returning(leases.c.name)


def lead(session: Session, name: str, now: datetime, seconds: float) -> bool:
    """Take or keep a lease for so long; whether it is ours."""
    until = now + timedelta(seconds=seconds)
    if session.run_each(_KEEP, [{"named": name, "me": session.owner, "now": now, "new_end": until}]):
        return True
    return bool(session.fetch(_MAKE, name=name, holder=session.owner, since=now, until=until))


def step_down(session: Session, name: str) -> None:
    """Give a lease up, if it is ours."""
    session.run(delete(leases).where(leases.c.name == name, leases.c.holder == session.owner))


def keep_alive(session: Session, now: datetime) -> None:
    """Tell the other processes that this one is alive."""
    name = _PROCESS + session.owner
    until = session.run(select(leases.c.until).where(leases.c.name == name)).scalar()
    if until is None or until - now <= _FRESH:
        lead(session, name, now, ALIVE)


def find_living(session: Session, now: datetime) -> set[str]:
    """The processes that are alive, this one among them."""
    living = select(leases.c.holder).where(leases.c.name.startswith(_PROCESS), leases.c.until >= now)
    return {session.owner, *(row.holder for row in session.fetch(living))}


def find_since(session: Session) -> datetime | None:
    """Since when this process gives signs of life without a gap, if it gives any."""
    mine = select(leases.c.since).where(leases.c.name == _PROCESS + session.owner)
    moment: datetime | None = session.run(mine).scalar()
    return moment


def drop_dead(session: Session, now: datetime) -> None:
    """Forget the processes that are no longer alive."""
    session.run(delete(leases).where(leases.c.name.startswith(_PROCESS), leases.c.until < now))
