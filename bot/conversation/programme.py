"""All that the conversation is made of: dialogs in each language, the crisis screen, static words, facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from bot.dialogue.moment import UNSURE, Moment
from bot.support.coping import suggest
from bot.support.invitations import make_code
from bot.support.recogniser import Recogniser

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bot.conversation.people import Person
    from bot.dialogue.playbook import Playbook
    from bot.support.crisis import Screen
    from bot.support.facts import Facts
    from bot.support.intents import Wishbook

_COPING = "coping"
"""The one group of dialogs of which the best one for a person can be run."""


def _make_command() -> str:
    """What to type, where there are no links."""
    return f"/start {make_code()}"


class CrisisWords(Protocol):
    """The static words for a crisis: ready before anything else, whatever breaks later."""

    def words(self, klass: str, language: str, country: str | None, *, again: bool = False) -> str:
        """What to say to a class (``K1`` … or ``sos``); `again`: it was said within the hour."""
        ...

    def safe_button(self, language: str) -> str:
        """The label of the way back."""
        ...

    def back(self, language: str) -> str:
        """What to say to someone who took the way back."""
        ...


@dataclass(frozen=True, slots=True)
class Programme:
    """Read whole, checked, and never changed: another one takes its place.

    `base` is the language that speaks where another one has no book.
    """

    books: Mapping[str, Playbook]
    screen: Screen
    crisis: CrisisWords
    facts: Facts
    recogniser: Recogniser = field(default_factory=Recogniser)
    base: str = "en"
    country: str | None = None
    """The operator's country, for people who have not told theirs."""
    spread: timedelta = timedelta(0)
    """Check-ins for one minute are spread over so long, where many people chose the same."""
    invite: Callable[[], str] = _make_command
    """Makes a link with a new code, by which someone can be invited."""
    commands: Mapping[str, str] = field(init=False)
    """Command to the dialog that it opens."""

    def __post_init__(self) -> None:
        """Gather the commands that dialogs declare."""
        dialogs = self.books[self.base].dialogs.values()
        object.__setattr__(self, "commands", {each.command: each.name for each in dialogs if each.command})

    def language(self, wish: str | None) -> str:
        """The wished language, if there is a book in it, else the base language."""
        return wish if wish is not None and wish in self.books else self.base

    def country_of(self, person: Person) -> str | None:
        """The country that numbers are shown for."""
        return person.country or self.country

    def book(self, person: Person) -> Playbook:
        """The dialogs in the person's language."""
        return self.books[self.language(person.language)]

    def wishbook(self, person: Person) -> Wishbook | None:
        """What is said in the person's language about plain words; None where nobody wrote it."""
        books = self.recogniser.wishes.books
        return books.get(self.language(person.language)) or books.get(self.base)

    def moment(self, person: Person, now: datetime) -> Moment:
        """What is true now for this person."""
        facts = self.facts.for_country(self.country_of(person), self.language(person.language))
        return Moment(now, facts, lambda group: self._suggest(group, person), self._hear, self.invite)

    def _hear(self, text: str) -> str:
        """What is heard of change; nothing for sure in words that may tell of danger."""
        return UNSURE if self.screen.suspect(text) else self.recogniser.ear.hear(text)

    def _suggest(self, group: str, person: Person) -> Sequence[str]:
        if group != _COPING:
            return ()
        standing = person.standing
        return suggest(self.book(person).dialogs.values(), standing.kept, standing.rotation, person.id)
