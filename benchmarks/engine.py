"""What one step of Leeward costs inside, from the crisis screen to an answer on the disk. CPU is this process's."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.population import read_dialogs
from benchmarks.tables import Theme
from bot.conversation.events import Address, Arrival, Wrote
from bot.conversation.outgoing import Delivered, Fate
from bot.conversation.people import Person
from bot.conversation.turn import take_turn
from bot.storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.tables import Row
    from bot.conversation.programme import Programme

RUNS: Final = 5
NOW: Final = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
SAID: Final = ("/checkin", "Mixed", "Did not use", "No urge now", "a walk in the rain")
EVERYDAY: Final = "I was so tired after work and it was killing me, but I walked home and slept a bit"
BATCHES: Final = (1, 8, 32)


@dataclass(frozen=True, slots=True)
class Work:
    """Something to measure, and how often it happens in one run."""

    name: str
    count: int
    run: Callable[[], object]

    def measure(self) -> Row:
        """Do it once to warm up, then several times."""
        self.run()
        wall, cpu = [], []
        for _ in range(RUNS):
            began, used = time.perf_counter(), time.process_time()
            self.run()
            wall.append(time.perf_counter() - began)
            cpu.append(time.process_time() - used)
        speed, cost = self.count / statistics.median(wall), statistics.median(cpu) / self.count
        return self.name, f"{speed:,.0f}", f"{1000 * cost:.3f}"


def measure_engine() -> list[Theme]:
    """The parts of a step, each alone."""
    programme = read_dialogs()
    with TemporaryDirectory() as name:
        work = [
            Work(
                "crisis screen, an everyday text", 1000, lambda: [programme.screen.find(EVERYDAY) for _ in range(1000)]
            ),
            Work("turn, in memory", 100 * len(SAID), lambda: _take_turns(programme)),
            *(_work_durably(programme, Path(name), people) for people in BATCHES),
        ]
        rows = [each.measure() for each in work]
    return [
        Theme(
            "Inside one step of Leeward",
            ("what", "per second", "CPU ms each"),
            rows,
            "A durable turn has its answer on the disk (SQLite, FULL sync) before the next, and the report that the"
            " last question was sent; a batch is one transaction.",
        )
    ]


def _take_turns(programme: Programme) -> None:
    """A whole check-in, in memory, of a hundred people."""
    for _ in range(100):
        person = Person("bench", created_at=NOW)
        for text in SAID:
            person = take_turn(programme, person, Wrote(text), NOW).outcome.person


def _work_durably(programme: Programme, folder: Path, people: int) -> Work:
    """The same with everybody's answer on the disk before the next question, `people` in one transaction."""
    store = open_store(f"sqlite:///{folder}/{people}.db", bytes(32), sends="bench")
    addresses = [Address("bench", str(number)) for number in range(people)]

    def run() -> None:
        reports: list[Delivered] = []
        for text in SAID * 10:
            arrivals = [Arrival(address, Wrote(text)) for address in addresses]
            with store.transaction() as transaction:
                transaction.report(reports, NOW)
                known = [person for person in transaction.admit(arrivals, NOW) if person]
                taken = [take_turn(programme, person, Wrote(text), NOW) for person in known]
                handover = transaction.save([each.outcome for each in taken], NOW)
            reports = [Delivered(each.person_id, each.number, Fate.SENT, "1") for each in handover.messages]
        with store.transaction() as transaction:
            transaction.report(reports, NOW)

    return Work(f"durable turn, {people} in a batch", 10 * people * len(SAID), run)
