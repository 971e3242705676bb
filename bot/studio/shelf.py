"""The folder of dialogs as it was last read without errors, and the faults that its files have now."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from bot.content.everything import read_folder
from bot.content.library import BASE_LANGUAGE
from bot.content.lookout import Lookout
from bot.conversation.programme import Programme
from bot.dialogue.playbook import Playbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from bot.content.assembly import Assembly
    from bot.content.everything import Content
    from bot.content.faults import Fault
    from bot.content.yaml_reader import Document


class Place(NamedTuple):
    """A step in its file: the dialog it belongs to, its name and its first line."""

    line: int
    dialog: str
    step: str


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
        self.faults: Sequence[Fault] = ()
        self.version = 0
        self.is_closed = False
        self.is_current = False
        """Whether what is played is what stands in the files now."""
        self._clock = clock
        self._places: Mapping[str, list[Place]] = {}
        self._lookout = Lookout(folder)
        self._news = asyncio.Condition()
        self.read()

    def read(self) -> None:
        """Read the folder. Where it has errors, the dialogs stay those that had none."""
        content, faults, assembly = read_folder(self.folder, lambda: self._clock().date())
        programme = _make_programme(content) if content else self.programme
        self.programme, self.faults, self.is_current = programme, faults, content is not None
        self._places = {**self._places, **_find_places(assembly)}
        self.version += 1

    async def watch(self) -> None:
        """Read the folder whenever a file in it has changed, until cancelled."""
        while True:
            await self._lookout.wait_for_change()
            await asyncio.to_thread(self.read)
            async with self._news:
                self._news.notify_all()

    async def wait_for_news(self, version: int) -> int:
        """Wait until another version than this one has been read, or nothing more will be; its number."""
        async with self._news:
            await self._news.wait_for(lambda: self.is_closed or self.version != version)
        return self.version

    async def close(self) -> None:
        """Let go of everyone who waits for news."""
        async with self._news:
            self.is_closed = True
            self._news.notify_all()

    def find_step(self, fault: Fault) -> tuple[str, str]:
        """The dialog and the step that a fault lies in; empty where it lies in none."""
        places = self._places.get(fault.file, [])
        before = bisect_right(places, fault.line, key=lambda place: place.line)
        if before:
            return places[before - 1].dialog, places[before - 1].step
        return (places[0].dialog, "") if places else ("", "")

    def find_place(self, dialog: str, step: str) -> str:
        """The ``file:line`` of a step."""
        for file, places in self._places.items():
            for place in places:
                if (place.dialog, place.step) == (dialog, step):
                    return f"{file}:{place.line}"
        return ""


def _make_programme(content: Content) -> Programme:
    library = content.library
    return Programme(
        books={code: Playbook(library.dialogs(code), library.words(code)) for code in library.languages},
        screen=content.screen,
        crisis=content.responses,
        facts=content.facts,
        base=BASE_LANGUAGE,
    )


def _find_places(assembly: Assembly) -> dict[str, list[Place]]:
    """The steps of each dialog's file, and of each translation's, in the order of their lines."""
    sources = [(each.document, each.name, [*each.file.steps]) for each in assembly.documents.values()]
    sources += [(each.document, each.file.dialog, [*each.file.steps]) for each in assembly.sources.translations]
    return {document.file: _find_steps(document, dialog, steps) for document, dialog, steps in sources}


def _find_steps(document: Document, dialog: str, steps: Iterable[str]) -> list[Place]:
    return sorted(Place(document.key_place(("steps", step))[0], dialog, step) for step in steps)
