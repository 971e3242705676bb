"""One batch of turns, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.outgoing import Edit, Handover, Policy
from bot.errors import Conflict
from bot.storage import answers, bubbles, fates, invitations, leaving, outbox, people, questions, timers, updates
from bot.storage.export import write_documents
from bot.storage.lately_seen import Familiar
from bot.storage.outbox import Queue
from bot.storage.recollection import Recollection

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.conversation.events import Address, Arrival, Due
    from bot.conversation.outgoing import Delivered, Message
    from bot.conversation.people import Person
    from bot.conversation.ports import Invitation, Outcome
    from bot.storage.lately_seen import LatelySeen
    from bot.storage.session import Session


class Batch:
    """Fulfils `bot.conversation.ports.Transaction`."""

    def __init__(self, session: Session, lately: LatelySeen, sends: str | None = None) -> None:
        """Work in this open transaction; messages of the channel `sends` are handed over."""
        self._session = session
        self._recollection = Recollection(lately)
        self._sends = sends
        self._present: dict[str, Familiar] = {}
        self._strangers: dict[str, Arrival] = {}
        self._returned: set[str] = set()
        self._arrivals: dict[str, Arrival] = {}
        self._noted: set[tuple[str, int]] = set()
        self._woken: set[str] = set()
        self._reports: list[Delivered] = []
        self.reported_at: datetime | None = None
        """When something was reported, if it was."""

    def report(self, reports: Sequence[Delivered], now: datetime) -> None:
        """Write what became of messages; texts of sent ones are blanked, people who left are swept away."""
        fates.write(self._session, reports, now)
        self._reports += reports
        self.reported_at = now
        # Who is familiar is not leaving, unless another process just learned that they are: they are swept away later.
        leaving.sweep(self._session, {each.person_id for each in reports if not self._recollection.follow(each)})

    def admit(self, arrivals: Sequence[Arrival], now: datetime) -> Sequence[Person | None]:
        """The people behind these addresses, in order; None for an update that was seen before.

        Raises:
            Unreadable: the row of one of them does not open.
        """
        known = self._recall([arrival.address for arrival in arrivals])
        seen = self._note([(known[each.address].person.id, each) for each in arrivals if each.address in known], now)
        return [self._admit(arrival, known.get(arrival.address), seen, now) for arrival in arrivals]

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
        self._present |= self._complete({id_: each for id_, each in found.items() if each and id_ in self._woken})
        return [self._present[one.person_id].person if (one.person_id, one.timer.id) in taken else None for one in due]

    def find_invitations(self, codes: Collection[str], now: datetime) -> Mapping[str, Invitation]:
        """The open invitations with these hashes of codes."""
        return invitations.find(self._session, codes, now)

    def save(self, outcomes: Sequence[Outcome], now: datetime) -> Handover:
        """Write what the turns changed, and nothing at all of newcomers who neither said nor heard anything.

        Raises:
            Conflict: another process saved one of these people meanwhile.
        """
        outcomes = [outcome for outcome in outcomes if self._is_to_keep(outcome)]
        self._find_the_others(outcomes)
        self._add_strangers(outcomes, now)
        pairs = [(outcome, self._present[outcome.before.id]) for outcome in outcomes]
        people.save(self._session, pairs)
        staying = [outcome for outcome in outcomes if not outcome.forget]
        forgotten = [outcome.before.id for outcome in outcomes if outcome.forget]
        leaving.forget(self._session, forgotten, self._noted)
        answers.write(self._session, [(outcome, familiar.answers) for outcome, familiar in pairs if not outcome.forget])
        timers.change(self._session, staying)
        told = timers.post(self._session, [each for outcome in outcomes for each in outcome.news], now)
        invitations.change(self._session, outcomes)
        bubbles.withdraw(self._session, [(each.before.id, visit) for each in staying for visit in each.withdrawn])
        queues = self._queues(pairs)
        messages = outbox.append(self._session, queues, now)
        leaving.sweep(self._session, forgotten)
        self._recollection.learn(pairs, messages, {*forgotten, *self._woken}, now)
        due_at = min((timer.due_at for outcome in outcomes for timer in outcome.timers), default=None)
        has_left_some = sum(len(queue.messages) for queue in queues if queue.is_ours) > len(messages)
        return Handover(messages, self._edits(pairs), self._reports, now if told else due_at, has_left_some)

    def keep(self) -> None:
        """All is committed."""
        self._recollection.keep()

    def undo(self) -> None:
        """Nothing is committed."""
        self._recollection.undo(self._present)

    # -- who is there ---------------------------------------------------------------------------------------------

    def _recall(self, addresses: Sequence[Address]) -> dict[Address, Familiar]:
        """The people behind these addresses, from memory where they are familiar."""
        known = self._recollection.find(addresses)
        unknown = [address for address in addresses if address not in known]
        if unknown:
            found = people.find_by_address(self._session, unknown)
            complete = self._complete({each.person.id: each for each in found.values()})
            known |= {each.address: each for each in complete.values()}
        return known

    def _complete(self, found: Mapping[str, Familiar]) -> dict[str, Familiar]:
        """These people with their newest question, and whether something of theirs waits."""
        asked = questions.find_newest(self._session, found)
        held = outbox.find_held(self._session, found)
        complete = {}
        for id_, familiar in found.items():
            question, number = asked.get(id_, (None, 0))
            person = replace(familiar.person, asked=question)
            complete[id_] = familiar._replace(person=person, question=number, is_clear=id_ not in held)
        return complete

    def _find_the_others(self, outcomes: Sequence[Outcome]) -> None:
        """The people of these outcomes who were met in another transaction."""
        missing = {outcome.before.id for outcome in outcomes} - {*self._present}
        if missing:
            found = {id_: each for id_, each in people.find(self._session, missing).items() if each}
            if len(found) < len(missing):
                raise Conflict("Another process deleted one of these people: take the turn again.")
            self._present |= self._complete(found)

    def _admit(
        self, arrival: Arrival, familiar: Familiar | None, seen: set[tuple[str, int]], now: datetime
    ) -> Person | None:
        if familiar is None:
            familiar = self._meet(arrival, now)
        elif (familiar.person.id, arrival.update_id) in seen:
            return None
        elif familiar.person.leaving:
            familiar = self._meet_again(familiar, arrival, now)
        person = familiar.person
        self._present[person.id] = familiar
        self._arrivals[person.id] = arrival
        return person

    def _note(self, came: Iterable[tuple[str, Arrival]], now: datetime) -> set[tuple[str, int]]:
        keys = [(id_, arrival.update_id) for id_, arrival in came if arrival.update_id is not None]
        self._noted.update(keys)
        return updates.note(self._session, keys, now)

    def _meet(self, arrival: Arrival, now: datetime) -> Familiar:
        person = people.make(arrival, now)
        self._strangers[person.id] = arrival
        return Familiar(arrival.address, person)

    def _meet_again(self, familiar: Familiar, arrival: Arrival, now: datetime) -> Familiar:
        # Someone who was forgotten and writes again is someone new, though our last words may still be on their way.
        person = familiar.person
        self._returned.add(person.id)
        standing = people.first_standing(arrival)
        return familiar._replace(person=replace(person, leaving=False, created_at=now, standing=standing, asked=None))

    def _is_to_keep(self, outcome: Outcome) -> bool:
        is_newcomer = outcome.before.id in self._strangers or outcome.before.id in self._returned
        return bool(not is_newcomer or outcome.messages or outcome.answers)

    def _add_strangers(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        made = [outcome.before for outcome in outcomes if outcome.before.id in self._strangers]
        if made:
            people.add(self._session, [(person, self._strangers[person.id].address) for person in made])
            self._note([(person.id, self._strangers[person.id]) for person in made], now)

    # -- what is said ---------------------------------------------------------------------------------------------

    def _queues(self, pairs: Sequence[tuple[Outcome, Familiar]]) -> list[Queue]:
        curious = [outcome.person for outcome, _ in pairs if outcome.export]
        files = write_documents(self._session, curious)
        queues = []
        for outcome, familiar in pairs:
            messages: Sequence[tuple[Message, Policy]] = outcome.messages
            if outcome.export:
                messages = [*messages, (files[outcome.before.id], Policy.AT_LEAST_ONCE)]
            if messages:
                is_woken = outcome.before.id in self._woken
                is_bulk = is_woken and not outcome.is_pressing
                is_ours = not is_woken and familiar.address.channel == self._sends
                queues.append(Queue(familiar, messages, is_ours, outcome.is_prompt, is_bulk))
        return queues

    def _edits(self, pairs: Sequence[tuple[Outcome, Familiar]]) -> list[Edit]:
        return [
            Edit(familiar.address, target, buttons)
            for outcome, familiar in pairs
            if self._sends in {None, familiar.address.channel}
            for buttons in outcome.buttons
            if (target := questions.find_target(buttons.visit, familiar.person, self._arrivals.get(outcome.before.id)))
        ]
