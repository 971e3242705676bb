"""A PostgreSQL server that stops answering is given up.

Nothing else notices it: a frozen server cancels no statement, and its kernel still confirms what we send.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from psycopg import Connection
from psycopg.errors import OperationalError
from psycopg.pq import TransactionStatus

if TYPE_CHECKING:
    from psycopg.abc import PQGen

T = TypeVar("T")

_LOOK_UP = 0.1
"""Seconds after which a wait looks up at least."""


class PatientConnection(Connection[Any]):
    """A connection that waits for each answer only so long."""

    patience: float | None = 6.0
    """Seconds, a little more than the server takes to cancel a statement itself; None waits for ever."""

    def wait(self, gen: PQGen[T], interval: float = _LOOK_UP, timeout: float | None = None) -> T:
        """Wait for the server's answer.

        Raises:
            OperationalError: it did not come; the connection is closed.
        """
        try:
            return super().wait(gen, interval, timeout or self.patience)
        except OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:  # it may never answer
                self.pgconn.finish()
                raise OperationalError("the server does not answer") from None
            raise
