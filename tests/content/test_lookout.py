from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.content.lookout import Lookout

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def changes(folder: Path, act: Callable[[], object]) -> bool:
    """Whether it is noticed that something was done in the folder."""

    async def story() -> bool:
        lookout = Lookout(folder)
        act()
        try:
            await asyncio.wait_for(lookout.wait_for_change(), 1)
        except TimeoutError:
            return False
        return True

    return asyncio.run(story())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "always").mkdir()
    path = tmp_path / "always" / "help.yaml"
    path.write_text("dialog: help", encoding="utf-8")
    return path


def test_files_that_are_written_added_and_removed_are_noticed(tmp_path: Path, file: Path) -> None:
    assert changes(tmp_path, lambda: file.write_text("dialog: other", encoding="utf-8"))
    assert changes(tmp_path, (tmp_path / "new.yaml").touch)
    assert changes(tmp_path, file.unlink)


def test_what_is_no_dialog_is_not(tmp_path: Path, file: Path) -> None:
    assert file.exists()
    assert not changes(tmp_path, (tmp_path / ".help.yaml.swp").touch)
