"""A sketch as a Mermaid flowchart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.diagram.sketch import Shape

if TYPE_CHECKING:
    from bot.content.diagram.sketch import Block, Sketch, Way

_LONGEST = 40
_ESCAPES = str.maketrans({'"': "#quot;", "#": "#35;", "<": "#lt;", ">": "#gt;", "\n": " "})
"""Mermaid's own way to write characters that would mean something to it."""
_OUTLINES = {
    Shape.ASKS: ("([", "])"),
    Shape.RUNS: ("[[", "]]"),
    Shape.WAITS: ("{{", "}}"),
    Shape.END: ("((", "))"),
    Shape.GROUP: ("[[", "]]"),
}


def write_mermaid(sketch: Sketch) -> str:
    """The sketch as Mermaid source: questions are round, what is run has double sides, waits have six corners."""
    lines = [f"flowchart {'LR' if sketch.across else 'TD'}"]
    lines += [f"  {_draw(block)}" for block in sketch.blocks]
    lines += [f"  {_node(way.start)} {_arrow(way)} {_node(way.to)}" for way in sketch.ways]
    return "\n".join(lines) + "\n"


def _node(name: str) -> str:
    """Names such as ``end`` mean something to Mermaid; with this in front none does."""
    return f"s_{name}"


def _draw(block: Block) -> str:
    head = f"{block.title} · {block.mi}" if block.mi else block.title
    label = "<br>".join(
        line.translate(_ESCAPES) for line in (head, block.entry, _shorten(block.words), *block.notes) if line
    )
    left, right = _OUTLINES.get(block.shape, ("[", "]"))
    return f'{_node(block.name)}{left}"{label}"{right}'


def _arrow(way: Way) -> str:
    label = way.label.translate(_ESCAPES)
    if way.is_light:
        return f'-. "{label}" .->'
    return f'-- "{label}" -->' if label else "-->"


def _shorten(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"
