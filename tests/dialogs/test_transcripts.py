"""The transcripts are the specification of what is said."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import app
from bot.conversation.transcripts import play, read_transcript
from bot.settings import load_settings
from bot.terminal.replaying import find_transcripts, replay

if TYPE_CHECKING:
    from bot.conversation.programme import Programme

FOLDER = Path(__file__).parents[1] / "transcripts"
PAGE = Path(__file__).parents[2] / "docs/transcripts.md"
EXAMPLE = re.compile(r"^```text\n(.+?)^```$", re.DOTALL | re.MULTILINE)


@cache
def _programme() -> Programme:
    return app.read_programme(load_settings(None, {}))


@pytest.mark.parametrize("file", find_transcripts(FOLDER), ids=lambda file: file.stem)
def test_a_conversation_goes_as_written(file: Path) -> None:
    (played,) = replay([file], _programme())
    assert played.report == ""


@pytest.mark.parametrize("text", EXAMPLE.findall(PAGE.read_text(encoding="utf-8")))
def test_the_examples_of_the_page_on_transcripts_go_as_written(text: str) -> None:
    assert play(read_transcript("page", text), _programme()) == text


def test_every_command_is_in_a_transcript() -> None:
    texts = [file.read_text(encoding="utf-8") for file in find_transcripts(FOLDER)]
    typed = {line.split()[1] for text in texts for line in text.splitlines() if line.startswith("you: /")}
    assert sorted(f"/{command}" for command in _programme().commands if f"/{command}" not in typed) == []
