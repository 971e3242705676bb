"""The folder of dialogs as it was last read without errors, and the faults that its files have now."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.content.everything import check_folder, read_folder
from bot.content.library import BASE_LANGUAGE
from bot.content.lint.interviewing import ALL_RULES
from bot.content.lookout import Lookout
from bot.conversation.programme import Programme
from bot.dialogue.playbook import Playbook
from bot.studio.places import Places

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from bot.content.everything import Content
    from bot.content.faults import Fault

_BREATH = 0.3
"""Seconds before the check begins: the page shows the new words first."""


class Shelf:
    """Dialogs that may change at any moment.

    Args:
        folder: where they are.
        clock: tells the time, aware.
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        """Read the folder for the first time."""
        self.folder = folder
        self.programme: Programme | None = None
        self.places = Places()
        self.faults: Sequence[Fault] = ()
        self.version = 0
        self.is_closed = False
        self.obstacles: Sequence[Fault] = ()
        """The errors because of which what is played is not what stands in the files now."""
        self.is_checked = False
        """Whether the rules of interviewing have been looked at, too. They take longer than an author likes to wait."""
        self._clock = clock
        self._lookout = Lookout(folder)
        self._news = asyncio.Condition()
        self.read()

    def read(self) -> None:
        """Read the folder. Where it has errors, the dialogs stay those that had none."""
        content, faults, assembly = read_folder(self.folder, lambda: self._clock().date())
        programme = _make_programme(content) if content else self.programme
        self.programme, self.faults = programme, faults
        self.obstacles = () if content else [fault for fault in faults if fault.severity == "error"]
        self.places.learn(assembly)
        self.is_checked = False
        self.version += 1

    async def watch(self) -> None:
        """Read the folder whenever a file in it has changed, and check it, until cancelled."""
        await asyncio.gather(self._read_changes(), self._check_versions())

    async def wait_for_news(self, version: int) -> int:
        """Wait until there is another version than this one, or nothing more will be; its number."""
        async with self._news:
            await self._news.wait_for(lambda: self.is_closed or self.version != version)
        return self.version

    async def close(self) -> None:
        """Let go of everyone who waits for news."""
        self.is_closed = True
        await self._tell()

    async def _read_changes(self) -> None:
        while True:
            await self._lookout.wait_for_change()
            await asyncio.to_thread(self.read)
            await self._tell()

    async def _check_versions(self) -> None:
        """Find what `leeward check` finds in each version, unless a newer one has come meanwhile."""
        version = 0
        while not self.is_closed:
            if version != self.version:
                version = self.version
                await asyncio.sleep(_BREATH)
                found = await asyncio.to_thread(check_folder, self.folder, ALL_RULES)
                if version == self.version:
                    self.faults, self.is_checked = found.faults, True
                    self.version = version = version + 1
                    await self._tell()
            await self.wait_for_news(version)

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()


def _make_programme(content: Content) -> Programme:
    library = content.library
    return Programme(
        books={code: Playbook(library.dialogs(code), library.words(code)) for code in library.languages},
        screen=content.screen,
        crisis=content.responses,
        facts=content.facts,
        recogniser=content.recogniser,
        base=BASE_LANGUAGE,
    )
