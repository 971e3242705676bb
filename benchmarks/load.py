"""What a step costs with 32 people at once, and how long it takes when nobody else is there: ours and the peers'."""

from __future__ import annotations

import math
import sqlite3
import statistics
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.bots import AIOGRAM, BARE, BASE, DIALOG, FRESH
from benchmarks.crowd import Order
from benchmarks.stage import open_stages, ratio, tell_each
from benchmarks.tables import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.bots import Bot
    from benchmarks.stage import Stage
    from benchmarks.tables import Row

AT_ONCE: Final = 32
READING: Final = 1.05
"""Seconds. Leeward says at most one thing a second in a chat, as Telegram wants it, unless it answers a tap."""
MOST_PEOPLE: Final = 4000
SLICES: Final = 3
SECONDS: Final = 3.8
"""Of a slice: three of them are a dialog of eleven steps that are each read for a second."""
WARMING: Final = 1.2
"""Seconds after which it is known how fast a bot is."""
_FIRST_GUESS: Final = 250
"""People who are there while that is found out."""
_GUESSES: Final = 2
_SPARE: Final = 1.3
"""So many times the people that read on average: bots answer in bursts."""
_ALONE_PER_SECOND: Final = 20.0
_ALONE_SECONDS: Final = 3.0
_COMMITS: Final = 100
TARGETS: Final = {DIALOG: 0.20, AIOGRAM: 0.50, BASE: 0.16}
"""What share of a peer's CPU time a step of Leeward may take."""
_COLUMNS: Final = (
    "bot",
    "stored",
    "CPU ms",
    "from-to",
    "ratio",
    "fresh",
    "steps/s",
    "ratio",
    "at once",
    "again",
    "API",
)


@dataclass(frozen=True, slots=True)
class _Alone:
    """What was measured at a bot that hardly anybody talks with."""

    p50: float
    p95: float


def measure_load(bots: Sequence[Bot]) -> list[Theme]:
    """Play ten questions with every bot, slice by slice in turn, then let a few people talk with it."""
    bots = [*bots, BARE]
    with TemporaryDirectory() as name, ExitStack() as stack:
        commit = _time_commit(Path(name))
        stages = open_stages(stack, bots, Path(name))
        crowds = [(each, gather(each)) for each in stages]
        for _ in range(SLICES):
            for each, people in crowds:
                each.play(play_together(each.bot, people, SECONDS))
        started = {each.bot.name: each for each in stages}
        fresh = started.get(FRESH)
        rows = tell_each(bots, stages, lambda stage, base: _tell(stage, base, fresh))
        beside = _compare(started)
        alone = {each.bot.name: _leave_alone(each) for each in stages if each.bot.name != FRESH}
    return [_make_load(rows), _make_comparison(beside), _make_idle(bots, alone, commit)]


def gather(stage: Stage) -> int:
    """Let as many people come as it takes so that somebody has always read; how many play then."""
    people = _FIRST_GUESS
    for _ in range(_GUESSES):
        stage.greet(people)
        stage.forget()
        stage.play(play_together(stage.bot, people, WARMING))
        people = min(AT_ONCE + math.ceil(_SPARE * READING / stage.cpu_per_step), MOST_PEOPLE)
        if people <= stage.people:
            break
    stage.greet(people)
    stage.forget()
    return people


def play_together(bot: Bot, people: int, seconds: float) -> Order:
    """So many at once, and the others read."""
    return Order(people, bot.acts, READING, AT_ONCE, seconds=seconds)


def _tell(stage: Stage, base: Stage | None, fresh: Stage | None) -> Row:
    return (
        stage.bot.name,
        stage.tell_stored(),
        f"{1000 * _cpu(stage):.2f}",
        f"{1000 * min(stage.cpu_of_plays):.1f}-{1000 * max(stage.cpu_of_plays):.1f}",
        ratio(stage, base, _cpu),
        ratio(stage, fresh, _cpu),
        f"{_speed(stage):,.0f}",
        ratio(stage, base, _speed),
        f"{stage.median(lambda played: played.at_once):.0f}",
        str(sum(played.repeated for played in stage.plays)),
        f"{100 * stage.median(lambda played: played.server_cpu / played.seconds):.0f}%",
    )


def _cpu(stage: Stage) -> float:
    return stage.cpu_per_step


def _speed(stage: Stage) -> float:
    return sum(played.steps for played in stage.plays) / sum(played.seconds for played in stage.plays)


def _compare(stages: Mapping[str, Stage]) -> list[Row]:
    ours = next(stage for stage in stages.values() if stage.bot.ours)
    return [
        (name, ratio(ours, stages.get(name), _cpu), f"{TARGETS[name]:.2f}" if name in TARGETS else "-")
        for name in (DIALOG, AIOGRAM, BASE, FRESH)
    ]


def _leave_alone(stage: Stage) -> _Alone:
    stage.forget()
    people = round(_ALONE_PER_SECOND * READING * 2)
    stage.greet(people)
    order = Order(people, stage.bot.acts, READING, per_second=_ALONE_PER_SECOND, seconds=_ALONE_SECONDS)
    stage.play(order)
    return _Alone(statistics.median(stage.latencies), statistics.quantiles(stage.latencies, n=20)[-1])


def _time_commit(folder: Path) -> float:
    """Seconds of one row that SQLite writes for good (FULL sync) where the bots have their databases."""
    with closing(sqlite3.connect(folder / "commits.db", isolation_level=None)) as connection:
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE rows (text TEXT)"):
            connection.execute(statement)
        taken = []
        for _ in range(_COMMITS):
            began = time.perf_counter()
            connection.execute("INSERT INTO rows VALUES ('the light in the afternoon')")
            taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _make_load(rows: Sequence[Row]) -> Theme:
    return Theme(
        f"A dialog step, {AT_ONCE} people at once",
        _COLUMNS,
        rows,
        f"CPU of the bot's process for each step over {SLICES} slices of {SECONDS} s, the bots taking turns, and"
        f" the least and the most of a slice; {len(BARE.acts)} steps are a dialog: the command, then ten answers, texts"
        f" and taps in turn. {AT_ONCE} people wait for the bot at any time (“at once”, on average); as many more as it"
        f" takes read for {READING} s at least. PTB is python-telegram-bot; the first ratio is to “{BASE}”, which has"
        f" sniffio beside it, “fresh” to “{FRESH}”, without it. Stored: the answers found on the disk at the end."
        " Again: acts that nobody answered in 3 s. API: how much of a core the bench's Bot API used; bare sockets, no"
        " peer but the least that Python can do, show that it can do more.",
    )


def _make_comparison(rows: Sequence[Row]) -> Theme:
    return Theme(
        "Leeward's CPU time of a step, as a share of a peer's",
        ("beside", "share", "target"),
        rows,
        "From the table before. Only aiogram_dialog stores the same; the echoes store nothing.",
    )


def _make_idle(bots: Sequence[Bot], alone: Mapping[str, _Alone], commit: float) -> Theme:
    base = alone[BASE].p50 + commit if BASE in alone else None
    rows = [
        (
            bot.name,
            f"{1000 * alone[bot.name].p50:.1f}",
            f"{1000 * alone[bot.name].p95:.1f}",
            f"{alone[bot.name].p50 / base:.2f}" if base else "-",
        )
        if bot.name in alone
        else (bot.name, bot.find_missing())
        for bot in bots
        if bot.name != FRESH
    ]
    return Theme(
        "A step when hardly anybody is there",
        ("bot", "p50 ms", "p95 ms", "to PTB + a commit"),
        rows,
        f"{_ALONE_PER_SECOND:.0f} steps a second at chance times, the API on the same machine. One row that SQLite"
        f" writes for good took {1000 * commit:.2f} ms (median) on this disk; the ratio is to the p50 of “{BASE}” and"
        " that.",
    )
