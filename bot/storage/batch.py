"""One batch of turns, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.events import Tapped
from bot.conversation.outgoing import Edit, Handover, Policy
from bot.storage import answers, fates, leaving, outbox, people, questions, timers, updates
from bot.storage.export import write_documents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.conversation.events import Address, Arrival, Due
    from bot.conversation.outgoing import Delivered, Message
    from bot.conversation.people import AskedQuestion, Person
    from bot.conversation.ports import Outcome
    from bot.storage.session import Session


class Batch:
    """Fulfils `bot.conversation.ports.Transaction`."""

    def __init__(self, session: Session, sends: str | None = None) -> None:
        """Work in this open transaction; messages of the channel `sends` are handed over."""
        self._session = session
        self._sends = sends
        self._arrivals: dict[str, Arrival] = {}
        self._reports: list[Delivered] = []
        self.reported_at: datetime | None = None
        """When something was reported, if it was."""
        self._strangers: dict[str, Arrival] = {}
        self._returned: set[str] = set()
        self._noted: set[tuple[str, int]] = set()
        self._woken: set[str] = set()

    def admit(self, arrivals: Sequence[Arrival], now: datetime) -> Sequence[Person | None]:
        """The people behind these addresses, in order; None for an update that was seen before.

        Raises:
            Unreadable: the row of one of them does not open.
        """
        known = people.find_by_address(self._session, [arrival.address for arrival in arrivals])
        asked = questions.find_newest(self._session, [person.id for person in known.values()])
        ids = {address: person.id for address, person in known.items()}
        seen = self._note([(ids[each.address], each) for each in arrivals if each.address in ids], now)
        admitted: list[Person | None] = []
        for arrival in arrivals:
            person = known.get(arrival.address)
            if person is None:
                admitted.append(self._meet(arrival, now))
            elif (person.id, arrival.update_id) in seen:
                admitted.append(None)
            elif person.leaving:
                admitted.append(self._meet_again(person, arrival, now))
            else:
                admitted.append(replace(person, asked=asked.get(person.id)))
        self._arrivals = {person.id: each for person, each in zip(admitted, arrivals, strict=True) if person}
        return admitted

    def claim(self, due: Sequence[Due], now: datetime) -> Sequence[Person | None]:
        """The people whose timers these are, the timers taken away; None where a timer is gone or changed.

        None also for someone whose row does not open: their timer is put off.
        """
        found = people.find(self._session, {one.person_id for one in due})
        usable = [one for one in due if found.get(one.person_id)]
        stuck = {(one.person_id, one.timer.id) for one in due if found.get(one.person_id, one) is None}
        timers.put_off(self._session, stuck, now)
        taken = timers.claim(self._session, usable)
        self._woken.update(person_id for person_id, _ in taken)
        return [found[one.person_id] if (one.person_id, one.timer.id) in taken else None for one in due]

    def report(self, reports: Sequence[Delivered], now: datetime) -> None:
        """Write what became of messages; texts of sent ones are blanked, people who left are swept away."""
        fates.write(self._session, reports, now)
        self._reports += reports
        self.reported_at = now

    def save(self, outcomes: Sequence[Outcome], now: datetime) -> Handover:
        """Write what the turns changed, and nothing at all of newcomers who neither said nor heard anything.

        Raises:
            Conflict: another process saved one of these people meanwhile.
        """
        outcomes = [outcome for outcome in outcomes if self._is_to_keep(outcome)]
        self._add_strangers(outcomes, now)
        numbers = people.save(self._session, outcomes)
        staying = [outcome for outcome in outcomes if not outcome.forget]
        forgotten = [outcome.before.id for outcome in outcomes if outcome.forget]
        leaving.forget(self._session, forgotten, self._noted)
        answers.write(self._session, staying, numbers)
        timers.change(self._session, staying)
        prompt = {outcome.before.id for outcome in outcomes if outcome.is_prompt}
        messages = outbox.append(
            self._session,
            self._letters(outcomes),
            numbers,
            self._places(),
            now,
            prompt=prompt,
            woken=self._woken,
        )
        leaving.sweep(self._session, forgotten)
        return Handover(messages, self._edits(outcomes), self._reports)

    def _places(self) -> dict[str, Address]:
        """The people whom this process sends to at once."""
        return {id_: each.address for id_, each in self._arrivals.items() if each.address.channel == self._sends}

    def _edits(self, outcomes: Sequence[Outcome]) -> list[Edit]:
        return [
            Edit(arrival.address, target, buttons)
            for outcome in outcomes
            if outcome.buttons and (arrival := self._arrivals.get(outcome.before.id))
            for buttons in outcome.buttons
            if (target := _find_target(buttons.visit, outcome.before.asked, arrival))
        ]

    def _note(self, came: Sequence[tuple[str, Arrival]], now: datetime) -> set[tuple[str, int]]:
        keys = [(id_, arrival.update_id) for id_, arrival in came if arrival.update_id is not None]
        self._noted.update(keys)
        return updates.note(self._session, keys, now)

    def _meet(self, arrival: Arrival, now: datetime) -> Person:
        person = people.make(arrival, now)
        self._strangers[person.id] = arrival
        return person

    def _meet_again(self, person: Person, arrival: Arrival, now: datetime) -> Person:
        # Someone who was forgotten and writes again is someone new, though our last words may still be on their way.
        self._returned.add(person.id)
        return replace(person, leaving=False, created_at=now, standing=people.first_standing(arrival))

    def _is_to_keep(self, outcome: Outcome) -> bool:
        is_newcomer = outcome.before.id in self._strangers or outcome.before.id in self._returned
        return bool(not is_newcomer or outcome.messages or outcome.answers)

    def _add_strangers(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        made = [outcome.before for outcome in outcomes if outcome.before.id in self._strangers]
        people.add(self._session, [(person, self._strangers[person.id].address) for person in made])
        self._note([(person.id, self._strangers[person.id]) for person in made], now)

    def _letters(self, outcomes: Sequence[Outcome]) -> Mapping[str, Sequence[tuple[Message, Policy]]]:
        letters = {outcome.before.id: list(outcome.messages) for outcome in outcomes}
        curious = [outcome.person for outcome in outcomes if outcome.export]
        for id_, file in write_documents(self._session, curious).items():
            letters[id_].append((file, Policy.AT_LEAST_ONCE))
        return letters


def _find_target(visit: int, asked: AskedQuestion | None, arrival: Arrival) -> str | None:
    """The message that asked, where it is known: it is there, or its button was tapped."""
    if asked and asked.visit == visit and asked.message_id:
        return asked.message_id
    if isinstance(arrival.what, Tapped) and arrival.what.token.split(":")[1:2] == [str(visit)]:
        return str(arrival.message_id) if arrival.message_id else None
    return None
