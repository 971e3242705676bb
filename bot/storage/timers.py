"""The timers of all people, found by when they are due."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, assert_never

import structlog
from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.conversation.events import BeginTimer, CheckInTimer, Due, News, NewsKind, Timer, WakeTimer
from bot.errors import Conflict, Unreadable
from bot.storage.forms import in_known_form, write_json
from bot.storage.prepared import Prepared
from bot.storage.tables import count_microseconds, people, timers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from bot.conversation.events import TimerWhat
    from bot.conversation.ports import Outcome
    from bot.dialogue.values import Json
    from bot.storage.session import Session

PUT_OFF = timedelta(days=1)
"""After so long, a timer that could not be used is tried again: someone may have mended what was wrong."""

_IS_ROW = (timers.c.person_id == bindparam("of")) & (timers.c.id == bindparam("named"))

# The statements of every batch are built once: building costs as much as running them.
_CLAIMED = (
    select(timers)
    .where(timers.c.person_id.in_(bindparam("ids", expanding=True)), timers.c.due_at <= bindparam("last"))
    .with_for_update(skip_locked=True)  # those that another process is just claiming are gone for us
)
_DUE = select(timers).where(timers.c.due_at <= bindparam("now")).order_by(timers.c.due_at).limit(bindparam("most"))
_NEXT = select(func.min(timers.c.due_at))
_INSERT = insert(timers)  # PostgreSQL's, whose words for a conflict SQLite knows too
_CANCEL = Prepared(delete(timers).where(_IS_ROW), "of", "named")
_SET = Prepared(
    _INSERT.on_conflict_do_update(
        index_elements=["person_id", "id"],
        set_={name: _INSERT.excluded[name] for name in ("due_at", "kind", "what")},
    ),
    *timers.c.keys(),
)

_log = structlog.get_logger()


def find_due(session: Session, now: datetime, limit: int) -> tuple[list[Due], set[tuple[str, str]]]:
    """Timers whose time has come, the longest overdue first, at most one for each person.

    Beside them the keys (person, id) of those that do not open: they are to be put off, or they stay first forever.
    """
    due, unreadable = _open(session, session.fetch(_DUE, now=now, most=limit))
    first: dict[str, Due] = {}
    for one in due:
        first.setdefault(one.person_id, one)
    return list(first.values()), unreadable


def put_off(session: Session, keys: Collection[tuple[str, str]], now: datetime) -> None:
    """Set aside timers (by person and id) that cannot be used, so that the others go on."""
    for person_id, id_ in keys:
        _log.error("timer put off", person=person_id, timer=id_)
    session.run_each(update(timers).where(_IS_ROW).values(due_at=now + PUT_OFF), _parameters(keys))


def find_next(session: Session) -> datetime | None:
    """When the next timer is due."""
    moment: datetime | None = session.run(_NEXT).scalar()
    return moment


def claim(session: Session, due: Sequence[Due]) -> set[tuple[str, str]]:
    """Take these timers away; the person and id of each that was still there and the same.

    Raises:
        Conflict: another process claims some of them.
    """
    if not due:
        return set()
    wanted = {(one.person_id, one.timer.id): one.timer for one in due}
    ids, last = list({one.person_id for one in due}), max(one.timer.due_at for one in due)
    there = session.fetch(_CLAIMED, ids=ids, last=last)
    keys = {key for row in there if (timer := wanted.get(key := (row.person_id, row.id))) and _is(session, row, timer)}
    if _CANCEL.run(session, list(keys)) != len(keys):
        raise Conflict("Another process claims the same timers: take the turns again.")
    return keys


def change(session: Session, outcomes: Sequence[Outcome]) -> None:
    """Take away the timers that are cancelled, and set or replace the new ones."""
    gone = {(outcome.before.id, id_) for outcome in outcomes for id_ in outcome.cancelled}
    new = {(outcome.before.id, timer.id): timer for outcome in outcomes for timer in outcome.timers}
    _CANCEL.run(session, list(gone - {*new}))
    _SET.run(session, [_to_row(session, person_id, timer) for (person_id, _), timer in new.items()])


def post(session: Session, news: Sequence[tuple[str, News]], now: datetime) -> bool:
    """Put news before those whom they are for, if they are still there; whether any of them is."""
    if not news:
        return False
    there = select(people.c.id).where(people.c.id.in_({whom for whom, _ in news}), people.c.state != "leaving")
    ids = {row.id for row in session.fetch(there)}
    told = [(whom, Timer(each.timer_id, now, each)) for whom, each in news if whom in ids]
    _SET.run(session, [_to_row(session, whom, timer) for whom, timer in told])
    return bool(told)


def tell(session: Session, ids: Collection[str]) -> dict[str, list[Json]]:
    """All timers of these people, as a person would read them."""
    told: dict[str, list[Json]] = {id_: [] for id_ in ids}
    for row in session.fetch(select(timers).where(timers.c.person_id.in_(ids)).order_by(timers.c.due_at)):
        told[row.person_id].append({"due_at": row.due_at.isoformat(), "what": _tell(session, row)})
    return told


def _parameters(keys: Collection[tuple[str, str]]) -> list[dict[str, object]]:
    return [{"of": person_id, "named": id_} for person_id, id_ in keys]


def _to_row(session: Session, person_id: str, timer: Timer) -> tuple[object, ...]:
    what = timer.what
    kind = ("news", _seal(session, person_id, what)) if isinstance(what, News) else _encode(what)
    return person_id, timer.id, count_microseconds(timer.due_at), *kind


def _seal(session: Session, person_id: str, news: News) -> str:
    told = write_json((news.kind, news.sender, news.words, news.name))
    return b64encode(session.sealer.seal(told, person_id, "news")).decode("ascii")


def _open_news(session: Session, person_id: str, sealed: str) -> News:
    kind, sender, words, name = json.loads(session.sealer.open(b64decode(sealed), person_id, "news"))
    return News(NewsKind(kind), sender, words, name)


def _open(session: Session, rows: Iterable[Row[Any]]) -> tuple[list[Due], set[tuple[str, str]]]:
    """The timers of these rows, and the keys of those that do not open."""
    opened: list[Due] = []
    unreadable: set[tuple[str, str]] = set()
    for row in rows:
        try:
            opened.append(Due(row.person_id, Timer(row.id, row.due_at, _read(session, row))))
        except Unreadable:
            unreadable.add((row.person_id, row.id))
    return opened, unreadable


def _is(session: Session, row: Row[Any], timer: Timer) -> bool:
    if row.due_at != timer.due_at:
        return False
    what = timer.what
    with suppress(Unreadable):  # most are as they would be written now: no need to read them
        as_now = not isinstance(what, News) and (row.kind, row.what) == _encode(what)
        return as_now or _read(session, row) == what
    return False


def _read(session: Session, row: Row[Any]) -> TimerWhat:
    with in_known_form("A timer"):
        if row.kind == "news":
            return _open_news(session, row.person_id, row.what)
        return _decode(row.kind, row.what)


def _tell(session: Session, row: Row[Any]) -> str:
    try:
        what = _read(session, row)
    except Unreadable:
        return "something that cannot be read any more"
    match what:
        case WakeTimer():
            return "come back to the open question"
        case BeginTimer(dialog):
            return f"begin the dialog {dialog}"
        case CheckInTimer():
            return "check in"
        case News():
            return "tell news of a contact"


def _encode(what: WakeTimer | BeginTimer | CheckInTimer) -> tuple[str, str]:
    match what:
        case WakeTimer(run, visit):
            return "wake", json.dumps({"run": run, "visit": visit})
        case BeginTimer(dialog):
            return "begin", json.dumps({"dialog": dialog})
        case CheckInTimer():
            return "check-in", "{}"
        case _:
            assert_never(what)


def _decode(kind: str, what: str) -> TimerWhat:
    match kind:
        case "wake":
            return WakeTimer(**json.loads(what))
        case "begin":
            return BeginTimer(**json.loads(what))
        case "check-in":
            return CheckInTimer()
        case _:
            raise LookupError(kind)
