"""What is found about all paths at once agrees with listing them, on small graphs with loops."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.lint.ratios import (
    FIRST,
    LAST,
    Edge,
    Net,
    count_straight_paths,
    falls_below,
    find_greatest_ratio,
    find_least_ratio,
    find_median_ratio,
    find_shortest,
    make_net,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE = 5
LONGEST = 9
"""Long enough for a way in, every loop, and a way out of so small a graph."""

edges = st.lists(
    st.builds(
        Edge,
        st.sampled_from([FIRST, *range(2, SIZE)]),
        st.sampled_from(range(LAST, SIZE)),
        st.tuples(st.integers(0, 2), st.integers(0, 2)),
    ),
    max_size=7,
)
nets = edges.map(lambda found: make_net(SIZE, found))
quick = settings(max_examples=300, deadline=None)


def list_walks(net: Net, start: int, end: int) -> Iterator[tuple[Edge, ...]]:
    """Every walk from one place to another, of at most `LONGEST` edges."""
    ahead: list[tuple[Edge, ...]] = [(edge,) for edge in net.edges if edge.start == start]
    while ahead:
        walk = ahead.pop()
        if walk[-1].to == end:
            yield walk
        if len(walk) < LONGEST and walk[-1].to != LAST:
            ahead += [(*walk, edge) for edge in net.edges if edge.start == walk[-1].to]


def list_paths(net: Net) -> list[tuple[Edge, ...]]:
    return list(list_walks(net, FIRST, LAST))


def list_loops(net: Net) -> list[tuple[Edge, ...]]:
    """The loops that pass no place twice."""
    loops = [walk for place in range(2, SIZE) for walk in list_walks(net, place, place)]
    return [loop for loop in loops if len({edge.to for edge in loop}) == len(loop)]


def add_up(walk: tuple[Edge, ...] | list[Edge]) -> tuple[int, int]:
    return sum(edge.counts[0] for edge in walk), sum(edge.counts[1] for edge in walk)


def list_ratios(walks: list[tuple[Edge, ...]]) -> list[Fraction]:
    return [Fraction(above, below) for above, below in map(add_up, walks) if below]


@quick
@given(nets)
def test_the_least_ratio_is_that_of_some_path_or_loop(net: Net) -> None:
    paths = list_ratios(list_paths(net))
    expected = min(paths + list_ratios(list_loops(net))) if paths else None
    assert find_least_ratio(net, 0, 1) == expected


@quick
@given(nets)
def test_the_greatest_ratio_is_without_bound_where_a_loop_raises_it_for_nothing(net: Net) -> None:
    paths = [path for path in list_paths(net) if add_up(path)[1]]
    free = [{edge.start for edge in loop} for loop in list_loops(net) if add_up(loop)[0] and not add_up(loop)[1]]
    expected: float | Fraction | None = None
    if any(places & {edge.start for edge in path} for places in free for path in paths):
        expected = math.inf
    elif paths:
        expected = max(list_ratios(paths) + list_ratios(list_loops(net)))
    assert find_greatest_ratio(net, 0, 1) == expected


@quick
@given(nets, st.integers(-3, 3), st.integers(-3, 3), st.integers(-3, 3))
def test_a_sum_falls_below_a_limit_where_some_path_or_loop_makes_it(net: Net, up: int, down: int, limit: int) -> None:
    def weigh(counts: tuple[int, ...]) -> int:
        return up * counts[0] + down * counts[1]

    def total(walk: tuple[Edge, ...] | list[Edge]) -> int:
        return sum(weigh(edge.counts) for edge in walk)

    paths = list_paths(net)
    endless = bool(paths) and any(total(loop) < 0 for loop in list_loops(net))
    assert falls_below(net, weigh, limit) == (endless or any(total(path) < limit for path in paths))
    if falls_below(net, weigh, limit):
        shortest = find_shortest(net, weigh, limit)
        assert (shortest[0].start, shortest[-1].to) == (FIRST, LAST)
        assert all(one.to == other.start for one, other in pairwise(shortest))
        assert total(shortest) < limit
        assert not any(len(path) < len(shortest) for path in paths if total(path) < limit)


@quick
@given(nets, st.permutations(range(1, SIZE - 1)))
def test_straight_paths_are_counted_as_if_they_were_listed(net: Net, inner: list[int]) -> None:
    ranks = [0, SIZE, *inner]
    straight = [path for path in list_paths(net) if all(ranks[edge.start] < ranks[edge.to] for edge in path)]
    counted = count_straight_paths(net, ranks)
    assert counted == Counter(add_up(path) for path in straight)
    ratios = sorted(list_ratios(straight))
    assert find_median_ratio(counted, 0, 1) == (ratios[(len(ratios) - 1) // 2] if ratios else None)


def test_only_what_lies_on_a_path_counts() -> None:
    astray = [Edge(FIRST, 2, (0, 9)), Edge(3, LAST, (0, 9))]
    assert make_net(SIZE, [*astray, Edge(FIRST, LAST, (1, 1))]).edges == (Edge(FIRST, LAST, (1, 1)),)


@pytest.mark.parametrize(("loop", "expected"), [((0, 1), Fraction(0)), ((1, 1), Fraction(1)), ((3, 1), Fraction(2))])
def test_a_loop_draws_the_least_ratio_towards_its_own(loop: tuple[int, int], expected: Fraction) -> None:
    net = make_net(3, [Edge(FIRST, 2, (2, 1)), Edge(2, 2, loop), Edge(2, LAST, (0, 0))])
    assert find_least_ratio(net, 0, 1) == expected
