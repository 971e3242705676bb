"""People whom the store lately saw, kept in memory so that the next turn need not read them."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from bot.conversation.people import QuestionState

if TYPE_CHECKING:
    from bot.conversation.events import Address
    from bot.conversation.people import Person

MOST = 4000
"""So many people are kept; a person takes a few kilobytes."""

_SETTLED = frozenset((QuestionState.SENT, QuestionState.LOST))


class Familiar(NamedTuple):
    """A person as their row is, and what else a turn needs of them.

    It is right as long as `person.version` is the row's: whoever saves a person counts it up. What changes without
    that is followed by the process that sends: so only that one keeps it.
    """

    address: Address
    person: Person
    answers: int = 0
    """The number last given to an answer."""
    messages: int = 0
    """The number last given to a message."""
    question: int = 0
    """The number of the message with the newest question, where this process sends it."""
    is_clear: bool = True
    """No message of theirs waits, or is sent by another process."""

    @property
    def is_followed(self) -> bool:
        """Nothing of this changes without this process or a new version."""
        asked = self.person.asked
        return self.is_clear and (asked is None or asked.state in _SETTLED or self.question > 0)


class LatelySeen:
    """The people of the last turns; who was longest away is let go first."""

    def __init__(self, most: int = MOST) -> None:
        """Know nobody."""
        self._most = most
        self._people: OrderedDict[Address, Familiar] = OrderedDict()
        self._addresses: dict[str, Address] = {}

    def find(self, address: Address) -> Familiar | None:
        """Whoever is reached there, if they are known."""
        return self._people.get(address)

    def find_by_id(self, person_id: str) -> Familiar | None:
        """The person of this id, if they are known."""
        address = self._addresses.get(person_id)
        return self._people[address] if address else None

    def keep(self, familiar: Familiar) -> None:
        """Know this person from now on, as they are now."""
        self.drop(familiar.person.id)
        self._people[familiar.address] = familiar
        self._addresses[familiar.person.id] = familiar.address
        if len(self._people) > self._most:
            _, oldest = self._people.popitem(last=False)
            del self._addresses[oldest.person.id]

    def drop(self, person_id: str) -> None:
        """Know nothing more of this person."""
        address = self._addresses.pop(person_id, None)
        if address:
            del self._people[address]
