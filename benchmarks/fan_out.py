"""Check-ins of many people that are due at the same moment."""

from __future__ import annotations

import shutil
import statistics
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.bots import copy_dialogs, database
from benchmarks.processes import start_crowd
from benchmarks.tables import Theme
from bot.app import read_programme
from bot.conversation.events import Address, Arrival, CheckInTimer, Timer, Wrote
from bot.conversation.outcomes import CHECKIN
from bot.conversation.outgoing import Delivered, Fate
from bot.conversation.turn import take_turn
from bot.messenger.updates import CHANNEL
from bot.settings import Settings
from bot.storage.key_file import load_or_make_key
from bot.storage.store import open_store

if TYPE_CHECKING:
    from benchmarks.bots import Bot
    from bot.conversation.ports import Outcome

RUNS: Final = 3
PEOPLE: Final = 2000
_LATE: Final = timedelta(minutes=1)


def measure_fan_out(leeward: Bot) -> Theme:
    """Start Leeward on a database in which everybody waits for their check-in."""
    speeds, costs = [], []
    with TemporaryDirectory() as name:
        prepared = Path(name, "prepared")
        prepared.mkdir()
        _invite_people(prepared, datetime.now(UTC))
        for run in range(RUNS):
            speed, cost = _measure(leeward, shutil.copytree(prepared, Path(name, str(run))))
            speeds.append(speed)
            costs.append(cost)
    figures = f"{statistics.median(speeds):,.0f}", f"{1000 * statistics.median(costs):.2f}"
    return Theme(
        f"{PEOPLE:,} check-ins due at once",
        ("bot", "messages/s", "CPU ms each"),
        [(leeward.name, *figures)],
        "From the first message to the last, the CPU with the start of the program. The limit is set to 1,000 messages"
        " a second here; Telegram allows about 30.",
    )


def _measure(leeward: Bot, folder: Path) -> tuple[float, float]:
    """Messages a second, and seconds of CPU for each."""
    with start_crowd() as crowd, leeward.start(crowd, folder) as process:
        seconds = crowd.count(PEOPLE)
        return PEOPLE / seconds, process.cpu / PEOPLE


def _invite_people(folder: Path, now: datetime) -> None:
    """Make the database, with people who talked two days ago and whose check-in was due a minute ago."""
    programme = read_programme(Settings(dialogs=copy_dialogs(folder)))
    path = database(folder)
    store = open_store(f"sqlite:///{path}", load_or_make_key(path.with_suffix(".key")))
    hello, then = Wrote("/checkin"), now - timedelta(days=2)
    arrivals = [Arrival(Address(CHANNEL, str(number)), hello) for number in range(PEOPLE)]
    with store.transaction() as transaction:
        people = [person for person in transaction.admit(arrivals, then) if person]
        talks = [take_turn(programme, person, hello, then).outcome for person in people]
        transaction.save([_invite(talk, now - _LATE) for talk in talks], then)
    while sent := store.take_outgoing(CHANNEL, then, PEOPLE):
        store.report([Delivered(each.person_id, each.number, Fate.SENT, "1") for each in sent], then)
    store.close()


def _invite(talk: Outcome, due_at: datetime) -> Outcome:
    """What came of the talk, and a check-in."""
    standing = talk.person.standing.with_kept(checkin_times=(f"{due_at:%H:%M}",))
    timer = Timer(CHECKIN, due_at, CheckInTimer())
    return replace(talk, person=replace(talk.person, standing=standing), timers=[timer])
