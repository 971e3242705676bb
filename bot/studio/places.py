"""Where steps stand in their files, and which step a fault lies in."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.content.assembly import Assembly
    from bot.content.faults import Fault
    from bot.content.yaml_reader import Document


class _Place(NamedTuple):
    line: int
    dialog: str
    step: str


class Places:
    """The steps of all files. What a broken file held before is kept in mind."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._files: dict[str, list[_Place]] = {}
        self._steps: dict[tuple[str, str], str] = {}

    def learn(self, assembly: Assembly) -> None:
        """Take in the steps of each dialog's file, and of each translation's, as they are now."""
        sources = [(each.document, each.file.dialog, [*each.file.steps]) for each in assembly.sources.translations]
        sources += [(each.document, each.name, [*each.file.steps]) for each in assembly.documents.values()]
        files = {document.file: _find_steps(document, dialog, steps) for document, dialog, steps in sources}
        self._files = {**self._files, **files}
        self._steps = {
            (place.dialog, place.step): f"{file}:{place.line}"
            for file, places in self._files.items()
            for place in places
        }

    def find_step(self, fault: Fault) -> tuple[str, str]:
        """The dialog and the step that a fault lies in; empty where it lies in none."""
        places = self._files.get(fault.file, [])
        before = bisect_right(places, fault.line, key=lambda place: place.line)
        if before:
            return places[before - 1].dialog, places[before - 1].step
        return (places[0].dialog, "") if places else ("", "")

    def find_place(self, dialog: str, step: str) -> str:
        """The ``file:line`` of a step in its dialog's own file; empty for an unknown one."""
        return self._steps.get((dialog, step), "")


def _find_steps(document: Document, dialog: str, steps: Iterable[str]) -> list[_Place]:
    return sorted(_Place(document.key_place(("steps", step))[0], dialog, step) for step in steps)
