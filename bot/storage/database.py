"""How the database is reached: SQLite in a file or in memory, or PostgreSQL; and its troubles in plain words."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.pool import StaticPool

from bot.errors import Away, Conflict, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection, Engine

    from bot.storage.patience import PatientConnection

_PRAGMAS = (
    "busy_timeout=2000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "wal_autocheckpoint=4000",  # 16 MB: a page that many turns change goes into the file once
    "foreign_keys=ON",
    "secure_delete=ON",  # what a person had forgotten is overwritten, not only unlinked
)
_PATIENCE = {"connect_timeout": "5", "tcp_user_timeout": "5000"}
_LIMITS = {"lock_timeout": "4000", "statement_timeout": "5000"}
"""In milliseconds: a server that is stuck is told as away, and the words for a crisis go out without it."""

_LOST_RACES = frozenset({"40001", "40P01", "42P07"})
"""PostgreSQL's codes for a serialization failure, a deadlock, and a table that another process just made."""


def connect(url: str) -> Engine:
    """The engine for a ``sqlite:///file``, ``sqlite://`` (in memory) or ``postgresql://…`` URL.

    Raises:
        StorageError: the URL is none of these, or the driver is not installed.
    """
    parsed = _parse(url)
    if parsed.drivername == "sqlite":
        return _connect_sqlite(parsed)
    if parsed.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return _connect_postgresql(parsed.set(drivername="postgresql+psycopg"))
    raise StorageError(f"The database URL begins with {parsed.drivername}: it must be sqlite:/// or postgresql://.")


def connect_to_read(url: str) -> Engine:
    """The engine for one who only looks: it changes nothing, makes no file, and needs no lock.

    Raises:
        StorageError: as `connect`, and where there is no file.
    """
    file = file_of(url)
    if file is None:
        return connect(url).execution_options(postgresql_readonly=True)
    if not file.exists():
        raise StorageError(f"There is no database {file}.")
    is_open = Path(f"{file}-wal").exists()  # else nobody writes, and we would have to make that file
    place = f"{file.absolute().as_uri()}?mode=ro{'' if is_open else '&immutable=1'}"
    return create_engine(_parse(url), creator=lambda: sqlite3.connect(place, uri=True), hide_parameters=True)


@contextmanager
def plain_errors(engine: Engine) -> Iterator[None]:
    """Turns the driver's errors into ours. Their texts can quote rows, so ours carry only the kind of error.

    Raises:
        Conflict: another process wrote the same rows first.
        Away: it cannot be used now.
        StorageError: any other trouble.
    """
    try:
        yield
    except IntegrityError:
        raise Conflict("Another process wrote the same rows first: take the turn again.") from None
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in _LOST_RACES:
            raise Conflict("Another process changed the same rows first: take the turn again.") from None
        kind = Away if isinstance(error, OperationalError) else StorageError
        raise kind(
            f"The database {name_of(engine.url)} cannot be used ({type(error.orig).__name__}):"
            " check that it is running, that this user may use it, and that its disk is not full."
        ) from None


@contextmanager
def reshaping(engine: Engine) -> Iterator[Connection]:
    """One transaction for changing tables, which may take its time.

    SQLite changes a table by building it anew, and with the old one would go every row that refers to it: so foreign
    keys are off, and looked through at the end.

    Raises:
        StorageError: rows are left that refer to nothing; all is undone.
    """
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection, _unhurried(connection.connection.driver_connection):
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            yield connection
        return
    with engine.connect() as connection:
        _outside_transaction(connection, "PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise StorageError("Rows of the database refer to nothing: nothing was changed, restore a backup.")
        finally:
            _outside_transaction(connection, "PRAGMA foreign_keys=ON")


@contextmanager
def _unhurried(connection: Any) -> Iterator[None]:  # noqa: ANN401 - the driver is an extra
    patience, connection.patience = connection.patience, None
    try:
        yield
    finally:
        connection.patience = patience


def is_there(url: str) -> bool:
    """Whether the database can be used now; it changes nothing."""
    engine = connect(url)
    try:
        with plain_errors(engine), engine.begin():
            return True
    except Away:
        return False
    finally:
        engine.dispose()


def empty_log(engine: Engine) -> None:
    """Take SQLite's write-ahead log back into the database: what was deleted would stay readable in it.

    While a backup reads the database this cannot be; the next time will do.
    """
    if engine.dialect.name == "sqlite":
        with suppress(sqlite3.Error, DBAPIError), engine.connect() as connection:
            _outside_transaction(connection, "PRAGMA wal_checkpoint(TRUNCATE)")


def file_of(url: str) -> Path | None:
    """The file of a SQLite database; None for one in memory, and for PostgreSQL.

    Raises:
        StorageError: the URL cannot be read.
    """
    parsed = _parse(url)
    return Path(parsed.database) if parsed.database and _is_in_file(parsed) else None


def name_of(url: URL) -> str:
    """The URL without user, password and options."""
    return URL.create(url.get_backend_name(), None, None, url.host, url.port, url.database).render_as_string()


def _parse(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        raise StorageError("The database URL cannot be read: it looks like sqlite:///leeward.db.") from None


def _is_in_file(url: URL) -> bool:
    return url.drivername == "sqlite" and url.database not in {None, "", ":memory:"}


def _connect_sqlite(url: URL) -> Engine:
    # The store is made in one thread and used from another, though never from two at once.
    arguments = {"check_same_thread": False}
    in_file = _is_in_file(url)
    engine = create_engine(url, connect_args=arguments, hide_parameters=True, poolclass=None if in_file else StaticPool)
    if in_file:
        event.listen(engine, "do_connect", _make_private)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(dialect: object, record: object, arguments: list[str], options: dict[str, object]) -> None:
    """A new file is its owner's alone; SQLite gives the files beside it the same rights."""
    del dialect, record
    if not options.get("uri"):
        with suppress(OSError):  # it is there, or cannot be made, which SQLite tells next
            Path(arguments[0]).touch(mode=0o600, exist_ok=False)


def _prepare_sqlite(connection: sqlite3.Connection, record: object) -> None:
    del record
    connection.isolation_level = None  # the driver begins no transactions by itself: `_begin_sqlite` does
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    # A transaction that first reads and then writes must hold the lock from its first word.
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _outside_transaction(connection: Connection, statement: str) -> None:
    # Past SQLAlchemy, which would begin a transaction first.
    connection.connection.cursor().execute(statement)


def _connect_postgresql(url: URL) -> Engine:
    told = " ".join(url.normalized_query.get("options", ()))
    patient = url.set(query={**_PATIENCE, **url.query, **({"options": told} if told else {})})
    try:
        # Nobody looks first whether a connection still works: each process has one, and uses it every second.
        engine = create_engine(patient, hide_parameters=True)
    except ModuleNotFoundError:
        raise StorageError(
            "PostgreSQL needs a driver that is not installed: run pip install 'leeward[postgres]'."
        ) from None
    # What the operator's URL says itself counts.
    limits = {name: value for name, value in _LIMITS.items() if name not in told}
    event.listen(engine, "do_connect", _connect_patiently)
    event.listen(engine, "connect", partial(_prepare_postgresql, limits))
    return engine


def _connect_patiently(dialect: object, record: object, arguments: list[Any], options: dict[str, Any]) -> object:
    from bot.storage.patience import PatientConnection  # noqa: PLC0415 - its driver is an extra

    del dialect, record
    if "prepare_threshold" in options:  # from the URL: `none` for a pooler that knows no prepared statements
        wish = str(options["prepare_threshold"])
        options["prepare_threshold"] = int(wish) if wish.isdecimal() else None
    return PatientConnection.connect(*arguments, **options)


def _prepare_postgresql(limits: Mapping[str, str], connection: PatientConnection, record: object) -> None:
    # Not as options of the connection: a pooler like PgBouncer refuses those.
    del record
    for name, value in limits.items():
        connection.execute("SELECT set_config(%s, %s, false)", (name, value))
    connection.commit()
