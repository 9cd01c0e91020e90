"""When a cohort begins and ends, how many it needs, and until when one can join it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from attrs import frozen

from supportkit.core.text import number_problems
from supportkit.core.zones import to_utc, zone
from supportkit.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

MINIMUM = 3
"""People that a cohort needs, at the least (default). HealGrief cancels a group of fewer than three, and groups of
three were enough in one study of groups for people with psychosis; neither compared sizes."""
MINIMUM_LIMIT = 500
WEEKS_LIMIT = 104
"""Weeks of a cohort, at most (default)."""


@frozen(kw_only=True)
class Cohort:
    """When a cohort begins and ends, how many it needs, and until when one can join it.

    All dates are local dates of the zone.

    Args:
        starts_on: the day on which it begins.
        ends_on: its last day.
        last_join_on: the last day on which somebody can join; the day on which it begins if left out.
        minimum: how many people it needs to begin.
        zone: the IANA zone of its days.
    """

    starts_on: date
    ends_on: date
    last_join_on: date | None = None
    minimum: int = MINIMUM
    zone: str = "UTC"

    def __attrs_post_init__(self) -> None:
        problems = tuple(self._problems())
        if problems:
            raise InvalidInput.of(problems)
        zone(self.zone)

    def _problems(self) -> Iterator[Problem]:
        yield from number_problems("$.minimum", self.minimum, 1, MINIMUM_LIMIT)
        if self.ends_on < self.starts_on:
            yield Problem("time.order", "$.ends_on")
        if self.last_join_on is not None and self.last_join_on > self.ends_on:
            yield Problem("time.order", "$.last_join_on")
        if self.ends_on.year == date.max.year:  # whose last day has no end that could be written
            yield Problem("time.out_of_range", "$.ends_on")

    @classmethod
    def of_weeks(
        cls,
        weeks: int,
        *,
        starts_on: date | str,
        zone: str,
        last_join_week: int | None = None,
        minimum: int = MINIMUM,
    ) -> Cohort:
        """Plan a cohort by its number of weeks.

        Args:
            weeks: how many weeks it lasts, 1 to 104; 8, 10, 13 and 15 are common.
            starts_on: the day on which it begins, such as `"2027-01-12"`.
            zone: the IANA zone of its days.
            last_join_week: the last week in which somebody can join, 1 for the first; up to the day on which it begins
                if left out.
            minimum: how many people it needs to begin.

        Raises:
            InvalidInput: `number.out_of_range`, `time.unreadable`, `zone.unknown`, `zone.offset`.
        """
        first = _day(starts_on)
        problems = list(number_problems("$.weeks", weeks, 1, WEEKS_LIMIT))
        if not problems and last_join_week is not None:
            problems += number_problems("$.last_join_week", last_join_week, 1, weeks)
        if problems:
            raise InvalidInput.of(problems)
        return cls(
            starts_on=first,
            ends_on=_end_of_week(first, weeks),
            last_join_on=None if last_join_week is None else _end_of_week(first, last_join_week),
            minimum=minimum,
            zone=zone,
        )

    @property
    def begins_at(self) -> datetime:
        """The moment at which its first day begins."""
        return self._midnight(self.starts_on)

    @property
    def over_at(self) -> datetime:
        """The moment at which its last day is over."""
        return self._midnight(self.ends_on + timedelta(days=1))

    @property
    def joining_ends_at(self) -> datetime:
        """The moment from which nobody joins any more."""
        return self._midnight((self.last_join_on or self.starts_on) + timedelta(days=1))

    def _midnight(self, day: date) -> datetime:
        return to_utc(datetime.combine(day, time()), zone(self.zone))


def _end_of_week(first: date, weeks: int) -> date:
    try:
        return first + timedelta(weeks=weeks, days=-1)
    except OverflowError:
        raise InvalidInput.of([Problem("time.out_of_range", "$.starts_on")]) from None


def _day(given: date | str) -> date:
    try:
        return date.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        raise InvalidInput("time.unreadable") from None
