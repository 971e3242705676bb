"""What no transcript comes by, told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.conversation.coverage import list_spots
from bot.plurals import count

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from bot.conversation.coverage import Spot
    from bot.dialogue.model import Dialog


@dataclass(frozen=True, slots=True)
class Visits:
    """The spots of a dialog that were visited, and those that were not."""

    dialog: str
    visited: tuple[Spot, ...]
    unvisited: tuple[Spot, ...]

    def counts(self, *, branches: bool) -> tuple[int, int]:
        """How many steps, or branches, were visited, and how many there are."""
        visited, unvisited = (
            sum(bool(spot.branch) is branches for spot in spots) for spots in (self.visited, self.unvisited)
        )
        return visited, visited + unvisited


def count_visits(dialogs: Iterable[Dialog], visited: Collection[Spot], *, only_touched: bool) -> list[Visits]:
    """The visits of each dialog by name; with `only_touched` not of those that were never come by."""
    counted = []
    for dialog in sorted(dialogs, key=lambda each: each.name):
        spots = list_spots(dialog)
        seen = tuple(spot for spot in spots if spot in visited)
        if seen or not only_touched:
            counted.append(Visits(dialog.name, seen, tuple(spot for spot in spots if spot not in visited)))
    return counted


def sum_up(visits: Iterable[Visits]) -> str:
    """All of them in a line."""
    visits = list(visits)
    (steps, all_steps), (branches, all_branches) = (_total(visits, branches=branches) for branches in (False, True))
    among, of_steps = count(len(visits), "dialog"), count(all_steps, "step")
    return f"visited in {among}: {steps} of {of_steps}, {branches} of {count(all_branches, 'branch', 'branches')}"


def draw_table(visits: Iterable[Visits]) -> Iterator[str]:
    """A line for each dialog."""
    rows = [("dialog", "steps", "branches")]
    rows += [(each.dialog, _of(*each.counts(branches=False)), _of(*each.counts(branches=True))) for each in visits]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for name, steps, branches in rows:
        yield f"{name:<{widths[0]}}  {steps:>{widths[1]}}  {branches:>{widths[2]}}"


def list_unvisited(visits: Iterable[Visits], place: Callable[[Spot], str]) -> Iterator[str]:
    """A line for each step and branch that was not visited; of a step that was not, its branches are left out."""
    for each in visits:
        missed = {spot.step for spot in each.unvisited if not spot.branch}
        for spot in each.unvisited:
            if not spot.branch or spot.step not in missed:
                yield f"{place(spot)} {spot.step} {_branch(spot)}".rstrip()


def _branch(spot: Spot) -> str:
    return f"{spot.branch} {spot.case + 1}" if spot.branch in {"go", "pick"} else spot.branch


def _of(visited: int, total: int) -> str:
    return f"{visited} of {total}"


def _total(visits: Iterable[Visits], *, branches: bool) -> tuple[int, int]:
    visited, totals = zip(*[each.counts(branches=branches) for each in visits] or [(0, 0)], strict=True)
    return sum(visited), sum(totals)
