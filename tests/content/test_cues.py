from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.content.cues import load_cues
from bot.content.faults import Faulty
from bot.support.cues import CueSheet

SHIPPED = Path(__file__).parents[2] / "dialogs" / "safety"
SOUND = {"classes": ["K1", "K2"], "starts": [-1, -2], "needs": [0, 0], "cues": {"die": [3, 4], "to die": [5, 6]}}


def write(folder: Path, written: object) -> Path:
    path = folder / "cues.en.json"
    path.write_text(json.dumps(written), encoding="utf-8")
    return path


def test_cues_are_numbered_as_they_stand(tmp_path: Path) -> None:
    sheet = load_cues(write(tmp_path, SOUND))
    assert sheet
    assert sheet.cues["to die"] == (2, (5, 6))
    assert sheet.starts == (-1, -2)


def test_a_language_may_do_without(tmp_path: Path) -> None:
    assert load_cues(tmp_path / "cues.en.json") is None


@pytest.mark.parametrize(
    "broken", [[], {}, {**SOUND, "starts": [1]}, {**SOUND, "cues": {"die": [3]}}, {**SOUND, "cues": {"die": ["x", 1]}}]
)
def test_a_broken_file_is_told(tmp_path: Path, broken: object) -> None:
    with pytest.raises(Faulty, match=r"cues\.en\.json:1:1: error safety"):
        load_cues(write(tmp_path, broken))


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_text_without_any_shipped_cue_is_no_danger(language: str) -> None:
    sheet = load_cues(SHIPPED / f"cues.{language}.json")
    assert isinstance(sheet, CueSheet)
    assert not sheet.judge(". ")
