"""Timers of a million people in SQLite: what it costs to look at the clock, and to take those that are due."""

from __future__ import annotations

import sqlite3
import statistics
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.population import invite_people, read_dialogs
from benchmarks.tables import Theme
from bot.conversation.outgoing import Delivered, Fate
from bot.conversation.turn import take_due_turn
from bot.messenger.updates import CHANNEL
from bot.storage.store import open_store
from bot.storage.tables import EPOCH

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.programme import Programme
    from bot.storage.store import SqlStore

PEOPLE: Final = 1_000_000
DUE: Final = 3000
_BATCH: Final = 200
_LOOKS: Final = 200
_NOW: Final = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
_KEY: Final = bytes(32)
_FILL: Final = """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)
INSERT INTO people (id, created_at, version, state, standing, answers, messages)
SELECT printf('%032x', n), 0, 0, 'here', x'00', 0, 0 FROM numbers
"""
_WIND: Final = """
INSERT INTO timers (person_id, id, due_at, kind, what)
SELECT id, 'check-in', :after + 86400000000 / :count * rowid, 'check-in', '{}' FROM people WHERE standing = x'00'
"""


def measure_clockwork() -> list[Theme]:
    """Fill a database with people, a few thousand of them due now, and take those."""
    with TemporaryDirectory() as name:
        path = Path(name, "million.db")
        programme = read_dialogs()
        store = open_store(f"sqlite:///{path}", _KEY, lambda: _NOW, sends=CHANNEL)
        earlier = open_store(f"sqlite:///{path}", _KEY, lambda: _NOW)
        invite_people(earlier, programme, DUE, _NOW, _NOW - timedelta(minutes=5))
        earlier.close()
        _fill(path)
        idle = _time_look(lambda: store.due_timers(_NOW - timedelta(days=1), _BATCH))
        next_one = _time_look(store.next_due_at)
        speed, cost, taken = _take_due(store, programme)
        store.close()
    rows = [
        ("look, nobody is due", f"{1 / idle:,.0f}", f"{1000 * idle:.3f}"),
        ("when is the next one due", f"{1 / next_one:,.0f}", f"{1000 * next_one:.3f}"),
        ("take a check-in, plan the next, store its message", f"{speed:,.0f}", f"{1000 * cost:.3f}"),
    ]
    return [
        Theme(
            f"Timers of {PEOPLE:,} people, SQLite",
            ("what", "per second", "CPU ms each"),
            rows,
            f"{taken:,} check-ins were due and were taken with their turns, {_BATCH} in a transaction (FULL sync);"
            " those of the other people are spread over the next day. Nothing is sent in this table.",
        )
    ]


def _fill(path: Path) -> None:
    """Others, by copies of one row that nobody will open."""
    after = (_NOW - EPOCH) // timedelta(microseconds=1) + 3_600_000_000
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute(_FILL, {"count": PEOPLE - DUE})
        connection.execute(_WIND, {"after": after, "count": PEOPLE})


def _time_look(look: Callable[[], object]) -> float:
    """Seconds of CPU of one, the median of several."""
    taken = []
    for _ in range(_LOOKS):
        used = time.process_time()
        look()
        taken.append(time.process_time() - used)
    return statistics.median(taken)


def _take_due(store: SqlStore, programme: Programme) -> tuple[float, float, int]:
    """Check-ins a second, CPU seconds for each, and how many there were."""
    began, used, taken = time.perf_counter(), time.process_time(), 0
    reports: list[Delivered] = []
    while due := store.due_timers(_NOW, _BATCH):
        with store.transaction() as transaction:
            transaction.report(reports, _NOW)
            people = transaction.claim(due, _NOW)
            pairs = zip(due, people, strict=True)
            turns = [take_due_turn(programme, person, each.timer, _NOW) for each, person in pairs if person]
            handover = transaction.save([turn.outcome for turn in turns], _NOW)
        reports = [Delivered(each.person_id, each.number, Fate.SENT, "1") for each in handover.messages]
        taken += len(turns)
    return taken / (time.perf_counter() - began), (time.process_time() - used) / taken, taken
