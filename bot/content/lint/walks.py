"""Every path of a dialog, walked with a small memory: what rules on the order of things are made of."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.content.lint.graph import OVER
from bot.content.lint.telling import tell

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from bot.content.lint.graph import Graph, Leg, Spot, Way
    from bot.content.lint.subject import Finding

Memory = TypeVar("Memory", bound="Hashable")


class Watch(Protocol[Memory]):
    """Looks at one leg of a path after another; what it keeps in mind is one of a few values."""

    def __call__(self, memory: Memory, spot: Spot, way: Way, /) -> tuple[Memory, Finding | None]:
        """What to keep in mind from here, and what is wrong, if anything."""


def find_on_paths(graph: Graph, begin: Memory, watch: Watch[Memory]) -> Iterator[Finding]:
    """Everything that is wrong on any path, loops among them, each with a shortest path that shows it."""
    ahead = deque((first, begin) for first in graph.firsts)
    came: dict[tuple[int, Memory], tuple[tuple[int, Memory], Way] | None] = dict.fromkeys(ahead)
    told = set()
    while ahead:
        number, memory = here = ahead.popleft()
        if number == OVER:
            continue
        for way in graph.ways[number]:
            after, finding = watch(memory, graph.spots[number], way)
            if finding and finding not in told:
                told.add(finding)
                legs = [*_trace(graph, came, here), (graph.spots[number], way)]
                yield finding._replace(path=tell(graph.dialog, legs))
            there = (way.to, after)
            if there not in came:
                came[there] = (here, way)
                ahead.append(there)


def _trace(
    graph: Graph, came: Mapping[tuple[int, Memory], tuple[tuple[int, Memory], Way] | None], place: tuple[int, Memory]
) -> list[Leg]:
    """The legs that led to a place."""
    legs: list[Leg] = []
    while step := came[place]:
        place, way = step
        legs.append((graph.spots[place[0]], way))
    return legs[::-1]
