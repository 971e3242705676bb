"""One batch of turns, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.outgoing import Policy
from bot.storage import answers, leaving, outbox, people, timers, updates
from bot.storage.export import write_documents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.conversation.events import Arrival, Due
    from bot.conversation.outgoing import Message
    from bot.conversation.people import Person
    from bot.conversation.ports import Outcome
    from bot.storage.session import Session


class Batch:
    """Fulfils `bot.conversation.ports.Transaction`."""

    def __init__(self, session: Session) -> None:
        """Work in this open transaction."""
        self._session = session
        self._noted: set[tuple[str, int]] = set()
        self._woken: set[str] = set()

    def admit(self, arrivals: Sequence[Arrival], now: datetime) -> Sequence[Person | None]:
        """The people behind these addresses, new ones made, in order; None for an update that was seen before."""
        known = people.find_by_address(self._session, [arrival.address for arrival in arrivals])
        strangers = [arrival for arrival in arrivals if arrival.address not in known]
        known |= people.add(self._session, strangers, now)
        ids = [known[arrival.address].id for arrival in arrivals]
        keys = [(id_, one.update_id) for id_, one in zip(ids, arrivals, strict=True) if one.update_id is not None]
        seen = updates.note(self._session, keys, now)
        self._noted.update(keys)
        return [
            None if (id_, arrival.update_id) in seen else _welcome(known[arrival.address], arrival, now)
            for id_, arrival in zip(ids, arrivals, strict=True)
        ]

    def claim(self, due: Sequence[Due], now: datetime) -> Sequence[Person | None]:
        """The people whose timers these are, the timers taken away; None where a timer is gone or changed."""
        del now
        taken = timers.claim(self._session, due)
        found = people.find(self._session, {person_id for person_id, _ in taken})
        self._woken.update(found)
        return [found.get(one.person_id) if (one.person_id, one.timer.id) in taken else None for one in due]

    def save(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        """Write what the turns changed.

        Raises:
            Conflict: another process saved one of these people meanwhile.
        """
        numbers = people.save(self._session, outcomes)
        staying = [outcome for outcome in outcomes if not outcome.forget]
        forgotten = [outcome.before.id for outcome in outcomes if outcome.forget]
        leaving.forget(self._session, forgotten, self._noted)
        answers.write(self._session, staying, numbers)
        timers.change(self._session, staying)
        outbox.append(self._session, self._letters(outcomes), numbers, self._woken, now)
        leaving.sweep(self._session, forgotten)

    def _letters(self, outcomes: Sequence[Outcome]) -> Mapping[str, Sequence[tuple[Message, Policy]]]:
        letters = {outcome.before.id: list(outcome.messages) for outcome in outcomes}
        curious = [outcome.person for outcome in outcomes if outcome.export]
        for id_, file in write_documents(self._session, curious).items():
            letters[id_].append((file, Policy.AT_LEAST_ONCE))
        return letters


def _welcome(person: Person, arrival: Arrival, now: datetime) -> Person:
    if not person.leaving:
        return person
    # Someone who was forgotten and writes again is someone new, though our last words may still be on their way.
    return replace(person, leaving=False, created_at=now, standing=people.first_standing(arrival))
