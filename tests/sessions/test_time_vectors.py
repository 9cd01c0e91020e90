"""Known dates and hours, each of which some calendar gets wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
from tests.sessions.plans import packaged_zone

from supportkit.core.zones import to_local
from supportkit.sessions.occurrence import Occurrence, each_occurrence, occurrences
from supportkit.sessions.recurrence import Recurrence, monthly, monthly_on, weekly

NEW_YORK, LONDON, PHOENIX, LORD_HOWE = map(
    packaged_zone,
    ("America/New_York", "Europe/London", "America/Phoenix", "Australia/Lord_Howe"),
)
THURSDAY = datetime(2026, 10, 15, 19)


def utc(month: int, day: int, hour: int, minute: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def on(start: datetime, zone_name: str) -> Occurrence:
    """Answer the one session of a weekly plan that begins at this local time."""
    rule = weekly("MO", "TU", "WE", "TH", "FR", "SA", "SU")
    return next(each_occurrence(rule, start, packaged_zone(zone_name), 60))


def first_dates(rule: Recurrence, start_on: date, number: int) -> list[str]:
    return [day.isoformat() for day in islice(rule.dates(start_on), number)]


def test_01_a_weekly_evening_over_the_end_of_summer_time() -> None:
    skipped = datetime(2026, 10, 29, 19)
    found = list(each_occurrence(weekly("TH", count=6), THURSDAY, NEW_YORK, 90))
    assert [one.starts_at for one in found if one.original_local != skipped] == [
        utc(10, 15, 23),
        utc(10, 22, 23),
        utc(11, 6, 0),
        utc(11, 13, 0),
        utc(11, 20, 0),
    ]
    assert {to_local(one.starts_at, NEW_YORK).hour for one in found} == {19}


def test_02_the_same_group_seen_from_london() -> None:
    seen = {
        one.original_local.date(): f"{to_local(one.starts_at, LONDON):%a %d %H:%M}"
        for one in each_occurrence(weekly("TH", count=30), THURSDAY, NEW_YORK, 90)
    }
    assert [seen[date(2026, 10, 22)], seen[date(2026, 10, 29)], seen[date(2026, 11, 5)]] == [
        "Fri 23 00:00",
        "Thu 29 23:00",
        "Fri 06 00:00",
    ]
    assert [seen[date(2027, 3, 11)], seen[date(2027, 3, 18)], seen[date(2027, 4, 1)]] == [
        "Fri 12 00:00",
        "Thu 18 23:00",
        "Fri 02 00:00",
    ]


def test_03_the_same_group_seen_from_a_place_without_summer_time() -> None:
    seen = {
        one.original_local.date(): to_local(one.starts_at, PHOENIX).hour
        for one in each_occurrence(weekly("TH", count=24), THURSDAY, NEW_YORK, 90)
    }
    assert {hour for day, hour in seen.items() if day <= date(2026, 10, 29)} == {16}
    assert {hour for day, hour in seen.items() if date(2026, 11, 5) <= day < date(2027, 3, 14)} == {17}
    assert {hour for day, hour in seen.items() if day >= date(2027, 3, 18)} == {16}


def test_04_a_repeated_hour_means_the_first() -> None:
    assert on(datetime(2026, 11, 1, 1, 30), "America/New_York").starts_at == utc(11, 1, 5, 30)
    # The same when the caller's own value means the second: a rule knows no fold.
    assert on(datetime(2026, 11, 1, 1, 30, fold=1), "America/New_York").starts_at == utc(11, 1, 5, 30)


def test_05_a_missing_hour_is_read_with_the_offset_before() -> None:
    missing = on(datetime(2027, 3, 14, 2, 30), "America/New_York")
    assert missing.starts_at == utc(3, 14, 7, 30, year=2027)
    assert to_local(missing.starts_at, NEW_YORK) == datetime(2027, 3, 14, 3, 30)
    assert missing.original_local == datetime(2027, 3, 14, 2, 30)
    assert missing.adjusted
    following = islice(each_occurrence(weekly("SU"), missing.original_local, NEW_YORK, 60), 1, 3)
    assert [(to_local(one.starts_at, NEW_YORK).hour, one.adjusted) for one in following] == [(2, False), (2, False)]


def test_06_both_changes_in_london() -> None:
    missing, repeated = (
        on(datetime(2027, 3, 28, 1, 30), "Europe/London"),
        on(datetime(2026, 10, 25, 1, 30), "Europe/London"),
    )
    assert to_local(missing.starts_at, LONDON) == datetime(2027, 3, 28, 2, 30)
    assert missing.adjusted
    assert repeated.starts_at == utc(10, 25, 0, 30)
    assert not repeated.adjusted


def test_07_the_southern_half_and_a_change_of_thirty_minutes() -> None:
    assert on(datetime(2027, 4, 4, 19), "Australia/Sydney").starts_at == utc(4, 4, 9, year=2027)
    before, after = (
        on(datetime(2027, 4, 3, 19), "Australia/Lord_Howe"),
        on(datetime(2027, 4, 4, 19), "Australia/Lord_Howe"),
    )
    assert after.starts_at - before.starts_at == timedelta(hours=24, minutes=30)
    missing = on(datetime(2026, 10, 4, 2, 15), "Australia/Lord_Howe")
    assert (to_local(missing.starts_at, LORD_HOWE), missing.adjusted) == (datetime(2026, 10, 4, 2, 45), True)


@pytest.mark.parametrize(
    ("week_start", "expected"),
    [
        ("SU", ["2026-11-02", "2026-11-15", "2026-11-16", "2026-11-29", "2026-11-30"]),
        ("MO", ["2026-11-02", "2026-11-08", "2026-11-16", "2026-11-22", "2026-11-30"]),
    ],
)
def test_08_the_week_start_is_part_of_the_rule(week_start: str, expected: list[str]) -> None:
    assert first_dates(weekly("MO", "SU", every=2, week_start=week_start), date(2026, 11, 2), 5) == expected


def test_09_months_without_a_fifth_are_skipped() -> None:
    expected = ["2026-12-29", "2027-03-30", "2027-06-29", "2027-08-31"]
    assert first_dates(monthly("TU", nth=(5,)), date(2026, 11, 1), 4) == expected


def test_10_the_last_friday() -> None:
    expected = ["2026-11-27", "2026-12-25", "2027-01-29"]
    assert first_dates(monthly("FR", nth=(-1,)), date(2026, 11, 1), 3) == expected


def test_11_the_31st_is_not_the_last_day() -> None:
    expected = ["2026-12-31", "2027-01-31", "2027-03-31", "2027-05-31"]
    assert first_dates(monthly_on(31), date(2026, 11, 1), 4) == expected
    assert first_dates(monthly_on(-1), date(2026, 11, 1), 2) == ["2026-11-30", "2026-12-31"]


def test_12_the_first_wednesday_after_the_first_monday() -> None:
    expected = ["2026-11-04", "2026-12-09", "2027-01-06"]
    assert first_dates(monthly("WE", days=range(3, 10)), date(2026, 11, 1), 3) == expected


@pytest.mark.parametrize(
    ("name", "day"), [("Africa/Cairo", date(2024, 4, 26)), ("America/Santiago", date(2022, 9, 11))]
)
def test_13_a_midnight_that_does_not_exist(name: str, day: date) -> None:
    zone = packaged_zone(name)
    night = datetime(day.year, day.month, day.day, 0, 30)
    window = night.replace(tzinfo=UTC) - timedelta(days=1), night.replace(tzinfo=UTC) + timedelta(days=1)
    hours = [
        (to_local(one.starts_at, zone).hour, one.adjusted)
        for one in occurrences(
            weekly("MO", "TU", "WE", "TH", "FR", "SA", "SU"), night - timedelta(days=7), zone, 60, *window
        )
    ]
    assert (1, True) in hours
    assert {hour for hour, adjusted in hours if not adjusted} == {0}
