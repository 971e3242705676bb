"""The turns of many people in one transaction. Runs in the writer's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.conversation.events import Wrote
from bot.conversation.outgoing import Handover
from bot.conversation.ports import Outcome
from bot.conversation.tally import Tally
from bot.conversation.turn import Taken, take_due_turn, take_failed_turn, take_turn
from bot.errors import Conflict, LeewardError
from bot.support.invitations import find_code, hash_code

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.conversation.events import Arrival, Due, Timer
    from bot.conversation.outgoing import Delivered
    from bot.conversation.people import Person
    from bot.conversation.ports import Invitation, Store, Transaction
    from bot.conversation.programme import Programme
    from bot.conversation.stage import Stage

_TRIES = 5
"""How often a round is taken again when another replica was faster."""

_log = structlog.get_logger()


class Rounds:
    """Loads people, takes their turns, and saves what comes of them."""

    def __init__(self, store: Store, stage: Stage, clock: Callable[[], datetime]) -> None:
        """`stage` has the programme, read once a batch; `clock` tells the time, aware."""
        self._store = store
        self._stage = stage
        self._clock = clock
        self.tally = Tally()

    def take(self, arrivals: Sequence[Arrival], reports: Sequence[Delivered]) -> tuple[list[Taken | None], Handover]:
        """Write the reports and take a turn for each arrival; None for one that was seen before.

        Raises:
            StorageError: nothing of all this was kept.
        """
        programme = self._stage.programme

        def turns(transaction: Transaction, now: datetime) -> list[Taken | None]:
            if reports:
                transaction.report(reports, now)
            people = transaction.admit(arrivals, now) if arrivals else ()
            codes = [_find_invitation(arrival) for arrival in arrivals]
            wanted = [code for code in codes if code]
            found = transaction.find_invitations(wanted, now) if wanted else {}
            rows = zip(arrivals, people, map(found.get, codes), strict=True)
            return [self._take(programme, person, each, now, met) if person else None for each, person, met in rows]

        taken, handover = self._in_transaction(turns)
        self.tally.arrivals += len(taken)
        self.tally.duplicates += taken.count(None)
        self.tally.fates.update(each.fate for each in reports)
        return taken, handover

    def take_due(self, limit: int) -> tuple[int, Handover]:
        """Take a turn for each timer whose time has come, at most one a person; how many it took.

        Raises:
            StorageError: nothing was changed.
        """
        programme, began = self._stage.programme, self._clock()
        due = self._store.due_timers(began, limit)

        def turns(transaction: Transaction, now: datetime) -> list[Taken | None]:
            people = transaction.claim(due, now)
            pairs = zip(due, people, strict=True)
            return [self._take_due(programme, person, each, now) if person else None for each, person in pairs]

        if not due:
            return 0, Handover()
        taken, handover = self._in_transaction(turns)
        late = [(began - each.timer.due_at).total_seconds() for each, turn in zip(due, taken, strict=True) if turn]
        self.tally.timers += len(late)
        self.tally.lateness += sum(late)
        self.tally.worst_lateness = max(self.tally.worst_lateness, *late, 0.0)
        return len(late), handover

    def _in_transaction(
        self, turns: Callable[[Transaction, datetime], list[Taken | None]]
    ) -> tuple[list[Taken | None], Handover]:
        for last in (*[False] * (_TRIES - 1), True):
            try:
                now = self._clock()
                with self._store.transaction() as transaction:
                    taken = turns(transaction, now)
                    handover = transaction.save([each.outcome for each in taken if each], now)
            except Conflict:
                if last:
                    raise
            else:
                self.tally.commits += 1
                return taken, handover
        raise AssertionError("the last try returns or raises")

    def _take(
        self, programme: Programme, person: Person, arrival: Arrival, now: datetime, met: Invitation | None
    ) -> Taken:
        try:
            return take_turn(programme, person, arrival.what, now, arrival.message_id, invitation=met)
        except Exception as error:  # noqa: BLE001 - one person's error must not harm the others
            _log_failed_turn(person, error)
            return self._apologise(programme, person, now)

    def _take_due(self, programme: Programme, person: Person, due: Due, now: datetime) -> Taken:
        try:
            return take_due_turn(programme, person, due.timer, now)
        except Exception as error:  # noqa: BLE001 - the same
            _log_failed_turn(person, error)
            return self._apologise(programme, person, now, due.timer)

    def _apologise(self, programme: Programme, person: Person, now: datetime, timer: Timer | None = None) -> Taken:
        self.tally.failures += 1
        try:
            return take_failed_turn(programme, person, now, timer=timer)
        except Exception as error:  # noqa: BLE001 - the same; then nothing changes for this person
            _log_failed_turn(person, error)
            return Taken(Outcome(person, person))


def _find_invitation(arrival: Arrival) -> str:
    """The hash of the code that someone brings; empty for nearly everyone."""
    words = arrival.what.text if isinstance(arrival.what, Wrote) else ""
    code = find_code(words) if words.startswith("/start ") else None
    return hash_code(code) if code else ""


def _log_failed_turn(person: Person, error: Exception) -> None:
    """Our own errors never carry what a person wrote; of others only the kind and the place are told."""
    top = person.standing.run.top
    place = f"{top.dialog}.{top.step}" if top else ""
    said = str(error) if isinstance(error, LeewardError) else ""
    _log.error("turn failed", person=person.id, at=place, kind=type(error).__name__, why=said, where=_where(error))


def _where(error: Exception) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
