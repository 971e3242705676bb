from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import SettingsError
from bot.terminal.replaying import Fate, Replay, find_transcripts, replay
from tests.conversation.examples import programme

if TYPE_CHECKING:
    from pathlib import Path

PROGRAMME = programme()
AS_IT_GOES = "# Help.\nyou: /help\nbot: I am a program.\nbot: Help.\n"


def write(folder: Path, text: str, name: str = "help.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def played(path: Path, *, update: bool = False) -> Replay:
    (only,) = replay([path], PROGRAMME, update=update)
    return only


def test_a_transcript_that_goes_as_written_has_nothing_to_tell(tmp_path: Path) -> None:
    assert played(write(tmp_path, AS_IT_GOES)) == Replay(Fate.SAME)


def test_a_difference_is_told_with_file_and_line(tmp_path: Path) -> None:
    path = write(tmp_path, AS_IT_GOES.replace("Help.\n", "No help.\n"))
    only = played(path)
    assert only.fate is Fate.DIFFERS
    assert only.report.startswith(f"{path}:4: the conversation goes another way now\n")
    assert "-bot: No help.\n+bot: Help." in only.report
    assert "No help." in path.read_text(encoding="utf-8")


def test_a_missing_end_is_told_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "you: /help\nbot: I am a program.\n")
    assert played(path).report.startswith(f"{path}:3: ")
    assert played(write(tmp_path, AS_IT_GOES + "\n")).report.startswith(f"{path}:5: ")


def test_an_update_writes_it_down_as_it_goes_now(tmp_path: Path) -> None:
    path = write(tmp_path, "# Help.\nyou: /help\n")
    assert played(path, update=True).fate is Fate.REWRITTEN
    assert path.read_text(encoding="utf-8") == AS_IT_GOES


def test_what_cannot_be_played_is_told_with_its_place_and_left_alone(tmp_path: Path) -> None:
    path = write(tmp_path, "you: /help\nyou: [Nowhere]\n")
    assert played(path, update=True) == Replay(Fate.BROKEN, f"{path}:2: no button shows 'Nowhere'")
    assert path.read_text(encoding="utf-8") == "you: /help\nyou: [Nowhere]\n"


def test_what_cannot_be_read_is_told_and_the_others_are_played(tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"you: \xff\n")
    fates = [each.fate for each in replay([bad, write(tmp_path, AS_IT_GOES)], PROGRAMME)]
    assert fates == [Fate.BROKEN, Fate.SAME]


def test_an_error_of_a_dialog_names_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "you: /broken\n")
    assert played(path).report.startswith(f"{path}:1: ")


def test_a_folder_holds_transcripts_and_a_file_is_one(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    one, two = write(tmp_path, AS_IT_GOES), write(tmp_path, AS_IT_GOES, "more/b.txt")
    assert find_transcripts(tmp_path) == [one, two]
    assert find_transcripts(one) == [one]


def test_where_there_is_none_it_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no transcript here"):
        find_transcripts(tmp_path)
    with pytest.raises(SettingsError, match="there is no transcript here"):
        find_transcripts(tmp_path / "nowhere.txt")
