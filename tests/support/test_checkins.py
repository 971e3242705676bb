from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.support.checkins import in_grace, next_checkin, spread_out

if TYPE_CHECKING:
    from uuid import UUID

LISBON, KATHMANDU, NEW_YORK = ZoneInfo("Europe/Lisbon"), ZoneInfo("Asia/Kathmandu"), ZoneInfo("America/New_York")
ZONES = st.sampled_from([LISBON, KATHMANDU, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/Santiago")])
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis wants naive bounds
TIMES = st.times().map(lambda each: each.strftime("%H:%M"))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "times", "after", "expected"),
    [
        (LISBON, ["20:30"], "2026-11-23 12:00", "2026-11-23 20:30"),
        (LISBON, ["08:00", "20:30"], "2026-11-23 20:30", "2026-11-24 08:00"),
        (KATHMANDU, ["20:30"], "2026-11-23 12:00", "2026-11-23 14:45"),
        (KATHMANDU, ["00:15"], "2026-11-23 18:30", "2026-11-24 18:30"),
        (NEW_YORK, ["20:30"], "2026-11-24 01:30", "2026-11-25 01:30"),
        (NEW_YORK, ["20:30"], "2026-03-07 12:00", "2026-03-08 01:30"),
        (NEW_YORK, ["20:30"], "2026-03-08 12:00", "2026-03-09 00:30"),
        (LISBON, ["09:00"], "2026-10-24 12:00", "2026-10-25 09:00"),
        (LISBON, ["09:00"], "2026-03-28 12:00", "2026-03-29 08:00"),
    ],
)
def test_the_next_checkin_is_at_the_wished_clock_time(
    zone: ZoneInfo, times: list[str], after: str, expected: str
) -> None:
    assert next_checkin(times, zone, utc(after)) == utc(expected)


@pytest.mark.parametrize(
    ("zone", "wish", "after", "expected"),
    [
        (NEW_YORK, "02:30", "2026-03-08 00:00", "2026-03-08 07:00"),
        (LISBON, "01:59", "2026-03-28 12:00", "2026-03-29 01:00"),
    ],
)
def test_a_time_that_the_clocks_jump_over_is_the_first_moment_after(
    zone: ZoneInfo, wish: str, after: str, expected: str
) -> None:
    assert next_checkin([wish], zone, utc(after)) == utc(expected)


def test_a_time_that_comes_twice_is_the_first_one_only() -> None:
    first = next_checkin(["01:30"], NEW_YORK, utc("2026-11-01 00:00"))
    assert first == utc("2026-11-01 05:30")
    assert next_checkin(["01:30"], NEW_YORK, first) == utc("2026-11-02 06:30")


def test_two_times_in_one_jump_are_one_checkin() -> None:
    first = next_checkin(["02:10", "02:40"], NEW_YORK, utc("2026-03-08 00:00"))
    assert first == utc("2026-03-08 07:00")
    assert next_checkin(["02:10", "02:40"], NEW_YORK, first) == utc("2026-03-09 06:10")


def test_a_day_that_does_not_exist_ends_at_the_next_midnight() -> None:
    apia = ZoneInfo("Pacific/Apia")
    after = datetime(2011, 12, 29, 23, 0, tzinfo=apia)
    assert next_checkin(["20:30"], apia, after) == datetime(2011, 12, 31, tzinfo=apia).astimezone(UTC)


def test_without_times_there_is_no_checkin() -> None:
    assert next_checkin([], LISBON, utc("2026-11-23 12:00")) is None


@given(times=st.lists(TIMES, min_size=1, max_size=4), zone=ZONES, after=MOMENTS)
def test_the_next_checkin_is_later_and_within_two_days(times: list[str], zone: ZoneInfo, after: datetime) -> None:
    moment = next_checkin(times, zone, after)
    assert moment is not None
    assert after < moment <= after + timedelta(hours=26)


@given(wish=TIMES, zone=ZONES, after=MOMENTS)
def test_the_clock_shows_the_wish_unless_it_jumped_over_it(wish: str, zone: ZoneInfo, after: datetime) -> None:
    moment = next_checkin([wish], zone, after)
    assert moment is not None
    local = moment.astimezone(zone)
    just_before = (moment - timedelta(seconds=1)).astimezone(zone)
    jumped = just_before.replace(tzinfo=None) + timedelta(seconds=1) != local.replace(tzinfo=None)
    assert jumped or local.time() == time.fromisoformat(wish)


@given(wish=TIMES, zone=ZONES, after=MOMENTS)
def test_each_local_day_has_at_most_one_checkin_for_a_time(wish: str, zone: ZoneInfo, after: datetime) -> None:
    days = []
    moment: datetime | None = after
    for _ in range(5):
        assert moment is not None
        moment = next_checkin([wish], zone, moment)
        assert moment is not None
        days.append(moment.astimezone(zone).date())
    assert len(set(days)) == len(days)


@given(moment=MOMENTS, person=st.uuids(), minutes=st.integers(1, 60))
def test_a_checkin_is_spread_over_the_minutes_after_the_chosen_time_and_always_alike(
    moment: datetime, person: UUID, minutes: int
) -> None:
    window = timedelta(minutes=minutes)
    planned = spread_out(moment, person.hex, window)
    assert moment <= planned < moment + window
    assert planned == spread_out(moment, person.hex, window)
    assert spread_out(moment, person.hex, timedelta(0)) == moment


def test_many_people_are_spread_evenly() -> None:
    moment = utc("2026-11-23 20:00")
    minutes = Counter(spread_out(moment, f"{person:032x}", timedelta(minutes=5)).minute for person in range(5000))
    assert [*sorted(minutes)] == [0, 1, 2, 3, 4]
    assert all(800 < number < 1200 for number in minutes.values())


def test_a_checkin_is_in_grace_for_two_hours() -> None:
    due = datetime(2026, 11, 1, 0, 30, tzinfo=NEW_YORK)
    assert in_grace(due, due.astimezone(UTC) + timedelta(hours=2))
    assert not in_grace(due, due.astimezone(UTC) + timedelta(hours=2, seconds=1))
