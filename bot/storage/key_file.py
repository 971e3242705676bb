"""The file that holds the privacy key, as hexadecimal digits."""

from __future__ import annotations

import os
import secrets
import stat
from typing import TYPE_CHECKING

from bot.errors import StorageError
from bot.storage.sealing import KEY_BYTES

if TYPE_CHECKING:
    from pathlib import Path


def load_or_make_key(path: Path) -> bytes:
    """The key in this file; a new one, written there for its owner alone (mode 0600), if there is no file.

    Raises:
        StorageError: the file cannot be used, or others than its owner and group can read it.
    """
    try:
        if not path.exists():
            _write_new(path)
    except OSError as error:
        raise _unusable(path, error) from None
    return load_key(path)


def load_key(path: Path) -> bytes:
    """The key in this file.

    Raises:
        StorageError: as `load_or_make_key`, and where there is no file.
    """
    try:
        if path.stat().st_mode & stat.S_IRWXO:
            raise StorageError(f"Everyone on this machine can use the privacy key {path}: run chmod 600 {path}.")
        return parse_key(path.read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, error) from None


def _unusable(path: Path, error: Exception) -> StorageError:
    return StorageError(f"The privacy key {path} cannot be used: {error.__class__.__name__}.")


def parse_key(text: str) -> bytes:
    """The key that these hexadecimal digits write out.

    Raises:
        StorageError: they are no key.
    """
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise StorageError(f"The privacy key must be {2 * KEY_BYTES} hexadecimal digits.")
    return key


def _write_new(path: Path) -> None:
    # Written whole under another name first: a crash leaves no half key, and of two processes that start
    # together the link of one fails and both go on with the other's key.
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
