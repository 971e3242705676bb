"""From the start of the process to the first person who is answered, and the memory that it holds then."""

from __future__ import annotations

import statistics
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.stage import open_stage
from benchmarks.tables import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.bots import Bot
    from benchmarks.tables import Row

RUNS: Final = 3


def measure_start(bots: Sequence[Bot]) -> Theme:
    """Start every bot several times; Leeward makes its database and checks all its dialogs in that time."""
    return Theme(
        "Start",
        ("bot", "s to the first answer", "MB then"),
        [_measure(bot) for bot in bots],
        "Somebody has written before the bot was started. Leeward makes a new database and checks all dialogs first.",
    )


def _measure(bot: Bot) -> Row:
    if missing := bot.find_missing():
        return bot.name, missing
    seconds, megabytes = [], []
    for _ in range(RUNS):
        with TemporaryDirectory() as name, open_stage(bot, Path(name, "bot")) as stage:
            seconds.append(stage.started_in)
            megabytes.append(stage.process.memory)
    return bot.name, f"{statistics.median(seconds):.2f}", f"{statistics.median(megabytes):.0f}"
