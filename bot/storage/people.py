"""The people: their rows, found by address or id, made, and saved by whoever is first."""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, func, insert, select, update

from bot.conversation.events import Address
from bot.conversation.people import Person
from bot.dialogue.run import Standing, standing_from_json, standing_to_json
from bot.errors import Conflict, StorageError, Unreadable
from bot.storage.forms import in_known_form, write_json
from bot.storage.lately_seen import Familiar
from bot.storage.prepared import Prepared
from bot.storage.progress import IS_ROW
from bot.storage.tables import addresses, count_microseconds, outbox, people

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from bot.conversation.events import Arrival
    from bot.conversation.ports import Outcome
    from bot.dialogue.values import Json
    from bot.storage.session import Session

_ID_BYTES = 16
_SOME = 100
"""So many rows are tried at most to learn whether the key is right."""

# The statements of every batch are built once: building costs as much as running them.
# By column, not by pairs: SQLite reads the whole table for pairs in a list.
_PLACED = select(people, addresses.c.channel, addresses.c.address).join(addresses)
_BY_ADDRESS = _PLACED.where(
    addresses.c.channel.in_(bindparam("channels", expanding=True)),
    addresses.c.address.in_(bindparam("ids", expanding=True)),
)
_BY_ID = _PLACED.where(people.c.id.in_(bindparam("ids", expanding=True)))
_SAVE = Prepared(
    update(people).where(people.c.id == bindparam("of"), people.c.version == bindparam("was")),
    "created_at",
    "version",
    "state",
    "paused_until",
    "last_seen_at",
    "standing",
    "answers",
    "messages",
    "of",
    "was",
)


class State(StrEnum):
    """How it stands between a person and us."""

    HERE = "here"
    BLOCKED = "blocked"
    LEAVING = "leaving"


_HERE, _BLOCKED, _LEAVING = State.HERE.value, State.BLOCKED.value, State.LEAVING.value
_SILENT_SINCE = func.coalesce(people.c.last_seen_at, people.c.created_at) <= outbox.c.taken_at
_BLOCK = (
    update(people)
    .where(people.c.id == bindparam("of"), people.c.state == State.HERE, exists().where(IS_ROW, _SILENT_SINCE))
    .values(state=State.BLOCKED, version=people.c.version + 1)
)


def find_by_address(session: Session, wanted: Collection[Address]) -> dict[Address, Familiar]:
    """The people we know behind these addresses, but for their newest question.

    Raises:
        Unreadable: the row of one of them does not open.
    """
    channels, ids = {address.channel for address in wanted}, [address.id for address in wanted]
    found = session.fetch(_BY_ADDRESS, channels=channels, ids=ids)
    rows = {Address(row.channel, row.address): row for row in found}
    return {address: _to_familiar(session, rows[address]) for address in wanted if address in rows}


def find(session: Session, ids: Collection[str]) -> dict[str, Familiar | None]:
    """The people with these ids, but for their newest question; None for one whose row does not open."""
    found: dict[str, Familiar | None] = {}
    for row in session.fetch(_BY_ID, ids=list(ids)) if ids else ():
        found[row.id] = None
        with suppress(Unreadable):
            found[row.id] = _to_familiar(session, row)
    return found


def check_key(session: Session) -> None:
    """Try the key: one person's row may be damaged, but if none of some opens, it is the wrong key.

    Raises:
        StorageError: the key is not the one this database was written with.
    """
    some = session.fetch(select(people.c.id, people.c.standing).limit(_SOME))
    if some and not any(_opens(session, row) for row in some):
        raise StorageError(
            "The privacy key is not the one this database was written with: give the right privacy.key_file."
        )


def find_addresses(session: Session, ids: Collection[str], channel: str) -> dict[str, Address]:
    """Where those of these people who use the channel are reached."""
    query = select(addresses).where(addresses.c.person_id.in_(ids), addresses.c.channel == channel)
    return {row.person_id: Address(row.channel, row.address) for row in session.fetch(query)}


def tell_addresses(session: Session, ids: Collection[str]) -> dict[str, dict[str, Json]]:
    """For each of these people the id they have on each channel."""
    told: dict[str, dict[str, Json]] = {id_: {} for id_ in ids}
    for row in session.fetch(select(addresses).where(addresses.c.person_id.in_(ids))):
        told[row.person_id][row.channel] = row.address
    return told


def make(arrival: Arrival, now: datetime) -> Person:
    """Someone who comes for the first time, under a random id; not stored yet."""
    return Person(secrets.token_hex(_ID_BYTES), now, first_standing(arrival))


def add(session: Session, strangers: Sequence[tuple[Person, Address]]) -> None:
    """Store people who came for the first time, and where they are reached.

    Raises:
        IntegrityError: another process was faster with one of them.
    """
    rows = [
        {
            "id": person.id,
            "created_at": person.created_at,
            "version": person.version,
            "state": _state_of(person),
            "standing": _seal_standing(session, person),
            "answers": 0,
            "messages": 0,
        }
        for person, _ in strangers
    ]
    places = [{"person_id": person.id, "channel": place.channel, "address": place.id} for person, place in strangers]
    session.run_each(insert(people), rows)
    session.run_each(insert(addresses), places)


def first_standing(arrival: Arrival) -> Standing:
    """What is kept of someone new: the language of their app."""
    language = (arrival.language or "").replace("_", "-").partition("-")[0].lower()
    return Standing().with_kept(language=language) if language else Standing()


def save(session: Session, outcomes: Sequence[tuple[Outcome, Familiar]]) -> None:
    """Write the rows of these people, who were so before.

    Raises:
        Conflict: another process saved or deleted one of them meanwhile.
    """
    rows = [_saved(session, outcome, familiar) for outcome, familiar in outcomes]
    if _SAVE.run(session, rows) != len(rows):
        raise Conflict("Another process saved one of these people first: take the turn again.")


def block(session: Session, refused: Sequence[Mapping[str, object]]) -> None:
    """Note that people shut the bot out: each `of` someone whose message `counted` was refused.

    A refusal is late when they have written since that message was taken out: they are here again. A turn that is
    under way meanwhile is to be taken again.
    """
    session.run_each(_BLOCK, refused)


def open_standing(session: Session, person_id: str, sealed: bytes) -> Standing:
    """Where a person stands.

    Raises:
        Unreadable: it does not open, or is in a form that this version does not know.
    """
    with in_known_form("A person's row"):
        return standing_from_json(json.loads(session.sealer.open(sealed, person_id, "standing")))


def _opens(session: Session, row: Row[Any]) -> bool:
    with suppress(Unreadable):
        session.sealer.open(row.standing, row.id, "standing")
        return True
    return False


def _to_person(session: Session, row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        created_at=row.created_at,
        standing=open_standing(session, row.id, row.standing),
        version=row.version,
        blocked=row.state == State.BLOCKED,
        leaving=row.state == State.LEAVING,
        paused_until=row.paused_until,
        last_seen_at=row.last_seen_at,
    )


def _to_familiar(session: Session, row: Row[Any]) -> Familiar:
    return Familiar(Address(row.channel, row.address), _to_person(session, row), row.answers, row.messages)


def _seal_standing(session: Session, person: Person) -> bytes:
    return session.sealer.seal(write_json(standing_to_json(person.standing)), person.id, "standing")


def _state_of(person: Person) -> str:
    return _LEAVING if person.leaving else _BLOCKED if person.blocked else _HERE


def _saved(session: Session, outcome: Outcome, familiar: Familiar) -> tuple[object, ...]:
    before = outcome.before
    person = Person(before.id, before.created_at, leaving=True) if outcome.forget else outcome.person
    return (
        count_microseconds(person.created_at),
        before.version + 1,
        _state_of(person),
        count_microseconds(person.paused_until),
        count_microseconds(person.last_seen_at),
        _seal_standing(session, person),
        familiar.answers + len(outcome.answers),
        familiar.messages + len(outcome.messages) + outcome.export,
        before.id,
        before.version,
    )
