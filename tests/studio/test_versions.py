"""Another version of the dialogs to compare with."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from bot.errors import ContentError, SettingsError
from bot.studio.versions import read_other
from tests.studio.examples import NOW, write_folder

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


def clock() -> datetime:
    return NOW


def test_a_folder_is_read_as_it_is(tmp_path: Path) -> None:
    write_folder(tmp_path)
    name, programme = read_other(str(tmp_path), tmp_path, clock)
    assert name == str(tmp_path)
    assert "small" in programme.books["en"].dialogs


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not on this machine")
def test_a_revision_is_read_from_git_and_the_files_stay_as_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "dialogs"
    folder.mkdir()
    path = write_folder(folder)
    git = ["git", "-C", str(tmp_path), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "A dialog"]):
        subprocess.run([*git, *words], check=True)
    path.write_text(path.read_text(encoding="utf-8").replace("today", "now"), encoding="utf-8")
    name, programme = read_other("HEAD", folder, clock)
    says = programme.books["en"].dialogs["small"].steps["ask"].phrases[0].variants
    assert (name, says) == ("HEAD", ("How is it today?",))
    assert "How is it now?" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("version", ["nowhere", "--output=x"])
def test_what_is_neither_is_told(tmp_path: Path, version: str) -> None:
    with pytest.raises(SettingsError, match="--against"):
        read_other(version, tmp_path, clock)
    assert list(tmp_path.iterdir()) == []


def test_a_version_with_errors_cannot_be_compared_with(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text("dialog: small\n", encoding="utf-8")
    with pytest.raises(ContentError, match="have errors"):
        read_other(str(tmp_path), tmp_path, clock)
