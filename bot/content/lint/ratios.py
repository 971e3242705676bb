"""Sums along the paths of a graph, and the least and greatest ratio of two of them: exact, over every path.

A path may take a loop any number of times, so the paths are without number; the answers are found all the same. Whether
some path has a ratio below `t` is whether some path has a sum below zero once every edge weighs `above - t * below`: a
question for Bellman and Ford, where a loop below zero answers yes. The least ratio itself is found by Dinkelbach's
search: ask with the ratio of any path, take the path or loop that goes below it, and ask again until none does.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

FIRST, LAST = 0, 1
"""The places where every path begins and ends."""
Counts: TypeAlias = tuple[int, ...]
Weigh: TypeAlias = "Callable[[Counts], int]"


class Edge(NamedTuple):
    """An edge, and what it adds to each of the sums."""

    start: int
    to: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class Net:
    """A graph with `size` places. Only edges on some path count; they are sorted so that most lead ahead."""

    size: int
    edges: tuple[Edge, ...]


class _Least(NamedTuple):
    """The least sum of all paths and a path that has it; or, if `endless`, a loop below zero."""

    edges: list[Edge]
    endless: bool


def make_net(size: int, edges: Sequence[Edge]) -> Net:
    """A net of these edges."""
    forth: list[list[int]] = [[] for _ in range(size)]
    back: list[list[int]] = [[] for _ in range(size)]
    for edge in edges:
        forth[edge.start].append(edge.to)
        back[edge.to].append(edge.start)
    order = {place: number for number, place in enumerate(sort_ahead(forth, FIRST))}
    useful = order.keys() & set(sort_ahead(back, LAST))
    kept = [edge for edge in edges if edge.start in useful and edge.to in useful]
    return Net(size, tuple(sorted(kept, key=lambda edge: order[edge.start])))


def falls_below(net: Net, weigh: Weigh, limit: int = 0) -> bool:
    """Whether some path has a sum below the limit."""
    if not net.edges:
        return False
    least = _find_least(net, weigh)
    return least.endless or sum(weigh(edge.counts) for edge in least.edges) < limit


def find_shortest(net: Net, weigh: Weigh, limit: int = 0) -> list[Edge]:
    """A path below the limit with as few edges as any; there must be one."""
    layers: list[dict[int, tuple[int, Edge | None]]] = [{FIRST: (0, None)}]
    while LAST not in layers[-1] or layers[-1][LAST][0] >= limit:
        layer: dict[int, tuple[int, Edge | None]] = {}
        for edge in net.edges:
            if edge.start in layers[-1]:
                total = layers[-1][edge.start][0] + weigh(edge.counts)
                if edge.to not in layer or total < layer[edge.to][0]:
                    layer[edge.to] = (total, edge)
        layers.append(layer)
    path, place = [], LAST
    for layer in reversed(layers):
        edge_there = layer[place][1]
        if edge_there:
            path.append(edge_there)
            place = edge_there.start
    return path[::-1]


def find_least_ratio(net: Net, above: int, below: int) -> Fraction | float | None:
    """The least `counts[above] / counts[below]` of all paths on which `below` is not zero.

    None where there is no such path. A ratio that loops only come near to is the least, too. Minus infinity where a
    loop lowers `above` and leaves `below` as it is.
    """
    layered = _ask_for(net, below)
    if not layered.edges:
        return None
    ratio = Fraction(sum(abs(edge.counts[above]) for edge in layered.edges) + 1)
    while True:
        low, high = ratio.numerator, ratio.denominator
        least = _find_least(layered, lambda counts: high * counts[above] - low * counts[below])  # noqa: B023 - used up
        ups, downs = (sum(edge.counts[which] for edge in least.edges) for which in (above, below))
        if not least.endless and high * ups >= low * downs:
            return ratio
        if downs == 0:
            return -math.inf
        ratio = Fraction(ups, downs)


def find_greatest_ratio(net: Net, above: int, below: int) -> Fraction | float | None:
    """The greatest, in the same way; infinity where a loop raises `above` and leaves `below` as it is."""
    turned = [edge._replace(counts=(-edge.counts[above], edge.counts[below])) for edge in net.edges]
    least = find_least_ratio(Net(net.size, tuple(turned)), 0, 1)
    return None if least is None else -least


def count_straight_paths(net: Net, ranks: Sequence[int]) -> Counter[Counts]:
    """How many paths have which sums, of the paths that only ever go to a place of a higher rank."""
    found: dict[int, Counter[Counts]] = {place: Counter() for place in range(net.size)}
    found[FIRST][()] = 1
    for edge in sorted(net.edges, key=lambda edge: ranks[edge.start]):
        if ranks[edge.start] < ranks[edge.to]:
            for counts, paths in found[edge.start].items():
                total = tuple(map(sum, zip(counts or (0,) * len(edge.counts), edge.counts, strict=True)))
                found[edge.to][total] += paths
    return found[LAST]


def find_median_ratio(paths: Counter[Counts], above: int, below: int) -> Fraction | None:
    """The ratio in the middle of these paths, the lower of two; None where `below` is zero on all of them."""
    ratios: Counter[Fraction] = Counter()
    for counts, number in paths.items():
        if counts[below]:
            ratios[Fraction(counts[above], counts[below])] += number
    before = 0
    for ratio in sorted(ratios):
        before += ratios[ratio]
        if 2 * before >= ratios.total():
            return ratio
    return None


def sort_ahead(ahead: Sequence[Sequence[int]], start: int) -> list[int]:
    """The places reached from `start`, each before all that follow it, but for those that lead back to it."""
    seen = {start}
    finished = []
    open_: list[tuple[int, Iterator[int]]] = [(start, iter(ahead[start]))]
    while open_:
        place, rest = open_[-1]
        for to in rest:
            if to not in seen:
                seen.add(to)
                open_.append((to, iter(ahead[to])))
                break
        else:
            finished.append(place)
            open_.pop()
    return finished[::-1]


def _find_least(net: Net, weigh: Weigh) -> _Least:
    """Bellman and Ford: a path with the least sum, or a loop below zero as soon as one closes."""
    weighed = [(edge, weigh(edge.counts)) for edge in net.edges]
    totals = {FIRST: 0}
    came: dict[int, Edge] = {}
    while True:
        before = dict(came)
        for edge, weight in weighed:
            if edge.start in totals:
                total = totals[edge.start] + weight
                if edge.to not in totals or total < totals[edge.to]:
                    totals[edge.to] = total
                    came[edge.to] = edge
        if came == before:
            return _Least(_trace(came, LAST, FIRST), endless=False)
        looping = _find_loop(came)
        if looping is not None:
            return _Least(_trace(came, looping, looping), endless=True)


def _find_loop(came: dict[int, Edge]) -> int | None:
    """A place from which the edges lead back to itself."""
    settled: set[int] = set()
    for start in came:
        seen = []
        place = start
        while place in came and place not in settled:
            settled.add(place)
            seen.append(place)
            place = came[place].start
        if place in seen:
            return place
    return None


def _trace(came: dict[int, Edge], place: int, until: int) -> list[Edge]:
    """The edges that led to a place, at least one of them."""
    edges = [came[place]]
    while edges[-1].start != until:
        edges.append(came[edges[-1].start])
    return edges[::-1]


def _ask_for(net: Net, below: int) -> Net:
    """The net without the paths on which `below` stays zero: each place twice, before it has risen and after."""
    edges = []
    for edge in net.edges:
        start, to, counts = edge
        if to != LAST or counts[below]:
            edges.append(Edge(_before(net, start), _after(net, to) if counts[below] else _before(net, to), counts))
        edges.append(Edge(_after(net, start), _after(net, to), counts))
    return make_net(2 * net.size + 1, edges)


def _before(net: Net, place: int) -> int:
    return place if place == FIRST else net.size + place


def _after(net: Net, place: int) -> int:
    return 2 * net.size if place == FIRST else place
