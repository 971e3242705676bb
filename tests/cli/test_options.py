from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.options import find_dialogs, see_from_here
from bot.content.library import default_folder
from bot.errors import SettingsError


def test_a_folder_below_is_named_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEEWARD_DIALOGS", str(tmp_path / "mine"))
    (tmp_path / "mine").mkdir()
    assert find_dialogs(None, None) == find_dialogs(tmp_path / "mine", None) == Path("mine")


def test_what_lies_elsewhere_is_named_in_full() -> None:
    assert find_dialogs(None, None) == default_folder()
    assert see_from_here(Path("mine/a.yaml")) == Path("mine/a.yaml")


def test_a_folder_that_is_not_there_is_told_as_it_was_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"^{tmp_path}/mine: there is no such folder"):
        find_dialogs(tmp_path / "mine", None)
