"""SIGKILL at random moments: nothing is lost, nothing happens twice, but what was under way may be said once more.

``CHAOS_KILLS`` says how many kills there are over all variants, ``CHAOS_SEED`` which random moments.
"""

from __future__ import annotations

import os
import time
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.chaos.crowd import Crowd
from tests.chaos.fleet import Fleet
from tests.chaos.tally import Tally
from tests.fake_bot_api import FakeBotApi

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

VARIANTS = {
    "polling-sqlite": ("polling", "sqlite", 1),
    "webhook-sqlite": ("webhook", "sqlite", 1),
    "polling-postgresql": ("polling", "postgresql", 2),
    "webhook-postgresql": ("webhook", "postgresql", 2),
}
KILLS = int(os.environ.get("CHAOS_KILLS", "20"))
SEED = int(os.environ.get("CHAOS_SEED", "1"))
NEVER_LOGGED = {"turn failed", "update not readable", "timers failed", "update failed"}
"""Whatever is killed, nobody's turn may fail."""
_PATIENCE = 60.0
_MOST_MESSAGES = 60
"""So many messages are sent, at most, between two kills."""
_LONGEST_START = 1.5
"""Seconds: about what a start takes, within which some are killed."""


class Run:
    """One variant, from the first message to the last."""

    def __init__(self, api: FakeBotApi, fleet: Fleet, crowd: Crowd, chance: Random, places: int) -> None:
        self._api = api
        self._fleet = fleet
        self._crowd = crowd
        self._chance = chance
        self._places = places
        self._kills = 0

    def warm_up(self) -> None:
        """The first process makes the database; then everyone begins, and has answered something."""
        self._fleet.start(0)
        self._wait(lambda: bool(self._api.calls("getMe")), "the program starts")
        self._fleet.start_all()
        self._crowd.begins()
        self._wait(lambda: all(len(each.sent) > 1 for each in self._crowd.players), "everyone has begun")
        self._wait(lambda: not any(each.is_waiting for each in self._crowd.watching), "all hours are set")

    def go_through(self, kills: int) -> None:
        """Kill so many processes, one or all at a time."""
        while self._kills < kills:
            self._wait_for_a_moment()
            if self._chance.random() < 0.3:
                self._kill(range(self._places))
                self._fleet.time_passes(timedelta(hours=1))
            else:
                self._kill([self._chance.randrange(self._places)])
            self._fleet.start_all()

    def settle(self) -> None:
        """Nobody answers any more, and everyone has been answered; then all ask for what is stored."""
        self._wait(lambda: self._fleet.running <= {call.line for call in self._api.calls("getMe")}, "all have started")
        self._crowd.rests()
        answering = self._crowd.answering
        self._wait(lambda: not any(each.is_waiting for each in answering), "everyone has been answered")
        for player in answering:
            player.person.sends("/export")
        self._wait(lambda: all(each.has_file for each in answering), "everyone got their file")

    def count(self) -> Tally:
        """All that was sent and stored."""
        tally = Tally(self._kills, self._api.telegram.last_update_id - 500_000_000)
        tally.count_answers(self._crowd.answering)
        deaths = {life.line: life.killed_at for life in self._fleet.lives}
        tally.count_messages(self._api.calls("sendMessage"), deaths, self._crowd.players)
        tally.complaints = self._fleet.count_complaints()
        tally.faults += [f"{event} was logged" for event in NEVER_LOGGED & tally.complaints.keys()]
        return tally

    def _wait_for_a_moment(self) -> None:
        if self._chance.random() < 0.15:  # perhaps while it starts
            self._api.telegram.wait_until(lambda: False, self._chance.uniform(0, _LONGEST_START))
            return
        sent = self._count_sent() + self._chance.randint(1, _MOST_MESSAGES)
        self._wait(lambda: self._count_sent() >= sent, "it goes on after a kill")
        self._api.telegram.wait_until(lambda: False, self._chance.uniform(0, 0.03))

    def _count_sent(self) -> int:
        return self._api.telegram.last_message_id

    def _kill(self, places: range | list[int]) -> None:
        for place in places:
            self._fleet.kill(place)
            self._kills += 1

    def _wait(self, condition: Callable[[], bool], hope: str) -> None:
        until = time.monotonic() + _PATIENCE
        while not self._api.telegram.wait_until(condition, 0.5):
            if time.monotonic() < until and not self._fleet.has_ended():
                continue
            stuck = [f"{each.person.id} after {each.sent[-1:]}" for each in self._crowd.players if each.is_waiting]
            log = self._fleet.log.read_text(encoding="utf-8")[-4000:]
            pytest.fail(f"In vain: {hope}. {self._kills} kills; waiting: {stuck}\n{log}")


@pytest.mark.parametrize("variant", VARIANTS)
def test_kills_lose_nothing_and_repeat_only_what_was_under_way(
    variant: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    mode, database, places = VARIANTS[variant]
    url = f"sqlite:///{tmp_path}/leeward.db" if database == "sqlite" else request.getfixturevalue("postgres_url")
    chance = Random(f"{SEED} {variant}")  # noqa: S311 - the same moments each time, nothing secret
    began = time.monotonic()
    with FakeBotApi() as api, Fleet(api, tmp_path, url, mode, places) as fleet, Crowd(api, chance) as crowd:
        run = Run(api, fleet, crowd, chance, places)
        run.warm_up()
        run.go_through(round(KILLS / len(VARIANTS)))
        run.settle()
        tally = run.count()
        assert set(fleet.stop()) == {0}
    print(f"\n{variant}, seed {SEED}, {time.monotonic() - began:.0f} s: {tally}")  # noqa: T201 - what it is made for
    assert not tally.faults
