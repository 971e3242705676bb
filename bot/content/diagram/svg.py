"""A sketch as SVG. It names no other file; without a style it takes its looks from the page around it."""

from __future__ import annotations

from html import escape
from math import hypot
from typing import TYPE_CHECKING

from bot.content.diagram.card import HEAD_Y, make_card
from bot.content.diagram.glyphs import FAMILIES, draw_glyph
from bot.content.diagram.legend import draw_legend
from bot.content.diagram.lettering import measure
from bot.content.diagram.outlines import draw_outline
from bot.content.diagram.placing import LABEL_LEADING, place
from bot.content.diagram.sketch import settle_light_ends

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.content.diagram.card import Card, Line
    from bot.content.diagram.placing import Curve, Placement, Point
    from bot.content.diagram.sketch import Sketch, Way

_AROUND, _HEAD = 28, 44
_HEADING = 20
_LEAST = 560
_TIP = 4.0
"""Half of how wide the tip of an arrow is."""


def write_svg(sketch: Sketch, style: str = "") -> str:
    """The sketch as SVG, with this CSS inside.

    Raises:
        SettingsError: the layout library is not installed.
    """
    sketch = settle_light_ends(sketch)
    cards = [make_card(block) for block in sketch.blocks]
    placed = place(sketch, cards)
    width = max(placed.width, measure(sketch.title, _HEADING) + 160, _LEAST)
    legend, legend_height = draw_legend(sketch, width)
    top = _AROUND + _HEAD + legend_height + 16
    whole = width + 2 * _AROUND, top + placed.height + _AROUND
    parts = [
        _begin(sketch, whole, style),
        f'<g transform="translate({_AROUND} {_AROUND})">{_write_head(sketch)}',
        f'<g transform="translate(0 {_HEAD})">{legend}</g></g>',
        f'<g transform="translate({_AROUND + (width - placed.width) / 2:.1f} {top:.1f})">{_draw(cards, placed)}</g>',
        "</svg>\n",
    ]
    return "".join(parts)


def _begin(sketch: Sketch, size: Point, style: str) -> str:
    width, height = size
    title = escape(f"{sketch.title} ({sketch.about})")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="diagram" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="group" aria-label="{title}">'
        + (f"<style>{style}</style>" if style else "")
        + f'<rect class="paper" width="{width:.0f}" height="{height:.0f}"/>'
    )


def _write_head(sketch: Sketch) -> str:
    x = measure(sketch.title, _HEADING) * 1.05 + 16
    title = f'<text class="heading" y="12">{escape(sketch.title)}</text>'
    return f'{title}<text class="note" x="{x:.0f}" y="12">{escape(sketch.about)}</text>'


def _draw(cards: list[Card], placed: Placement) -> str:
    ways = "".join(_draw_way(curve) for curve in placed.curves)
    labels = "".join(_draw_label(curve) for curve in placed.curves if curve.label)
    leads = {card.block.name: [c.way for c in placed.curves if c.way.start == card.block.name] for card in cards}
    drawn = (_draw_card(card, placed.middles[card.block.name], leads[card.block.name]) for card in cards)
    return ways + "".join(drawn) + labels


def _draw_card(card: Card, middle: Point, ways: Sequence[Way]) -> str:
    block = card.block
    x, y = middle[0] - card.width / 2, middle[1] - card.height / 2
    family, mark = FAMILIES.get(block.mi, ""), draw_glyph(block.mi)
    leads = (f"→ {way.to}{f' ({way.label})' if way.label else ''}" for way in ways)
    texts = (block.title, block.mi, block.entry, block.words, *block.notes, *block.options, *leads)
    whole = escape("\n".join(filter(None, texts)))
    return (
        f'<g class="block {block.shape}" data-name="{escape(block.name)}" transform="translate({x:.1f} {y:.1f})">'
        f"<title>{whole}</title>{draw_outline(block.shape, card.width, card.height)}"
        + (f'<g class="{family}" transform="translate({card.glyph_x:.1f} {HEAD_Y})">{mark}</g>' if mark else "")
        + "".join(_write_line(line, family) for line in card.lines)
        + "</g>"
    )


def _write_line(line: Line, family: str) -> str:
    kind = f"{family} mi" if line.kind == "mi" else line.kind
    return f'<text class="{kind}" x="{line.x:.1f}" y="{line.y:.1f}">{escape(line.text)}</text>'


def _draw_way(curve: Curve) -> str:
    way = curve.way
    first, *others = curve.points
    d = f"M{_pair(first)} C{' '.join(_pair(point) for point in others)}"
    light = " light" if way.is_light else ""
    return (
        f'<g class="way{light}" data-from="{escape(way.start)}" data-to="{escape(way.to)}">'
        f'<path d="{d}"/><polygon class="tip" points="{_point_tip(curve)}"/></g>'
    )


def _point_tip(curve: Curve) -> str:
    (x, y), (tip_x, tip_y) = curve.points[-1], curve.tip
    length = hypot(tip_x - x, tip_y - y) or 1
    across, along = (tip_y - y) / length * _TIP, (tip_x - x) / length * _TIP
    return f"{_pair(curve.tip)} {_pair((x - across, y + along))} {_pair((x + across, y - along))}"


def _draw_label(curve: Curve) -> str:
    x, y = curve.label_at
    first = y - LABEL_LEADING * (len(curve.label) - 1) / 2 + 4
    return "".join(
        f'<text class="label" x="{x:.1f}" y="{first + place * LABEL_LEADING:.1f}">{escape(line)}</text>'
        for place, line in enumerate(curve.label)
    )


def _pair(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"
