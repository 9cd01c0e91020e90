"""Recurrence: the rules by which groups meet, as values that know nothing of clocks, hours or zones.

A rule gives local dates. Together with a first date it is a plan: the first date fixes which weeks, months or years are
meant where a rule skips some. Any window of a plan is found by arithmetic, however far out it lies.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import attrs

from supportkit.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EVERY_LIMIT = 1000
"""Days, weeks, months or years from one turn to the next, at most (default)."""

COUNT_LIMIT = 10_000
"""Dates that a rule with a `count` gives, at most (default); so many may also be listed at once."""

LAST_DAY = date(9998, 12, 31)
"""The last date that any rule gives; a session on it still has an instant and an end that `datetime` can hold."""


class Weekday(StrEnum):
    """A day of the week, in the letters of iCalendar."""

    MO = "MO"
    TU = "TU"
    WE = "WE"
    TH = "TH"
    FR = "FR"
    SA = "SA"
    SU = "SU"

    @classmethod
    def of(cls, day: date) -> Weekday:
        """Answer the weekday of a date."""
        return _WEEK[day.weekday()]


_WEEK = tuple(Weekday)
_WEEKDAY_ONLY = frozenset({Weekday})
_NUMBER: dict[str, int] = {day: number for number, day in enumerate(_WEEK)}


class Frequency(StrEnum):
    """What a rule counts in."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


def _week_order(given: Iterable[str]) -> tuple[Weekday, ...]:
    given = tuple(given)
    if not given:
        return ()
    # What is no weekday is kept as it came, so that the check of the whole value reports it with all else.
    try:
        if len(given) < 2:
            return tuple([_WEEK[_NUMBER[day]] for day in given])
        return tuple([_WEEK[number] for number in sorted({_NUMBER[day] for day in given})])
    except (KeyError, TypeError):
        return given  # type: ignore[return-value]  # pyright: ignore[reportReturnType]


def _one_weekday(given: str) -> Weekday:
    return given if type(given) is Weekday else _week_order((given,))[0]


def _month_order(given: Iterable[int]) -> tuple[int, ...]:
    given = tuple(given)
    return given if len(given) < 2 else tuple(sorted(set(given), key=lambda number: (number < 0, number)))


@attrs.frozen(kw_only=True)
class Recurrence:
    """A rule that gives local dates; `weekly`, `monthly`, `monthly_on`, `yearly` and `daily` make one.

    Lists are kept sorted and without repetition, so that two rules that say the same are equal.

    Args:
        frequency: what the rule counts in.
        every: 2 for every other week, month, year or day.
        weekdays: the days of a weekly rule; in a monthly one those that `nth` or `days` choose among.
        nth: which of the weekdays in a month: 1 to 5, or -1 to -5 from its end; a month without a fifth is skipped.
        days: days of the month: 1 to 31, or -1 to -31 from its end; a month without a 31st is skipped. With `weekdays`,
            a date must be both.
        month: the month of a yearly rule.
        week_start: the first day of the week, which decides what "every other week" means for several weekdays.
        until: the last local date that is possible, itself included.
        count: how many dates there are in all.

    Raises:
        InvalidInput: everything that is wrong with the rule at once; `recurrence.never` for a day that no year has.
    """

    frequency: Frequency
    every: int = 1
    weekdays: tuple[Weekday, ...] = attrs.field(default=(), converter=_week_order)
    nth: tuple[int, ...] = attrs.field(default=(), converter=_month_order)
    days: tuple[int, ...] = attrs.field(default=(), converter=_month_order)
    month: int | None = None
    week_start: Weekday = attrs.field(default=Weekday.MO, converter=_one_weekday)
    until: date | None = None
    count: int | None = None

    def __attrs_post_init__(self) -> None:
        problems: list[Problem] = []
        if type(self.frequency) is not Frequency:
            expected = f"of {', '.join(Frequency)}"
            problems.append(Problem("value.wrong_type", "$.frequency", {"expected": expected}))
        elif not _fits(self):
            problems.extend(_misfits(self))
        _check_values(self, problems)
        if self.until is not None or self.count is not None:
            _check_end(self, problems)
        if self.month and not problems and not self._pattern(0, _DAYS_IN[self.month - 1] + (self.month == 2)):
            problems.append(Problem("recurrence.never", "$.days"))
        if problems:
            raise InvalidInput.of(problems)

    def dates(self, start_on: date, *, from_on: date | None = None) -> Iterator[date]:
        """Yield the dates of the plan that begins on `start_on`, in order, from `from_on` on.

        Finding the first of them costs the same however far out it is. Only a rule with a `count` whose months differ
        (a fifth Tuesday, a 31st) is counted through, once.

        Args:
            start_on: the first date of the plan; before it there are none.
            from_on: the first date to yield, if later.
        """
        last = self.last_on(start_on) or LAST_DAY
        first = start_on if from_on is None else max(start_on, from_on)
        return self._walk(start_on, first, last, self.every)

    def last_on(self, start_on: date) -> date | None:
        """Answer the last date that the plan begun on `start_on` can have, or `None` if it has no end."""
        if self.count is None:
            return None if self.until is None else min(self.until, LAST_DAY)
        if self.frequency is Frequency.DAILY:
            return _from_ordinal(start_on.toordinal() + self.every * (self.count - 1))
        if self.frequency is Frequency.WEEKLY:
            week, offsets = self._week_of(start_on)
            skipped = sum(week + offset < start_on.toordinal() for offset in offsets)
            turns, place = divmod(skipped + self.count - 1, len(offsets))
            return _from_ordinal(week + 7 * self.every * turns + offsets[place])
        if not self._even:
            return _last_by_walking(self, start_on)
        month = self._month_of(start_on)
        skipped = sum(day < start_on for day in self._in_month(month))
        turns, place = divmod(skipped + self.count - 1, len(self._in_month(month)))
        month += turns * self.every * self._months_apart
        return LAST_DAY if month // 12 > LAST_DAY.year else self._in_month(month)[place]

    def first_on_or_after(self, day: date) -> date | None:
        """Answer the first date, from `day` on, that a plan with this rule can begin on; `None` if it has ended."""
        return next(self._walk(day, day, min(self.until or LAST_DAY, LAST_DAY), 1), None)

    def includes(self, day: date, *, start_on: date) -> bool:
        """Answer whether the plan begun on `start_on` has this date."""
        return next(self.dates(start_on, from_on=day), None) == day

    def _walk(self, start_on: date, first: date, last: date, every: int) -> Iterator[date]:
        if self.frequency is Frequency.DAILY:
            return _by_days(start_on.toordinal(), first.toordinal(), last.toordinal(), every)
        if self.frequency is Frequency.WEEKLY:
            week, offsets = self._week_of(start_on)
            if len(offsets) == 1:
                return _by_days(week + offsets[0], first.toordinal(), last.toordinal(), 7 * every)
            return _by_weeks(week, offsets, first.toordinal(), last.toordinal(), 7 * every)
        return self._by_months(self._month_of(start_on), first, last, every * self._months_apart)

    def _week_of(self, day: date) -> tuple[int, list[int]]:
        """Answer the ordinal of the first day of the week that holds a date, and the weekdays counted from there."""
        begins = _NUMBER[self.week_start]
        week = day.toordinal() - (day.weekday() - begins) % 7
        return week, sorted([(_NUMBER[one] - begins) % 7 for one in self.weekdays])

    def _month_of(self, day: date) -> int:
        """Answer the month, counted from year 0, that the plan begun on a date counts from."""
        return day.year * 12 + (day.month if self.month is None else self.month) - 1

    @property
    def _months_apart(self) -> int:
        return 1 if self.month is None else 12

    def _by_months(self, month: int, first: date, last: date, step: int) -> Iterator[date]:
        month += max(0, -(-(first.year * 12 + first.month - 1 - month) // step)) * step
        patterns: dict[tuple[int, int], list[int]] = {}
        for at in range(month, last.year * 12 + last.month, step):
            year, number = at // 12, at % 12 + 1
            shape = _shape(year, number)
            days = patterns.get(shape)
            if days is None:
                days = patterns[shape] = self._pattern(*shape)
            for day in days:
                found = date(year, number, day)
                if first <= found <= last:
                    yield found

    def _in_month(self, month: int) -> list[date]:
        year, number = month // 12, month % 12 + 1
        return [date(year, number, day) for day in self._pattern(*_shape(year, number))]

    def _pattern(self, opens: int, length: int) -> list[int]:
        """Answer the days of a month that begins on weekday number `opens` and has `length` days."""
        if self.nth:
            found = [
                1 + (_NUMBER[one] - opens) % 7 + 7 * (nth - 1)
                if nth > 0
                else length - (opens + length - 1 - _NUMBER[one]) % 7 + 7 * (nth + 1)
                for one in self.weekdays
                for nth in self.nth
            ]
        else:
            found = [day if day > 0 else length + 1 + day for day in self.days]
            if self.weekdays:
                wanted = [_NUMBER[one] for one in self.weekdays]
                found = [day for day in found if (opens + day - 1) % 7 in wanted]
        return sorted({day for day in found if 1 <= day <= length})

    @property
    def _even(self) -> bool:
        """Whether every month has the same number of dates, so that a count can be divided."""
        if self.nth:
            return -5 < self.nth[0] <= self.nth[-1] < 0 or 0 < self.nth[0] <= self.nth[-1] < 5
        return not self.weekdays and (-29 < self.days[0] <= self.days[-1] < 0 or 0 < self.days[0] <= self.days[-1] < 29)


def daily(
    *, every: int = 1, week_start: str = Weekday.MO, until: date | None = None, count: int | None = None
) -> Recurrence:
    """Meet each day, or every few days."""
    return Recurrence(frequency=Frequency.DAILY, every=every, week_start=week_start, until=until, count=count)


def weekly(
    *weekdays: str, every: int = 1, week_start: str = Weekday.MO, until: date | None = None, count: int | None = None
) -> Recurrence:
    """Meet on these days of each week: `weekly("TU", "TH", every=2)`."""
    return Recurrence(
        frequency=Frequency.WEEKLY, weekdays=weekdays, every=every, week_start=week_start, until=until, count=count
    )


def monthly(
    *weekdays: str,
    nth: Iterable[int] = (),
    days: Iterable[int] = (),
    every: int = 1,
    week_start: str = Weekday.MO,
    until: date | None = None,
    count: int | None = None,
) -> Recurrence:
    """Meet on some of the weekdays of a month: `monthly("TU", nth=(1, 3))`, `monthly("FR", nth=(-1,))` for the last.

    `monthly("WE", days=range(3, 10))` is the Wednesday that falls on the 3rd to the 9th: the first after a Monday.
    """
    return Recurrence(
        frequency=Frequency.MONTHLY,
        weekdays=weekdays,
        nth=nth,
        days=days,
        every=every,
        week_start=week_start,
        until=until,
        count=count,
    )


def monthly_on(
    *days: int, every: int = 1, week_start: str = Weekday.MO, until: date | None = None, count: int | None = None
) -> Recurrence:
    """Meet on these days of the month: `monthly_on(15)`, or `monthly_on(-1)` for its last day.

    A month without a 31st is skipped by `monthly_on(31)`; who means the end of the month says -1.
    """
    return Recurrence(
        frequency=Frequency.MONTHLY, days=days, every=every, week_start=week_start, until=until, count=count
    )


def yearly(
    month: int,
    day: int,
    *,
    every: int = 1,
    week_start: str = Weekday.MO,
    until: date | None = None,
    count: int | None = None,
) -> Recurrence:
    """Meet on one day of the year: `yearly(2, 4)`.

    29 February is skipped in a year without one; `yearly(2, -1)` is the 29th or else the 28th.
    """
    return Recurrence(
        frequency=Frequency.YEARLY,
        month=month,
        days=(day,),
        every=every,
        week_start=week_start,
        until=until,
        count=count,
    )


_DAYS_IN = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _shape(year: int, month: int) -> tuple[int, int]:
    """Answer the number of the weekday that a month begins on, and its length."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return date(year, month, 1).weekday(), _DAYS_IN[month - 1] + leap


def _from_ordinal(ordinal: int) -> date:
    return date.fromordinal(min(ordinal, LAST_DAY.toordinal()))


def _by_days(origin: int, first: int, last: int, step: int) -> Iterator[date]:
    begin = origin + max(0, -((origin - first) // step)) * step
    return map(date.fromordinal, range(begin, last + 1, step))


def _by_weeks(week: int, offsets: list[int], first: int, last: int, step: int) -> Iterator[date]:
    from_ordinal = date.fromordinal
    for monday in range(week + max(0, (first - week) // step) * step, last + 1, step):
        for offset in offsets:
            ordinal = monday + offset
            if first <= ordinal <= last:
                yield from_ordinal(ordinal)


@lru_cache(maxsize=1024)
def _last_by_walking(rule: Recurrence, start_on: date) -> date:
    endless = attrs.evolve(rule, count=None)
    return next(islice(endless.dates(start_on), (rule.count or 1) - 1, None), LAST_DAY)


def _is_whole(value: Any, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def _check_values(rule: Recurrence, problems: list[Problem]) -> None:
    if not _is_whole(rule.every, 1, EVERY_LIMIT):
        problems.append(Problem("number.out_of_range", "$.every", {"least": 1, "most": EVERY_LIMIT}))
    if rule.weekdays and not _WEEKDAY_ONLY.issuperset(map(type, rule.weekdays)):
        problems.append(Problem("value.wrong_type", "$.weekdays", {"expected": f"of {', '.join(_WEEK)}"}))
    if type(rule.week_start) is not Weekday:
        problems.append(Problem("value.wrong_type", "$.week_start", {"expected": f"one of {', '.join(_WEEK)}"}))
    if rule.nth:
        _check_places("$.nth", rule.nth, 5, problems)
    if rule.days:
        _check_places("$.days", rule.days, 31, problems)
    if rule.month is not None and not _is_whole(rule.month, 1, 12):
        problems.append(Problem("number.out_of_range", "$.month", {"least": 1, "most": 12}))


def _check_places(path: str, numbers: tuple[int, ...], most: int, problems: list[Problem]) -> None:
    if not all(_is_whole(number, -most, most) and number for number in numbers):
        expected = f"1 to {most}, or -1 to -{most} from the end of the month"
        problems.append(Problem("value.wrong_type", path, {"expected": expected}))


def _check_end(rule: Recurrence, problems: list[Problem]) -> None:
    until: Any = rule.until
    if until is not None and (isinstance(until, datetime) or not isinstance(until, date)):
        problems.append(Problem("value.wrong_type", "$.until", {"expected": "a date without a time"}))
    if rule.count is not None:
        if not _is_whole(rule.count, 1, COUNT_LIMIT):
            problems.append(Problem("number.out_of_range", "$.count", {"least": 1, "most": COUNT_LIMIT}))
        if until is not None:
            problems.append(Problem("recurrence.two_ends", "$.count"))


def _fits(rule: Recurrence) -> bool:
    """Answer whether the parts belong together; `_misfits` says what is wrong where they do not."""
    weekdays, nth, days, month = rule.weekdays, rule.nth, rule.days, rule.month
    if rule.frequency is Frequency.WEEKLY:
        return bool(weekdays) and not (nth or days or month)
    if rule.frequency is Frequency.MONTHLY:
        return not month and (bool(weekdays) and not days if nth else bool(days))
    if rule.frequency is Frequency.YEARLY:
        return bool(month and days) and not (weekdays or nth)
    return not (weekdays or nth or days or month)


def _misfits(rule: Recurrence) -> Iterator[Problem]:
    for name in _STRAY[rule.frequency]:
        if getattr(rule, name):
            yield Problem("recurrence.misplaced", f"$.{name}", {"frequency": str(rule.frequency)})
    for name in _NEEDED[rule.frequency]:
        if not getattr(rule, name):
            yield Problem("value.missing", f"$.{name}")
    if rule.frequency is Frequency.MONTHLY:
        if rule.nth and rule.days:
            yield Problem("recurrence.misplaced", "$.days", {"frequency": str(rule.frequency)})
        elif not rule.weekdays and (rule.nth or not rule.days):
            yield Problem("value.missing", "$.weekdays")
        elif not rule.nth and not rule.days:
            yield Problem("value.missing", "$.nth")


_STRAY = {
    Frequency.DAILY: ("weekdays", "nth", "days", "month"),
    Frequency.WEEKLY: ("nth", "days", "month"),
    Frequency.MONTHLY: ("month",),
    Frequency.YEARLY: ("weekdays", "nth"),
}
"""The parts that a rule of each frequency has no use for."""

_NEEDED: dict[Frequency, tuple[str, ...]] = {
    Frequency.DAILY: (),
    Frequency.WEEKLY: ("weekdays",),
    Frequency.MONTHLY: (),
    Frequency.YEARLY: ("month", "days"),
}
"""The parts that it cannot be without; a monthly rule has a choice of them."""
