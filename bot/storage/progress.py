"""How far a message in the outbox has come, and conditions that ask for it."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, case, literal_column

from bot.storage.tables import outbox

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, FromClause


class Progress(StrEnum):
    """How far a message has come."""

    NEW = "new"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    DEAD = "dead"


class Rank(IntEnum):
    """Which messages leave first."""

    CRISIS = 0
    REPLY = 1
    BULK = 2
    """A timer caused it, nobody sits waiting."""


IS_ROW = (outbox.c.person_id == bindparam("of")) & (outbox.c.number == bindparam("counted"))
"""One message, by the parameters `of` (the person) and `counted`."""

AGAIN = case((outbox.c.message.is_(None), Progress.DEAD.value), else_=Progress.NEW.value)
"""The state of a message that is not out: one whose words were forgotten meanwhile cannot be sent again."""


# Written out, not passed as parameters: a database uses a partial index only where it sees its condition.
def is_new(table: FromClause) -> ColumnElement[bool]:
    """The message waits."""
    return table.c.state == literal_column("'new'")


def is_unsent(table: FromClause) -> ColumnElement[bool]:
    """The message waits or is being sent."""
    return table.c.state.in_([literal_column("'new'"), literal_column("'sending'")])


def asks(table: FromClause) -> ColumnElement[bool]:
    """The message asks a question."""
    return table.c.visit > literal_column("0")


def is_sending(table: FromClause) -> ColumnElement[bool]:
    """The message is being sent."""
    return table.c.state == literal_column("'sending'")
