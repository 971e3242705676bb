"""What the marks and outlines of a picture mean: only those that it uses, in rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.diagram.glyphs import FAMILIES, MEANINGS, draw_glyph
from bot.content.diagram.lettering import measure
from bot.content.diagram.outlines import draw_outline
from bot.content.diagram.sketch import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.content.diagram.sketch import Sketch

_SIZE, _ROW, _GAP, _MARK = 11.5, 24, 20, 30
_SHAPES = {
    Shape.ASKS: "asks",
    Shape.RUNS: "runs another dialog",
    Shape.WAITS: "waits",
    Shape.GROUP: "one of these",
}


def draw_legend(sketch: Sketch, width: float) -> tuple[str, float]:
    """The legend as SVG from 0, 0, and how high it is."""
    x, y, parts = 0.0, 0.0, list[str]()
    for mark, words in _list_entries(sketch):
        needed = _MARK + measure(words, _SIZE) + _GAP
        if x and x + needed > width:
            x, y = 0.0, y + _ROW
        parts.append(
            f'<g transform="translate({x:.0f} {y:.0f})">{mark}<text class="note" x="{_MARK}" y="4">{words}</text></g>'
        )
        x += needed
    return f'<g class="legend">{"".join(parts)}</g>', y + _ROW if parts else 0.0


def _list_entries(sketch: Sketch) -> Iterator[tuple[str, str]]:
    used = {block.mi for block in sketch.blocks}
    for code, meaning in MEANINGS.items():
        if code in used:
            yield f'<g class="{FAMILIES[code]}" transform="translate(14 0)">{draw_glyph(code)}</g>', f"{code} {meaning}"
    shapes = {block.shape for block in sketch.blocks}
    for shape, meaning in _SHAPES.items():
        if shape in shapes:
            outline = draw_outline(shape, 24, 14)
            yield f'<g class="{shape}" transform="translate(0 -7)">{outline}</g>', meaning
    if any(block.entry for block in sketch.blocks):
        yield '<text class="entry" x="8" y="4">/…</text>', "the command that opens it"
    if any(way.is_light for way in sketch.ways):
        path = '<g class="way light"><path d="M0 0 H24"/></g>'
        yield path, "later" if sketch.across else "skip, silence, stuck"
