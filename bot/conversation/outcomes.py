"""From the effects of a turn to what is stored and sent."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.conversation.contacts import Bond
from bot.conversation.events import BeginTimer, CheckInTimer, Timer, WakeTimer
from bot.conversation.outgoing import Bubble, Message, NewButtons, Policy, split
from bot.conversation.ports import Answer, Outcome
from bot.dialogue.effects import Ask, BeginLater, Button, Do, Redraw, Remember, Say, Settle, Toast, Wake, Withdraw
from bot.dialogue.keyboards import SAFE_TOKEN
from bot.dialogue.model import Act
from bot.dialogue.values import read_length
from bot.support.checkins import next_checkin, spread_out
from bot.support.static_words import GOING_ON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.conversation.people import Person
    from bot.conversation.programme import Programme
    from bot.dialogue.effects import Effect, Keyboard
    from bot.dialogue.engine import Played

CHECKIN = "checkin"
"""The id of a person's check-in timer, and the name of the dialog that it opens."""

NO_END = datetime(9999, 1, 1, tzinfo=UTC)
"""The end of a pause that lasts until the person ends it."""


@dataclass(slots=True)
class Reaction:
    """What a turn does, gathered piece by piece and turned into an `Outcome` at its end."""

    programme: Programme
    before: Person
    now: datetime
    policy: Policy = Policy.AT_LEAST_ONCE
    person: Person = field(init=False)
    answers: list[Answer] = field(default_factory=list)
    messages: list[tuple[Message, Policy]] = field(default_factory=list)
    buttons: list[NewButtons] = field(default_factory=list)
    withdrawn: set[int] = field(default_factory=set)
    timers: list[Timer] = field(default_factory=list)
    is_prompt: bool = False
    """It answers a tap."""
    toast: str | None = None
    plan_anew: bool = False
    """The check-in timer has fired, so the next one is wanted whatever else happens."""
    export: bool = False
    forget: bool = False
    bond: Bond | None = None
    """The person and their contacts, where this turn has to do with them."""
    is_pressing: bool = False

    def __post_init__(self) -> None:
        """Begin with the person as they were."""
        self.person = self.before

    def play(self, played: Played) -> None:
        """Take over where the person stands now, and do what the engine asked for."""
        if played.standing is not self.person.standing:
            self.person = replace(self.person, standing=played.standing)
        for effect in played.effects:
            self.do(effect)

    def do(self, effect: Effect) -> None:
        """Turn one effect into what is stored or sent."""
        match effect:
            case Say(text, source, over):
                self.say(text, source, over=over)
            case Ask(text, keyboard, visit, source, over):
                self.say(text, source, keyboard, visit, over)
            case Redraw() | Settle():
                self.buttons.append(_draw_buttons(effect))
            case Withdraw(visit):
                self.withdrawn.add(visit)
            case Toast(text):
                self.toast = text
            case Remember():
                self.answers.append(Answer(effect, self.now.astimezone(self.before.zone).date(), self.now))
            case Wake(after, run, visit):
                self.timers.append(Timer(wake_id(visit), self.now + after, WakeTimer(run, visit)))
            case BeginLater(when, dialog):
                self.timers.append(Timer(f"later:{dialog}", self._due(when), BeginTimer(dialog)))
            case Do(act, argument):
                self._act(act, argument)
            case _:
                pass

    @contextmanager
    def bonding(self) -> Iterator[Bond]:
        """Change what there is between the person and their contacts."""
        self.bond = self.bond or Bond(self.person, self.now)
        self.bond.person = self.person
        yield self.bond
        self.person = self.bond.person

    def send(self, message: Message) -> None:
        """Put a message behind the others."""
        self.messages.append((message, self.policy))

    def say(self, text: str, source: str, keyboard: Keyboard = (), visit: int = 0, over: int = 0) -> None:
        """Send words in as many bubbles as they need, with the buttons under the last; the first may go `over` one."""
        *before, last = split(text)
        for part in before:
            self.send(Bubble(part, source=source, over=over))
            over = 0
        self.send(Bubble(last, keyboard, visit, source, over))

    def crisis_words(self, klass: str, *, again: bool = False) -> None:
        """Send the static words for a crisis, with the way back under them."""
        country = self.programme.country_of(self.person)
        self.send(crisis_bubble(self.programme, klass, self.person.language, country, again=again))

    def outcome(self) -> Outcome:
        """The whole, with timers that no longer matter cancelled and the next check-in planned."""
        gone = self.before.standing.run.open_visits - self.person.standing.run.open_visits
        timers = [*self.timers, *(self.bond.timers if self.bond else ())]
        cancelled = {wake_id(visit) for visit in gone}
        if self.plan_anew or _wishes(self.before) != _wishes(self.person):
            due = next_due(self.person, self.now, self.programme.spread)
            if due:
                timers.append(Timer(CHECKIN, due, CheckInTimer()))
            else:
                cancelled.add(CHECKIN)
        return Outcome(
            before=self.before,
            person=self.person,
            answers=self.answers,
            messages=self.messages,
            withdrawn=self.withdrawn
            | {each.over for each, _ in self.messages if isinstance(each, Bubble) and each.over},
            buttons=self.buttons,
            is_prompt=self.is_prompt,
            timers=timers,
            cancelled=cancelled,
            export=self.export,
            forget=self.forget,
            news=self.bond.news if self.bond else (),
            invites=self.bond.invites if self.bond else None,
            closes_invitation=bool(self.bond and self.bond.closes_invitation),
            is_pressing=self.is_pressing,
        )

    def _due(self, when: timedelta | str) -> datetime:
        """The moment after so long, or when it is that time of day next where the person lives."""
        if isinstance(when, timedelta):
            return self.now + when
        return next_checkin([when], self.person.zone, self.now) or self.now + timedelta(days=1)

    def _act(self, act: Act, argument: str) -> None:
        match act:
            case Act.EXPORT:
                self.export = True
            case Act.FORGET:
                self.forget = True
                with self.bonding() as bond:
                    bond.end()
                    bond.leave()
            case Act.PAUSE:
                self.person = replace(self.person, paused_until=_end_of_pause(argument, self.now))
            case Act.RESUME:
                self.person = replace(self.person, paused_until=None)
            case Act.SOS:
                self.crisis_words("sos")
            case _:
                with self.bonding() as bond:
                    bond.act(act, argument)


def _draw_buttons(effect: Redraw | Settle) -> NewButtons:
    match effect:
        case Redraw(visit, keyboard):
            return NewButtons(visit, keyboard)
        case Settle(visit, label):
            return NewButtons(visit, chosen=label)


def next_due(person: Person, now: datetime, spread: timedelta) -> datetime | None:
    """When the person's next check-in is due, at most `spread` after the time they chose; None while they want none."""
    after = max(now, person.paused_until or now)
    if person.blocked or person.leaving or after == NO_END:
        return None
    moment = next_checkin(person.checkin_times, person.zone, after)
    return spread_out(moment, person.id, spread) if moment else None


def wake_id(visit: int) -> str:
    """The id of the timer that comes back to a visit."""
    return f"wake:{visit}"


def crisis_bubble(
    programme: Programme, klass: str, language: str | None, country: str | None, *, again: bool = False
) -> Bubble:
    """The static words for a crisis as a message; needs nothing but what was read before.

    The way back stands under them, unless the conversation goes on by itself.
    """
    spoken = programme.language(language)
    words = programme.crisis.words(klass, spoken, country, again=again)
    way_back = ((Button(programme.crisis.safe_button(spoken), SAFE_TOKEN),),)
    return Bubble(words, () if klass in GOING_ON else way_back, source=f"safety.{klass}")


def _wishes(person: Person) -> tuple[object, ...]:
    """All that the time of the next check-in depends on."""
    return person.checkin_times, person.zone.key, person.paused_until, person.blocked, person.leaving


def _end_of_pause(code: str, now: datetime) -> datetime:
    """The end of a pause from its code: ``1_day``, ``4_weeks``; anything else has no end."""
    length = read_length(code)
    return now + length if length else NO_END
