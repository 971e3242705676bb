"""One turn: a person, something that happened, the time, and what comes of it. Pure.

The order of looking at words is fixed: crisis first, then commands, then the open question, then everything else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.conversation.calls import find_call, split_command
from bot.conversation.events import (
    BeginTimer,
    Blocked,
    CheckInTimer,
    Edited,
    Flooded,
    News,
    SentOther,
    Tapped,
    Timer,
    Unblocked,
    WakeTimer,
    Wrote,
)
from bot.conversation.outcomes import CHECKIN, Reaction
from bot.conversation.outgoing import Policy
from bot.conversation.people import AskedQuestion, QuestionState
from bot.conversation.plain_talk import choose_words, draw_offer, find_command
from bot.conversation.ports import Answer, Outcome
from bot.dialogue import engine
from bot.dialogue.effects import Remember
from bot.dialogue.keyboards import OPEN_TOKEN, SAFE_TOKEN
from bot.support.checkins import in_grace
from bot.support.invitations import find_code
from bot.support.static_words import DOUBT, GOING_ON, HOLDING, SOS

if TYPE_CHECKING:
    from bot.conversation.contacts import Opened
    from bot.conversation.events import Happening, TimerWhat
    from bot.conversation.people import Person
    from bot.conversation.ports import Invitation
    from bot.conversation.programme import Programme
    from bot.dialogue.engine import Played
    from bot.dialogue.moment import Moment
    from bot.dialogue.playbook import Playbook

WELCOME, WELCOME_BACK, INTRODUCTION = "welcome", "welcome_back", "introduction"
NOT_UNDERSTOOD, WENT_WRONG, ONE_MOMENT = "not_understood", "something_went_wrong", "one_moment"

_TIME_TO_READ = timedelta(seconds=1)
"""Nobody has read a question, and typed an answer, so soon after it was taken out to be sent."""
WAS_DUE = "was_due"
"""The kept value that says, where an urgent dialog begins late, at what time of day it was due."""

_IN_CONVERSATION = timedelta(minutes=10)
"""So long after someone's last words, a check-in does not break in."""
_HELD, _HELD_FOR = "safety.held", timedelta(hours=12)
"""The kept time at which someone was last answered with the words for a crisis, and how long that holds."""
_DOUBTED, _NO_DOUBT_FOR, _DOUBTED_LATELY = "safety.doubt", timedelta(hours=3), timedelta(days=7)
"""The kept time of the last words of doubt, how long none follow, and how long shorter ones are enough."""
_SAME_WORDS_AFTER = timedelta(hours=1)
"""A crisis template is not said again within this time; a shorter one is."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a turn changes, and the passing word for the person's tap."""

    outcome: Outcome
    toast: str | None = None


def take_turn(  # noqa: PLR0913 - who, what and when, and what came with it
    programme: Programme,
    person: Person,
    what: Happening,
    now: datetime,
    message_id: int | None = None,
    *,
    invitation: Invitation | None = None,
) -> Taken:
    """React to something that came from the person, in the channel's message of this number.

    `invitation` is the one whose code they brought, if it is open.
    """
    turn = _Turn(programme, person, now, invitation)
    turn.react(what, message_id)
    return turn.taken


def take_due_turn(programme: Programme, person: Person, timer: Timer, now: datetime) -> Taken:
    """React to a timer of the person whose time has come."""
    turn = _Turn(programme, person, now)
    turn.react_to_timer(timer.what, timer.due_at)
    return turn.taken


def take_failed_turn(programme: Programme, person: Person, now: datetime, *, timer: Timer | None = None) -> Taken:
    """Say kindly that something went wrong on our side; where the person stands stays as it was."""
    turn = _Turn(programme, person, now)
    turn.apologise(timer)
    return turn.taken


class _Turn:
    """A turn under way."""

    def __init__(
        self, programme: Programme, person: Person, now: datetime, invitation: Invitation | None = None
    ) -> None:
        self._invitation = invitation
        self._programme = programme
        self._now = now
        self._reaction = Reaction(programme, person, now)

    @property
    def taken(self) -> Taken:
        return Taken(self._reaction.outcome(), self._reaction.toast)

    @property
    def _person(self) -> Person:
        return self._reaction.person

    @property
    def _book(self) -> Playbook:
        return self._programme.book(self._person)

    @property
    def _moment(self) -> Moment:
        return self._programme.moment(self._person, self._now)

    @property
    def _is_new(self) -> bool:
        return self._person.standing.run.number == 0

    # -- from the person ------------------------------------------------------------------------------------------

    def react(self, what: Happening, message_id: int | None) -> None:
        if isinstance(what, Blocked):
            self._reaction.person = replace(self._person, blocked=True)
            return
        self._reaction.is_prompt = isinstance(what, Tapped)
        if isinstance(what, Unblocked):
            self._reaction.person = replace(self._person, blocked=False)
            return
        self._reaction.person = replace(self._person, blocked=False, last_seen_at=self._now)
        if not self._help_at_once(what):
            self._play(engine.clear_expired(self._book, self._person.standing, self._moment))
            self._listen(what, message_id)
            if self._is_in_series and not isinstance(what, Edited):
                self._play(engine.skip(self._book, self._person.standing, self._moment))

    def _help_at_once(self, what: Happening) -> bool:
        """Answer words of a crisis and calls for help before anything that could fail; whether that was all."""
        call = find_call(self._programme.screen, what)
        if call == DOUBT:
            self._answer_doubt()
            return False
        if call == SOS:
            self._reaction.crisis_words(SOS)
        elif call:
            self._answer_crisis(call)
        if call:
            self._play(engine.hush(self._person.standing))
        return call is not None and (call not in GOING_ON or self._is_held)

    def _answer_doubt(self) -> None:
        """A few words before the usual answer; none so soon after others, or below a crisis."""
        if self._is_held or self._is_within(_DOUBTED, _NO_DOUBT_FOR):
            return
        self._reaction.crisis_words(DOUBT, again=self._is_within(_DOUBTED, _DOUBTED_LATELY))
        standing = self._person.standing.with_kept(**{_DOUBTED: self._now.isoformat()})
        self._reaction.person = replace(self._person, standing=standing)

    def _listen(self, what: Happening, message_id: int | None) -> None:
        match what:
            case Wrote(text):
                self._read(_storable(text), message_id)
            case Tapped(token):
                self._tapped(token)
            case SentOther():
                self._reaction.say(self._book.words.only_text, "words.only_text")
            case Edited() if not self._is_new:
                self._reaction.say(self._book.words.edited, "words.edited")
            case Flooded():
                self._ask_for_patience()

    def _read(self, text: str, message_id: int | None) -> None:
        if text.startswith("/"):
            self._let_go()
            self._command(*split_command(text))
        elif self._is_held:
            self._hold()
        elif command := self._find_command(text, message_id):
            self._command(command, "")
        elif self._is_new:
            self._begin(WELCOME)
        elif self._person.standing.run.top is None and engine.means_skip(self._book, text):
            self._reaction.say(self._book.words.nothing_open, "words.nothing_open")
        elif self._person.standing.run.top is None:
            self._guess(text)
        elif message_id is not None and (asked := self._asked_after(message_id)):
            repeat = asked.state is not QuestionState.WAITING  # that one arrives below these words anyway
            self._play(engine.add_to_last(self._book, self._person.standing, text, self._moment, repeat=repeat))
        else:
            self._play(engine.answer(self._book, self._person.standing, text, self._moment))

    def _find_command(self, text: str, message_id: int | None) -> str | None:
        """The command that plain words stand for, where they can be nothing else."""
        is_early = message_id is not None and self._asked_after(message_id) is not None
        return find_command(self._programme, self._person, text, self._moment, is_early=is_early)

    def _guess(self, text: str) -> None:
        """Offer what words may have meant, or say that they were not understood."""
        keyboard = draw_offer(self._programme, self._person, text)
        if not keyboard:
            self._begin(NOT_UNDERSTOOD)
            return
        words, source, times = choose_words(self._programme, self._person)
        standing = self._person.standing
        standing = replace(standing, rotation={**standing.rotation, source: times})
        self._reaction.person = replace(self._person, standing=standing)
        self._reaction.say(words, source, keyboard)

    @property
    def _is_in_series(self) -> bool:
        """Whether words change by themselves that did when the turn began."""
        top, before = self._person.standing.run.top, self._reaction.before.standing.run.top
        return bool(top and before and top.series and top.series == before.series)

    def _asked_after(self, message_id: int) -> AskedQuestion | None:
        """The open question, where nobody can have read it when this message was written."""
        top, asked = self._person.standing.run.top, self._person.asked
        if top is None or top.series or asked is None or asked.visit != top.visit:
            return None
        match asked:
            case AskedQuestion(is_repeated=True, state=QuestionState.SENT | QuestionState.UNDER_WAY):
                unread = False
            case AskedQuestion(state=QuestionState.SENT, message_id=str(number)):
                unread = message_id < int(number)
            case AskedQuestion(state=QuestionState.UNDER_WAY, taken_at=datetime() as taken_at):
                unread = self._now - taken_at < _TIME_TO_READ
            case AskedQuestion(state=QuestionState.WAITING, taken_at=taken_at):
                unread = taken_at is None
            case _:
                unread = asked.state is QuestionState.LOST
        return asked if unread else None

    def _tapped(self, token: str) -> None:
        self._let_go()
        if token == SAFE_TOKEN:
            self._reaction.say(self._programme.crisis.back(self._language), "words.back")
            self._play(engine.resume(self._book, self._person.standing, self._moment))
        elif token.startswith(OPEN_TOKEN):
            self._command(token.removeprefix(OPEN_TOKEN), "")
        else:
            self._play(engine.tap(self._book, self._person.standing, token, self._moment))

    def _command(self, command: str, argument: str) -> None:
        match command:
            case "start":
                self._start(argument.lower())
            case "stop":
                self._play(engine.stop(self._book, self._person.standing, self._moment))
            case "skip" | "back" if self._person.standing.run.top is None:
                self._reaction.say(self._book.words.nothing_open, "words.nothing_open")
            case "skip":
                self._play(engine.skip(self._book, self._person.standing, self._moment))
            case "back":
                self._play(engine.back(self._book, self._person.standing, self._moment))
            case known if known in self._programme.commands:
                self._open(self._programme.commands[known])
            case "sos":
                self._reaction.crisis_words(SOS)
            case _:
                self._reaction.say(self._book.words.unknown_command, "words.unknown_command")

    def _start(self, link: str) -> None:
        """Begin, with the dialog that a deep link names, if it names one."""
        linked = self._programme.commands.get(link)
        if find_code(link):
            with self._reaction.bonding() as bond:
                opened = bond.meet(self._invitation, is_new=self._is_new)
            self._open_contact(opened)
        elif linked and linked != WELCOME:
            self._open(linked)
        else:
            with self._reaction.bonding() as bond:
                is_new = bond.stay_for_oneself() or self._is_new
            self._begin(WELCOME if is_new else WELCOME_BACK)

    def _open(self, dialog: str) -> None:
        """Open a dialog by command; who comes for the first time hears first who is talking."""
        if self._is_new and dialog != WELCOME:
            self._begin(INTRODUCTION)
        self._begin(dialog)

    # -- by the clock ---------------------------------------------------------------------------------------------

    def react_to_timer(self, what: TimerWhat, due_at: datetime) -> None:
        late = not in_grace(due_at, self._now)
        match what:
            case CheckInTimer():
                self._reaction.policy, self._reaction.plan_anew = Policy.AT_MOST_ONCE, True
                if not (self._person.blocked or self._is_paused or late):
                    self._check_in()
            case News():
                self._hear(what)
            case _ if self._person.blocked:
                pass
            case WakeTimer(visit=visit):
                self._reaction.is_pressing = self._has_urgent_question or self._is_in_series
                late_by = self._now - due_at
                self._play(engine.wake(self._book, self._person.standing, visit, self._moment, late_by))
            case BeginTimer(dialog) if self._is_urgent(dialog):
                self._begin_urgent(dialog, due_at if late else None)
            case BeginTimer(dialog) if dialog in self._book.dialogs and not (late or self._is_paused):
                self._begin_unless_urgent(Timer(f"later:{dialog}", due_at, what), dialog)
            case _:
                pass

    @property
    def _is_paused(self) -> bool:
        return bool(self._person.paused_until and self._now < self._person.paused_until)

    def _check_in(self) -> None:
        """Begin the check-in, or a little later when the person is in the middle of something."""
        seen = self._person.last_seen_at
        is_talking = self._person.standing.run.top and seen and self._now - seen < _IN_CONVERSATION
        if is_talking or self._has_urgent_question:
            self._reaction.timers.append(Timer(CHECKIN, self._now + _IN_CONVERSATION, CheckInTimer()))
            self._reaction.plan_anew = False
            return
        self._play(engine.clear_expired(self._book, self._person.standing, self._moment))
        self._begin(CHECKIN)

    def _is_urgent(self, dialog: str) -> bool:
        return dialog in self._book.dialogs and self._book.dialogs[dialog].is_urgent

    @property
    def _has_urgent_question(self) -> bool:
        return any(self._is_urgent(frame.dialog) for frame in self._person.standing.run.frames)

    def _begin_urgent(self, dialog: str, was_due_at: datetime | None) -> None:
        """Look after someone's safety: late rather than never, and then saying when it was due."""
        kept = {name: value for name, value in self._person.standing.kept.items() if name != WAS_DUE}
        if was_due_at:
            clock = "%H:%M" if "time_zone" in kept else "%H:%M UTC"
            kept[WAS_DUE] = was_due_at.astimezone(self._person.zone).strftime(clock)
        self._reaction.person = replace(self._person, standing=replace(self._person.standing, kept=kept))
        self._reaction.is_pressing = True
        with self._reaction.bonding() as bond:
            bond.begin_run()
        self._begin(dialog)

    def _hear(self, news: News) -> None:
        self._reaction.is_pressing = True
        with self._reaction.bonding() as bond:
            opened = bond.hear(news)
        if opened and not self._person.blocked:
            self._open_contact(opened)

    def _open_contact(self, opened: Opened) -> None:
        if opened.dialog in self._book.dialogs:
            entry = engine.Entry(opened.dialog, values=opened.values)
            self._play(engine.begin(self._book, self._person.standing, entry, self._moment))

    def _begin_unless_urgent(self, timer: Timer, dialog: str) -> None:
        """Begin what was promised, or a little later where someone's safety is being asked after."""
        if self._has_urgent_question:
            self._reaction.timers.append(replace(timer, due_at=self._now + _IN_CONVERSATION))
        else:
            self._begin(dialog)

    # -- when something is wrong ----------------------------------------------------------------------------------

    def _answer_crisis(self, klass: str) -> None:
        """Static words at once. The open question stays where it is; only the class and the time are noted."""
        again = self._say_static(klass)
        standing = self._person.standing
        if klass in HOLDING:
            standing = standing.with_kept(**{_HELD: self._now.isoformat()})
            self._reaction.person = replace(self._person, standing=standing)
        code = f"{klass} again" if again else klass
        noted = Remember(standing.run.number, 0, "safety", 1, klass, "crisis", code, code, "", sensitive=True)
        self._reaction.answers.append(Answer(noted, self._now.astimezone(self._person.zone).date(), self._now))

    def _say_static(self, key: str) -> bool:
        """Say the static words of a key, or fewer where they were said within the hour; whether they were."""
        name = f"safety.{key}"
        again = self._is_within(name, _SAME_WORDS_AFTER)
        self._reaction.crisis_words(key, again=again)
        if not again:
            standing = self._person.standing.with_kept(**{name: self._now.isoformat()})
            self._reaction.person = replace(self._person, standing=standing)
        return again

    @property
    def _is_held(self) -> bool:
        """Whether the person was last answered with the words for a crisis, and has not chosen to go on yet."""
        return self._is_within(_HELD, _HELD_FOR)

    def _hold(self) -> None:
        """Answer what is written below the words for a crisis: it is no answer to any question of ours."""
        self._say_static("hold")

    def _let_go(self) -> None:
        """A tap or a command is a choice to go on."""
        standing = self._person.standing
        if _HELD in standing.kept:
            kept = {name: value for name, value in standing.kept.items() if name != _HELD}
            self._reaction.person = replace(self._person, standing=replace(standing, kept=kept))

    def _is_within(self, name: str, time: timedelta) -> bool:
        last = self._person.standing.kept.get(name)
        return isinstance(last, str) and self._now - datetime.fromisoformat(last) < time

    def apologise(self, timer: Timer | None) -> None:
        self._reaction.plan_anew = timer is not None and timer.id == CHECKIN
        dialog = self._book.dialogs.get(WENT_WRONG)
        for step in dialog.steps.values() if dialog else ():
            for phrase in step.phrases:
                self._reaction.say(phrase.variants[0], f"{WENT_WRONG}.{step.name}")
        if not self._reaction.messages:
            self._reaction.say(self._book.words.went_wrong, "words.went_wrong")

    def _ask_for_patience(self) -> None:
        if ONE_MOMENT in self._book.dialogs:
            self._play(engine.speak(self._book, self._person.standing, ONE_MOMENT, self._moment))
        else:
            self._reaction.say(self._book.words.one_moment, "words.one_moment")

    @property
    def _language(self) -> str:
        return self._programme.language(self._person.language)

    def _begin(self, dialog: str) -> None:
        self._play(engine.begin(self._book, self._person.standing, dialog, self._moment))

    def _play(self, played: Played) -> None:
        self._reaction.play(played)


def _storable(text: str) -> str:
    """The text without halves of characters, which no database takes."""
    return text.encode(errors="replace").decode()
