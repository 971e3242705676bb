"""People and turns for the tests of the storage."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from bot.conversation.events import Address, Arrival, Wrote
from bot.conversation.outgoing import Bubble, Delivered, Fate, Policy
from bot.conversation.ports import Answer, Outcome
from bot.dialogue.effects import Remember
from bot.storage.database import connect
from bot.storage.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.outgoing import Handover, Message, NewButtons, Outgoing
    from bot.conversation.people import Person
    from bot.conversation.ports import Store

KEY = bytes(range(32))
NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
ANA = Address("telegram", "1000000007")
BEN = Address("telegram", "1000000008")
SECRET = "the red notebook under the stairs"


def later(**duration: float) -> datetime:
    return NOW + timedelta(**duration)


def arrival(address: Address = ANA, update_id: int | None = None, language: str | None = "en") -> Arrival:
    return Arrival(address, Wrote("hello"), update_id, language)


def answer(raw: str = SECRET, *, code: str = "", sensitive: bool = False) -> Answer:
    what = Remember(1, 2, "ruler", 3, "ask_why", "reason", raw, code, raw, sensitive)
    return Answer(what, NOW.date(), NOW)


def bubbles(*texts: str) -> list[tuple[Message, Policy]]:
    return [(Bubble(text), Policy.AT_LEAST_ONCE) for text in texts]


def admit(store: Store, *addresses: Address) -> list[Person]:
    """The people behind these addresses, as they are stored; who is new has given an answer first."""
    arrivals = [arrival(address) for address in addresses]
    with store.transaction() as batch:
        people = batch.admit(arrivals, NOW)
        strangers = [person for person in people if person and not person.version]
        batch.save([Outcome(person, person, answers=[answer("hello")]) for person in strangers], NOW)
    with store.transaction() as batch:
        return [person for person in batch.admit(arrivals, NOW) if person]


def save(store: Store, *outcomes: Outcome) -> None:
    with store.transaction() as batch:
        batch.save(outcomes, NOW)


def say(store: Store, address: Address, *texts: str) -> None:
    """A turn of this person in which these words are said."""
    (person,) = admit(store, address)
    save(store, Outcome(person, person, messages=bubbles(*texts)))


def forget(store: Store, address: Address, *last_words: str, update_id: int | None = None) -> None:
    with store.transaction() as batch:
        (person,) = batch.admit([arrival(address, update_id)], NOW)
        assert person
        gone = replace(person, leaving=True)
        batch.save([Outcome(person, gone, messages=bubbles(*last_words), forget=True)], NOW)


def turn(  # noqa: PLR0913 - all that a turn can have
    store: Store,
    *messages: Message | str,
    address: Address = ANA,
    update_id: int | None = None,
    reports: Sequence[Delivered] = (),
    buttons: Sequence[NewButtons] = (),
    tapped: Arrival | None = None,
    now: datetime = NOW,
) -> Handover:
    """Someone writes or taps, and hears these messages."""
    said = [(Bubble(each) if isinstance(each, str) else each, Policy.AT_LEAST_ONCE) for each in messages]
    with store.transaction() as batch:
        batch.report(reports, now)
        (person,) = batch.admit([tapped or arrival(address, update_id)], now)
        assert person
        seen = replace(person, last_seen_at=now)
        return batch.save([Outcome(person, seen, messages=said, buttons=buttons, is_prompt=tapped is not None)], now)


def known(store: Store, address: Address = ANA) -> Person:
    """Someone as the store knows them."""
    with store.transaction() as batch:
        (person,) = batch.admit([arrival(address)], NOW)
    assert person
    return person


def sent(*letters: Outgoing) -> list[Delivered]:
    """Reports that these messages were sent."""
    return [Delivered(each.person_id, each.number, Fate.SENT, f"{each.number}00") for each in letters]


def texts(letters: Sequence[Outgoing]) -> list[str]:
    return [letter.message.text for letter in letters if isinstance(letter.message, Bubble)]


def report(store: Store, letters: Sequence[Outgoing], fate: Fate, *, retry_after: float = 0.0) -> None:
    reports = [
        Delivered(
            letter.person_id, letter.number, fate, f"m{letter.number}" if fate is Fate.SENT else None, retry_after
        )
        for letter in letters
    ]
    write(store, reports)


def write(store: Store, reports: Sequence[Delivered], now: datetime = NOW) -> None:
    with store.transaction() as batch:
        batch.report(reports, now)


def spoil(url: str, person_id: str, column: str, junk: object = b"junk") -> None:
    """Damage what stands in this column (``table.column``) of a person."""
    table, _, name = column.partition(".")
    rows = metadata.tables[table]
    key = rows.c.id if table == "people" else rows.c.person_id
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(update(rows).where(key == person_id).values({name: junk}))
    engine.dispose()


def read_all(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, as it is stored."""
    engine = connect(url)
    with engine.connect() as connection:
        rows = {
            name: [tuple(row) for row in connection.execute(select(table))] for name, table in metadata.tables.items()
        }
    engine.dispose()
    return {name: found for name, found in rows.items() if found}
