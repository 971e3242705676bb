"""Tells when a folder of dialogs has changed on the disk, by looking at it now and then."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path

    Look: TypeAlias = frozenset[tuple[Path, int, int]]

_PAUSE = 0.2
"""Seconds between two looks at the folder."""
_WRITTEN = 0.05
"""Seconds in which nothing must change any more: some editors empty a file before they fill it."""


class Lookout:
    """Watches the files of one folder. Make it before they are read, so that no change is missed."""

    def __init__(self, folder: Path) -> None:
        """Look for the first time."""
        self._folder = folder
        self._seen = self._look()

    async def wait_for_change(self) -> None:
        """Wait until a file is other than when last looked at, and is no longer being written."""
        while True:
            await asyncio.sleep(_PAUSE)
            if (look := self._look()) == self._seen:
                continue
            await asyncio.sleep(_WRITTEN)
            if self._look() == look:
                self._seen = look
                return

    def _look(self) -> Look:
        found = set()
        with suppress(OSError):  # something is just being replaced: the next look sees more
            for path in self._folder.rglob("*.yaml"):
                stat = path.stat()
                found.add((path, stat.st_mtime_ns, stat.st_size))
        return frozenset(found)
