"""Small dialogs to play in the studio, and a folder of them that can be edited."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.content.library import default_folder
from bot.dialogue.model import Choice, Text
from bot.studio.orders import Opening, Tap, Wait, Written
from tests.conversation.examples import programme
from tests.dialogue.examples import dialog, step, variable

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
MOODS = Choice({"good": "Good", "low": "Not so good"})
MOOD = dialog(
    "mood",
    step("ask", "How is it?", ask="mood", mi="Q_open", skip="close"),
    step("tell", "It is {mood}.", mi="SR"),
    step("ask_more", "What is it like?", ask="words"),
    step("close", "Thank you."),
    remember=[variable("mood", MOODS), variable("words", Text())],
)
PROGRAMME = programme(MOOD)
OPENING = Opening(dialog="mood", at=NOW)


def tap(label: str, code: str = "low") -> Tap:
    return Tap(kind="tap", token=f"1:1:{code}", label=label)


def write(text: str) -> Written:
    return Written(kind="write", text=text)


def wait(seconds: int) -> Wait:
    return Wait(kind="wait", seconds=seconds)


SMALL = """\
dialog: {name}
version: 1
title: A small one
language: en
author: Someone
source: Somewhere
reviewed: {{by: "", on: 2026-11-23, again_by: 2027-11-23}}
command: {name}
remember:
  mood: {{is: choice, of: {{good: Good, low: Not so good}}}}
steps:
  ask: {{say: How is it today?, mi: Q_open, ask: mood, skip: close}}
  tell: {{say: "You say it is {{mood}}.", mi: CR}}
  close: {{say: It is up to you., mi: AUT}}
"""


def write_folder(folder: Path, name: str = "small") -> Path:
    """A folder with one small dialog and all that a folder must have besides; the path of the dialog."""
    shipped = default_folder()
    for each in ("facts", "safety"):
        shutil.copytree(shipped / each, folder / each)
    for words in shipped.glob("words.*.yaml"):
        shutil.copy(words, folder)
    path = folder / f"{name}.yaml"
    path.write_text(SMALL.format(name=name), encoding="utf-8")
    return path
