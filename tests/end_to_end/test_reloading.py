"""Dialogs that are edited while people are in them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.content.library import default_folder
from tests.end_to_end.conftest import Leeward

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fake_bot_api.person import Person
    from tests.fake_bot_api.server import FakeBotApi

PROJECT = Path(__file__).parents[2]
WEATHER = """\
dialog: weather
version: 1
title: The weather inside
language: en
author: Someone
source: no clinical source
reviewed: {by: "", on: 2026-11-23, again_by: 2027-11-23}
command: weather
menu: How it is inside
remember:
  sky: {is: choice, of: {clear: Clear, cloudy: Cloudy}}
  words: {is: text}
steps:
  ask_sky: {say: How is the sky inside?, mi: Q_open, ask: sky, skip: close}
  ask_words: {say: What is it like under it?, mi: Q_open, ask: words, skip: close}
  close: {say: It is yours to say., mi: AUT}
"""


class Desk:
    """Where an author edits what runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.weather = folder / "weather.yaml"
        shutil.copytree(default_folder(), folder)
        self.weather.write_text(WEATHER, encoding="utf-8")

    def edit(self, old: str, new: str) -> None:
        """Change the dialog, as careful editors do: at once."""
        text = self.weather.read_text(encoding="utf-8")
        assert old in text
        draft = self.weather.with_suffix(".draft")
        draft.write_text(text.replace(old, new), encoding="utf-8")
        draft.replace(self.weather)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk(tmp_path / "dialogs")
    monkeypatch.setenv("LEEWARD_DIALOGS", str(desk.folder))
    return desk


@pytest.fixture
def edited(api: FakeBotApi, tmp_path: Path, desk: Desk) -> Iterator[Leeward]:
    """A process on the folder of the desk."""
    assert desk
    process = Leeward(api, tmp_path)
    process.starts()
    yield process
    process.is_killed()


def begins(person: Person) -> None:
    """They come, and stand at the first question of the weather."""
    person.sends("/weather")
    person.waits_for("How is the sky inside?", seconds=20)


def test_someone_in_the_middle_of_a_dialog_follows_its_new_version(
    api: FakeBotApi, edited: Leeward, desk: Desk
) -> None:
    ana = api.person(1001)
    begins(ana)
    desk.edit("What is it like under it?", "And what is it like below?")
    edited.hears(signal.SIGHUP)
    edited.logs("dialogs read anew: changed: weather")
    ana.taps("Cloudy")
    ana.waits_for("And what is it like below?", seconds=20)


def test_a_renamed_step_goes_on_and_one_that_vanished_is_told_kindly(
    api: FakeBotApi, edited: Leeward, desk: Desk
) -> None:
    ana, ben = api.person(1001), api.person(1002)
    for person in (ana, ben):
        begins(person)
    ana.taps("Clear")
    ana.waits_for("What is it like under it?", seconds=20)
    desk.edit("  ask_sky:", "  ask_above:")
    desk.edit("  ask_words: {say: What is it like under it?", "  ask_more: {say: What more is there?")
    desk.edit("steps:\n", "renamed: {ask_sky: ask_above}\nsteps:\n")
    edited.hears(signal.SIGHUP)
    edited.logs("dialogs read anew: changed: weather")
    ben.taps("Cloudy")
    ben.waits_for("What more is there?", seconds=20)
    ana.sends("Quiet, with a little wind.")
    ana.waits_for("/menu", seconds=20)
    ana.waits_for("How is the sky inside?", seconds=20)
    ana.taps("Cloudy")
    ana.waits_for("What more is there?", seconds=20)


def test_a_faulty_edit_is_refused_and_the_old_dialogs_go_on(api: FakeBotApi, edited: Leeward, desk: Desk) -> None:
    ana = api.person(1001)
    begins(ana)
    desk.edit("What is it like under it?", "And what is it like below?")
    desk.edit("ask: words, skip: close", "ask: words, skip: nowhere")
    edited.hears(signal.SIGHUP)
    edited.logs("'leeward check' shows them all")
    log = edited.log.read_text(encoding="utf-8")
    assert "dialogs refused, the old ones go on: 1 fault" in log
    assert f"{desk.weather}:15:" in log
    ana.taps("Cloudy")
    ana.waits_for("What is it like under it?", seconds=20)

    desk.edit("skip: nowhere", "skip: close")
    edited.hears(signal.SIGHUP)
    edited.logs("dialogs read anew: changed: weather")
    begins(ana)
    ana.taps("Clear")
    ana.waits_for("And what is it like below?", seconds=20)


def test_crisis_phrases_change_whole_or_not_at_all(api: FakeBotApi, edited: Leeward, desk: Desk) -> None:
    ana = api.person(1001)
    begins(ana)
    phrases = desk.folder / "safety" / "phrases.en.yaml"
    whole = phrases.read_text(encoding="utf-8")
    phrases.unlink()
    edited.hears(signal.SIGHUP)
    edited.logs("dialogs refused")
    ana.sends("my friend took oxy and won't wake up")
    ana.waits_for("Call 112", seconds=20)

    assert "  K2:" in whole
    phrases.write_text(
        whole.replace("    phrases:\n", "    phrases:\n      - the lantern went out\n", 1), encoding="utf-8"
    )
    edited.hears(signal.SIGHUP)
    edited.logs("also the crisis phrases")
    with edited.database_away():
        ana.sends("the lantern went out")
        ana.waits_for("Call 112", seconds=20)


def test_the_menu_follows_new_commands_and_titles(api: FakeBotApi, edited: Leeward, desk: Desk) -> None:
    begins(api.person(1001))
    desk.edit("menu: How it is inside", "menu: The sky inside")
    edited.hears(signal.SIGHUP)
    edited.waits_until(lambda: {"command": "weather", "description": "The sky inside"} in api.telegram.commands[""])
    desk.weather.unlink()
    edited.hears(signal.SIGHUP)
    edited.logs("dialogs read anew: removed: weather")
    edited.waits_until(lambda: "weather" not in {each["command"] for each in api.telegram.commands[""]})


def test_a_dialog_that_is_gone_is_told_kindly(api: FakeBotApi, edited: Leeward, desk: Desk) -> None:
    ana = api.person(1001)
    begins(ana)
    desk.weather.unlink()
    edited.hears(signal.SIGHUP)
    edited.logs("dialogs read anew: removed: weather")
    ana.taps("Cloudy")
    ana.waits_for("/menu", seconds=20)


def test_with_a_watch_saving_is_enough(api: FakeBotApi, tmp_path: Path, desk: Desk) -> None:
    watching = Leeward(api, tmp_path)
    watching.starts("--watch")
    ana = api.person(1001)
    begins(ana)
    desk.edit("What is it like under it?", "And what is it like below?")
    watching.logs("dialogs read anew: changed: weather")
    ana.taps("Cloudy")
    ana.waits_for("And what is it like below?", seconds=20)
    assert watching.stops() == 0


def test_a_terminal_that_is_closed_ends_it_as_ever(api: FakeBotApi, tmp_path: Path) -> None:
    ours, terminal = os.openpty()
    process = Leeward(api, tmp_path)
    process.starts(shows=terminal)
    os.close(terminal)
    begun = api.person(1001)
    begun.sends("/start")
    begun.waits_for("a program, not a person", seconds=20)
    os.close(ours)
    assert process.ends_by(signal.SIGHUP) == -signal.SIGHUP


def test_an_author_in_the_terminal_hears_what_became_of_each_edit(tmp_path: Path, desk: Desk) -> None:
    chat = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat", "--watch", "--database", "sqlite://"],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert chat.stdin
    assert chat.stdout

    def types(line: str, until: str) -> None:
        assert chat.stdin
        chat.stdin.write(f"{line}\n")
        chat.stdin.flush()
        hears(until)

    def hears(words: str) -> None:
        assert chat.stdout
        assert any(words in line for line in chat.stdout), f"It never said {words!r}."

    types("/weather", until="How is the sky inside?")
    desk.edit("skip: close", "skip: nowhere")
    hears("(dialogs refused, the old ones go on: 2 faults)")
    desk.edit("skip: nowhere", "skip: close")
    hears("(dialogs read anew: nothing is different)")
    desk.edit("What is it like under it?", "And what is it like below?")
    hears("(dialogs read anew: changed: weather)")
    types("Cloudy", until="And what is it like below?")
    chat.stdin.close()
    assert chat.wait(timeout=20) == 0
    chat.stdout.close()
