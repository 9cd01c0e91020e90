from __future__ import annotations

import pickle
from datetime import date, datetime, timedelta
from itertools import dropwhile, islice, takewhile
from typing import Any

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.sessions.plans import days, expected_dates, rules, years_after

from supportkit.errors import InvalidInput
from supportkit.sessions.recurrence import (
    LAST_DAY,
    Frequency,
    Recurrence,
    Weekday,
    daily,
    monthly,
    monthly_on,
    weekly,
    yearly,
)


@settings(deadline=None)
@given(rules(), days)
def test_the_dates_are_those_of_dateutil(rule: Recurrence, start_on: date) -> None:
    horizon = years_after(start_on, 12)
    assert list(takewhile(lambda day: day <= horizon, rule.dates(start_on))) == expected_dates(rule, start_on, horizon)


@settings(deadline=None)
@given(rules(), days, st.integers(-400, 20_000))
def test_to_begin_later_is_to_leave_out_what_was_before(rule: Recurrence, start_on: date, later: int) -> None:
    from_on = start_on + timedelta(days=later)
    horizon = years_after(max(start_on, from_on), 3)
    near = dropwhile(lambda day: day < from_on, takewhile(lambda day: day <= horizon, rule.dates(start_on)))
    far = takewhile(lambda day: day <= horizon, rule.dates(start_on, from_on=from_on))
    assert list(far) == list(near)


@settings(deadline=None)
@given(rules(ends=False), days, st.integers(1, 60))
def test_a_count_gives_the_first_so_many_and_the_last_is_known(rule: Recurrence, start_on: date, count: int) -> None:
    first = list(islice(rule.dates(start_on), count))
    assume(len(first) == count)
    counted = attrs.evolve(rule, count=count)
    assert list(counted.dates(start_on)) == first
    assert counted.last_on(start_on) == first[-1]
    assert rule.last_on(start_on) is None


@settings(deadline=None)
@given(rules(ends=False), days, st.integers(0, 3_000))
def test_an_end_is_inclusive(rule: Recurrence, start_on: date, later: int) -> None:
    until = start_on + timedelta(days=later)
    ended = attrs.evolve(rule, until=until)
    assert list(ended.dates(start_on)) == list(takewhile(lambda day: day <= until, rule.dates(start_on)))
    assert ended.last_on(start_on) == until


@settings(deadline=None)
@given(rules(), days)
def test_a_plan_can_begin_on_the_first_date_and_on_none_before_it(rule: Recurrence, day: date) -> None:
    first = rule.first_on_or_after(day)
    if first is None:
        assert rule.until is not None
        horizon = min(rule.until, years_after(day, 2))
    else:
        assert next(rule.dates(first)) == first
        horizon = min(first - timedelta(days=1), years_after(day, 2))
    before = [day + timedelta(days=n) for n in range((horizon - day).days + 1)]
    assert not [one for one in before if rule.includes(one, start_on=one)]


@settings(deadline=None)
@given(rules(), days, st.integers(-50, 800))
def test_what_is_included_is_what_is_listed(rule: Recurrence, start_on: date, later: int) -> None:
    day = start_on + timedelta(days=later)
    listed = set(takewhile(lambda one: one <= day, rule.dates(start_on)))
    assert rule.includes(day, start_on=start_on) is (day in listed)


@settings(deadline=None)
@given(rules(), st.randoms())
def test_the_order_in_which_a_rule_is_said_does_not_matter(rule: Recurrence, random: Any) -> None:
    def mixed(given: tuple[Any, ...]) -> tuple[Any, ...]:
        twice = [*given, *given]
        random.shuffle(twice)
        return tuple(twice)

    again = attrs.evolve(
        rule, weekdays=tuple(map(str, mixed(rule.weekdays))), nth=mixed(rule.nth), days=mixed(rule.days)
    )
    assert again == rule
    assert hash(again) == hash(rule)
    assert repr(again) == repr(rule)


@given(rules())
def test_a_rule_holds_plain_parts_and_survives_pickling(rule: Recurrence) -> None:
    assert pickle.loads(pickle.dumps(rule)) == rule
    for part in attrs.astuple(rule, recurse=False):
        for one in part if isinstance(part, tuple) else (part,):
            assert type(one) in (int, date, Weekday, Frequency, type(None))


def test_every_rule_ends_where_the_calendar_does() -> None:
    near_the_end = date(9998, 12, 1)
    assert list(daily().dates(near_the_end))[-1] == LAST_DAY
    assert list(weekly("FR").dates(near_the_end))[-1] == LAST_DAY - timedelta(days=6)
    assert list(monthly_on(-1, until=date.max).dates(near_the_end)) == [LAST_DAY]
    assert daily(until=date.max).last_on(near_the_end) == LAST_DAY
    assert daily(count=10_000).last_on(near_the_end) == LAST_DAY
    assert weekly("FR", count=10_000).last_on(near_the_end) == LAST_DAY
    assert monthly_on(5, count=10_000).last_on(near_the_end) == LAST_DAY
    assert monthly_on(31, count=10_000).last_on(near_the_end) == LAST_DAY
    assert next(weekly("MO", "FR").dates(date.min)) == date(1, 1, 1)
    # A 31st, always in February: no plan can begin so, yet asking for its dates ends.
    assert list(monthly_on(31, every=12).dates(date(2026, 2, 1))) == []


def test_counting_through_uneven_months_takes_the_same_dates() -> None:
    fifths = monthly("TU", nth=(5,), count=4)
    assert fifths.last_on(date(2026, 11, 1)) == date(2027, 8, 31)
    assert list(fifths.dates(date(2026, 11, 1), from_on=date(2027, 6, 1))) == [date(2027, 6, 29), date(2027, 8, 31)]


@pytest.mark.parametrize("rule", [monthly_on(29), monthly_on(-29), monthly("TU", nth=(5,)), monthly("TU", nth=(-5,))])
@pytest.mark.parametrize("count", [1, 2, 14, 40])
def test_months_that_may_be_left_out_are_not_counted_as_if_they_were_there(rule: Recurrence, count: int) -> None:
    start_on = date(2026, 1, 1)
    assert attrs.evolve(rule, count=count).last_on(start_on) == list(islice(rule.dates(start_on), count))[-1]


def test_the_29th_of_february_and_the_last_day_of_february_are_two_wishes() -> None:
    assert list(islice(yearly(2, 29).dates(date(2096, 2, 29)), 2)) == [date(2096, 2, 29), date(2104, 2, 29)]
    assert list(yearly(2, -1, count=3).dates(date(2027, 1, 1))) == [
        date(2027, 2, 28),
        date(2028, 2, 29),
        date(2029, 2, 28),
    ]


def test_the_weekday_of_a_date() -> None:
    assert Weekday.of(date(2026, 11, 24)) is Weekday.TU


def problems_of(**parts: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        Recurrence(**parts)
    str(caught.value)  # its words must all be there
    return [(one.code, one.path) for one in caught.value.problems]


D, W, M, Y = Frequency


@pytest.mark.parametrize(
    ("parts", "problems"),
    [
        ({"frequency": W}, [("value.missing", "$.weekdays")]),
        ({"frequency": M}, [("value.missing", "$.weekdays")]),
        ({"frequency": M, "nth": (1,)}, [("value.missing", "$.weekdays")]),
        ({"frequency": M, "weekdays": ("TU",)}, [("value.missing", "$.nth")]),
        ({"frequency": M, "nth": (1,), "weekdays": ("TU",), "days": (1,)}, [("recurrence.misplaced", "$.days")]),
        ({"frequency": M, "nth": (1,), "weekdays": ("TU",), "month": 2}, [("recurrence.misplaced", "$.month")]),
        ({"frequency": Y}, [("value.missing", "$.month"), ("value.missing", "$.days")]),
        (
            {"frequency": Y, "month": 1, "days": (1,), "weekdays": ("TU",), "nth": (1,)},
            [("recurrence.misplaced", "$.weekdays"), ("recurrence.misplaced", "$.nth")],
        ),
        ({"frequency": D, "weekdays": ("TU",)}, [("recurrence.misplaced", "$.weekdays")]),
        ({"frequency": D, "days": (1,)}, [("recurrence.misplaced", "$.days")]),
        ({"frequency": W, "weekdays": ("TU",), "month": 1}, [("recurrence.misplaced", "$.month")]),
        ({"frequency": W, "weekdays": ("TU",), "month": 0}, [("number.out_of_range", "$.month")]),
        ({"frequency": "WEEKLY", "weekdays": ("TU",)}, [("value.wrong_type", "$.frequency")]),
        ({"frequency": W, "weekdays": ("TU", "tuesday")}, [("value.wrong_type", "$.weekdays")]),
        ({"frequency": W, "weekdays": ([],)}, [("value.wrong_type", "$.weekdays")]),
        ({"frequency": W, "weekdays": "TU"}, [("value.wrong_type", "$.weekdays")]),
        ({"frequency": D, "week_start": "XX"}, [("value.wrong_type", "$.week_start")]),
        ({"frequency": M, "weekdays": ("TU",), "nth": (0,)}, [("value.wrong_type", "$.nth")]),
        ({"frequency": M, "weekdays": ("TU",), "nth": (6,)}, [("value.wrong_type", "$.nth")]),
        ({"frequency": M, "weekdays": ("TU",), "nth": (True,)}, [("value.wrong_type", "$.nth")]),
        ({"frequency": M, "days": (32,)}, [("value.wrong_type", "$.days")]),
        ({"frequency": Y, "days": (1,), "month": 13}, [("number.out_of_range", "$.month")]),
        ({"frequency": D, "every": 0}, [("number.out_of_range", "$.every")]),
        ({"frequency": D, "every": 1001}, [("number.out_of_range", "$.every")]),
        ({"frequency": D, "every": "2"}, [("number.out_of_range", "$.every")]),
        ({"frequency": D, "count": 0}, [("number.out_of_range", "$.count")]),
        ({"frequency": D, "count": 10_001}, [("number.out_of_range", "$.count")]),
        ({"frequency": D, "until": datetime(2026, 1, 1)}, [("value.wrong_type", "$.until")]),
        ({"frequency": D, "until": "2026-01-01"}, [("value.wrong_type", "$.until")]),
        ({"frequency": D, "until": date(2026, 1, 1), "count": 3}, [("recurrence.two_ends", "$.count")]),
        ({"frequency": Y, "month": 2, "days": (30,)}, [("recurrence.never", "$.days")]),
        ({"frequency": Y, "month": 4, "days": (31,)}, [("recurrence.never", "$.days")]),
        ({"frequency": Y, "month": 2, "days": (-30,)}, [("recurrence.never", "$.days")]),
        (
            {"frequency": W, "every": 0, "weekdays": ("XX",), "week_start": "YY", "nth": (9,), "count": -1},
            [
                ("recurrence.misplaced", "$.nth"),
                ("number.out_of_range", "$.every"),
                ("value.wrong_type", "$.weekdays"),
                ("value.wrong_type", "$.week_start"),
                ("value.wrong_type", "$.nth"),
                ("number.out_of_range", "$.count"),
            ],
        ),
    ],
)
def test_a_rule_that_cannot_be_says_all_that_is_wrong(parts: dict[str, Any], problems: list[tuple[str, str]]) -> None:
    assert problems_of(**parts) == problems


@settings(deadline=None)
@given(
    st.fixed_dictionaries(
        {"frequency": st.sampled_from(Frequency)},
        optional={
            "weekdays": st.sampled_from(((), ("TU",), ("XX",))),
            "nth": st.sampled_from(((), (1,), (0,))),
            "days": st.sampled_from(((), (1,), (30,))),
            "month": st.sampled_from((None, 0, 2)),
        },
    )
)
def test_whatever_is_accepted_gives_a_date(parts: dict[str, Any]) -> None:
    try:
        rule = Recurrence(**parts)
    except InvalidInput:
        return
    assert rule.first_on_or_after(date(2026, 1, 1)) is not None


def test_no_message_repeats_what_was_typed() -> None:
    with pytest.raises(InvalidInput) as caught:
        weekly("Ruth's day", week_start="my mother's")
    assert "Ruth" not in str(caught.value) + repr(caught.value) + str(caught.value.to_problem())
    assert "mother" not in str(caught.value) + repr(caught.value) + str(caught.value.to_problem())
