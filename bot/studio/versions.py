"""Another version of the dialogs to compare with: a folder, or a revision of the repository that they lie in."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.errors import ContentError, SettingsError
from bot.studio.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.conversation.programme import Programme


def read_other(version: str, folder: Path, clock: Callable[[], datetime]) -> tuple[str, Programme]:
    """What the version is called, and what is played from it.

    Args:
        version: a folder of dialogs, or what git calls a revision of `folder`, such as ``HEAD``.
        folder: the dialogs that are written.
        clock: tells the time, aware.

    Raises:
        SettingsError: there is no such version.
        ContentError: it has errors.
    """
    if Path(version).is_dir():
        return version, _read(Path(version), clock)
    with TemporaryDirectory() as temporary:
        _unpack(version, folder, Path(temporary))
        return version, _read(Path(temporary), clock)


def _read(folder: Path, clock: Callable[[], datetime]) -> Programme:
    programme = Shelf(folder, clock).programme
    if programme is None:
        raise ContentError(f"The dialogs to compare with have errors: 'leeward check {folder}' shows them.")
    return programme


def _unpack(revision: str, folder: Path, target: Path) -> None:
    if revision.startswith("-"):
        raise SettingsError(f"--against {revision}: this is no revision")
    git = ["git", "-C", str(folder), "archive", "--format=tar", revision]
    try:
        archive = subprocess.run(git, capture_output=True, check=True).stdout  # noqa: S603 - no shell; archive only reads
    except (OSError, subprocess.CalledProcessError):
        raise SettingsError(
            f"--against {revision}: this is neither a folder nor a revision of {folder} in git"
        ) from None
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extraction_filter = getattr(tarfile, "data_filter", None)  # Python has had it since 3.11.4
        files.extractall(target)  # noqa: S202 - git made the archive, from files that are the author's own
