"""Looks at people without touching anything: for what an author wants to know while the bot runs."""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.errors import Unreadable
from bot.storage.database import connect_to_read, plain_errors
from bot.storage.people import State, check_key, open_standing
from bot.storage.sealing import Sealer
from bot.storage.session import Session
from bot.storage.tables import people, timers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.dialogue.run import Standing

_AT_ONCE = 1000
"""People who are in memory at the same time."""


@contextmanager
def open_onlooker(url: str, read_key: Callable[[], bytes]) -> Iterator[Onlooker]:
    """Look at a database inside the block. It is never written to, and its bot may run meanwhile.

    The privacy key is asked for when the database is there.

    Raises:
        StorageError: it cannot be reached or read, or was written under another key.
    """
    engine = connect_to_read(url)
    try:
        with plain_errors(engine), engine.connect() as connection:
            session = Session(connection, Sealer(read_key()), owner="")
            check_key(session)
            yield Onlooker(session)
    finally:
        engine.dispose()


class Onlooker:
    """Sees where people stand, and not who they are."""

    def __init__(self, session: Session) -> None:
        """`session` reads."""
        self._session = session

    def see_standings(self) -> Iterator[Standing | None]:
        """Where everybody stands who is not just leaving; None for a row that does not open."""
        query = select(people.c.id, people.c.standing).where(people.c.state != State.LEAVING)
        for row in self._session.connection.execution_options(yield_per=_AT_ONCE).execute(query):
            standing = None
            with suppress(Unreadable):
                standing = open_standing(self._session, row.id, row.standing)
            yield standing

    def count_later(self) -> dict[str, int]:
        """How many people each dialog is to begin with after a while."""
        query = select(timers.c.what, func.count().label("people")).where(timers.c.kind == "begin")
        found = {}
        for row in self._session.fetch(query.group_by(timers.c.what)):
            with suppress(ValueError, LookupError):  # damaged: it begins nothing
                found[json.loads(row.what)["dialog"]] = row.people
        return found
