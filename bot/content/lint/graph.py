"""A dialog as a graph: its steps under all that can be known there, and the ways between them.

A *path* runs from a first spot to the end. A dialog that is run on the way is one neutral step: it is checked itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.content.lint.folder import pauses
from bot.content.lint.paths import MOST, prepare

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from bot.content.lint.folder import Folder
    from bot.content.lint.paths import Explorer, How, Move
    from bot.dialogue.model import Dialog, Phrase, Step
    from bot.dialogue.values import Value

OVER = -1
"""Where a way leads that ends the dialog."""


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A step, and what is known there once its own `set` is done."""

    step: Step
    values: Mapping[str, Value]
    phrase: Phrase | None
    """What is said here; None is silence."""

    @property
    def code(self) -> str | None:
        """What the words are, in MI terms; None where there are none."""
        return self.step.mi if self.phrase else None

    @property
    def ends_turn(self) -> bool:
        """Whether the bot's turn is over here: the person is waited for, or another dialog takes over."""
        return pauses(self.step) or self.runs

    @property
    def runs(self) -> bool:
        """Whether another dialog is played here."""
        return bool(self.step.run or self.step.run_one_of)


class Way(NamedTuple):
    """A way to a spot, by its number, or `OVER`; how the step is left, and an example of an answer."""

    to: int
    how: How
    answer: Value | None = None


Leg: TypeAlias = tuple[Spot, Way]
"""A spot, and the way that a path takes from there."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Spots by number, the ways on from each of them, and the numbers of the first ones.

    `states` are what can be known at a step, and `gaps` those of them from which no way leads on.
    """

    dialog: Dialog
    complete: bool
    """Whether all could be followed; where not, there is nothing."""
    states: Mapping[str, list[dict[str, Value]]]
    gaps: Mapping[str, list[dict[str, Value]]]
    spots: list[Spot] = field(default_factory=list)
    ways: list[list[Way]] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)


def draw_graph(dialog: Dialog, folder: Folder, also: Mapping[str, Collection[str]] | None = None) -> Graph:
    """All that can happen in a dialog; `also` as in `prepare`."""
    explorer = prepare(dialog, folder, also)
    graph = Graph(dialog, complete=True, states=explorer.states, gaps=explorer.gaps)
    if explorer.is_small() and _Drawing(graph, explorer).draw():
        return graph
    return Graph(dialog, complete=False, states={}, gaps={})


@dataclass(slots=True)
class _Drawing:
    graph: Graph
    explorer: Explorer
    numbers: dict[tuple[str, frozenset[tuple[str, Value]]], int] = field(default_factory=dict)

    def draw(self) -> bool:
        """Follow every way; whether all could be followed."""
        self.graph.firsts.extend(dict.fromkeys(self.number(move) for move in self.explorer.begin()))
        for number, spot in enumerate(self.graph.spots):  # grows on the way
            if number == MOST:
                return False
            self.graph.ways[number].extend(self.list_ways(spot))
        return True

    def list_ways(self, spot: Spot) -> Iterator[Way]:
        """The ways on; of those that lead to the same spot in the same manner, the first."""
        seen = set()
        for move in self.explorer.follow(spot.step, dict(spot.values)):
            way = Way(self.number(move), move.how, move.answer)
            mark = (way.to, "skip" if way.how == "stuck" else way.how)
            if mark not in seen:
                seen.add(mark)
                yield way

    def number(self, move: Move) -> int:
        """The number of the spot that a move leads to; a new one where nobody has been yet."""
        step = self.graph.dialog.steps.get(move.to)
        if step is None:
            return OVER
        values = self.explorer.forget(step.name, move.values)
        mark = (step.name, frozenset(values.items()))
        if mark not in self.numbers:
            self.numbers[mark] = len(self.graph.spots)
            values = self.explorer.do_sets(step, values)
            fitting = (each for each in step.phrases if each.when is None or each.when.holds(values))
            self.graph.spots.append(Spot(step, values, next(fitting, None)))
            self.graph.ways.append([])
        return self.numbers[mark]
