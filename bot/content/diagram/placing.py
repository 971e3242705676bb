"""Where blocks and ways lie: Graphviz's layered layout, inside this process, from the wheel that brings it along."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.content.diagram.lettering import fold, measure
from bot.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.content.diagram.card import Card
    from bot.content.diagram.sketch import Sketch, Way

Point: TypeAlias = tuple[float, float]

LABEL_SIZE, LABEL_LEADING = 11.5, 14.0
_LABEL_WIDTH, _LABEL_LINES = 150, 3
_ROW = 5
_INCH = 72
_GRAPHVIZ = Lock()
"""Graphviz keeps its state in global variables."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A way as it runs: Bézier points (one, then three for each piece), its tip, and its label's lines and middle."""

    way: Way
    points: tuple[Point, ...]
    tip: Point
    label: tuple[str, ...] = ()
    label_at: Point = (0, 0)


@dataclass(frozen=True, slots=True)
class Placement:
    """The whole picture in pixels; `middles` are those of the blocks, by name."""

    width: float
    height: float
    middles: Mapping[str, Point]
    curves: tuple[Curve, ...]


def place(sketch: Sketch, cards: Sequence[Card]) -> Placement:
    """Lay out a sketch whose blocks have these sizes.

    Raises:
        SettingsError: the layout library is not installed.
    """
    labels = [tuple(fold(way.label, LABEL_SIZE, _LABEL_WIDTH, _LABEL_LINES)) for way in sketch.ways]
    found = _run_graphviz(_write_dot(sketch, cards, labels))
    _, _, width, height = (float(each) for each in found["bb"].split(","))

    def turn(text: str) -> Point:
        x, y = text.split(",")
        return round(float(x), 1), round(height - float(y), 1)

    middles = {card.block.name: turn(each["pos"]) for card, each in zip(cards, found.get("objects", ()), strict=True)}
    curves = []
    for each in found.get("edges", ()):
        if "id" not in each:
            continue
        number = int(each["id"])
        tip, *points = each["pos"].split()
        label_at = turn(each["lp"]) if labels[number] else (0.0, 0.0)
        points = tuple(turn(point) for point in points)
        curves.append(Curve(sketch.ways[number], points, turn(tip.removeprefix("e,")), labels[number], label_at))
    return Placement(width, height, middles, tuple(curves))


def _run_graphviz(dot: str) -> Any:  # noqa: ANN401 - JSON, of Graphviz's own form
    try:
        graphviz = import_module("pygraphviz")
    except ImportError:
        raise SettingsError("Pictures need more: pip install 'leeward[studio]'. --format mermaid does not.") from None
    with _GRAPHVIZ:
        graph = graphviz.AGraph(string=dot)
        return json.loads(graph.draw(format="json", prog="dot"))


def _write_dot(sketch: Sketch, cards: Sequence[Card], labels: Sequence[Sequence[str]]) -> str:
    """Blocks and ways by number: no word of a dialog gets into Graphviz's language."""
    numbers = {card.block.name: number for number, card in enumerate(cards)}
    follows = set(pairwise(numbers))
    lines = [
        f"digraph {{ graph [rankdir={'LR' if sketch.across else 'TB'} nodesep=0.4 ranksep=0.5]",
        'node [shape=box fixedsize=true label=""] edge [arrowsize=0.7]',
    ]
    for number, card in enumerate(cards):
        lines.append(f"n{number} [width={card.width / _INCH:.3f} height={card.height / _INCH:.3f}]")
    for number, way in enumerate(sketch.ways):
        weight = 8 if (way.start, way.to) in follows and not way.is_light else 1 - way.is_light
        attributes = f'id="{number}" weight={weight}' + _reserve(labels[number])
        lines.append(f"n{numbers[way.start]} -> n{numbers[way.to]} [{attributes}]")
    return "\n".join([*lines, *_line_up(sketch, numbers), "}"])


def _line_up(sketch: Sketch, numbers: Mapping[str, int]) -> Iterator[str]:
    """Rows of the blocks that no way leads to or from; without them they would make one long column."""
    linked = {end for way in sketch.ways for end in (way.start, way.to)}
    alone = [number for name, number in numbers.items() if name not in linked]
    for place, number in enumerate(alone):
        if (place + 1) % _ROW and place + 1 < len(alone):
            yield f"n{number} -> n{alone[place + 1]} [style=invis]"


def _reserve(lines: Sequence[str]) -> str:
    """Room for a label, without its words."""
    if not lines:
        return ""
    width = max(measure(line, LABEL_SIZE) for line in lines) + 8
    height = LABEL_LEADING * len(lines) + 4
    cell = f'<td fixedsize="true" width="{width:.0f}" height="{height:.0f}"></td>'
    return f' label=<<table border="0" cellborder="0" cellpadding="0" cellspacing="0"><tr>{cell}</tr></table>>'
