"""Random rules, plans and zones for the laws of this folder, and the oracle that they are held against."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from dateutil import rrule as oracle
from hypothesis import strategies as st

from supportkit.sessions.recurrence import Frequency, Recurrence, Weekday, daily, monthly, monthly_on, weekly, yearly

ZONES = (
    "UTC",
    "America/New_York",
    "Europe/London",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Africa/Cairo",
    "America/Santiago",
    "Africa/Casablanca",
    "Pacific/Apia",
)


def packaged_zone(name: str) -> ZoneInfo:
    """Answer a zone by the `tzdata` package, whatever copy the system has."""
    with resources.files("tzdata").joinpath("zoneinfo", name).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


days = st.dates(date(1995, 1, 1), date(2045, 12, 31))
zones = st.sampled_from(ZONES).map(packaged_zone)
walls = st.one_of(st.times(), st.builds(time, st.integers(0, 3), st.sampled_from((0, 15, 30, 45))))


@st.composite
def rules(draw: st.DrawFn, *, ends: bool = True) -> Recurrence:
    """Draw a rule of any kind, with or without an end."""
    weekdays = draw(st.lists(st.sampled_from(Weekday), min_size=1, max_size=4))
    common: dict[str, Any] = {
        "every": draw(st.one_of(st.integers(1, 4), st.integers(1, 25))),
        "week_start": draw(st.sampled_from(Weekday)),
    }
    end = draw(st.sampled_from(("never", "until", "count"))) if ends else "never"
    if end == "until":
        common["until"] = draw(st.dates(date(2000, 1, 1), date(2060, 1, 1)))
    if end == "count":
        common["count"] = draw(st.integers(1, 90))
    month_days = st.integers(-31, 31).filter(bool)
    kind = draw(st.sampled_from(("daily", "weekly", "nth", "among", "days", "yearly")))
    if kind == "daily":
        return daily(**common)
    if kind == "weekly":
        return weekly(*weekdays, **common)
    if kind == "nth":
        nth = st.one_of(st.integers(1, 5), st.integers(-5, -1), st.integers(-5, 5).filter(bool))
        return monthly(*weekdays[:2], nth=draw(st.lists(nth, min_size=1, max_size=3)), **common)
    if kind == "among":
        return monthly(*weekdays, days=draw(st.lists(month_days, min_size=1, max_size=9)), **common)
    if kind == "days":
        return monthly_on(*draw(st.lists(month_days, min_size=1, max_size=3)), **common)
    month = draw(st.integers(1, 12))
    longest = 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31
    return yearly(month, draw(st.integers(-longest, longest).filter(bool)), **common)


@st.composite
def plans(draw: st.DrawFn) -> tuple[Recurrence, datetime, ZoneInfo]:
    """Draw a rule, a first local time that is on it, and a zone."""
    rule = draw(rules())
    day = draw(days)
    start_on = rule.first_on_or_after(day)
    if start_on is None:  # it ended before that day
        rule = draw(rules(ends=False))
        start_on = rule.first_on_or_after(day)
    assert start_on is not None
    return rule, datetime.combine(start_on, draw(walls)), draw(zones)


def expected_dates(rule: Recurrence, start_on: date, horizon: date) -> list[date]:
    """Answer the dates up to a horizon as python-dateutil has them."""
    until = horizon if rule.until is None else min(horizon, rule.until)
    day = {one: getattr(oracle, one) for one in Weekday}
    by: dict[str, Any] = {}
    if rule.weekdays:
        by["byweekday"] = [day[one](nth) for one in rule.weekdays for nth in rule.nth] or [
            day[one] for one in rule.weekdays
        ]
    if rule.days:
        by["bymonthday"] = rule.days
    if rule.month:
        by["bymonth"] = rule.month
    found = oracle.rrule(
        {Frequency.DAILY: 3, Frequency.WEEKLY: 2, Frequency.MONTHLY: 1, Frequency.YEARLY: 0}[rule.frequency],
        dtstart=datetime.combine(start_on, time()),
        interval=rule.every,
        wkst=day[rule.week_start],
        until=datetime.combine(until, time()),
        **by,
    )
    return [at.date() for at in found][: rule.count]


def years_after(day: date, years: int) -> date:
    """Answer a day about so many years later."""
    return day + timedelta(days=365 * years)
