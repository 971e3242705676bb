from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.cli.commands import leeward, talk

if TYPE_CHECKING:
    import pytest


def test_a_script_plays_a_conversation_to_its_end() -> None:
    ended = leeward("chat", "--database", "sqlite://", typed=b"/start\n2\n\xff\xfe\n")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("you ▸ /start\n  Hello, I'm Leeward: a program, not a person.")
    assert "you ▸ 2\n  ✓ Check in with myself\n" in ended.stdout
    assert "Ctrl-D" not in ended.stdout
    assert "\x1b" not in ended.stdout


def test_the_database_remembers_who_talked_and_another_name_is_another_person() -> None:
    first, again, other = (talk("/craving\n", *more) for more in ([], [], ["--person", "ben"]))
    assert Path("leeward.db").exists()
    assert Path("leeward.key").stat().st_mode & 0o777 == 0o600
    assert ["a program" in shown for shown in (first, again, other)] == [True, False, True]


def test_help_lines_are_in_the_language_that_is_wished() -> None:
    english, spanish = (talk("/sos\n", "--language", code, "--database", "sqlite://") for code in ("en", "es"))
    assert "Call" in english
    assert "Llama" in spanish


def test_a_reader_that_goes_away_is_no_fault_of_ours() -> None:
    program = f"'{sys.executable}' -m bot chat --database sqlite:// | head -1"
    ended = subprocess.run(["/bin/sh", "-c", program], input=b"/help\n" * 200, capture_output=True, check=True)
    assert ended.stdout.decode() == "you ▸ /help\n"
    assert ended.stderr == b""


def test_a_terminal_without_our_characters_shows_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    ended = leeward("chat", "--database", "sqlite://", typed=b"/start\n")
    assert (ended.returncode, ended.stdout.splitlines()[0]) == (0, "you ? /start")
