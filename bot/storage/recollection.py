"""What one batch knows of people by heart, and what it learns; true for others only once it is committed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.outgoing import Bubble, Fate
from bot.conversation.people import AskedQuestion, Person, QuestionState
from bot.storage.lately_seen import Familiar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from bot.conversation.events import Address
    from bot.conversation.outgoing import Delivered, Outgoing
    from bot.conversation.ports import Outcome
    from bot.storage.lately_seen import LatelySeen


class Recollection:
    """The people lately seen, as this batch leaves them."""

    def __init__(self, lately: LatelySeen) -> None:
        """Begin with what is known."""
        self._lately = lately
        self._learned: dict[str, Familiar] = {}
        self._believed: set[str] = set()
        self._saved: set[str] = set()

    def find(self, addresses: Iterable[Address]) -> dict[Address, Familiar]:
        """Those behind these addresses who are familiar."""
        known: dict[Address, Familiar] = {}
        for address in addresses:
            familiar = self._lately.find(address)
            if familiar:
                known[address] = self._learned.get(familiar.person.id, familiar)
                self._believed.add(familiar.person.id)
        return known

    def follow(self, report: Delivered) -> bool:
        """Take note of what became of a message; whether it went to someone who is familiar."""
        person_id = report.person_id
        familiar = self._learned.get(person_id) or self._lately.find_by_id(person_id)
        if familiar is None:
            return False
        if report.fate is not Fate.SENT:  # this may have changed other messages, and the person
            self._learned.pop(person_id, None)
            self._lately.drop(person_id)
            return False
        asked = familiar.person.asked
        if asked and report.number == familiar.question:
            sent = replace(asked, state=QuestionState.SENT, message_id=report.message_id)
            self._learned[person_id] = familiar._replace(person=replace(familiar.person, asked=sent), question=0)
        return True

    def learn(
        self,
        pairs: Sequence[tuple[Outcome, Familiar]],
        handed: Sequence[Outgoing],
        strange: Collection[str],
        now: datetime,
    ) -> None:
        """Remember how people are after these outcomes, but those who are to stay strange.

        Kept is only whom nobody else changes unnoticed: all that was said to them was handed over.
        """
        asked: dict[str, tuple[AskedQuestion | None, int]] = {
            each.person_id: (AskedQuestion(each.message.visit, QuestionState.UNDER_WAY, None, now), each.number)
            for each in handed
            if isinstance(each.message, Bubble) and each.message.visit
        }
        counts = Counter(each.person_id for each in handed)
        for outcome, before in pairs:
            id_, said = outcome.before.id, len(outcome.messages) + outcome.export
            question, number = asked.get(id_, (before.person.asked, before.question))
            after = Familiar(
                before.address,
                _as_saved(outcome, question),
                before.answers + len(outcome.answers),
                before.messages + said,
                number,
                before.is_clear and said == counts[id_],
            )
            self._saved.add(id_)
            self._learned.pop(id_, None)
            if after.is_followed and id_ not in strange:
                self._learned[id_] = after

    def keep(self) -> None:
        """All is committed: what was learned is true, and nothing else of those people."""
        for person_id in self._saved - {*self._learned}:
            self._lately.drop(person_id)
        for familiar in self._learned.values():
            self._lately.keep(familiar)

    def undo(self, present: Collection[str]) -> None:
        """Nothing is committed: what was believed, of those who are present too, may be the reason."""
        for person_id in {*self._believed, *self._learned, *present}:
            self._lately.drop(person_id)


def _as_saved(outcome: Outcome, asked: AskedQuestion | None) -> Person:
    person = outcome.person  # by place: a person is made for each turn
    return Person(
        person.id,
        person.created_at,
        person.standing,
        outcome.before.version + 1,
        person.blocked,
        person.leaving,
        person.paused_until,
        person.last_seen_at,
        asked,
    )
