"""People who are each other's contact, over a real store, with what each of them reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from bot import app
from bot.conversation.events import Address, Arrival, Happening, Tapped, Wrote
from bot.conversation.outgoing import Bubble, Delivered, Document, Fate
from bot.conversation.rounds import Rounds
from bot.conversation.stage import Stage
from bot.settings import load_settings
from bot.support.invitations import find_code

if TYPE_CHECKING:
    from bot.conversation.programme import Programme
    from bot.storage.store import SqlStore

BEGIN = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
KEY = bytes(range(32))
WORDS = "I am at the river house, Kim has the key"


@cache
def read_programme() -> Programme:
    return app.read_programme(load_settings(None, {}), lambda: BEGIN)


class Town:
    """Everyone in it, by name; time is moved by hand."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.now = BEGIN
        self.read: dict[str, list[str]] = {}
        self.shut: set[str] = set()
        self.files: dict[str, str] = {}
        self._buttons: dict[str, dict[str, str]] = {}
        self._last: dict[str, set[str]] = {}
        self._rounds = Rounds(store, Stage(read_programme()), lambda: self.now)

    def does(self, name: str, what: Happening) -> None:
        self._rounds.take([Arrival(Address("telegram", name), what, None, "en")], ())
        self._settle()

    def writes(self, name: str, *texts: str) -> None:
        for text in texts:
            self.does(name, Wrote(text))

    def taps(self, name: str, *labels: str) -> None:
        for label in labels:
            self.does(name, Tapped(self._buttons[name][label]))

    def waits(self, **time: float) -> None:
        until = self.now + timedelta(**time)
        while (due := self.store.next_due_at()) and due <= until:
            self.now = max(self.now, due)
            self._settle()
        self.now = until

    def sleeps(self, **time: float) -> None:
        """The program is down for so long."""
        self.now += timedelta(**time)
        self._settle()

    def gets_invited(self, name: str = "ana") -> str:
        """The link that this person has to pass on."""
        self.writes(name, "/contact")
        self.taps(name, "Ask someone")
        self.writes(name, "Ana", WORDS)
        return self.finds_link(name)

    def finds_link(self, name: str) -> str:
        return next(code for text in reversed(self.read[name]) if (code := find_code(text)))

    def labels(self, name: str) -> set[str]:
        """What this person can tap below the last message."""
        return self._last.get(name, set())

    def counts(self, name: str, words: str) -> int:
        return sum(words in text for text in self.read.get(name, ()))

    def _settle(self) -> None:
        self._deliver()
        while (due := self.store.next_due_at()) and due <= self.now:
            self._rounds.take_due(50)
            self._deliver()

    def _deliver(self) -> None:
        while letters := self.store.take_outgoing("telegram", self.now, 50):
            reports = []
            for each in letters:
                name = each.address.id
                fate = Fate.BLOCKED if name in self.shut else Fate.SENT
                reports.append(Delivered(each.person_id, each.number, fate, str(each.number)))
                if fate is Fate.SENT and isinstance(each.message, Bubble):
                    self.read.setdefault(name, []).append(each.message.text)
                    tokens = {button.label: button.token for row in each.message.keyboard for button in row}
                    self._last[name] = {*tokens}
                    self._buttons.setdefault(name, {}).update(tokens)
                elif isinstance(each.message, Document):
                    self.files[name] = each.message.content
            self._rounds.take([], reports)
