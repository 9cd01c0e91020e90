"""Until when a seat is held: laws over zones, summer time and starts, and a few days one can follow."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sessions.plans import ZONES

from supportkit.memberships.offer_time import AT_LEAST, BEFORE_START, offer_end

moments = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))
places = st.lists(st.sampled_from((*ZONES, "Asia/Tokyo", "Pacific/Kiritimati")).map(ZoneInfo), min_size=1, max_size=2)
hours = st.integers(1, 720)
DAY = timedelta(days=1)


def night(at: datetime, where: ZoneInfo) -> bool:
    """Tell whether it is night, in other words than the library's."""
    local = at.astimezone(where)
    return not time(9) <= local.time() <= time(21)


@given(now=moments, zones=places, hours=hours, before=st.none() | st.integers(-48, 1000))
def test_an_offer_never_ends_at_night_and_never_too_soon(now, zones, hours, before):
    starts_at = None if before is None else now + timedelta(hours=before)
    end = offer_end(now, zones, hours=hours, starts_at=starts_at)
    assert not any(night(end, where) for where in zones)
    assert end >= now + min(timedelta(hours=hours), AT_LEAST)
    assert end <= now + timedelta(hours=hours) + DAY or (starts_at is not None and end <= now + AT_LEAST + DAY)


@given(now=moments, zones=places, hours=hours)
def test_by_day_the_hours_are_what_was_said(now, zones, hours):
    wanted = now + timedelta(hours=hours)
    end = offer_end(now, zones, hours=hours)
    assert (end == wanted) is not any(night(wanted, where) for where in zones)
    assert wanted <= end


@given(now=moments, zones=places, hours=hours, before=st.integers(0, 1000))
def test_near_a_start_it_ends_a_day_before_wherever_there_is_time_for_it(now, zones, hours, before):
    starts_at = now + timedelta(hours=before)
    end = offer_end(now, zones, hours=hours, starts_at=starts_at)
    last, soonest = starts_at - BEFORE_START, now + min(timedelta(hours=hours), AT_LEAST)
    # Whether there is a moment by day between the two, looked for quarter by quarter.
    steps = (soonest + timedelta(minutes=15 * step) for step in range(97))
    by_day = any(at <= last and not any(night(at, where) for where in zones) for at in steps)
    if by_day:
        assert end <= last
    assert end <= offer_end(now, zones, hours=hours)


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("now", "starts", "end"),
    [
        ("2026-03-02 10:30", None, "2026-03-05 10:30"),
        ("2026-03-02 21:00", None, "2026-03-05 21:00"),
        ("2026-03-02 21:01", None, "2026-03-06 09:00"),
        ("2026-03-02 03:00", None, "2026-03-05 09:00"),
        ("2026-03-26 20:30", None, "2026-03-30 09:00"),  # summer time begins, so 72 hours later it is 21:30
        ("2026-03-02 10:00", "2026-03-05 19:00", "2026-03-04 19:00"),
        ("2026-03-02 10:00", "2026-03-05 05:00", "2026-03-03 21:00"),  # a day before would be night
        ("2026-03-02 10:00", "2026-03-03 12:00", "2026-03-03 09:00"),  # twelve hours, and then the night is over
        ("2026-03-02 10:00", "2026-03-01 12:00", "2026-03-05 10:00"),  # it has begun
    ],
)
def test_days_in_berlin(now, starts, end):
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)

    assert offer_end(at(now), [BERLIN], starts_at=at(starts) if starts else None) == at(end)
