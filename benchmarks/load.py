"""What a step costs with 32 people at once: ours and the peers', side by side."""

from __future__ import annotations

import math
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.bots import BARE
from benchmarks.crowd import Order
from benchmarks.stage import open_stages, ratio, tell_each
from benchmarks.tables import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.bots import Bot
    from benchmarks.stage import Stage
    from benchmarks.tables import Row

RUNS: Final = 3
AT_ONCE: Final = 32
READING: Final = 0.15
"""Seconds. Words that come sooner after a question than anybody can read count, for Leeward, as written before it."""
_MOST_PEOPLE: Final = 400
_SPARE: Final = 3.0
"""Bots answer in bursts: so many times the people that read on average."""
_COLUMNS: Final = ("bot", "stored", "CPU ms", "from-to", "ratio", "steps/s", "ratio", "waiting", "again", "API")


def measure_load(bots: Sequence[Bot]) -> Theme:
    """Play ten questions with every bot, in turn, several times."""
    bots = [*bots, BARE]
    with TemporaryDirectory() as name, ExitStack() as stack:
        stages = open_stages(stack, bots, Path(name))
        crowds = {each.bot.name: _choose_people(each) for each in stages}
        for _ in range(RUNS):
            for each in stages:
                each.play(Order(crowds[each.bot.name], each.bot.acts, READING, AT_ONCE))
        rows = tell_each(bots, stages, _tell)
    return Theme(
        f"A dialog step, {AT_ONCE} people at once",
        _COLUMNS,
        rows,
        f"CPU of the bot's process for each step, the median, the least and the most of {RUNS} runs; {len(BARE.acts)}"
        " steps are a dialog: the command, then ten answers, texts and taps in turn. PTB is python-telegram-bot."
        " Stored: the answers found on the disk at the end. Waiting: people at the same time, on average, who read for"
        f" {READING} s between. Again: acts that nobody answered. API: how much of a core the bench's Bot API used;"
        " bare sockets, no peer but the least that Python can do, show that it can do more.",
    )


def _choose_people(stage: Stage) -> int:
    """So many that somebody has always read; as many as that are found by letting a few play."""
    stage.play(Order(AT_ONCE, stage.bot.acts, READING, AT_ONCE))
    people = AT_ONCE + math.ceil(_SPARE * READING / stage.cpu_per_step)
    stage.forget()
    return min(people, _MOST_PEOPLE)


def _tell(stage: Stage, base: Stage | None) -> Row:
    return (
        stage.bot.name,
        stage.tell_stored(),
        f"{1000 * _cpu(stage):.2f}",
        f"{1000 * min(stage.cpu_of_plays):.1f}-{1000 * max(stage.cpu_of_plays):.1f}",
        ratio(stage, base, _cpu),
        f"{_speed(stage):,.0f}",
        ratio(stage, base, _speed),
        f"{stage.median(lambda played: played.at_once):.0f}",
        str(sum(played.repeated for played in stage.plays)),
        f"{100 * stage.median(lambda played: played.server_cpu / played.seconds):.0f}%",
    )


def _cpu(stage: Stage) -> float:
    return stage.cpu_per_step


def _speed(stage: Stage) -> float:
    return stage.median(lambda played: played.per_second)
