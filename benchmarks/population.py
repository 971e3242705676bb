"""People who are in a database before a bot is started on it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert, update

from bot.app import read_programme
from bot.conversation.events import Address, Arrival, CheckInTimer, Timer, Wrote
from bot.conversation.outcomes import CHECKIN
from bot.conversation.outgoing import Delivered, Fate
from bot.conversation.people import Person
from bot.conversation.turn import take_turn
from bot.messenger.updates import CHANNEL
from bot.settings import Settings
from bot.storage import people as rows_of_people
from bot.storage.database import connect
from bot.storage.key_file import load_or_make_key
from bot.storage.sealing import Sealer
from bot.storage.session import Session
from bot.storage.store import open_store
from bot.storage.tables import timers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from bot.conversation.ports import Outcome
    from bot.conversation.programme import Programme
    from bot.dialogue.run import Standing
    from bot.storage.store import SqlStore

FIRST: Final = 5_000_000
"""The Telegram id of the first of them."""
_AT_ONCE: Final = 500
_HELLO: Final = Wrote("/checkin")


def read_dialogs(folder: Path | None = None) -> Programme:
    """The dialogs of this folder, else those that ship."""
    return read_programme(Settings(dialogs=folder))


def load_key(path: Path) -> bytes:
    """The privacy key in a file, made where there is none."""
    return load_or_make_key(path)


def invite_people(store: SqlStore, programme: Programme, count: int, now: datetime, due_at: datetime) -> None:
    """Let so many people talk two days ago, to be asked how they are at `due_at`."""
    then = now - timedelta(days=2)
    for first in range(FIRST, FIRST + count, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, FIRST + count))
        arrivals = [Arrival(Address(CHANNEL, str(number)), _HELLO) for number in numbers]
        with store.transaction() as transaction:
            met = [person for person in transaction.admit(arrivals, then) if person]
            talks = [take_turn(programme, person, _HELLO, then).outcome for person in met]
            transaction.save([_invite(talk, due_at) for talk in talks], then)
        while sent := store.take_outgoing(CHANNEL, then, _AT_ONCE):
            with store.transaction() as transaction:
                transaction.report([Delivered(each.person_id, each.number, Fate.SENT, "1") for each in sent], then)


def _invite(talk: Outcome, due_at: datetime) -> Outcome:
    """What came of the talk, and a check-in."""
    standing = talk.person.standing.with_kept(checkin_times=(f"{due_at:%H:%M}",))
    timer = Timer(CHECKIN, due_at, CheckInTimer())
    return replace(talk, person=replace(talk.person, standing=standing), timers=[timer])


def set_due(url: str, due_at: datetime) -> None:
    """Let all timers be due at the same moment."""
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(update(timers).values(due_at=due_at))
    engine.dispose()


def settle_people(url: str, key: bytes, programme: Programme, count: int, now: datetime) -> None:
    """Put so many people into a database as they are after a word, each with a check-in tomorrow.

    They are written straight into the tables: to take a turn with each would take long.
    """
    open_store(url, key).close()
    standing = take_turn(programme, Person("bench", created_at=now), _HELLO, now).outcome.person.standing
    engine, sealer = connect(url), Sealer(key)
    for first in range(0, count, _AT_ONCE):
        numbers = range(FIRST + first, FIRST + min(first + _AT_ONCE, count))
        with engine.begin() as connection:
            _settle(Session(connection, sealer, ""), standing, numbers, now)
    engine.dispose()


def _settle(session: Session, standing: Standing, numbers: Sequence[int], now: datetime) -> None:
    ids = {number: secrets.token_hex(16) for number in numbers}
    strangers = [
        (Person(ids[number], created_at=now, standing=standing), Address(CHANNEL, str(number))) for number in numbers
    ]
    rows_of_people.add(session, strangers)
    tomorrow = now + timedelta(days=1)
    rows = [
        {"person_id": ids[number], "id": CHECKIN, "due_at": tomorrow, "kind": "check-in", "what": "{}"}
        for number in numbers
    ]
    session.run_each(insert(timers), rows)
