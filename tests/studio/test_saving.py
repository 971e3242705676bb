"""Conversations kept as transcripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.conversation.transcripts import play, read_transcript
from bot.errors import LeewardError
from bot.studio.orders import Opening, Photo, Saving
from bot.studio.saving import save
from tests.studio.examples import NOW, OPENING, PROGRAMME, tap, wait, write

if TYPE_CHECKING:
    from pathlib import Path

ACTS = (tap("Not so good"), write("slow\nand grey"), wait(900), Photo(kind="photo"))
WRITTEN = """\
# mood
at: 2026-11-23 20:00
kept: language = en
person: known
begin: mood

bot: How is it?
     [Good] [Not so good]
     [Skip] [Help now]
you: [Not so good]
bot: It is Not so good.
bot: What is it like?
     [Skip] [Help now]
you: slow and grey
bot: Thank you.
--- 15 minutes later
you: (photo)
bot: I can only read words and buttons. I have not kept what you sent.
"""


def test_a_conversation_is_written_as_a_transcript_that_plays_to_itself(tmp_path: Path) -> None:
    path = save(Saving(opening=OPENING, acts=ACTS, name="grey_day"), PROGRAMME, tmp_path / "new")
    text = path.read_text(encoding="utf-8")
    assert text == WRITTEN
    assert play(read_transcript("grey_day", text), PROGRAMME) == text


def test_step_and_values_stand_in_its_head(tmp_path: Path) -> None:
    opening = Opening(dialog="mood", step="tell", values={"mood": "good"}, at=NOW)
    text = save(Saving(opening=opening, acts=(), name="told"), PROGRAMME, tmp_path).read_text(encoding="utf-8")
    assert "begin: mood.tell\nset: mood = good\n\nbot: It is Good.\n" in text


def test_another_transcript_is_not_overwritten_unless_asked_for(tmp_path: Path) -> None:
    saving = Saving(opening=OPENING, acts=ACTS, name="grey_day")
    (tmp_path / "grey_day.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(LeewardError, match="is there already"):
        save(saving, PROGRAMME, tmp_path)
    assert (tmp_path / "grey_day.txt").read_text(encoding="utf-8") == "mine"
    save(saving.model_copy(update={"replace": True}), PROGRAMME, tmp_path)
    assert (tmp_path / "grey_day.txt").read_text(encoding="utf-8") == WRITTEN


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LeewardError, match="cannot be written"):
        save(Saving(opening=OPENING, acts=(), name="a"), PROGRAMME, tmp_path / "file")


@pytest.mark.parametrize("name", ["../up", "a/b", "A", "", "a.txt"])
def test_a_name_leads_nowhere_else(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        Saving(opening=OPENING, acts=(), name=name)
