"""One person's conversation played in memory: for transcripts, for authors, for tests.

It is the real turn with the stored form of the person between two turns, and a clock that is moved by hand.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.conversation.events import SentOther, Tapped, Timer, Wrote
from bot.conversation.outcomes import Reaction
from bot.conversation.outgoing import Bubble, Document
from bot.conversation.people import Person
from bot.conversation.turn import Taken, take_due_turn, take_turn
from bot.dialogue import engine
from bot.dialogue.run import Run, Standing, standing_from_json, standing_to_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime, timedelta

    from bot.conversation.events import Happening
    from bot.conversation.outgoing import Message, NewButtons
    from bot.conversation.ports import Answer
    from bot.conversation.programme import Programme
    from bot.dialogue.effects import Button, Keyboard
    from bot.dialogue.values import Value


@dataclass(frozen=True, slots=True)
class Shown:
    """A bubble as the person sees it; `buttons` are those that can still be tapped."""

    text: str
    buttons: Keyboard = ()
    visit: int = 0
    source: str = ""
    chosen: str = ""
    """The answer that stands below it now, where its buttons were."""
    is_change: bool = False
    """It stands in a bubble that was there before."""
    shows_buttons: bool = True
    """Its buttons are not the same as those that stood there before."""


class Rehearsal:
    """A conversation with one person.

    Args:
        programme: what the conversation is made of.
        now: when it begins, aware.
        kept: values that are kept with the person from earlier.
        is_known: whether the person has talked with us before.
    """

    def __init__(
        self, programme: Programme, now: datetime, kept: dict[str, Value] | None = None, *, is_known: bool = False
    ) -> None:
        """Begin with nothing open."""
        self.now = now
        self._programme = replace(programme, facts=replace(programme.facts, today=self._today))
        self.person = Person("rehearsal", created_at=now, standing=Standing(Run(number=int(is_known)), kept or {}))
        self.chat: list[Shown] = []
        """The bubbles as they look now."""
        self._news: list[Shown] = []
        self.answers: list[Answer] = []
        self.toast: str | None = None
        self.timers: dict[str, Timer] = {}

    def begin(self, entry: engine.Entry | str) -> list[Shown]:
        """Open a dialog, at any of its steps."""
        book = self._programme.book(self.person)
        reaction = Reaction(self._programme, self.person, self.now)
        moment = self._programme.moment(self.person, self.now)
        reaction.play(engine.begin(book, self.person.standing, entry, moment))
        self._news = []
        self._apply(Taken(reaction.outcome()))
        return self._news

    def write(self, text: str) -> list[Shown]:
        """The person types; what is said in reply."""
        return self.react(Wrote(text))

    def tap(self, label: str) -> list[Shown]:
        """The person taps the newest button with this label; what is said in reply.

        Raises:
            LookupError: no button shows this label.
        """
        return self.react(Tapped(self._button(label).token))

    def tap_token(self, token: str) -> list[Shown]:
        """The person taps a button that may be long gone."""
        return self.react(Tapped(token))

    def send_other(self) -> list[Shown]:
        """The person sends something that is no text."""
        return self.react(SentOther())

    def wait(self, time: timedelta) -> list[Shown]:
        """Time passes, and timers go off when they are due; what is said meanwhile."""
        until, self._news = self.now + time, []
        while timer := min((each for each in self.timers.values() if each.due_at <= until), key=_due, default=None):
            self.now = max(self.now, timer.due_at)
            del self.timers[timer.id]
            self._apply(take_due_turn(self._programme, self._stored(), timer, self.now))
        self.now = until
        return self._news

    def _today(self) -> date:
        return self.now.date()

    def react(self, what: Happening) -> list[Shown]:
        """Anything happens; what is said in reply."""
        self._news = []
        self._apply(take_turn(self._programme, self._stored(), what, self.now))
        return self._news

    def _stored(self) -> Person:
        """The person as the database gives them back."""
        stored = json.loads(json.dumps(standing_to_json(self.person.standing)))
        return replace(self.person, standing=standing_from_json(stored))

    def _apply(self, taken: Taken) -> None:
        outcome = taken.outcome
        self.toast = taken.toast
        self.person = outcome.person
        self.answers += outcome.answers
        for name in outcome.cancelled:
            self.timers.pop(name, None)
        self.timers |= {timer.id: timer for timer in outcome.timers}
        for message, _ in outcome.messages:
            self._show(message)
        for buttons in outcome.buttons:
            self._redraw(buttons)
        if outcome.export:
            self._add(Shown("(a file with all that is stored)"))
        if outcome.forget:
            self.person = Person(self.person.id, created_at=self.now)
            self.timers, self.answers = {}, []

    def _show(self, message: Message) -> None:
        match message:
            case Bubble(text, keyboard, visit, source, over) if over:
                self._change(Shown(text, keyboard, visit, source, is_change=True), over)
            case Bubble(text, keyboard, visit, source):
                self._add(Shown(text, keyboard, visit, source))
            case Document(name):
                self._add(Shown(f"({name})"))

    def _add(self, shown: Shown) -> None:
        self.chat.append(shown)
        self._news.append(shown)

    def _change(self, shown: Shown, over: int) -> None:
        """Put it in the place of what was shown last since the visit that began the bubble."""
        place = next((place for place in reversed(range(len(self.chat))) if self.chat[place].visit >= over), None)
        if place is None:
            self._add(replace(shown, is_change=False))
            return
        shown = replace(shown, shows_buttons=_labels(shown) != _labels(self.chat[place]))
        self.chat[place] = shown
        self._news.append(shown)

    def _redraw(self, new: NewButtons) -> None:
        for shown in (self.chat, self._news):
            shown[:] = [
                replace(each, buttons=new.keyboard, chosen=new.chosen) if each.visit == new.visit else each
                for each in shown
            ]

    def label(self, token: str) -> str:
        """What stands on the newest button that sends this token; empty where none does any more."""
        return next((button.label for button in self._buttons() if button.token == token), "")

    def _button(self, label: str) -> Button:
        for button in self._buttons():
            if button.label == label:
                return button
        raise LookupError(f"no button shows '{label}'")

    def _buttons(self) -> Iterator[Button]:
        """All that can be tapped, the newest message's first."""
        return (button for shown in reversed(self.chat) for row in shown.buttons for button in row)


def _labels(shown: Shown) -> list[str]:
    return [button.label for row in shown.buttons for button in row]


def _due(timer: Timer) -> datetime:
    return timer.due_at
