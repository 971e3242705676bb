"""Words of a crisis are answered whatever is broken: each fault is made in the running program."""

from __future__ import annotations

import os
import resource
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.conftest import Leeward
from tests.end_to_end.test_reloading import Desk
from tests.fake_bot_api import too_many

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fake_bot_api.person import Person
    from tests.fake_bot_api.server import FakeBotApi

CRY = "my friend took oxy and won't wake up"
_WAITING = "SELECT count(*) FROM outbox WHERE state <> 'sent'"


def begins(ana: Person) -> None:
    ana.sends("/start")
    ana.waits_for("What would be useful right now?", seconds=20)


def is_helped(ana: Person, leeward: Leeward) -> None:
    before = len(ana.texts)
    ana.sends(CRY)
    leeward.waits_until(lambda: any(text.startswith("Call 112") for text in ana.texts[before:]))


@contextmanager
def disk_full(leeward: Leeward) -> Iterator[None]:
    """Inside the block the program can write to no file."""
    resource.prlimit(leeward.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    yield
    resource.prlimit(leeward.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@pytest.fixture
def unlogged(api: FakeBotApi, tmp_path: Path) -> Iterator[Leeward]:
    """A process whose log goes nowhere, so that a full disk hits the database alone."""
    process = Leeward(api, tmp_path)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    process.starts(shows=nowhere)
    yield process
    process.is_killed()
    os.close(nowhere)


def test_while_the_database_is_away_before_the_start(api: FakeBotApi, leeward: Leeward) -> None:
    ana = api.person(1001)
    begins(ana)
    assert leeward.stops() == 0
    with leeward.database_away():
        leeward.starts()
        is_helped(ana, leeward)
        leeward.logs("database away at start")
        ana.sends("/craving")
    leeward.waits_until(lambda: "Try something with me" in ana.messages[-1].labels)


def test_it_can_be_stopped_while_the_database_is_away_at_start(api: FakeBotApi, leeward: Leeward) -> None:
    begins(api.person(1001))
    assert leeward.stops() == 0
    with leeward.database_away():
        leeward.starts()
        leeward.logs("database away at start")
        assert leeward.stops() == 0


def test_while_the_disk_is_full(api: FakeBotApi, unlogged: Leeward) -> None:
    ana = api.person(1001)
    begins(ana)
    unlogged.waits_until(lambda: unlogged.counts(_WAITING) == 0)
    with disk_full(unlogged):
        is_helped(ana, unlogged)
        ana.taps("Help now")
        ana.waits_for("To talk to a person", seconds=20)
    ana.taps("I'm safe, go back")
    ana.waits_for("I'm glad you are here", seconds=20)


@pytest.mark.parametrize("file", ["safety/responses.en.yaml", "safety/cues.en.json", "checkin.yaml", "facts/us.yaml"])
def test_while_a_file_is_broken(api: FakeBotApi, edited: Leeward, desk: Desk, file: str) -> None:
    ana = api.person(1001)
    begins(ana)
    (desk.folder / file).write_text("{broken", encoding="utf-8")
    edited.hears(signal.SIGHUP)
    edited.logs("dialogs refused")
    is_helped(ana, edited)


def test_while_the_facts_are_gone(api: FakeBotApi, edited: Leeward, desk: Desk) -> None:
    ana = api.person(1001)
    begins(ana)
    for path in (desk.folder / "facts").iterdir():
        path.unlink()
    edited.hears(signal.SIGHUP)
    edited.logs("dialogs refused")
    is_helped(ana, edited)


def test_while_telegram_lets_nothing_through(api: FakeBotApi, leeward: Leeward) -> None:
    """The words themselves are refused twice, and come as soon as Telegram allows, before all that waits."""
    ana, others = api.person(1001), [api.person(2000 + number) for number in range(20)]
    begins(ana)
    leeward.waits_until(lambda: leeward.counts(_WAITING) == 0)
    api.fault("sendMessage", *[too_many(1)] * 4)
    for other in others:
        other.sends("/craving")
    is_helped(ana, leeward)
    leeward.waits_until(lambda: all(other.texts for other in others))


def test_while_telegram_lets_nothing_through_and_the_database_is_away(api: FakeBotApi, leeward: Leeward) -> None:
    ana = api.person(1001)
    begins(ana)
    leeward.waits_until(lambda: leeward.counts(_WAITING) == 0)
    api.fault("sendMessage", too_many(1), too_many(1))
    with leeward.database_away():
        is_helped(ana, leeward)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk(tmp_path / "dialogs")
    monkeypatch.setenv("LEEWARD_DIALOGS", str(desk.folder))
    return desk


@pytest.fixture
def edited(api: FakeBotApi, tmp_path: Path, desk: Desk) -> Iterator[Leeward]:
    """A process on a folder of its own."""
    assert desk
    process = Leeward(api, tmp_path)
    process.starts()
    yield process
    process.is_killed()
