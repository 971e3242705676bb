"""From the start of the process to the first person who is answered, and the memory that it holds then."""

from __future__ import annotations

import shutil
import statistics
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.bots import FRESH, copy_dialogs, database
from benchmarks.population import load_key, read_dialogs, settle_people
from benchmarks.stage import open_stage
from benchmarks.tables import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.bots import Bot
    from benchmarks.tables import Row

RUNS: Final = 2
PEOPLE: Final = 100_000


def measure_start(bots: Sequence[Bot]) -> list[Theme]:
    """Start every bot several times; Leeward makes its database and checks all its dialogs in that time."""
    rows = [_measure(bot) for bot in bots if bot.name != FRESH]
    ours = next(bot for bot in bots if bot.ours)
    with TemporaryDirectory() as name:
        _settle(Path(name))
        rows.insert(1, _measure(ours, f"{ours.name}, {PEOPLE:,} people", Path(name)))
    return [
        Theme(
            "Start",
            ("bot", "s to the first answer", "MB then"),
            rows,
            "Somebody has written before the bot was started. Leeward makes a new database and checks all dialogs"
            f" first; with {PEOPLE:,} people it finds a database that holds them, each with a check-in the next day.",
        )
    ]


def _settle(folder: Path) -> None:
    path = database(folder)
    key = load_key(path.with_suffix(".key"))
    programme = read_dialogs(copy_dialogs(folder))
    settle_people(f"sqlite:///{path}", key, programme, PEOPLE, datetime.now(UTC))


def _measure(bot: Bot, title: str | None = None, prepared: Path | None = None) -> Row:
    if missing := bot.find_missing():
        return bot.name, missing
    seconds, megabytes = [], []
    for _ in range(RUNS):
        with TemporaryDirectory() as name:
            folder = Path(name, "bot")
            if prepared:
                shutil.copytree(prepared, folder)
            with open_stage(bot, folder) as stage:
                seconds.append(stage.started_in)
                megabytes.append(stage.process.memory)
    return title or bot.name, f"{statistics.median(seconds):.2f}", f"{statistics.median(megabytes):.0f}"
