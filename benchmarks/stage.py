"""A bot in front of its crowd."""

from __future__ import annotations

import statistics
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.bots import BASE, count_answers
from benchmarks.crowd import Order, greet
from benchmarks.processes import start_crowd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import ExitStack
    from pathlib import Path

    from benchmarks.bots import Bot
    from benchmarks.processes import Crowd, Played, Process
    from benchmarks.tables import Row

_PATIENCE_AT_START = 20.0
_STRANGERS_AT_ONCE = 32


@dataclass(slots=True)
class Stage:
    """A bot that runs, and all that it was measured at; `started_in` is seconds to the first answered update."""

    bot: Bot
    crowd: Crowd
    process: Process
    folder: Path
    started_in: float
    answers: int = 0
    repeated: int = 0
    people: int = 1
    """How many have come so far."""
    plays: list[Played] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    """Seconds that the bot's process used, play by play."""

    def play(self, order: Order) -> None:
        """Let people play, and note it.

        Raises:
            Stuck: the bot did not go on.
        """
        used = self.process.cpu
        self.plays.append(self.crowd.play(order))
        self.cpu.append(self.process.cpu - used)
        self.answers += self.plays[-1].answers
        self.repeated += self.plays[-1].repeated

    def greet(self, people: int) -> None:
        """Let strangers come, until so many have.

        Leeward says something to a stranger first and lets them read it for a second, so that they come all at once.
        Elsewhere a crowd would stay behind as open connections, and httpx looks through all that it has.

        Raises:
            Stuck: the bot did not go on.
        """
        if people > self.people:
            at_once = people if self.bot.ours else _STRANGERS_AT_ONCE
            self.crowd.play(greet(people - self.people, self.bot.acts, at_once, after=self.people))
            self.people = people

    def forget(self) -> None:
        """Begin to measure here."""
        self.plays.clear()
        self.cpu.clear()

    @property
    def cpu_of_plays(self) -> list[float]:
        """Seconds that the bot's process used for a step, play by play."""
        return [cpu / played.steps for cpu, played in zip(self.cpu, self.plays, strict=True)]

    @property
    def cpu_per_step(self) -> float:
        """The same over all plays."""
        return sum(self.cpu) / sum(played.steps for played in self.plays)

    @property
    def latencies(self) -> list[float]:
        """Seconds of each step of all plays."""
        return [latency for played in self.plays for latency in played.latencies]

    def median(self, figure: Callable[[Played], float]) -> float:
        """The median of a figure of all plays."""
        return statistics.median(map(figure, self.plays))

    def tell_stored(self) -> str:
        """What of the answers is on the disk now, in words."""
        if not self.bot.stores:
            return "none"
        found, given = count_answers(self.folder), self.answers
        # Whoever was impatient and said it again may have answered the next question with it.
        return "all" if given <= found <= given + self.repeated else f"{found} of {given}"


@contextmanager
def open_stage(bot: Bot, folder: Path, delay: float = 0.0) -> Iterator[Stage]:
    """Start a bot in an own folder, with the API so many seconds away, and see it answer once.

    Raises:
        Stuck: it does not answer.
    """
    folder.mkdir(exist_ok=True)
    with start_crowd(delay) as crowd:
        crowd.begin(Order(1, bot.acts[:1], patience=_PATIENCE_AT_START))
        with bot.start(crowd, folder) as process:
            yield Stage(bot, crowd, process, folder, crowd.end().latencies[0])


def open_stages(stack: ExitStack, bots: Sequence[Bot], folder: Path, delay: float = 0.0) -> list[Stage]:
    """Start all bots whose libraries are there; they run until `stack` is closed.

    Raises:
        Stuck: one does not answer.
    """
    present = [bot for bot in bots if not bot.find_missing()]
    return [stack.enter_context(open_stage(bot, folder / bot.module, delay)) for bot in present]


def tell_each(bots: Sequence[Bot], stages: Sequence[Stage], tell: Callable[[Stage, Stage | None], Row]) -> list[Row]:
    """A row for each bot; for one that could not be started, what is missing.

    `tell` gets the stage, and the one that all are compared with, if it is there.
    """
    started = {stage.bot.name: stage for stage in stages}
    base = started.get(BASE)
    return [tell(started[bot.name], base) if bot.name in started else (bot.name, bot.find_missing()) for bot in bots]


def ratio(stage: Stage, base: Stage | None, figure: Callable[[Stage], float]) -> str:
    """How many times the figure of the one that all are compared with."""
    return f"{figure(stage) / figure(base):.2f}" if base else "-"
