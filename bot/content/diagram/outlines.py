"""The outlines of blocks."""

from __future__ import annotations

from bot.content.diagram.sketch import Shape

_CORNER = 14


def draw_outline(shape: Shape, width: float, height: float) -> str:
    """The outline of a block as SVG, from 0, 0: questions are round, what runs has double sides, a wait six corners."""
    match shape:
        case Shape.ASKS:
            return _rectangle(width, height, min(22, height / 2))
        case Shape.END:
            return _rectangle(width, height, height / 2)
        case Shape.WAITS:
            corner = min(_CORNER, width / 4)
            points = [(corner, 0), (width - corner, 0), (width, height / 2), (width - corner, height)]
            points += [(corner, height), (0, height / 2)]
            return f'<polygon class="outline" points="{" ".join(f"{x:g},{y:g}" for x, y in points)}"/>'
        case Shape.RUNS | Shape.GROUP:
            side = min(6, width / 6)
            lines = f'<path class="outline" d="M{side:g} 0 V{height:g} M{width - side:g} 0 V{height:g}"/>'
            return _rectangle(width, height, 2) + lines
        case _:
            return _rectangle(width, height, 4)


def _rectangle(width: float, height: float, radius: float) -> str:
    return f'<rect class="outline" width="{width:g}" height="{height:g}" rx="{radius:g}"/>'
