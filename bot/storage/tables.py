"""The tables. Every key begins with the person's id, so that the tables can be spread over machines by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def count_microseconds(moment: datetime | None) -> int | None:
    """A moment, which must be aware, as it is stored; none stays none."""
    return None if moment is None else (moment - EPOCH) // _MICROSECOND


class Moment(TypeDecorator[datetime]):
    """An aware datetime, stored as microseconds since 1970 in UTC: exact, sortable and the same in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Microseconds of a datetime, which must be aware."""
        del dialect
        return count_microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """The datetime of microseconds, in UTC."""
        del dialect
        return None if value is None else EPOCH + timedelta(microseconds=value)


metadata = MetaData()


def _person() -> Column[str]:
    return Column("person_id", String(32), ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)


LEAVING = text("state = 'leaving'")

people = Table(
    "people",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("created_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("paused_until", Moment),
    Column("last_seen_at", Moment),
    Column("standing", LargeBinary, nullable=False),
    # The numbers last given to an answer and to a message; they never go back.
    Column("answers", Integer, nullable=False),
    Column("messages", Integer, nullable=False),
    Index("people_leaving", "id", sqlite_where=LEAVING, postgresql_where=LEAVING),
)

addresses = Table(
    "addresses",
    metadata,
    _person(),
    Column("channel", String(16), primary_key=True),
    Column("address", Text, nullable=False),
    UniqueConstraint("channel", "address", name="addresses_unique"),
)

updates = Table(
    "updates",
    metadata,
    _person(),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("seen_at", Moment, nullable=False),
    Index("updates_seen_at", "seen_at"),
)

answers = Table(
    "answers",
    metadata,
    _person(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("run", Integer, nullable=False),
    Column("visit", Integer, nullable=False),
    Column("dialog", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("step", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("sensitive", Boolean, nullable=False),
    Column("local_day", Date, nullable=False),
    Column("at", Moment, nullable=False),
)

timers = Table(
    "timers",
    metadata,
    _person(),
    Column("id", Text, primary_key=True),
    Column("due_at", Moment, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("what", Text, nullable=False),
    Index("timers_due_at", "due_at"),
)

invitations = Table(
    "invitations",
    metadata,
    _person(),
    # The hash of its code: the code stands nowhere.
    Column("code", String(64), nullable=False),
    # What the person wants to be called, sealed.
    Column("name", LargeBinary, nullable=False),
    Column("expires_at", Moment, nullable=False),
    UniqueConstraint("code", name="invitations_code"),
)

WAITING = text("state = 'new'")
UNSENT = text("state IN ('new', 'sending')")
ASKS = text("visit > 0")

outbox = Table(
    "outbox",
    metadata,
    _person(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("state", String(8), nullable=False),
    Column("policy", String(16), nullable=False),
    Column("message", LargeBinary),
    Column("message_id", Text),
    Column("visit", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Moment, nullable=False),
    # When it was last taken out to be sent; none for one that was put back untried.
    Column("taken_at", Moment),
    # The process that last took it out.
    Column("owner", String(32)),
    Column("reason", Text, nullable=False),
    # Which leave first: see `bot.storage.progress.Rank`.
    Column("rank", SmallInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Index("outbox_waiting", "rank", "not_before", sqlite_where=WAITING, postgresql_where=WAITING),
    Index("outbox_unsent", "state", "person_id", "number", sqlite_where=UNSENT, postgresql_where=UNSENT),
    Index("outbox_asked", "person_id", "number", sqlite_where=ASKS, postgresql_where=ASKS),
    Index("outbox_at", "at"),
)

# Who may do what only one process does at a time; and which processes are alive.
leases = Table(
    "leases",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("holder", String(32), nullable=False),
    # Since when it is held without a gap.
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
)

# How fast messages may leave, over all processes.
gates = Table(
    "gates",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("free_at", Moment, nullable=False),
    Column("closed_until", Moment),
)
