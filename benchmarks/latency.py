"""How long a person waits for the next question when the API is far away."""

from __future__ import annotations

import statistics
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.crowd import Order
from benchmarks.stage import open_stages, ratio, tell_each
from benchmarks.tables import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.bots import Bot
    from benchmarks.stage import Stage
    from benchmarks.tables import Row

RUNS: Final = 3
DELAY: Final = 0.05
"""Seconds to the API and back."""
PER_SECOND: Final = 30
_PEOPLE: Final = 20
_READING: Final = 0.25


def measure_latency(bots: Sequence[Bot]) -> Theme:
    """Let people answer at chance times, so many a second however fast the bot is."""
    with TemporaryDirectory() as name, ExitStack() as stack:
        stages = open_stages(stack, bots, Path(name), DELAY)
        for each in stages:
            each.play(Order(_PEOPLE, each.bot.acts[:1], at_once=_PEOPLE))
            each.forget()
        for _ in range(RUNS):
            for each in stages:
                each.play(Order(_PEOPLE, each.bot.acts, _READING, per_second=PER_SECOND))
        rows = tell_each(bots, stages, _tell)
    return Theme(
        f"Waiting, the API {1000 * DELAY:.0f} ms away, {PER_SECOND} steps a second",
        ("bot", "p50 ms", "ratio", "p95 ms", "ratio", "again"),
        rows,
        f"Milliseconds beyond the {1000 * DELAY:.0f} that the way to the bot and back takes. Part of them is polling "
        "itself: what comes while a request for updates is on its way waits for that.",
    )


def _tell(stage: Stage, base: Stage | None) -> Row:
    return (
        stage.bot.name,
        f"{1000 * _p50(stage):.0f}",
        ratio(stage, base, _p50),
        f"{1000 * _p95(stage):.0f}",
        ratio(stage, base, _p95),
        str(sum(played.repeated for played in stage.plays)),
    )


def _p50(stage: Stage) -> float:
    return stage.median(lambda played: statistics.median(played.latencies)) - DELAY


def _p95(stage: Stage) -> float:
    return stage.median(lambda played: statistics.quantiles(played.latencies, n=20)[-1]) - DELAY
