"""Whether others wait longer while one person writes without end."""

from __future__ import annotations

import statistics
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.crowd import Order
from benchmarks.load import READING
from benchmarks.stage import open_stage
from benchmarks.tables import Theme

if TYPE_CHECKING:
    from benchmarks.bots import Bot
    from benchmarks.stage import Stage
    from benchmarks.tables import Row

MESSAGES: Final = 1000
SECONDS: Final = 6.0
PER_SECOND: Final = 60.0
_PEOPLE: Final = 150


def measure_flood(leeward: Bot) -> list[Theme]:
    """Let people answer at chance times, first in peace, then while one floods."""
    with TemporaryDirectory() as name, open_stage(leeward, Path(name, "flood")) as stage:
        stage.greet(_PEOPLE)
        stage.play(_talk(leeward, 0))
        rows = [_tell(stage, "nobody floods", 0), _tell(stage, f"one person writes {MESSAGES:,} messages", MESSAGES)]
    return [
        Theme(
            "One person floods",
            ("meanwhile", "p50 ms", "p95 ms", "steps/s", "again"),
            rows,
            f"{PER_SECOND:.0f} steps a second of others at chance times, for {SECONDS:.0f} s, the API on the same"
            " machine; the flood is spread over the same time.",
        )
    ]


def _tell(stage: Stage, name: str, flood: int) -> Row:
    stage.forget()
    stage.play(_talk(stage.bot, flood))
    (played,) = stage.plays
    return (
        name,
        f"{1000 * statistics.median(played.latencies):.1f}",
        f"{1000 * statistics.quantiles(played.latencies, n=20)[-1]:.1f}",
        f"{played.per_second:.0f}",
        str(played.repeated),
    )


def _talk(bot: Bot, flood: int) -> Order:
    return Order(_PEOPLE, bot.acts, READING, per_second=PER_SECOND, seconds=SECONDS, flood=flood)
