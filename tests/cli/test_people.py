"""``leeward check --people``: who would meet what a folder no longer has."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bot.cli.options import FOUND_PROBLEMS, PART_AWAY, WRONG_USE
from bot.content.library import default_folder
from tests.cli.commands import call, fail, talk


@pytest.fixture
def edited() -> Path:
    """A folder in which the first question of a check-in has another name, and does not say so."""
    folder = Path("edited")
    shutil.copytree(default_folder(), folder)
    for checkin in folder.glob("checkin.*yaml"):
        text = checkin.read_text(encoding="utf-8")
        assert "\n  ask_mood:\n" in text
        checkin.write_text(text.replace("ask_mood", "ask_first"), encoding="utf-8")
    return folder


def test_people_on_steps_that_are_gone_are_counted(edited: Path) -> None:
    talk("/checkin\n")
    ended = call("check", "--people", str(edited))
    assert ended.exit_code == 0
    assert ended.output.startswith("step checkin.ask_mood is gone: 1 person there")
    told = json.loads(call("check", "--people", "--format", "json", str(edited)).output)
    assert (told["people"], told["under_way"], [*told["steps"].values()]) == (1, 1, [1])


def test_nobody_is_stranded_by_what_is_live() -> None:
    talk("/checkin\n")
    assert call("check", "--people").output == "Nobody is stranded. 1 person, 1 of them in a dialog.\n"


def test_without_a_database_it_says_so_and_makes_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fail(monkeypatch, capsys, "check", "--people") == (PART_AWAY, ["There is no database leeward.db."])
    assert [*Path.cwd().iterdir()] == []


def test_a_key_that_is_lost_is_not_made_anew(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    talk("/checkin\n")
    Path("leeward.key").unlink()
    code, (line,) = fail(monkeypatch, capsys, "check", "--people")
    assert code == WRONG_USE
    assert "leeward.key cannot be used" in line
    assert not Path("leeward.key").exists()


def test_dialogs_that_cannot_become_live_are_not_compared(
    faulty_dialogs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    talk("/checkin\n")
    code, lines = fail(monkeypatch, capsys, "check", "--people", str(faulty_dialogs))
    assert code == FOUND_PROBLEMS
    assert "missing-step" in lines[1]
