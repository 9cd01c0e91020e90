"""Occurrences: the moments that a rule, a first local time and a zone come to.

The wall time stays the same all year and the instant follows it. Each one is computed from its own date, so nothing
drifts. A repeated local time means the first of the two, a missing one is read with the offset before the gap (RFC
5545, 3.3.5).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, cast

import attrs

from supportkit.core.clock import instant
from supportkit.core.zones import to_local
from supportkit.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

    from supportkit.sessions.recurrence import Recurrence

OCCURRENCE_LIMIT = 10_000
"""Occurrences in one list, at most (default)."""

MINUTES_LIMIT = 7 * 24 * 60
"""Minutes that a session lasts, at most (default): a week, for a retreat."""

FIRST_YEAR, LAST_YEAR = 1900, 9998
"""The years in which a plan can begin (default)."""

_DAY = timedelta(days=1)
_EVER, _NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@attrs.frozen(kw_only=True)
class Occurrence:
    """One computed session of a plan.

    Args:
        original_local: the local time by the rule, without a zone; with the plan it names the session for ever.
        starts_at: the instant it begins.
        ends_at: the instant it ends, the exact minutes later.
        adjusted: whether the local time does not exist on that day, so that clocks there show a later one.
    """

    original_local: datetime
    starts_at: datetime
    ends_at: datetime
    adjusted: bool = False


# Nothing is checked when an occurrence is made, and a year of them is made at once. To fill the slots of a frozen class
# takes half the time of its `__init__`; a field added later makes this line fail at import.
_new = cast("Callable[[type[Occurrence]], Occurrence]", object.__new__)
_fill_original, _fill_starts, _fill_ends, _fill_adjusted = cast(
    "list[Callable[[Occurrence, object], None]]",
    [getattr(Occurrence, field.name).__set__ for field in attrs.fields(Occurrence)],
)


def occurrences(
    recurrence: Recurrence,
    start_local: datetime,
    zone: ZoneInfo,
    minutes: int,
    window_from: datetime,
    window_to: datetime,
) -> tuple[Occurrence, ...]:
    """Answer the occurrences that begin in a window, in order.

    Windows are half open, so those of [a, b) and [b, c) together are those of [a, c).

    Args:
        recurrence: the rule.
        start_local: the first local time of the plan, without a zone; it must be on the rule.
        zone: where that time is meant.
        minutes: how long each session lasts.
        window_from: the first instant of the window.
        window_to: the instant that ends the window and is no longer in it.

    Raises:
        InvalidInput: `series.start_not_on_rule` with the first date that is; `recurrence.too_many` for a window with
            more than 10,000; `time.order` for a window that ends before it begins; `time.naive` for a window without
            offsets; otherwise what is wrong with the start or the minutes.
    """
    begin, end = instant(window_from), instant(window_to)
    if end < begin:
        raise InvalidInput("time.order")
    found = tuple(islice(each_occurrence(recurrence, start_local, zone, minutes, begin, end), OCCURRENCE_LIMIT + 1))
    if len(found) > OCCURRENCE_LIMIT:
        raise InvalidInput("recurrence.too_many", most=OCCURRENCE_LIMIT)
    return found


def next_occurrence(
    recurrence: Recurrence, start_local: datetime, zone: ZoneInfo, minutes: int, after: datetime
) -> Occurrence | None:
    """Answer the first occurrence that begins after an instant, or `None` if the plan is over by then.

    Raises:
        InvalidInput: as in `occurrences`.
    """
    begin = instant(after)
    found = each_occurrence(recurrence, start_local, zone, minutes, begin)
    return next((one for one in found if one.starts_at > begin), None)


def each_occurrence(
    recurrence: Recurrence,
    start_local: datetime,
    zone: ZoneInfo,
    minutes: int,
    window_from: datetime | None = None,
    window_to: datetime | None = None,
) -> Iterator[Occurrence]:
    """Yield the occurrences of a plan one by one, from the start or a moment on, to its end or another moment.

    Raises:
        InvalidInput: at the call, not at the first occurrence: as in `occurrences`.
    """
    _check(recurrence, start_local, minutes)
    start_on = first = start_local.date()
    # An offset is less than a day, so no local date outside of these can come to an instant in the window.
    begin = _EVER if window_from is None else instant(window_from)
    if begin.year > FIRST_YEAR:
        first = max(first, (begin - _DAY).date())
    end = _NEVER if window_to is None else instant(window_to)
    days = recurrence.dates(start_on, from_on=first)
    return _expand(recurrence, start_local, zone, timedelta(minutes=minutes), days, begin, end)


def _expand(
    recurrence: Recurrence,
    start_local: datetime,
    zone: ZoneInfo,
    length: timedelta,
    days: Iterator[date],
    begin: datetime,
    end: datetime,
) -> Iterator[Occurrence]:
    wall = start_local.time().replace(fold=0)
    # The same time with the offset of after a change: only in a gap is that the greater of the two (PEP 495).
    again = wall.replace(fold=1)
    as_if_utc = wall.replace(tzinfo=UTC)
    combine = datetime.combine
    offset_at = cast("Callable[[datetime], timedelta]", zone.utcoffset)
    for day in days:
        local = combine(day, wall)
        offset = offset_at(local)
        starts_at = combine(day, as_if_utc) - offset
        if starts_at < begin:
            continue
        if starts_at >= end:
            return
        adjusted = offset_at(combine(day, again)) > offset
        if adjusted and _coincides(recurrence, start_local, to_local(starts_at, zone)):
            continue
        made = _new(Occurrence)
        _fill_original(made, local)
        _fill_starts(made, starts_at)
        _fill_ends(made, starts_at + length)
        _fill_adjusted(made, adjusted)
        yield made


def _coincides(recurrence: Recurrence, start_local: datetime, shown: datetime) -> bool:
    """Answer whether a missing local time comes to the same moment as another one of the plan.

    Where a whole day is left out (Apia, 30 December 2011), that day's session would be a second one at the moment of
    the next day's.
    """
    return shown.time() == start_local.time() and recurrence.includes(shown.date(), start_on=start_local.date())


def _check(recurrence: Recurrence, start_local: datetime, minutes: int) -> None:
    problems: list[Problem] = []
    if type(minutes) is not int or not 1 <= minutes <= MINUTES_LIMIT:
        problems.append(Problem("number.out_of_range", "$.minutes", {"least": 1, "most": MINUTES_LIMIT}))
    if start_local.tzinfo is not None:
        expected = "a local time; its zone is given apart"
        problems.append(Problem("value.wrong_type", "$.start_local", {"expected": expected}))
    if not FIRST_YEAR <= start_local.year <= LAST_YEAR:
        problems.append(Problem("number.out_of_range", "$.start_local.year", {"least": FIRST_YEAR, "most": LAST_YEAR}))
    else:
        start_on = start_local.date()
        nearest = recurrence.first_on_or_after(start_on)
        if nearest is None:
            problems.append(Problem("time.order", "$.recurrence.until"))
        elif nearest != start_on:
            problems.append(Problem("series.start_not_on_rule", "$.start_local", {"nearest": nearest.isoformat()}))
    if problems:
        raise InvalidInput.of(problems)
