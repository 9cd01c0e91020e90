from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise, takewhile
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pendulum
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sessions.plans import ZONES, packaged_zone, plans

from supportkit.core.zones import to_local, to_utc
from supportkit.errors import InvalidInput
from supportkit.sessions.occurrence import each_occurrence, next_occurrence, occurrences
from supportkit.sessions.recurrence import Recurrence, daily, monthly, weekly

Plan = tuple[Recurrence, datetime, ZoneInfo]

spans = st.tuples(st.integers(-200, 5_000), st.integers(0, 400), st.integers(0, 400), st.integers(0, 86_400))


def moments(start: datetime, span: tuple[int, int, int, int]) -> tuple[datetime, datetime, datetime]:
    before, first, second, seconds = span
    a = start.replace(tzinfo=UTC) + timedelta(days=before, seconds=seconds)
    return a, a + timedelta(days=first), a + timedelta(days=first + second)


@settings(deadline=None)
@given(plans(), spans)
def test_two_windows_that_touch_are_the_window_of_both(plan: Plan, span: tuple[int, int, int, int]) -> None:
    a, b, c = moments(plan[1], span)
    assert occurrences(*plan, 90, a, b) + occurrences(*plan, 90, b, c) == occurrences(*plan, 90, a, c)


@settings(deadline=None)
@given(plans(), st.integers(0, 40))
def test_a_window_may_be_cut_at_the_very_start_of_a_session(plan: Plan, index: int) -> None:
    all_of_them = tuple(islice(each_occurrence(*plan, 90), index + 2))
    cut = all_of_them[-1].starts_at
    first = cut - timedelta(days=30)
    assert all_of_them[-1] not in occurrences(*plan, 90, first, cut)
    assert occurrences(*plan, 90, cut, cut + timedelta(microseconds=1)) == all_of_them[-1:]


@settings(deadline=None)
@given(plans(), st.integers(1, 10_080))
def test_wall_time_is_constant_and_the_length_exact(plan: Plan, minutes: int) -> None:
    rule, start, zone = plan
    for one in islice(each_occurrence(rule, start, zone, minutes), 150):
        assert one.original_local.time() == start.time()
        assert one.starts_at == to_utc(one.original_local, zone)
        assert one.starts_at.tzinfo is UTC
        assert one.ends_at - one.starts_at == timedelta(minutes=minutes)
        assert one.adjusted is (to_local(one.starts_at, zone) != one.original_local)


@settings(deadline=None)
@given(plans())
def test_occurrences_rise_and_are_the_dates_of_the_rule(plan: Plan) -> None:
    rule, start, zone = plan
    found = list(islice(each_occurrence(rule, start, zone, 90), 150))
    assert all(one.starts_at < two.starts_at for one, two in pairwise(found))
    last = found[-1].original_local.date()
    dates = list(takewhile(lambda day: day <= last, rule.dates(start.date())))
    left_out = set(dates) - {one.original_local.date() for one in found}
    assert left_out <= {date(2011, 12, 30)}  # the day that Apia never had
    assert len(found) == len(dates) - len(left_out)


@settings(deadline=None)
@given(plans(), spans)
def test_far_out_is_as_walked_from_the_start(plan: Plan, span: tuple[int, int, int, int]) -> None:
    a, _, c = moments(plan[1], span)
    walked = takewhile(lambda one: one.starts_at < c, each_occurrence(*plan, 90))
    assert occurrences(*plan, 90, a, c) == tuple(one for one in walked if one.starts_at >= a)


@settings(deadline=None)
@given(plans(), st.integers(-50, 5_000), st.integers(0, 86_400))
def test_the_next_one_is_the_first_after(plan: Plan, later: int, seconds: int) -> None:
    after = plan[1].replace(tzinfo=UTC) + timedelta(days=later, seconds=seconds)
    following = next_occurrence(*plan, 90, after)
    assert following == next((one for one in each_occurrence(*plan, 90) if one.starts_at > after), None)
    if following is not None:
        later_one = next_occurrence(*plan, 90, following.starts_at)
        assert later_one is None or later_one.starts_at > following.starts_at


@given(plans())
def test_an_occurrence_survives_pickling_also_in_a_repeated_hour(plan: Plan) -> None:
    first = next(each_occurrence(*plan, 90))
    assert pickle.loads(pickle.dumps(first)) == first
    assert first.original_local.fold == 0


@given(plans())
def test_a_computed_occurrence_is_like_one_made_by_hand(plan: Plan) -> None:
    first = next(each_occurrence(*plan, 90))
    by_hand = attrs.evolve(first)
    assert by_hand == first
    assert hash(by_hand) == hash(first)
    assert repr(by_hand) == repr(first)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        first.adjusted = True  # type: ignore[misc]


@pytest.mark.parametrize("name", [name for name in ZONES if name not in ("UTC", "Asia/Kolkata")])
def test_all_zones_of_the_laws_have_changes_to_be_held_against(name: str) -> None:
    daily_at_six = each_occurrence(daily(), datetime(2009, 1, 1, 18), packaged_zone(name), 60)
    assert len({one.starts_at.time() for one in islice(daily_at_six, 1_500)}) > 1


def test_a_missing_day_does_not_make_two_sessions_at_one_moment() -> None:
    apia = packaged_zone("Pacific/Apia")
    window = datetime(2011, 12, 29, tzinfo=UTC), datetime(2012, 1, 2, tzinfo=UTC)
    start = datetime(2011, 12, 1, 18, 30)
    assert [one.original_local.day for one in occurrences(daily(), start, apia, 60, *window)] == [28, 29, 31, 1]
    # Where the rule has no session on the day after, the one of the missing day is held then.
    fridays = occurrences(weekly("FR"), datetime(2011, 12, 2, 18, 30), apia, 60, *window)
    assert [(one.original_local.day, one.adjusted) for one in fridays] == [(30, True)]
    assert to_local(fridays[0].starts_at, apia) == datetime(2011, 12, 31, 18, 30)


def test_a_session_over_the_change_lasts_as_long_as_it_says() -> None:
    new_york = packaged_zone("America/New_York")
    (night,) = occurrences(
        weekly("SA"),
        datetime(2026, 10, 31, 23, 30),
        new_york,
        180,
        datetime(2026, 11, 1, tzinfo=UTC),
        datetime(2026, 11, 2, tzinfo=UTC),
    )
    assert to_local(night.ends_at, new_york) == datetime(2026, 11, 1, 1, 30)


LONDON = packaged_zone("Europe/London")
TUESDAY = datetime(2026, 1, 6, 18, 30)
WINDOW = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)


def test_a_start_off_the_rule_names_the_nearest_date() -> None:
    with pytest.raises(InvalidInput) as caught:
        occurrences(monthly("TU", nth=(1, 3)), datetime(2026, 1, 13, 18, 30), LONDON, 90, *WINDOW)
    assert caught.value.code == "series.start_not_on_rule"
    assert caught.value.params == {"nearest": "2026-01-20"}
    assert "Start on 2026-01-20" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"minutes": 0}, [("number.out_of_range", "$.minutes")]),
        ({"minutes": 10_081}, [("number.out_of_range", "$.minutes")]),
        ({"minutes": 1.5}, [("number.out_of_range", "$.minutes")]),
        ({"start_local": TUESDAY.replace(tzinfo=UTC)}, [("value.wrong_type", "$.start_local")]),
        ({"start_local": datetime(1899, 12, 26)}, [("number.out_of_range", "$.start_local.year")]),
        ({"start_local": datetime(9999, 12, 28)}, [("number.out_of_range", "$.start_local.year")]),
        ({"recurrence": weekly("TU", until=date(2026, 1, 5))}, [("time.order", "$.recurrence.until")]),
        ({"window_from": datetime(2026, 1, 1)}, [("time.naive", "$")]),
        ({"window_to": datetime(2026, 1, 1)}, [("time.naive", "$")]),
        ({"window_to": WINDOW[0] - timedelta(seconds=1)}, [("time.order", "$")]),
        (
            {"minutes": 0, "start_local": datetime(2026, 1, 7, tzinfo=UTC)},
            [
                ("number.out_of_range", "$.minutes"),
                ("value.wrong_type", "$.start_local"),
                ("series.start_not_on_rule", "$.start_local"),
            ],
        ),
    ],
)
def test_what_makes_no_plan_is_refused_with_all_reasons(
    change: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    plan: dict[str, Any] = {
        "recurrence": weekly("TU"),
        "start_local": TUESDAY,
        "zone": LONDON,
        "minutes": 90,
        "window_from": WINDOW[0],
        "window_to": WINDOW[1],
    }
    with pytest.raises(InvalidInput) as caught:
        occurrences(**(plan | change))
    assert [(one.code, one.path) for one in caught.value.problems] == problems


def test_the_check_is_at_the_call_and_not_at_the_first_step() -> None:
    with pytest.raises(InvalidInput):
        each_occurrence(weekly("TU"), TUESDAY + timedelta(days=1), LONDON, 90)


def test_no_list_holds_more_than_ten_thousand() -> None:
    ten_thousand = datetime(2026, 1, 6, tzinfo=UTC), datetime(2026, 1, 6, tzinfo=UTC) + timedelta(days=10_000)
    assert len(occurrences(daily(), TUESDAY, LONDON, 90, *ten_thousand)) == 10_000
    with pytest.raises(InvalidInput) as caught:
        occurrences(daily(), TUESDAY, LONDON, 90, ten_thousand[0], ten_thousand[1] + timedelta(days=1))
    assert caught.value.code == "recurrence.too_many"
    assert "10000" in str(caught.value)


@pytest.mark.parametrize("name", ["America/Los_Angeles", "Pacific/Kiritimati"])
def test_the_ends_of_the_calendar_are_reached_without_a_fall(name: str) -> None:
    zone = packaged_zone(name)
    ever = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    assert len(occurrences(daily(), datetime(9998, 12, 30, 23, 59), zone, 10_080, *ever)) == 2
    assert len(occurrences(daily(), datetime(1900, 1, 1), zone, 90, ever[0], datetime(1900, 1, 5, tzinfo=UTC))) >= 4
    assert occurrences(daily(), datetime(1900, 1, 1), zone, 90, ever[1], ever[1]) == ()
    assert next_occurrence(daily(), datetime(1900, 1, 1), zone, 90, ever[1]) is None


def test_windows_of_other_kinds_of_time_mean_the_same() -> None:
    by_pendulum = pendulum.datetime(2026, 1, 1, tz="Asia/Tokyo"), pendulum.datetime(2026, 2, 1, tz="Asia/Tokyo")
    plain = tuple(datetime.fromisoformat(one.isoformat()) for one in by_pendulum)
    found = occurrences(weekly("TU"), TUESDAY, LONDON, 90, *by_pendulum)
    assert found == occurrences(weekly("TU"), TUESDAY, LONDON, 90, plain[0], plain[1])
    assert {type(one.starts_at) for one in found} == {datetime}
