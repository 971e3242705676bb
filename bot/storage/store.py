"""The store: everything that is kept, behind `bot.conversation.ports.Store`."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.errors import Conflict
from bot.storage import fates, outbox, people, timers, updates
from bot.storage.batch import Batch
from bot.storage.census import count
from bot.storage.database import connect, empty_log, plain_errors
from bot.storage.sealing import Sealer
from bot.storage.session import Session
from bot.storage.upgrade import upgrade

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Engine

    from bot.conversation.events import Due
    from bot.conversation.outgoing import Delivered, Outgoing

_TIDY_EVERY = timedelta(hours=1)


def _read_clock() -> datetime:
    return datetime.now(UTC)


def open_store(url: str, key: bytes, clock: Callable[[], datetime] = _read_clock) -> SqlStore:
    """Open a database, made and brought up to date where needed; ``sqlite://`` is a fresh one in memory.

    Raises:
        StorageError: it cannot be reached, is of a newer version, or was written under another key.
    """
    sealer, engine = Sealer(key), connect(url)
    store = SqlStore(engine, sealer, clock)
    try:
        try:
            store.prepare()
        except Conflict:  # another process made the tables at the same moment
            store.prepare()
    except BaseException:
        store.close()
        raise
    return store


class SqlStore:
    """Fulfils `bot.conversation.ports.Store`. Any thread may use it, one at a time."""

    def __init__(self, engine: Engine, sealer: Sealer, clock: Callable[[], datetime]) -> None:
        """Use this engine; `open_store` makes one."""
        self._engine = engine
        self._sealer = sealer
        self._clock = clock
        self._tidied_at: datetime | None = None

    def prepare(self) -> None:
        """Bring the tables up to date and try the key.

        Raises:
            StorageError: the database is of a newer version, or was written under another key.
        """
        with plain_errors(self._engine):
            upgrade(self._engine)
        with self._read() as session:
            people.check_key(session)

    @contextmanager
    def transaction(self) -> Iterator[Batch]:
        """Begin a batch. Nothing is visible to others before the end; an exception undoes all."""
        with self._write() as session:
            yield Batch(session)

    def due_timers(self, now: datetime, limit: int) -> Sequence[Due]:
        """Timers whose time has come, the longest overdue first, one per person; unreadable ones are put off."""
        with self._read() as session:
            due, unreadable = timers.find_due(session, now, limit)
        if unreadable:
            with self._write() as session:
                timers.put_off(session, unreadable, now)
        return due

    def next_due_at(self) -> datetime | None:
        """When the next timer is due."""
        with self._read() as session:
            return timers.find_next(session)

    def take_outgoing(self, channel: str, now: datetime, limit: int) -> Sequence[Outgoing]:
        """Messages of a channel to send now, marked as being sent; none when another process takes the same ones."""
        try:
            with self._write() as session:
                return outbox.take(session, channel, now, limit)
        except Conflict:
            return ()

    def report(self, reports: Sequence[Delivered], now: datetime) -> None:
        """Write what became of messages; texts of sent ones are blanked, people who left are swept away."""
        with self._write() as session:
            fates.write(session, reports, now)
            self._tidy(session, now)

    def recover(self, channel: str, now: datetime) -> None:
        """After a start: decide by its policy about each message of the channel that was being sent when we died."""
        with self._write() as session:
            fates.recover(session, channel)
            self._tidy(session, now)

    def counts(self) -> Mapping[str, int]:
        """Numbers for the operator, nobody identifiable."""
        with self._read() as session:
            return count(session, self._clock())

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _write(self) -> Iterator[Session]:
        with plain_errors(self._engine), self._engine.begin() as connection:
            session = Session(connection, self._sealer)
            yield session
        if session.swept:
            empty_log(self._engine)

    @contextmanager
    def _read(self) -> Iterator[Session]:
        reading = self._engine.execution_options(reading=True)
        with plain_errors(self._engine), reading.begin() as connection:
            yield Session(connection, self._sealer)

    def _tidy(self, session: Session, now: datetime) -> None:
        if self._tidied_at is None or now - self._tidied_at >= _TIDY_EVERY:
            updates.drop_old(session, now)
            fates.drop_old(session, now)
            session.swept = True  # and what a backup kept in the log before
            self._tidied_at = now
