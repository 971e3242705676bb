"""How near each dialog comes to what MITI asks for, as a table: its worst, median and best path.

The thresholds are those of MITI 4.2.1 (fair 1:1 and 40 %, good 2:1 and 50 %): expert opinion, made for sessions of
people.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from bot.content.lint import list_subjects
from bot.content.lint.ratios import (
    count_straight_paths,
    find_greatest_ratio,
    find_least_ratio,
    find_median_ratio,
)
from bot.content.lint.volleys import ASKED, DEEP, REFLECTED, Volleys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.content.assembly import Assembly
    from bot.content.lint.subject import Subject

Ratio: TypeAlias = Fraction | float | None
"""None where nothing was counted that could be divided by; infinity where there is no greatest."""
GOOD = (Fraction(2), Fraction(1, 2))
FAIR = (Fraction(1), Fraction(2, 5))
"""Reflections to questions, and complex reflections among all."""
_NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Spread:
    """A ratio on the worst, the median and the best path."""

    worst: Ratio
    median: Ratio
    best: Ratio


@dataclass(frozen=True, slots=True)
class Fidelity:
    """Reflections to questions, and complex reflections among all."""

    dialog: str
    ratio: Spread
    depth: Spread

    @property
    def level(self) -> str:
        """What MITI would call the worst path: good, fair or below; a dash where nothing was counted."""
        worst = (self.ratio.worst, self.depth.worst)
        if worst == (None, None):
            return _NOTHING
        for level, asked in (("good", GOOD), ("fair", FAIR)):
            if all(found is None or found >= least for found, least in zip(worst, asked, strict=True)):
                return level
        return "below"


def measure(subject: Subject) -> Fidelity:
    """The ratios of a dialog; its graph must be complete."""
    volleys = Volleys(subject.graph)
    net, straight = volleys.net, count_straight_paths(volleys.net, volleys.list_ranks())
    ratio, depth = (
        Spread(
            find_least_ratio(net, above, below),
            find_median_ratio(straight, above, below),
            find_greatest_ratio(net, above, below),
        )
        for above, below in ((REFLECTED, ASKED), (DEEP, REFLECTED))
    )
    return Fidelity(subject.dialog.name, ratio, depth)


def draw_table(assembly: Assembly) -> str:
    """All interviews of a folder, by name, as a Markdown table."""
    provable = (each for each in list_subjects(assembly) if each.dialog.name not in assembly.unsound)
    found = [measure(each) for each in provable if each.graph.complete and each.interviews]
    rows = [
        ("dialog", "R:Q worst", "median", "best", "%CR worst", "median", "best", "worst path is"),
        *(tuple(_list_cells(each)) for each in sorted(found, key=lambda each: each.dialog)),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |" for row in rows]
    lines.insert(1, f"|{'|'.join('-' * (width + 2) for width in widths)}|")
    return "\n".join(lines)


def _list_cells(fidelity: Fidelity) -> Iterator[str]:
    yield fidelity.dialog
    for spread, form in ((fidelity.ratio, "{:.2f}"), (fidelity.depth, "{:.0%}")):
        for ratio in (spread.worst, spread.median, spread.best):
            yield _write(ratio, form)
    yield fidelity.level


def _write(ratio: Ratio, form: str) -> str:
    if ratio is None:
        return _NOTHING
    return "∞" if ratio == math.inf else form.format(float(ratio))
