"""What is counted on a path, the way MITI counts: each code at most once in a volley, that is in a turn of the bot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from bot.content.lint.folder import targets
from bot.content.lint.graph import OVER
from bot.content.lint.ratios import FIRST, LAST, Edge, make_net, sort_ahead

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.content.lint.graph import Graph, Leg, Spot, Way
    from bot.content.lint.ratios import Net

QUESTIONS = ("Q_open", "Q_closed")
REFLECTIONS = ("SR", "CR")


class Counts(NamedTuple):
    """Sums over the turns of a path."""

    reflections: int = 0
    deep: int = 0
    """Turns with a complex reflection; a simple one beside it counts no more."""
    questions: int = 0
    """Questions that were answered: after a skip there is nothing that could be reflected."""
    opens: int = 0
    """Turns that ask an open question, or seek the person's view or wish, answered or not."""
    turns: int = 0


REFLECTED, DEEP, ASKED, OPENED, SPOKEN = range(5)
"""The places in `Counts`."""


class Volley(NamedTuple):
    """What a turn of the bot holds so far."""

    reflected: bool = False
    deep: bool = False
    asked: bool = False
    opened: bool = False
    spoken: bool = False

    def hear(self, spot: Spot, way: Way) -> Volley:
        """With the words of a spot that is left in this way."""
        code = spot.code
        if code is None:
            return self
        answered = spot.step.ask is None or way.how == "answer"
        return Volley(
            self.reflected or code in REFLECTIONS,
            self.deep or code == "CR",
            self.asked or (code in QUESTIONS and answered),
            self.opened or code in ("Q_open", "SEEK"),
            spoken=True,
        )


@dataclass(slots=True)
class Volleys:
    """A dialog's graph with what each way adds: the whole turn where it ends, nothing before."""

    graph: Graph
    net: Net = field(init=False)
    legs: dict[Edge, Leg] = field(default_factory=dict)
    """What lies behind an edge; nothing behind those that only begin."""
    _places: dict[tuple[int, Volley], int] = field(default_factory=dict)
    _ahead: list[tuple[int, Volley]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Follow every way."""
        edges = [Edge(FIRST, self._find(first, Volley()), Counts()) for first in self.graph.firsts]
        for number, volley in self._ahead:  # grows on the way
            edges += self._follow(number, volley)
        self.net = make_net(len(self._places) + 2, edges)

    def list_ranks(self) -> list[int]:
        """The rank of each place: that of its step, in an order in which only loops lead back."""
        names = list(self.graph.dialog.steps)
        numbers = {name: number for number, name in enumerate(names)}
        ahead = [[numbers[to] for to in targets(step) if to in numbers] for step in self.graph.dialog.steps.values()]
        ranks = {names[number]: rank for rank, number in enumerate(sort_ahead(ahead, 0))}
        return [-1, len(names), *(ranks[self.graph.spots[number].step.name] for number, _ in self._places)]

    def _follow(self, number: int, volley: Volley) -> Iterator[Edge]:
        spot = self.graph.spots[number]
        start = self._find(number, volley)
        for way in self.graph.ways[number]:
            if way.how == "silence" and way.to == OVER:
                continue  # whoever just leaves cuts a path short anywhere
            heard = volley.hear(spot, way)
            over = spot.ends_turn or way.to == OVER
            to = self._find(way.to, Volley() if over else heard)
            edge = Edge(start, to, Counts(*map(int, heard)) if over else Counts())
            self.legs[edge] = (spot, way)
            yield edge

    def _find(self, number: int, volley: Volley) -> int:
        if number == OVER:
            return LAST
        place = (number, volley)
        if place not in self._places:
            self._places[place] = len(self._places) + 2
            self._ahead.append(place)
        return self._places[place]
