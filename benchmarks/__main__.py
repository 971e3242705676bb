"""`make bench`: what one step costs, from the pure turn to an answer on the disk.

Figures are medians of several runs. CPU is that of this process; compare ratios, not absolutes.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from bot.app import read_programme
from bot.conversation.events import Address, Arrival, Wrote
from bot.conversation.people import Person
from bot.conversation.turn import take_turn
from bot.settings import Settings
from bot.storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.programme import Programme

RUNS = 5
NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
SAID = ("/checkin", "Mixed", "Did not use", "No urge now", "a walk in the rain")
EVERYDAY = "I was so tired after work and it was killing me, but I walked home and slept a bit"


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, how many in one run, and the seconds of each run by the wall and of the CPU."""

    name: str
    count: int
    wall: list[float]
    cpu: list[float]


def measure(name: str, count: int, run: Callable[[], object]) -> Figure:
    """Run it once to warm up, then several times."""
    run()
    wall, cpu = [], []
    for _ in range(RUNS):
        began, used = time.perf_counter(), time.process_time()
        run()
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - used)
    return Figure(name, count, wall, cpu)


def turns(programme: Programme) -> Callable[[], None]:
    """A whole check-in of one person, in memory."""

    def run() -> None:
        for _ in range(100):
            person = Person("bench", created_at=NOW)
            for text in SAID:
                person = take_turn(programme, person, Wrote(text), NOW).outcome.person

    return run


def durable_turns(programme: Programme, folder: Path, people: int) -> Callable[[], None]:
    """The same with everybody's answer on the disk before the next question, `people` in one transaction."""
    store = open_store(f"sqlite:///{folder}/bench-{people}.db", bytes(32))
    addresses = [Address("bench", str(number)) for number in range(people)]

    def run() -> None:
        for _ in range(10):
            for text in SAID:
                arrivals = [Arrival(address, Wrote(text), NOW) for address in addresses]
                with store.transaction() as transaction:
                    known = [person for person in transaction.admit(arrivals, NOW) if person]
                    taken = [take_turn(programme, person, Wrote(text), NOW) for person in known]
                    transaction.save([each.outcome for each in taken], NOW)

    return run


def main() -> None:
    """Measure and print."""
    programme = read_programme(Settings())
    with tempfile.TemporaryDirectory() as name:
        figures = [
            measure(
                "crisis screen, an everyday text", 1000, lambda: [programme.screen.find(EVERYDAY) for _ in range(1000)]
            ),
            measure("turn, in memory", 100 * len(SAID), turns(programme)),
            *(
                measure(
                    f"durable turn, {people} in a batch",
                    10 * people * len(SAID),
                    durable_turns(programme, Path(name), people),
                )
                for people in (1, 8, 32)
            ),
        ]
    table = Table("what", "per second", "CPU ms each", title="One step of Leeward, medians of five runs")
    for figure in figures:
        wall, cpu = statistics.median(figure.wall), statistics.median(figure.cpu)
        table.add_row(figure.name, f"{figure.count / wall:,.0f}", f"{1000 * cpu / figure.count:.3f}")
    Console().print(table)


main()
