"""Any story of answers, repeated and reordered updates, faults, passing time, stops and power cuts ends well."""

from __future__ import annotations

import gc
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.chaos.game import write_game
from tests.chaos.life import SPEED, Life
from tests.chaos.players import Mixer, Player, Tapper, Watcher, Writer
from tests.chaos.tally import Tally
from tests.fake_bot_api import CutShort, Drop, FakeBotApi, server_error, too_many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.chaos.players import Act
    from tests.fake_bot_api import Fault
    from tests.fake_bot_api.chats import Chat, ShownMessage

BEGAN = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
MOMENTS = "at once", "before a message arrives", "before it is known to have arrived", "before that is written down"
"""When the power goes."""
FAULTS: dict[str, Fault] = {
    "too many requests": too_many(1),
    "bad gateway": server_error(),
    "cut before": Drop(after=False),
    "cut after": Drop(after=True),
    "cut short": CutShort(),
}
UNCLEAR = "cut after", "cut short"
"""Something happened, and the program cannot know."""
MOST_FAULTS = 2
"""So many requests in a row go wrong."""
STORIES = max(6, int(os.environ.get("CHAOS_KILLS", "0")) // 4)
_SENDS = "sendMessage"
LONGEST_NAP = 35.0
"""Seconds after which the program has looked at its clock in any case."""
READING = Mixer.thought[0] / SPEED
_A_MOMENT = 0.02


class Night(Watcher):
    """Wants check-ins in the first hours of the day."""

    hours = 12


CROWD: dict[int, type[Player]] = {1001: Writer, 1002: Writer, 1003: Tapper, 1004: Mixer, 1005: Night}
ANSWERING = 1001, 1002, 1003, 1004


class Story(RuleBasedStateMachine):
    """The model is what the players know themselves: what they answered, and what they were told about it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="leeward-story-"))
        self.api = FakeBotApi()
        self.api.telegram.longest_poll = 0.5
        self.acts: dict[int, Act] = {}
        self.updates: list[int] = []
        self.cuts = 0
        self.unclear = 0
        self.deaths: dict[str, float | None] = {}
        self.players = {number: kind(self.api.person(number)) for number, kind in CROWD.items()}
        self.environment = {
            "LEEWARD_TELEGRAM__TOKEN": self.api.token,
            "LEEWARD_TELEGRAM__TYPING_PAUSE": "0",
            "LEEWARD_TELEGRAM__CHAT_PAUSE": "0",
            "LEEWARD_TELEGRAM__MESSAGES_PER_SECOND": "1000",
            "LEEWARD_CHECKINS__SPREAD": "0",
            "LEEWARD_DIALOGS": str(write_game(self.folder / "dialogs")),
            "LEEWARD_LANGUAGES": "en",
            "LEEWARD_PRIVACY__KEY_FILE": str(self.folder / "leeward.key"),
        }
        self.api.telegram.on_show.append(self._hear)

    @initialize()
    def everyone_begins(self) -> None:
        self.life = self._make_life(self.folder / "leeward.db", BEGAN)
        for player in self.players.values():
            player.begins()
        assert self.life.drive(self._answer_all_until(lambda: self._all_began)), "nobody can begin"

    # -- what people do ---------------------------------------------------------------------------------------------

    @rule(who=st.sampled_from(ANSWERING))
    def someone_answers(self, who: int) -> None:
        self._wait_until_asked(who)
        self.life.drive(lambda: False, READING)
        self._answer(who)

    @rule()
    def everyone_answers_and_taps_come_first(self) -> None:
        self._wait_until_asked(*ANSWERING)
        self.life.drive(lambda: False, READING)
        with self.api.telegram.late("message"):
            for who in ANSWERING:
                self._answer(who)

    @rule()
    def someone_taps_an_old_button(self) -> None:
        self.updates.append(self.api.person(1003).taps_token("1:1:m4"))

    # -- what Telegram does -----------------------------------------------------------------------------------------

    @rule(back=st.integers(1, 3))
    def an_update_comes_again(self, back: int) -> None:
        if len(self.updates) >= back:
            self.api.telegram.repeat(self.updates[-back])

    @rule(seed=st.none() | st.integers(1, 3))
    def updates_come_in_any_order(self, seed: int | None) -> None:
        self.api.telegram.queues.shuffled = Random(seed) if seed else None  # noqa: S311 - nothing secret

    @rule(method=st.sampled_from([_SENDS, "getUpdates"]), kind=st.sampled_from(sorted(FAULTS)))
    def a_request_goes_wrong(self, method: str, kind: str) -> None:
        if self.api.count_faults(method) == MOST_FAULTS:
            return
        self.unclear += method == _SENDS and kind in UNCLEAR
        self.api.fault(method, FAULTS[kind])

    # -- what happens to the program --------------------------------------------------------------------------------

    @rule()
    def it_goes_on_for_a_moment(self) -> None:
        self.life.drive(lambda: False, _A_MOMENT)

    @rule()
    def everyone_is_answered(self) -> None:
        self._wait_until_answered()

    @rule(minutes=st.integers(1, 70))
    def time_passes(self, minutes: int) -> None:
        self.life.time_passes(timedelta(minutes=minutes))

    @rule(kind=st.sampled_from(sorted(FAULTS)))
    def a_check_in_goes_wrong(self, kind: str) -> None:
        due = self._come_to_a_check_in()
        before = len(self.api.calls(_SENDS))
        self.a_request_goes_wrong(_SENDS, kind)
        assert not due or self.life.drive(lambda: len(self.api.calls(_SENDS)) > before), "no check-in comes"

    @rule(moment=st.sampled_from(MOMENTS[1:]))
    def the_power_goes_at_a_check_in(self, moment: str) -> None:
        self._cut_power(moment, expecting=self._come_to_a_check_in())

    @rule(moment=st.sampled_from(MOMENTS), meanwhile=st.booleans())
    def the_power_goes(self, moment: str, *, meanwhile: bool) -> None:
        self._cut_power(moment, expecting=not self._nobody_waits())
        for who in ANSWERING if meanwhile else ():
            if who in self.acts:
                self._answer(who)

    def _come_to_a_check_in(self) -> bool:
        """Set the clock to shortly after the next hour; whether a check-in is due then."""
        self._wait_until_answered()
        self.life.rest(LONGEST_NAP)  # what came due while the clock was set forward is done with
        now = self.life.read_clock()
        due = now.replace(minute=1, second=0) + timedelta(hours=1)
        self.life.time_passes(due - now)
        return due.hour < Night.hours

    def _cut_power(self, moment: str, *, expecting: bool) -> None:
        """`expecting` says whether a message will be sent."""
        self.cuts += 1
        copy = self.folder / f"leeward{self.cuts}.db"
        if moment == MOMENTS[0] or not expecting:
            self.life.loses_power(copy)
        elif moment == MOMENTS[1]:
            with self.api.hold(_SENDS, lose=True):
                self._wait_until_held()
                self.life.loses_power(copy)
        elif moment == MOMENTS[2]:
            with self.api.hold_answers(_SENDS, lose=True):
                self._wait_until_held()
                self.life.loses_power(copy)
        else:
            with self._nothing_is_written():
                self.life.drive(lambda: False, _A_MOMENT)
                self.life.loses_power(copy)
        self.deaths[self.life.line] = self.life.killed_at
        self.life.is_buried()
        self.life = self._make_life(copy, self.life.read_clock())

    @rule()
    def it_is_stopped_and_started(self) -> None:
        self.life.stops()
        self.life = self._make_life(self.life.database, self.life.read_clock())

    # -- the end ----------------------------------------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            if self.deaths:
                self._look_back()
        finally:
            if self.deaths:
                self.life.is_buried()
            self.api.close()
            shutil.rmtree(self.folder, ignore_errors=True)
            gc.collect()  # what a power cut left open is complained of here, where nobody minds

    def _look_back(self) -> None:
        self._wait_until_answered()
        for player in self._answering:
            player.person.sends("/export")
        for player in self._answering:
            assert self.life.drive(lambda: player.has_file), player.person.screen()  # noqa: B023 - used at once
        tally = Tally(self.cuts, len(self.updates))
        tally.count_answers(self._answering)
        calls = self.api.calls(_SENDS)
        tally.count_messages(calls, self.deaths, [*self.players.values()], self.unclear)
        assert not tally.faults, tally

    # -- underneath -------------------------------------------------------------------------------------------------

    @property
    def _answering(self) -> list[Player]:
        return [self.players[who] for who in ANSWERING]

    @property
    def _all_began(self) -> bool:
        asked = {*ANSWERING} <= {*self.acts} and all(each.sent for each in self._answering)
        return asked and not self.players[1005].is_waiting

    def _nobody_waits(self) -> bool:
        return not any(each.is_waiting for each in self._answering)

    def _tell_waiting(self) -> str:
        return "\n".join(f"{each.sent[-1:]}\n{each.person.screen()}" for each in self._answering if each.is_waiting)

    def _make_life(self, database: Path, now: datetime) -> Life:
        life = Life(self.api, f"life{len(self.deaths)}", database, self.environment, now)
        self.deaths[life.line] = None
        return life

    def _hear(self, chat: Chat, message: ShownMessage) -> None:
        player = self.players.get(chat.id)
        act = player.hears(message) if player and message.from_bot else None
        if act:
            self.acts[chat.id] = act

    def _answer(self, who: int) -> None:
        update_id = self.acts.pop(who)()
        if update_id:
            self.updates.append(update_id)

    def _answer_all_until(self, condition: Callable[[], bool]) -> Callable[[], bool]:
        def answer_all() -> bool:
            with self.api.telegram.changed:
                if condition():
                    return True
                for who in list(self.acts):
                    if who not in ANSWERING or not self.players[who].sent:
                        self._answer(who)
                return False

        return answer_all

    def _wait_until_asked(self, *who: int) -> None:
        assert self.life.drive(lambda: {*who} <= {*self.acts}), self._tell_waiting()

    def _wait_until_answered(self) -> None:
        assert self.life.drive(self._nobody_waits), self._tell_waiting()

    def _wait_until_held(self) -> None:
        assert self.life.drive(lambda: self.api.count_held(_SENDS) > 0), self._tell_waiting()

    @contextmanager
    def _nothing_is_written(self) -> Iterator[None]:
        """From the moment on at which a message has arrived, while its answer comes back."""
        with closing(sqlite3.connect(self.life.database, isolation_level=None)) as other:
            with self.api.hold_answers(_SENDS):
                self._wait_until_held()
                other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")


def test_what_is_written_below_a_question_while_nothing_runs_is_its_answer() -> None:
    story, mixer = Story(), 1004
    try:
        story.everyone_begins()
        story.someone_answers(mixer)  # in words
        story.someone_answers(mixer)  # by a tap
        story.the_power_goes(MOMENTS[2], meanwhile=True)
    finally:
        story.teardown()


TestStory = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")(Story.TestCase)
TestStory.settings = settings(max_examples=STORIES, stateful_step_count=15, deadline=None)
