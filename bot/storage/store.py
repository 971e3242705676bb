"""The store: everything that is kept, behind `bot.conversation.ports.Store`."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.errors import Conflict, StorageError
from bot.storage import dispatch, fates, gates, leases, leaving, people, recovery, timers, updates
from bot.storage.batch import Batch
from bot.storage.census import count, count_backlog
from bot.storage.database import connect, empty_log, plain_errors
from bot.storage.gates import Pace
from bot.storage.lately_seen import LatelySeen
from bot.storage.sealing import Sealer
from bot.storage.session import Session
from bot.storage.upgrade import upgrade

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Engine

    from bot.conversation.events import Due
    from bot.conversation.outgoing import Outgoing
    from bot.storage.session import Taken

_TIDY_EVERY = timedelta(hours=1)


def _read_clock() -> datetime:
    return datetime.now(UTC)


def open_store(
    url: str,
    key: bytes,
    clock: Callable[[], datetime] = _read_clock,
    *,
    sends: str | None = None,
    pace: Pace = Pace(),  # noqa: B008 - frozen
) -> SqlStore:
    """Open a database, made and brought up to date where needed; ``sqlite://`` is a fresh one in memory.

    Args:
        url: the database.
        key: the operator's privacy key.
        clock: tells the time, aware.
        sends: the channel whose messages this process sends as soon as they are stored.
        pace: how fast messages may leave.

    Raises:
        StorageError: it cannot be reached, is of a newer version, or was written under another key.
    """
    sealer, engine = Sealer(key), connect(url)
    store = SqlStore(engine, sealer, clock, sends, pace)
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

    def __init__(
        self, engine: Engine, sealer: Sealer, clock: Callable[[], datetime], sends: str | None, pace: Pace
    ) -> None:
        """Use this engine; `open_store` makes one."""
        self._owner = secrets.token_hex(16)
        self._sends = sends
        self._lately = LatelySeen()
        self._pace = pace
        self._more_at: datetime | None = None
        self._engine = engine
        self._sealer = sealer
        self._clock = clock
        self._tidied_at: datetime | None = None
        self._doubtful: list[Taken] = []

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
        batch = None
        try:
            with self._write() as session:
                recovery.put_back(session, self._doubtful)
                batch = Batch(session, self._lately, self._sends)
                yield batch
                if batch.reported_at:
                    self._tidy(session, batch.reported_at)
        except BaseException:
            if batch:
                batch.undo()
            raise
        batch.keep()
        self._doubtful.clear()

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
                recovery.put_back(session, self._doubtful)
                load = dispatch.take(session, channel, now, limit, self._pace)
            self._doubtful.clear()
        except Conflict:
            load = dispatch.Load(more_at=now)
        self._more_at = load.more_at
        return load.messages

    def more_outgoing_at(self) -> datetime | None:
        """When there is room again for what the last `take_outgoing` left at the gate; None where it left nothing."""
        return self._more_at

    def recover(self, channel: str, now: datetime) -> None:
        """Decide by its policy about each message of the channel that a process was sending when it died."""
        with self._write() as session:
            recovery.put_back(session, self._doubtful)
            recovery.recover(session, channel, now)
            self._tidy(session, now)
        self._doubtful.clear()

    def lead(self, name: str, now: datetime, seconds: float) -> bool:
        """Take or keep a lease for so long; whether it is this process's. At most one process holds it."""
        with self._write() as session:
            return leases.lead(session, name, now, seconds)

    def step_down(self, name: str) -> None:
        """Give a lease up at once."""
        with self._write() as session:
            leases.step_down(session, name)

    def beat(self, now: datetime, replies: int) -> datetime | None:
        """Tell that this process lives and has sent so many replies; until when the gate is closed, if it is."""
        with self._write() as session:
            leases.keep_alive(session, now)
            gates.charge(session, self._pace, replies, now)
            return gates.find_closed(session, now)

    def close_gate(self, until: datetime) -> None:
        """No process sends anything but words for a crisis before this moment."""
        with self._write() as session:
            gates.close(session, until)

    def counts(self) -> Mapping[str, int]:
        """Numbers for the operator, nobody identifiable."""
        with self._read() as session:
            return count(session, self._clock())

    def backlog(self) -> Mapping[str, int]:
        """How many messages and due timers wait, counted no further than a quick look allows."""
        with self._read() as session:
            return count_backlog(session, self._clock())

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _write(self) -> Iterator[Session]:
        taken: Sequence[Taken] = ()
        try:
            with plain_errors(self._engine), self._engine.begin() as connection:
                session = Session(connection, self._sealer, self._owner)
                yield session
                taken = session.taken
        except StorageError:
            self._doubtful += taken  # the commit may hold all the same
            raise
        if session.swept:
            empty_log(self._engine)

    @contextmanager
    def _read(self) -> Iterator[Session]:
        reading = self._engine.execution_options(reading=True)
        with plain_errors(self._engine), reading.begin() as connection:
            yield Session(connection, self._sealer, self._owner)

    def _tidy(self, session: Session, now: datetime) -> None:
        if self._tidied_at is None or now - self._tidied_at >= _TIDY_EVERY:
            updates.drop_old(session, now)
            fates.drop_old(session, now)
            leaving.sweep(session)
            session.swept = True  # and what a backup kept in the log before
            self._tidied_at = now
