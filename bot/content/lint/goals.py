"""L11: what the person wants to change is known before talk of change is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.lint.graph import draw_graph
from bot.content.lint.subject import Finding, find_declaration
from bot.content.lint.walks import find_on_paths
from bot.content.schema import ScaleFile, TextFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.content.lint.graph import Spot, Way
    from bot.content.lint.subject import Subject

GOALS = ("goal", "goal_kind")
"""The values that hold what the person wants: one in their words, one as chosen."""


def find_aimless_evoking(subject: Subject) -> Iterator[Finding]:
    """Where a value marked `talk: change` is asked for, `goal` or `goal_kind` is known on every path."""
    steps = subject.dialog.steps.values()
    evoking = {step.name for step in steps if step.ask and _evokes(subject, step.ask)}
    if not evoking or not subject.interviews:
        return
    graph = draw_graph(subject.dialog, subject.folder, dict.fromkeys(evoking, GOALS))

    def watch(memory: None, spot: Spot, _way: Way) -> tuple[None, Finding | None]:
        name = spot.step.name
        if name not in evoking or any(goal in spot.values for goal in GOALS):
            return memory, None
        message = "asks for talk of change, and no goal of the person may be known here: ask for it first (“run: goal”)"
        return memory, Finding(("steps", name), message, at_key=True)

    yield from find_on_paths(graph, None, watch)


def _evokes(subject: Subject, name: str) -> bool:
    value = find_declaration(subject, name)
    return isinstance(value, ScaleFile | TextFile) and value.talk == "change"
