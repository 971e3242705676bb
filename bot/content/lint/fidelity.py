"""L2: on every path as many reflections as questions, complex ones among them, and no silence in their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.content.lint.ratios import falls_below, find_shortest
from bot.content.lint.subject import Finding
from bot.content.lint.telling import tell
from bot.content.lint.volleys import Counts, Volleys
from bot.plurals import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.content.lint.subject import Subject


@dataclass(frozen=True, slots=True)
class Threshold:
    """What no path may fall below: the weighted sum of its counts at a limit, in whole numbers."""

    weigh: Callable[[tuple[int, ...]], int]
    explain: Callable[[Counts], str]
    limit: int = 0


def _weigh_ratio(counts: tuple[int, ...]) -> int:
    return Counts(*counts).reflections - Counts(*counts).questions


def _weigh_depth(counts: tuple[int, ...]) -> int:
    return 5 * Counts(*counts).deep - 2 * Counts(*counts).reflections


def _weigh_openness(counts: tuple[int, ...]) -> int:
    return 4 * Counts(*counts).opens - Counts(*counts).turns


THRESHOLDS = (
    Threshold(
        _weigh_ratio,
        lambda counts: (
            f"a path has {count(counts.questions, 'answered question')} and {count(counts.reflections, 'reflection')}: "
            "reflect each answer before the next question"
        ),
    ),
    Threshold(
        _weigh_depth,
        lambda counts: (
            f"on a path {counts.deep} of {count(counts.reflections, 'reflection')} are complex, and 40 % should be: "
            "reflect what it means to the person"
        ),
    ),
    Threshold(
        _weigh_openness,
        lambda counts: (
            f"a path has {count(counts.turns, 'turn')} and {count(counts.opens, 'open question')}: "
            "one in four turns should ask one, or seek the person's view"
        ),
        limit=-3,
    ),
)


def find_poor_paths(subject: Subject) -> Iterator[Finding]:
    """No path has fewer reflections than questions, too few complex ones, or asks next to nothing openly."""
    if not subject.interviews:
        return
    volleys = Volleys(subject.graph)
    for threshold in THRESHOLDS:
        if falls_below(volleys.net, threshold.weigh, threshold.limit):
            edges = find_shortest(volleys.net, threshold.weigh, threshold.limit)
            counts = Counts(*map(sum, zip(*(edge.counts for edge in edges), strict=True)))
            path = tell(subject.dialog, [volleys.legs[edge] for edge in edges if edge in volleys.legs])
            yield Finding(("dialog",), threshold.explain(counts), path=path)


def find_hidden_interviews(subject: Subject) -> Iterator[Finding]:
    """A dialog that calls itself practical asks nothing openly, unless it is a coping strategy."""
    if subject.file.kind == "practical" and not subject.dialog.coping:
        for name, step in subject.dialog.steps.items():
            if step.mi == "Q_open":
                message = f"“{name}” asks an open question: this dialog is “kind: mi”"
                yield Finding(("kind",), message)
                return
