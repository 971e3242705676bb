"""When the next check-in is: local clock times turned into moments, right over every change of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from zoneinfo import ZoneInfo

GRACE = timedelta(hours=2)
"""How late a missed check-in is still sent."""

_DAYS_TO_LOOK_AT = range(-1, 3)
"""From yesterday (a gap can push its time over midnight) to the day after tomorrow (a short day can hold no time)."""


def next_checkin(times: Collection[str], zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first check-in strictly after a moment, in UTC; None without times.

    A time that the clocks jump over becomes the first moment after the jump; a time that comes twice is the first one.

    Args:
        times: local times of day as ``HH:MM``.
        zone: where the person lives.
        after: an aware moment.

    Raises:
        ValueError: a time is not ``HH:MM``.
    """
    since = after.astimezone(UTC)
    today = after.astimezone(zone).date()
    days = [today + timedelta(days=offset) for offset in _DAYS_TO_LOOK_AT]
    moments = (_moment(day, time.fromisoformat(wish), zone) for day in days for wish in times)
    return min((moment for moment in moments if moment > since), default=None)


def spread_out(moment: datetime, person_id: str, window: timedelta) -> datetime:
    """The same moment or one less than `window` later, so that not everyone who chose an hour is served in one second.

    It depends on the person and the day alone, and so stays the same however often it is planned.
    """
    digest = blake2b(f"{person_id} {moment.date()}".encode(), digest_size=4).digest()
    return moment + timedelta(seconds=(int(window.total_seconds()) * int.from_bytes(digest)) >> 32)


def in_grace(due_at: datetime, now: datetime, grace: timedelta = GRACE) -> bool:
    """Whether a check-in that was due at `due_at` may still be sent."""
    return now.astimezone(UTC) - due_at.astimezone(UTC) <= grace


def _moment(day: date, wish: time, zone: ZoneInfo) -> datetime:
    wall = datetime.combine(day, wish, tzinfo=zone)
    moment = wall.astimezone(UTC)
    exists = moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None)
    return moment if exists else _end_of_gap(wall, zone)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment of the jump, between the wished time read with the offset after it and with the one before it."""
    before, after = wall.replace(fold=1).astimezone(UTC), wall.astimezone(UTC)
    jumped = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == jumped:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)
