"""The README shows what happens: its transcript is played, and its commands are run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import app
from bot.conversation.transcripts import play, read_transcript
from bot.settings import load_settings

PROJECT = Path(__file__).parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = ("README.md", "docs/format.md", "CONTRIBUTING.md")
NOT_HERE = ("leeward chat", "leeward run", "leeward studio", "leeward check dialogs` until", "leeward play <name>")
"""They wait for a person, a browser or Telegram, or are no whole command."""

_BLOCK = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"(?:^|`)((?:printf [^|`]*\| )?leeward [^`\n#]+)", re.MULTILINE)


def _commands() -> list[str]:
    texts = [(PROJECT / name).read_text(encoding="utf-8") for name in DOCUMENTS]
    found = {command.strip() for text in texts for command in _COMMAND.findall(text)}
    return sorted(each for each in found if not each.startswith(NOT_HERE) and "--update" not in each)


def test_the_conversation_goes_as_the_readme_shows() -> None:
    (shown,) = _BLOCK.findall(README)
    programme = app.read_programme(load_settings(None, {}), lambda: datetime(2026, 11, 23, 20, 0, tzinfo=UTC))
    assert play(read_transcript("README.md", shown), programme) == shown


def test_the_commands_of_the_documents_are_found() -> None:
    assert _commands() == [
        "leeward check dialogs",
        "leeward draw craving --format svg -o craving.svg",
        "leeward play craving",
        "leeward schema dialogs",
        "leeward test tests/transcripts",
        "leeward translate es dialogs craving",
        r"printf '/start\nskip\n' | leeward chat --database sqlite://",
    ]


@pytest.mark.parametrize("command", _commands())
def test_a_command_of_the_documents_runs(command: str, tmp_path: Path) -> None:
    for name in ("dialogs", "tests/transcripts"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    program = tmp_path / "bin" / "leeward"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bot "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(PROJECT),
        "PYTHONIOENCODING": "utf-8",
    }
    ended = subprocess.run(
        ["/bin/sh", "-c", command], cwd=tmp_path, env=environment, input=b"", capture_output=True, check=False
    )
    assert ended.returncode == 0, ended.stderr.decode()


def test_whatever_the_readme_points_to_is_there() -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    named = re.findall(r"^make (\w+)", README, re.MULTILINE)
    assert [path for path in linked if not (PROJECT / path).exists()] == []
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    assert [target for target in named if f"\n{target}:" not in makefile] == []
