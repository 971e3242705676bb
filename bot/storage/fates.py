"""What became of messages, written down."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, case, delete, not_, null, update

from bot.conversation.outgoing import Fate, Policy
from bot.storage import people
from bot.storage.leaving import sweep
from bot.storage.outbox import IS_ROW, Progress, goes_to, is_unsent
from bot.storage.tables import outbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.conversation.outgoing import Delivered
    from bot.storage.session import Session

KEPT = timedelta(days=30)
"""Messages that left, without their words, are kept so long: the buttons of a question can still be changed."""

_ENDS = {
    Fate.SENT: Progress.SENT,
    Fate.UNKNOWN: Progress.UNKNOWN,
    Fate.DEAD: Progress.DEAD,
    Fate.BLOCKED: Progress.DEAD,
}
# A message whose words were forgotten while it was being sent cannot be sent again.
_AGAIN = case((outbox.c.message.is_(None), Progress.DEAD.value), else_=Progress.NEW.value)
_SENDING = outbox.c.state == Progress.SENDING


def write(session: Session, reports: Sequence[Delivered], now: datetime) -> None:
    """Note what became of each message; blank the words of those that are done with; sweep away who left."""
    _end(session, [report for report in reports if report.fate in _ENDS])
    _retry(session, [report for report in reports if report.fate is Fate.RETRY], now)
    _block(session, [report.person_id for report in reports if report.fate is Fate.BLOCKED])
    sweep(session, {report.person_id for report in reports})


def recover(session: Session, channel: str) -> None:
    """Decide by its policy what happens to each message of the channel that was being sent.

    Another process that still sends some of them reports them all the same: at worst a message goes out twice.
    """
    ours = update(outbox).where(_SENDING, is_unsent(outbox), goes_to(channel))
    again = ours.where(outbox.c.policy == Policy.AT_LEAST_ONCE)
    session.run(again.values(state=_AGAIN, attempts=outbox.c.attempts + 1))
    session.run(ours.values(state=Progress.UNKNOWN, message=null()))
    sweep(session)


def drop_old(session: Session, now: datetime) -> None:
    """Delete the messages that are long done with."""
    session.run(delete(outbox).where(outbox.c.at < now - KEPT, not_(is_unsent(outbox))))


def _end(session: Session, reports: Sequence[Delivered]) -> None:
    rows = [
        {
            "of": report.person_id,
            "counted": report.number,
            "state": _ENDS[report.fate],
            "message_id": report.message_id,
            "reason": report.reason,
        }
        for report in reports
    ]
    session.run_each(update(outbox).where(IS_ROW).values(message=null()), rows)


def _retry(session: Session, reports: Sequence[Delivered], now: datetime) -> None:
    rows = [
        {
            "of": report.person_id,
            "counted": report.number,
            "not_before": now + timedelta(seconds=report.retry_after),
            "reason": report.reason,
        }
        for report in reports
    ]
    attempts = outbox.c.attempts + 1
    session.run_each(update(outbox).where(IS_ROW, _SENDING).values(state=_AGAIN, attempts=attempts), rows)
    later = (outbox.c.person_id == bindparam("of")) & (outbox.c.number > bindparam("counted"))
    places = [{"of": report.person_id, "counted": report.number} for report in reports]
    session.run_each(update(outbox).where(later, _SENDING).values(state=_AGAIN), places)


def _block(session: Session, ids: Sequence[str]) -> None:
    if not ids:
        return
    people.block(session, ids)
    theirs = (outbox.c.person_id.in_(ids), is_unsent(outbox))
    session.run(update(outbox).where(*theirs).values(state=Progress.DEAD, message=null(), reason="blocked"))
