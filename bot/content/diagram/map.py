"""All dialogs at a glance: who runs whom, now or later, and which command opens what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.diagram.sketch import Block, Shape, Sketch, Way, write_later
from bot.plurals import count

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from bot.dialogue.model import Dialog

COPING = "coping"


def sketch_map(dialogs: Mapping[str, Dialog]) -> Sketch:
    """The map. Coping strategies are one block: whoever runs one may run any of them."""
    strategies = [each for each in dialogs.values() if each.coping]
    others = {name: each for name, each in dialogs.items() if not each.coping}
    blocks = [_block(each) for each in others.values()]
    if strategies:
        blocks.append(_group(strategies))
    ways = tuple(dict.fromkeys(way for each in others.values() for way in _list_ways(each, dialogs)))
    linked = {end for way in ways for end in (way.start, way.to)}
    blocks.sort(key=lambda block: block.name not in linked)
    return Sketch("All dialogs", count(len(dialogs), "dialog"), tuple(blocks), ways, across=True)


def _block(dialog: Dialog) -> Block:
    entry = f"/{dialog.command}" if dialog.command else ""
    return Block(dialog.name, Shape.DIALOG, dialog.title, entry=entry, notes=(dialog.name,))


def _group(strategies: Collection[Dialog]) -> Block:
    title = f"One of {count(len(strategies), 'coping strategy', 'coping strategies')}"
    return Block(COPING, Shape.GROUP, title, options=tuple(each.title for each in strategies))


def _list_ways(dialog: Dialog, dialogs: Mapping[str, Dialog]) -> Iterator[Way]:
    for step in dialog.steps.values():
        if step.run and step.run in dialogs:
            yield Way(dialog.name, COPING if dialogs[step.run].coping else step.run)
        if step.run_one_of:
            yield Way(dialog.name, step.run_one_of)
        if step.later and step.later.dialog in dialogs:
            yield Way(dialog.name, step.later.dialog, write_later(step.later), is_light=True)
