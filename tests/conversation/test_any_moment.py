"""Words that change in a bubble: late, refused, deleted, cut off, and stopped at any moment."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from bot.conversation.events import Address, Arrival, SentOther, Tapped, Wrote
from bot.conversation.outgoing import Bubble, Delivered, Fate
from bot.conversation.rounds import Rounds
from bot.conversation.stage import Stage
from bot.dialogue.model import Again
from bot.storage.store import open_store
from tests.conversation.examples import KEY, NOW, Clock, programme
from tests.dialogue.examples import dialog, step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.events import Happening
    from bot.conversation.outgoing import Handover, Outgoing
    from bot.dialogue.effects import Keyboard
    from bot.dialogue.run import Frame
    from bot.storage.store import SqlStore

ANA = Address("telegram", "1001")
FOUR, SIX = timedelta(seconds=4), timedelta(seconds=6)
BREATH = dialog(
    "breath",
    step("in", "In. {rounds_left}", over=True, wait=FOUR),
    step("out", "Out. {rounds_left}", over=True, wait=SIX, again=Again("in", 3)),
    step("leave", "As it likes.", over=True),
    step("close", "Up to you."),
    command="breathe",
)
PROGRAMME = programme(BREATH)
ACTS: list[Happening] = [
    *map(Wrote, ("wait", "/help", "/nonsense", "skip", "/stop", "/craving", "kill myself", "chest pain")),
    SentOther(),
    Tapped("sos"),
    Tapped("1:1:nothing"),
    Tapped("safe"),
]
_LOST = "SELECT count(*) FROM outbox WHERE state <> 'sent' AND visit = 0"
_LEFT = "SELECT count(*) FROM outbox WHERE state IN ('new', 'sending')"
HEIRS_WAIT = timedelta(minutes=6)
"""After so long a message is taken from a process that has not been heard of."""


@dataclass
class Look:
    """A message of the bot as the person sees it."""

    id: int
    text: str
    keyboard: Keyboard

    @property
    def moves(self) -> bool:
        """Whether its words are some that change."""
        return self.text.startswith(("In.", "Out."))


@dataclass
class Chat:
    """What the person sees, and how often a message was sent."""

    looks: list[Look] = field(default_factory=list)
    sent: int = 0
    begun: int = 0
    """So often did words that change come in a new message."""

    def apply(self, letter: Outgoing) -> str:
        """Show a message, or change one that is there; its id."""
        message = letter.message
        assert isinstance(message, Bubble)
        there = next((each for each in self.looks if str(each.id) == letter.target), None)
        if there:
            there.text, there.keyboard = message.text, message.keyboard
            return letter.target
        self.sent += 1
        self.looks.append(Look(self.sent, message.text, message.keyboard))
        self.begun += self.looks[-1].moves
        return str(self.sent)

    def find_stop(self) -> str | None:
        """The token of the newest button that stops."""
        buttons = [each for look in reversed(self.looks) for row in look.keyboard for each in row]
        return next((each.token for each in buttons if each.label == "Stop"), None)


class AnyMoment(RuleBasedStateMachine):
    """One person and a program that dies and comes back on the same database."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="leeward-moment-"))
        self.url = f"sqlite:///{self.folder / 'leeward.db'}"
        self.clock = Clock(NOW)
        self.chat = Chat()
        self.pardons = 0
        """So many new messages with words that change are fair besides one for each time that they began."""
        self.began = 0
        self.store: SqlStore | None = None
        self.updates = 0
        self.live()
        self.happens(Wrote("/breathe"))
        self.began += 1

    def live(self) -> None:
        """Begin a new life."""
        self.store = open_store(self.url, KEY, clock=self.clock, sends="telegram")
        self.rounds = Rounds(self.store, Stage(PROGRAMME), self.clock)
        self.store.recover("telegram", self.clock.now)

    def teardown(self) -> None:
        try:
            self.all_is_well_in_the_end()
        finally:
            self.opened.close()
            shutil.rmtree(self.folder)

    @property
    def opened(self) -> SqlStore:
        assert self.store
        return self.store

    @property
    def top(self) -> Frame | None:
        with self.opened.transaction() as batch:
            (person,) = batch.admit([Arrival(ANA, Wrote("?"))], self.clock.now)
        assert person
        return person.standing.run.top

    def happens(self, what: Happening) -> None:
        self.updates += 1
        _, handover = self.rounds.take([Arrival(ANA, what, self.updates, "en")], [])
        self.bring(handover)

    def bring(self, handover: Handover) -> None:
        """What a commit hands over arrives at once."""
        self.report(handover.messages)

    def report(self, letters: Iterable[Outgoing]) -> None:
        reports = [Delivered(each.person_id, each.number, Fate.SENT, self.chat.apply(each)) for each in letters]
        self.rounds.take([], reports)

    def deliver(self) -> int:
        letters = self.opened.take_outgoing("telegram", self.clock.now, 50)
        self.report(letters)
        return len(letters)

    # -- what happens -----------------------------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([1, 4, 6, 10, 25, 600]))
    def time_passes(self, seconds: int) -> None:
        """Nobody looks at the clock meanwhile."""
        self.clock.go_on(seconds=seconds)

    @rule()
    def timers_go_off(self) -> None:
        while self.rounds.take_due(10)[0]:
            pass

    @rule()
    def the_next_words_are_due_and_arrive(self) -> None:
        due = self.opened.next_due_at()
        self.clock.now = max(self.clock.now, due or self.clock.now)
        self.timers_go_off()
        self.deliver()

    @rule()
    def messages_arrive(self) -> None:
        self.deliver()

    @rule(arrives=st.booleans())
    def a_message_is_refused_or_nobody_hears_of_it(self, arrives: bool) -> None:  # noqa: FBT001 - drawn
        letters = self.opened.take_outgoing("telegram", self.clock.now, 50)
        for each in letters[:1]:
            if arrives:
                self.pardons += not each.target
                self.chat.apply(each)
            retry = Delivered(each.person_id, each.number, Fate.RETRY, retry_after=30.0, is_doubtful=arrives)
            self.rounds.take([], [retry])

    @rule(applied=st.integers(0, 2))
    def the_program_dies(self, applied: int) -> None:
        """So many of the messages in its hands have arrived."""
        self._take_and_die(self.opened, applied)
        self.clock.now += HEIRS_WAIT
        self.live()

    @rule(applied=st.integers(0, 1))
    def another_program_dies_and_nobody_knows_yet(self, applied: int) -> None:
        """What it had in its hands is found later."""
        self._take_and_die(open_store(self.url, KEY, clock=self.clock, sends="telegram"), applied)

    def _take_and_die(self, store: SqlStore, applied: int) -> None:
        for each in store.take_outgoing("telegram", self.clock.now, 50)[:applied]:
            self.pardons += not each.target
            self.chat.apply(each)
        store.close()

    @rule()
    def the_chat_is_cleared(self) -> None:
        self.pardons += 1
        self.chat.looks.clear()

    @rule(what=st.sampled_from(ACTS))
    def the_person_does_something(self, what: Happening) -> None:
        self.happens(what)
        self.nothing_moves_after_that()

    @precondition(lambda self: self.chat.find_stop())
    @rule()
    def the_person_taps_stop(self) -> None:
        token = self.chat.find_stop()
        assert token
        self.happens(Tapped(token))
        self.nothing_moves_after_that()

    @rule()
    def the_person_begins_anew(self) -> None:
        self.began += 1
        self.happens(Wrote("/breathe"))

    # -- what must hold -----------------------------------------------------------------------------------------------

    def nothing_moves_after_that(self) -> None:
        top = self.top
        assert top is None or not top.series
        before = [(each.id, each.text) for each in self.chat.looks if each.moves]
        self._come_to_rest()
        after = [(each.id, each.text) for each in self.chat.looks if each.moves]
        assert {*after} <= {*before}, "words changed, though the person had done something else"

    def all_is_well_in_the_end(self) -> None:
        self._come_to_rest()
        top = self.top
        shown = [each for each in self.chat.looks if each.moves]
        if top and top.series and shown:  # else the person cleared the chat, and the next words are still to come
            assert shown[-1].text == f"{top.step.capitalize()}. {3 - top.rounds}"
            assert [each.label for row in shown[-1].keyboard for each in row] == ["Stop", "Help now"]
        assert self.chat.begun <= self.began + self.pardons, "a bubble was sent twice"
        with closing(sqlite3.connect(self.folder / "leeward.db")) as connection:
            assert connection.execute(_LOST).fetchone() == (0,), "a message was lost"
            assert connection.execute(_LEFT).fetchone() == (0,), "a message waits for ever"

    def _come_to_rest(self) -> None:
        """Everything that waits arrives, however often it was refused; no timer goes off."""
        now: datetime = self.clock.now
        self.opened.recover("telegram", now)
        for _ in range(20):
            self.clock.now += timedelta(seconds=31)
            if not self.deliver():
                break
        self.clock.now = now


TestAnyMoment = AnyMoment.TestCase
TestAnyMoment.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
