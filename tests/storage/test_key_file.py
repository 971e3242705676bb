from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from bot.errors import StorageError
from bot.storage.key_file import load_or_make_key, parse_key

if TYPE_CHECKING:
    from pathlib import Path


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "leeward.key"
    key = load_or_make_key(path)
    assert len(key) == 32
    assert load_or_make_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_key_that_everyone_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "leeward.key"
    load_or_make_key(path)
    path.chmod(0o644)
    with pytest.raises(StorageError, match="chmod 600"):
        load_or_make_key(path)


@pytest.mark.parametrize("content", ["", "abcd", "z" * 64, "ü" * 64])
def test_a_damaged_key_file_is_never_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path / "leeward.key"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(StorageError):
        load_or_make_key(path)
    assert path.read_text(encoding="utf-8") == content


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"nowhere/leeward\.key cannot be used"):
        load_or_make_key(tmp_path / "nowhere" / "leeward.key")


def test_a_key_may_be_given_as_text() -> None:
    assert parse_key(" 00" * 32 + "\n") == bytes(32)
