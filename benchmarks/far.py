"""The same with the API far away: what a step costs then, and how long a person waits for the next question."""

from __future__ import annotations

import statistics
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.bots import FRESH
from benchmarks.crowd import Order
from benchmarks.load import AT_ONCE, READING, SECONDS, gather, play_together
from benchmarks.stage import open_stages, ratio, tell_each
from benchmarks.tables import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.bots import Bot
    from benchmarks.stage import Stage
    from benchmarks.tables import Row

DELAY: Final = 0.05
"""Seconds to the API and back."""
PER_SECOND: Final = 30
_SECONDS: Final = 5.0
_PEOPLE: Final = 100


def measure_far(bots: Sequence[Bot]) -> list[Theme]:
    """First everybody at once, then people who answer at chance times, so many a second however fast the bot is."""
    bots = [bot for bot in bots if bot.name != FRESH]
    with TemporaryDirectory() as name, ExitStack() as stack:
        stages = open_stages(stack, bots, Path(name), DELAY)
        for each in stages:
            people = gather(each)
            each.play(play_together(each.bot, people, SECONDS))
        together = tell_each(bots, stages, _tell_together)
        for each in stages:
            each.forget()
            each.play(Order(_PEOPLE, each.bot.acts, READING, per_second=PER_SECOND, seconds=_SECONDS))
        apart = tell_each(bots, stages, _tell_apart)
    return [_make_together(together), _make_apart(apart)]


def _tell_together(stage: Stage, base: Stage | None) -> Row:
    return (
        stage.bot.name,
        f"{1000 * _cpu(stage):.2f}",
        ratio(stage, base, _cpu),
        f"{stage.median(lambda played: played.per_second):,.0f}",
        f"{stage.median(lambda played: played.at_once):.0f}",
    )


def _tell_apart(stage: Stage, base: Stage | None) -> Row:
    return (
        stage.bot.name,
        f"{1000 * _p50(stage):.0f}",
        ratio(stage, base, _p50),
        f"{1000 * _p95(stage):.0f}",
        ratio(stage, base, _p95),
        str(sum(played.repeated for played in stage.plays)),
    )


def _cpu(stage: Stage) -> float:
    return stage.cpu_per_step


def _p50(stage: Stage) -> float:
    return statistics.median(stage.latencies) - DELAY


def _p95(stage: Stage) -> float:
    return statistics.quantiles(stage.latencies, n=20)[-1] - DELAY


def _make_together(rows: Sequence[Row]) -> Theme:
    return Theme(
        f"A dialog step, {AT_ONCE} people at once, the API {1000 * DELAY:.0f} ms away",
        ("bot", "CPU ms", "ratio", "steps/s", "waiting"),
        rows,
        "As above, one slice. Many requests are then under way at the same time, and httpx looks through all of its"
        " connections at each.",
    )


def _make_apart(rows: Sequence[Row]) -> Theme:
    return Theme(
        f"Waiting, the API {1000 * DELAY:.0f} ms away, {PER_SECOND} steps a second",
        ("bot", "p50 ms", "ratio", "p95 ms", "ratio", "again"),
        rows,
        f"Milliseconds beyond the {1000 * DELAY:.0f} that the way to the bot and back takes. Part of them is polling "
        "itself: what comes while a request for updates is on its way waits for that.",
    )
