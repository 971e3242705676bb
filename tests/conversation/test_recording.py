"""Where and how transcripts are written. What stands in them is tested where they are played."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.conversation.recording import Beginning, check_place, save, write_transcript, write_wait, write_words
from bot.errors import LeewardError
from tests.conversation.examples import NOW, programme

if TYPE_CHECKING:
    from pathlib import Path


def test_a_transcript_is_written_wholly_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    save(tmp_path / "a.txt", "you: hi\n", replace=False)
    assert [(each.name, each.read_text(encoding="utf-8")) for each in tmp_path.iterdir()] == [("a.txt", "you: hi\n")]


def test_a_file_that_is_there_is_replaced_only_on_demand(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(LeewardError, match="is there already"):
        check_place(path, replace=False)
    with pytest.raises(LeewardError, match="is there already"):
        save(path, "new", replace=False)
    assert path.read_text(encoding="utf-8") == "mine"
    save(path, "new", replace=True)
    assert path.read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize(
    ("name", "problem"),
    [("no/a.txt", "there is no folder"), ("a.md", "ends in .txt"), (".txt", "ends in .txt")],
)
def test_a_place_where_nothing_can_be_written_is_told_before_anything_is_played(
    tmp_path: Path, name: str, problem: str
) -> None:
    with pytest.raises(LeewardError, match=problem):
        check_place(tmp_path / name, replace=True)


def test_a_folder_of_that_name_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(LeewardError, match="is there already"):
        check_place(tmp_path / "a.txt", replace=True)


@pytest.mark.parametrize(
    ("time", "line"),
    [
        (timedelta(minutes=15), "--- 15 minutes later"),
        (timedelta(hours=1), "--- 1 hour later"),
        (timedelta(days=14), "--- 2 weeks later"),
        (timedelta(minutes=90, seconds=1), "--- 5401 seconds later"),
    ],
)
def test_time_is_told_in_the_largest_unit_that_fits(time: timedelta, line: str) -> None:
    assert write_wait(time) == line


def test_words_that_look_like_a_tap_stay_words() -> None:
    assert [write_words(each) for each in ("hi\nthere", "[hi]", "(photo)")] == [
        "you: hi there",
        "you:  [hi]",
        "you:  (photo)",
    ]


def test_without_a_dialog_it_begins_with_the_first_word() -> None:
    text = write_transcript(Beginning(NOW, language="en"), ["you: hello"], programme())
    assert text.startswith("# From the first word\nat: 2026-11-23 20:00\nkept: language = en\n\nyou: hello\nbot: Hello")
