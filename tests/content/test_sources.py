"""Which files of a folder are read, and which are told to be none of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.sources import read_sources
from tests.content.folders import write_dialog

SOUND = "steps: {a: {say: Hi, mi: SR}}\n"


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("evening.yaml.txt", "evening.yaml"),
        ("evening.yml", "evening.yaml"),
        ("evening.YAML", "evening.yaml"),
        ("evening.txt", "evening.yaml"),
        ("evening.es.yaml.txt", "evening.es.yaml"),
        ("more/evening.yaml.rtf", "evening.yaml"),
        ("facts/fr.yml", "fr.yaml"),
    ],
)
def test_a_file_that_is_not_read_because_of_its_name_is_told(tmp_path: Path, name: str, better: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    write_dialog(tmp_path, SOUND, "evening").rename(path)
    sources = read_sources(tmp_path)
    message = f"this file is not read: call it “{better}”, or put it elsewhere"
    assert [(fault.file, fault.severity, fault.message) for fault in sources.faults] == [
        (str(path), "warning", message)
    ]
    assert sources.dialogs == []


@pytest.mark.parametrize(
    "name", ["schema.json", "README.md", "evening.yaml~", ".evening.yaml.swp", "evening.yaml.orig"]
)
def test_what_nobody_would_take_for_a_dialog_is_passed_over(tmp_path: Path, name: str) -> None:
    write_dialog(tmp_path, SOUND, "evening").rename(tmp_path / name)
    sources = read_sources(tmp_path)
    assert (sources.faults, sources.dialogs) == ([], [])


def test_what_stands_beside_the_dialogs_is_none_of_them(tmp_path: Path) -> None:
    for folder in ("facts", "more"):
        (tmp_path / folder).mkdir()
        write_dialog(tmp_path / folder, SOUND)
    assert [Path(source.document.file) for source in read_sources(tmp_path).dialogs] == [
        tmp_path / "more" / "small.yaml"
    ]
