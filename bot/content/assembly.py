"""All dialogs of a folder, put together as far as their files allow. The linter judges them, the library plays them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.content.cities import read_cities
from bot.content.dialog_builder import build_dialog
from bot.content.faults import Faulty
from bot.content.sources import read_sources
from bot.content.variables import borrow, declare

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.content.faults import Fault
    from bot.content.sources import Source, Sources
    from bot.dialogue.model import Dialog, Variable


@dataclass(frozen=True, slots=True)
class Assembly:
    """The dialogs, the files they come from, and the faults found so far."""

    sources: Sources
    dialogs: Mapping[str, Dialog]
    documents: Mapping[str, Source]
    """The source of each dialog, by the dialog's name."""
    unsound: frozenset[str]
    """Dialogs that had to leave something out: conditions, values. Proofs about them would prove nothing."""
    faults: tuple[Fault, ...] = field(default=())


def assemble(folder: Path) -> Assembly:
    """Read a folder and put its dialogs together. Nothing is raised; faults are gathered."""
    sources = read_sources(folder)
    faults = list(sources.faults)
    try:
        zones = read_cities(folder)
    except Faulty as error:
        faults += error.faults
        zones = {}
    documents: dict[str, Source] = {}
    for source in sources.dialogs:
        if source.name in documents:
            first = documents[source.name].document.file
            message = f"there is another dialog “{source.name}”, in {first}"
            faults.append(source.document.fault(("dialog",), "duplicate-dialog", message))
        documents.setdefault(source.name, source)
    declared = {name: declare(source, zones) for name, source in documents.items()}
    dialogs, unsound = {}, set()
    for name, source in documents.items():
        dialogs[name], found = _build(source, declared, sources.broken)
        faults += found
        if found:
            unsound.add(name)
    return Assembly(sources, dialogs, documents, frozenset(unsound), tuple(faults))


def _build(
    source: Source, declared: Mapping[str, Mapping[str, Variable]], broken: set[str]
) -> tuple[Dialog, list[Fault]]:
    borrowed, lacking = borrow(source, declared, broken)
    dialog, faults = build_dialog(source, {**declared[source.name], **borrowed})
    return dialog, lacking + faults
