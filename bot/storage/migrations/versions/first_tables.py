"""All tables of the first version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_PERSON = "people.id"
_LEAVING = sa.text("state = 'leaving'")
_WAITING = sa.text("state = 'new'")
_UNSENT = sa.text("state IN ('new', 'sending')")
_ASKS = sa.text("visit > 0")


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("paused_until", sa.BigInteger),
        sa.Column("last_seen_at", sa.BigInteger),
        sa.Column("standing", sa.LargeBinary, nullable=False),
        sa.Column("answers", sa.Integer, nullable=False),
        sa.Column("messages", sa.Integer, nullable=False),
    )
    op.create_index("people_leaving", "people", ["id"], sqlite_where=_LEAVING, postgresql_where=_LEAVING)
    op.create_table(
        "addresses",
        _person(),
        sa.Column("channel", sa.String(16), primary_key=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.UniqueConstraint("channel", "address", name="addresses_unique"),
    )
    op.create_table(
        "updates",
        _person(),
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
    )
    op.create_index("updates_seen_at", "updates", ["seen_at"])
    op.create_table(
        "answers",
        _person(),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("visit", sa.Integer, nullable=False),
        sa.Column("dialog", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        sa.Column("sensitive", sa.Boolean, nullable=False),
        sa.Column("local_day", sa.Date, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    _create_queues()
    _create_leases()


def _create_queues() -> None:
    op.create_table(
        "timers",
        _person(),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("what", sa.Text, nullable=False),
    )
    op.create_index("timers_due_at", "timers", ["due_at"])
    op.create_table(
        "outbox",
        _person(),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("policy", sa.String(16), nullable=False),
        sa.Column("message", sa.LargeBinary),
        sa.Column("message_id", sa.Text),
        sa.Column("visit", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", sa.BigInteger, nullable=False),
        sa.Column("taken_at", sa.BigInteger),
        sa.Column("owner", sa.String(32)),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("rank", sa.SmallInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index(
        "outbox_waiting", "outbox", ["rank", "not_before"], sqlite_where=_WAITING, postgresql_where=_WAITING
    )
    op.create_index(
        "outbox_unsent", "outbox", ["state", "person_id", "number"], sqlite_where=_UNSENT, postgresql_where=_UNSENT
    )
    op.create_index("outbox_asked", "outbox", ["person_id", "number"], sqlite_where=_ASKS, postgresql_where=_ASKS)
    op.create_index("outbox_at", "outbox", ["at"])


def _create_leases() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("holder", sa.String(32), nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "gates",
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("free_at", sa.BigInteger, nullable=False),
        sa.Column("closed_until", sa.BigInteger),
    )


def _person() -> sa.Column[str]:
    return sa.Column("person_id", sa.String(32), sa.ForeignKey(_PERSON, ondelete="CASCADE"), primary_key=True)
