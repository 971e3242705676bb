"""What became of messages, written down."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, not_, null, update

from bot.conversation.outgoing import Fate
from bot.storage import people
from bot.storage.prepared import Prepared
from bot.storage.progress import AGAIN, IS_ROW, Progress, is_unsent
from bot.storage.tables import outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.conversation.outgoing import Delivered
    from bot.storage.session import Session

KEPT = timedelta(days=30)
"""Messages that left, without their words, are kept so long: the buttons of a question can still be changed."""

_ENDS = {
    Fate.SENT: Progress.SENT.value,
    Fate.UNKNOWN: Progress.UNKNOWN.value,
    Fate.DEAD: Progress.DEAD.value,
    Fate.BLOCKED: Progress.DEAD.value,
}
_END = Prepared(update(outbox).where(IS_ROW).values(message=null()), "state", "message_id", "reason", "of", "counted")
_SENDING = outbox.c.state == Progress.SENDING
_RETRY = update(outbox).where(IS_ROW, _SENDING).values(state=AGAIN, attempts=outbox.c.attempts + bindparam("doubts"))
_UP_TO = (outbox.c.person_id == bindparam("of")) & (outbox.c.number <= bindparam("counted"))
_GIVE_UP = update(outbox).where(_UP_TO, is_unsent(outbox)).values(state=Progress.DEAD, message=None, reason="blocked")


def write(session: Session, reports: Sequence[Delivered], now: datetime) -> None:
    """Note what became of each message, and blank the words of those that are done with."""
    by_fate: defaultdict[Fate, list[Delivered]] = defaultdict(list)
    for report in reports:
        by_fate[report.fate].append(report)
    _end(session, [report for fate in _ENDS for report in by_fate[fate]])
    _retry(session, by_fate[Fate.RETRY], now)
    _block(session, by_fate[Fate.BLOCKED])
    _put_back(session, {report.person_id for fate in (Fate.RETRY, Fate.BLOCKED) for report in by_fate[fate]})


def drop_old(session: Session, now: datetime) -> None:
    """Delete the messages that are long done with."""
    session.run(delete(outbox).where(outbox.c.at < now - KEPT, not_(is_unsent(outbox))))


def _end(session: Session, reports: Sequence[Delivered]) -> None:
    rows = [(_ENDS[each.fate], each.message_id, each.reason, each.person_id, each.number) for each in reports]
    _END.run(session, rows)


def _retry(session: Session, reports: Sequence[Delivered], now: datetime) -> None:
    rows = [
        {
            "of": report.person_id,
            "counted": report.number,
            "not_before": now + timedelta(seconds=report.retry_after),
            "reason": report.reason,
            "doubts": int(report.is_doubtful),
        }
        for report in reports
    ]
    session.run_each(_RETRY, rows)


def _block(session: Session, reports: Sequence[Delivered]) -> None:
    # What was written after the refused message may be for someone who is back: it is tried by itself.
    refused = [{"of": report.person_id, "counted": report.number} for report in reports]
    people.block(session, refused)
    session.run_each(_GIVE_UP, refused)


def _put_back(session: Session, ids: Collection[str]) -> None:
    """A round ends with a message that has to wait or is refused; the rest of it was not tried."""
    if ids:
        rest = update(outbox).where(outbox.c.person_id.in_(ids), outbox.c.owner == session.owner, _SENDING)
        session.run(rest.where(is_unsent(outbox)).values(state=AGAIN, taken_at=null()))
