from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.clock import BusinessDay, FixedClock, SystemClock, TimeZoneUnknown, in_utc, zone

BERLIN = BusinessDay(ZoneInfo("Europe/Berlin"))
# Zones whose clocks change at midnight, by half hours, or whose offset is far from UTC.
ZONES = ["Europe/Berlin", "America/New_York", "Africa/Cairo", "Asia/Beirut", "Australia/Lord_Howe", "Asia/Kathmandu",
         "Pacific/Kiritimati", "America/Havana", "UTC"]  # fmt: skip


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)])
def test_a_day_is_as_long_as_the_clocks_make_it(day: date, hours: int) -> None:
    assert BERLIN.starts_at(day + timedelta(days=1)) - BERLIN.starts_at(day) == timedelta(hours=hours)


def test_today_is_the_date_on_the_company_wall() -> None:
    clock = FixedClock(datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    assert BERLIN.today(clock) == date(2026, 7, 1)
    assert BusinessDay(ZoneInfo("America/New_York")).today(clock) == date(2026, 6, 30)


def test_a_day_whose_midnight_is_skipped_starts_when_the_clocks_change() -> None:
    cairo = BusinessDay(ZoneInfo("Africa/Cairo"))
    assert cairo.starts_at(date(2026, 4, 24)) == datetime(2026, 4, 23, 22, tzinfo=UTC)
    assert cairo.day_of(cairo.starts_at(date(2026, 4, 24))) == date(2026, 4, 24)


@given(st.sampled_from(ZONES), st.dates(date(2015, 1, 1), date(2037, 1, 1)))
def test_days_follow_each_other_without_gap_or_overlap(name: str, day: date) -> None:
    business_day = BusinessDay(ZoneInfo(name))
    start = business_day.starts_at(day)
    assert business_day.day_of(start) == day
    assert business_day.day_of(start - timedelta(microseconds=1)) == day - timedelta(days=1)


def test_the_fixed_clock_moves_only_when_told() -> None:
    clock = FixedClock(datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=2))))
    assert clock.now() == datetime(2026, 1, 1, 10, tzinfo=UTC)
    clock.advance(timedelta(minutes=5))
    assert clock.now() == datetime(2026, 1, 1, 10, 5, tzinfo=UTC)


def test_the_system_clock_tells_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_a_time_without_offset_is_no_instant() -> None:
    with pytest.raises(ValueError, match="has no offset"):
        in_utc(datetime.fromisoformat("2026-01-01"))


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd", "Europe", "Europe/Berlin\x00", "x" * 5000])
def test_refuses_a_zone_that_does_not_exist(name: str) -> None:
    with pytest.raises(TimeZoneUnknown):
        zone(name)
