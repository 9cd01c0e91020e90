from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.sessions.plans import packaged_zone, plans, walls

from supportkit.core.zones import to_utc
from supportkit.errors import InvalidInput, Refused
from supportkit.sessions.occurrence import each_occurrence
from supportkit.sessions.recurrence import LAST_DAY, Recurrence, daily, monthly, monthly_on, weekly, yearly
from supportkit.sessions.rrule import foreign_dates, from_rrule, to_rrule

Plan = tuple[Recurrence, datetime, ZoneInfo]
NEW_YORK = packaged_zone("America/New_York")
TUESDAY = datetime(2026, 1, 6, 18, 30)


@settings(deadline=None)
@given(plans(), st.sampled_from(("", "RRULE:", "rrule:")), st.sampled_from(("", ";")))
def test_what_is_written_is_read_again(plan: Plan, before: str, after: str) -> None:
    rule, start, zone = plan
    assert from_rrule(before + to_rrule(rule, zone) + after, start, zone) == rule


@settings(deadline=None)
@given(plans())
def test_another_reader_of_what_is_written_finds_the_same_dates(plan: Plan) -> None:
    rule, start, zone = plan
    moments: Any = rrulestr(to_rrule(rule, zone), dtstart=start.replace(tzinfo=zone))
    theirs = [at.date() for at in islice(moments, 40)]
    assert list(islice(rule.dates(start.date()), 40)) == theirs


@settings(deadline=None)
@given(plans())
def test_the_week_start_and_the_month_are_always_written(plan: Plan) -> None:
    text = to_rrule(plan[0], plan[2])
    assert f"WKST={plan[0].week_start}" in text
    assert ("BYMONTH=" in text) is text.startswith("FREQ=YEARLY")


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(-100_000, 100_000), walls, st.sampled_from(("America/New_York", "Africa/Cairo")))
@example(0, 0, time(18, 30), "America/New_York")
@example(28, 0, time(23, 0, fold=1), "Africa/Cairo")  # repeated that night; the first one is meant, also by `fold=1`
def test_an_until_that_is_an_instant_keeps_the_sessions_up_to_it(
    index: int, seconds: int, wall: time, name: str
) -> None:
    zone, start = packaged_zone(name), datetime.combine(date(2026, 10, 1), wall.replace(microsecond=0))
    until = to_utc(start + timedelta(days=index), zone) + timedelta(seconds=seconds)
    rule = from_rrule(f"FREQ=DAILY;UNTIL={until:%Y%m%dT%H%M%SZ}", start, zone)
    assert rule.until is not None
    kept = [one for one in islice(each_occurrence(daily(), start, zone, 60), 60) if one.starts_at <= until]
    if kept:
        assert rule.until == kept[-1].original_local.date()
    else:
        assert rule.until < start.date()


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (weekly("TH", "TU", every=2), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;WKST=MO"),
        (weekly("MO", "SU", week_start="SU", count=6), "FREQ=WEEKLY;BYDAY=MO,SU;WKST=SU;COUNT=6"),
        (monthly("TU", nth=(3, 1)), "FREQ=MONTHLY;BYDAY=1TU,3TU;WKST=MO"),
        (monthly("FR", nth=(-1,)), "FREQ=MONTHLY;BYDAY=-1FR;WKST=MO"),
        (monthly("WE", days=(3, 4)), "FREQ=MONTHLY;BYDAY=WE;BYMONTHDAY=3,4;WKST=MO"),
        (monthly_on(15, -1, every=3), "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15,-1;WKST=MO"),
        (yearly(2, 29), "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;WKST=MO"),
        (daily(every=3), "FREQ=DAILY;INTERVAL=3;WKST=MO"),
        # The end of the local day: the last evening before winter time is not lost.
        (weekly("SU", until=date(2026, 11, 1)), "FREQ=WEEKLY;BYDAY=SU;WKST=MO;UNTIL=20261102T045959Z"),
        (daily(until=date.max), "FREQ=DAILY;WKST=MO;UNTIL=99990101T045959Z"),
    ],
)
def test_how_a_rule_is_written(rule: Recurrence, text: str) -> None:
    assert to_rrule(rule, NEW_YORK) == text


def test_an_until_cannot_be_written_without_a_zone() -> None:
    with pytest.raises(Refused) as caught:
        to_rrule(daily(until=date(2026, 11, 1)))
    assert caught.value.code == "series.no_zone"
    assert to_rrule(daily()) == "FREQ=DAILY;WKST=MO"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("FREQ=WEEKLY", weekly("TU")),
        ("FREQ=MONTHLY", monthly_on(6)),
        ("FREQ=YEARLY", yearly(1, 6)),
        ("FREQ=YEARLY;BYMONTH=3", yearly(3, 6)),
        (" freq=weekly;byday=th,tu; ", weekly("TU", "TH")),
        ("FREQ=WEEKLY;BYDAY=TU;INTERVAL=+2", weekly("TU", every=2)),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", weekly("MO", "TU", "WE", "TH", "FR")),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1,-1", monthly("TU", nth=(1, -1))),
        ("FREQ=MONTHLY;BYDAY=+1TU,+1TH", monthly("TU", "TH", nth=(1,))),
        ("FREQ=MONTHLY;BYDAY=TU", monthly("TU", nth=(1, 2, 3, 4, 5))),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260203", weekly("TU", until=date(2026, 2, 3))),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260203T183000", weekly("TU", until=date(2026, 2, 3))),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260203T182959", weekly("TU", until=date(2026, 2, 2))),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260203T233000Z", weekly("TU", until=date(2026, 2, 3))),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260203T232959Z", weekly("TU", until=date(2026, 2, 2))),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=00010101T000000Z", weekly("TU", until=date.min)),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=99991231T235959Z", weekly("TU", until=LAST_DAY)),
    ],
)
def test_what_others_write_is_read(text: str, rule: Recurrence) -> None:
    assert from_rrule(text, TUESDAY, NEW_YORK) == rule


def code_of(text: str, *rest: Any) -> str:
    with pytest.raises(InvalidInput) as caught:
        from_rrule(text, *rest)
    assert "Ruth" not in str(caught.value)
    return caught.value.code


@pytest.mark.parametrize(
    "text",
    [
        "",
        ";",
        "weekly, with Ruth",
        "FREQ=",
        "FREQ=RUTH",
        "INTERVAL=2",
        "FREQ=DAILY;;WKST=MO",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=two",
        "FREQ=DAILY;COUNT=1.5",
        "FREQ=DAILY;COUNT=9999999999",
        "FREQ=WEEKLY;BYDAY=RUTH",
        "FREQ=WEEKLY;BYDAY=TU,",
        "FREQ=MONTHLY;BYMONTHDAY=1,x",
        "FREQ=DAILY;UNTIL=tomorrow",
        "FREQ=DAILY;UNTIL=20260231",
        "FREQ=DAILY;UNTIL=20260203T240000Z",
    ],
)
def test_what_is_no_rule(text: str) -> None:
    assert code_of(text, TUESDAY, NEW_YORK) == "recurrence.unreadable"


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=9,18",
        "FREQ=DAILY;X-RUTH=1",
        "FREQ=DAILY;INTERVAL=2;BYDAY=TU",
        "FREQ=DAILY;BYDAY=1TU",
        "FREQ=WEEKLY;BYDAY=1TU",
        "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY;BYDAY=1TU;BYSETPOS=1",
        "FREQ=MONTHLY;BYDAY=TU;BYMONTHDAY=1,2,3;BYSETPOS=1",
        "FREQ=MONTHLY;BYDAY=1TU;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYDAY=1TU,3TH",
        "FREQ=MONTHLY;BYDAY=1TU,TU",
        "FREQ=MONTHLY;BYMONTH=1,2;BYMONTHDAY=1",
        "FREQ=YEARLY;BYMONTH=1,2;BYMONTHDAY=1",
        "FREQ=YEARLY;BYMONTHDAY=29",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=YEARLY;BYDAY=4TH;BYMONTH=11",
    ],
)
def test_what_cannot_be_kept_says_why(text: str) -> None:
    assert code_of(text, TUESDAY, NEW_YORK) == "recurrence.unsupported"


def test_what_is_left_to_an_unknown_start_cannot_be_kept() -> None:
    for text in (
        "FREQ=WEEKLY",
        "FREQ=MONTHLY",
        "FREQ=YEARLY",
        "FREQ=YEARLY;BYMONTH=2",
        "FREQ=DAILY;UNTIL=20260203T183000",
        "FREQ=DAILY;UNTIL=20260203T183000Z",
    ):
        assert code_of(text) == "recurrence.unsupported"
    assert code_of("FREQ=DAILY;UNTIL=20260203T183000Z", TUESDAY) == "recurrence.unsupported"
    assert from_rrule("FREQ=DAILY;UNTIL=20260203") == daily(until=date(2026, 2, 3))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("FREQ=DAILY;INTERVAL=0", "number.out_of_range"),
        ("FREQ=DAILY;COUNT=0", "number.out_of_range"),
        ("FREQ=DAILY;WKST=XX", "value.wrong_type"),
        ("FREQ=MONTHLY;BYDAY=6TU", "value.wrong_type"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "recurrence.never"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20260203", "recurrence.two_ends"),
    ],
)
def test_a_rule_that_is_read_is_checked_like_any_other(text: str, code: str) -> None:
    assert code_of(text, TUESDAY, NEW_YORK) == code


def test_rules_of_others_are_expanded() -> None:
    last_working_day = "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;"
    assert list(islice(foreign_dates(last_working_day, datetime(2026, 1, 30, 18)), 3)) == [
        date(2026, 1, 30),
        date(2026, 2, 27),
        date(2026, 3, 31),
    ]
    thanksgiving = foreign_dates("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=2", datetime(2026, 11, 26, 18, tzinfo=UTC))
    leap_days = foreign_dates("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29", datetime(2028, 2, 29, 18))
    assert list(islice(leap_days, 2)) == [date(2028, 2, 29), date(2032, 2, 29)]
    assert list(thanksgiving) == [date(2026, 11, 26), date(2027, 11, 25)]


@settings(deadline=None)
@given(plans())
def test_our_rules_are_also_expanded_by_the_reader_of_others(plan: Plan) -> None:
    rule, start, zone = plan
    theirs = list(islice(foreign_dates(to_rrule(rule, zone), start, zone), 20))
    assert theirs == list(islice(rule.dates(start.date()), len(theirs)))
    assert theirs[0] == start.date()


def test_a_rule_of_others_ends_where_it_says_or_after_a_century() -> None:
    odd = "FREQ=DAILY;INTERVAL=2;BYDAY=TU"
    assert list(foreign_dates(odd + ";UNTIL=20260204T000000Z", TUESDAY, NEW_YORK))[-1] == date(2026, 2, 3)
    assert list(foreign_dates(odd + ";UNTIL=20260203T182959", TUESDAY))[-1] == date(2026, 1, 20)
    assert list(foreign_dates(odd, TUESDAY))[-1].year == 2126
    assert list(foreign_dates("FREQ=YEARLY;BYMONTH=2;BYYEARDAY=1", TUESDAY)) == []
    assert list(foreign_dates(odd, datetime(9998, 12, 29, 18)))[-1].year == 9998


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("FREQ=MINUTELY", "recurrence.unsupported"),
        ("FREQ=DAILY;BYMINUTE=5", "recurrence.unsupported"),
        ("FREQ=YEARLY;BYMONTHDAY=29", "recurrence.unsupported"),
        ("FREQ=YEARLY;BYWEEKNO=1", "recurrence.unsupported"),
        ("FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1", "recurrence.unsupported"),
        ("FREQ=DAILY;UNTIL=20260203T183000Z", "recurrence.unsupported"),
        ("FREQ=DAILY;INTERVAL=0", "recurrence.unreadable"),
        ("FREQ=DAILY;COUNT=0", "recurrence.unreadable"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20260203", "recurrence.two_ends"),
        ("FREQ=DAILY;BYMONTH=2,4;BYMONTHDAY=31,-31", "recurrence.never"),
        ("FREQ=DAILY;BYMONTH=13", "recurrence.unreadable"),
        ("FREQ=DAILY;BYMONTHDAY=0", "recurrence.unreadable"),
        ("FREQ=DAILY;BYYEARDAY=60", "recurrence.unsupported"),
        ("FREQ=MONTHLY;BYDAY=XX", "recurrence.unreadable"),
        ("FREQ=MONTHLY;BYSETPOS=0", "recurrence.unreadable"),
    ],
)
def test_a_rule_of_others_whose_dates_are_not_certain_is_refused_at_the_call(text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        foreign_dates(text, TUESDAY)
    assert caught.value.code == code


@settings(deadline=None)
@given(st.text(alphabet="FREQ=DAILYWKMONTHUBS;,0123456789-+ :", max_size=60))
@example("FREQ=WEEKLY;BYDAY=TU;BYEASTER=1")
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    for read in (from_rrule, foreign_dates):
        try:
            read(text, TUESDAY, NEW_YORK)
        except InvalidInput as error:
            assert str(error)


def test_dateutil_is_loaded_only_for_rules_of_others() -> None:
    code = (
        "import sys, datetime as d\n"
        "from supportkit.sessions.rrule import foreign_dates, from_rrule\n"
        "from_rrule('FREQ=WEEKLY;BYDAY=TU')\n"
        "assert 'dateutil' not in sys.modules and 'pendulum' not in sys.modules\n"
        "next(foreign_dates('FREQ=DAILY', d.datetime(2026, 1, 6)))\n"
        "assert 'dateutil.rrule' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})
