from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.events import CheckInTimer, Timer
from bot.conversation.outgoing import Fate
from bot.conversation.ports import Outcome
from tests.storage.examples import ANA, BEN, NOW, admit, later, report, save, say

if TYPE_CHECKING:
    from bot.storage.store import SqlStore


def test_a_backlog_is_what_could_leave_now_and_has_not(store: SqlStore) -> None:
    assert store.backlog() == {"messages": 0, "timers": 0}
    say(store, ANA, "hello", "how are you?")
    say(store, BEN, "hello")
    assert store.backlog() == {"messages": 3, "timers": 0}
    (letter,) = store.take_outgoing("telegram", NOW, 1)
    report(store, [letter], Fate.RETRY, retry_after=60)
    assert store.backlog()["messages"] == 2


def test_timers_count_from_the_moment_they_are_due(store: SqlStore) -> None:
    (ana,) = admit(store, ANA)
    timers = [Timer("now", NOW, CheckInTimer()), Timer("soon", later(seconds=1), CheckInTimer())]
    save(store, Outcome(ana, ana, timers=timers))
    assert store.backlog()["timers"] == 1
