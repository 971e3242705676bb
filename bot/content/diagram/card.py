"""A block as it is drawn: its size, and each line of text at its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.content.diagram.glyphs import GLYPH_SIZE
from bot.content.diagram.lettering import cut, fold, measure
from bot.content.diagram.sketch import Shape

if TYPE_CHECKING:
    from bot.content.diagram.sketch import Block

WIDTH = 264
_MARGINS = {Shape.WAITS: 26, Shape.RUNS: 20, Shape.GROUP: 20}
_MARGIN = 15
_ABOVE, _BELOW, _GAP = 10, 12, 5
_MOST_WORDS, _MOST_OPTIONS = 3, 8
HEAD_Y = 20
"""The middle of the first line, where the MI mark stands."""
_END_SIZE = 54, 30
SIZES = {"title": 14.0, "entry": 12.5, "words": 13.0, "note": 11.5, "option": 11.5, "mi": 10.5}
"""The size of each kind of text, in pixels."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `y` is its base line, `kind` one of `SIZES`."""

    x: float
    y: float
    kind: str
    text: str


@dataclass(slots=True)
class Card:
    """A block with its lines. Places are from its upper left corner, in pixels."""

    block: Block
    width: float = WIDTH
    height: float = _ABOVE
    lines: list[Line] = field(default_factory=list)

    @property
    def margin(self) -> float:
        """How far text stays away from the sides."""
        return _MARGINS.get(self.block.shape, _MARGIN)

    @property
    def glyph_x(self) -> float:
        """The middle of the MI mark."""
        return self.width - self.margin - measure(self.block.mi, SIZES["mi"]) - GLYPH_SIZE / 2 - 4


def make_card(block: Block) -> Card:
    """The block, laid out."""
    if block.shape is Shape.END:
        width, height = _END_SIZE
        middle = (width - measure(block.title, SIZES["note"])) / 2
        return Card(block, width, height, [Line(middle, height / 2 + 4, "note", block.title)])
    card = Card(block)
    inner = card.width - 2 * card.margin
    reserved = inner - card.glyph_x + card.margin + GLYPH_SIZE if block.mi else 0
    _add(card, "title", [cut(block.title, SIZES["title"], inner - reserved)], 18)
    if block.mi:
        x = card.width - card.margin - measure(block.mi, SIZES["mi"])
        card.lines.append(Line(x, HEAD_Y + 4, "mi", block.mi))
    _add(card, "entry", [block.entry] if block.entry else [], 17)
    _add(card, "words", fold(block.words, SIZES["words"], inner, _MOST_WORDS), 17)
    _add(card, "note", [cut(note, SIZES["note"], inner) for note in block.notes], 16)
    _add(card, "option", [cut(option, SIZES["option"], inner) for option in _choose(block.options)], 15)
    card.height += _BELOW - _GAP
    return card


def _add(card: Card, kind: str, texts: list[str], leading: float) -> None:
    for text in texts:
        card.height += leading
        card.lines.append(Line(card.margin, card.height - 4, kind, text))
    card.height += _GAP if texts else 0


def _choose(options: tuple[str, ...]) -> list[str]:
    if len(options) <= _MOST_OPTIONS:
        return [*options]
    return [*options[: _MOST_OPTIONS - 1], f"and {len(options) - _MOST_OPTIONS + 1} more"]
