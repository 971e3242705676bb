"""Check-ins of many people that are due at the same moment: how fast they leave, and that a limit is held."""

from __future__ import annotations

import shutil
import statistics
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.bots import copy_dialogs, database
from benchmarks.population import invite_people, load_key, read_dialogs, set_due
from benchmarks.postgres import start_postgres
from benchmarks.processes import start_crowd
from benchmarks.tables import Theme
from bot.storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.bots import Bot
    from benchmarks.tables import Row

RUNS: Final = 2
PEOPLE: Final = 2000
FAST: Final = 1000
"""Messages a second: what Telegram allows to bots that pay for it."""
SLOW: Final = 30
SETTLING: Final = 100
"""Messages that leave while the turns of all the check-ins are still being taken."""
COUNTED: Final = 720
"""Messages at the slower pace in all: more than twenty seconds behind the first ones."""
REPLICAS: Final = 3
_START: Final = 4.0
"""Seconds from the start of the program to the moment when all check-ins are due."""
_BEFORE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Sent:
    """When messages came, in seconds since 1970 and after the moment they were due; and the CPU seconds they took."""

    moments: Sequence[float]
    due_at: float
    cpu: float

    @property
    def rate(self) -> float:
        """Messages a second, from the first to the last."""
        return (len(self.moments) - 1) / self.seconds

    @property
    def seconds(self) -> float:
        """From the first to the last."""
        return self.moments[-1] - self.moments[0]

    @property
    def busiest(self) -> int:
        """The most messages in any second."""
        most = first = 0
        for last, moment in enumerate(self.moments):
            while moment - self.moments[first] >= 1:
                first += 1
            most = max(most, last - first + 1)
        return most

    def late(self, share: float) -> float:
        """Seconds after they were due by which this share of them had come."""
        return self.moments[round(share * (len(self.moments) - 1))] - self.due_at


@dataclass(frozen=True, slots=True)
class Campaign:
    """What is to be sent: from which database, at which most messages a second, how many, by how many processes."""

    folder: Path
    url: str
    limit: int
    messages: int
    processes: int = 1

    def run(self, leeward: Bot) -> Sent:
        """Start the processes; what they send from the moment that the check-ins are due."""
        due_at = datetime.now(UTC) + timedelta(seconds=_START)
        set_due(self.url, due_at)
        with start_crowd() as crowd, ExitStack() as stack:
            started = [
                stack.enter_context(leeward.start(crowd, self.folder, self._settings)) for _ in range(self.processes)
            ]
            time.sleep(max(0.0, (due_at - datetime.now(UTC)).total_seconds() - _BEFORE))
            used = sum(process.cpu for process in started)
            moments = crowd.count(self.messages)
            return Sent(moments, due_at.timestamp(), sum(process.cpu for process in started) - used)

    @property
    def _settings(self) -> dict[str, str]:
        return {
            "DATABASE__URL": self.url,
            "PRIVACY__KEY_FILE": str(_key_file(self.folder)),
            "TELEGRAM__MESSAGES_PER_SECOND": str(self.limit),
        }


def measure_fan_out(leeward: Bot) -> list[Theme]:
    """Start Leeward on databases in which everybody waits for their check-in."""
    with TemporaryDirectory() as name, start_postgres() as server:
        folder = Path(name, "prepared")
        folder.mkdir()
        _prepare(folder, f"sqlite:///{database(folder)}")
        copies = [shutil.copytree(folder, Path(name, str(run))) for run in range(RUNS + 1)]
        *fast, alone = [Campaign(copy, f"sqlite:///{database(copy)}", FAST, PEOPLE) for copy in copies]
        together = Campaign(folder, server.make_database("fan_out"), SLOW, COUNTED, REPLICAS)
        _prepare(folder, together.url)
        sent = [campaign.run(leeward) for campaign in fast]
        slow = [
            ("1 process, SQLite", replace(alone, limit=SLOW, messages=COUNTED).run(leeward)),
            (f"{REPLICAS} processes, PostgreSQL", together.run(leeward)),
        ]
    return [_make_fast(sent), _make_slow(slow)]


def _prepare(folder: Path, url: str) -> None:
    store = open_store(url, load_key(_key_file(folder)))
    now = datetime.now(UTC)
    invite_people(store, read_dialogs(copy_dialogs(folder)), PEOPLE, now, now + timedelta(days=1))
    store.close()


def _key_file(folder: Path) -> Path:
    return database(folder).with_suffix(".key")


def _make_fast(runs: Sequence[Sent]) -> Theme:
    def median(figures: Sequence[float], digits: int = 2) -> str:
        return f"{statistics.median(figures):,.{digits}f}"

    row = (
        "Leeward",
        median([sent.rate for sent in runs], 0),
        median([1000 * sent.cpu / PEOPLE for sent in runs]),
        *(median([sent.late(share) for sent in runs], 1) for share in (0.0, 0.5, 1.0)),
    )
    return Theme(
        f"{PEOPLE:,} check-ins due at once, up to {FAST:,} a second",
        ("bot", "messages/s", "CPU ms each", "first s late", "half", "last"),
        [row],
        "One process on SQLite that was there before they were due. CPU from half a second before that, turns, storage"
        f" and sending together. Telegram allows {FAST:,} a second only to bots that pay for it.",
    )


def _make_slow(runs: Sequence[tuple[str, Sent]]) -> Theme:
    rows = [_tell_slow(name, sent) for name, sent in runs]
    return Theme(
        f"The limit of {SLOW} messages a second",
        ("who sends", "seconds", "messages/s", "off by", "busiest second", "first ones/s", "CPU ms each"),
        rows,
        f"The first {COUNTED} of {PEOPLE:,} check-ins due at once. The turns of all of them are taken in the first"
        f" seconds: the {SETTLING} messages that leave meanwhile are told apart. The processes share one gate in the"
        " database; one of them asks Telegram for updates, the others stand by and send. CPU with those turns.",
    )


def _tell_slow(name: str, sent: Sent) -> Row:
    first = replace(sent, moments=sent.moments[:SETTLING])
    rest = replace(sent, moments=sent.moments[SETTLING:])
    return (
        name,
        f"{rest.seconds:.1f}",
        f"{rest.rate:.2f}",
        f"{100 * (rest.rate / SLOW - 1):+.1f}%",
        str(sent.busiest),
        f"{first.rate:.1f}",
        f"{1000 * sent.cpu / COUNTED:.2f}",
    )
