"""Circles in a graph that is given as what lies ahead of each name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def list_circles(ahead: Mapping[str, list[str]]) -> list[list[str]]:
    """A circle for each knot of the graph, in the order of the graph."""
    circles: list[list[str]] = []
    for start in ahead:
        if any(start in circle for circle in circles):
            continue
        way = _find_way(ahead, start)
        if way and not any(set(way) & set(circle) for circle in circles):
            circles.append(way)
    return circles


def _find_way(ahead: Mapping[str, list[str]], start: str) -> list[str]:
    """The shortest way from `start` back to itself; empty if there is none."""
    ways = [[start]]
    seen: set[str] = set()
    for way in ways:
        for name in ahead.get(way[-1], []):
            if name == start:
                return way
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []
