"""Whether memory grows: turns without end in one process. ``python -m benchmarks.long_run TURNS`` is that process."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.engine import SAID
from benchmarks.population import read_dialogs
from benchmarks.processes import ROOT, read_memory
from benchmarks.tables import Theme
from bot.conversation.events import Address, Arrival, Wrote
from bot.conversation.outgoing import Delivered, Fate
from bot.conversation.service import Conversation
from bot.messenger.updates import CHANNEL
from bot.storage.store import open_store

if TYPE_CHECKING:
    from bot.conversation.outgoing import Handover

TURNS: Final = 50_000
LONG: Final = 1_000_000
PEOPLE: Final = 64
_LOOKS: Final = 4
_WARM: Final = 10_000
"""Turns until every part has been used."""


def measure_long_run(turns: int) -> list[Theme]:
    """Take so many turns in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.long_run", str(turns)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    looks = [json.loads(line) for line in told.stdout.splitlines()]
    first = looks[0]["megabytes"]
    rows = [
        (
            f"{look['turns']:,}",
            f"{look['megabytes']:.0f}",
            f"{look['megabytes'] - first:+.1f}",
            f"{look['stored']:.0f}",
            f"{look['speed']:,.0f}",
        )
        for look in looks
    ]
    each = 1000 * looks[-1]["stored"] / looks[-1]["turns"]
    return [
        Theme(
            f"Memory over {turns:,} turns",
            ("turns", "MB", "more", "MB on disk", "turns/s"),
            rows,
            f"Check-ins of {PEOPLE} people through intake, turns and SQLite (FULL sync), in one process; each message"
            " is reported as sent at once, nothing goes over a network. Turns a second are those since the row before."
            f" The database grew by {each:.1f} kB a turn, with an answer and about two messages in each; what is no"
            " answer is swept away after 30 days.",
        )
    ]


async def run(turns: int, path: Path) -> None:
    """Take turns, and print the memory now and then."""
    store = open_store(f"sqlite:///{path}", bytes(32), sends=CHANNEL)
    conversation = Conversation(store, read_dialogs(), lambda: datetime.now(UTC))

    def report(handover: Handover) -> None:
        for each in handover.messages:
            conversation.intake.report(Delivered(each.person_id, each.number, Fate.SENT, str(each.number)))

    conversation.on_commit(report)
    rounds = turns // PEOPLE
    looks = {_WARM // PEOPLE, *(rounds * look // _LOOKS for look in range(1, _LOOKS + 1))}
    before, began = 0, time.perf_counter()
    for number in range(1, rounds + 1):
        await _talk(conversation, number)
        if number in looks:
            now = time.perf_counter()
            speed = (number - before) * PEOPLE / (now - began)
            _tell(number * PEOPLE, speed, path)
            before, began = number, now
    await conversation.close()


async def _talk(conversation: Conversation, number: int) -> None:
    """Everybody says the same."""
    said = Wrote(SAID[number % len(SAID)])
    arrivals = [
        Arrival(Address(CHANNEL, str(person)), said, update_id=number * PEOPLE + person) for person in range(PEOPLE)
    ]
    await asyncio.gather(*(conversation.intake.take(arrival) for arrival in arrivals))


def _tell(turns: int, speed: float, path: Path) -> None:
    stored = path.stat().st_size / 1e6
    look = {"turns": turns, "megabytes": read_memory("self"), "speed": speed, "stored": stored}
    sys.stdout.write(json.dumps(look) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with TemporaryDirectory() as name:
        asyncio.run(run(int(sys.argv[1]), Path(name, "long.db")))
