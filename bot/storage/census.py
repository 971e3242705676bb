"""Numbers for the operator."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.storage.bubbles import OVERTAKEN
from bot.storage.people import State
from bot.storage.progress import Progress, is_new, is_unsent
from bot.storage.tables import answers, outbox, people, timers

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Table

    from bot.storage.session import Session

ACTIVE = timedelta(days=7)
MOST_COUNTED = 10_000
"""A backlog is counted no further: whoever looks at it every few seconds must not slow down those who work."""


def count(session: Session, now: datetime) -> dict[str, int]:
    """How many people, answers, timers and messages there are."""
    numbers = {
        "people": _number(people),
        "active_in_7_days": _number(people, people.c.last_seen_at >= now - ACTIVE),
        "blocked": _number(people, people.c.state == State.BLOCKED),
        "paused": _number(people, people.c.paused_until > now),
        "answers": _number(answers),
        "timers_waiting": _number(timers),
        "messages_unsent": _number(outbox, is_unsent(outbox)),
        "messages_dead": _number(outbox, outbox.c.state == Progress.DEAD, outbox.c.reason != OVERTAKEN),
    }
    (row,) = session.fetch(select(*(number.label(name) for name, number in numbers.items())))
    return {name: int(number) for name, number in zip(numbers, row, strict=True)}


def count_backlog(session: Session, now: datetime) -> dict[str, int]:
    """How many messages and due timers wait, up to `MOST_COUNTED` of each."""
    messages = select(outbox.c.number).where(is_new(outbox), outbox.c.not_before <= now)
    due = select(timers.c.id).where(timers.c.due_at <= now)
    waiting = {
        name: select(func.count()).select_from(found.limit(MOST_COUNTED).subquery()).scalar_subquery()
        for name, found in (("messages", messages), ("timers", due))
    }
    (row,) = session.fetch(select(*(number.label(name) for name, number in waiting.items())))
    return {name: int(number) for name, number in zip(waiting, row, strict=True)}


def _number(table: Table, *where: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).select_from(table).where(*where).scalar_subquery()
